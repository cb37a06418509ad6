-- Writes an order with its items, allocations and people: pending if it costs anything, else not taken yet.
CREATE OR REPLACE FUNCTION write_order(request jsonb, p_kind text, p_event events, p_minutes integer) RETURNS text
  LANGUAGE plpgsql AS $$
DECLARE
  p_id uuid := request ->> 'orderId';
  p_now timestamptz := request ->> 'now';
  p_code codes;
  p_number text;
BEGIN
  IF request ->> 'codeId' IS NOT NULL THEN
    SELECT * INTO p_code FROM codes WHERE id = (request ->> 'codeId')::uuid AND event_id = p_event.id;
    -- A hold that was taken in time keeps its code for as long as it can live.
    IF NOT FOUND OR p_code.disabled OR p_code.valid_until <= p_now - interval '30 minutes' THEN
      RAISE EXCEPTION 'the code is over' USING ERRCODE = 'LO003', DETAIL = jsonb_build_object('reason', 'over');
    END IF;
  END IF;
  LOOP
    p_number := new_order_number();
    INSERT INTO orders (id, promoter_id, event_id, number, kind, hold_id, request_key, request_hash, state, currency,
        total_minor, fees_minor, tax_minor, promoter_fees_minor, code_id, quote, locale, placed_at, expires_at,
        lasts_until)
      SELECT p_id, p_event.promoter_id, p_event.id, p_number, p_kind, request ->> 'holdId', request ->> 'requestKey',
        request ->> 'requestHash', 'pending', p_event.currency, sum(total), sum(fees), sum(tax),
        coalesce((request ->> 'promoterFees')::bigint, 0), p_code.id, request -> 'quote',
        coalesce(request ->> 'locale', 'en'), p_now, p_now + make_interval(mins => p_minutes),
        p_now + make_interval(mins => greatest(p_minutes, 30))
      FROM jsonb_to_recordset(request -> 'items') AS item (total bigint, fees bigint, tax bigint)
      ON CONFLICT DO NOTHING;
    EXIT WHEN FOUND;
    IF EXISTS (SELECT FROM orders WHERE hold_id = request ->> 'holdId') THEN
      RAISE EXCEPTION 'the hold has been ordered' USING ERRCODE = 'LO008',
        DETAIL = (SELECT jsonb_build_object('orderId', id) FROM orders WHERE hold_id = request ->> 'holdId');
    END IF;
  END LOOP;
  INSERT INTO order_people (order_id, promoter_id, event_id, email, email_key, name, answers, attendees)
    VALUES (p_id, p_event.promoter_id, p_event.id, request ->> 'email', request ->> 'emailKey', request ->> 'name',
      coalesce(request -> 'answers', '[]'), coalesce(request -> 'attendees', '[]'));
  INSERT INTO order_items (id, promoter_id, event_id, order_id, position, ticket_type_id, ticket_type_name,
      performance_id, price_minor, discount_minor, fees_minor, tax_minor, total_minor, uses_code)
    SELECT (item ->> 'id')::uuid, p_event.promoter_id, p_event.id, p_id, place - 1, types.id, types.name,
      (item ->> 'performanceId')::uuid, (item ->> 'price')::bigint, (item ->> 'discount')::bigint,
      (item ->> 'fees')::bigint, (item ->> 'tax')::bigint, (item ->> 'total')::bigint,
      p_code.id IS NOT NULL AND coalesce(types.id = ANY(p_code.ticket_type_ids), true)
    FROM jsonb_array_elements(request -> 'items') WITH ORDINALITY AS items (item, place)
    LEFT JOIN ticket_types types ON types.id = (item ->> 'ticketTypeId')::uuid AND types.event_id = p_event.id
    -- A performance may have been deleted since it was put into a cart.
    WHERE must_sell(types.id IS NOT NULL AND (item ->> 'performanceId' IS NULL OR EXISTS (
        SELECT FROM performances WHERE id = (item ->> 'performanceId')::uuid AND event_id = p_event.id)), (item ->> 'ticketTypeId')::uuid, (item ->> 'performanceId')::uuid, NULL);
  -- A ticket draws one from each quota of its type: of its performances', and of those that span them all. None at all,
  -- and it is not sold there.
  WITH nights AS (
    SELECT items.id, items.ticket_type_id, coalesce(items.performance_id, admissions.performance_id) AS performance_id,
      items.performance_id IS NULL OR admissions.performance_id IS NULL AS fits,
      items.uses_code AND coalesce(p_code.bypasses_quotas, false) AS bypasses
    FROM order_items items LEFT JOIN ticket_type_admissions admissions
      ON admissions.ticket_type_id = items.ticket_type_id WHERE items.order_id = p_id
  ), draws AS (
    SELECT nights.id, quotas.id AS quota_id, bypasses, nights.ticket_type_id, nights.performance_id, performances.status,
      fits AND performances.status = 'scheduled' AND (bypasses OR quotas.id IS NOT NULL) AS sold
    FROM nights LEFT JOIN performances ON performances.id = nights.performance_id
    LEFT JOIN (quota_ticket_types JOIN quotas ON quotas.id = quota_ticket_types.quota_id)
      ON quota_ticket_types.ticket_type_id = nights.ticket_type_id
      AND (quotas.performance_id IS NULL OR quotas.performance_id = nights.performance_id)
  )
  INSERT INTO allocations (item_id, quota_id)
    SELECT DISTINCT id, quota_id FROM draws
    WHERE CASE WHEN must_sell(sold, ticket_type_id, performance_id, status) THEN NOT bypasses END;
  RETURN p_number;
END
$$;

REVOKE EXECUTE ON FUNCTION write_order FROM PUBLIC;
