-- The order of an id or a hold, as the answer to whoever placed it or places it again.
CREATE OR REPLACE FUNCTION placed_order(p_order uuid, p_hold text, p_key text, p_hash text) RETURNS jsonb
  LANGUAGE plpgsql STABLE AS $$
DECLARE
  placed orders;
BEGIN
  SELECT * INTO placed FROM orders WHERE id = p_order OR hold_id = p_hold LIMIT 1;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF placed.request_key = p_key AND placed.request_hash <> p_hash THEN
    RAISE EXCEPTION 'the key belongs to another request' USING ERRCODE = 'LO007';
  END IF;
  RETURN jsonb_build_object('orderId', placed.id, 'number', placed.number, 'state', placed.state,
    'expiresAt', epoch_ms(placed.expires_at), 'replayed', true);
END
$$;

REVOKE EXECUTE ON FUNCTION placed_order FROM PUBLIC;
