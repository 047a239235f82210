-- A job names its snapshot, so that whoever takes it up after a crash goes on with what is collected already.

ALTER TABLE job ADD COLUMN snapshot_id TEXT;
ALTER TABLE job ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;

-- Only while its snapshot is collecting.
CREATE TABLE checkpoint (
  snapshot_id TEXT NOT NULL PRIMARY KEY REFERENCES snapshot (id) ON DELETE CASCADE,
  cursor TEXT NOT NULL,
  parts INTEGER NOT NULL,
  resources INTEGER NOT NULL
) STRICT;

-- When it was last saved: one that is about to be used is not removed as unused. Those of before are old enough.
ALTER TABLE policy ADD COLUMN saved_at TEXT NOT NULL DEFAULT '';
