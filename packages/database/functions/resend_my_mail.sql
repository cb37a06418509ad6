-- Sends the mail with the tickets once more. Answers whether there is anybody to send it to.
CREATE OR REPLACE FUNCTION resend_my_mail(which uuid) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM orders JOIN order_people people ON people.order_id = orders.id
      WHERE orders.id = which AND orders.promoter_id = current_promoter()
        AND orders.state IN ('paid', 'partly_refunded') AND people.email IS NOT NULL
        AND EXISTS (SELECT FROM tickets WHERE order_id = which AND tickets.state = 'valid')) THEN
    RETURN false;
  END IF;
  PERFORM tell_fan(which, 'order-confirmed');
  RETURN true;
END
$$;

REVOKE EXECUTE ON FUNCTION resend_my_mail FROM PUBLIC;
GRANT EXECUTE ON FUNCTION resend_my_mail TO liveotter_promoter;
