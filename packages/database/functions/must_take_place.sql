-- Beside `must_be_sold`: whose performance was cancelled should hear that, and not that the sale is over.
CREATE OR REPLACE FUNCTION must_take_place(status text, performance uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF status = 'cancelled' THEN
    RAISE EXCEPTION 'a performance is cancelled' USING ERRCODE = 'LO006',
      DETAIL = jsonb_build_object('performanceId', performance);
  END IF;
  RETURN true;
END
$$;

REVOKE EXECUTE ON FUNCTION must_take_place FROM PUBLIC;
