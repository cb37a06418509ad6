-- How a public event is sold, as core's Sale; NULL for one that the public does not see.
CREATE OR REPLACE FUNCTION read_sale(event uuid) RETURNS json
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
    'payTerms', json_build_object(
      'transfer', CASE WHEN s.transfer_days IS NOT NULL
        THEN json_build_object('days', s.transfer_days, 'hoursBefore', s.transfer_hours_before) END,
      'performances', coalesce((
        SELECT json_agg(json_build_object('id', f.id, 'startsAt', epoch_ms(f.starts_at), 'endsAt', epoch_ms(f.ends_at),
          'zone', f.zone) ORDER BY f.starts_at, f.id)
        FROM performances f WHERE f.event_id = e.id), '[]'::json)),
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
      FROM quotas u WHERE u.event_id = e.id), '[]'::json),
    'codes', (
      SELECT json_build_object('openHidden', coalesce(bool_or(c.opens_hidden), false),
        'openPresale', coalesce(bool_or(c.opens_presale), false),
        'keepRoom', coalesce(bool_or(c.blocks_quota_id IS NOT NULL OR c.bypasses_quotas), false))
      FROM codes c WHERE c.promoter_id = e.promoter_id AND c.event_id = e.id AND NOT c.disabled AND (c.valid_until IS NULL OR c.valid_until > now())))
  FROM events e JOIN promoters p ON p.id = e.promoter_id LEFT JOIN selling_settings s ON s.event_id = e.id
  WHERE e.id = event AND e.listed
$$;

REVOKE EXECUTE ON FUNCTION read_sale FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_sale TO liveotter_public, liveotter_jobs;
