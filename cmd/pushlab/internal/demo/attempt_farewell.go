package demo

import (
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
)

// farewellExercise is the one in which a client closes, and the server ends TCP.
const farewellExercise = "EX09a"

// finPause is how long the lab waits in that exercise behind both Close frames. A
// client that ends TCP itself, instead of waiting for the server, does so in this
// time.
const finPause = 500 * time.Millisecond

// farewell makes a server answer a Close as the exercise asks for.
func (e exercise) farewell(o websocket.AcceptOptions) websocket.AcceptOptions {
	if e.name == farewellExercise {
		o.EchoReason, o.FinAfter = true, finPause
	}
	return o
}
