-- Which changes a catalogue version covers already, so that each counts it up once, whoever drains first.

ALTER TABLE outbox ADD COLUMN announced boolean NOT NULL DEFAULT false;
CREATE INDEX outbox_unannounced ON outbox (id) WHERE consumer = 'cache' AND NOT announced;

GRANT UPDATE (announced) ON outbox TO liveotter_jobs;
