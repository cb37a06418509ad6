-- A trigger, so that it holds whichever way the row is changed. It comes behind `alone`, which has waited for whoever was
-- ordering: what they wrote is seen here.
CREATE OR REPLACE FUNCTION keep_what_is_sold() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NEW.currency <> OLD.currency AND EXISTS (SELECT FROM orders WHERE promoter_id = NEW.promoter_id AND event_id = NEW.id) THEN
    RAISE EXCEPTION 'ordered in % already', OLD.currency USING ERRCODE = 'LO010';
  END IF;
  -- Nobody's ticket goes out of sight, and no money stays behind with what is put away.
  IF ((NEW.status = 'draft' AND OLD.status <> 'draft') OR (NEW.status = 'archived' AND OLD.status = 'cancelled'))
    AND EXISTS (SELECT FROM orders WHERE promoter_id = NEW.promoter_id AND event_id = NEW.id
      AND state IN ('pending', 'paid', 'partly_refunded')) THEN
    RAISE EXCEPTION 'tickets are sold' USING ERRCODE = 'LO011';
  END IF;
  RETURN NEW;
END
$$;

REVOKE EXECUTE ON FUNCTION keep_what_is_sold FROM PUBLIC;
