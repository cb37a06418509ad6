-- Makes an order paid: its tickets, each with what scans and who comes, and the mail that says so.
CREATE OR REPLACE FUNCTION fulfil_order(p_order uuid, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  p_placed timestamptz;
BEGIN
  UPDATE orders SET state = 'paid', version = version + 1, paid_at = p_now, expires_at = NULL, ended_at = NULL
    WHERE id = p_order RETURNING placed_at INTO p_placed;
  WITH admitted AS (
    SELECT gen_random_uuid() AS id, items.promoter_id, items.event_id, items.id AS item_id,
      coalesce(items.performance_id, admissions.performance_id) AS performance_id, attendee.said,
      -- As of when it was ordered: a fan who paid after a change is told about it, too.
      (SELECT max(changes.id) FROM performance_changes changes
        WHERE changes.performance_id = coalesce(items.performance_id, admissions.performance_id)
          AND changes.at <= p_placed) AS knows
    FROM order_items items
    LEFT JOIN ticket_type_admissions admissions
      ON items.performance_id IS NULL AND admissions.ticket_type_id = items.ticket_type_id
    LEFT JOIN (
      SELECT (said ->> 'item')::uuid AS item_id, said
      FROM order_people, jsonb_array_elements(attendees) said WHERE order_id = p_order) attendee
      ON attendee.item_id = items.id
    WHERE items.order_id = p_order
  ), made AS (
    INSERT INTO tickets (id, promoter_id, event_id, order_id, item_id, performance_id, created_at, buyer_knows)
    SELECT id, promoter_id, event_id, p_order, item_id, performance_id, p_now, knows FROM admitted
  ), scannable AS (
    INSERT INTO ticket_credentials (id, ticket_id, kind, created_at)
    SELECT gen_random_uuid(), admitted.id, coalesce(ticket_codes, 'static'), p_now
    FROM admitted LEFT JOIN selling_settings settings ON settings.event_id = admitted.event_id
  )
  INSERT INTO ticket_holders (ticket_id, name, email, answers, knows)
    SELECT id, said ->> 'name', said ->> 'email', coalesce(said -> 'answers', '[]'), knows FROM admitted;
  UPDATE order_people SET attendees = '[]' WHERE order_id = p_order AND attendees <> '[]';
  PERFORM tell_fan(p_order, 'order-confirmed');
  IF EXISTS (SELECT FROM tickets JOIN performance_changes changes ON changes.performance_id = tickets.performance_id
      WHERE order_id = p_order AND changes.id > coalesce(buyer_knows, 0) AND announced_at IS NOT NULL) THEN
    PERFORM tell_fan(p_order, 'performance-changed');
  END IF;
END
$$;

REVOKE EXECUTE ON FUNCTION fulfil_order FROM PUBLIC;
