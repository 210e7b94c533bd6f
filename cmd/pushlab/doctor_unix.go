//go:build linux || darwin

package main

import (
	"math"
	"syscall"
)

// fileLimit is how many files this program may have open.
func fileLimit() uint64 {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 0
	}
	return limit.Cur
}

// freeSpace is how many bytes this user may still write in a directory.
func freeSpace(dir string) uint64 {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return math.MaxUint64 // nobody knows: the write that follows tells
	}
	return fs.Bavail * uint64(fs.Bsize)
}
