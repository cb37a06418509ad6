-- To be sent to the order's fan once this commits. Who that is, is looked up when it is sent.
CREATE OR REPLACE FUNCTION tell_fan(p_order uuid, p_topic text, p_refund uuid DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
  INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
  SELECT 'mail', people.promoter_id, people.order_id, p_topic,
    jsonb_strip_nulls(jsonb_build_object('orderId', people.order_id, 'refundId', p_refund))
  FROM order_people people WHERE people.order_id = p_order AND people.email IS NOT NULL
$$;

REVOKE EXECUTE ON FUNCTION tell_fan FROM PUBLIC;
