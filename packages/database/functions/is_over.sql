-- Whether everything that an order admits to has ended.
CREATE OR REPLACE FUNCTION is_over(p_order uuid, p_now timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(max(performances.ends_at) <= p_now, false) FROM order_items items
  LEFT JOIN ticket_type_admissions admissions
    ON items.performance_id IS NULL AND admissions.ticket_type_id = items.ticket_type_id
  JOIN performances ON performances.id = coalesce(items.performance_id, admissions.performance_id)
  WHERE items.order_id = p_order
$$;

REVOKE EXECUTE ON FUNCTION is_over FROM PUBLIC;
