ALTER TABLE events VALIDATE CONSTRAINT events_currency_known;
ALTER TABLE imports VALIDATE CONSTRAINT imports_currency_known;
