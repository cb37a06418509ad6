-- Tickets to what this transaction moved may be returned for some days. Answers until when; NULL: nothing moved, or the
-- settings leave no days.
CREATE OR REPLACE FUNCTION open_my_change_window(event uuid, now timestamptz) RETURNS timestamptz
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  until timestamptz;
BEGIN
  IF NOT is_mine(event) THEN
    RETURN NULL;
  END IF;
  SELECT open_my_change_window.now + make_interval(days => refund_window_days) INTO until
    FROM selling_settings WHERE event_id = event AND refund_window_days > 0;
  UPDATE performances SET refundable_until = until WHERE until IS NOT NULL AND id IN (
    SELECT performance_id FROM performance_changes
    WHERE event_id = event AND written_by = pg_current_xact_id());
  RETURN CASE WHEN FOUND THEN until END;
END
$$;

REVOKE EXECUTE ON FUNCTION open_my_change_window FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_my_change_window TO liveotter_promoter;
