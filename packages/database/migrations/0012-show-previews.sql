-- A promoter may show an event to somebody before the public sees it: whoever has the signed link reads that one event.

-- The event that a transaction of the public's role may read beside what is listed. NULL matches no row.
CREATE FUNCTION previewed_event() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.preview_event', true), '')::uuid;

CREATE POLICY public_reads_previewed ON events FOR SELECT TO liveotter_public USING (id = previewed_event());
CREATE POLICY public_reads_previewed ON performances FOR SELECT TO liveotter_public USING (event_id = previewed_event());
CREATE POLICY public_reads_previewed ON ticket_types FOR SELECT TO liveotter_public
  USING (event_id = previewed_event() AND NOT hidden);
CREATE POLICY public_reads_previewed ON series FOR SELECT TO liveotter_public USING (EXISTS (
  SELECT FROM events
  WHERE events.id = previewed_event() AND events.promoter_id = series.promoter_id AND events.series_id = series.id));
