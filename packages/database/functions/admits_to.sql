-- Whether an order has something to one performance, a pass included, that was not taken back.
CREATE OR REPLACE FUNCTION admits_to(which uuid, performance uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM order_items items WHERE items.order_id = which AND items.cancelled_at IS NULL
    AND (items.performance_id = performance OR (items.performance_id IS NULL AND EXISTS (
      SELECT FROM ticket_type_admissions admissions
      WHERE admissions.ticket_type_id = items.ticket_type_id AND admissions.performance_id = performance))))
$$;

REVOKE EXECUTE ON FUNCTION admits_to FROM PUBLIC;
GRANT EXECUTE ON FUNCTION admits_to TO liveotter_promoter, liveotter_reporting;
