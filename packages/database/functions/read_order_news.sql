-- What a mail about an order says, as core's OrderNews without the links in it, at the moment when it is sent; NULL where
-- nobody is to be told any more.
CREATE OR REPLACE FUNCTION read_order_news(which uuid, refund uuid, ticket uuid) RETURNS json
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT order_news(which, refund, ticket) FROM order_people WHERE order_id = which AND email IS NOT NULL
$$;

REVOKE EXECUTE ON FUNCTION read_order_news FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_order_news TO liveotter_jobs;
