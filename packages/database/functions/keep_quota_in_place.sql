-- A quota counts in its performance's shard, and its tickets were taken there.
CREATE OR REPLACE FUNCTION keep_quota_in_place() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NEW.performance_id IS DISTINCT FROM OLD.performance_id AND EXISTS (SELECT FROM allocations WHERE quota_id = NEW.id) THEN
    RAISE EXCEPTION 'sold out of already' USING ERRCODE = 'LO012';
  END IF;
  RETURN NEW;
END
$$;

REVOKE EXECUTE ON FUNCTION keep_quota_in_place FROM PUBLIC;
