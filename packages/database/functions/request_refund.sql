CREATE OR REPLACE FUNCTION request_refund(request jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM lock_capacity((request ->> 'orderId')::uuid);
  RETURN refund_order(request, 'refund-started');
END
$$;

REVOKE EXECUTE ON FUNCTION request_refund FROM PUBLIC;
