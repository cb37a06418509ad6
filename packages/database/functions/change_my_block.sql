-- Blocks so many of a quota; 0 releases the block.
CREATE OR REPLACE FUNCTION change_my_block(block uuid, quota uuid, quantity integer, reason text, now timestamptz) RETURNS jsonb
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT CASE WHEN is_mine(quotas.event_id) THEN change_block(block, quota, quantity, reason, now) END
  FROM quotas WHERE quotas.id = quota
$$;

REVOKE EXECUTE ON FUNCTION change_my_block FROM PUBLIC;
GRANT EXECUTE ON FUNCTION change_my_block TO liveotter_promoter;
