-- What a provider says of a dispute, in any order and any number of times. Answers what it is from now on, and whether
-- that is new; NULL: no such payment.
CREATE OR REPLACE FUNCTION settle_dispute(report jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_now timestamptz := report ->> 'now';
  payment payments;
  dispute disputes;
  p_state text;
BEGIN
  SELECT * INTO payment FROM payments WHERE id = (report ->> 'paymentId')::uuid;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  PERFORM FROM orders WHERE id = payment.order_id FOR NO KEY UPDATE;
  SELECT * INTO dispute FROM disputes WHERE provider_ref = report ->> 'providerRef';
  p_state := dispute.state;
  IF dispute.id IS NULL THEN
    INSERT INTO disputes (id, promoter_id, order_id, payment_id, provider_ref, state, amount_minor, currency, opened_at)
      VALUES (gen_random_uuid(), payment.promoter_id, payment.order_id, payment.id, report ->> 'providerRef', 'open',
        (report ->> 'amount')::bigint, report ->> 'currency', p_now)
      RETURNING * INTO dispute;
    PERFORM post_entry('dispute:' || dispute.id, dispute.order_id, dispute.currency,
      jsonb_build_object('withheld', -dispute.amount_minor, 'disputed', dispute.amount_minor), p_now);
    UPDATE tickets SET disputed = true WHERE order_id = dispute.order_id;
    -- The trigger holds them.
    UPDATE refunds SET next_attempt_at = next_attempt_at
      WHERE payment_id = dispute.payment_id AND state = 'requested' AND next_attempt_at IS NOT NULL;
  END IF;
  IF dispute.state = 'open' AND report ->> 'outcome' IN ('won', 'lost') THEN
    UPDATE disputes SET state = report ->> 'outcome', settled_at = p_now WHERE id = dispute.id RETURNING * INTO dispute;
    PERFORM post_entry('dispute-' || dispute.state || ':' || dispute.id, dispute.order_id, dispute.currency,
      jsonb_build_object('disputed', -dispute.amount_minor,
        CASE dispute.state WHEN 'won' THEN 'withheld' ELSE 'lost' END, dispute.amount_minor), p_now);
    IF dispute.state = 'won' THEN
      UPDATE tickets SET disputed = false WHERE order_id = dispute.order_id AND NOT EXISTS (
        SELECT FROM disputes others WHERE others.order_id = dispute.order_id AND others.state <> 'won');
      UPDATE refunds SET next_attempt_at = p_now, last_error = NULL
        WHERE payment_id = dispute.payment_id AND state = 'requested' AND last_error = 'disputed';
    ELSE
      -- The fan has the money by the bank; what else is to be done, a person says.
      UPDATE refunds SET state = 'failed', last_error = 'dispute_lost'
        WHERE payment_id = dispute.payment_id AND state = 'requested' AND last_error = 'disputed';
    END IF;
  END IF;
  RETURN jsonb_build_object('orderId', dispute.order_id, 'state', dispute.state,
    'changed', p_state IS DISTINCT FROM dispute.state);
END
$$;

REVOKE EXECUTE ON FUNCTION settle_dispute FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settle_dispute TO liveotter_public;
