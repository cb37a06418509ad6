-- Each step of selling as one function, which does it whole or raises. Whatever comes twice has one effect.
--
-- READ COMMITTED throughout. Locks are taken in one order everywhere, so that nobody waits in a circle: the event and
-- its sale (advisory), which orders share; the fan (advisory), shards by scope, counters by quota, codes, orders by id,
-- then what hangs from an order. An order that is being placed is seen by nobody yet, so its own row may come before
-- the counters, which are hot: they are locked last, and briefly.
--
-- SQLSTATEs: LO001 sold out, LO002 a shard's epoch is over, LO003 code used up, LO004 too many for one fan, LO005 the
-- order's id is void, LO006 not on sale, LO007 the key belongs to another request, LO008 not in this state, LO009
-- another payment is open. DETAIL is JSON.

-- Whether the order's code had an effect on it: one of the code's uses.
ALTER TABLE order_items ADD COLUMN uses_code boolean NOT NULL DEFAULT false;
-- What was said of those who come, by item, until the tickets are made.
ALTER TABLE order_people ADD COLUMN attendees jsonb NOT NULL DEFAULT '[]' CHECK (pg_column_size(attendees) <= 1048576);
-- Of money that came for nothing, and so of no item.
ALTER TABLE refunds ADD COLUMN unapplied boolean NOT NULL DEFAULT false;
-- What a cancelled event still has to end or pay back.
CREATE INDEX orders_live ON orders (event_id, id) WHERE state IN ('pending', 'paid', 'partly_refunded');

-- The queue at which orders of an event pass together and a change of its sale passes alone. Queues of row locks are
-- not fair: without this one a steady stream of orders could keep its promoter from ever stopping the sale.
CREATE FUNCTION sale_lock(event uuid) RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN hashtextextended(event::text, 1);

-- Its argument names the column that holds the event's id.
CREATE FUNCTION wait_for_orders() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(sale_lock((to_jsonb(NEW) ->> TG_ARGV[0])::uuid));
  RETURN NEW;
END
$$;
CREATE TRIGGER alone BEFORE UPDATE OF status, currency ON events FOR EACH ROW
  WHEN (OLD.status <> NEW.status OR OLD.currency <> NEW.currency) EXECUTE FUNCTION wait_for_orders('id');
CREATE TRIGGER alone BEFORE UPDATE ON selling_settings
  FOR EACH ROW EXECUTE FUNCTION wait_for_orders('event_id');

-- Ten characters that nobody confuses, of fifty random bits.
CREATE FUNCTION new_order_number() RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (get_byte(bytes, at) & 31) + 1, 1), '')
  -- The bytes that say a UUID's version and variant are left out.
  FROM (SELECT uuid_send(gen_random_uuid()) AS bytes) random, unnest(ARRAY[0, 1, 2, 3, 4, 5, 7, 9, 10, 11]) at
$$;

CREATE FUNCTION epoch_ms(at timestamptz) RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (date_part('epoch', at) * 1000)::bigint;

-- What codes keep free in a quota: their unused uses, while they are valid.
CREATE FUNCTION kept_for_codes(quota uuid, at timestamptz) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(max_uses - used), 0)::bigint FROM codes
  WHERE blocks_quota_id = quota AND NOT disabled AND used < max_uses AND (valid_until IS NULL OR valid_until > at)
$$;

-- Whose shards must hear of what becomes of an order.
CREATE FUNCTION scopes_of_order(p_order uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(DISTINCT scope), '{}') FROM (
    SELECT coalesce(quotas.performance_id, quotas.event_id) AS scope
    FROM order_items items JOIN allocations ON allocations.item_id = items.id JOIN quotas ON quotas.id = quota_id
    WHERE items.order_id = p_order
    UNION ALL
    SELECT coalesce(quotas.performance_id, orders.event_id)
    FROM orders JOIN codes ON codes.id = orders.code_id LEFT JOIN quotas ON quotas.id = blocks_quota_id
    WHERE orders.id = p_order AND max_uses IS NOT NULL) scopes
$$;

-- To be sent to the order's fan once this commits. Who that is, is looked up when it is sent.
CREATE FUNCTION tell_fan(p_order uuid, p_topic text, p_refund uuid DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
  INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
  SELECT 'mail', people.promoter_id, people.order_id, p_topic,
    jsonb_strip_nulls(jsonb_build_object('orderId', people.order_id, 'refundId', p_refund))
  FROM order_people people WHERE people.order_id = p_order AND people.email IS NOT NULL
$$;

-- Everything an order has of shared capacity, in lock order.
CREATE FUNCTION lock_capacity(p_order uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM quota_counters WHERE quota_id IN (
      SELECT quota_id FROM allocations JOIN order_items items ON items.id = item_id WHERE items.order_id = p_order)
    ORDER BY quota_id FOR NO KEY UPDATE;
  PERFORM FROM codes WHERE id = (SELECT code_id FROM orders WHERE id = p_order) FOR NO KEY UPDATE;
END
$$;

-- Counts an order's items in its quotas and its code, or raises LO001 or LO003.
CREATE FUNCTION take_capacity(p_order uuid, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  by_code integer;
  short uuid;
BEGIN
  PERFORM lock_capacity(p_order);
  SELECT count(*) INTO by_code FROM order_items WHERE order_id = p_order AND uses_code;
  IF by_code > 0 THEN
    UPDATE codes SET used = used + by_code
      WHERE id = (SELECT code_id FROM orders WHERE id = p_order) AND (max_uses IS NULL OR used + by_code <= max_uses);
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the code is used up' USING ERRCODE = 'LO003';
    END IF;
  END IF;
  -- What comes by a blocking code may have what is kept for it; all else leaves that alone.
  WITH wanted AS (
    SELECT quota_id, count(*)::integer AS number,
      count(*) FILTER (WHERE NOT items.uses_code OR blocks_quota_id IS DISTINCT FROM quota_id) AS uncoded
    FROM order_items items JOIN allocations ON item_id = items.id
    JOIN orders ON orders.id = items.order_id LEFT JOIN codes ON codes.id = orders.code_id
    WHERE items.order_id = p_order GROUP BY quota_id
  ), taken AS (
    UPDATE quota_counters counter SET used = used + number FROM wanted
    WHERE counter.quota_id = wanted.quota_id AND (counter.capacity IS NULL OR used + blocked + number
      + CASE WHEN uncoded > 0 THEN kept_for_codes(counter.quota_id, p_now) ELSE 0 END <= counter.capacity)
    RETURNING counter.quota_id
  )
  SELECT quota_id INTO short FROM wanted WHERE quota_id NOT IN (SELECT quota_id FROM taken) ORDER BY quota_id LIMIT 1;
  IF short IS NOT NULL THEN
    RAISE EXCEPTION 'sold out' USING ERRCODE = 'LO001', DETAIL = jsonb_build_object('quotaId', short);
  END IF;
END
$$;

-- Gives items back, each once: `p_items` NULL means all. Its capacity and its order are locked by the caller.
CREATE FUNCTION release_items(p_order uuid, p_items uuid[], p_now timestamptz) RETURNS void LANGUAGE sql AS $$
  WITH gone AS (
    UPDATE order_items SET cancelled_at = p_now
    WHERE order_id = p_order AND cancelled_at IS NULL AND (p_items IS NULL OR id = ANY(p_items))
    RETURNING id, uses_code
  ), freed AS (
    UPDATE allocations SET released_at = p_now FROM gone WHERE item_id = gone.id RETURNING quota_id
  ), uncounted AS (
    UPDATE quota_counters counter SET used = used - number
    FROM (SELECT quota_id, count(*)::integer AS number FROM freed GROUP BY quota_id) per
    WHERE counter.quota_id = per.quota_id
  ), unused AS (
    UPDATE codes SET used = used - number
    FROM (SELECT count(*)::integer AS number FROM gone WHERE uses_code) per
    WHERE number > 0 AND codes.id = (SELECT code_id FROM orders WHERE id = p_order)
  ), void AS (
    UPDATE tickets SET state = 'cancelled', cancelled_at = p_now FROM gone WHERE item_id = gone.id AND state = 'valid'
    RETURNING tickets.id
  )
  UPDATE ticket_credentials SET revoked_at = p_now FROM void WHERE ticket_id = void.id AND revoked_at IS NULL
$$;

-- Makes an order paid: its tickets, each with what scans and who comes, and the mail that says so.
CREATE FUNCTION fulfil_order(p_order uuid, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE orders SET state = 'paid', version = version + 1, paid_at = p_now, expires_at = NULL, ended_at = NULL
    WHERE id = p_order;
  WITH admitted AS (
    SELECT gen_random_uuid() AS id, items.promoter_id, items.event_id, items.id AS item_id,
      coalesce(items.performance_id, admissions.performance_id) AS performance_id, attendee.said
    FROM order_items items
    LEFT JOIN ticket_type_admissions admissions
      ON items.performance_id IS NULL AND admissions.ticket_type_id = items.ticket_type_id
    LEFT JOIN (
      SELECT (said ->> 'item')::uuid AS item_id, said
      FROM order_people, jsonb_array_elements(attendees) said WHERE order_id = p_order) attendee
      ON attendee.item_id = items.id
    WHERE items.order_id = p_order
  ), made AS (
    INSERT INTO tickets (id, promoter_id, event_id, order_id, item_id, performance_id, created_at)
    SELECT id, promoter_id, event_id, p_order, item_id, performance_id, p_now FROM admitted
  ), scannable AS (
    INSERT INTO ticket_credentials (id, ticket_id, kind, created_at)
    SELECT gen_random_uuid(), admitted.id, coalesce(ticket_codes, 'static'), p_now
    FROM admitted LEFT JOIN selling_settings settings ON settings.event_id = admitted.event_id
  )
  INSERT INTO ticket_holders (ticket_id, name, email, answers)
    SELECT id, said ->> 'name', said ->> 'email', coalesce(said -> 'answers', '[]') FROM admitted;
  UPDATE order_people SET attendees = '[]' WHERE order_id = p_order AND attendees <> '[]';
  PERFORM tell_fan(p_order, 'order-confirmed');
END
$$;

-- Writes an order with its items, allocations and people: pending if it costs anything, else not taken yet.
CREATE FUNCTION write_order(request jsonb, p_kind text, p_event events, p_minutes integer) RETURNS text
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
      RAISE EXCEPTION 'the code is over' USING ERRCODE = 'LO003';
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
    WHERE must_be_sold(types.id IS NOT NULL);
  -- A ticket draws one from each quota of its type: of its performances', and of those that span them all. None at all,
  -- and it is not sold there.
  WITH nights AS (
    SELECT items.id, items.ticket_type_id, coalesce(items.performance_id, admissions.performance_id) AS performance_id,
      items.performance_id IS NULL OR admissions.performance_id IS NULL AS fits,
      items.uses_code AND coalesce(p_code.bypasses_quotas, false) AS bypasses
    FROM order_items items LEFT JOIN ticket_type_admissions admissions
      ON admissions.ticket_type_id = items.ticket_type_id WHERE items.order_id = p_id
  ), draws AS (
    SELECT nights.id, quotas.id AS quota_id, bypasses,
      fits AND performances.status = 'scheduled' AND (bypasses OR quotas.id IS NOT NULL) AS sold
    FROM nights LEFT JOIN performances ON performances.id = nights.performance_id
    LEFT JOIN (quota_ticket_types JOIN quotas ON quotas.id = quota_ticket_types.quota_id)
      ON quota_ticket_types.ticket_type_id = nights.ticket_type_id
      AND (quotas.performance_id IS NULL OR quotas.performance_id = nights.performance_id)
  )
  INSERT INTO allocations (item_id, quota_id)
    SELECT DISTINCT id, quota_id FROM draws WHERE CASE WHEN must_be_sold(sold) THEN NOT bypasses END;
  RETURN p_number;
END
$$;

-- Raises where a WHERE would leave out: an item that is not sold must not silently be missing.
CREATE FUNCTION must_be_sold(sold boolean) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF sold IS NOT TRUE THEN
    RAISE EXCEPTION 'a ticket is not on sale' USING ERRCODE = 'LO006';
  END IF;
  RETURN true;
END
$$;

-- The order of an id or a hold, as the answer to whoever placed it or places it again.
CREATE FUNCTION placed_order(p_order uuid, p_hold text, p_key text, p_hash text) RETURNS jsonb
  LANGUAGE plpgsql STABLE AS $$
DECLARE
  placed orders;
BEGIN
  SELECT * INTO placed FROM orders WHERE id = p_order OR hold_id = p_hold LIMIT 1;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF placed.request_key = p_key AND placed.request_hash <> p_hash THEN
    RAISE EXCEPTION 'the key belongs to another request' USING ERRCODE = 'LO007';
  END IF;
  RETURN jsonb_build_object('orderId', placed.id, 'number', placed.number, 'state', placed.state,
    'expiresAt', epoch_ms(placed.expires_at), 'replayed', true);
END
$$;

CREATE FUNCTION place_order(request jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_id uuid := request ->> 'orderId';
  p_event_id uuid := request ->> 'eventId';
  p_now timestamptz := request ->> 'now';
  p_event events;
  settings selling_settings;
  placed jsonb;
  p_has integer;
  p_number text;
  p_state text;
BEGIN
  -- Who waits here for another's row learns what it became.
  INSERT INTO order_ids (id, void) VALUES (p_id, false) ON CONFLICT DO NOTHING;
  IF NOT FOUND AND EXISTS (SELECT FROM order_ids WHERE id = p_id AND void) THEN
    RAISE EXCEPTION 'the order was given up' USING ERRCODE = 'LO005';
  END IF;
  placed := placed_order(p_id, request ->> 'holdId', request ->> 'requestKey', request ->> 'requestHash');
  IF placed IS NOT NULL THEN
    -- Another id for the same hold is not needed any more.
    DELETE FROM order_ids WHERE id = p_id AND (placed ->> 'orderId')::uuid <> p_id;
    RETURN placed;
  END IF;

  PERFORM FROM events WHERE id = p_event_id FOR KEY SHARE;
  PERFORM pg_advisory_xact_lock_shared(sale_lock(p_event_id));
  SELECT * INTO p_event FROM events WHERE id = p_event_id;
  SELECT * INTO settings FROM selling_settings WHERE event_id = p_event_id;
  IF p_event.status IS DISTINCT FROM 'published' OR settings.stopped
    -- Priced before its first order, when that could still be changed.
    OR request -> 'quote' ->> 'currency' IS DISTINCT FROM p_event.currency THEN
    RAISE EXCEPTION 'not on sale' USING ERRCODE = 'LO006';
  END IF;

  IF settings.max_per_fan IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(p_event_id || (request ->> 'emailKey'), 2));
    SELECT count(*) INTO p_has FROM order_people people JOIN orders ON orders.id = people.order_id
      JOIN order_items items ON items.order_id = orders.id
      WHERE people.event_id = p_event_id AND people.email_key = request ->> 'emailKey'
        AND orders.state IN ('pending', 'paid', 'partly_refunded') AND items.cancelled_at IS NULL;
    IF p_has + jsonb_array_length(request -> 'items') > settings.max_per_fan THEN
      RAISE EXCEPTION 'too many for one fan' USING ERRCODE = 'LO004',
        DETAIL = jsonb_build_object('limit', settings.max_per_fan, 'has', p_has);
    END IF;
  END IF;

  PERFORM FROM inventory_shards WHERE scope IN (
      SELECT (shard ->> 'scope')::uuid FROM jsonb_array_elements(request -> 'shards') shard)
    ORDER BY scope FOR SHARE;
  IF EXISTS (
    SELECT FROM jsonb_to_recordset(request -> 'shards') AS given (scope uuid, epoch integer)
    LEFT JOIN inventory_shards shard ON shard.scope = given.scope AND shard.event_id = p_event_id
    WHERE shard.epoch IS DISTINCT FROM given.epoch
  ) THEN
    RAISE EXCEPTION 'a shard began anew' USING ERRCODE = 'LO002';
  END IF;

  p_number := write_order(request, 'sale', p_event, coalesce(settings.order_minutes, 15));
  -- Each counter is fenced by its shard's epoch.
  IF EXISTS (
    SELECT FROM allocations JOIN order_items items ON items.id = item_id JOIN quotas ON quotas.id = quota_id
    WHERE items.order_id = p_id AND coalesce(quotas.performance_id, quotas.event_id) NOT IN (
      SELECT (shard ->> 'scope')::uuid FROM jsonb_array_elements(request -> 'shards') shard)
  ) THEN
    RAISE EXCEPTION 'a shard is missing' USING ERRCODE = 'LO002';
  END IF;
  PERFORM take_capacity(p_id, p_now);
  IF (SELECT total_minor FROM orders WHERE id = p_id) = 0 THEN
    PERFORM fulfil_order(p_id, p_now);
  END IF;
  RETURN placed_order(p_id, NULL, NULL, NULL) || jsonb_build_object('replayed', false);
END
$$;

-- Tickets that a promoter gives away. They take room like any other, and cost nothing.
CREATE FUNCTION place_guest(request jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_id uuid := request ->> 'orderId';
  p_event events;
  placed jsonb;
BEGIN
  INSERT INTO order_ids (id, void) VALUES (p_id, false) ON CONFLICT DO NOTHING;
  placed := placed_order(p_id, NULL, request ->> 'requestKey', request ->> 'requestHash');
  IF placed IS NULL THEN
    PERFORM FROM events WHERE id = (request ->> 'eventId')::uuid FOR KEY SHARE;
    PERFORM pg_advisory_xact_lock_shared(sale_lock((request ->> 'eventId')::uuid));
    SELECT * INTO p_event FROM events WHERE id = (request ->> 'eventId')::uuid;
    IF p_event.status IS NULL OR p_event.status IN ('cancelled', 'archived') THEN
      RAISE EXCEPTION 'the event is over' USING ERRCODE = 'LO006';
    END IF;
    PERFORM write_order(
      request || jsonb_build_object('items', (
        SELECT jsonb_agg(item || '{"price": 0, "discount": 0, "fees": 0, "tax": 0, "total": 0}')
        FROM jsonb_array_elements(request -> 'items') item)), 'guest', p_event, 15);
    PERFORM take_capacity(p_id, (request ->> 'now')::timestamptz);
    PERFORM fulfil_order(p_id, (request ->> 'now')::timestamptz);
    placed := placed_order(p_id, NULL, NULL, NULL) || jsonb_build_object('replayed', false);
  END IF;
  RETURN placed || jsonb_build_object('freed', scopes_of_order(p_id));
END
$$;

-- Ends a pending order whose capacity and row the caller has locked.
CREATE FUNCTION close_order(p_order uuid, p_state text, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE orders SET state = p_state, version = version + 1, ended_at = p_now, expires_at = NULL WHERE id = p_order;
  PERFORM release_items(p_order, NULL, p_now);
END
$$;

-- Ends a pending order: `cancelled`, or `expired` once it is due. NULL: no such order.
CREATE FUNCTION end_order(p_order uuid, p_as text, p_now timestamptz) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  booked orders;
  p_freed uuid[] := '{}';
BEGIN
  SELECT * INTO booked FROM orders WHERE id = p_order;
  -- Nothing leads back to pending, so that only a pending one needs a second look.
  IF booked.state = 'pending' THEN
    PERFORM lock_capacity(p_order);
    SELECT * INTO booked FROM orders WHERE id = p_order FOR NO KEY UPDATE;
  END IF;
  IF booked.state = 'pending' AND (p_as = 'cancelled' OR booked.expires_at <= p_now) THEN
    IF EXISTS (SELECT FROM payments WHERE order_id = p_order
        AND state IN ('confirming', 'needs_action', 'awaiting_transfer')) THEN
      RAISE EXCEPTION 'a payment is open' USING ERRCODE = 'LO009';
    END IF;
    PERFORM close_order(p_order, p_as, p_now);
    booked.state := p_as;
    p_freed := scopes_of_order(p_order);
  END IF;
  IF booked.id IS NULL THEN
    RETURN NULL;
  END IF;
  RETURN jsonb_build_object('eventId', booked.event_id, 'state', booked.state, 'freed', p_freed);
END
$$;

CREATE FUNCTION payment_json(payment payments, p_replayed boolean) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('paymentId', payment.id, 'orderId', payment.order_id, 'method', payment.method,
    'provider', payment.provider, 'state', payment.state, 'amount', payment.amount_minor, 'currency', payment.currency,
    'actionUrl', payment.action_url, 'failure', payment.failure, 'createdAt', epoch_ms(payment.created_at),
    'replayed', p_replayed)
$$;

-- One attempt at a time. Transfer and door give the order the time they need.
CREATE FUNCTION begin_payment(request jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_now timestamptz := request ->> 'now';
  p_method text := request ->> 'method';
  booked orders;
  settings selling_settings;
  payment payments;
  p_until timestamptz;
BEGIN
  SELECT * INTO booked FROM orders WHERE id = (request ->> 'orderId')::uuid FOR NO KEY UPDATE;
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
  SELECT * INTO payment FROM payments
    WHERE order_id = booked.id AND state IN ('confirming', 'needs_action', 'awaiting_transfer');
  IF FOUND THEN
    RAISE EXCEPTION 'another payment is open' USING ERRCODE = 'LO009',
      DETAIL = jsonb_build_object('paymentId', payment.id);
  END IF;
  SELECT * INTO settings FROM selling_settings WHERE event_id = booked.event_id;
  IF NOT (CASE p_method WHEN 'card' THEN coalesce(settings.card, true)
      WHEN 'transfer' THEN settings.transfer_days IS NOT NULL ELSE coalesce(settings.pay_at_door, false) END) THEN
    RAISE EXCEPTION 'not to be paid like this' USING ERRCODE = 'LO008', DETAIL = jsonb_build_object('method', p_method);
  END IF;
  INSERT INTO payments (id, promoter_id, order_id, method, provider, state, amount_minor, currency, request_key,
      request_hash, created_at, check_at)
    VALUES ((request ->> 'paymentId')::uuid, booked.promoter_id, booked.id, p_method, request ->> 'provider',
      CASE p_method WHEN 'card' THEN 'confirming' ELSE 'awaiting_transfer' END, booked.total_minor, booked.currency,
      request ->> 'requestKey', request ->> 'requestHash', p_now,
      CASE p_method WHEN 'card' THEN p_now + interval '20 seconds' END)
    RETURNING * INTO payment;
  p_until := CASE p_method WHEN 'transfer' THEN p_now + make_interval(days => settings.transfer_days)
    WHEN 'door' THEN (
      SELECT max(ends_at) FROM order_items items
      LEFT JOIN ticket_type_admissions admissions ON admissions.ticket_type_id = items.ticket_type_id
      JOIN performances ON performances.id = coalesce(items.performance_id, admissions.performance_id)
      WHERE items.order_id = booked.id) END;
  UPDATE orders SET expires_at = greatest(expires_at, p_until), lasts_until = greatest(lasts_until, p_until)
    WHERE id = booked.id AND p_until IS NOT NULL;
  -- Who pays days later needs the way back, and how.
  IF p_method <> 'card' THEN PERFORM tell_fan(booked.id, 'order-waiting'); END IF;
  RETURN payment_json(payment, false);
END
$$;

-- One entry of the ledger: `p_lines` is {account: minor units}, and adds up to zero.
CREATE FUNCTION post_entry(p_source text, p_order uuid, p_currency text, p_lines jsonb, p_now timestamptz) RETURNS void
  LANGUAGE sql AS $$
  WITH entry AS (
    INSERT INTO ledger_entries (promoter_id, currency, source, order_id, event_id, at)
    SELECT promoter_id, p_currency, p_source, id, event_id, p_now FROM orders WHERE id = p_order RETURNING id
  )
  INSERT INTO ledger_lines (entry_id, account, amount_minor)
  SELECT entry.id, key, value::bigint FROM entry, jsonb_each_text(p_lines) WHERE value::bigint <> 0
$$;

-- Money that came for nothing goes back where it came from.
CREATE FUNCTION give_back(payment payments, p_reason text, p_now timestamptz) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  p_refund uuid := gen_random_uuid();
BEGIN
  INSERT INTO refunds (id, promoter_id, order_id, payment_id, state, reason, unapplied, amount_minor, currency,
      request_key, next_attempt_at, created_at)
    VALUES (p_refund, payment.promoter_id, payment.order_id, payment.id, 'requested', p_reason, true,
      payment.taken_minor, payment.taken_currency, 'payment:' || payment.id, p_now, p_now);
  PERFORM tell_fan(payment.order_id, 'refund-started', p_refund);
  RETURN p_refund;
END
$$;

-- Why money that came for an order is not to be kept; NULL: it pays the order.
CREATE FUNCTION why_not_paid(booked orders, p_event_status text, p_now timestamptz) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  IF booked.state IN ('paid', 'partly_refunded', 'refunded') THEN
    RETURN 'duplicate';
  ELSIF p_event_status = 'cancelled' THEN
    RETURN 'event_cancelled';
  ELSIF booked.state = 'cancelled' THEN
    RETURN 'late';
  ELSIF booked.state = 'expired' THEN
    BEGIN
      UPDATE order_items SET cancelled_at = NULL WHERE order_id = booked.id;
      UPDATE allocations SET released_at = NULL FROM order_items items
        WHERE items.order_id = booked.id AND item_id = items.id;
      PERFORM take_capacity(booked.id, p_now);
    EXCEPTION WHEN SQLSTATE 'LO001' OR SQLSTATE 'LO003' THEN
      RETURN 'sold_out';
    END;
  END IF;
  RETURN NULL;
END
$$;

-- What a provider says of a payment, in any order and any number of times. NULL: no such payment.
CREATE FUNCTION settle_payment(report jsonb) RETURNS jsonb
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
    IF (payment.taken_minor, payment.taken_currency) <> (payment.amount_minor, payment.currency) THEN
      payment.state := 'mismatched';
      why := 'mismatch';
      p_again := true;
    ELSE
      payment.state := 'succeeded';
      why := why_not_paid(booked, (SELECT status FROM events WHERE id = booked.event_id), p_now);
    END IF;
    UPDATE payments SET state = payment.state, taken_minor = payment.taken_minor,
        taken_currency = payment.taken_currency, provider_ref = coalesce(report ->> 'providerRef', provider_ref),
        failure = NULL, check_at = NULL, settled_at = p_now
      WHERE id = payment.id;
    IF payment.taken_minor > 0 THEN
      PERFORM post_entry('payment:' || payment.id, booked.id, payment.taken_currency,
        jsonb_build_object(CASE payment.provider WHEN 'manual' THEN 'manual' ELSE 'provider' END, payment.taken_minor)
        || CASE WHEN why IS NULL THEN jsonb_build_object('fees', -booked.fees_minor - booked.promoter_fees_minor,
            'tax', -booked.tax_minor,
            'tickets', booked.fees_minor + booked.promoter_fees_minor + booked.tax_minor - booked.total_minor)
          ELSE jsonb_build_object('unapplied', -payment.taken_minor) END, p_now);
    END IF;
    IF why IS NULL THEN
      IF booked.state = 'expired' THEN
        p_freed := scopes_of_order(booked.id);
      END IF;
      PERFORM fulfil_order(booked.id, p_now);
      booked.state := 'paid';
    ELSIF payment.taken_minor > 0 THEN
      p_refund := give_back(payment, why, p_now);
    END IF;
  ELSIF payment.state IN ('confirming', 'needs_action', 'awaiting_transfer') THEN
    IF p_outcome IN ('declined', 'cancelled') THEN
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

-- Gives back what `items` say, [{id, amount}], or all that is left of everything, and takes those items back if
-- `cancel`. Who has all of their money back has no ticket any more. Its caller has locked the order's capacity.
CREATE FUNCTION refund_order(request jsonb, p_topic text) RETURNS jsonb LANGUAGE plpgsql AS $$
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
      FROM order_items WHERE order_id = p_id;
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
  IF booked.total_minor > 0 AND booked.refunded_minor = booked.total_minor THEN
    PERFORM release_items(p_id, NULL, p_now);
    booked.state := 'refunded';
  ELSE
    IF (request ->> 'cancel')::boolean THEN
      PERFORM release_items(p_id, ARRAY(SELECT (item ->> 'id')::uuid FROM jsonb_array_elements(p_given) item), p_now);
    END IF;
    IF booked.refunded_minor > 0 THEN
      booked.state := 'partly_refunded';
    ELSIF booked.total_minor = 0 AND NOT EXISTS (
        SELECT FROM order_items WHERE order_id = p_id AND cancelled_at IS NULL) THEN
      booked.state := 'cancelled';
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
  IF p_topic <> 'refund-started' OR refund.id IS NOT NULL THEN
    PERFORM tell_fan(p_id, p_topic, refund.id);
  END IF;
  RETURN jsonb_build_object('refundId', refund.id, 'amount', p_amount, 'orderState', booked.state,
    'eventId', booked.event_id, 'freed', scopes_of_order(p_id), 'replayed', false);
END
$$;

CREATE FUNCTION request_refund(request jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM lock_capacity((request ->> 'orderId')::uuid);
  RETURN refund_order(request, 'refund-started');
END
$$;

-- What a fan may ask for by themselves, for some days after a postponement: all of it back.
CREATE FUNCTION return_order(p_order uuid, p_refund uuid, p_key text, p_now timestamptz) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM orders JOIN selling_settings settings ON settings.event_id = orders.event_id
      WHERE orders.id = p_order AND refundable_until > p_now) THEN
    RAISE EXCEPTION 'not to be given back' USING ERRCODE = 'LO008', DETAIL = jsonb_build_object('refundable', false);
  END IF;
  PERFORM lock_capacity(p_order);
  -- A key of the fan's own choice is never one of ours.
  RETURN refund_order(jsonb_build_object('orderId', p_order, 'refundId', p_refund, 'now', p_now,
    'requestKey', 'fan:' || encode(sha256(convert_to(p_key, 'UTF8')), 'hex'),
    'reason', 'event_postponed', 'cancel', true), 'refund-started');
END
$$;

-- What is to be refunded now, to one caller at a time: whoever does not settle it loses it after a minute.
CREATE FUNCTION claim_refunds(p_now timestamptz, p_limit integer) RETURNS SETOF jsonb
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH due AS (
    SELECT id FROM refunds WHERE next_attempt_at <= p_now ORDER BY next_attempt_at LIMIT p_limit FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE refunds SET attempts = attempts + 1, next_attempt_at = p_now + interval '1 minute'
    FROM due WHERE refunds.id = due.id RETURNING refunds.*
  )
  SELECT jsonb_build_object('refundId', claimed.id, 'orderId', claimed.order_id, 'eventId', orders.event_id,
    'paymentId', payments.id, 'provider', payments.provider, 'chargeRef', payments.provider_ref,
    'amount', claimed.amount_minor, 'currency', claimed.currency, 'attempts', claimed.attempts)
  FROM claimed JOIN orders ON orders.id = claimed.order_id JOIN payments ON payments.id = claimed.payment_id
$$;

-- What a provider, or whoever pays by hand, says of a refund. NULL: no such refund.
CREATE FUNCTION settle_refund(report jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_now timestamptz := report ->> 'now';
  p_outcome text := report ->> 'outcome';
  refund refunds;
  booked orders;
  p_account text;
  p_before bigint;
  p_fees bigint;
  p_tax bigint;
BEGIN
  SELECT * INTO refund FROM refunds WHERE id = (report ->> 'refundId')::uuid;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  -- Two of one order take turns: their shares follow from what went back before.
  SELECT * INTO booked FROM orders WHERE id = refund.order_id FOR NO KEY UPDATE;
  SELECT * INTO refund FROM refunds WHERE id = refund.id FOR NO KEY UPDATE;

  IF refund.state <> 'succeeded' AND p_outcome = 'succeeded' THEN
    SELECT CASE provider WHEN 'manual' THEN 'manual' ELSE 'provider' END INTO p_account
      FROM payments WHERE id = refund.payment_id;
    IF refund.unapplied THEN
      PERFORM post_entry('refund:' || refund.id, booked.id, refund.currency,
        jsonb_build_object(p_account, -refund.amount_minor, 'unapplied', refund.amount_minor), p_now);
    ELSE
      -- Each item's fees and tax in proportion, rounded so that all parts of it come to all of it.
      SELECT
          coalesce(sum(div(items.fees_minor * (before + given.amount_minor), total_minor)
            - div(items.fees_minor * before, total_minor)), 0),
          coalesce(sum(div(items.tax_minor * (before + given.amount_minor), total_minor)
            - div(items.tax_minor * before, total_minor)), 0)
        INTO p_fees, p_tax
        FROM refund_items given JOIN order_items items ON items.id = given.item_id
        CROSS JOIN LATERAL (
          SELECT coalesce(sum(earlier.amount_minor), 0) AS before FROM refund_items earlier
          JOIN refunds ON refunds.id = earlier.refund_id AND refunds.state = 'succeeded'
          WHERE earlier.item_id = given.item_id) gone
        WHERE given.refund_id = refund.id;
      SELECT coalesce(sum(amount_minor), 0) INTO p_before FROM refunds
        WHERE order_id = booked.id AND state = 'succeeded' AND NOT unapplied;
      p_fees := p_fees
        + div(booked.promoter_fees_minor::numeric * (p_before + refund.amount_minor), booked.total_minor)
        - div(booked.promoter_fees_minor::numeric * p_before, booked.total_minor);
      PERFORM post_entry('refund:' || refund.id, booked.id, refund.currency, jsonb_build_object(
        p_account, -refund.amount_minor, 'fees', p_fees, 'tax', p_tax,
        'tickets', refund.amount_minor - p_fees - p_tax), p_now);
    END IF;
    UPDATE refunds SET state = 'succeeded', settled_at = p_now, next_attempt_at = NULL, last_error = NULL,
        provider_ref = coalesce(report ->> 'providerRef', provider_ref) WHERE id = refund.id;
    PERFORM tell_fan(booked.id, 'refund-succeeded', refund.id);
    refund.state := 'succeeded';
  ELSIF refund.state IN ('requested', 'pending') AND p_outcome = 'failed' THEN
    UPDATE refunds SET state = 'failed', next_attempt_at = NULL, last_error = report ->> 'error',
        provider_ref = coalesce(report ->> 'providerRef', provider_ref) WHERE id = refund.id;
    PERFORM tell_fan(booked.id, 'refund-failed', refund.id);
    refund.state := 'failed';
  ELSIF refund.state IN ('requested', 'pending') AND p_outcome IN ('pending', 'by_hand', 'unfunded') THEN
    refund.state := CASE p_outcome WHEN 'unfunded' THEN 'requested' ELSE 'pending' END;
    UPDATE refunds SET state = refund.state, provider_ref = coalesce(report ->> 'providerRef', provider_ref),
        last_error = nullif(p_outcome, 'pending'),
        -- What a person pays by hand is asked of nobody; else from a minute on, doubling up to an hour.
        next_attempt_at = CASE WHEN p_outcome <> 'by_hand' THEN
          p_now + least(interval '1 hour', interval '1 minute' * power(2, least(attempts, 10) - 1)) END
      WHERE id = refund.id;
  END IF;
  RETURN jsonb_build_object('orderId', booked.id, 'eventId', booked.event_id, 'state', refund.state);
END
$$;

-- Somebody has looked at a refund that failed: once more. Answers whether it had failed.
CREATE FUNCTION retry_refund(p_refund uuid, p_now timestamptz) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  UPDATE refunds SET state = 'requested', next_attempt_at = p_now, attempts = 0, last_error = NULL
    WHERE id = p_refund AND state = 'failed';
  RETURN FOUND;
END
$$;

-- Makes a block of a quota as large as that; 0 releases it for good. NULL: no such quota.
CREATE FUNCTION change_block(p_block uuid, p_quota uuid, p_quantity integer, p_reason text, p_now timestamptz)
  RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  counter quota_counters;
  block blocks;
  more integer;
BEGIN
  SELECT * INTO counter FROM quota_counters WHERE quota_id = p_quota FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT * INTO block FROM blocks WHERE id = p_block;
  IF block.quota_id <> p_quota OR (block.released_at IS NOT NULL AND p_quantity > 0) THEN
    RAISE EXCEPTION 'the block is released' USING ERRCODE = 'LO008';
  END IF;
  more := p_quantity - CASE WHEN block.id IS NULL OR block.released_at IS NOT NULL THEN 0 ELSE block.quantity END;
  UPDATE quota_counters SET blocked = blocked + more WHERE quota_id = p_quota
    AND (more <= 0 OR capacity IS NULL OR used + blocked + more + kept_for_codes(p_quota, p_now) <= capacity);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'not so many are free' USING ERRCODE = 'LO001', DETAIL = jsonb_build_object('quotaId', p_quota);
  END IF;
  IF block.id IS NULL THEN
    INSERT INTO blocks (id, promoter_id, event_id, quota_id, quantity, reason, created_at)
      VALUES (p_block, counter.promoter_id, counter.event_id, p_quota, p_quantity, p_reason, p_now);
  ELSIF p_quantity > 0 THEN
    UPDATE blocks SET quantity = p_quantity, reason = p_reason WHERE id = p_block;
  ELSE
    UPDATE blocks SET released_at = coalesce(released_at, p_now) WHERE id = p_block;
  END IF;
  RETURN jsonb_build_object('eventId', counter.event_id, 'freed', (
    SELECT jsonb_build_array(coalesce(performance_id, event_id)) FROM quotas WHERE id = p_quota));
END
$$;

-- Ends or pays back some of a cancelled event's orders; again until `done` is 0. A pending order with an open payment
-- waits for that to be cancelled.
CREATE FUNCTION cancel_event_orders(p_event uuid, p_limit integer, p_now timestamptz) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_orders uuid[];
  p_id uuid;
  p_state text;
BEGIN
  IF NOT EXISTS (SELECT FROM events WHERE id = p_event AND status = 'cancelled') THEN
    RAISE EXCEPTION 'the event is not cancelled' USING ERRCODE = 'LO006';
  END IF;
  PERFORM FROM quota_counters WHERE event_id = p_event ORDER BY quota_id FOR NO KEY UPDATE;
  p_orders := ARRAY(
    SELECT id FROM (
      SELECT id, sum(size) OVER (ORDER BY id) - size AS before FROM (
        SELECT id, (SELECT count(*) FROM order_items WHERE order_id = orders.id)
          + (SELECT count(*) FROM tickets WHERE order_id = orders.id) AS size
        FROM orders
        WHERE event_id = p_event AND state IN ('pending', 'paid', 'partly_refunded') AND (state <> 'pending' OR NOT EXISTS (
          SELECT FROM payments
          WHERE order_id = orders.id AND state IN ('confirming', 'needs_action', 'awaiting_transfer')))
        ORDER BY id LIMIT p_limit) next) sized
    -- A hundred orders of a thousand tickets would take longer than anybody may.
    WHERE before < 2000 ORDER BY id);
  PERFORM FROM codes WHERE id IN (SELECT code_id FROM orders WHERE id = ANY(p_orders)) ORDER BY id FOR NO KEY UPDATE;
  PERFORM FROM orders WHERE id = ANY(p_orders) ORDER BY id FOR NO KEY UPDATE;
  FOREACH p_id IN ARRAY p_orders LOOP
    SELECT state INTO p_state FROM orders WHERE id = p_id;
    IF p_state = 'pending' THEN
      CONTINUE WHEN EXISTS (SELECT FROM payments WHERE order_id = p_id
        AND state IN ('confirming', 'needs_action', 'awaiting_transfer'));
      PERFORM close_order(p_id, 'cancelled', p_now);
    ELSIF p_state IN ('paid', 'partly_refunded') THEN
      PERFORM refund_order(jsonb_build_object('orderId', p_id, 'refundId', gen_random_uuid(), 'now', p_now,
        'requestKey', 'event-cancelled', 'reason', 'event_cancelled', 'cancel', true), 'event-cancelled');
    END IF;
  END LOOP;
  RETURN jsonb_build_object('done', cardinality(p_orders), 'paying', (
      SELECT coalesce(jsonb_agg(jsonb_build_object('paymentId', payments.id, 'orderId', orders.id, 'eventId', p_event,
        'provider', payments.provider)), '[]')
      FROM orders JOIN payments ON payments.order_id = orders.id
        AND payments.state IN ('confirming', 'needs_action', 'awaiting_transfer')
      WHERE orders.event_id = p_event AND orders.state = 'pending'),
    'freed', (SELECT coalesce(jsonb_agg(DISTINCT coalesce(performance_id, event_id)), '[]')
      FROM quotas WHERE event_id = p_event));
END
$$;

-- Cancelled events that still have orders to end or to pay back.
CREATE FUNCTION events_to_cancel(p_limit integer) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT id FROM events WHERE status = 'cancelled' AND EXISTS (
    SELECT FROM orders WHERE event_id = events.id AND state IN ('pending', 'paid', 'partly_refunded'))
  LIMIT p_limit
$$;

-- From a postponement on, fans may ask for their money back for some days, and are told. Answers until when.
CREATE FUNCTION open_refund_window(p_event uuid, p_now timestamptz) RETURNS timestamptz
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_until timestamptz;
BEGIN
  INSERT INTO selling_settings (event_id, promoter_id) SELECT id, promoter_id FROM events WHERE id = p_event
    ON CONFLICT (event_id) DO NOTHING;
  UPDATE selling_settings SET refundable_until = p_now + make_interval(days => refund_window_days)
    WHERE event_id = p_event RETURNING refundable_until INTO p_until;
  PERFORM tell_fan(id, 'event-postponed') FROM orders
    WHERE event_id = p_event AND state IN ('paid', 'partly_refunded') ORDER BY id;
  RETURN p_until;
END
$$;

-- Pending orders, of one event or of all, that are past their time, with the payment that may still pay them.
CREATE FUNCTION due_orders(p_event uuid, p_now timestamptz, p_limit integer) RETURNS SETOF jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT jsonb_build_object('orderId', orders.id, 'eventId', orders.event_id, 'payment',
    CASE WHEN payments.id IS NOT NULL THEN
      jsonb_build_object('paymentId', payments.id, 'provider', payments.provider) END)
  FROM orders LEFT JOIN payments ON payments.order_id = orders.id
    AND payments.state IN ('confirming', 'needs_action', 'awaiting_transfer')
  WHERE orders.state = 'pending' AND expires_at <= p_now AND (p_event IS NULL OR orders.event_id = p_event)
  -- A provider that says nothing holds up no order that nobody pays.
  ORDER BY payments.id IS NOT NULL, expires_at LIMIT p_limit
$$;

-- Open payments whose provider is to be asked, to one caller at a time; less and less often.
CREATE FUNCTION claim_payments(p_now timestamptz, p_limit integer) RETURNS SETOF jsonb
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH due AS (
    SELECT id FROM payments WHERE check_at <= p_now ORDER BY check_at LIMIT p_limit FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE payments SET checks = checks + 1,
      check_at = p_now + least(interval '5 minutes', interval '5 seconds' * power(2, least(checks, 10)))
    FROM due WHERE payments.id = due.id RETURNING payments.*
  )
  SELECT jsonb_build_object('paymentId', claimed.id, 'orderId', claimed.order_id, 'eventId', orders.event_id,
    'provider', claimed.provider, 'state', claimed.state, 'createdAt', epoch_ms(claimed.created_at))
  FROM claimed JOIN orders ON orders.id = claimed.order_id
$$;

-- Everything that its fan sees of an order, as OrderRow.
CREATE FUNCTION read_order(p_order uuid) RETURNS jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT jsonb_build_object('id', orders.id, 'number', number, 'kind', kind, 'holdId', hold_id, 'state', orders.state,
    'promoterId', orders.promoter_id,
    'event', jsonb_build_object('id', events.id, 'slug', slug, 'name', events.name, 'status', events.status),
    'email', people.email, 'name', people.name, 'locale', locale, 'answers', people.answers,
    'currency', orders.currency, 'total', total_minor, 'refunded', refunded_minor, 'placedAt', epoch_ms(placed_at),
    'expiresAt', epoch_ms(expires_at), 'lastsUntil', epoch_ms(lasts_until), 'paidAt', epoch_ms(paid_at),
    'endedAt', epoch_ms(ended_at), 'quote', quote,
    'instructions', settings.transfer_instructions, 'refundableUntil', epoch_ms(settings.refundable_until),
    'paymentMethods', to_jsonb(array_remove(ARRAY[CASE WHEN coalesce(settings.card, true) THEN 'card' END,
      CASE WHEN settings.transfer_days IS NOT NULL THEN 'transfer' END,
      CASE WHEN settings.pay_at_door THEN 'door' END], NULL)),
    'payments', (
      SELECT coalesce(jsonb_agg(payment_json(payments, false) - 'replayed' ORDER BY created_at DESC, id DESC), '[]')
      FROM payments WHERE order_id = orders.id),
    'refunds', (
      SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'amount', amount_minor, 'currency', currency,
        'state', state, 'reason', reason, 'createdAt', epoch_ms(created_at)) ORDER BY created_at DESC, id DESC), '[]')
      FROM refunds WHERE order_id = orders.id),
    'tickets', (
      SELECT coalesce(jsonb_agg(jsonb_build_object('id', tickets.id, 'itemId', items.id, 'ticketType', ticket_type_name,
        'performanceId', tickets.performance_id, 'state', tickets.state,
        'holder', jsonb_build_object('name', holder.name, 'email', holder.email))
        ORDER BY items.position, starts_at, tickets.id), '[]')
      FROM tickets JOIN order_items items ON items.id = item_id
      JOIN ticket_holders holder ON holder.ticket_id = tickets.id
      JOIN performances ON performances.id = tickets.performance_id WHERE tickets.order_id = orders.id))
  FROM orders JOIN events ON events.id = orders.event_id JOIN order_people people ON people.order_id = orders.id
  LEFT JOIN selling_settings settings ON settings.event_id = orders.event_id
  WHERE orders.id = p_order
$$;

-- Whatever does not add up, of one event or of all: there must never be any. Each table is read once.
CREATE FUNCTION unbalanced(p_event uuid DEFAULT NULL)
  RETURNS TABLE (what text, id uuid, expected numeric, found numeric)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH chosen AS (SELECT * FROM orders WHERE p_event IS NULL OR event_id = p_event),
  entries AS (
    SELECT entries.id, entries.order_id, entries.currency, sum(amount_minor) AS together,
      sum(amount_minor) FILTER (WHERE account IN ('provider', 'manual')) AS money,
      -sum(amount_minor) FILTER (WHERE account = 'unapplied') AS unapplied,
      -sum(amount_minor) FILTER (WHERE account IN ('tickets', 'fees', 'tax')) AS applied,
      -sum(amount_minor) FILTER (WHERE account = 'fees') AS fees,
      -sum(amount_minor) FILTER (WHERE account = 'tax') AS tax
    FROM ledger_entries entries LEFT JOIN ledger_lines ON entry_id = entries.id
    WHERE p_event IS NULL OR event_id = p_event GROUP BY entries.id
  ), booked AS (
    SELECT order_id, sum(unapplied) AS unapplied, sum(applied) AS applied, sum(fees) AS fees, sum(tax) AS tax
    FROM entries GROUP BY order_id
  ), back AS (
    SELECT refunds.* FROM refunds JOIN chosen ON chosen.id = refunds.order_id
  ), refunded AS (
    SELECT order_id, sum(amount_minor) FILTER (WHERE NOT unapplied) AS asked,
      sum(amount_minor) FILTER (WHERE NOT unapplied AND state = 'succeeded') AS applied,
      sum(amount_minor) FILTER (WHERE unapplied AND state = 'succeeded') AS unapplied
    FROM back GROUP BY order_id
  ), paid AS (
    SELECT payments.*, coalesce(returned.unapplied, false) AS unapplied, coalesce(returned.amount, 0) AS returned
    FROM payments JOIN chosen ON chosen.id = payments.order_id
    LEFT JOIN (
      SELECT payment_id, bool_or(unapplied) AS unapplied, sum(amount_minor) AS amount FROM back GROUP BY payment_id
    ) returned ON returned.payment_id = payments.id
    WHERE payments.state IN ('succeeded', 'mismatched')
  ), taken AS (
    SELECT order_id, sum(taken_minor) FILTER (WHERE unapplied) AS unapplied,
      count(*) FILTER (WHERE NOT unapplied AND taken_minor > 0) AS paying,
      sum(greatest(returned - taken_minor, 0)) AS too_much
    FROM paid GROUP BY order_id
  ), moved AS (
    SELECT order_id, currency, sum(amount) AS amount FROM (
      SELECT order_id, taken_currency AS currency, taken_minor AS amount FROM paid
      UNION ALL SELECT order_id, currency, -amount_minor FROM back WHERE state = 'succeeded'
      UNION ALL SELECT order_id, currency, -money FROM entries) moves
    GROUP BY order_id, currency
  ), items AS (
    SELECT items.order_id, sum(items.total_minor) AS total, sum(items.fees_minor) AS fees, sum(items.tax_minor) AS tax,
      sum(items.refunded_minor) AS refunded, count(*) FILTER (WHERE cancelled_at IS NULL) AS live,
      coalesce(sum(nights) FILTER (WHERE cancelled_at IS NULL), 0) AS nights,
      count(*) FILTER (WHERE uses_code AND cancelled_at IS NULL) AS uses
    FROM order_items items
    CROSS JOIN LATERAL (SELECT CASE WHEN items.performance_id IS NOT NULL THEN 1 ELSE (
      SELECT count(*) FROM ticket_type_admissions admissions
      WHERE admissions.ticket_type_id = items.ticket_type_id) END AS nights) admitted
    WHERE p_event IS NULL OR items.event_id = p_event GROUP BY items.order_id
  ), admitted AS (
    SELECT tickets.order_id, count(*) FILTER (WHERE state = 'valid') AS valid, count(scans.id) AS scannable
    FROM tickets LEFT JOIN ticket_credentials scans ON scans.ticket_id = tickets.id AND scans.revoked_at IS NULL
    WHERE p_event IS NULL OR tickets.event_id = p_event GROUP BY tickets.order_id
  ), sums AS (
    SELECT said.what, chosen.id, said.expected::numeric, coalesce(said.found, 0)::numeric AS found
    FROM chosen LEFT JOIN items ON items.order_id = chosen.id LEFT JOIN booked ON booked.order_id = chosen.id
    LEFT JOIN refunded ON refunded.order_id = chosen.id LEFT JOIN taken ON taken.order_id = chosen.id
    LEFT JOIN admitted ON admitted.order_id = chosen.id
    CROSS JOIN LATERAL (VALUES
      ('total of items', total_minor, items.total),
      ('fees of items', fees_minor, items.fees),
      ('tax of items', tax_minor, items.tax),
      ('refunded of items', refunded_minor, items.refunded),
      ('refunds', refunded_minor, refunded.asked),
      ('refunds beyond their payment', 0, taken.too_much),
      -- What the money was for: an order that was paid, less what went back of it.
      ('tickets, fees and tax', CASE WHEN paid_at IS NULL THEN 0 ELSE total_minor END - coalesce(refunded.applied, 0),
        booked.applied),
      ('fees', CASE WHEN refunded.applied IS NULL AND paid_at IS NOT NULL AND total_minor > 0
        THEN fees_minor + promoter_fees_minor ELSE coalesce(booked.fees, 0) END, booked.fees),
      ('tax', CASE WHEN refunded.applied IS NULL AND paid_at IS NOT NULL
        THEN tax_minor ELSE coalesce(booked.tax, 0) END, booked.tax),
      ('fees and tax of what went back whole', 0,
        CASE WHEN refunded.applied = total_minor THEN abs(booked.fees) + abs(booked.tax) END),
      ('money for nothing', coalesce(taken.unapplied, 0) - coalesce(refunded.unapplied, 0), booked.unapplied),
      ('payments that pay', CASE WHEN paid_at IS NULL OR total_minor = 0 THEN 0 ELSE 1 END, taken.paying),
      ('items of what has ended', 0, CASE WHEN state IN ('expired', 'cancelled', 'refunded') THEN items.live END),
      ('valid tickets', CASE WHEN paid_at IS NULL THEN 0 ELSE items.nights END, admitted.valid),
      ('tickets that scan', coalesce(admitted.valid, 0), admitted.scannable)) AS said (what, expected, found)
    UNION ALL
    SELECT 'lines of an entry', order_id, 0, coalesce(together, 1) FROM entries
    UNION ALL
    -- At the providers is what was taken less what went back, in each currency.
    SELECT 'money', order_id, 0, amount FROM moved
    UNION ALL
    SELECT 'used of a quota', counter.quota_id, coalesce(number, 0), used
    FROM quota_counters counter LEFT JOIN (
      SELECT quota_id, count(*) AS number FROM allocations WHERE released_at IS NULL GROUP BY quota_id) live
      ON live.quota_id = counter.quota_id
    WHERE p_event IS NULL OR event_id = p_event
    UNION ALL
    SELECT 'blocked of a quota', counter.quota_id, coalesce(number, 0), blocked
    FROM quota_counters counter LEFT JOIN (
      SELECT quota_id, sum(quantity) AS number FROM blocks WHERE released_at IS NULL GROUP BY quota_id) live
      ON live.quota_id = counter.quota_id
    WHERE p_event IS NULL OR event_id = p_event
    UNION ALL
    SELECT 'uses of a code', codes.id, coalesce(number, 0), used
    FROM codes LEFT JOIN (
      SELECT code_id, sum(items.uses) AS number FROM chosen JOIN items ON items.order_id = chosen.id
      WHERE code_id IS NOT NULL GROUP BY code_id) live ON live.code_id = codes.id
    WHERE p_event IS NULL OR event_id = p_event
  )
  SELECT what, id, expected, found FROM sums WHERE expected IS DISTINCT FROM found
$$;

REVOKE EXECUTE ON FUNCTION sale_lock, wait_for_orders, new_order_number, epoch_ms, kept_for_codes, scopes_of_order,
  tell_fan, lock_capacity, take_capacity, release_items, fulfil_order, write_order, must_be_sold, placed_order,
  place_order, place_guest, close_order, end_order, payment_json, begin_payment, post_entry, give_back, why_not_paid,
  settle_payment, refund_order, request_refund, return_order, claim_refunds, settle_refund, retry_refund,
  change_block, cancel_event_orders, events_to_cancel, open_refund_window, due_orders, claim_payments, read_order,
  unbalanced FROM PUBLIC;
GRANT EXECUTE ON FUNCTION place_order, read_order, begin_payment, settle_payment, settle_refund, end_order,
  return_order, due_orders TO liveotter_public;
GRANT EXECUTE ON FUNCTION read_order, settle_payment, end_order, due_orders, claim_payments, claim_refunds,
  settle_refund, cancel_event_orders, events_to_cancel, unbalanced TO liveotter_jobs;
