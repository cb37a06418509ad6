-- Raises where a WHERE would leave out: an item that is not sold must not silently be missing.
CREATE OR REPLACE FUNCTION must_be_sold(sold boolean) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF sold IS NOT TRUE THEN
    RAISE EXCEPTION 'a ticket is not on sale' USING ERRCODE = 'LO006';
  END IF;
  RETURN true;
END
$$;

REVOKE EXECUTE ON FUNCTION must_be_sold FROM PUBLIC;
