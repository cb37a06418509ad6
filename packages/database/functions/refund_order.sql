-- Gives back what `items` say, [{id, amount}], or all that is left of everything that is not void without a refund, and takes
-- those items back if `cancel`. A refund that completes the money takes back every ticket; with `keepOthers`, what was free
-- stays valid. With an empty topic the caller tells the fan. Its caller has locked the order's capacity.
CREATE OR REPLACE FUNCTION refund_order(request jsonb, p_topic text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  p_id uuid := request ->> 'orderId';
  p_now timestamptz := request ->> 'now';
  p_given jsonb := nullif(request -> 'items', 'null');
  p_amount bigint;
  p_changed integer;
  booked orders;
  refund refunds;
BEGIN
  SELECT * INTO booked FROM orders WHERE id = p_id FOR NO KEY UPDATE;
  SELECT * INTO refund FROM refunds WHERE order_id = p_id AND request_key = request ->> 'requestKey';
  IF FOUND THEN
    RETURN jsonb_build_object('refundId', refund.id, 'amount', refund.amount_minor, 'orderState', booked.state,
      'eventId', booked.event_id, 'freed', scopes_of_order(p_id), 'replayed', true);
  END IF;
  IF booked.state IS NULL OR booked.state NOT IN ('paid', 'partly_refunded') THEN
    RAISE EXCEPTION 'nothing to give back' USING ERRCODE = 'LO008', DETAIL = jsonb_build_object('state', booked.state);
  END IF;

  IF p_given IS NULL THEN
    SELECT jsonb_agg(jsonb_build_object('id', id, 'amount', total_minor - refunded_minor)) INTO p_given
      FROM order_items WHERE order_id = p_id AND void_reason IS NULL;
    IF p_given IS NULL THEN
      RAISE EXCEPTION 'nothing to give back' USING ERRCODE = 'LO008', DETAIL = jsonb_build_object('state', 'void');
    END IF;
  END IF;
  SELECT coalesce(sum((item ->> 'amount')::bigint), 0) INTO p_amount FROM jsonb_array_elements(p_given) item;
  UPDATE order_items items SET refunded_minor = refunded_minor + (item ->> 'amount')::bigint
    FROM jsonb_array_elements(p_given) item
    WHERE items.id = (item ->> 'id')::uuid AND items.order_id = p_id AND (item ->> 'amount')::bigint >= 0
      AND refunded_minor + (item ->> 'amount')::bigint <= total_minor;
  GET DIAGNOSTICS p_changed = ROW_COUNT;
  IF p_changed <> jsonb_array_length(p_given) THEN
    RAISE EXCEPTION 'more than is left' USING ERRCODE = 'LO008',
      DETAIL = jsonb_build_object('left', booked.total_minor - booked.refunded_minor);
  END IF;

  booked.refunded_minor := booked.refunded_minor + p_amount;
  IF p_amount > 0 AND booked.refunded_minor = booked.total_minor
    AND NOT coalesce((request ->> 'keepOthers')::boolean, false) THEN
    PERFORM release_items(p_id, NULL, p_now);
    booked.state := 'refunded';
  ELSE
    IF (request ->> 'cancel')::boolean THEN
      PERFORM release_items(p_id, ARRAY(SELECT (item ->> 'id')::uuid FROM jsonb_array_elements(p_given) item), p_now);
    END IF;
    IF booked.refunded_minor = booked.total_minor AND NOT EXISTS (
        SELECT FROM order_items WHERE order_id = p_id AND cancelled_at IS NULL) THEN
      booked.state := CASE WHEN booked.total_minor > 0 THEN 'refunded' ELSE 'cancelled' END;
    ELSIF booked.refunded_minor > 0 THEN
      booked.state := 'partly_refunded';
    END IF;
  END IF;
  UPDATE orders SET state = booked.state, version = version + 1, refunded_minor = booked.refunded_minor,
      ended_at = CASE WHEN booked.state IN ('refunded', 'cancelled') THEN p_now END
    WHERE id = p_id;

  IF p_amount > 0 THEN
    INSERT INTO refunds (id, promoter_id, order_id, payment_id, state, reason, amount_minor, currency, request_key,
        note, next_attempt_at, actor_id, created_at)
      -- The one that paid: every other that succeeded is on its way back.
      SELECT (request ->> 'refundId')::uuid, booked.promoter_id, p_id, payments.id, 'requested', request ->> 'reason',
        p_amount, booked.currency, request ->> 'requestKey', coalesce(request ->> 'note', ''), p_now,
        (request ->> 'actorId')::uuid, p_now
      FROM payments WHERE order_id = p_id AND state = 'succeeded' AND NOT EXISTS (
        SELECT FROM refunds WHERE payment_id = payments.id AND unapplied)
      RETURNING * INTO STRICT refund;
    INSERT INTO refund_items (refund_id, item_id, amount_minor)
      SELECT refund.id, (item ->> 'id')::uuid, (item ->> 'amount')::bigint
      FROM jsonb_array_elements(p_given) item WHERE (item ->> 'amount')::bigint > 0;
  END IF;
  IF p_topic <> '' AND (p_topic <> 'refund-started' OR refund.id IS NOT NULL) THEN
    PERFORM tell_fan(p_id, p_topic, refund.id);
  END IF;
  RETURN jsonb_build_object('refundId', refund.id, 'amount', p_amount, 'orderState', booked.state,
    'eventId', booked.event_id, 'freed', scopes_of_order(p_id), 'replayed', false);
END
$$;

REVOKE EXECUTE ON FUNCTION refund_order FROM PUBLIC;
