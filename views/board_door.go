package views

import "fmt"

// BoardDoor says whether somebody can join.
type BoardDoor struct {
	Full    bool `json:"full"`
	Seats   int  `json:"seats"`   // that the room has
	Refused int  `json:"refused"` // tries to join while it was full
}

// doorWords say that the room is full, or was when somebody wanted to join; ""
// when there is nothing to say.
func (b Board) doorWords() string {
	tries := fmt.Sprintf("%d %s to join", b.Door.Refused, map[bool]string{true: "try", false: "tries"}[b.Door.Refused == 1])
	switch {
	case b.Door.Full && b.Door.Refused == 0:
		return fmt.Sprintf("The room is full: it has %d seats.", b.Door.Seats)
	case b.Door.Full:
		return fmt.Sprintf("The room is full: it has %d seats. Turned away: %s.", b.Door.Seats, tries)
	case b.Door.Refused > 0:
		return fmt.Sprintf("There are free seats again. Turned away before: %s. Let them try once more.", tries)
	}
	return ""
}

// FreedWords say what it has done to free the empty seats.
func FreedWords(n int) string {
	if n == 0 {
		return "No seat was empty."
	}
	return fmt.Sprintf("Freed: %d %s.", n, plural(n, "seat"))
}
