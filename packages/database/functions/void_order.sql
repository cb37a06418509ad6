-- Makes sure that an order never comes, unless it is there: answers its state, or `void`. Whoever is about to commit it is
-- waited for; whoever tries later finds its id taken.
CREATE OR REPLACE FUNCTION void_order(wanted uuid) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO order_ids (id, void) VALUES (wanted, true) ON CONFLICT (id) DO NOTHING;
  RETURN (
    SELECT CASE WHEN ids.void THEN 'void' ELSE orders.state END
    FROM order_ids ids LEFT JOIN orders ON orders.id = ids.id
    WHERE ids.id = wanted);
END
$$;

REVOKE EXECUTE ON FUNCTION void_order FROM PUBLIC;
GRANT EXECUTE ON FUNCTION void_order TO liveotter_public;
