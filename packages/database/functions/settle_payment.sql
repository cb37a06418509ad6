-- What a provider says of a payment, in any order and any number of times. NULL: no such payment. A payment for an
-- expired order takes its capacity again: with `room` "ask" it returns what it `needs` and settles nothing; with `operation`
-- that is reserved in the shards; with `room` "none" it is refunded. With neither it may take tickets from carts.
CREATE OR REPLACE FUNCTION settle_payment(report jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_now timestamptz := report ->> 'now';
  p_outcome text := report ->> 'outcome';
  payment payments;
  booked orders;
  was text;
  why text;
  p_again boolean := false;
  p_refund uuid;
  p_freed uuid[] := '{}';
  p_event_status text;
  p_over boolean;
  p_needs jsonb;
BEGIN
  SELECT * INTO payment FROM payments WHERE id = (report ->> 'paymentId')::uuid;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT * INTO booked FROM orders WHERE id = payment.order_id;
  was := booked.state;
  IF p_outcome = 'succeeded' THEN
    PERFORM pg_advisory_xact_lock_shared(sale_lock(booked.event_id));
    -- Counters come before orders; a pending order has what it needs and leaves them alone.
    IF was = 'expired' AND payment.state NOT IN ('succeeded', 'mismatched') THEN
      IF report -> 'operation' IS NOT NULL THEN
        PERFORM begin_operation(report -> 'operation');
      END IF;
      PERFORM lock_capacity(booked.id);
    END IF;
  END IF;
  SELECT * INTO booked FROM orders WHERE id = payment.order_id FOR NO KEY UPDATE;
  SELECT * INTO payment FROM payments WHERE id = payment.id FOR NO KEY UPDATE;

  IF p_outcome = 'succeeded' AND payment.state NOT IN ('succeeded', 'mismatched') THEN
    IF booked.state = 'expired' AND was <> 'expired' THEN
      RAISE EXCEPTION 'the order has just expired' USING ERRCODE = 'serialization_failure';
    END IF;
    payment.taken_minor := coalesce((report ->> 'taken')::bigint, payment.amount_minor);
    payment.taken_currency := coalesce(report ->> 'takenCurrency', payment.currency);
    SELECT status INTO p_event_status FROM events WHERE id = booked.event_id;
    -- Cash that a promoter notes on the day after was taken at the door.
    p_over := booked.state = 'expired' AND payment.method <> 'door' AND is_over(booked.id, p_now);
    IF report ->> 'room' = 'ask' AND booked.state = 'expired' AND NOT p_over AND p_event_status <> 'cancelled'
      AND (payment.taken_minor, payment.taken_currency) = (payment.amount_minor, payment.currency) THEN
      p_needs := needs_of_order(booked.id);
      IF p_needs <> '[]' THEN
        -- So that jobs retry if the reservation fails.
        UPDATE payments SET check_at = coalesce(check_at, p_now + interval '5 seconds')
          WHERE id = payment.id AND provider <> 'manual';
        RETURN jsonb_build_object('orderId', booked.id, 'eventId', booked.event_id, 'orderState', booked.state,
          'paymentState', payment.state, 'freed', p_freed, 'refundId', NULL, 'needs', p_needs);
      END IF;
    END IF;
    IF (payment.taken_minor, payment.taken_currency) <> (payment.amount_minor, payment.currency) THEN
      payment.state := 'mismatched';
      why := 'mismatch';
      p_again := true;
    ELSE
      payment.state := 'succeeded';
      why := CASE WHEN p_over THEN 'late'
        WHEN report ->> 'room' = 'none' AND booked.state = 'expired' AND p_event_status <> 'cancelled' THEN 'sold_out'
        ELSE why_not_paid(booked, p_event_status, p_now) END;
    END IF;
    UPDATE payments SET state = payment.state, taken_minor = payment.taken_minor,
        taken_currency = payment.taken_currency, provider_ref = coalesce(report ->> 'providerRef', provider_ref),
        failure = NULL, check_at = NULL, settled_at = p_now
      WHERE id = payment.id;
    IF payment.taken_minor > 0 THEN
      PERFORM post_entry('payment:' || payment.id, booked.id, payment.taken_currency,
        -- What came before of this payment is posted already, as unapplied.
        jsonb_build_object(CASE payment.provider WHEN 'manual' THEN 'manual' ELSE 'provider' END,
          payment.taken_minor - payment.received_minor)
        || CASE WHEN why IS NULL THEN jsonb_build_object('fees', -booked.fees_minor - booked.promoter_fees_minor,
            'tax', -booked.tax_minor, 'unapplied', payment.received_minor,
            'tickets', booked.fees_minor + booked.promoter_fees_minor + booked.tax_minor - booked.total_minor)
          ELSE jsonb_build_object('unapplied', payment.received_minor - payment.taken_minor) END, p_now);
    END IF;
    IF why IS NULL THEN
      IF booked.state = 'expired' THEN
        p_freed := scopes_of_order(booked.id);
      END IF;
      PERFORM end_waiting(booked.id, payment.id, p_now);
      PERFORM fulfil_order(booked.id, p_now);
      booked.state := 'paid';
    ELSIF payment.taken_minor > 0 THEN
      p_refund := give_back(payment, why, p_now);
    END IF;
  ELSIF payment.state IN ('confirming', 'needs_action', 'awaiting_transfer') THEN
    IF p_outcome IN ('declined', 'cancelled') AND payment.received_minor > 0 THEN
      p_refund := close_waiting(payment, CASE (SELECT status FROM events WHERE id = booked.event_id)
        WHEN 'cancelled' THEN 'event_cancelled' ELSE 'incomplete' END, p_now);
      payment.state := 'mismatched';
    ELSIF p_outcome IN ('declined', 'cancelled') THEN
      UPDATE payments SET state = p_outcome, failure = report ->> 'failure', check_at = NULL, settled_at = p_now,
          provider_ref = coalesce(report ->> 'providerRef', provider_ref)
        WHERE id = payment.id RETURNING * INTO payment;
      p_again := p_outcome = 'declined';
    ELSE
      UPDATE payments SET state = CASE WHEN p_outcome = 'needs_action' AND state <> 'awaiting_transfer'
            OR p_outcome = 'awaiting_transfer' AND state = 'confirming' THEN p_outcome ELSE state END,
          action_url = coalesce(report ->> 'actionUrl', action_url),
          provider_ref = coalesce(report ->> 'providerRef', provider_ref)
        WHERE id = payment.id RETURNING * INTO payment;
    END IF;
  END IF;
  -- Another try needs time, though never more than the order was given in all.
  IF p_again THEN
    UPDATE orders SET expires_at = greatest(expires_at, least(lasts_until, p_now + interval '10 minutes'))
      WHERE id = booked.id AND state = 'pending';
  END IF;
  RETURN jsonb_build_object('orderId', booked.id, 'eventId', booked.event_id, 'orderState', booked.state,
    'paymentState', payment.state, 'freed', p_freed, 'refundId', coalesce(p_refund, (
      SELECT id FROM refunds WHERE payment_id = payment.id AND unapplied)));
END
$$;

REVOKE EXECUTE ON FUNCTION settle_payment FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settle_payment TO liveotter_public, liveotter_jobs;
