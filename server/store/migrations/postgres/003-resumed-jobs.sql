-- A job names its snapshot, so that whoever takes it up after a crash goes on with what is collected already.

ALTER TABLE job ADD COLUMN snapshot_id text COLLATE "C";
ALTER TABLE job ADD COLUMN attempts integer NOT NULL DEFAULT 0;

-- Only while its snapshot is collecting.
CREATE TABLE checkpoint (
  snapshot_id text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES snapshot (id) ON DELETE CASCADE,
  cursor text NOT NULL,
  parts integer NOT NULL,
  resources bigint NOT NULL
);

-- When it was last saved: one that is about to be used is not removed as unused.
ALTER TABLE policy ADD COLUMN saved_at timestamptz NOT NULL DEFAULT now();
