-- Instants are ISO 8601 texts in UTC as `Date.toISOString` writes them, so that they sort as they are compared.
-- JSON stands only in columns that nothing filters by; where it may be large it is packed with zstd.

CREATE TABLE snapshot (
  id TEXT NOT NULL PRIMARY KEY,
  estate TEXT NOT NULL,
  taken_at TEXT NOT NULL,
  -- `removed`: hidden at once, its parts are deleted bit by bit.
  status TEXT NOT NULL CHECK (status IN ('collecting', 'complete', 'failed', 'removed')),
  coverage BLOB,
  skipped BLOB
) STRICT;
CREATE INDEX snapshot_by_time ON snapshot (estate, status, taken_at, id);

CREATE TABLE part (
  snapshot_id TEXT NOT NULL REFERENCES snapshot (id),
  part_index INTEGER NOT NULL CHECK (part_index >= 0),
  resources INTEGER NOT NULL,
  packed BLOB NOT NULL,
  PRIMARY KEY (snapshot_id, part_index)
) STRICT;

CREATE TABLE policy (
  hash TEXT NOT NULL PRIMARY KEY,
  document TEXT NOT NULL
) STRICT;

CREATE TABLE audit (
  id TEXT NOT NULL PRIMARY KEY,
  snapshot_id TEXT NOT NULL REFERENCES snapshot (id),
  estate TEXT NOT NULL,
  policy_hash TEXT NOT NULL REFERENCES policy (hash),
  evaluated_at TEXT NOT NULL,
  summary BLOB NOT NULL
) STRICT;
CREATE INDEX audit_by_time ON audit (estate, evaluated_at, id);
CREATE INDEX audit_by_snapshot ON audit (snapshot_id, policy_hash, evaluated_at, id);

-- All rollups of a day come from one audit, which may be removed long before them.
CREATE TABLE rollup_day (
  estate TEXT NOT NULL,
  day TEXT NOT NULL,
  audit_id TEXT NOT NULL,
  policy_hash TEXT NOT NULL,
  evaluated_at TEXT NOT NULL,
  completeness REAL,
  PRIMARY KEY (estate, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollup (
  estate TEXT NOT NULL,
  dimension TEXT NOT NULL CHECK (dimension IN ('all', 'account', 'region', 'type')),
  day TEXT NOT NULL,
  key TEXT NOT NULL,
  counts TEXT NOT NULL,
  cost_usd TEXT NOT NULL,
  PRIMARY KEY (estate, dimension, day, key),
  FOREIGN KEY (estate, day) REFERENCES rollup_day (estate, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE job (
  id TEXT NOT NULL PRIMARY KEY,
  estate TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('working', 'completed', 'failed', 'cancelled')),
  idempotency_key TEXT,
  started_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  resources INTEGER NOT NULL,
  fraction REAL,
  error_code TEXT,
  error_message TEXT
) STRICT;
CREATE UNIQUE INDEX job_by_idempotency_key ON job (started_by, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX job_by_status ON job (status, created_at, id);

CREATE TABLE schedule (
  id TEXT NOT NULL PRIMARY KEY,
  estate TEXT NOT NULL,
  cron TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  last_run_at TEXT,
  next_run_at TEXT NOT NULL
) STRICT;

CREATE TABLE audit_log (
  sequence INTEGER NOT NULL PRIMARY KEY CHECK (sequence > 0),
  at TEXT NOT NULL,
  caller TEXT NOT NULL,
  transport TEXT NOT NULL,
  tool TEXT NOT NULL,
  arguments_hash TEXT NOT NULL,
  arguments TEXT NOT NULL,
  outcome TEXT NOT NULL,
  duration_ms REAL NOT NULL,
  result_digest TEXT,
  request_id TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

-- Where the chain ends. Without it, entries deleted at the end would not be missed.
CREATE TABLE audit_log_head (
  sequence INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
INSERT INTO audit_log_head VALUES (0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TRIGGER audit_log_is_not_changed BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
CREATE TRIGGER audit_log_is_not_shortened BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
-- INSERT OR REPLACE deletes without the trigger above.
CREATE TRIGGER audit_log_grows_at_its_end BEFORE INSERT ON audit_log
WHEN EXISTS (SELECT 1 FROM audit_log WHERE sequence >= NEW.sequence)
BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
