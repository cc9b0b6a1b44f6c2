-- The same with words in place of numbers, for exports and for who opens the file with another
-- tool; and where backups were written, so that erasing can name them.

CREATE TABLE backups (
  path TEXT PRIMARY KEY,
  at TEXT NOT NULL
) WITHOUT ROWID;

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
