-- Tickets that a promoter gives away. They take room like any other, and cost nothing.
CREATE OR REPLACE FUNCTION place_guest(request jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_id uuid := request ->> 'orderId';
  p_event events;
  placed jsonb;
BEGIN
  INSERT INTO order_ids (id, void) VALUES (p_id, false) ON CONFLICT DO NOTHING;
  placed := placed_order(p_id, NULL, request ->> 'requestKey', request ->> 'requestHash');
  IF placed IS NULL THEN
    PERFORM FROM events WHERE id = (request ->> 'eventId')::uuid FOR KEY SHARE;
    PERFORM pg_advisory_xact_lock_shared(sale_lock((request ->> 'eventId')::uuid));
    SELECT * INTO p_event FROM events WHERE id = (request ->> 'eventId')::uuid;
    IF p_event.status IS NULL OR p_event.status IN ('cancelled', 'archived') THEN
      RAISE EXCEPTION 'the event is over' USING ERRCODE = 'LO006';
    END IF;
    PERFORM write_order(
      request || jsonb_build_object('items', (
        SELECT jsonb_agg(item || '{"price": 0, "discount": 0, "fees": 0, "tax": 0, "total": 0}')
        FROM jsonb_array_elements(request -> 'items') item)), 'guest', p_event, 15);
    PERFORM take_capacity(p_id, (request ->> 'now')::timestamptz);
    PERFORM fulfil_order(p_id, (request ->> 'now')::timestamptz);
    placed := placed_order(p_id, NULL, NULL, NULL) || jsonb_build_object('replayed', false);
  END IF;
  RETURN placed || jsonb_build_object('freed', scopes_of_order(p_id));
END
$$;

REVOKE EXECUTE ON FUNCTION place_guest FROM PUBLIC;
