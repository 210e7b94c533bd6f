-- Runs that a learner kept: the trace as it was then, for whoever has the link.
CREATE TABLE kept (
	view    TEXT    NOT NULL PRIMARY KEY, -- the run's view id; its own id is never stored
	learner TEXT    NOT NULL,
	title   TEXT    NOT NULL,
	rows    INTEGER NOT NULL, -- of the message ladder
	bytes   INTEGER NOT NULL, -- that crossed the wire
	began   INTEGER NOT NULL, -- unix milliseconds, of the run
	at      INTEGER NOT NULL, -- unix milliseconds, of the keeping
	size    INTEGER NOT NULL, -- of trace, in bytes
	trace   BLOB    NOT NULL  -- JSON lines in gzip (RFC 1952)
) STRICT;

CREATE INDEX kept_by_learner ON kept (learner, at);
