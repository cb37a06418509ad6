-- Writes down what a provider reports of a payment, refund or dispute that is ours by its metadata and that nothing here
-- matches. Any number of times. Answers what is to be done with it, and whether that is news for a person.
CREATE OR REPLACE FUNCTION record_orphan(report jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_now timestamptz := report ->> 'now';
  p_taken boolean := report ->> 'about' = 'charge' AND report ->> 'state' = 'succeeded';
  orphan orphaned_payments;
  p_was text;
BEGIN
  -- A refund that gives an orphaned charge back belongs to that.
  IF report ->> 'about' = 'refund' THEN
    SELECT * INTO orphan FROM orphaned_payments WHERE refund_id = (report ->> 'reference')::uuid;
    IF FOUND THEN
      RETURN settle_orphan(jsonb_build_object('orphanId', orphan.id, 'outcome', report ->> 'state', 'now', report ->> 'now'))
        || '{"news": false}';
    END IF;
  END IF;
  INSERT INTO orphaned_payments (id, provider, about, provider_ref, reference, payment_id, state, amount_minor, currency,
      refund_id, handling, first_seen_at, last_seen_at, seen)
    VALUES (gen_random_uuid(), report ->> 'provider', report ->> 'about', report ->> 'providerRef',
      (report ->> 'reference')::uuid, (report ->> 'paymentId')::uuid, report ->> 'state', (report ->> 'amount')::bigint,
      report ->> 'currency', gen_random_uuid(), CASE report ->> 'about' WHEN 'charge' THEN 'waiting' ELSE 'parked' END,
      p_now, p_now, 0)
    ON CONFLICT DO NOTHING;
  SELECT * INTO orphan FROM orphaned_payments WHERE provider = report ->> 'provider' AND about = report ->> 'about'
    AND provider_ref = report ->> 'providerRef' FOR NO KEY UPDATE;
  p_was := CASE WHEN orphan.seen > 0 THEN orphan.handling END;
  UPDATE orphaned_payments SET seen = seen + 1, last_seen_at = greatest(last_seen_at, p_now),
      -- Money that was taken is taken, whatever is said afterwards. A dispute goes on from open.
      state = CASE WHEN about = 'charge' AND state = 'succeeded' THEN state
        WHEN about = 'dispute' AND state <> 'open' THEN state ELSE report ->> 'state' END,
      amount_minor = coalesce((report ->> 'amount')::bigint, amount_minor),
      currency = coalesce(report ->> 'currency', currency),
      handling = CASE WHEN p_taken AND handling = 'waiting' THEN 'returning' ELSE handling END,
      -- A payment that commits a moment later is found first: see `claim_orphans`.
      next_attempt_at = CASE WHEN p_taken AND handling = 'waiting' THEN p_now + interval '10 minutes' ELSE next_attempt_at END
    WHERE id = orphan.id RETURNING * INTO orphan;
  RETURN jsonb_build_object('handling', orphan.handling, 'news', p_was IS DISTINCT FROM orphan.handling);
END
$$;

REVOKE EXECUTE ON FUNCTION record_orphan FROM PUBLIC;
GRANT EXECUTE ON FUNCTION record_orphan TO liveotter_public;
