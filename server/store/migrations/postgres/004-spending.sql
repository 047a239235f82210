-- What paid questions about dollars cost, and answers that will not change any more.
CREATE TABLE spend (
  id text COLLATE "C" PRIMARY KEY,
  at text NOT NULL,
  day text NOT NULL,
  caller text NOT NULL,
  operation text NOT NULL,
  requests integer NOT NULL CHECK (requests >= 0),
  micros bigint NOT NULL CHECK (micros >= 0)
);
CREATE INDEX spend_by_day ON spend (day, caller);

CREATE TABLE kept_bill (
  key text COLLATE "C" PRIMARY KEY,
  answer text NOT NULL
);
