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
	"strings"
	"sync"
)

// FS holds the files as they are in this folder.
//
//go:embed css fonts js/*.js js/bench js/clients js/demo js/race js/editor/*.js icon.svg
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

// ImportMap is the text of the page's import map. It gives every module a name
// that does not change with its content: js/bench/wire.js is
// "#pushlab/bench/wire.js".
func ImportMap() string { return importMap() }

var importMap = sync.OnceValue(func() string {
	imports := map[string]string{}
	for name, a := range assets() {
		if module, ok := strings.CutPrefix(name, "js/"); ok {
			imports[specifier+module] = a.url
		}
	}
	text, err := json.Marshal(map[string]any{"imports": imports})
	if err != nil {
		panic(err) // strings alone can not fail
	}
	return string(text)
})

// hashed puts the hash before the extension.
func hashed(name, hash string) string {
	ext := path.Ext(name)
	return prefix + strings.TrimSuffix(name, ext) + "." + hash + ext
}
