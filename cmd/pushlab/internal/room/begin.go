package room

import "time"

// classPause is longer than any plan of a workshop: who joins so long after the
// one before begins another class. A room may be opened and tried out on the
// evening before.
const classPause = 5 * time.Hour

// ClassBegan is when the class began to join: the notes of a plan count from
// there. It is Unix time 0 before that.
func (r *Room) ClassBegan() time.Time {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.classBegan()
}

// classBegan is ClassBegan for a caller that holds mu.
func (r *Room) classBegan() time.Time {
	began, before := time.UnixMilli(0), time.UnixMilli(0)
	for _, s := range r.present { // in the order in which they joined
		if s.joined.Sub(before) > classPause {
			began = s.joined
		}
		before = s.joined
	}
	return began
}
