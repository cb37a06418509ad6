-- What a provider, or whoever pays by hand, says of a refund. NULL: no such refund.
CREATE OR REPLACE FUNCTION settle_refund(report jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_now timestamptz := report ->> 'now';
  p_outcome text := report ->> 'outcome';
  refund refunds;
  booked orders;
  p_account text;
  p_before bigint;
  p_fees bigint;
  p_tax bigint;
BEGIN
  SELECT * INTO refund FROM refunds WHERE id = (report ->> 'refundId')::uuid;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  -- Two of one order take turns: their shares follow from what went back before.
  SELECT * INTO booked FROM orders WHERE id = refund.order_id FOR NO KEY UPDATE;
  SELECT * INTO refund FROM refunds WHERE id = refund.id FOR NO KEY UPDATE;

  IF refund.state <> 'succeeded' AND p_outcome = 'succeeded' THEN
    SELECT CASE provider WHEN 'manual' THEN 'manual' ELSE 'provider' END INTO p_account
      FROM payments WHERE id = refund.payment_id;
    IF refund.unapplied THEN
      PERFORM post_entry('refund:' || refund.id, booked.id, refund.currency,
        jsonb_build_object(p_account, -refund.amount_minor, 'unapplied', refund.amount_minor), p_now);
    ELSE
      -- Each item's fees and tax in proportion, rounded so that all parts of it come to all of it.
      SELECT
          coalesce(sum(div(items.fees_minor * (before + given.amount_minor), total_minor)
            - div(items.fees_minor * before, total_minor)), 0),
          coalesce(sum(div(items.tax_minor * (before + given.amount_minor), total_minor)
            - div(items.tax_minor * before, total_minor)), 0)
        INTO p_fees, p_tax
        FROM refund_items given JOIN order_items items ON items.id = given.item_id
        CROSS JOIN LATERAL (
          SELECT coalesce(sum(earlier.amount_minor), 0) AS before FROM refund_items earlier
          JOIN refunds ON refunds.id = earlier.refund_id AND refunds.state = 'succeeded'
          WHERE earlier.item_id = given.item_id) gone
        WHERE given.refund_id = refund.id;
      SELECT coalesce(sum(amount_minor), 0) INTO p_before FROM refunds
        WHERE order_id = booked.id AND state = 'succeeded' AND NOT unapplied;
      p_fees := p_fees
        + div(booked.promoter_fees_minor::numeric * (p_before + refund.amount_minor), booked.total_minor)
        - div(booked.promoter_fees_minor::numeric * p_before, booked.total_minor);
      PERFORM post_entry('refund:' || refund.id, booked.id, refund.currency, jsonb_build_object(
        p_account, -refund.amount_minor, 'fees', p_fees, 'tax', p_tax,
        'tickets', refund.amount_minor - p_fees - p_tax), p_now);
    END IF;
    UPDATE refunds SET state = 'succeeded', settled_at = p_now, next_attempt_at = NULL, last_error = NULL,
        provider_ref = coalesce(report ->> 'providerRef', provider_ref) WHERE id = refund.id;
    PERFORM tell_fan(booked.id, 'refund-succeeded', refund.id);
    refund.state := 'succeeded';
  ELSIF refund.state IN ('requested', 'pending') AND p_outcome = 'failed' THEN
    UPDATE refunds SET state = 'failed', next_attempt_at = NULL, last_error = report ->> 'error',
        provider_ref = coalesce(report ->> 'providerRef', provider_ref) WHERE id = refund.id;
    PERFORM tell_fan(booked.id, 'refund-failed', refund.id);
    refund.state := 'failed';
  ELSIF refund.state IN ('requested', 'pending') AND p_outcome IN ('pending', 'by_hand', 'unfunded') THEN
    refund.state := CASE p_outcome WHEN 'unfunded' THEN 'requested' ELSE 'pending' END;
    UPDATE refunds SET state = refund.state, provider_ref = coalesce(report ->> 'providerRef', provider_ref),
        last_error = nullif(p_outcome, 'pending'),
        -- What a person pays by hand is asked of nobody; else from a minute on, doubling up to an hour.
        next_attempt_at = CASE WHEN p_outcome <> 'by_hand' THEN
          p_now + least(interval '1 hour', interval '1 minute' * power(2, least(attempts, 10) - 1)) END
      WHERE id = refund.id;
  END IF;
  RETURN jsonb_build_object('orderId', booked.id, 'eventId', booked.event_id, 'state', refund.state);
END
$$;

REVOKE EXECUTE ON FUNCTION settle_refund FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settle_refund TO liveotter_public, liveotter_jobs;
