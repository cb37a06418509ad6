-- A buyer's correction of their order's address, as `{changeId, orderId, keyGeneration, email, emailKey, mail, now}`: stored
-- until the new address confirms it, and mailed there. `mail` lacks only the event and the order's number. False: the
-- order is not there, has ended, or was opened with an older key.
CREATE OR REPLACE FUNCTION request_order_email(request jsonb) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  booked orders;
  mail jsonb := request -> 'mail';
BEGIN
  SELECT * INTO booked FROM orders WHERE id = (request ->> 'orderId')::uuid
    AND key_generation = (request ->> 'keyGeneration')::integer
    AND state IN ('pending', 'paid', 'partly_refunded')
    FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO order_email_changes (id, order_id, email, email_key, requested_at)
    VALUES ((request ->> 'changeId')::uuid, booked.id, request ->> 'email', request ->> 'emailKey',
      (request ->> 'now')::timestamptz)
    ON CONFLICT (order_id) DO UPDATE SET id = excluded.id, email = excluded.email, email_key = excluded.email_key,
      requested_at = excluded.requested_at, confirmed_generation = NULL;
  INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
    SELECT 'mail', booked.promoter_id, booked.id, 'order-email-confirm', jsonb_set(mail, '{params}', (mail -> 'params')
      || jsonb_build_object('event', events.name, 'number', booked.number))
    FROM events WHERE id = booked.event_id;
  RETURN true;
END
$$;

REVOKE EXECUTE ON FUNCTION request_order_email FROM PUBLIC;
GRANT EXECUTE ON FUNCTION request_order_email TO liveotter_public;
