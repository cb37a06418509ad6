-- An order that is not paid. A transfer that it waits for is not waited for any more; a card that is being charged is.
CREATE OR REPLACE FUNCTION cancel_my_order(which uuid, now timestamptz) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NOT is_my_order(which) THEN
    RETURN NULL;
  END IF;
  PERFORM lock_capacity(which);
  PERFORM settle_payment(jsonb_build_object('paymentId', id, 'outcome', 'cancelled', 'now', now))
    FROM payments WHERE order_id = which AND provider = 'manual' AND state = 'awaiting_transfer';
  RETURN end_order(which, 'cancelled', now);
END
$$;

REVOKE EXECUTE ON FUNCTION cancel_my_order FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cancel_my_order TO liveotter_promoter;
