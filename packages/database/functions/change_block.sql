-- Makes a block of a quota as large as that; 0 releases it for good. NULL: no such quota.
CREATE OR REPLACE FUNCTION change_block(p_block uuid, p_quota uuid, p_quantity integer, p_reason text, p_now timestamptz)
  RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  counter quota_counters;
  block blocks;
  more integer;
BEGIN
  SELECT * INTO counter FROM quota_counters WHERE quota_id = p_quota FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT * INTO block FROM blocks WHERE id = p_block;
  IF block.quota_id <> p_quota OR (block.released_at IS NOT NULL AND p_quantity > 0) THEN
    RAISE EXCEPTION 'the block is released' USING ERRCODE = 'LO008';
  END IF;
  more := p_quantity - CASE WHEN block.id IS NULL OR block.released_at IS NOT NULL THEN 0 ELSE block.quantity END;
  UPDATE quota_counters SET blocked = blocked + more WHERE quota_id = p_quota
    AND (more <= 0 OR capacity IS NULL OR used + blocked + more + kept_for_codes(p_quota, p_now) <= capacity);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'not so many are free' USING ERRCODE = 'LO001', DETAIL = jsonb_build_object('quotaId', p_quota);
  END IF;
  IF block.id IS NULL THEN
    INSERT INTO blocks (id, promoter_id, event_id, quota_id, quantity, reason, created_at)
      VALUES (p_block, counter.promoter_id, counter.event_id, p_quota, p_quantity, p_reason, p_now);
  ELSIF p_quantity > 0 THEN
    UPDATE blocks SET quantity = p_quantity, reason = p_reason WHERE id = p_block;
  ELSE
    UPDATE blocks SET released_at = coalesce(released_at, p_now) WHERE id = p_block;
  END IF;
  RETURN jsonb_build_object('eventId', counter.event_id, 'freed', (
    SELECT jsonb_build_array(coalesce(performance_id, event_id)) FROM quotas WHERE id = p_quota));
END
$$;

REVOKE EXECUTE ON FUNCTION change_block FROM PUBLIC;
