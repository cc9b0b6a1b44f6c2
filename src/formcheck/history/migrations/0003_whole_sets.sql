-- A finished set is kept whole: `result` is the set of `result.json` (JSON, zlib), beside the columns
-- that sets are found by and summed for trends. The sets of before are copied by `whole_sets.py`.

CREATE TABLE whole_sets (
  id INTEGER PRIMARY KEY,
  session_id INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
  number INTEGER NOT NULL,
  exercise TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('warm_up', 'work', 'test')),
  side TEXT CHECK (side IN ('left', 'right')),
  ladder TEXT,
  level INTEGER,
  planned_reps INTEGER,
  planned_hold_s REAL,
  held_s REAL,
  good_form_s REAL,
  judged_reps INTEGER NOT NULL,
  clean_reps INTEGER NOT NULL,
  control_deg REAL,
  curl_share REAL,
  result BLOB NOT NULL,
  UNIQUE (session_id, number)
);
