-- Money from outside that pays nothing: written down as a payment of its own, which goes back for this reason.
CREATE OR REPLACE FUNCTION take_for_nothing(
  booked orders, request jsonb, p_amount bigint, p_reason text, p_now timestamptz) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  payment payments;
BEGIN
  INSERT INTO payments (id, promoter_id, order_id, method, provider, state, amount_minor, currency, request_key,
      request_hash, taken_minor, taken_currency, created_at, settled_at)
    VALUES (gen_random_uuid(), booked.promoter_id, booked.id, request ->> 'method', 'manual', 'succeeded', p_amount,
      booked.currency, p_reason || ':' || (request ->> 'requestKey'), request ->> 'requestHash', p_amount,
      booked.currency, p_now, p_now)
    RETURNING * INTO payment;
  PERFORM post_entry('payment:' || payment.id, booked.id, booked.currency,
    jsonb_build_object('manual', p_amount, 'unapplied', -p_amount), p_now);
  RETURN give_back(payment, p_reason, p_now);
END
$$;

REVOKE EXECUTE ON FUNCTION take_for_nothing FROM PUBLIC;
