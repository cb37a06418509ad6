-- When a performance moves forward, orders that wait for a transfer end when it begins at the latest, and those to be paid at
-- the door when it is over.
CREATE OR REPLACE FUNCTION bring_deadlines_forward() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  UPDATE orders SET expires_at = CASE waiting.method WHEN 'door' THEN NEW.ends_at ELSE NEW.starts_at END
    FROM payments waiting
    WHERE orders.event_id = NEW.event_id AND orders.state = 'pending' AND waiting.order_id = orders.id
      AND waiting.state = 'awaiting_transfer'
      AND orders.expires_at > CASE waiting.method WHEN 'door' THEN NEW.ends_at ELSE NEW.starts_at END
      AND EXISTS (
        SELECT FROM order_items items LEFT JOIN ticket_type_admissions admissions
          ON items.performance_id IS NULL AND admissions.ticket_type_id = items.ticket_type_id
        WHERE items.order_id = orders.id AND coalesce(items.performance_id, admissions.performance_id) = NEW.id);
  RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION bring_deadlines_forward FROM PUBLIC;

CREATE OR REPLACE TRIGGER bring_deadlines_forward AFTER UPDATE OF starts_at, ends_at ON performances FOR EACH ROW
  WHEN (NEW.starts_at < OLD.starts_at OR NEW.ends_at < OLD.ends_at) EXECUTE FUNCTION bring_deadlines_forward();
