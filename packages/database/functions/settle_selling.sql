-- Every event has its settings, so that nobody has to know what holds without any.
CREATE OR REPLACE FUNCTION settle_selling() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO selling_settings (event_id, promoter_id) VALUES (NEW.id, NEW.promoter_id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION settle_selling FROM PUBLIC;
