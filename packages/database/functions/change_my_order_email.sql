-- The promoter's correction of an order's address, as `{orderId, email, emailKey, now}`. NULL: not this promoter's order.
-- LO013: the order no longer has this version.
CREATE OR REPLACE FUNCTION change_my_order_email(request jsonb, known integer) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_order uuid := request ->> 'orderId';
BEGIN
  IF NOT is_my_order(p_order) THEN
    RETURN NULL;
  END IF;
  PERFORM FROM orders WHERE id = p_order AND version = known FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the order has changed' USING ERRCODE = 'LO013';
  END IF;
  RETURN change_order_email(p_order, request ->> 'email', request ->> 'emailKey', (request ->> 'now')::timestamptz);
END
$$;

REVOKE EXECUTE ON FUNCTION change_my_order_email FROM PUBLIC;
GRANT EXECUTE ON FUNCTION change_my_order_email TO liveotter_promoter;
