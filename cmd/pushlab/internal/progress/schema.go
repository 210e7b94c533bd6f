package progress

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
)

//go:embed schema/*.sql
var schema embed.FS

// migrations are the numbered files of schema, in order. PRAGMA user_version
// counts how many of them a database has had. A change is a new file; a file
// that was released is never edited.
var migrations = readMigrations(schema)

func readMigrations(fsys fs.FS) []string {
	names, err := fs.Glob(fsys, "schema/*.sql") // sorted by name
	if err != nil {
		panic(err) // the pattern is wrong
	}
	list := make([]string, len(names))
	for i, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			panic(err) // the file was embedded
		}
		list[i] = string(text)
	}
	return list
}

// migrate applies the migrations that db has not had.
func migrate(ctx context.Context, db *sql.DB, migrations []string) error {
	var version int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version > len(migrations) {
		return fmt.Errorf("%w: it has version %d and this pushlab knows versions up to %d; run the newer pushlab or choose another -data directory",
			ErrNewer, version, len(migrations))
	}
	for ; version < len(migrations); version++ {
		if err := apply(ctx, db, version, migrations[version]); err != nil {
			return fmt.Errorf("migration %d: %w", version+1, err)
		}
	}
	return nil
}

// apply runs one migration and counts it, in one transaction: a crash leaves
// either both or neither. Another process may have been faster, so the version
// is read again under the write lock.
func apply(ctx context.Context, db *sql.DB, version int, migration string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var now int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&now); err != nil {
		return err
	}
	if now != version {
		return nil
	}
	if _, err := tx.ExecContext(ctx, migration); err != nil {
		return err
	}
	// PRAGMA takes no parameters; version is a number of ours.
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version+1)); err != nil {
		return err
	}
	return tx.Commit()
}
