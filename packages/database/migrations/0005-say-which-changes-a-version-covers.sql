-- Which changes a catalogue version covers already, so that each counts it up once, whoever drains first. By transaction
-- ids and not by a mark on the rows: a drainer that claims rows must find none of them locked.

ALTER TABLE outbox ADD COLUMN written_by xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE catalogue_version ADD COLUMN covers pg_snapshot NOT NULL DEFAULT pg_current_snapshot();

GRANT UPDATE (covers) ON catalogue_version TO liveotter_jobs;
