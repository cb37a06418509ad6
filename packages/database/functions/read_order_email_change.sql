-- What a mailed confirmation link is about, as EmailChange; NULL once it was replaced, is older than a day, or its order
-- has ended.
CREATE OR REPLACE FUNCTION read_order_email_change(p_change uuid, p_now timestamptz) RETURNS jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT jsonb_build_object('eventName', events.name, 'number', orders.number, 'email', change.email,
    'confirmed', confirmed_generation IS NOT NULL)
  FROM order_email_changes change JOIN orders ON orders.id = change.order_id JOIN events ON events.id = orders.event_id
  WHERE change.id = p_change AND requested_at > p_now - interval '1 day'
    AND orders.state IN ('pending', 'paid', 'partly_refunded')
    AND coalesce(confirmed_generation = key_generation, true)
$$;

REVOKE EXECUTE ON FUNCTION read_order_email_change FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_order_email_change TO liveotter_public;
