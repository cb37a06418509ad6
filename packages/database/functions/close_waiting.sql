-- Ends a payment that waits for money, without it. What has come so far goes back for this reason. Answers the refund, if any.
CREATE OR REPLACE FUNCTION close_waiting(waiting payments, p_reason text, p_now timestamptz) RETURNS uuid
  LANGUAGE plpgsql AS $$
BEGIN
  IF waiting.received_minor = 0 THEN
    UPDATE payments SET state = 'cancelled', check_at = NULL, settled_at = p_now WHERE id = waiting.id;
    RETURN NULL;
  END IF;
  UPDATE payments SET state = 'mismatched', taken_minor = received_minor, taken_currency = currency, check_at = NULL,
      settled_at = p_now
    WHERE id = waiting.id RETURNING * INTO waiting;
  RETURN give_back(waiting, p_reason, p_now);
END
$$;

REVOKE EXECUTE ON FUNCTION close_waiting FROM PUBLIC;
