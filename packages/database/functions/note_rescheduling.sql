-- A postponed event takes place again: everyone with a ticket hears, and may return it for some days, now that they know
-- whether they can come. Called in the transaction that rescheduled it.
CREATE OR REPLACE FUNCTION note_rescheduling(event uuid, now timestamptz) RETURNS timestamptz
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  until timestamptz;
BEGIN
  IF NOT is_mine(event) THEN
    RETURN NULL;
  END IF;
  INSERT INTO performance_changes (promoter_id, event_id, performance_id, was, rescheduled)
    SELECT p.promoter_id, p.event_id, p.id, when_and_where(p, v), true
    FROM performances p LEFT JOIN venues v ON v.id = p.venue_id
    WHERE p.event_id = event AND p.status <> 'cancelled' AND p.ends_at > note_rescheduling.now AND EXISTS (
      SELECT FROM orders WHERE orders.promoter_id = p.promoter_id AND orders.event_id = p.event_id
        AND state IN ('pending', 'paid', 'partly_refunded'));
  UPDATE selling_settings SET refundable_until = note_rescheduling.now + make_interval(days => refund_window_days)
    WHERE event_id = event RETURNING refundable_until INTO until;
  RETURN until;
END
$$;

REVOKE EXECUTE ON FUNCTION note_rescheduling FROM PUBLIC;
GRANT EXECUTE ON FUNCTION note_rescheduling TO liveotter_promoter;
