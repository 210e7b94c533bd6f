// Package static holds the files that the browser loads: styles, modules,
// fonts.
//
// A file's URL carries a hash of its content, so that a browser may keep it
// for ever: another content has another URL. Styles name fonts, and modules
// name each other; a style's url(…) is rewritten when the program starts, and
// an import goes through the page's import map.
package static

import (
	"embed"
	"encoding/json"
	"path"
	"slices"
	"strings"
	"sync"
)

// FS holds the files as they are in this folder.
//
//go:embed css fonts js/*.js js/bench js/clients js/demo js/race js/room js/editor/*.js icon.svg
var FS embed.FS

// prefix starts the path of every file's URL.
const prefix = "/static/"

var assets = sync.OnceValue(func() map[string]*asset { return load(FS) })

// URL is where the browser finds a file: URL("css/base.css") is
// "/static/css/base.HASH.css". A name that is not in FS is a mistake in the
// program, so URL panics.
func URL(name string) string {
	a, ok := assets()[name]
	if !ok {
		panic("static: no file " + name)
	}
	return a.url
}

// roomModules are the modules that only who is in a room loads. A page that has
// none of them does not name them either: it stays as light as it was.
const roomModules = "js/room/"

// ImportMap is the text of a page's import map. It gives every module a name
// that does not change with its content: js/bench/wire.js is
// "#pushlab/bench/wire.js". The entries are the page's.
func ImportMap(entries ...string) string {
	ofRoom := func(name string) bool { return strings.HasPrefix(name, roomModules) }
	if slices.ContainsFunc(entries, ofRoom) {
		return importMap()
	}
	return importMapWithoutRoom()
}

var (
	importMap            = sync.OnceValue(func() string { return importMapOf(func(string) bool { return true }) })
	importMapWithoutRoom = sync.OnceValue(func() string {
		return importMapOf(func(name string) bool { return !strings.HasPrefix(name, roomModules) })
	})
)

func importMapOf(named func(string) bool) string {
	imports := map[string]string{}
	for name, a := range assets() {
		if module, ok := strings.CutPrefix(name, "js/"); ok && named(name) {
			imports[specifier+module] = a.url
		}
	}
	text, err := json.Marshal(map[string]any{"imports": imports})
	if err != nil {
		panic(err) // strings alone can not fail
	}
	return string(text)
}

// hashed puts the hash before the extension.
func hashed(name, hash string) string {
	ext := path.Ext(name)
	return prefix + strings.TrimSuffix(name, ext) + "." + hash + ext
}
