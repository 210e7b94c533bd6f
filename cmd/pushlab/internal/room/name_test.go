package room

import (
	"errors"
	"strings"
	"testing"
)

// trust.md §7, row 14, the part about names.
func TestTrust14NamesThatAreRefused(t *testing.T) {
	tests := map[string][]string{
		"letter":     {"", "   ", "...", "--"},
		"longer":     {strings.Repeat("a", 33), strings.Repeat("é", 33), strings.Repeat("a", 1_000_000)},
		"valid text": {"Ada\xff"},
		"invisible": {
			"Ada\x00", "Ada\nBob", "Ada\r\nBob", "\x1b[31mAda", "Ada\tL", "A\u0085da", // controls
			"\u202eadA", "Ada\u2066x", "\u200fAda", "\u061cAda", // bidi
			"A\u200bda", "A\u200dda", "A\ufeffda", "A\u2060da", "A\u00adda", "A\U000e0041da", // zero-width
			"\u3164", "A\u115fda", "\u2800\u2800", "A\u00a0da", "A\u2003da", "A\u034fda", "A\u180bda", // fillers, spaces
		},
		"marks":     {"\u0301a", "a\u0338\u0338\u0338", "Z\u0351\u036b\u0343\u036aalgo"},
		"alphabets": {"Аda", "Pаul", "Αlice", "Βob", "Mаriа", "Tеacher", "Hоst"}, // the first letters, or an а, are not Latin
		"host's": {
			"host", "Host", "HOST", "h0st", "H0$T", "ho5t", "hos7", "h o s t", "h-o-s-t", "the host", "Host Ana", "host1", "1host",
			"ｈｏｓｔ", "ℍost", "Ⓗⓞⓢⓣ", "🅷🅾🆂🆃", "🇭🇴🇸🇹", "ʜᴏsᴛ", "hóst", "hȯst", "høst", "ħost", "нозт и ноѕт",
			"helper", "he1per", "heIper", "Helper 2", "instructor", "lnstructor", "teacher", "t3acher", "admin", "@dmin", "ADMlN", "adm|n",
			"pushlab", "push-lab", "Pushlab team", "seat", "seat 7", "Seat 07", "SEAT7", "5eat 7", "seat #7", "s3at no. 7", "𝐬𝐞𝐚𝐭 𝟕",
			"ѕеат", "НОЅТ",
		},
	}
	for want, names := range tests {
		for _, name := range names {
			_, err := CheckName(name)
			var refused *NameError
			if !errors.As(err, &refused) || !strings.Contains(refused.Reason, want) || !strings.HasSuffix(refused.Reason, ".") {
				t.Errorf("CheckName(%.40q) = %v, want a sentence with %q", name, err, want)
			}
		}
	}
}

func TestNamesThatAreTaken(t *testing.T) {
	tests := map[string]string{ // name to how it is shown
		"Ada": "Ada", "  Ada  Lovelace ": "Ada Lovelace", "Jose\u0301": "José", "Ó Súilleabháin": "Ó Súilleabháin",
		"Ghost": "Ghost", "Hostess": "Hostess", "Seattle": "Seattle", "O'Brien-Smith": "O'Brien-Smith",
		"Дмитрий": "Дмитрий", "Αλέξανδρος": "Αλέξανδρος", "小林 さくら": "小林 さくら", "김민준": "김민준", "नरेन्द्र": "नरेन्द्र",
		"محمد": "محمد", "ณัฐวุฒิ": "ณัฐวุฒิ", "Nguyễn Thị": "Nguyễn Thị", "Ada ❤️": "Ada ❤", "Bob 🦊": "Bob 🦊", "<b>Ada</b>": "<b>Ada</b>",
		strings.Repeat("é", 32): strings.Repeat("é", 32), "=1+1": "=1+1", "Ana 2": "Ana 2",
	}
	for name, want := range tests {
		if got, err := CheckName(name); err != nil || got != want {
			t.Errorf("CheckName(%q) = %q, %v, want %q", name, got, err, want)
		}
	}
}

func TestTwoSeatsDoNotLookTheSame(t *testing.T) {
	r := started(t, openRooms(t, t.TempDir()))
	bob := join(t, r, "Bob Olsen")
	var refused *NameError
	for _, name := range []string{"Bob Olsen", "bob olsen", "B0B 0LSEN", "Böb Olsén", "BobOlsen", "ＢｏｂＯｌｓｅｎ", "Bob-Olsen"} {
		if s, err := r.Join(t.Context(), name); !errors.As(err, &refused) {
			t.Errorf("Join(%q) = %v, %v, want a *NameError", name, s, err)
		}
	}
	ada := join(t, r, "Ada")
	if err := ada.Rename(t.Context(), "B0b Olsen"); !errors.As(err, &refused) || ada.Name() != "Ada" {
		t.Errorf("Rename to another's name = %v; the name is %q", err, ada.Name())
	}
	must(t, bob.Rename(t.Context(), "BOB OLSEN"), bob.Rename(t.Context(), "Robert"), ada.Rename(t.Context(), "Bob Olsen"))
	if got := ada.Name() + ", " + bob.Name(); got != "Bob Olsen, Robert" {
		t.Errorf("names = %s", got)
	}
}

func TestWordLists(t *testing.T) {
	for name, list := range map[string]struct {
		words []string
		least int
		most  int // letters
	}{
		"animals": {animals, 128, 12}, "adjectives": {adjectives, 40, 8}, "words": {words, 1024, 8},
	} {
		seen := map[string]bool{}
		for _, w := range list.words {
			if seen[w] || len(w) < 3 || len(w) > list.most || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" {
				t.Errorf("%s: %q is there twice, or is no plain short word", name, w)
			}
			seen[w] = true
		}
		if len(seen) < list.least {
			t.Errorf("%s: %d words, want at least %d", name, len(seen), list.least)
		}
	}
}

func TestFriendlyNamesAllDiffer(t *testing.T) {
	seen := map[string]string{}
	all := len(adjectives) * len(animals)
	for i := range all {
		name := pair(i * nameStep)
		if clean, err := CheckName(name); err != nil || clean != name {
			t.Errorf("CheckName(%q) = %q, %v", name, clean, err)
		}
		if other, twice := seen[skeleton(name)]; twice {
			t.Errorf("%q looks like %q", name, other)
		}
		seen[skeleton(name)] = name
	}
	if len(seen) != all || all < 400 {
		t.Errorf("%d names of %d pairs, want all, and at least 400", len(seen), all)
	}
}

func FuzzCheckName(f *testing.F) {
	for _, name := range []string{"Ada", "h0st", "Jose\u0301", "\u202e", "a b  c", "🦊", "ﷺ"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		clean, err := CheckName(name)
		if err != nil {
			return
		}
		if again, err := CheckName(clean); err != nil || again != clean {
			t.Errorf("CheckName(%q) = %q, of which it says %q, %v", name, clean, again, err)
		}
	})
}
