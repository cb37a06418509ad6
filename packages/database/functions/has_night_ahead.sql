-- Whether some night of an event is still to come.
CREATE OR REPLACE FUNCTION has_night_ahead(event uuid, now timestamptz) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT EXISTS (SELECT FROM performances p WHERE p.event_id = event AND p.status <> 'cancelled' AND p.ends_at > now)
$$;

REVOKE EXECUTE ON FUNCTION has_night_ahead FROM PUBLIC;
