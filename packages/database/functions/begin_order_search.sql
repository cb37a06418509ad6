-- Has a code mailed by which the orders of an address are found. Nobody hears whether there are any: without one the same
-- row is written, and no mail. It goes to the address as an order has it, never as it was typed now.
CREATE OR REPLACE FUNCTION begin_order_search(key text, hash text, life interval, mail jsonb) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO person_codes (email_key, code_hash, expires_at) VALUES (key, hash, now() + life)
  ON CONFLICT (email_key) DO UPDATE SET code_hash = excluded.code_hash, tries = 0, expires_at = excluded.expires_at;
  INSERT INTO outbox (consumer, aggregate_id, topic, payload)
  SELECT 'mail', gen_random_uuid(), 'order-search-code', mail || jsonb_build_object('to', p.email)
  FROM order_people p WHERE p.email_key = key ORDER BY p.order_id DESC LIMIT 1;
END
$$;

REVOKE EXECUTE ON FUNCTION begin_order_search FROM PUBLIC;
GRANT EXECUTE ON FUNCTION begin_order_search TO liveotter_public;
