package server

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// keySize is that of the key under which run ids are made: 256 bits.
const keySize = 32

// openKey reads the key that makes run ids, or makes one. It lives as long as
// the data directory, so that a run's address survives a restart.
func openKey(dir string) ([]byte, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the data directory %s can not be made: %w; choose another with -data DIR", dir, unwrapPath(err))
	}
	path := filepath.Join(dir, "key")
	key, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("the key %s can not be read: %w", path, unwrapPath(err))
	}
	if len(key) != keySize {
		return nil, fmt.Errorf("the key %s is damaged (%d bytes instead of %d); delete it, and runs get new addresses", path, len(key), keySize)
	}
	return key, nil
}

func makeKey(path string) ([]byte, error) {
	key := make([]byte, keySize)
	rand.Read(key)
	return key, writeSecret(path, key)
}

// writeSecret writes a file for this user alone, beside its place, and renames
// it there, so that a crash leaves either the old one or a whole one.
func writeSecret(path string, text []byte) error {
	const advice = "the data directory can not be written: %w; choose another with -data DIR"
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return fmt.Errorf(advice, err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf(advice, err)
	}
	return nil
}

// unwrapPath drops the path of an error whose sentence names it already.
func unwrapPath(err error) error {
	if pe := (*fs.PathError)(nil); errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
