-- Money that came for nothing goes back where it came from.
CREATE OR REPLACE FUNCTION give_back(payment payments, p_reason text, p_now timestamptz) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  p_refund uuid := gen_random_uuid();
BEGIN
  INSERT INTO refunds (id, promoter_id, order_id, payment_id, state, reason, unapplied, amount_minor, currency,
      request_key, next_attempt_at, created_at)
    VALUES (p_refund, payment.promoter_id, payment.order_id, payment.id, 'requested', p_reason, true,
      payment.taken_minor, payment.taken_currency, 'payment:' || payment.id, p_now, p_now);
  PERFORM tell_fan(payment.order_id, 'refund-started', p_refund);
  RETURN p_refund;
END
$$;

REVOKE EXECUTE ON FUNCTION give_back FROM PUBLIC;
