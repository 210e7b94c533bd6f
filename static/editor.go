package static

import (
	"embed"
	"io/fs"
	"regexp"
	"strings"
	"sync"
)

// inEditor holds what the in-page editor has beside its modules: texts that no
// page loads as a module.
//
//go:embed js/editor/worker/*.js js/editor/starters/*.js
var inEditor embed.FS

// Starter is the code with which the editor of an exercise begins. An exercise
// without one has no editor.
func Starter(exercise string) (code string, ok bool) {
	text, err := inEditor.ReadFile("js/editor/starters/" + exercise + ".js")
	return string(text), err == nil
}

// inWorker are the modules of the worker in which a learner's code runs, each
// behind those that it needs.
var inWorker = []string{"storage", "sha256", "show", "lines", "loops", "budget", "main"}

var (
	importStatement = regexp.MustCompile(`(?m)^import .*\n`)
	exportKeyword   = regexp.MustCompile(`(?m)^export `)
)

// Worker is that script. It is one classic script and no module, since its
// policy lets it load nothing more; the block keeps its names from the
// learner's code.
var Worker = sync.OnceValue(func() string {
	var script strings.Builder
	script.WriteString("\"use strict\"\n{\n")
	for _, name := range inWorker {
		text, err := fs.ReadFile(inEditor, "js/editor/worker/"+name+".js")
		if err != nil {
			panic(err) // the file is inside the program
		}
		text = lean("worker.js", importStatement.ReplaceAll(text, nil))
		script.Write(exportKeyword.ReplaceAll(text, nil))
	}
	script.WriteString("}\n")
	return script.String()
})
