-- In the transaction that postponed it.
CREATE OR REPLACE FUNCTION open_my_refund_window(event uuid, now timestamptz) RETURNS timestamptz
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT CASE WHEN is_mine(event) THEN open_refund_window(event, now) END
$$;

REVOKE EXECUTE ON FUNCTION open_my_refund_window FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_my_refund_window TO liveotter_promoter;
