package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/llm"
	"pushlab/cmd/pushlab/internal/trace"
)

// postOnce runs the fetch client of the post chat until each of its answers is
// over, and returns what a pane would show. act is what happens to it meanwhile.
const postOnce = `(async ({lab, envelope, key, ids, tokens, strict, act}) => {
	const [{envelopes}, {Posting}, {strictly}] = await Promise.all(
		["asks", "posting", "postchat"].map((name) => import("#pushlab/demo/" + name + ".js")))
	const {path, vendor, body} = envelopes[envelope]
	const knobs = {ttft: 100, tps: act === "hide" ? 10 : 50, tokens} // what is hidden lasts: it must not be over by then
	const url = lab + "/" + path + (vendor ? "?" + new URLSearchParams(knobs) : "")
	const said = [], posts = []
	strictly(strict, (event) => said.push(event), (emit) => {
		posts.push(new Posting({url, body: body("Why?", vendor ? {} : {...knobs, ids}), envelope: envelopes[envelope], key}, emit))
		return posts.at(-1)
	})
	const wait = () => new Promise((resolve) => setTimeout(resolve, 10))
	if (act === "hide") {
		while (said.filter((e) => e.type === "token").length < 5) await wait()
		for (const post of posts) post.hide(), post.show()
	}
	while (posts.some((post) => !post.over)) await wait()
	return {
		Text: said.filter((e) => e.type === "token" && !e.doubled).map((e) => e.text).join(""),
		Doubled: said.filter((e) => e.doubled).length, End: said.at(-1).type, Said: said.at(-1).sentence,
	}
})`

// A posted is what the client told its pane.
type posted struct {
	Text      string
	Doubled   int
	End, Said string
}

// modelText is what the model of the default seed says in so many tokens.
func modelText(tokens int) string { return llm.Model{Seed: 7, Tokens: tokens}.Text() }

// Every envelope carries the same text, and each has its own word for the end.
// The broken one loses the spaces, and has none.
func TestPostChatEnvelopes(t *testing.T) {
	t.Parallel()
	b := barePage(t)
	const tokens = 40
	for envelope, want := range map[string]posted{
		"plain":            {modelText(tokens), 0, "done", "done says that it is whole."},
		"openai-chat":      {modelText(tokens), 0, "done", "[DONE] says that it is whole."},
		"openai-responses": {modelText(tokens), 0, "done", "response.completed says that it is whole."},
		"anthropic":        {modelText(tokens), 0, "done", "message_stop says that it is whole."},
		"broken":           {strings.ReplaceAll(modelText(tokens), " ", ""), 0, "closed", "The body ended, and nothing in it says whether that is the whole answer."},
	} {
		if got := b.post(envelope, "", "on", "off", "", tokens); got != want {
			t.Errorf("%s: the page got %+v, want %+v", envelope, got, want)
		}
	}
}

func (b bare) post(envelope, key, ids, strict, act string, tokens int) posted {
	b.t.Helper()
	return eval[posted](b.tab, fmt.Sprintf(`%s({lab: %q, envelope: %q, key: %q, ids: %q, tokens: %d, strict: %q, act: %q})`,
		postOnce, b.lab, envelope, key, ids, tokens, strict, act))
}

// How often the model starts for one message: what the clients of chat pages do
// without being asked, with and without an idempotency key.
func TestPostChatStarts(t *testing.T) {
	t.Parallel()
	b := barePage(t)
	for _, c := range []struct {
		name, envelope, key, ids, strict, act string
		starts, doubled                       int
	}{
		{"once", "plain", "", "off", "off", "", 1, 0},
		{"strict mode, not cleaned up", "plain", "", "off", "leaked", "", 2, 0},
		{"strict mode with a key", "plain", "k1", "off", "leaked", "", 1, 0},
		{"strict mode, cleaned up", "plain", "", "off", "cleaned", "", 1, 0},
		{"hidden", "openai-chat", "", "off", "off", "hide", 2, 5},
		{"hidden, with a key", "openai-chat", "k2", "off", "off", "hide", 1, 5},
		{"hidden, plain", "plain", "", "off", "off", "hide", 2, 5},
		{"hidden, with ids", "plain", "", "on", "off", "hide", 1, 0},
	} {
		before := b.starts()
		got := b.post(c.envelope, c.key, c.ids, c.strict, c.act, 30)
		if starts := b.starts() - before; starts != c.starts && !(c.strict == "cleaned" && starts == 2) {
			t.Errorf("%s: the model started %d times, want %d", c.name, starts, c.starts)
		}
		if c.strict != "leaked" && got.Text != modelText(30) {
			t.Errorf("%s: the page has %q, want %q", c.name, got.Text, modelText(30))
		}
		if got.End != "done" || got.Doubled < c.doubled || c.doubled == 0 && got.Doubled > 0 {
			t.Errorf("%s: the page was told %+v, want done and %d tokens twice", c.name, got, c.doubled)
		}
	}
}

// starts is how often the model began an answer in the run.
func (b bare) starts() int {
	b.t.Helper()
	return len(slices.DeleteFunc(slices.Clone(b.events()), func(e trace.Event) bool { return e.Kind != "gen.start" }))
}

// A refusal and a cut are told with what the page can know of them.
func TestPostChatFailures(t *testing.T) {
	t.Parallel()
	b := barePage(t)
	for _, c := range []struct{ url, want string }{
		{b.lab + "/chat?tokens=0", "The server answered 400: "},
		{b.lab + "/chat?ttft=0&fault=rst@3", "fetch: network error. The answer may go on without its reader"},
	} {
		got := eval[posted](b.tab, fmt.Sprintf(`Promise.all(["asks", "posting"].map((name) => import("#pushlab/demo/" + name + ".js"))).then(([{envelopes}, {Posting}]) =>
			new Promise((resolve) => new Posting({url: %q, body: {}, envelope: envelopes.plain, key: ""},
				(event) => event.type === "failed" && resolve({End: event.type, Said: event.sentence}))))`, c.url))
		if !strings.HasPrefix(got.Said, c.want) {
			t.Errorf("%s: the page says %q, want %q", c.url, got.Said, c.want)
		}
	}
}
