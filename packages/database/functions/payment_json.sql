CREATE OR REPLACE FUNCTION payment_json(payment payments, p_replayed boolean) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('paymentId', payment.id, 'orderId', payment.order_id, 'method', payment.method,
    'provider', payment.provider, 'state', payment.state, 'amount', payment.amount_minor, 'currency', payment.currency,
    'actionUrl', payment.action_url, 'failure', payment.failure, 'received', payment.received_minor, 'createdAt', epoch_ms(payment.created_at),
    'replayed', p_replayed)
$$;

REVOKE EXECUTE ON FUNCTION payment_json FROM PUBLIC;
