-- Queues a mail to the order's fan, who is looked up when it is sent. Mail that a cancellation causes goes to a crowd
-- (`bulk`): it waits behind everyone else's, such as tickets that were just bought.
CREATE OR REPLACE FUNCTION tell_fan(p_order uuid, p_topic text, p_refund uuid DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
  INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload, bulk)
  SELECT 'mail', people.promoter_id, people.order_id, p_topic,
    jsonb_strip_nulls(jsonb_build_object('orderId', people.order_id, 'refundId', p_refund)),
    p_topic = 'event-cancelled' OR EXISTS (SELECT FROM refunds WHERE id = p_refund AND reason IN ('event_cancelled', 'performance_cancelled'))
  FROM order_people people WHERE people.order_id = p_order AND people.email IS NOT NULL
$$;

REVOKE EXECUTE ON FUNCTION tell_fan FROM PUBLIC;
