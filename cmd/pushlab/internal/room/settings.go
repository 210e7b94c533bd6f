package room

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// settings are what the host has set: one JSON column, written whole on each
// change.
type settings struct {
	Follow  FollowState `json:"follow"`
	Timer   *TimerState `json:"timer"`
	Closed  []string    `json:"closed"` // lessons
	Asked   asked       `json:"asked"`
	Profile Profile     `json:"profile"`
	Stream  bool        `json:"stream"`
	Cards   bool        `json:"cards"`
	Next    int         `json:"next"` // the least number of the next seat: those before may be forgotten
}

// asked says how the newest question stands.
type asked struct {
	Number int    `json:"number"` // 0 = none
	Last   int    `json:"last"`   // the highest number that was given
	Round  int    `json:"round"`
	State  string `json:"state"`
}

func defaults() settings {
	return settings{
		Follow:  FollowState{Mode: "off"},
		Closed:  []string{},
		Profile: Profile{On: true, TPS: 10, Stagger: 2 * time.Second, Spread: 2 * time.Second, Jitter: true},
	}
}

func (set settings) json() []byte {
	text, err := json.Marshal(set)
	if err != nil {
		panic(err) // it holds nothing that can not be written
	}
	return text
}

// change changes the settings, shows them and saves them. Where two change them
// at the same time, the save that comes later writes both.
func (r *Room) change(ctx context.Context, change func(*settings) error) error {
	if err := r.changeNow(change); err != nil {
		return err
	}
	return r.saved(r.Store.SaveRoom(ctx, r.id, r.Now(), func() []byte {
		r.mu.RLock()
		defer r.mu.RUnlock()
		return r.set.json()
	}))
}

// changeNow changes the settings without saving them.
func (r *Room) changeNow(change func(*settings) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := change(&r.set); err != nil {
		return err
	}
	r.wakeSeats()
	return nil
}

// adjust is change for what can not be refused and has no request that waits.
func (r *Room) adjust(change func(*settings)) {
	ctx, cancel := background()
	defer cancel()
	r.failed(r.change(ctx, func(set *settings) error {
		change(set)
		return nil
	}))
}

// A Profile is how the room's demo streams spare the Wi-Fi.
type Profile struct {
	On      bool          `json:"on"`
	TPS     int           `json:"tps"`     // tokens a second at most
	Stagger time.Duration `json:"stagger"` // over which streams start
	Spread  time.Duration `json:"spread"`  // over which they come back
	Jitter  bool          `json:"jitter"`  // each client waits a random part of Spread; else all the same
}

// SetProfile sets how the demo streams spare the Wi-Fi.
func (r *Room) SetProfile(p Profile) { r.adjust(func(set *settings) { set.Profile = p }) }

// Profile returns what SetProfile set, or the defaults.
func (r *Room) Profile() Profile { return r.settings().Profile }

// SetStream switches the class stream: every page of a seat opens one stream.
func (r *Room) SetStream(on bool) { r.adjust(func(set *settings) { set.Stream = on }) }

// OpenCards opens or closes the collection of minute cards.
func (r *Room) OpenCards(open bool) { r.adjust(func(set *settings) { set.Cards = open }) }

// CloseLesson closes a lesson for the seats, or opens it.
func (r *Room) CloseLesson(lesson string, closed bool) {
	if !slug.MatchString(lesson) {
		return
	}
	r.adjust(func(set *settings) {
		list := slices.DeleteFunc(slices.Clone(set.Closed), func(other string) bool { return other == lesson })
		if closed {
			list = append(list, lesson)
		}
		slices.Sort(list)
		set.Closed = list
	})
}

// Closed says whether a lesson is closed for the seats.
func (r *Room) Closed(lesson string) bool { return slices.Contains(r.settings().Closed, lesson) }

func (r *Room) settings() settings {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.set
}

// StartTimer starts a timer, in place of the one that runs.
func (r *Room) StartTimer(d time.Duration, label string) {
	ends := r.Now().Add(d).UnixMilli()
	r.adjust(func(set *settings) { set.Timer = &TimerState{Ends: ends, Label: short(text(label), 80)} })
}

// ExtendTimer gives more time; a timer that has run out goes on from now.
func (r *Room) ExtendTimer(d time.Duration) {
	now := r.Now().UnixMilli()
	r.adjust(func(set *settings) {
		if t := set.Timer; t != nil {
			set.Timer = &TimerState{Ends: max(now, t.Ends) + d.Milliseconds(), Label: t.Label}
		}
	})
}

// StopTimer takes the timer away.
func (r *Room) StopTimer() { r.adjust(func(set *settings) { set.Timer = nil }) }
