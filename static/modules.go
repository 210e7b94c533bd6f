package static

import (
	"regexp"
	"slices"
)

// specifier starts every module's name in the import map.
const specifier = "#pushlab/"

var importLine = regexp.MustCompile(`(?m)^\s*(?:import |export |\})[^"\n]*"` + specifier + `([^"]+)"`)

// Modules lists the URLs of the modules that the entries need at once,
// themselves first: what a page names in its modulepreload links, so that the
// browser need not find the imports one after the other.
func Modules(entries ...string) []string {
	names := slices.Clone(entries)
	for i := 0; i < len(names); i++ { // names grows while it is read
		for _, name := range imports(names[i]) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	urls := make([]string, len(names))
	for i, name := range names {
		urls[i] = URL(name)
	}
	return urls
}

// imports lists the files that a module imports.
func imports(name string) []string {
	var names []string
	for _, m := range importLine.FindAllSubmatch(assets()[name].plain, -1) {
		names = append(names, "js/"+string(m[1]))
	}
	return names
}
