-- Carries out a buyer's correction once its link was followed. Confirming again changes nothing. Returns the order's id;
-- NULL as for `read_order_email_change`.
CREATE OR REPLACE FUNCTION confirm_order_email(p_change uuid, p_now timestamptz) RETURNS uuid
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  change order_email_changes;
  booked orders;
BEGIN
  SELECT * INTO change FROM order_email_changes WHERE id = p_change;
  IF NOT FOUND THEN RETURN NULL; END IF;
  -- The order first, as everywhere; then the request again, which may have been replaced meanwhile.
  SELECT * INTO booked FROM orders WHERE id = change.order_id FOR NO KEY UPDATE;
  SELECT * INTO change FROM order_email_changes
    WHERE id = p_change AND requested_at > p_now - interval '1 day' FOR NO KEY UPDATE;
  IF NOT FOUND OR booked.state NOT IN ('pending', 'paid', 'partly_refunded') THEN RETURN NULL; END IF;
  IF change.confirmed_generation IS NOT NULL THEN
    RETURN CASE WHEN change.confirmed_generation = booked.key_generation THEN booked.id END;
  END IF;
  UPDATE order_email_changes
    SET confirmed_generation = change_order_email(booked.id, change.email, change.email_key, p_now) WHERE id = p_change;
  RETURN booked.id;
END
$$;

REVOKE EXECUTE ON FUNCTION confirm_order_email FROM PUBLIC;
GRANT EXECUTE ON FUNCTION confirm_order_email TO liveotter_public;
