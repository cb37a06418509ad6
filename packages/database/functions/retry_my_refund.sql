-- Answers whether it had failed.
CREATE OR REPLACE FUNCTION retry_my_refund(which uuid, now timestamptz) RETURNS boolean
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT retry_refund(which, now) FROM refunds
  WHERE refunds.id = which AND refunds.promoter_id = current_promoter()
$$;

REVOKE EXECUTE ON FUNCTION retry_my_refund FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retry_my_refund TO liveotter_promoter;
