-- What was done. Whatever comes again and again is kept once: words in `terms`, and so on.
-- Missing values are NULL. `at` is the local time with its offset, `unix_s` the same moment.

CREATE TABLE terms (
  id INTEGER PRIMARY KEY,
  term TEXT NOT NULL UNIQUE
);

CREATE TABLE faults (
  id INTEGER PRIMARY KEY,
  fault TEXT NOT NULL,
  cue TEXT NOT NULL,
  why TEXT NOT NULL,
  evidence TEXT NOT NULL,
  UNIQUE (fault, cue, why, evidence)
);

CREATE TABLE models (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  UNIQUE (name, sha256)
);

CREATE TABLE profiles (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  UNIQUE (name, sha256)
);

-- What judged: versions as a JSON object, and the SHA-256 of the exercises.
CREATE TABLE judges (
  id INTEGER PRIMARY KEY,
  software TEXT NOT NULL,
  catalogue_sha256 TEXT NOT NULL,
  UNIQUE (software, catalogue_sha256)
);

-- Numbers are never given twice. `recording` is relative to the folder of the history, or absolute.
CREATE TABLE sessions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('live', 'analyze', 'test')),
  source TEXT NOT NULL,
  at TEXT NOT NULL,
  unix_s REAL NOT NULL,
  ended TEXT,
  model_id INTEGER REFERENCES models,
  profile_id INTEGER REFERENCES profiles,
  judge_id INTEGER REFERENCES judges,
  recording TEXT
);
CREATE INDEX sessions_by_time ON sessions (unix_s);

-- A set with the advice that was given. Times of sets and below are media seconds. The last four
-- columns are its repetitions in numbers, for trends over years: how many were judged, how many of
-- those had no severe fault, and the means of the control angle and the curl share.
CREATE TABLE sets (
  id INTEGER PRIMARY KEY,
  session_id INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
  number INTEGER NOT NULL,
  exercise_id INTEGER NOT NULL REFERENCES terms,
  start_s REAL NOT NULL,
  end_s REAL NOT NULL,
  declared INTEGER NOT NULL,
  confidence REAL NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('warm_up', 'work', 'test')),
  side TEXT CHECK (side IN ('left', 'right')),
  ladder_id INTEGER REFERENCES terms,
  level INTEGER,
  planned_reps INTEGER,
  planned_hold_s REAL,
  held_s REAL,
  good_form_s REAL,
  form_lost_at_s REAL,
  action TEXT NOT NULL,
  to_id INTEGER REFERENCES terms,
  rule TEXT,
  why_id INTEGER NOT NULL REFERENCES terms,
  judged_reps INTEGER NOT NULL,
  clean_reps INTEGER NOT NULL,
  control_deg REAL,
  curl_share REAL,
  UNIQUE (session_id, number)
);

CREATE TABLE warm_ups (
  set_id INTEGER NOT NULL REFERENCES sets ON DELETE CASCADE,
  number INTEGER NOT NULL,
  exercise_id INTEGER NOT NULL REFERENCES terms,
  PRIMARY KEY (set_id, number)
) WITHOUT ROWID;

CREATE TABLE reps (
  set_id INTEGER NOT NULL REFERENCES sets ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start_s REAL NOT NULL,
  top_s REAL NOT NULL,
  end_s REAL NOT NULL,
  complete INTEGER NOT NULL,
  scored INTEGER NOT NULL,
  rom REAL,
  rom_uncertainty REAL,
  control_deg REAL,
  control_uncertainty REAL,
  curl_share REAL,
  curl_share_uncertainty REAL,
  PRIMARY KEY (set_id, number)
) WITHOUT ROWID;

CREATE TABLE rep_faults (
  set_id INTEGER NOT NULL,
  rep INTEGER NOT NULL,
  fault_id INTEGER NOT NULL REFERENCES terms,
  severe INTEGER NOT NULL,
  PRIMARY KEY (set_id, rep, fault_id),
  FOREIGN KEY (set_id, rep) REFERENCES reps ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE attempts (
  set_id INTEGER NOT NULL REFERENCES sets ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start_s REAL NOT NULL,
  end_s REAL NOT NULL,
  peak REAL,
  peak_uncertainty REAL,
  stuck_s REAL NOT NULL,
  PRIMARY KEY (set_id, number)
) WITHOUT ROWID;

CREATE TABLE findings (
  set_id INTEGER NOT NULL REFERENCES sets ON DELETE CASCADE,
  number INTEGER NOT NULL,
  fault_id INTEGER NOT NULL REFERENCES faults,
  severe INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  start_s REAL NOT NULL,
  end_s REAL NOT NULL,
  rep INTEGER,
  spoken INTEGER NOT NULL,
  measure_id INTEGER NOT NULL REFERENCES terms,
  unit_id INTEGER NOT NULL REFERENCES terms,
  peak REAL,
  peak_uncertainty REAL,
  threshold REAL,
  peak_s REAL,
  PRIMARY KEY (set_id, number)
) WITHOUT ROWID;

CREATE TABLE not_judged (
  set_id INTEGER NOT NULL REFERENCES sets ON DELETE CASCADE,
  number INTEGER NOT NULL,
  fault_id INTEGER NOT NULL REFERENCES terms,
  reason_id INTEGER NOT NULL REFERENCES terms,
  PRIMARY KEY (set_id, number)
) WITHOUT ROWID;

-- How somebody felt; within a session or by itself. NULL is not asked.
CREATE TABLE check_ins (
  id INTEGER PRIMARY KEY,
  session_id INTEGER REFERENCES sessions ON DELETE CASCADE,
  at TEXT NOT NULL,
  unix_s REAL NOT NULL,
  moment TEXT NOT NULL CHECK (moment IN ('before', 'during', 'after', 'next_day')),
  pain INTEGER CHECK (pain BETWEEN 0 AND 10),
  effort INTEGER CHECK (effort BETWEEN 0 AND 10),
  leg_symptoms INTEGER,
  sharp INTEGER NOT NULL,
  warning_signs INTEGER,
  lasted INTEGER,
  exercise_id INTEGER REFERENCES terms
);
CREATE INDEX check_ins_by_time ON check_ins (unix_s);
CREATE INDEX check_ins_by_session ON check_ins (session_id);

-- Core tests; `unit` is s, grade or deg.
CREATE TABLE tests (
  id INTEGER PRIMARY KEY,
  session_id INTEGER REFERENCES sessions ON DELETE CASCADE,
  at TEXT NOT NULL,
  unix_s REAL NOT NULL,
  test TEXT NOT NULL,
  score REAL,
  unit TEXT NOT NULL,
  uncertainty REAL,
  side TEXT CHECK (side IN ('left', 'right')),
  reason TEXT NOT NULL,
  passed INTEGER,
  practice INTEGER NOT NULL
);
CREATE INDEX tests_by_time ON tests (unix_s);
CREATE INDEX tests_by_session ON tests (session_id);

CREATE TABLE trials (
  test_id INTEGER NOT NULL REFERENCES tests ON DELETE CASCADE,
  number INTEGER NOT NULL,
  score REAL,
  PRIMARY KEY (test_id, number)
) WITHOUT ROWID;
