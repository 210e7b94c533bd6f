package room

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

func TestTrust07SecretsOpenOnlyTheirRole(t *testing.T) {
	rs := openRooms(t, t.TempDir())
	old := started(t, rs)
	r := started(t, rs)
	tests := map[string]struct {
		got  Role
		want Role
	}{
		"host's secret":           {r.RoleFor(r.HostSecret()), Host},
		"helpers' secret":         {r.RoleFor(r.HelperSecret()), Helper},
		"no secret":               {r.RoleFor(""), Nobody},
		"host's secret, cut":      {r.RoleFor(r.HostSecret()[:21]), Nobody},
		"another room's secret":   {r.RoleFor(old.HostSecret()), Nobody},
		"host's cookie":           {r.RoleOf(r.RoleCookie(Host)), Host},
		"helper's cookie":         {r.RoleOf(r.RoleCookie(Helper)), Helper},
		"nobody's cookie":         {r.RoleOf(r.RoleCookie(Nobody)), Nobody},
		"helper's cookie, raised": {r.RoleOf(strings.Replace(r.RoleCookie(Helper), "helper", "host", 1)), Nobody},
		"another room's cookie":   {r.RoleOf(old.RoleCookie(Host)), Nobody},
		"a secret as a cookie":    {r.RoleOf(r.HostSecret()), Nobody},
	}
	for name, test := range tests {
		if test.got != test.want {
			t.Errorf("%s: role = %v, want %v", name, test.got, test.want)
		}
	}
	if n := len(r.HostSecret()); n != 22 { // 128 bits
		t.Errorf("the host's secret has %d characters, want 22", n)
	}
}

func TestSeatCookies(t *testing.T) {
	rs := openRooms(t, t.TempDir())
	other := join(t, started(t, rs), "Ada")
	r := started(t, rs)
	ada, bob := join(t, r, "Ada"), join(t, r, "Bob")
	if r.SeatOf(ada.Cookie()) != ada || r.SeatOf(bob.Cookie()) != bob {
		t.Fatal("a cookie does not find its seat")
	}
	flip := func(c byte) byte { return "AB"[c&1] ^ 3 }
	for i := range ada.Cookie() {
		bent := []byte(ada.Cookie())
		if bent[i] = flip(bent[i]); string(bent) != ada.Cookie() && r.SeatOf(string(bent)) != nil {
			t.Errorf("a cookie with another byte %d finds a seat", i)
		}
	}
	bobs := strings.Replace(ada.Cookie(), ".1.", ".2.", 1)
	for _, cookie := range []string{"", ".", "...", "a.b.c.d", other.Cookie(), bobs, r.RoleCookie(Host), ada.Cookie() + ".", strings.Repeat(".", 1e6)} {
		if s := r.SeatOf(cookie); s != nil {
			t.Errorf("SeatOf(%.60q) = seat %d, want none", cookie, s.Number())
		}
	}
}

func TestTrust07WrongWordsAndCodesAreRefused(t *testing.T) {
	rs := openRooms(t, t.TempDir())
	rs.Rand = rand.NewChaCha8([32]byte{}) // by chance two of the words are one, and their order is no other
	r := started(t, rs)
	ada := join(t, r, "Ada")
	four := strings.Fields(ada.Words())
	if len(four) != 4 {
		t.Fatalf("words = %q, want four", four)
	}
	for _, typed := range []string{ada.Words(), strings.ToUpper(ada.Words()), " " + strings.Join(four, "-") + "\n", strings.Join(four, ""), strings.Join(four, ", ")} {
		if r.Back(typed) != ada {
			t.Errorf("Back(%q) finds no seat", typed)
		}
	}
	for _, typed := range []string{"", "    ", strings.Join(four[:3], " "), four[1] + four[0] + four[2] + four[3], ada.Words() + " x", ada.Cookie(), strings.Repeat("a", 1e6)} {
		if r.Back(typed) != nil {
			t.Errorf("Back(%.60q) finds a seat", typed)
		}
	}
	animal, number, _ := strings.Cut(r.Code(), "-")
	for _, typed := range []string{r.Code(), strings.ToUpper(r.Code()), animal + " " + number, " " + animal + number + " "} {
		if !r.Matches(typed) {
			t.Errorf("Matches(%q) = false, want true", typed)
		}
	}
	for _, typed := range []string{"", animal, number, r.Code() + "1", r.Code()[1:], strings.Repeat(" ", 1e6) + r.Code()} {
		if r.Matches(typed) {
			t.Errorf("Matches(%.60q) = true, want false", typed)
		}
	}
	if !regexp.MustCompile(`^[a-z]+-[1-9][0-9]$`).MatchString(r.Code()) {
		t.Errorf("Code = %q, want an animal and two digits", r.Code())
	}
}
