-- Claims the id of a reservation for the write that follows in the same transaction. Shards find the id in order_ids and the
-- write in the counters, as of one snapshot. Raises LO005 if a shard has voided the id, LO002 if one has lost its storage.
CREATE OR REPLACE FUNCTION begin_operation(operation jsonb) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_id uuid := operation ->> 'id';
BEGIN
  INSERT INTO order_ids (id, void) VALUES (p_id, false) ON CONFLICT DO NOTHING;
  IF NOT FOUND AND EXISTS (SELECT FROM order_ids WHERE id = p_id AND void) THEN
    RAISE EXCEPTION 'the operation is void' USING ERRCODE = 'LO005';
  END IF;
  PERFORM FROM inventory_shards WHERE scope IN (
      SELECT (shard ->> 'scope')::uuid FROM jsonb_array_elements(operation -> 'shards') shard)
    ORDER BY scope FOR SHARE;
  IF EXISTS (
    SELECT FROM jsonb_to_recordset(operation -> 'shards') AS given (scope uuid, epoch integer)
    JOIN inventory_shards shard ON shard.scope = given.scope
    WHERE shard.epoch <> given.epoch
  ) THEN
    RAISE EXCEPTION 'a shard has a new epoch' USING ERRCODE = 'LO002';
  END IF;
END
$$;

REVOKE EXECUTE ON FUNCTION begin_operation FROM PUBLIC;
GRANT EXECUTE ON FUNCTION begin_operation TO liveotter_promoter;
