-- Who drains what right now: of each kind of work one at a time, whichever invocation came first.

CREATE TABLE job_leases (
  name text PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 100),
  holder uuid NOT NULL,
  -- Until then nobody else may; a holder that died on the way is waited for no longer.
  held_until timestamptz(3) NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON job_leases TO liveotter_jobs;
GRANT SELECT ON job_leases TO liveotter_reporting;
