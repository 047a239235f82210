-- The newest row names the policy in force; the rows before it say who changed it when.
CREATE TABLE policy_publication (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  policy_hash text COLLATE "C" NOT NULL REFERENCES policy (hash),
  published_by text NOT NULL,
  published_at text NOT NULL
);
