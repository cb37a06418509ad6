-- Stops waiting for a transfer or the door once an order is paid otherwise: what has come of it goes back. The caller has
-- locked the order.
CREATE OR REPLACE FUNCTION end_waiting(p_order uuid, p_paid_by uuid, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  waiting payments;
BEGIN
  SELECT * INTO waiting FROM payments WHERE order_id = p_order AND id <> p_paid_by AND state = 'awaiting_transfer';
  IF FOUND THEN
    PERFORM close_waiting(waiting, 'duplicate', p_now);
  END IF;
END
$$;

REVOKE EXECUTE ON FUNCTION end_waiting FROM PUBLIC;
