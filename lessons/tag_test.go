package lessons

import (
	"reflect"
	"slices"
	"testing"
)

func TestTags(t *testing.T) {
	got := slices.Collect(tags(`a < b <IMG src='x y.svg' alt="1 > 0 &amp; so" hidden/> <!-- <p> --> </Picture > <3`))
	want := []tag{
		{name: "img", attrs: []attr{{"src", "x y.svg"}, {"alt", "1 > 0 & so"}, {"hidden", ""}}, start: 6, stop: 54},
		{name: "picture", end: true, start: 68, stop: 79},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("tags = %#v\nwant %#v", got, want)
	}
}

func TestRewrite(t *testing.T) {
	got := rewrite(`<p><!-- x --><a href="?a=1&amp;b=2">one</a> <img alt="">`, func(t *tag) {
		if t.name == "a" && !t.end {
			t.set("href", `"/two"`)
			t.set("rel", "next")
		}
	})
	want := `<p><a href="&#34;/two&#34;" rel="next">one</a> <img alt="">`
	if got != want {
		t.Errorf("rewrite = %s\nwant %s", got, want)
	}
}
