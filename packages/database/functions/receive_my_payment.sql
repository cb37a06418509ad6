-- Money that came outside, of any amount. Too little is kept until the rest comes; what is more than owed, or pays nothing
-- any more, goes back. `until`: how long an order that nobody was waiting for gets to send the rest. `room` and `operation`
-- go to `settle_payment`. LO013: the order expired after the caller read it.
CREATE OR REPLACE FUNCTION receive_my_payment(request jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  which uuid := request ->> 'orderId';
  p_now timestamptz := request ->> 'now';
  p_amount bigint := request ->> 'amount';
  p_until timestamptz := request ->> 'until';
  p_state text;
  p_owed bigint;
  booked orders;
  waiting payments;
  settled jsonb;
BEGIN
  IF NOT is_my_order(which) THEN
    RETURN NULL;
  END IF;
  SELECT * INTO booked FROM orders WHERE id = which;
  p_state := booked.state;
  PERFORM pg_advisory_xact_lock_shared(sale_lock(booked.event_id));
  IF p_state = 'expired' THEN
    -- Shards come before counters.
    IF request -> 'operation' IS NOT NULL THEN
      PERFORM begin_operation(request -> 'operation');
    END IF;
    PERFORM lock_capacity(which);
  END IF;
  SELECT * INTO booked FROM orders WHERE id = which FOR NO KEY UPDATE;
  IF booked.state = 'expired' AND p_state <> 'expired' THEN
    RAISE EXCEPTION 'the order has just expired' USING ERRCODE = 'serialization_failure';
  END IF;
  IF booked.total_minor = 0 OR p_amount <= 0 THEN
    RAISE EXCEPTION 'nothing is owed' USING ERRCODE = 'LO008', DETAIL = jsonb_build_object('state', booked.state);
  END IF;

  IF booked.state NOT IN ('pending', 'expired') THEN
    PERFORM take_for_nothing(booked, request, p_amount, why_not_paid(booked, (
      SELECT status FROM events WHERE id = booked.event_id), p_now), p_now);
    RETURN jsonb_build_object('orderState', booked.state);
  END IF;
  IF booked.state = 'expired' AND p_amount < booked.total_minor THEN
    PERFORM take_for_nothing(booked, request, p_amount, 'incomplete', p_now);
    RETURN jsonb_build_object('orderState', booked.state);
  END IF;

  SELECT * INTO waiting FROM payments WHERE order_id = which AND provider = 'manual'
      AND state IN ('awaiting_transfer', CASE booked.state WHEN 'expired' THEN 'cancelled' END)
    ORDER BY state, method <> request ->> 'method', created_at DESC LIMIT 1;
  IF waiting.id IS NULL THEN
    IF EXISTS (SELECT FROM payments WHERE order_id = which AND state IN ('confirming', 'needs_action')) THEN
      RAISE EXCEPTION 'a card is being charged' USING ERRCODE = 'LO009';
    END IF;
    INSERT INTO payments (id, promoter_id, order_id, method, provider, state, amount_minor, currency, request_key,
        request_hash, created_at)
      VALUES ((request ->> 'paymentId')::uuid, booked.promoter_id, which, request ->> 'method', 'manual',
        'awaiting_transfer', booked.total_minor, booked.currency, request ->> 'requestKey', request ->> 'requestHash', p_now)
      RETURNING * INTO waiting;
    UPDATE orders SET expires_at = greatest(expires_at, p_until), lasts_until = greatest(lasts_until, p_until)
      WHERE id = which AND state = 'pending';
  END IF;

  p_owed := booked.total_minor - waiting.received_minor;
  IF p_amount < p_owed THEN
    UPDATE payments SET received_minor = received_minor + p_amount WHERE id = waiting.id;
    PERFORM post_entry('received:' || (request ->> 'paymentId'), which, booked.currency,
      jsonb_build_object('manual', p_amount, 'unapplied', -p_amount), p_now);
    PERFORM tell_fan(which, 'payment-incomplete');
    RETURN jsonb_build_object('orderState', booked.state);
  END IF;
  IF p_amount > p_owed THEN
    PERFORM take_for_nothing(booked, request, p_amount - p_owed, 'overpaid', p_now);
  END IF;
  -- What it was paid by in the end, whatever was waited for.
  UPDATE payments SET method = request ->> 'method' WHERE id = waiting.id AND method <> request ->> 'method';
  settled := settle_payment(jsonb_strip_nulls(jsonb_build_object('paymentId', waiting.id, 'outcome', 'succeeded',
    'now', request ->> 'now', 'room', request ->> 'room', 'operation', request -> 'operation')));
  IF settled -> 'needs' IS NOT NULL THEN
    RAISE EXCEPTION 'the order has expired' USING ERRCODE = 'LO013';
  END IF;
  RETURN settled;
END
$$;

REVOKE EXECUTE ON FUNCTION receive_my_payment FROM PUBLIC;
GRANT EXECUTE ON FUNCTION receive_my_payment TO liveotter_promoter;
