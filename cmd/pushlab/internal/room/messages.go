package room

// A SeatState is what a seat's pages show: the control socket's message
// "room". Times are unix milliseconds.
type SeatState struct {
	Type      string        `json:"type"` // "room"
	Now       int64         `json:"now"`
	Code      string        `json:"code"`
	Seat      int           `json:"seat"`
	Name      string        `json:"name"`
	Joined    int           `json:"joined"`
	Connected int           `json:"connected"`
	Follow    FollowState   `json:"follow"`
	Follows   bool          `json:"follows"` // this seat goes where the host goes
	Timer     *TimerState   `json:"timer"`
	Predict   *PredictState `json:"predict"`
	Closed    []string      `json:"closed"` // lessons, by slug
	Hint      *HintState    `json:"hint"`   // the newest for a checkpoint not yet passed
	State     State         `json:"state"`
	Taken     string        `json:"taken"`  // who comes to help; "" = nobody
	Looked    bool          `json:"looked"` // a host or helper has its bench open
	Cards     bool          `json:"cards"`  // minute cards are collected
	Profile   ProfileState  `json:"profile"`
	Stream    bool          `json:"stream"` // the class stream is on
	Fault     FaultMessage  `json:"fault"`
	Ended     bool          `json:"ended"`
	Wiped     bool          `json:"wiped"`
	Replaced  bool          `json:"replaced"` // another room is open by now
}

// A Board is what the host and the helpers see: the control socket's message
// "board". It is made full; who sends it may keep only the seats whose Rev has
// changed, name those that left in Gone, and set Full to false. Order stays.
type Board struct {
	Type     string        `json:"type"` // "board"
	Full     bool          `json:"full"`
	Now      int64         `json:"now"`
	Code     string        `json:"code"`
	Began    int64         `json:"began"` // when the first of the class joined; 0 = nobody has
	Ended    bool          `json:"ended"`
	Wiped    bool          `json:"wiped"`
	Replaced bool          `json:"replaced"` // another room is open by now
	Present  bool          `json:"present"`  // for the projector: no names
	Counts   Counts        `json:"counts"`
	Door     DoorState     `json:"door"` // never for the projector
	Columns  []Column      `json:"columns"`
	Seats    []BoardSeat   `json:"seats"` // in the order of Order
	Order    []int         `json:"order"` // all seats, by need; for the projector by number
	Gone     []int         `json:"gone"`  // seats that left since the viewer's last message
	Follow   FollowState   `json:"follow"`
	Timer    *TimerState   `json:"timer"`
	Predict  *PredictState `json:"predict"`
	Herds    []HerdState   `json:"herds"` // the last two, the newest last
	Profile  ProfileState  `json:"profile"`
	Stream   bool          `json:"stream"`
	Fault    FaultMessage  `json:"fault"`
	Closed   []string      `json:"closed"`
	Cards    CardsState    `json:"cards"`
	Role     string        `json:"role"` // "host" or "helper": the sender fills it in
}

// Counts are the numbers above the board.
type Counts struct {
	Joined    int `json:"joined"`
	Connected int `json:"connected"`
	Following int `json:"following"`
	Stuck     int `json:"stuck"`
	Come      int `json:"come"`
	Answered  int `json:"answered"` // in the question's round
}

// A DoorState says whether somebody can join.
type DoorState struct {
	Full    bool `json:"full"`
	Seats   int  `json:"seats"`   // that a room has
	Refused int  `json:"refused"` // tries to join a full room, since the last that was not
}

// A Column is a checkpoint of the course.
type Column struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	Lesson string `json:"lesson"`
	Passed int    `json:"passed"` // seats
	Here   bool   `json:"here"`   // the class is in its lesson
}

// A BoardSeat is a line of the board.
type BoardSeat struct {
	Seat     int      `json:"seat"`
	Name     string   `json:"name,omitempty"`
	Cells    []string `json:"cells"`   // by column: "p" passed, "w" works on it, "s" stuck, "n" not started
	Minutes  int      `json:"minutes"` // on Exercise
	On       bool     `json:"on"`      // a page of it is connected
	Away     int      `json:"away"`    // seconds without a page, in steps; 0 = on
	Follows  bool     `json:"follows"`
	State    State    `json:"state"`
	Need     string   `json:"need"`          // "come", "stuck", "silent" or ""; never for the projector
	Wait     int      `json:"wait"`          // minutes since the need began; never for the projector
	Why      []string `json:"why,omitempty"` // in words: "8 minutes", "4 tries"
	Exercise string   `json:"exercise"`      // the checkpoint it works on; "" = none
	Tries    int      `json:"tries"`         // failed, on Exercise
	Clause   string   `json:"clause,omitempty"`
	Seen     string   `json:"seen,omitempty"`
	Taken    string   `json:"taken,omitempty"`
	Hints    int      `json:"hints,omitempty"` // the highest given for Exercise
	View     string   `json:"view,omitempty"`  // of its newest run

	Rev uint64 `json:"-"` // equal for equal content
}

// A FollowState says where the class is.
type FollowState struct {
	On    bool   `json:"on"`
	N     int    `json:"n"`    // counts each bring: a page goes there once for each
	Mode  string `json:"mode"` // "invite", "bring" or "off"
	Place Place  `json:"place"`
}

// A TimerState is the running timer.
type TimerState struct {
	Ends  int64  `json:"ends"`
	Label string `json:"label"`
}

// A PredictState is the question that the room predicts together.
type PredictState struct {
	Lesson   string   `json:"lesson"`
	Block    string   `json:"block"`
	Text     string   `json:"text"`
	Options  []string `json:"options"`
	Round    int      `json:"round"` // 1, or 2 after the discussion
	State    string   `json:"state"` // "open", "closed" or "revealed"
	Mine     int      `json:"mine"`  // this seat's option in the round, from 1; 0 = none
	Answered int      `json:"answered"`
	Of       int      `json:"of"`
	Before   []int    `json:"before"` // votes by option in round 1; null = hidden
	After    []int    `json:"after"`  // in round 2; null = hidden, or there was none
	Right    int      `json:"right"`  // from 1; 0 = hidden
}

// A HintState is a hint that was sent to a seat.
type HintState struct {
	N        int    `json:"n"`
	Exercise string `json:"exercise"`
	Text     string `json:"text"`
}

// A ProfileState is a Profile with its durations in milliseconds.
type ProfileState struct {
	On      bool  `json:"on"`
	TPS     int   `json:"tps"`
	Stagger int64 `json:"stagger"`
	Spread  int64 `json:"spread"`
	Jitter  bool  `json:"jitter"`
}

// A FaultMessage is a FaultState with its time in unix milliseconds.
type FaultMessage struct {
	Buffer    bool  `json:"buffer"`
	DownUntil int64 `json:"downUntil"` // 0 = not down
}

// A HerdState says how the room came back from a room-wide fault.
type HerdState struct {
	Kind    string `json:"kind"`
	Streams int    `json:"streams"` // that were struck
	Jitter  bool   `json:"jitter"`
	At      int64  `json:"at"`
	Bars    []int  `json:"bars"` // reconnects per 100 ms, up to the last one
	Back    int    `json:"back"` // distinct seats
	Peak    int    `json:"peak"` // the highest bar
	Last    int64  `json:"last"` // ms from At to the last reconnect
}

// A CardsState holds the minute cards.
type CardsState struct {
	Open bool   `json:"open"`
	List []Card `json:"list"`
}

// A Card is what somebody found good and bad; nobody knows who.
type Card struct {
	Good string `json:"good"`
	Bad  string `json:"bad"`
}
