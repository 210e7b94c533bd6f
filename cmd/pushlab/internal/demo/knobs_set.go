package demo

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

func number(name string, least, most int, set func(*Knobs, int)) knob {
	return knob{name, func(k *Knobs, v string) error {
		n, err := strconv.ParseUint(v, 10, 31)
		if err != nil || int(n) < least || int(n) > most {
			return fmt.Errorf("must be a whole number from %d to %d", least, most)
		}
		set(k, int(n))
		return nil
	}}
}

func choice(name, on, off string, set func(*Knobs, bool)) knob {
	return knob{name, func(k *Knobs, v string) error {
		if v != on && v != off {
			return fmt.Errorf("must be %s or %s", on, off)
		}
		set(k, v == on)
		return nil
	}}
}

// setSeed takes random too: a model that nobody can ask twice for the same words.
func setSeed(k *Knobs, v string) error {
	const most = 1<<31 - 1
	n, err := strconv.ParseUint(v, 10, 31)
	if k.Drawn = v == "random"; err != nil && !k.Drawn {
		return fmt.Errorf("must be a whole number from 0 to %d, or random", most)
	}
	k.Seed = int64(n)
	return nil
}

func setFaults(k *Knobs, v string) error {
	list, err := parseFaults(v)
	if err == nil {
		k.Fault, k.Then = list[0], list[1:]
	}
	return err
}

func setPrompt(k *Knobs, v string) error {
	if len(v) > maxPrompt {
		return fmt.Errorf("must be at most %d bytes", maxPrompt)
	}
	k.Prompt = v
	return nil
}

func setAnswer(k *Knobs, v string) error {
	if len(v) < 1 || len(v) > 32 || strings.Trim(v, letters+strings.ToUpper(letters)+digits) != "" {
		return fmt.Errorf("must be 1 to 32 letters and digits (A-Z, a-z, 0-9)")
	}
	k.Answer = v
	return nil
}

// query returns a request's settings in the order of its query.
func query(r *http.Request) ([]setting, error) {
	var list []setting
	for pair := range strings.SplitSeq(r.URL.RawQuery, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err == nil {
			value, err = url.QueryUnescape(value)
		}
		if err != nil {
			return nil, badRequest("The query can not be read: %s is not percent-encoded text.", quote(pair))
		}
		list = append(list, setting{name: name, value: value})
	}
	return list, nil
}

// quote shows what was sent, cut to a length that a sentence can carry.
func quote(s string) string {
	const most = 60
	if len(s) <= most {
		return strconv.Quote(s)
	}
	return fmt.Sprintf("%q and so on (%d bytes)", strings.ToValidUTF8(s[:most], ""), len(s))
}

// without returns the knobs that have none of the names.
func without(knobs []knob, names ...string) []knob {
	return slices.DeleteFunc(slices.Clone(knobs), func(k knob) bool { return slices.Contains(names, k.name) })
}
