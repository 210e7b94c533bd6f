package main

import (
	"os"
	"runtime/debug"
)

// memoryLimit is where the collector begins to work harder. A room of 300 keeps
// about 150 MB; left alone, the collector lets the garbage grow to as much again,
// and to several times that where the CPU is busy with the room itself.
const memoryLimit = 400 << 20

// limitMemory sets it, unless the environment has said how much it shall be.
func limitMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}
