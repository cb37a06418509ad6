-- One attempt at a card at a time, and one that waits for a transfer or the door. `until` is the deadline of the latter, as
-- core's payBy computed it; null: it can no longer be in time. Requests without that key are of the previous version.
CREATE OR REPLACE FUNCTION begin_payment(request jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_now timestamptz := request ->> 'now';
  p_method text := request ->> 'method';
  p_until timestamptz := request ->> 'until';
  p_latest timestamptz;
  booked orders;
  settings selling_settings;
  payment payments;
BEGIN
  SELECT * INTO booked FROM orders WHERE id = (request ->> 'orderId')::uuid FOR NO KEY UPDATE;
  IF booked.key_generation <> coalesce((request ->> 'keyGeneration')::integer, booked.key_generation) THEN
    RAISE EXCEPTION 'the key no longer opens the order' USING ERRCODE = 'LO014';
  END IF;
  SELECT * INTO payment FROM payments WHERE order_id = booked.id AND request_key = request ->> 'requestKey';
  IF FOUND THEN
    IF payment.request_hash <> request ->> 'requestHash' THEN
      RAISE EXCEPTION 'the key belongs to another request' USING ERRCODE = 'LO007';
    END IF;
    RETURN payment_json(payment, true);
  END IF;
  IF booked.state IS DISTINCT FROM 'pending' OR booked.expires_at <= p_now THEN
    RAISE EXCEPTION 'the order cannot be paid' USING ERRCODE = 'LO008',
      DETAIL = jsonb_build_object('state', CASE booked.state WHEN 'pending' THEN 'expired' ELSE booked.state END);
  END IF;
  IF (SELECT status FROM events WHERE id = booked.event_id) = 'cancelled' THEN
    RAISE EXCEPTION 'the event is cancelled' USING ERRCODE = 'LO006';
  END IF;
  IF cancelled_night_of(booked.id) IS NOT NULL THEN
    RAISE EXCEPTION 'a performance is cancelled' USING ERRCODE = 'LO006',
      DETAIL = jsonb_build_object('performanceId', cancelled_night_of(booked.id));
  END IF;
  -- A card may be tried while a transfer is awaited. That stays open: if the card fails, its deadline still applies.
  SELECT * INTO payment FROM payments
    WHERE order_id = booked.id AND state IN ('confirming', 'needs_action', 'awaiting_transfer')
      AND (p_method <> 'card' OR provider <> 'manual');
  IF FOUND THEN
    RAISE EXCEPTION 'another payment is open' USING ERRCODE = 'LO009',
      DETAIL = jsonb_build_object('paymentId', payment.id);
  END IF;
  SELECT * INTO settings FROM selling_settings WHERE event_id = booked.event_id;
  IF NOT (CASE p_method WHEN 'card' THEN coalesce(settings.card, true)
      WHEN 'transfer' THEN settings.transfer_days IS NOT NULL ELSE coalesce(settings.pay_at_door, false) END) THEN
    RAISE EXCEPTION 'not to be paid like this' USING ERRCODE = 'LO008', DETAIL = jsonb_build_object('method', p_method);
  END IF;
  IF p_method <> 'card' THEN
    p_latest := pay_by_at_the_latest(booked.id, p_method, p_now);
    IF NOT request ? 'until' THEN
      p_until := CASE p_method WHEN 'transfer'
        THEN least(p_now + make_interval(days => settings.transfer_days), p_latest) ELSE p_latest END;
    END IF;
    -- What it was computed from may have changed since.
    IF (p_until > p_now AND p_until <= p_latest) IS NOT TRUE THEN
      RAISE EXCEPTION 'too late to be paid like this' USING ERRCODE = 'LO008',
        DETAIL = jsonb_build_object('method', p_method, 'why', 'too_late');
    END IF;
  END IF;
  INSERT INTO payments (id, promoter_id, order_id, method, provider, state, amount_minor, currency, request_key,
      request_hash, created_at, check_at)
    VALUES ((request ->> 'paymentId')::uuid, booked.promoter_id, booked.id, p_method, request ->> 'provider',
      CASE p_method WHEN 'card' THEN 'confirming' ELSE 'awaiting_transfer' END, booked.total_minor, booked.currency,
      request ->> 'requestKey', request ->> 'requestHash', p_now,
      CASE p_method WHEN 'card' THEN p_now + interval '20 seconds' END)
    RETURNING * INTO payment;
  IF p_method <> 'card' THEN
    UPDATE orders SET expires_at = greatest(expires_at, p_until), lasts_until = greatest(lasts_until, p_until) WHERE id = booked.id;
    -- Who pays days later needs the way back, and how.
    PERFORM tell_fan(booked.id, 'order-waiting');
  END IF;
  RETURN payment_json(payment, false);
END
$$;

REVOKE EXECUTE ON FUNCTION begin_payment FROM PUBLIC;
GRANT EXECUTE ON FUNCTION begin_payment TO liveotter_public;
