-- A workshop. Its secrets are not here: they are computed from its id and the
-- data directory's key.
CREATE TABLE rooms (
	id       TEXT    NOT NULL PRIMARY KEY,
	code     TEXT    NOT NULL UNIQUE,
	began    INTEGER NOT NULL, -- unix milliseconds
	ended    INTEGER NOT NULL, -- unix milliseconds; 0 = open
	changed  INTEGER NOT NULL, -- unix milliseconds, of settings
	settings TEXT    NOT NULL CHECK (json_valid(settings)) -- as they are now, replaced on each change
) STRICT;

CREATE TABLE seats (
	room    TEXT    NOT NULL REFERENCES rooms (id),
	number  INTEGER NOT NULL, -- from 1
	learner TEXT    NOT NULL,
	token   TEXT    NOT NULL, -- what its cookie and words are computed from
	name    TEXT    NOT NULL,
	joined  INTEGER NOT NULL, -- unix milliseconds
	gone    INTEGER NOT NULL, -- unix milliseconds; 0 = there
	PRIMARY KEY (room, number)
) STRICT, WITHOUT ROWID;

-- What happened in a room, appended and never changed: the room's state is
-- found again by going through its rows.
CREATE TABLE happenings (
	id     INTEGER PRIMARY KEY, -- in the order of the commits
	room   TEXT    NOT NULL REFERENCES rooms (id),
	at     INTEGER NOT NULL, -- unix milliseconds
	kind   TEXT    NOT NULL,
	seat   INTEGER NOT NULL, -- 0: the room, or nobody that may be known
	lesson TEXT    NOT NULL,
	item   TEXT    NOT NULL, -- the predict block or the exercise
	number INTEGER NOT NULL,
	option INTEGER NOT NULL,
	text   TEXT    NOT NULL,
	more   TEXT    NOT NULL
) STRICT;

CREATE INDEX happenings_by_room ON happenings (room, id);
