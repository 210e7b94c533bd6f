package room

import "context"

// LearnerBefore returns whose progress a seat's cookie proves that is in no room
// that is open here; "": nobody's. The cookie is good for as long as the seat is
// kept: until its room is wiped, at the latest 7 days after it.
func (rs *Rooms) LearnerBefore(ctx context.Context, cookie string) (learner string, err error) {
	id, n, token, ok := rs.seatIn(cookie)
	if !ok {
		return "", nil
	}
	seats, err := rs.Store.SeatsOf(ctx, id)
	for _, s := range seats {
		if there := s.Gone.IsZero() && s.Token != ""; there && s.Number == n && same(s.Token, token) {
			return s.Learner, nil
		}
	}
	return "", err
}

// replace marks the room as ended, and that another is the current one now: its
// pages say so, since what they lead to is the other's.
func (r *Room) replace(by *Room) {
	r.mu.Lock()
	r.replaced = true
	r.mu.Unlock()
	r.end(by.began)
}
