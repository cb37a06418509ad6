-- Everything that its fan sees of an order, as OrderRow.
CREATE OR REPLACE FUNCTION read_order(p_order uuid) RETURNS jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT jsonb_build_object('id', orders.id, 'number', number, 'kind', kind, 'holdId', hold_id, 'state', orders.state,
    'promoterId', orders.promoter_id, 'keyGeneration', key_generation,
    'takesPlace', events.status <> 'cancelled' AND NOT EXISTS (
      SELECT FROM order_items items JOIN performances ON performances.id = items.performance_id
      WHERE items.order_id = orders.id AND items.cancelled_at IS NULL AND performances.status = 'cancelled'),
    'event', jsonb_build_object('id', events.id, 'slug', slug, 'name', events.name, 'status', events.status),
    'email', people.email, 'name', people.name, 'locale', locale, 'answers', people.answers,
    'currency', orders.currency, 'total', total_minor, 'refunded', refunded_minor, 'placedAt', epoch_ms(placed_at),
    'expiresAt', epoch_ms(expires_at), 'lastsUntil', epoch_ms(lasts_until), 'paidAt', epoch_ms(paid_at),
    'endedAt', epoch_ms(ended_at), 'quote', quote,
    'instructions', settings.transfer_instructions, 'refundableUntil', epoch_ms(order_refundable_until(orders.id)),
    'paymentMethods', to_jsonb(array_remove(ARRAY[CASE WHEN coalesce(settings.card, true) THEN 'card' END,
      CASE WHEN settings.transfer_days IS NOT NULL THEN 'transfer' END,
      CASE WHEN settings.pay_at_door THEN 'door' END], NULL)),
    'payTerms', json_build_object(
      'transfer', CASE WHEN settings.transfer_days IS NOT NULL THEN json_build_object('days', settings.transfer_days,
        'hoursBefore', settings.transfer_hours_before) END,
      'salesEndAt', epoch_ms(events.sales_end_at),
      'performances', (
        SELECT coalesce(json_agg(json_build_object('startsAt', epoch_ms(starts_at), 'endsAt', epoch_ms(ends_at),
          'zone', zone)), '[]')
        FROM performances WHERE performances.id IN (
          SELECT coalesce(items.performance_id, admissions.performance_id) FROM order_items items
          LEFT JOIN ticket_type_admissions admissions
            ON items.performance_id IS NULL AND admissions.ticket_type_id = items.ticket_type_id
          WHERE items.order_id = orders.id))),
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

REVOKE EXECUTE ON FUNCTION read_order FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_order TO liveotter_public, liveotter_jobs;
