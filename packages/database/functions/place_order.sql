CREATE OR REPLACE FUNCTION place_order(request jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_id uuid := request ->> 'orderId';
  p_event_id uuid := request ->> 'eventId';
  p_now timestamptz := request ->> 'now';
  p_event events;
  settings selling_settings;
  placed jsonb;
  p_has integer;
  p_number text;
  p_state text;
BEGIN
  -- Who waits here for another's row learns what it became.
  INSERT INTO order_ids (id, void) VALUES (p_id, false) ON CONFLICT DO NOTHING;
  IF NOT FOUND AND EXISTS (SELECT FROM order_ids WHERE id = p_id AND void) THEN
    RAISE EXCEPTION 'the order was given up' USING ERRCODE = 'LO005';
  END IF;
  placed := placed_order(p_id, request ->> 'holdId', request ->> 'requestKey', request ->> 'requestHash');
  IF placed IS NOT NULL THEN
    -- Another id for the same hold is not needed any more.
    DELETE FROM order_ids WHERE id = p_id AND (placed ->> 'orderId')::uuid <> p_id;
    RETURN placed;
  END IF;

  PERFORM FROM events WHERE id = p_event_id FOR KEY SHARE;
  PERFORM pg_advisory_xact_lock_shared(sale_lock(p_event_id));
  SELECT * INTO p_event FROM events WHERE id = p_event_id;
  SELECT * INTO settings FROM selling_settings WHERE event_id = p_event_id;
  IF p_event.status IS DISTINCT FROM 'published' OR settings.stopped
    -- Priced before its first order, when that could still be changed.
    OR request -> 'quote' ->> 'currency' IS DISTINCT FROM p_event.currency THEN
    RAISE EXCEPTION 'not on sale' USING ERRCODE = 'LO006', DETAIL = jsonb_build_object('reason', CASE
      WHEN p_event.status IN ('cancelled', 'postponed') THEN p_event.status
      WHEN p_event.status IS DISTINCT FROM 'published' THEN 'withdrawn'
      WHEN settings.stopped THEN 'stopped' ELSE 'changed' END);
  END IF;

  IF settings.max_per_fan IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(p_event_id || (request ->> 'emailKey'), 2));
    SELECT count(*) INTO p_has FROM order_people people JOIN orders ON orders.id = people.order_id
      JOIN order_items items ON items.order_id = orders.id
      WHERE people.event_id = p_event_id AND people.email_key = request ->> 'emailKey'
        AND orders.state IN ('pending', 'paid', 'partly_refunded') AND items.cancelled_at IS NULL;
    IF p_has + jsonb_array_length(request -> 'items') > settings.max_per_fan THEN
      RAISE EXCEPTION 'too many for one fan' USING ERRCODE = 'LO004',
        DETAIL = jsonb_build_object('limit', settings.max_per_fan, 'has', p_has);
    END IF;
  END IF;

  PERFORM FROM inventory_shards WHERE scope IN (
      SELECT (shard ->> 'scope')::uuid FROM jsonb_array_elements(request -> 'shards') shard)
    ORDER BY scope FOR SHARE;
  IF EXISTS (
    SELECT FROM jsonb_to_recordset(request -> 'shards') AS given (scope uuid, epoch integer)
    LEFT JOIN inventory_shards shard ON shard.scope = given.scope AND shard.event_id = p_event_id
    WHERE shard.epoch IS DISTINCT FROM given.epoch
  ) THEN
    RAISE EXCEPTION 'a shard began anew' USING ERRCODE = 'LO002';
  END IF;

  p_number := write_order(request, 'sale', p_event, coalesce(settings.order_minutes, 15));
  -- Each counter is fenced by its shard's epoch.
  IF EXISTS (
    SELECT FROM allocations JOIN order_items items ON items.id = item_id JOIN quotas ON quotas.id = quota_id
    WHERE items.order_id = p_id AND coalesce(quotas.performance_id, quotas.event_id) NOT IN (
      SELECT (shard ->> 'scope')::uuid FROM jsonb_array_elements(request -> 'shards') shard)
  ) THEN
    RAISE EXCEPTION 'a shard is missing' USING ERRCODE = 'LO002';
  END IF;
  PERFORM take_capacity(p_id, p_now);
  IF (SELECT total_minor FROM orders WHERE id = p_id) = 0 THEN
    PERFORM fulfil_order(p_id, p_now);
  END IF;
  RETURN placed_order(p_id, NULL, NULL, NULL) || jsonb_build_object('replayed', false);
END
$$;

REVOKE EXECUTE ON FUNCTION place_order FROM PUBLIC;
GRANT EXECUTE ON FUNCTION place_order TO liveotter_public;
