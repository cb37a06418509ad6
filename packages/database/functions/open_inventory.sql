-- The next epoch of a shard, after the one that it has found (0: none): no commit that counted under an earlier one comes
-- after this, and those that came before are waited for. NULL: the event has no such scope, or another has been opened
-- since. So one that was given up, and arrives all the same, ends nobody's epoch.
CREATE OR REPLACE FUNCTION open_inventory(of_event uuid, of_scope uuid, after_epoch integer) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  opened integer;
BEGIN
  PERFORM FROM events WHERE id = of_event FOR KEY SHARE;
  IF after_epoch = 0 THEN
    INSERT INTO inventory_shards (scope, event_id)
      SELECT of_scope, of_event
      WHERE (of_scope = of_event AND EXISTS (SELECT FROM events WHERE id = of_event))
        OR EXISTS (SELECT FROM performances WHERE id = of_scope AND event_id = of_event)
      ON CONFLICT (scope) DO NOTHING
      RETURNING epoch INTO opened;
  ELSE
    UPDATE inventory_shards SET epoch = epoch + 1
      WHERE scope = of_scope AND event_id = of_event AND epoch = after_epoch
      RETURNING epoch INTO opened;
  END IF;
  RETURN opened;
END
$$;

REVOKE EXECUTE ON FUNCTION open_inventory FROM PUBLIC;
