package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

var versionCommand = command{
	name:  "version",
	short: "print the version",
	long:  "usage: pushlab version\n\nPrints the version, the commit it was built from, and the Go version.\n",
	run: func(_ context.Context, io stdio, args []string) error {
		if len(args) > 0 {
			return usageError{fmt.Errorf("version takes no argument %q", args[0])}
		}
		fmt.Fprintf(io.out, "pushlab %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
		return nil
	},
}

// version is the module's version, or the commit for a build from a checkout.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return s.Value[:12]
		}
	}
	return "devel"
}

// help prints what there is, or one command's own text.
func help(io stdio, args []string) int {
	if len(args) == 0 {
		fmt.Fprint(io.out, usage())
		return 0
	}
	c, ok := find(args[0])
	if !ok {
		fmt.Fprintf(io.err, "pushlab: unknown command %q\n%s", args[0], usage())
		return 2
	}
	fmt.Fprint(io.out, c.long)
	return 0
}

func usage() string {
	var b strings.Builder
	b.WriteString("usage: pushlab [command] [flags]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-9s%s\n", c.name, c.short)
	}
	b.WriteString("  help     show this, or 'pushlab help COMMAND' for one command\n\nWithout a command, pushlab serves.\n")
	return b.String()
}
