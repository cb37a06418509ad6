-- What selling goes by, for the fans' API: how an event is sold, and what a code does. Both are read into its caches, so a
-- hold asks Postgres nothing. Hidden ticket types are in it: the API shows them to whoever has the code.

-- How a public event is sold, as core's Sale; NULL for one that the public does not see.
CREATE FUNCTION read_sale(event uuid) RETURNS json
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT json_build_object(
    'eventId', e.id, 'eventSlug', e.slug, 'eventName', e.name, 'status', e.status, 'currency', e.currency,
    'rounding', p.rounding, 'maxPerOrder', e.max_per_order,
    'publishedAt', epoch_ms(e.published_at),
    'presaleAt', epoch_ms(e.presale_at),
    'onSaleAt', epoch_ms(e.on_sale_at),
    'salesEndAt', epoch_ms(e.sales_end_at),
    'fees', CASE WHEN e.fee_paid_by IS NOT NULL THEN json_build_object('perTicket', e.fee_per_ticket,
      'perOrder', e.fee_per_order, 'percent', e.fee_percent, 'paidBy', e.fee_paid_by) END,
    'tax', CASE WHEN e.tax_name IS NOT NULL THEN json_build_object('name', e.tax_name, 'rate', e.tax_rate,
      'included', e.tax_included) END,
    -- As selling_settings has them for an event that nobody has set any for.
    'stopped', coalesce(s.stopped, false), 'needsPass', coalesce(s.needs_pass, false),
    'attendeeNames', coalesce(s.attendee_names, 'none'),
    'paymentMethods', array_remove(ARRAY[CASE WHEN coalesce(s.card, true) THEN 'card' END,
      CASE WHEN s.transfer_days IS NOT NULL THEN 'transfer' END, CASE WHEN s.pay_at_door THEN 'door' END], NULL),
    'questions', coalesce((
      SELECT json_agg(json_build_object('id', q.id, 'label', q.label, 'kind', q.kind, 'of', q.asked_of,
        'required', q.required, 'choices', q.choices) ORDER BY q.position, q.id)
      FROM questions q WHERE q.event_id = e.id AND NOT q.retired), '[]'::json),
    'performances', coalesce((
      SELECT json_agg(json_build_object('id', f.id, 'status', f.status,
        'endsAt', epoch_ms(f.ends_at)) ORDER BY f.starts_at, f.id)
      FROM performances f WHERE f.event_id = e.id), '[]'::json),
    'ticketTypes', coalesce((
      SELECT json_agg(json_build_object('id', t.id, 'name', t.name, 'description', t.description, 'price', t.price_minor,
        'hidden', t.hidden, 'minPerOrder', t.min_per_order, 'maxPerOrder', t.max_per_order,
        'phases', coalesce((
          SELECT json_agg(json_build_object('name', h.name, 'until', epoch_ms(h.until_at),
            'price', h.price_minor) ORDER BY h.position)
          FROM price_phases h WHERE h.ticket_type_id = t.id), '[]'::json),
        'pass', (SELECT json_agg(a.performance_id ORDER BY a.performance_id)
          FROM ticket_type_admissions a WHERE a.ticket_type_id = t.id)) ORDER BY t.position, t.id)
      FROM ticket_types t WHERE t.event_id = e.id), '[]'::json),
    'quotas', coalesce((
      SELECT json_agg(json_build_object('id', u.id, 'performanceId', u.performance_id, 'ticketTypeIds', (
        SELECT coalesce(json_agg(l.ticket_type_id ORDER BY l.ticket_type_id), '[]'::json)
        FROM quota_ticket_types l WHERE l.quota_id = u.id)) ORDER BY u.id)
      FROM quotas u WHERE u.event_id = e.id), '[]'::json))
  FROM events e JOIN promoters p ON p.id = e.promoter_id LEFT JOIN selling_settings s ON s.event_id = e.id
  WHERE e.id = event AND e.listed
$$;

-- One code of a public event by its folded text, as core's SaleCode, whether or not it may be used; NULL: none like it.
CREATE FUNCTION read_code(event uuid, key text) RETURNS json
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT json_build_object('id', c.id, 'code', c.code, 'effect', c.effect, 'value', c.value, 'maxUses', c.max_uses,
    'blocksQuotaId', c.blocks_quota_id, 'bypassesQuotas', c.bypasses_quotas, 'opensHidden', c.opens_hidden,
    'opensPresale', c.opens_presale, 'ticketTypeIds', c.ticket_type_ids, 'disabled', c.disabled,
    'validFrom', epoch_ms(c.valid_from),
    'validUntil', epoch_ms(c.valid_until))
  FROM codes c JOIN events e ON e.id = c.event_id AND e.listed
  WHERE c.event_id = event AND c.code_key = key
$$;

REVOKE EXECUTE ON FUNCTION read_sale, read_code FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_sale, read_code TO liveotter_public;

-- What the fan pays for one ticket at a price: with the fees and the tax that come on top, as core's priceTicket has it. The
-- price that the catalogue shows is the one at the till.
CREATE FUNCTION fan_price(price bigint, per_ticket bigint, percent integer, paid_by text, tax_rate integer,
    tax_included boolean) RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  -- Halves are rounded up; what is free bears nothing.
  RETURN price + CASE WHEN price > 0 AND paid_by = 'fan' THEN per_ticket + (2 * price * percent + 10000) / 20000 ELSE 0 END
    + CASE WHEN NOT tax_included THEN (2 * price * tax_rate + 100000) / 200000 ELSE 0 END;
GRANT SELECT (fee_per_ticket, fee_percent, fee_paid_by, tax_rate, tax_included) ON events TO liveotter_public;
