-- Ends a pending order whose capacity and row the caller has locked.
CREATE OR REPLACE FUNCTION close_order(p_order uuid, p_state text, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE orders SET state = p_state, version = version + 1, ended_at = p_now, expires_at = NULL WHERE id = p_order;
  PERFORM release_items(p_order, NULL, p_now);
END
$$;

REVOKE EXECUTE ON FUNCTION close_order FROM PUBLIC;
