-- How many wait for an event and how many were told, by what they wait for; zeroes for another promoter's.
CREATE OR REPLACE FUNCTION my_interests(event uuid) RETURNS json
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT json_build_object(
    'onSale', json_build_object('waiting', count(*) FILTER (WHERE i.kind = 'on-sale' AND i.told_at IS NULL),
      'told', count(*) FILTER (WHERE i.kind = 'on-sale' AND i.told_at IS NOT NULL)),
    'returned', json_build_object('waiting', count(*) FILTER (WHERE i.kind = 'returned' AND i.told_at IS NULL),
      'told', count(*) FILTER (WHERE i.kind = 'returned' AND i.told_at IS NOT NULL)))
  FROM event_interests i WHERE i.event_id = event AND i.confirmed_at IS NOT NULL AND is_mine(event)
$$;

REVOKE EXECUTE ON FUNCTION my_interests FROM PUBLIC;
GRANT EXECUTE ON FUNCTION my_interests TO liveotter_promoter, liveotter_reporting;
