-- What became of an orphaned payment: `matched` by a payment after all, or how its refund goes on; `resolved` by a person,
-- with a note. What is over stays so. NULL: there is none.
CREATE OR REPLACE FUNCTION settle_orphan(report jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_now timestamptz := report ->> 'now';
  p_outcome text := report ->> 'outcome';
  p_handling text := CASE p_outcome WHEN 'succeeded' THEN 'returned' WHEN 'failed' THEN 'parked'
    WHEN 'matched' THEN 'matched' WHEN 'resolved' THEN 'resolved' END;
  orphan orphaned_payments;
BEGIN
  SELECT * INTO orphan FROM orphaned_payments WHERE id = (report ->> 'orphanId')::uuid FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF orphan.handling NOT IN ('returned', 'matched', 'resolved') THEN
    UPDATE orphaned_payments SET handling = coalesce(p_handling, handling),
        next_attempt_at = CASE WHEN p_handling IS NULL THEN next_attempt_at END,
        last_error = CASE p_outcome WHEN 'failed' THEN coalesce(report ->> 'error', 'failed') WHEN 'unfunded' THEN p_outcome END,
        note = coalesce(report ->> 'note', note),
        handled_at = CASE WHEN p_handling IN ('returned', 'matched', 'resolved') THEN p_now END
      WHERE id = orphan.id RETURNING * INTO orphan;
  END IF;
  RETURN jsonb_build_object('handling', orphan.handling);
END
$$;

REVOKE EXECUTE ON FUNCTION settle_orphan FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settle_orphan TO liveotter_jobs;
