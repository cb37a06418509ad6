-- From a postponement on, fans may ask for their money back for some days, and are told. Answers until when.
CREATE OR REPLACE FUNCTION open_refund_window(p_event uuid, p_now timestamptz) RETURNS timestamptz
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_until timestamptz;
BEGIN
  INSERT INTO selling_settings (event_id, promoter_id) SELECT id, promoter_id FROM events WHERE id = p_event
    ON CONFLICT (event_id) DO NOTHING;
  UPDATE selling_settings SET refundable_until = p_now + make_interval(days => refund_window_days)
    WHERE event_id = p_event RETURNING refundable_until INTO p_until;
  -- What `tell_fan` writes, for all at once.
  INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload, bulk)
    SELECT 'mail', people.promoter_id, people.order_id, 'event-postponed', jsonb_build_object('orderId', people.order_id), true
    FROM orders JOIN order_people people ON people.order_id = orders.id AND people.email IS NOT NULL
    WHERE orders.event_id = p_event AND state IN ('paid', 'partly_refunded')
      AND EXISTS (SELECT FROM tickets WHERE order_id = orders.id AND tickets.state = 'valid') ORDER BY orders.id;
  RETURN p_until;
END
$$;

REVOKE EXECUTE ON FUNCTION open_refund_window FROM PUBLIC;
