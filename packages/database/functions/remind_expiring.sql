-- Has those told whose order expires soon: a day before, where they had days to pay, else five minutes. Not while their
-- payment may be under way, nor those who pay at the door. Answers how many.
CREATE OR REPLACE FUNCTION remind_expiring(batch integer) RETURNS bigint
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH due AS (
    SELECT o.id FROM orders o
    WHERE o.state = 'pending' AND o.reminded_at IS NULL AND o.expires_at > now()
      AND o.expires_at < now() + CASE WHEN o.expires_at > o.placed_at + interval '1 day'
        THEN interval '1 day' ELSE interval '5 minutes' END
      AND NOT EXISTS (SELECT FROM payments y WHERE y.order_id = o.id
        AND (y.state IN ('confirming', 'needs_action') OR (y.state = 'awaiting_transfer' AND y.method = 'door')))
    ORDER BY o.expires_at LIMIT batch FOR UPDATE SKIP LOCKED
  ), marked AS (
    UPDATE orders o SET reminded_at = now() FROM due WHERE o.id = due.id RETURNING o.id, o.promoter_id
  ), told AS (
    INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
    SELECT 'mail', promoter_id, id, 'order-expiring', jsonb_build_object('orderId', id) FROM marked ORDER BY id RETURNING 1
  )
  SELECT count(*) FROM told
$$;

REVOKE EXECUTE ON FUNCTION remind_expiring FROM PUBLIC;
GRANT EXECUTE ON FUNCTION remind_expiring TO liveotter_jobs;
