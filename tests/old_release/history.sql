-- A history of formcheck 0.1.0, as `sqlite3 history.db .dump` has it.
PRAGMA application_id = 1717782633;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
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
INSERT INTO "attempts" VALUES(6,1,12.8,18.533333,4.02984296902647756146e+01,2.5,2.59999999999999964472e+00);
CREATE TABLE backups (
  path TEXT PRIMARY KEY,
  at TEXT NOT NULL
) WITHOUT ROWID;
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
INSERT INTO "check_ins" VALUES(1,1,'2026-03-02T18:30:00-08:00',1772505000.0,'before',0,NULL,0,0,0,0,NULL);
INSERT INTO "check_ins" VALUES(2,1,'2026-03-02T18:39:00-08:00',1772505540.0,'during',1,NULL,NULL,0,NULL,NULL,1);
INSERT INTO "check_ins" VALUES(3,1,'2026-03-02T19:00:00-08:00',1772506800.0,'after',0,5,NULL,0,NULL,NULL,NULL);
INSERT INTO "check_ins" VALUES(4,NULL,'2026-03-03T08:30:00-08:00',1772555400.0,'next_day',0,NULL,NULL,0,NULL,0,NULL);
INSERT INTO "check_ins" VALUES(5,2,'2026-03-04T18:42:00-08:00',1772678520.0,'during',3,NULL,NULL,1,NULL,NULL,21);
CREATE TABLE faults (
  id INTEGER PRIMARY KEY,
  fault TEXT NOT NULL,
  cue TEXT NOT NULL,
  why TEXT NOT NULL,
  evidence TEXT NOT NULL,
  UNIQUE (fault, cue, why, evidence)
);
INSERT INTO "faults" VALUES(1,'hip_sag','Lift your hips','A sagging belly lets the low back arch under load, where the abs should hold it.','validated');
INSERT INTO "faults" VALUES(2,'side_hip_drop','Hips up','The side of the trunk gives way, and the spine bends sideways under the load.','validated');
INSERT INTO "faults" VALUES(3,'dropped','Slower on the way','Without control on the way down the trunk falls where the abs should hold it.','validated');
INSERT INTO "faults" VALUES(4,'failed_attempt','Stop - switch to crunches','A sit-up that does not come up is the sign that the abs are not ready for this version yet.','proxy');
INSERT INTO "faults" VALUES(5,'lumbar_lift','Low back down','The weight of the legs tips the pelvis forward where the abs cannot hold it, and the low back leaves the floor.','validated');
INSERT INTO "faults" VALUES(6,'legs_too_low','Stop higher up','The lower the straight legs, the longer the lever that pulls on the low back.','validated');
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
INSERT INTO "findings" VALUES(4,1,1,0,1,4.133333,11.466667,NULL,1,10,11,1.60070892863868152744e+01,2.05562891926708202205e+00,10.0,8.533333);
INSERT INTO "findings" VALUES(5,1,2,0,2,0.0,14.0,NULL,1,10,11,1.40081397748554934423e+01,3.65468415700858084704e+00,10.0,0.0);
INSERT INTO "findings" VALUES(6,1,3,1,1,1.733333,4.6,1,1,18,19,2.48268401190521181831e-01,0.0666670000000007,0.8,4.0);
INSERT INTO "findings" VALUES(6,2,3,1,1,6.466667,9.333333,2,1,18,19,2.49432365191127658476e-01,0.0666670000000007,0.8,8.666667);
INSERT INTO "findings" VALUES(6,3,4,1,1,12.8,18.533333,NULL,1,20,11,4.02984296902647756146e+01,2.5,55.0,14.933333);
INSERT INTO "findings" VALUES(10,1,5,1,1,4.8,6.6,1,0,36,37,1.31496491964139344821e-01,0.01,0.115,6.3);
INSERT INTO "findings" VALUES(10,2,6,1,1,5.2,6.6,1,1,38,39,4.24549256512835149202e-01,1.41968555186156464992e-02,0.38,5.8);
INSERT INTO "findings" VALUES(10,3,5,0,1,6.7,7.4,2,1,36,37,1.31496491964139344821e-01,0.01,0.05,6.3);
INSERT INTO "findings" VALUES(10,4,5,1,1,10.4,11.8,2,1,36,37,1.22005081044653962418e-01,0.01,0.115,11.7);
INSERT INTO "findings" VALUES(10,5,6,1,1,10.8,11.8,2,1,38,39,4.25244823065800969796e-01,1.44058221679459769887e-02,0.38,11.8);
INSERT INTO "findings" VALUES(11,1,6,0,2,6.0,8.933333,1,1,38,39,0.432011144790768,1.48740765068687084277e-02,0.38,8.533333);
INSERT INTO "findings" VALUES(11,2,6,0,2,13.0,15.933333,2,1,38,39,4.32014921764056092357e-01,1.48742065474714302286e-02,0.38,15.533333);
INSERT INTO "findings" VALUES(11,3,6,0,2,20.0,22.466667,3,1,38,39,4.32015272293371166423e-01,1.48742241841874189151e-02,0.38,22.333333);
CREATE TABLE judges (
  id INTEGER PRIMARY KEY,
  software TEXT NOT NULL,
  catalogue_sha256 TEXT NOT NULL,
  UNIQUE (software, catalogue_sha256)
);
INSERT INTO "judges" VALUES(1,'{"formcheck": "0.1.0", "mediapipe": "0.10.35"}','0156976f602a3f5852222006f3bdb3d5fe4b00c998d23dcb070287dbab3fca5f');
CREATE TABLE models (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  UNIQUE (name, sha256)
);
INSERT INTO "models" VALUES(1,'full','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff');
CREATE TABLE not_judged (
  set_id INTEGER NOT NULL REFERENCES sets ON DELETE CASCADE,
  number INTEGER NOT NULL,
  fault_id INTEGER NOT NULL REFERENCES terms,
  reason_id INTEGER NOT NULL REFERENCES terms,
  PRIMARY KEY (set_id, number)
) WITHOUT ROWID;
INSERT INTO "not_judged" VALUES(8,1,24,25);
INSERT INTO "not_judged" VALUES(8,2,26,25);
INSERT INTO "not_judged" VALUES(8,3,27,25);
INSERT INTO "not_judged" VALUES(8,4,17,25);
INSERT INTO "not_judged" VALUES(8,5,28,25);
INSERT INTO "not_judged" VALUES(8,6,29,25);
INSERT INTO "not_judged" VALUES(8,7,30,25);
INSERT INTO "not_judged" VALUES(8,8,31,25);
INSERT INTO "not_judged" VALUES(10,1,40,41);
INSERT INTO "not_judged" VALUES(10,2,42,41);
CREATE TABLE profiles (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  UNIQUE (name, sha256)
);
INSERT INTO "profiles" VALUES(1,'me','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa');
CREATE TABLE rep_faults (
  set_id INTEGER NOT NULL,
  rep INTEGER NOT NULL,
  fault_id INTEGER NOT NULL REFERENCES terms,
  severe INTEGER NOT NULL,
  PRIMARY KEY (set_id, rep, fault_id),
  FOREIGN KEY (set_id, rep) REFERENCES reps ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "rep_faults" VALUES(6,1,17,1);
INSERT INTO "rep_faults" VALUES(6,2,17,1);
INSERT INTO "rep_faults" VALUES(10,1,34,1);
INSERT INTO "rep_faults" VALUES(10,1,35,1);
INSERT INTO "rep_faults" VALUES(10,2,34,1);
INSERT INTO "rep_faults" VALUES(10,2,35,1);
INSERT INTO "rep_faults" VALUES(11,1,35,0);
INSERT INTO "rep_faults" VALUES(11,2,35,0);
INSERT INTO "rep_faults" VALUES(11,3,35,0);
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
INSERT INTO "reps" VALUES(2,1,1.733333,4.0,8.066667,1,1,8.50548110878527694432e+01,2.5,NULL,NULL,6.29640549115600745011e-01,2.16376234683185592055e-01);
INSERT INTO "reps" VALUES(2,2,10.733333,13.0,17.066667,1,1,8.52957097307962897048e+01,2.5,NULL,NULL,6.20957094573983292562e-01,2.15840022218513255536e-01);
INSERT INTO "reps" VALUES(2,3,19.733333,22.0,26.066667,1,1,8.52958469024987380163e+01,2.5,NULL,NULL,6.20955390621212854895e-01,2.15839429937328325381e-01);
INSERT INTO "reps" VALUES(2,4,28.733333,31.0,34.6,1,1,8.52958122177775379668e+01,2.5,NULL,NULL,6.22949277340420715098e-01,2.15839541598182832471e-01);
INSERT INTO "reps" VALUES(2,5,37.733333,40.0,43.6,1,1,8.52958469032746648998e+01,2.5,NULL,NULL,6.22948955055287911797e-01,2.15839429932790566324e-01);
INSERT INTO "reps" VALUES(3,1,1.866667,5.0,6.466667,1,1,4.93393440258891757821e+01,4.5,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(3,2,8.866667,12.0,13.466667,1,1,4.9339044039353268543e+01,4.5,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(3,3,15.866667,19.0,20.466667,1,1,4.93390420823740072364e+01,4.5,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(6,1,1.733333,4.0,4.6,1,1,8.50548110878527694432e+01,2.5,NULL,NULL,6.29640549115600745011e-01,2.16376234683185592055e-01);
INSERT INTO "reps" VALUES(6,2,6.466667,8.666667,9.333333,1,1,85.5633095652177,2.5,NULL,NULL,5.77004989863568407137e-01,2.15819384659743124244e-01);
INSERT INTO "reps" VALUES(7,1,1.8,4.0,6.466667,1,1,8.50813852283439615593e+01,1.5,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(7,2,8.8,11.0,13.466667,1,1,85.081385228344,1.5,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(7,3,15.8,18.0,20.466667,1,1,85.081385228344,1.5,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(8,1,1.733333,4.0,8.2,1,0,8.64039496215571176628e+01,2.5,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(8,2,10.733333,13.0,17.133333,1,0,8.59989926162233615531e+01,2.5,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(9,1,1.866667,3.4,4.6,1,1,2.49808011330414245785e+01,2.5,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(9,2,6.866667,8.466667,9.6,1,1,2.50690083456531205281e+01,2.5,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(9,3,11.866667,13.466667,14.6,1,1,2.50701529418897770548e+01,2.5,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(9,4,16.866667,18.466667,19.6,1,1,2.50701785017818963292e+01,2.5,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(10,1,1.1,3.0,5.6,1,1,8.24858078255389841598e+01,1.5,46.2332132335242,7.0,NULL,NULL);
INSERT INTO "reps" VALUES(10,2,6.6,8.6,11.1,1,1,8.11962239934746747831e+01,1.5,4.63558336843284450861e+01,7.0,NULL,NULL);
INSERT INTO "reps" VALUES(11,1,1.733333,4.0,6.4,1,1,8.50820670118926472048e+01,1.5,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(11,2,8.733333,11.0,13.4,1,1,8.50820670118925619345e+01,1.5,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(11,3,15.733333,18.0,20.4,1,1,8.50820670118925619345e+01,1.5,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(12,1,2.066667,4.0,5.333333,1,1,1.04544964410702556634e+00,0.0425,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(12,2,8.066667,10.0,11.333333,1,1,1.0448704633521523899e+00,0.0425,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(13,1,1.866667,3.933333,5.6,1,1,2.86941398398770475264e-01,0.03,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(13,2,7.866667,9.8,11.6,1,1,2.86846659393375391644e-01,0.03,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(13,3,13.866667,15.8,17.6,1,1,2.86882383786298822414e-01,0.03,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(15,1,1.8,4.0,6.466667,1,1,8.50813852283439615593e+01,1.5,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(15,2,8.8,11.0,13.466667,1,1,85.081385228344,1.5,NULL,NULL,NULL,NULL);
INSERT INTO "reps" VALUES(15,3,15.8,18.0,20.466667,1,1,85.081385228344,1.5,NULL,NULL,NULL,NULL);
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
INSERT INTO "sessions" VALUES(1,'live','0','2026-03-02T18:30:00-08:00',1772505000.0,'2026-03-02T20:00:00-08:00',1,1,1,'live/x/recording.npz');
INSERT INTO "sessions" VALUES(2,'live','0','2026-03-04T18:30:00-08:00',1772677800.0,'2026-03-04T20:00:00-08:00',1,NULL,1,NULL);
INSERT INTO "sessions" VALUES(3,'analyze','0','2026-03-05T18:30:00-08:00',1772764200.0,'2026-03-05T20:00:00-08:00',1,NULL,1,NULL);
INSERT INTO "sessions" VALUES(4,'test','0','2026-03-07T18:30:00-08:00',1772937000.0,'2026-03-07T20:00:00-08:00',1,NULL,1,NULL);
INSERT INTO "sessions" VALUES(5,'live','0','2026-03-08T18:30:00-08:00',1773023400.0,NULL,1,NULL,1,NULL);
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
INSERT INTO "sets" VALUES(1,1,1,1,2.666667,23.8,1,1.0,'work',NULL,1,3,NULL,20.0,21.133333,21.133333,NULL,'stay',NULL,NULL,2,0,0,NULL,NULL);
INSERT INTO "sets" VALUES(2,1,2,3,1.733333,43.6,1,1.0,'work',NULL,3,3,5,NULL,NULL,NULL,NULL,'stay',NULL,NULL,4,5,5,NULL,6.23490253341301148282e-01);
INSERT INTO "sets" VALUES(3,1,3,5,1.866667,20.466667,1,1.0,'warm_up',NULL,NULL,NULL,3,NULL,NULL,NULL,NULL,'stay',NULL,NULL,4,3,3,NULL,NULL);
INSERT INTO "sets" VALUES(4,2,1,1,2.6,11.866667,1,1.0,'work',NULL,1,3,NULL,20.0,9.266667,1.93333300000000107843e+00,1.53333300000000027907e+00,'regress',6,'R2',7,0,0,NULL,NULL);
INSERT INTO "sets" VALUES(5,2,2,12,0.0,14.0,1,1.0,'work','left',12,1,NULL,8.0,14.0,0.0,NULL,'stop',NULL,'R2',13,0,0,NULL,NULL);
INSERT INTO "sets" VALUES(6,2,3,3,1.733333,18.533333,1,1.0,'work',NULL,3,3,5,NULL,NULL,NULL,NULL,'regress',15,'R1',16,2,0,NULL,6.03322769489584631585e-01);
INSERT INTO "sets" VALUES(7,2,4,21,1.8,20.466667,1,1.0,'work',NULL,22,4,3,NULL,NULL,NULL,NULL,'stay',NULL,NULL,4,3,3,NULL,NULL);
INSERT INTO "sets" VALUES(8,3,1,3,1.733333,17.133333,1,1.0,'work',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'stay',NULL,NULL,23,0,0,NULL,NULL);
INSERT INTO "sets" VALUES(9,3,2,15,1.866667,19.6,1,1.0,'work',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'stay',NULL,NULL,4,4,4,NULL,NULL);
INSERT INTO "sets" VALUES(10,3,3,21,1.1,11.1,1,1.0,'work',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'regress',32,'R3',33,2,0,4.62945234589263208144e+01,NULL);
INSERT INTO "sets" VALUES(11,3,4,21,1.733333,20.4,1,1.0,'work',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'regress',32,'R3',43,3,3,NULL,NULL);
INSERT INTO "sets" VALUES(12,3,5,44,2.066667,11.333333,1,1.0,'work',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'stay',NULL,NULL,4,2,2,NULL,NULL);
INSERT INTO "sets" VALUES(13,3,6,14,1.866667,17.6,1,1.0,'work',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'stay',NULL,NULL,4,3,3,NULL,NULL);
INSERT INTO "sets" VALUES(14,4,1,1,2.666667,23.8,1,1.0,'test',NULL,NULL,NULL,NULL,NULL,21.133333,21.133333,NULL,'stay',NULL,NULL,2,0,0,NULL,NULL);
INSERT INTO "sets" VALUES(15,5,1,21,1.8,20.466667,1,1.0,'work',NULL,22,4,3,NULL,NULL,NULL,NULL,'stay',NULL,NULL,4,3,3,NULL,NULL);
CREATE TABLE terms (
  id INTEGER PRIMARY KEY,
  term TEXT NOT NULL UNIQUE
);
INSERT INTO "terms" VALUES(1,'plank');
INSERT INTO "terms" VALUES(2,'Good form throughout. Repeat it in another session before you make it harder.');
INSERT INTO "terms" VALUES(3,'sit_up');
INSERT INTO "terms" VALUES(4,'Good form. Repeat it in another session before you make it harder.');
INSERT INTO "terms" VALUES(5,'glute_bridge');
INSERT INTO "terms" VALUES(6,'knee_plank');
INSERT INTO "terms" VALUES(7,'Your hips sagged for 7 s, by up to 16 degrees. Go on with the knee plank.');
INSERT INTO "terms" VALUES(8,'low_lunge');
INSERT INTO "terms" VALUES(9,'donkey_kick');
INSERT INTO "terms" VALUES(10,'body_line_deg');
INSERT INTO "terms" VALUES(11,'deg');
INSERT INTO "terms" VALUES(12,'side_plank');
INSERT INTO "terms" VALUES(13,'Your hips sagged for 14 s, by up to 14 degrees. This is the easiest version here: rest, warm up and keep it shorter.');
INSERT INTO "terms" VALUES(14,'dead_bug');
INSERT INTO "terms" VALUES(15,'crunch');
INSERT INTO "terms" VALUES(16,'You couldn''t complete the rep. That is useful information, not a failure: your core isn''t ready for this version yet. Go on with the crunch.');
INSERT INTO "terms" VALUES(17,'dropped');
INSERT INTO "terms" VALUES(18,'lower_time_s');
INSERT INTO "terms" VALUES(19,'s');
INSERT INTO "terms" VALUES(20,'trunk_elevation_deg');
INSERT INTO "terms" VALUES(21,'leg_raise');
INSERT INTO "terms" VALUES(22,'leg_lift');
INSERT INTO "terms" VALUES(23,'Your form could not be judged in full: the camera does not see you from the side: turn side-on.');
INSERT INTO "terms" VALUES(24,'hip_flexor_driven');
INSERT INTO "terms" VALUES(25,'the camera does not see you from the side: turn side-on');
INSERT INTO "terms" VALUES(26,'feet_lift');
INSERT INTO "terms" VALUES(27,'momentum');
INSERT INTO "terms" VALUES(28,'incomplete_top');
INSERT INTO "terms" VALUES(29,'arm_swing');
INSERT INTO "terms" VALUES(30,'neck_pull');
INSERT INTO "terms" VALUES(31,'arched_start');
INSERT INTO "terms" VALUES(32,'bent_knee_leg_lift');
INSERT INTO "terms" VALUES(33,'In 2 of 2 reps: You lowered your legs below 30 degrees, where many people''s low back comes up. Stop above the angle that you can control. Go on with the bent-knee leg lift.');
INSERT INTO "terms" VALUES(34,'lumbar_lift');
INSERT INTO "terms" VALUES(35,'legs_too_low');
INSERT INTO "terms" VALUES(36,'lumbar_rise_t');
INSERT INTO "terms" VALUES(37,'T');
INSERT INTO "terms" VALUES(38,'leg_lever');
INSERT INTO "terms" VALUES(39,'1');
INSERT INTO "terms" VALUES(40,'too_fast');
INSERT INTO "terms" VALUES(41,'too few pictures a second: film at 15 or more, in better light');
INSERT INTO "terms" VALUES(42,'hip_swing');
INSERT INTO "terms" VALUES(43,'In 3 of 3 reps: You lowered your legs below 30 degrees, where many people''s low back comes up. Stop above the angle that you can control. Go on with the bent-knee leg lift.');
INSERT INTO "terms" VALUES(44,'pick_up');
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
INSERT INTO "tests" VALUES(1,4,'2026-03-07T18:30:00-08:00',1772937000.0,'plank',61.25,'s',0.5,NULL,'the hips sank',NULL,1);
INSERT INTO "tests" VALUES(2,NULL,'2026-03-07T19:30:00-08:00',1772940600.0,'sit-up',4.0,'grade',NULL,NULL,'',1,0);
INSERT INTO "tests" VALUES(3,NULL,'2026-03-07T20:30:00-08:00',1772944200.0,'side-bridge',NULL,'s',NULL,'left','nobody was seen',NULL,0);
CREATE TABLE trials (
  test_id INTEGER NOT NULL REFERENCES tests ON DELETE CASCADE,
  number INTEGER NOT NULL,
  score REAL,
  PRIMARY KEY (test_id, number)
) WITHOUT ROWID;
INSERT INTO "trials" VALUES(2,1,3.0);
INSERT INTO "trials" VALUES(2,2,4.0);
CREATE TABLE warm_ups (
  set_id INTEGER NOT NULL REFERENCES sets ON DELETE CASCADE,
  number INTEGER NOT NULL,
  exercise_id INTEGER NOT NULL REFERENCES terms,
  PRIMARY KEY (set_id, number)
) WITHOUT ROWID;
INSERT INTO "warm_ups" VALUES(4,1,8);
INSERT INTO "warm_ups" VALUES(4,2,9);
INSERT INTO "warm_ups" VALUES(4,3,5);
INSERT INTO "warm_ups" VALUES(5,1,5);
INSERT INTO "warm_ups" VALUES(5,2,14);
INSERT INTO "warm_ups" VALUES(11,1,8);
INSERT INTO "warm_ups" VALUES(11,2,9);
INSERT INTO "warm_ups" VALUES(11,3,5);
CREATE INDEX sessions_by_time ON sessions (unix_s);
CREATE INDEX check_ins_by_time ON check_ins (unix_s);
CREATE INDEX check_ins_by_session ON check_ins (session_id);
CREATE INDEX tests_by_time ON tests (unix_s);
CREATE INDEX tests_by_session ON tests (session_id);
CREATE VIEW session_list AS
SELECT s.id AS session, s.kind, s.source, s.at, s.ended, m.name AS model, m.sha256 AS model_sha256,
  p.name AS profile, p.sha256 AS profile_sha256, j.software, j.catalogue_sha256, s.recording
FROM sessions s
  LEFT JOIN models m ON m.id = s.model_id
  LEFT JOIN profiles p ON p.id = s.profile_id
  LEFT JOIN judges j ON j.id = s.judge_id;
CREATE VIEW set_list AS
SELECT s.session_id AS session, s.number AS "set", exercise.term AS exercise, s.start_s, s.end_s,
  s.declared, s.confidence, s.role, s.side, ladder.term AS ladder, s.level, s.planned_reps,
  s.planned_hold_s, s.held_s, s.good_form_s, s.form_lost_at_s,
  (SELECT count(*) FROM reps r WHERE r.set_id = s.id) AS counted_reps,
  (SELECT count(*) FROM reps r WHERE r.set_id = s.id AND r.complete) AS complete_reps,
  (SELECT count(*) FROM attempts a WHERE a.set_id = s.id) AS failed_attempts,
  s.judged_reps, s.clean_reps, s.control_deg, s.curl_share,
  s.action, easier.term AS "to", s.rule, why.term AS why,
  (SELECT group_concat(term, ' ') FROM (
    SELECT t.term FROM warm_ups w JOIN terms t ON t.id = w.exercise_id
    WHERE w.set_id = s.id ORDER BY w.number)) AS warm_ups
FROM sets s
  JOIN terms exercise ON exercise.id = s.exercise_id
  LEFT JOIN terms ladder ON ladder.id = s.ladder_id
  LEFT JOIN terms easier ON easier.id = s.to_id
  JOIN terms why ON why.id = s.why_id;
CREATE VIEW rep_list AS
SELECT s.session_id AS session, s.number AS "set", r.number AS rep, r.start_s, r.top_s, r.end_s,
  r.complete, r.scored, r.rom, r.rom_uncertainty, r.control_deg, r.control_uncertainty,
  r.curl_share, r.curl_share_uncertainty,
  (SELECT group_concat(word, ' ') FROM (
    SELECT t.term || CASE f.severe WHEN 1 THEN ':severe' ELSE ':mild' END AS word
    FROM rep_faults f JOIN terms t ON t.id = f.fault_id
    WHERE f.set_id = r.set_id AND f.rep = r.number ORDER BY t.term)) AS faults
FROM reps r JOIN sets s ON s.id = r.set_id;
CREATE VIEW attempt_list AS
SELECT s.session_id AS session, s.number AS "set", a.number AS attempt, a.start_s, a.end_s,
  a.peak, a.peak_uncertainty, a.stuck_s
FROM attempts a JOIN sets s ON s.id = a.set_id;
CREATE VIEW finding_list AS
SELECT s.session_id AS session, s.number AS "set", f.number AS finding, o.fault,
  CASE f.severe WHEN 1 THEN 'severe' ELSE 'mild' END AS severity, f.priority, f.start_s, f.end_s,
  f.rep, f.spoken, measure.term AS measure, unit.term AS unit, f.peak, f.peak_uncertainty,
  f.threshold, f.peak_s, o.cue, o.why, o.evidence
FROM findings f
  JOIN sets s ON s.id = f.set_id
  JOIN faults o ON o.id = f.fault_id
  JOIN terms measure ON measure.id = f.measure_id
  JOIN terms unit ON unit.id = f.unit_id;
CREATE VIEW not_judged_list AS
SELECT s.session_id AS session, s.number AS "set", n.number, fault.term AS fault,
  reason.term AS reason
FROM not_judged n
  JOIN sets s ON s.id = n.set_id
  JOIN terms fault ON fault.id = n.fault_id
  JOIN terms reason ON reason.id = n.reason_id;
CREATE VIEW check_in_list AS
SELECT c.id AS check_in, c.session_id AS session, c.at, c.moment, c.pain, c.effort,
  c.leg_symptoms, c.sharp, c.warning_signs, c.lasted, t.term AS exercise
FROM check_ins c LEFT JOIN terms t ON t.id = c.exercise_id;
CREATE VIEW test_list AS
SELECT t.id AS test, t.session_id AS session, t.at, t.test AS name, t.score, t.unit,
  t.uncertainty, t.side, t.passed, t.practice, t.reason,
  (SELECT group_concat(coalesce(score, 'null'), ' ') FROM (
    SELECT score FROM trials WHERE test_id = t.id ORDER BY number)) AS trials
FROM tests t;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('sessions',5);
COMMIT;
