-- Whether what is waited for can still come.
CREATE OR REPLACE FUNCTION is_awaitable(interest event_interests, event events, now timestamptz) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT event.status IN ('published', 'postponed') AND (event.sales_end_at IS NULL OR event.sales_end_at > now)
    AND CASE WHEN interest.performance_id IS NULL THEN has_night_ahead(event.id, now)
      ELSE EXISTS (SELECT FROM performances p
        WHERE p.id = interest.performance_id AND p.status <> 'cancelled' AND p.ends_at > now) END
$$;

REVOKE EXECUTE ON FUNCTION is_awaitable FROM PUBLIC;
