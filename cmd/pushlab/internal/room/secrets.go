package room

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strconv"
	"strings"
	"unicode"
)

// A Role is what a browser may do beside its own seat.
type Role int

// The roles. A helper sees the board and the queue and sends hints; the host
// sets the pace as well.
const (
	Nobody Role = iota
	Helper
	Host
)

// String names the role as messages and cookies do.
func (role Role) String() string {
	return [...]string{"nobody", "helper", "host"}[role]
}

// mac returns 16 bytes in base64url that only the owner of the key can compute.
func (c *Config) mac(text string) string {
	return base64.RawURLEncoding.EncodeToString(c.sum(text)[:16])
}

func (c *Config) sum(text string) []byte {
	h := hmac.New(sha256.New, c.Key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// same compares in a time that says nothing about where two texts differ.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// HostSecret is the way in for the host: 128 bits, in base64url.
func (r *Room) HostSecret() string { return r.mac("room host " + r.id) }

// HelperSecret is the way in for helpers.
func (r *Room) HelperSecret() string { return r.mac("room helper " + r.id) }

// RoleFor returns what a secret opens.
func (r *Room) RoleFor(secret string) Role {
	return pick(same(secret, r.HostSecret()), same(secret, r.HelperSecret()))
}

// RoleCookie returns the cookie's value for the role: room, role and MAC.
func (r *Room) RoleCookie(role Role) string {
	text := r.id + "." + role.String()
	return text + "." + r.mac("room role "+text)
}

// RoleOf returns the role that a cookie's value proves.
func (r *Room) RoleOf(cookie string) Role {
	return pick(same(cookie, r.RoleCookie(Host)), same(cookie, r.RoleCookie(Helper)))
}

func pick(host, helper bool) Role {
	switch {
	case host:
		return Host
	case helper:
		return Helper
	}
	return Nobody
}

// Matches says whether somebody typed the join code: case, spaces and hyphen do
// not matter.
func (r *Room) Matches(code string) bool {
	return len(code) <= 64 && same(plain(code), plain(r.code))
}

// plain keeps the letters and digits of what was typed, in lower case.
func plain(typed string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, typed)
}

// Cookie is the value of the seat's cookie: room, number, token and MAC.
func (s *Seat) Cookie() string {
	text := s.room.id + "." + strconv.Itoa(s.number) + "." + s.token
	return text + "." + s.room.mac("room seat "+text)
}

// Words are the four words to come back with, on any browser.
func (s *Seat) Words() string {
	sum := s.room.sum("room words " + s.room.id + " " + strconv.Itoa(s.number) + " " + s.token)
	bits := uint64(sum[0])<<32 | uint64(sum[1])<<24 | uint64(sum[2])<<16 | uint64(sum[3])<<8 | uint64(sum[4])
	four := make([]string, 4)
	for i := range four {
		four[i] = words[bits>>(10*i)&1023] // 40 bits, ten for each word
	}
	return strings.Join(four, " ")
}

// SeatOf returns the seat that a cookie's value proves, or nil.
func (r *Room) SeatOf(cookie string) *Seat {
	n, token, ok := r.proven(cookie)
	if !ok {
		return nil
	}
	if s := r.Seat(n); s != nil && same(s.token, token) {
		return s
	}
	return nil
}

// WasFreed says whether a cookie's value proves a seat that the host has freed.
// One in which nothing was done is not kept, so that it is not there is enough:
// no number is given twice.
func (r *Room) WasFreed(cookie string) bool {
	n, _, ok := r.proven(cookie)
	if !ok {
		return false
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	s := r.seats[n]
	return s == nil || s.freed
}

// proven reads the number and the token of a cookie that this room has made.
func (r *Room) proven(cookie string) (number int, token string, ok bool) {
	id, n, token, ok := r.seatIn(cookie)
	return n, token, ok && id == r.id
}

// seatIn reads a cookie that some room of this server has made.
func (c *Config) seatIn(cookie string) (room string, number int, token string, ok bool) {
	text, mac, ok := cutLast(cookie)
	if !ok || !same(mac, c.mac("room seat "+text)) {
		return "", 0, "", false
	}
	part := strings.Split(text, ".") // ours, as the MAC is good
	n, err := strconv.Atoi(part[1])
	return part[0], n, part[2], err == nil
}

// cutLast cuts a cookie of four parts before the last.
func cutLast(cookie string) (text, mac string, ok bool) {
	i := strings.LastIndexByte(cookie, '.')
	if i < 0 || len(cookie) > 200 || strings.Count(cookie, ".") != 3 {
		return "", "", false
	}
	return cookie[:i], cookie[i+1:], true
}

// Back returns the seat with these words, or nil. Case and separators do not
// matter. All seats are compared, and each in constant time. One that had left is
// found too; Return gives it its place again. One that was freed is not.
func (r *Room) Back(typed string) *Seat {
	if len(typed) > 200 {
		return nil
	}
	typed = plain(typed)
	var found *Seat
	for _, s := range r.everySeat() {
		if same(typed, s.plainWords) {
			found = s
		}
	}
	if found == nil || found.wasFreed() {
		return nil
	}
	return found
}
