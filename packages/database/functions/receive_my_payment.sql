-- Money that came outside, all of it: into the payment that waits for it, or that once did, or into a new one.
CREATE OR REPLACE FUNCTION receive_my_payment(request jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  which uuid := request ->> 'orderId';
  waiting uuid;
BEGIN
  IF NOT is_my_order(which) THEN
    RETURN NULL;
  END IF;
  IF NOT EXISTS (SELECT FROM orders WHERE id = which AND state IN ('pending', 'expired')
      AND total_minor = (request ->> 'amount')::bigint) THEN
    RAISE EXCEPTION 'not what is owed' USING ERRCODE = 'LO008';
  END IF;
  SELECT id INTO waiting FROM payments
    WHERE order_id = which AND provider = 'manual' AND method = request ->> 'method' AND state IN ('awaiting_transfer', 'cancelled')
    ORDER BY state, created_at DESC LIMIT 1;
  IF waiting IS NULL THEN
    waiting := begin_payment(request) ->> 'paymentId';
  END IF;
  RETURN settle_payment(jsonb_build_object('paymentId', waiting, 'outcome', 'succeeded', 'now', request ->> 'now'));
END
$$;

REVOKE EXECUTE ON FUNCTION receive_my_payment FROM PUBLIC;
GRANT EXECUTE ON FUNCTION receive_my_payment TO liveotter_promoter;
