-- Whether cancelling its event still changes an order. What was made void without a refund stays as it is.
CREATE OR REPLACE FUNCTION has_more_to_give_back(p_order uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM order_items WHERE order_id = p_order AND void_reason IS NULL
    AND (cancelled_at IS NULL OR refunded_minor < total_minor))
$$;

REVOKE EXECUTE ON FUNCTION has_more_to_give_back FROM PUBLIC;
