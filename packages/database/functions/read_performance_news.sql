-- What a mail about one cancelled performance of an order says, as core's CancelledNews without the links in it, at the
-- moment when it is sent; NULL where nobody is to be told any more. `refund` is NULL where no money goes back.
CREATE OR REPLACE FUNCTION read_performance_news(which uuid, of_performance uuid, of_refund uuid) RETURNS jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT order_news(which, of_refund, NULL)::jsonb || jsonb_build_object('cancelled', night_of(of_performance),
    'passesKept', EXISTS (
      SELECT FROM tickets JOIN order_items items ON items.id = item_id
      WHERE tickets.order_id = which AND tickets.performance_id = of_performance
        AND items.performance_id IS NULL AND items.cancelled_at IS NULL),
    'remaining', coalesce((
      SELECT json_agg(night_of(p.id) ORDER BY p.starts_at, p.id) FROM performances p
      WHERE p.id IN (SELECT performance_id FROM tickets WHERE order_id = which AND state = 'valid')), '[]'::json))
  FROM order_people WHERE order_id = which AND email IS NOT NULL
$$;

REVOKE EXECUTE ON FUNCTION read_performance_news FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_performance_news TO liveotter_jobs;
