-- An order as mails say it, as core's OrderNews without the links in it. `to` is its buyer, NULL once they were forgotten.
CREATE OR REPLACE FUNCTION order_news(which uuid, refund uuid, ticket uuid) RETURNS json
  LANGUAGE sql STABLE
AS $$
  SELECT json_build_object('to', q.email, 'name', coalesce(q.name, ''), 'locale', o.locale,
    'orderId', o.id, 'keyGeneration', o.key_generation, 'number', o.number, 'state', o.state, 'event', e.name, 'total', o.total_minor, 'currency', o.currency,
    'expiresAt', (date_part('epoch', o.expires_at) * 1000)::bigint,
    'received', (SELECT coalesce(sum(y.received_minor), 0) FROM payments y
      WHERE y.order_id = o.id AND y.state = 'awaiting_transfer'),
    -- Of the first performance in the order, by whose clocks its deadline was set.
    'zone', coalesce((
      SELECT p.zone FROM order_items i JOIN performances p ON p.id = i.performance_id WHERE i.order_id = o.id
      ORDER BY p.starts_at LIMIT 1), (
      SELECT p.zone FROM performances p WHERE p.event_id = o.event_id ORDER BY p.starts_at LIMIT 1), 'UTC'),
    'refundableUntil', epoch_ms(order_refundable_until(o.id)),
    'instructions', CASE WHEN EXISTS (SELECT FROM payments y WHERE y.order_id = o.id AND y.state = 'awaiting_transfer'
      AND y.method = 'transfer') THEN s.transfer_instructions END,
    'tickets', (SELECT count(*) FROM tickets t WHERE t.order_id = o.id AND t.state = 'valid'),
    'performances', coalesce((
      SELECT json_agg(night_of(p.id) ORDER BY p.starts_at, p.id)
      FROM (
        SELECT DISTINCT t.performance_id AS id FROM tickets t WHERE t.order_id = o.id
        UNION SELECT i.performance_id FROM order_items i WHERE i.order_id = o.id) mine
      JOIN performances p ON p.id = mine.id), '[]'::json),
    'void', (SELECT json_build_object('tickets', count(t.id), 'reason', (
        SELECT i.void_reason FROM order_items i WHERE i.order_id = o.id AND i.void_reason IS NOT NULL
        ORDER BY i.cancelled_at DESC, i.position LIMIT 1))
      FROM order_items i LEFT JOIN tickets t ON t.item_id = i.id
      WHERE i.order_id = o.id AND i.void_reason IS NOT NULL HAVING count(*) > 0),
    'refund', (SELECT json_build_object('amount', r.amount_minor, 'reason', r.reason)
      FROM refunds r WHERE r.id = refund AND r.order_id = o.id),
    'ticket', (SELECT json_build_object('ticketType', i.ticket_type_name, 'holder', h.name)
      FROM tickets t JOIN order_items i ON i.id = t.item_id LEFT JOIN ticket_holders h ON h.ticket_id = t.id
      WHERE t.id = ticket AND t.order_id = o.id))
  FROM orders o JOIN order_people q ON q.order_id = o.id JOIN events e ON e.id = o.event_id
    LEFT JOIN selling_settings s ON s.event_id = o.event_id
  WHERE o.id = which
$$;

REVOKE EXECUTE ON FUNCTION order_news FROM PUBLIC;
