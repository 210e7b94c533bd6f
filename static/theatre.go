package static

import _ "embed"

//go:embed js/theatre/worker.js
var theatreWorker []byte

// TheatreWorker is the service worker of the script theatre, a classic script.
func TheatreWorker() []byte { return lean("worker.js", theatreWorker) }
