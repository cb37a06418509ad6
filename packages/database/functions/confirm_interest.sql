-- Whoever comes by the mailed link reads that address' mail. Again changes nothing.
CREATE OR REPLACE FUNCTION confirm_interest(which uuid, now timestamptz) RETURNS json
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  UPDATE event_interests SET confirmed_at = now WHERE id = which AND confirmed_at IS NULL;
  RETURN read_interest(which);
END
$$;

REVOKE EXECUTE ON FUNCTION confirm_interest FROM PUBLIC;
GRANT EXECUTE ON FUNCTION confirm_interest TO liveotter_public;
