-- Another holder for a valid ticket: of `change` what it names of name, email and answers. With an id for a `credential`
-- the one in use is revoked, and its fan told. Answers `changed`, `absent`, or `cancelled`, which changes nothing.
CREATE OR REPLACE FUNCTION change_holder(which uuid, one uuid, change jsonb, credential uuid) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  ticket tickets;
BEGIN
  SELECT tickets.* INTO ticket FROM tickets JOIN orders ON orders.id = order_id
    WHERE tickets.id = one AND order_id = which
      AND key_generation = coalesce((change->>'keyGeneration')::integer, key_generation)
    FOR UPDATE OF tickets;
  IF NOT FOUND THEN RETURN 'absent'; END IF;
  IF ticket.state <> 'valid' THEN RETURN 'cancelled'; END IF;
  INSERT INTO ticket_holders AS h (ticket_id, name, email, answers)
  VALUES (one, change->>'name', change->>'email', coalesce(change->'answers', '[]'))
  ON CONFLICT (ticket_id) DO UPDATE SET
    name = CASE WHEN change ? 'name' THEN excluded.name ELSE h.name END,
    email = CASE WHEN change ? 'email' THEN excluded.email ELSE h.email END,
    -- Somebody new knows what the ticket says now.
    knows = CASE WHEN change ? 'email' AND lower(change->>'email') IS DISTINCT FROM lower(h.email) THEN (
      SELECT max(id) FROM performance_changes WHERE performance_id = ticket.performance_id) ELSE h.knows END,
    answers = CASE WHEN change ? 'answers' THEN excluded.answers ELSE h.answers END;
  IF credential IS NOT NULL THEN
    UPDATE ticket_credentials SET revoked_at = now() WHERE ticket_id = one AND revoked_at IS NULL;
    INSERT INTO ticket_credentials (id, ticket_id, kind)
    VALUES (credential, one, coalesce((SELECT ticket_codes FROM selling_settings WHERE event_id = ticket.event_id), 'static'));
    INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
    VALUES ('mail', ticket.promoter_id, which, 'ticket-replaced', jsonb_build_object('orderId', which, 'ticketId', one));
  END IF;
  RETURN 'changed';
END
$$;

REVOKE EXECUTE ON FUNCTION change_holder FROM PUBLIC;
GRANT EXECUTE ON FUNCTION change_holder TO liveotter_public;
