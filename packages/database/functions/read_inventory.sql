-- A shard's quotas with what is given away of them, the codes it asks for, and what became of the orders it waits for, all
-- as of one moment. `overdue` orders that are not there are made void first. Under another epoch than `known` it answers that
-- alone; with `opening` it opens the next after `known` instead. NULL: as `open_inventory`.
CREATE OR REPLACE FUNCTION read_inventory(
  of_event uuid, of_scope uuid, known integer, code_ids uuid[], pinned uuid[], overdue uuid[], opening boolean)
  RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  promoter uuid;
  at_performance uuid := nullif(of_scope, of_event);
  current_epoch integer;
  waiting uuid;
BEGIN
  FOREACH waiting IN ARRAY overdue LOOP
    BEGIN
      PERFORM void_order(waiting);
    EXCEPTION WHEN lock_not_available THEN
      -- Somebody is still committing it: asked again next time.
      NULL;
    END;
  END LOOP;

  IF opening THEN
    current_epoch := open_inventory(of_event, of_scope, known);
    IF current_epoch IS NULL THEN
      RETURN NULL;
    END IF;
  ELSE
    SELECT epoch INTO current_epoch FROM inventory_shards WHERE scope = of_scope AND event_id = of_event;
    IF current_epoch IS NULL OR current_epoch IS DISTINCT FROM known THEN
      RETURN jsonb_build_object('other', coalesce(current_epoch, 0));
    END IF;
  END IF;

  SELECT promoter_id INTO promoter FROM events WHERE id = of_event;
  -- One statement, one snapshot: what it counts and which orders it has seen belong together.
  RETURN (
    WITH own AS (
      SELECT counters.* FROM quotas JOIN quota_counters counters ON counters.quota_id = quotas.id
      WHERE quotas.promoter_id = promoter AND quotas.event_id = of_event
        AND quotas.performance_id IS NOT DISTINCT FROM at_performance
    ), blocking AS (
      SELECT codes.id, codes.blocks_quota_id, codes.valid_until, greatest(codes.max_uses - codes.used, 0) AS unused
      FROM codes JOIN own ON own.quota_id = codes.blocks_quota_id
      WHERE NOT codes.disabled AND (codes.valid_until IS NULL OR codes.valid_until > now())
    )
    SELECT jsonb_build_object(
      'epoch', current_epoch,
      'stopped', events.status <> 'published'
        OR coalesce((SELECT stopped FROM selling_settings WHERE event_id = of_event), false)
        OR EXISTS (SELECT FROM performances WHERE id = at_performance AND status <> 'scheduled'),
      'why', CASE WHEN events.status IN ('cancelled', 'postponed') THEN events.status
        WHEN events.status <> 'published' THEN 'withdrawn'
        ELSE coalesce((SELECT status FROM performances WHERE id = at_performance AND status <> 'scheduled'), 'stopped') END,
      'pools', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
          'id', own.quota_id, 'capacity', own.capacity, 'used', own.used, 'blocked', own.blocked,
          'reserved', (SELECT coalesce(sum(unused), 0) FROM blocking WHERE blocks_quota_id = own.quota_id))), '[]')
        FROM own),
      'codes', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
          'id', codes.id, 'left', greatest(codes.max_uses - codes.used, 0),
          'blocks', (SELECT blocks_quota_id FROM blocking WHERE blocking.id = codes.id))), '[]')
        FROM codes
        WHERE codes.id = ANY (code_ids) AND codes.event_id = of_event AND codes.max_uses IS NOT NULL
          AND (codes.blocks_quota_id IN (SELECT quota_id FROM own)
            OR (codes.blocks_quota_id IS NULL AND of_scope = of_event))),
      'orders', (
        SELECT coalesce(jsonb_object_agg(id, CASE WHEN void THEN 'void' ELSE 'placed' END), '{}')
        FROM order_ids WHERE id = ANY (pinned) OR id = ANY (overdue)),
      'changesAt', (SELECT ceil(extract(epoch FROM min(valid_until)) * 1000) FROM blocking))
    FROM events WHERE id = of_event);
END
$$;

REVOKE EXECUTE ON FUNCTION read_inventory FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_inventory TO liveotter_public;
