-- What a mail to who asked says, as core's InterestNews without the links in it, at the moment when it is sent; NULL where
-- there is nobody to be told any more, or nothing: cancelled, over, or put off since.
CREATE OR REPLACE FUNCTION read_interest_news(which uuid, topic text, now timestamptz) RETURNS json
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT json_build_object('to', i.email, 'locale', i.locale, 'kind', i.kind, 'event', e.name, 'eventSlug', e.slug,
    'performance', night_of(i.performance_id),
    'opensAt', epoch_ms(coalesce(i.told_of, e.on_sale_at, e.published_at)), 'zone', e.sales_zone)
  FROM event_interests i JOIN events e ON e.id = i.event_id
  WHERE i.id = which AND i.email IS NOT NULL AND is_awaitable(i, e, now)
    AND CASE topic WHEN 'interest-confirm' THEN i.confirmed_at IS NULL
      WHEN 'sale-opens' THEN e.status = 'published' AND i.told_of = coalesce(e.on_sale_at, e.published_at)
      ELSE e.status = 'published' END
$$;

REVOKE EXECUTE ON FUNCTION read_interest_news FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_interest_news TO liveotter_jobs;
