-- Money that came outside, all of it: into the payment that waits for it, or that once did, or into a new one. `room` and
-- `operation` go to `settle_payment`. LO013: the order expired after the caller read it.
CREATE OR REPLACE FUNCTION receive_my_payment(request jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  which uuid := request ->> 'orderId';
  waiting uuid;
  settled jsonb;
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
  settled := settle_payment(jsonb_strip_nulls(jsonb_build_object('paymentId', waiting, 'outcome', 'succeeded',
    'now', request ->> 'now', 'room', request ->> 'room', 'operation', request -> 'operation')));
  IF settled -> 'needs' IS NOT NULL THEN
    RAISE EXCEPTION 'the order has expired' USING ERRCODE = 'LO013';
  END IF;
  RETURN settled;
END
$$;

REVOKE EXECUTE ON FUNCTION receive_my_payment FROM PUBLIC;
GRANT EXECUTE ON FUNCTION receive_my_payment TO liveotter_promoter;
