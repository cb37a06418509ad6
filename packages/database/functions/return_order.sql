-- What a fan may ask for by themselves, for some days after a postponement or a move: all of it back.
CREATE OR REPLACE FUNCTION return_order(p_order uuid, p_refund uuid, p_key text, p_now timestamptz) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF (order_refundable_until(p_order) > p_now) IS NOT TRUE THEN
    RAISE EXCEPTION 'not to be given back' USING ERRCODE = 'LO008', DETAIL = jsonb_build_object('refundable', false);
  END IF;
  PERFORM lock_capacity(p_order);
  -- A key of the fan's own choice is never one of ours.
  RETURN refund_order(jsonb_build_object('orderId', p_order, 'refundId', p_refund, 'now', p_now,
    'requestKey', 'fan:' || encode(sha256(convert_to(p_key, 'UTF8')), 'hex'),
    'reason', 'event_postponed', 'cancel', true), 'refund-started');
END
$$;

REVOKE EXECUTE ON FUNCTION return_order FROM PUBLIC;
GRANT EXECUTE ON FUNCTION return_order TO liveotter_public;
