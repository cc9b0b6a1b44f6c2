-- The tables that a set was spread over go, and the words that they shared.

DROP VIEW set_list;
DROP VIEW rep_list;
DROP VIEW attempt_list;
DROP VIEW finding_list;
DROP VIEW not_judged_list;
DROP VIEW check_in_list;

DROP TABLE warm_ups;
DROP TABLE rep_faults;
DROP TABLE reps;
DROP TABLE attempts;
DROP TABLE findings;
DROP TABLE not_judged;
DROP TABLE sets;
ALTER TABLE whole_sets RENAME TO sets;

ALTER TABLE check_ins ADD COLUMN exercise TEXT;
UPDATE check_ins SET exercise = (SELECT term FROM terms WHERE id = exercise_id);
ALTER TABLE check_ins DROP COLUMN exercise_id;

DROP TABLE faults;
DROP TABLE terms;

CREATE VIEW check_in_list AS
SELECT id AS check_in, session_id AS session, at, moment, pain, effort, leg_symptoms, sharp,
  warning_signs, lasted, exercise
FROM check_ins;
