-- Nobody gives back what a bank may take as well: a person's wish is refused, anything else waits.
CREATE OR REPLACE FUNCTION hold_disputed_refund() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  p_state text;
BEGIN
  -- An open one first: what was lost before says nothing of it.
  SELECT state INTO p_state FROM disputes WHERE payment_id = NEW.payment_id AND state <> 'won'
    ORDER BY state = 'open' DESC LIMIT 1;
  IF NOT FOUND THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' AND NEW.reason IN ('promoter', 'fan', 'event_postponed') THEN
    RAISE EXCEPTION 'the payment is disputed' USING ERRCODE = 'LO008', DETAIL = jsonb_build_object('dispute', p_state);
  END IF;
  NEW.next_attempt_at := NULL;
  NEW.last_error := 'disputed';
  IF p_state = 'lost' THEN
    -- The bank has given it back: nothing will ever move this one but a person.
    NEW.state := 'failed';
    NEW.last_error := 'dispute_lost';
  END IF;
  RETURN NEW;
END
$$;

REVOKE EXECUTE ON FUNCTION hold_disputed_refund FROM PUBLIC;
