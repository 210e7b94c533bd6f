-- What a learner did, appended and never changed.
CREATE TABLE entries (
	learner TEXT    NOT NULL,
	at      INTEGER NOT NULL, -- unix milliseconds
	kind    TEXT    NOT NULL CHECK (kind IN ('predict', 'answer', 'attempt', 'pass')),
	lesson  TEXT    NOT NULL, -- the lesson's slug; '' for an attempt or a pass
	item    TEXT    NOT NULL, -- the predict block, the quiz or the exercise
	option  INTEGER NOT NULL, -- the option chosen, from 1; 0 = skipped, or none to choose
	correct INTEGER NOT NULL CHECK (correct IN (0, 1)),
	run     TEXT    NOT NULL, -- names the run of an attempt or a pass
	PRIMARY KEY (learner, at, kind, lesson, item, option, run)
) STRICT, WITHOUT ROWID;

-- Where a learner was last in each lesson. The newest row is where they are.
CREATE TABLE places (
	learner TEXT    NOT NULL,
	lesson  TEXT    NOT NULL,
	section TEXT    NOT NULL, -- a heading's id; '' is the top
	at      INTEGER NOT NULL, -- unix milliseconds
	PRIMARY KEY (learner, lesson)
) STRICT, WITHOUT ROWID;

CREATE TABLE names (
	learner TEXT    NOT NULL PRIMARY KEY,
	name    TEXT    NOT NULL,
	at      INTEGER NOT NULL -- unix milliseconds
) STRICT, WITHOUT ROWID;

-- Whose cookie made a run, so that a pass finds its learner after a restart.
CREATE TABLE runs (
	run_hash TEXT    NOT NULL PRIMARY KEY,
	learner  TEXT    NOT NULL,
	at       INTEGER NOT NULL -- unix milliseconds
) STRICT, WITHOUT ROWID;

CREATE INDEX runs_by_learner ON runs (learner, at);
