-- The event that a transaction of the public's role may read beside what is listed. NULL matches no row.
CREATE OR REPLACE FUNCTION previewed_event() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.preview_event', true), '')::uuid;
