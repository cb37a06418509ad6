CREATE OR REPLACE FUNCTION count_quota() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO quota_counters (quota_id, promoter_id, event_id, capacity)
  VALUES (NEW.id, NEW.promoter_id, NEW.event_id, NEW.capacity)
  ON CONFLICT (quota_id) DO UPDATE SET capacity = excluded.capacity;
  RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION count_quota FROM PUBLIC;
