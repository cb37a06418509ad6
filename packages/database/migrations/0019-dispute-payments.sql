-- A fan's bank asks for a payment back: until that is settled, and for good when it is lost, the money is neither the
-- promoter's nor to be given back once more.

CREATE TABLE disputes (
  id uuid PRIMARY KEY,
  promoter_id uuid NOT NULL,
  order_id uuid NOT NULL REFERENCES orders (id),
  payment_id uuid NOT NULL REFERENCES payments (id),
  provider_ref text NOT NULL UNIQUE CHECK (length(provider_ref) BETWEEN 1 AND 200),
  state text NOT NULL CHECK (state IN ('open', 'won', 'lost')),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL,
  opened_at timestamptz(3) NOT NULL,
  settled_at timestamptz(3)
);
CREATE INDEX disputes_of_order ON disputes (order_id);
CREATE INDEX disputes_of_payment ON disputes (payment_id);
ALTER TABLE disputes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON disputes TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY own ON disputes FOR SELECT TO liveotter_promoter, liveotter_reporting
  USING (promoter_id = current_promoter());
GRANT SELECT ON disputes TO liveotter_promoter, liveotter_reporting;

-- For whoever lets people in: somebody wants the money of these back.
ALTER TABLE tickets ADD COLUMN disputed boolean NOT NULL DEFAULT false;

-- `withheld`: what the bank keeps meanwhile, and for good when it is `lost`. `disputed`: what that is for.
ALTER TABLE ledger_lines DROP CONSTRAINT ledger_lines_account_check;
ALTER TABLE ledger_lines ADD CONSTRAINT ledger_lines_account_check CHECK (account IN
  ('provider', 'manual', 'unapplied', 'tickets', 'fees', 'tax', 'withheld', 'disputed', 'lost'));

-- Nobody gives back what a bank may take as well: a person's wish is refused, anything else waits.
CREATE FUNCTION hold_disputed_refund() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER held BEFORE INSERT OR UPDATE OF next_attempt_at ON refunds FOR EACH ROW
  WHEN (NEW.state = 'requested' AND NEW.next_attempt_at IS NOT NULL) EXECUTE FUNCTION hold_disputed_refund();

-- What a provider says of a dispute, in any order and any number of times. Answers what it is from now on, and whether
-- that is new; NULL: no such payment.
CREATE FUNCTION settle_dispute(report jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_now timestamptz := report ->> 'now';
  payment payments;
  dispute disputes;
  p_state text;
BEGIN
  SELECT * INTO payment FROM payments WHERE id = (report ->> 'paymentId')::uuid;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  PERFORM FROM orders WHERE id = payment.order_id FOR NO KEY UPDATE;
  SELECT * INTO dispute FROM disputes WHERE provider_ref = report ->> 'providerRef';
  p_state := dispute.state;
  IF dispute.id IS NULL THEN
    INSERT INTO disputes (id, promoter_id, order_id, payment_id, provider_ref, state, amount_minor, currency, opened_at)
      VALUES (gen_random_uuid(), payment.promoter_id, payment.order_id, payment.id, report ->> 'providerRef', 'open',
        (report ->> 'amount')::bigint, report ->> 'currency', p_now)
      RETURNING * INTO dispute;
    PERFORM post_entry('dispute:' || dispute.id, dispute.order_id, dispute.currency,
      jsonb_build_object('withheld', -dispute.amount_minor, 'disputed', dispute.amount_minor), p_now);
    UPDATE tickets SET disputed = true WHERE order_id = dispute.order_id;
    -- The trigger holds them.
    UPDATE refunds SET next_attempt_at = next_attempt_at
      WHERE payment_id = dispute.payment_id AND state = 'requested' AND next_attempt_at IS NOT NULL;
  END IF;
  IF dispute.state = 'open' AND report ->> 'outcome' IN ('won', 'lost') THEN
    UPDATE disputes SET state = report ->> 'outcome', settled_at = p_now WHERE id = dispute.id RETURNING * INTO dispute;
    PERFORM post_entry('dispute-' || dispute.state || ':' || dispute.id, dispute.order_id, dispute.currency,
      jsonb_build_object('disputed', -dispute.amount_minor,
        CASE dispute.state WHEN 'won' THEN 'withheld' ELSE 'lost' END, dispute.amount_minor), p_now);
    IF dispute.state = 'won' THEN
      UPDATE tickets SET disputed = false WHERE order_id = dispute.order_id AND NOT EXISTS (
        SELECT FROM disputes others WHERE others.order_id = dispute.order_id AND others.state <> 'won');
      UPDATE refunds SET next_attempt_at = p_now, last_error = NULL
        WHERE payment_id = dispute.payment_id AND state = 'requested' AND last_error = 'disputed';
    ELSE
      -- The fan has the money by the bank; what else is to be done, a person says.
      UPDATE refunds SET state = 'failed', last_error = 'dispute_lost'
        WHERE payment_id = dispute.payment_id AND state = 'requested' AND last_error = 'disputed';
    END IF;
  END IF;
  RETURN jsonb_build_object('orderId', dispute.order_id, 'state', dispute.state,
    'changed', p_state IS DISTINCT FROM dispute.state);
END
$$;

REVOKE EXECUTE ON FUNCTION hold_disputed_refund, settle_dispute FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settle_dispute TO liveotter_public;
