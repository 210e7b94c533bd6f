package views

import (
	"time"

	"github.com/a-h/templ"
)

// BoardPage is the board of a room: what its host and the helpers work with,
// and, to Present, what the projector shows.
type BoardPage struct {
	Layout    Layout
	Board     Board
	Present   bool
	Began     time.Time       // of the class: the notes mark their row by it
	JoinURL   string          // what the QR code holds: "http://192.168.1.7:8080/j/plover-42"
	Addresses []string        // that can be typed, without the code: "192.168.1.7:8080/j"
	QR        templ.Component // of JoinURL; nil if there is no address
	Helpers   string          // the link that makes a helper; "" for a helper
	Lessons   []BoardLesson   // of the course, in order
	Plans     []BoardPlan     // the notes; none for a helper
	Notice    string          // what a form has just done; may be empty
}

// BoardLesson is a lesson that the host opens and closes and asks from.
type BoardLesson struct {
	Number    int             `json:"number"`
	Slug      string          `json:"slug"`
	Title     string          `json:"title"`
	Sections  []string        `json:"sections"`  // IDs of its headings, in order
	Questions []BoardQuestion `json:"questions"` // its predictions
}

// BoardQuestion is a prediction that the room can make together.
type BoardQuestion struct {
	Block string `json:"block"`
	Text  string `json:"text"`
}

// BoardPlan is the notes for a workshop of some length.
type BoardPlan struct {
	Name string // "90 minutes"
	Rows []BoardPlanRow
}

// BoardPlanRow is what the host does from one minute to another.
type BoardPlanRow struct {
	From, To int // minutes since the room began
	Does     string
	Prompt   string // what the host asks or says; may be empty
}

// Board is what the control socket's message "board" says, as the page reads it:
// its JSON is that of the message.
type Board struct {
	Now     int64         `json:"now"` // Unix ms
	Code    string        `json:"code"`
	Ended   bool          `json:"ended"`
	Role    string        `json:"role"` // "host", "helper"
	Counts  BoardCounts   `json:"counts"`
	Door    BoardDoor     `json:"door"`
	Columns []BoardColumn `json:"columns"`
	Seats   []BoardSeat   `json:"seats"`
	Follow  BoardFollow   `json:"follow"`
	Timer   *BoardTimer   `json:"timer"`
	Predict *BoardPredict `json:"predict"`
	Herds   []BoardHerd   `json:"herds"`
	Profile BoardProfile  `json:"profile"`
	Stream  bool          `json:"stream"`
	Fault   BoardFault    `json:"fault"`
	Closed  []string      `json:"closed"` // slugs of lessons
	Cards   BoardCards    `json:"cards"`
}

// BoardCounts are the numbers that stand above the grid.
type BoardCounts struct {
	Joined    int `json:"joined"`
	Connected int `json:"connected"`
	Following int `json:"following"`
	Stuck     int `json:"stuck"`
	Come      int `json:"come"`
	Answered  int `json:"answered"`
}

// BoardColumn is a checkpoint.
type BoardColumn struct {
	ID     string `json:"id"`     // "EX05a"
	Label  string `json:"label"`  // "5a"
	Lesson string `json:"lesson"` // "05-resume"
	Passed int    `json:"passed"`
	Here   bool   `json:"here"` // the host is in its lesson
}

// BoardSeat is a row of the grid. What a projector may not show is empty there.
type BoardSeat struct {
	Seat     int      `json:"seat"`
	Name     string   `json:"name"`
	Cells    []string `json:"cells"`   // per column: "p" passed, "w" working, "s" stuck, "n" not started
	Minutes  int      `json:"minutes"` // on its checkpoint
	On       bool     `json:"on"`      // connected
	Away     int      `json:"away"`    // seconds since it was
	Follows  bool     `json:"follows"`
	State    string   `json:"state"`    // "working", "done", "come"
	Why      []string `json:"why"`      // it is listed; none for one that is not
	Exercise string   `json:"exercise"` // its checkpoint
	Tries    int      `json:"tries"`    // failed, at it
	Clause   string   `json:"clause"`   // that failed last
	Seen     string   `json:"seen"`     // by the check
	Taken    string   `json:"taken"`    // by whom
	Hints    int      `json:"hints"`    // sent for its checkpoint
	View     string   `json:"view"`     // of its newest run
}

// BoardFollow is where the host is, and whether the room goes along.
type BoardFollow struct {
	On    bool       `json:"on"`
	Mode  string     `json:"mode"` // "invite", "bring", "off"
	Place BoardPlace `json:"place"`
}

// BoardPlace is a place of the course.
type BoardPlace struct {
	Lesson  string `json:"lesson"`
	Section string `json:"section"`
	Bench   string `json:"bench"`
	Row     int    `json:"row"`
	Pin     int    `json:"pin"`
}

// BoardTimer is a timer that runs.
type BoardTimer struct {
	Ends  int64  `json:"ends"` // Unix ms
	Label string `json:"label"`
}

// BoardPredict is a prediction that the room makes together.
type BoardPredict struct {
	Lesson   string   `json:"lesson"`
	Block    string   `json:"block"`
	Text     string   `json:"text"`
	Options  []string `json:"options"`
	Round    int      `json:"round"` // 1, and 2 when it is collected again
	State    string   `json:"state"` // "open", "closed", "revealed"
	Answered int      `json:"answered"`
	Of       int      `json:"of"`
	Before   []int    `json:"before"` // answers per option in round 1
	After    []int    `json:"after"`  // and in round 2
	Right    int      `json:"right"`  // from 1; 0 = not told yet
}

// BoardHerd is how the streams of the room came back after a fault.
type BoardHerd struct {
	Kind    string `json:"kind"` // "cut", "status"
	Streams int    `json:"streams"`
	Jitter  bool   `json:"jitter"`
	At      int64  `json:"at"`   // Unix ms
	Bars    []int  `json:"bars"` // that came per 100 ms
	Back    int    `json:"back"`
	Peak    int    `json:"peak"`
	Last    int    `json:"last"` // ms after the fault
}

// BoardProfile is how the streams of the room's seats run; times in ms.
type BoardProfile struct {
	On      bool `json:"on"`
	TPS     int  `json:"tps"`
	Stagger int  `json:"stagger"`
	Spread  int  `json:"spread"`
	Jitter  bool `json:"jitter"`
}

// BoardFault is what is being done to all streams of the room.
type BoardFault struct {
	Buffer    bool  `json:"buffer"`
	DownUntil int64 `json:"downUntil"` // Unix ms, 0 = not down
}

// BoardCards are the minute cards: two anonymous sentences each.
type BoardCards struct {
	Open bool        `json:"open"`
	List []BoardCard `json:"list"`
}

// BoardCard is one of them.
type BoardCard struct {
	Good string `json:"good"`
	Bad  string `json:"bad"`
}
