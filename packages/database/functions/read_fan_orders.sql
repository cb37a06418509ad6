-- All orders of a session's person, the newest 200; NULL: there is no such session. Core's FanOrders.
CREATE OR REPLACE FUNCTION read_fan_orders(session text) RETURNS json
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT json_build_object(
    'emails', (SELECT coalesce(json_agg(e.email ORDER BY e.verified_at, e.email_key), '[]'::json)
      FROM person_emails e WHERE e.person_id = s.person_id),
    'orders', coalesce((
      SELECT json_agg(json_build_object('id', o.id, 'keyGeneration', o.key_generation, 'number', o.number, 'state', o.state, 'eventName', o.event_name,
        'firstDate', o.first_date, 'total', o.total_minor, 'currency', o.currency,
        'placedAt', (date_part('epoch', o.placed_at) * 1000)::bigint) ORDER BY o.placed_at DESC, o.id DESC)
      FROM (
        SELECT o.*, e.name AS event_name,
          -- Of a pass: the first of the event's.
          (SELECT min(p.local_date) FROM performances p WHERE p.event_id = o.event_id AND (
            p.id IN (SELECT i.performance_id FROM order_items i WHERE i.order_id = o.id)
            OR NOT EXISTS (SELECT FROM order_items i WHERE i.order_id = o.id AND i.performance_id IS NOT NULL))) AS first_date
        FROM person_emails m JOIN order_people q ON q.email_key = m.email_key JOIN orders o ON o.id = q.order_id
          JOIN events e ON e.id = o.event_id
        WHERE m.person_id = s.person_id
        ORDER BY o.placed_at DESC, o.id DESC LIMIT 200) o), '[]'::json))
  FROM person_sessions s WHERE s.key_hash = session AND s.expires_at > now()
$$;

REVOKE EXECUTE ON FUNCTION read_fan_orders FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_fan_orders TO liveotter_public;
