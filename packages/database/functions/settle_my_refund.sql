-- Money that the promoter gave back by hand. NULL also for what a provider gives back.
CREATE OR REPLACE FUNCTION settle_my_refund(which uuid, now timestamptz) RETURNS jsonb
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT settle_refund(jsonb_build_object('refundId', which, 'outcome', 'succeeded', 'now', now))
  FROM refunds JOIN payments ON payments.id = refunds.payment_id
  WHERE refunds.id = which AND refunds.promoter_id = current_promoter() AND payments.provider = 'manual'
$$;

REVOKE EXECUTE ON FUNCTION settle_my_refund FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settle_my_refund TO liveotter_promoter;
