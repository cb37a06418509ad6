-- A refund as it was shown: of an order that still has this version, or LO013.
CREATE OR REPLACE FUNCTION refund_my_order(request jsonb, known integer) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  which uuid := request ->> 'orderId';
BEGIN
  IF NOT is_my_order(which) THEN
    RETURN NULL;
  END IF;
  PERFORM lock_capacity(which);
  PERFORM FROM orders WHERE id = which AND version = known FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the order has changed' USING ERRCODE = 'LO013';
  END IF;
  RETURN request_refund(request);
END
$$;

REVOKE EXECUTE ON FUNCTION refund_my_order FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refund_my_order TO liveotter_promoter;
