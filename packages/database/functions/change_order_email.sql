-- Gives an order another address. The old links stop working (key generation), the tickets get new codes, the old address
-- is told that it happened, and the new one gets the tickets. Returns the new key generation. The same address again
-- changes nothing and returns the current generation. The caller has checked that it may do this.
CREATE OR REPLACE FUNCTION change_order_email(p_order uuid, p_email text, p_email_key text, p_now timestamptz)
  RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  booked orders;
  people order_people;
BEGIN
  SELECT * INTO booked FROM orders WHERE id = p_order FOR NO KEY UPDATE;
  SELECT * INTO people FROM order_people WHERE order_id = p_order FOR NO KEY UPDATE;
  IF people.email_key = p_email_key AND people.email = p_email THEN
    RETURN booked.key_generation;
  END IF;
  IF people.erased_at IS NOT NULL OR booked.state NOT IN ('pending', 'paid', 'partly_refunded') THEN
    RAISE EXCEPTION 'the order has ended' USING ERRCODE = 'LO008', DETAIL = jsonb_build_object('state', booked.state);
  END IF;
  UPDATE order_people SET email = p_email, email_key = p_email_key WHERE order_id = p_order;
  -- Another spelling of the same address: everyone who could read its mail still can.
  IF people.email_key = p_email_key THEN
    RETURN booked.key_generation;
  END IF;
  UPDATE orders SET key_generation = key_generation + 1, version = version + 1 WHERE id = p_order;
  UPDATE ticket_holders holder SET email = p_email FROM tickets
    WHERE tickets.id = holder.ticket_id AND tickets.order_id = p_order AND lower(holder.email) = people.email_key;
  -- In the order of their ids, as every change of several tickets locks them.
  PERFORM FROM tickets WHERE order_id = p_order AND state = 'valid' ORDER BY id FOR NO KEY UPDATE;
  WITH revoked AS (
    UPDATE ticket_credentials SET revoked_at = p_now FROM tickets
    WHERE ticket_credentials.ticket_id = tickets.id AND tickets.order_id = p_order AND tickets.state = 'valid'
      AND revoked_at IS NULL
    RETURNING ticket_id, kind
  )
  INSERT INTO ticket_credentials (id, ticket_id, kind, created_at)
    SELECT gen_random_uuid(), ticket_id, kind, p_now FROM revoked;
  IF people.email IS NOT NULL THEN
    INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
    SELECT 'mail', booked.promoter_id, p_order, 'order-email-changed', jsonb_build_object('to', people.email,
      'locale', booked.locale, 'params', jsonb_build_object('event', events.name, 'number', booked.number))
    FROM events WHERE id = booked.event_id;
  END IF;
  IF booked.state <> 'pending' THEN
    PERFORM tell_fan(p_order, 'order-confirmed');
  ELSIF EXISTS (SELECT FROM payments WHERE order_id = p_order AND state = 'awaiting_transfer') THEN
    PERFORM tell_fan(p_order, 'order-waiting');
  END IF;
  RETURN booked.key_generation + 1;
END
$$;

REVOKE EXECUTE ON FUNCTION change_order_email FROM PUBLIC;
