package progress

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// oldDatabase makes a database that has had the first n migrations.
func oldDatabase(t *testing.T, dir string, migrations []string, n int) {
	t.Helper()
	db := rawDB(t, dir)
	defer db.Close()
	must(t, migrate(context.Background(), db, migrations[:n]))
}

func rawDB(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", dsn(filepath.Join(dir, "progress.db")))
	must(t, err)
	return db
}

func version(t *testing.T, db *sql.DB) (n int) {
	t.Helper()
	must(t, db.QueryRow("PRAGMA user_version").Scan(&n))
	return n
}

func TestOpenFromEachVersion(t *testing.T) {
	for n := range len(migrations) + 1 {
		t.Run(fmt.Sprint("version ", n), func(t *testing.T) {
			dir := t.TempDir()
			oldDatabase(t, dir, migrations, n)
			s := mustOpen(t, dir)
			must(t, s.Pass(t.Context(), ada, "EX01", "view"))
			if got, want := version(t, s.writer), len(migrations); got != want {
				t.Errorf("version = %d, want %d", got, want)
			}
		})
	}
}

// later stands for the migrations of a pushlab to come.
var later = []string{
	"CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1)",
	"ALTER TABLE a ADD COLUMN y TEXT; UPDATE a SET y = 'two'",
	"CREATE TABLE b (z TEXT) STRICT; INSERT INTO b SELECT y FROM a",
}

func TestMigrateKeepsRows(t *testing.T) {
	for n := range len(later) + 1 {
		t.Run(fmt.Sprint("from ", n), func(t *testing.T) {
			dir := t.TempDir()
			oldDatabase(t, dir, later, n)
			db := rawDB(t, dir)
			defer db.Close()
			must(t, migrate(t.Context(), db, later))
			var rows int
			must(t, db.QueryRow("SELECT count(*) FROM b WHERE z = 'two'").Scan(&rows))
			if got := version(t, db); rows != 1 || got != 3 {
				t.Errorf("rows, version = %d, %d, want 1, 3", rows, got)
			}
		})
	}
}

func TestFailedMigrationLeavesTheOldVersion(t *testing.T) {
	dir := t.TempDir()
	oldDatabase(t, dir, later, 1)
	db := rawDB(t, dir)
	defer db.Close()
	broken := []string{later[0], "UPDATE a SET x = 7; SELECT nonsense"}
	if err := migrate(t.Context(), db, broken); err == nil || !strings.Contains(err.Error(), "migration 2") {
		t.Errorf("migrate = %v, want an error that names migration 2", err)
	}
	var x int
	must(t, db.QueryRow("SELECT x FROM a").Scan(&x))
	if got := version(t, db); x != 1 || got != 1 {
		t.Errorf("x, version = %d, %d, want 1, 1", x, got)
	}
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	dir := t.TempDir()
	must(t, mustOpen(t, dir).Close())
	db := rawDB(t, dir)
	_, err := db.Exec("PRAGMA user_version = 99")
	must(t, err, db.Close())
	_, err = Open(t.Context(), dir)
	if !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), "version 99") || strings.Contains(err.Error(), "\n") {
		t.Errorf("Open = %v, want one sentence with the version", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, []byte("not a directory"), 0o600))
	text := t.TempDir()
	must(t, os.WriteFile(filepath.Join(text, "progress.db"), []byte(strings.Repeat("Dear diary, ", 99)), 0o600))
	full := t.TempDir()
	must(t, os.Mkdir(filepath.Join(full, "progress.db"), 0o700))
	tests := map[string]struct{ dir, want string }{
		"a file where the directory should be": {file, "not a directory"},
		"below a file":                         {filepath.Join(file, "data"), "not a directory"},
		"a directory that nobody may write":    {"/proc/pushlab", "/proc"},
		"a directory where the file should be": {full, "is a directory"},
		"not a database":                       {text, "not a database"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, err := Open(t.Context(), test.dir)
			if err == nil {
				s.Close()
				t.Fatal("Open succeeded")
			}
			if got := err.Error(); !strings.Contains(got, test.want) || strings.Contains(got, "\n") {
				t.Errorf("Open = %q, want one line with %q", got, test.want)
			}
		})
	}
}

func TestTablesAreStrict(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	var loose string
	err := s.readers.QueryRow(`
		SELECT name
		FROM pragma_table_list
		WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'`).Scan(&loose)
	if !errors.Is(err, sql.ErrNoRows) {
		t.Errorf("table %q is not strict (%v)", loose, err)
	}
}

func TestPragmas(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "busy_timeout": "5000", "secure_delete": "1",
	} {
		var got string
		if err := s.writer.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("PRAGMA %s = %q, %v, want %q", pragma, got, err, want)
		}
	}
	if _, err := s.readers.Exec("DELETE FROM entries"); err == nil {
		t.Error("a reader may write")
	}
}
