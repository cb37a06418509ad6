-- What a mailed link shows, as core's Interest; NULL where nobody waits by it any more.
CREATE OR REPLACE FUNCTION read_interest(which uuid) RETURNS json
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT json_build_object('kind', i.kind, 'eventSlug', e.slug, 'eventName', e.name, 'zone', e.sales_zone,
    'opensAt', epoch_ms(coalesce(e.on_sale_at, e.published_at)), 'performance', night_of(i.performance_id),
    'state', CASE WHEN NOT is_awaitable(i, e, now()) THEN 'over'
      WHEN i.confirmed_at IS NULL THEN 'unconfirmed'
      WHEN i.told_at IS NOT NULL AND (i.kind = 'returned' OR i.told_of = coalesce(e.on_sale_at, e.published_at)) THEN 'told'
      ELSE 'waiting' END)
  FROM event_interests i JOIN events e ON e.id = i.event_id AND e.listed
  WHERE i.id = which AND i.email IS NOT NULL
$$;

REVOKE EXECUTE ON FUNCTION read_interest FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_interest TO liveotter_public;
