-- The last moment at which an order can still be paid by transfer or at the door, as core's payBy has it, except that it
-- need not be the end of a day; NULL: there is none. `first`: of what is not over, what begins first.
CREATE OR REPLACE FUNCTION pay_by_at_the_latest(p_order uuid, p_method text, p_now timestamptz) RETURNS timestamptz
  LANGUAGE sql STABLE AS $$
  SELECT CASE p_method WHEN 'door' THEN first.ends_at
    ELSE least(first.starts_at - make_interval(hours => coalesce(settings.transfer_hours_before, 24)), events.sales_end_at) END
  FROM orders JOIN events ON events.id = orders.event_id
  LEFT JOIN selling_settings settings ON settings.event_id = orders.event_id
  CROSS JOIN LATERAL (
    SELECT performances.starts_at, performances.ends_at FROM order_items items
    LEFT JOIN ticket_type_admissions admissions
      ON items.performance_id IS NULL AND admissions.ticket_type_id = items.ticket_type_id
    JOIN performances ON performances.id = coalesce(items.performance_id, admissions.performance_id)
    WHERE items.order_id = p_order AND performances.ends_at > p_now
    ORDER BY performances.starts_at LIMIT 1) first
  WHERE orders.id = p_order
$$;

REVOKE EXECUTE ON FUNCTION pay_by_at_the_latest FROM PUBLIC;
