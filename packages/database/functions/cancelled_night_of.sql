-- A cancelled performance among those that an order's items admit to; NULL: none of them is cancelled. What was taken back
-- counts as well: a late payment would bring it back.
CREATE OR REPLACE FUNCTION cancelled_night_of(which uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT performances.id FROM order_items items
  LEFT JOIN ticket_type_admissions admissions
    ON items.performance_id IS NULL AND admissions.ticket_type_id = items.ticket_type_id
  JOIN performances ON performances.id = coalesce(items.performance_id, admissions.performance_id)
  WHERE items.order_id = which AND performances.status = 'cancelled' LIMIT 1
$$;

REVOKE EXECUTE ON FUNCTION cancelled_night_of FROM PUBLIC;
