package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"pushlab/cmd/pushlab/internal/progress"
)

// What a workshop writes: some hundred kilobytes of progress, and the runs that
// learners keep.
const (
	littleSpace   = 500 << 20
	tooLittle     = 50 << 20
	anotherFolder = "choose another directory with -data DIR"
)

// dataDirectory looks whether it can be written and has space. It writes to a
// file of its own and removes it; a directory that is not there is not made.
func (m machine) dataDirectory(context.Context) finding {
	dir, err := nearest(m.data)
	if err == nil {
		err = writable(dir)
	}
	if err != nil {
		return bad(fmt.Sprintf("%s can not be written (%v)", m.data, unwrap(err)), anotherFolder)
	}
	return spaceFinding(m.data, freeSpace(dir))
}

// spaceFinding says whether so many free bytes are enough.
func spaceFinding(dir string, free uint64) finding {
	text := fmt.Sprintf("%s can be written, %d MB free", dir, free>>20)
	switch {
	case free == math.MaxUint64:
		return good(dir + " can be written")
	case free < tooLittle:
		return bad(text, "make space, or "+anotherFolder)
	case free < littleSpace:
		return doubtful(text, "make space: learners' progress and kept runs are written there")
	}
	return good(text)
}

// nearest is dir, or the closest directory above it that is there.
func nearest(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for {
		info, err := os.Stat(dir)
		switch {
		case err == nil && info.IsDir():
			return dir, nil
		case err == nil:
			return "", errors.New(dir + " is a file")
		case !errors.Is(err, os.ErrNotExist) || filepath.Dir(dir) == dir:
			return "", err
		}
		dir = filepath.Dir(dir)
	}
}

// writable writes a file and removes it.
func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".pushlab-doctor-")
	if err != nil {
		return err
	}
	_, err = f.WriteString("pushlab doctor\n")
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}

// unwrap drops the path of an error whose sentence names it already.
func unwrap(err error) error {
	if pe := (*os.PathError)(nil); errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// database opens the one that is there, as serving would, or tries one out
// beside the place where it will stand: not every file system can lock.
func (m machine) database(ctx context.Context) finding {
	_, err := os.Stat(filepath.Join(m.data, "progress.db"))
	if err == nil {
		return m.openable(ctx, m.data, "the database opens")
	}
	dir, err := nearest(m.data)
	if err == nil {
		dir, err = os.MkdirTemp(dir, ".pushlab-doctor-")
	}
	if err != nil {
		return bad("no database can be made there", anotherFolder)
	}
	defer os.RemoveAll(dir)
	return m.openable(ctx, dir, "none yet; one that was tried out opens")
}

func (machine) openable(ctx context.Context, dir, found string) finding {
	store, err := progress.Open(ctx, dir)
	if err == nil {
		err = store.Close()
	}
	if err != nil {
		return bad(err.Error(), anotherFolder)
	}
	return good(found)
}
