-- Ends a transaction whose ground was taken away meanwhile, all of it: to be called in a statement of its own.
CREATE OR REPLACE FUNCTION must(condition boolean, what text) RETURNS void
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
  IF condition IS NOT TRUE THEN
    RAISE EXCEPTION 'not so any more: %', what USING ERRCODE = 'LO409';
  END IF;
END
$$;
