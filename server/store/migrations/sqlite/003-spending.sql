-- What paid questions about dollars cost, and answers that will not change any more.

CREATE TABLE spend (
  id TEXT NOT NULL PRIMARY KEY,
  at TEXT NOT NULL,
  -- `YYYY-MM-DD`, UTC: caps are by day.
  day TEXT NOT NULL,
  caller TEXT NOT NULL,
  operation TEXT NOT NULL,
  requests INTEGER NOT NULL CHECK (requests >= 0),
  micros INTEGER NOT NULL CHECK (micros >= 0)
) STRICT;
CREATE INDEX spend_by_day ON spend (day, caller);

CREATE TABLE kept_bill (
  key TEXT NOT NULL PRIMARY KEY,
  answer TEXT NOT NULL
) STRICT;
