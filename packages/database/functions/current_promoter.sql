-- The promoter that a transaction works for: set by set_config('app.promoter_id', ..., true). NULL matches no row.
CREATE OR REPLACE FUNCTION current_promoter() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.promoter_id', true), '')::uuid;

GRANT EXECUTE ON FUNCTION current_promoter TO liveotter_reporting;
