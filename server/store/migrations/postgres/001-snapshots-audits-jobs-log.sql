-- Texts sort by their bytes (COLLATE "C"), as in SQLite. Instants are ISO 8601 texts in UTC as `Date.toISOString`
-- writes them, so that they sort as they are compared. JSON stands only in columns that nothing filters by.

CREATE TABLE snapshot (
  id text COLLATE "C" NOT NULL PRIMARY KEY,
  estate text COLLATE "C" NOT NULL,
  taken_at text COLLATE "C" NOT NULL,
  -- `removed`: hidden at once, its parts are deleted bit by bit.
  status text COLLATE "C" NOT NULL CHECK (status IN ('collecting', 'complete', 'failed', 'removed')),
  coverage bytea,
  skipped bytea
);
CREATE INDEX snapshot_by_time ON snapshot (estate, status, taken_at, id);

CREATE TABLE part (
  snapshot_id text COLLATE "C" NOT NULL REFERENCES snapshot (id),
  part_index integer NOT NULL CHECK (part_index >= 0),
  resources integer NOT NULL,
  packed bytea NOT NULL,
  PRIMARY KEY (snapshot_id, part_index)
);
-- Parts come compressed: compressing them again would only cost time.
ALTER TABLE part ALTER COLUMN packed SET STORAGE EXTERNAL;

CREATE TABLE policy (
  hash text COLLATE "C" NOT NULL PRIMARY KEY,
  document text NOT NULL
);

CREATE TABLE audit (
  id text COLLATE "C" NOT NULL PRIMARY KEY,
  snapshot_id text COLLATE "C" NOT NULL REFERENCES snapshot (id),
  estate text COLLATE "C" NOT NULL,
  policy_hash text COLLATE "C" NOT NULL REFERENCES policy (hash),
  evaluated_at text COLLATE "C" NOT NULL,
  summary bytea NOT NULL
);
ALTER TABLE audit ALTER COLUMN summary SET STORAGE EXTERNAL;
CREATE INDEX audit_by_time ON audit (estate, evaluated_at, id);
CREATE INDEX audit_by_snapshot ON audit (snapshot_id, policy_hash, evaluated_at, id);

-- All rollups of a day come from one audit, which may be removed long before them.
CREATE TABLE rollup_day (
  estate text COLLATE "C" NOT NULL,
  day text COLLATE "C" NOT NULL,
  audit_id text COLLATE "C" NOT NULL,
  policy_hash text COLLATE "C" NOT NULL,
  evaluated_at text COLLATE "C" NOT NULL,
  completeness double precision,
  PRIMARY KEY (estate, day)
);

CREATE TABLE rollup (
  estate text COLLATE "C" NOT NULL,
  dimension text COLLATE "C" NOT NULL CHECK (dimension IN ('all', 'account', 'region', 'type')),
  day text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  counts text NOT NULL,
  cost_usd text NOT NULL,
  PRIMARY KEY (estate, dimension, day, key),
  FOREIGN KEY (estate, day) REFERENCES rollup_day (estate, day)
);

CREATE TABLE job (
  id text COLLATE "C" NOT NULL PRIMARY KEY,
  estate text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL CHECK (status IN ('working', 'completed', 'failed', 'cancelled')),
  idempotency_key text COLLATE "C",
  started_by text COLLATE "C" NOT NULL,
  created_at text COLLATE "C" NOT NULL,
  updated_at text COLLATE "C" NOT NULL,
  resources bigint NOT NULL,
  fraction double precision,
  error_code text,
  error_message text
);
CREATE UNIQUE INDEX job_by_idempotency_key ON job (started_by, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX job_by_status ON job (status, created_at, id);

CREATE TABLE schedule (
  id text COLLATE "C" NOT NULL PRIMARY KEY,
  estate text COLLATE "C" NOT NULL,
  cron text NOT NULL,
  time_zone text NOT NULL,
  created_by text NOT NULL,
  created_at text COLLATE "C" NOT NULL,
  last_run_at text COLLATE "C",
  next_run_at text COLLATE "C" NOT NULL
);

-- One chain a writer: replicas never wait for each other.
CREATE TABLE audit_log (
  writer text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL CHECK (sequence > 0),
  at text NOT NULL,
  caller text NOT NULL,
  transport text NOT NULL,
  tool text NOT NULL,
  arguments_hash text NOT NULL,
  arguments text NOT NULL,
  outcome text NOT NULL,
  duration_ms double precision NOT NULL CHECK (duration_ms <> 'NaN'),
  result_digest text,
  request_id text NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (writer, sequence)
);

-- Where each chain ends. Without it, entries deleted at the end would not be missed.
CREATE TABLE audit_log_head (
  writer text COLLATE "C" NOT NULL PRIMARY KEY,
  sequence bigint NOT NULL,
  hash text NOT NULL
);

CREATE FUNCTION audit_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log only grows';
END $$;
CREATE TRIGGER audit_log_is_not_changed BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION audit_log_only_grows();
CREATE TRIGGER audit_log_is_not_emptied BEFORE TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION audit_log_only_grows();
