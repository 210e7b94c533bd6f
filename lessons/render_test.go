package lessons

import (
	"strings"
	"testing"
)

func TestRendering(t *testing.T) {
	tests := map[string]struct{ markdown, want string }{
		"code": {
			"```http capture=cut\nGET / HTTP/1.1 <x>\n```",
			"<pre class=\"src\" tabindex=\"0\" data-lang=\"http\"><code>GET / HTTP/1.1 &lt;x&gt;\n</code></pre>",
		},
		"indented code": {
			"    a < b\n",
			"<pre class=\"src\" tabindex=\"0\"><code>a &lt; b\n</code></pre>",
		},
		"table": {
			"| byte | n |\n| --- | --: |\n| `81` | 1 |",
			"<div class=\"scroll\" tabindex=\"0\"><table class=\"meas\">\n<thead>\n<tr>\n<th scope=\"col\">byte</th>\n<th align=\"right\" scope=\"col\">n</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td><code>81</code></td>\n<td align=\"right\">1</td>\n</tr>\n</tbody>\n</table></div>",
		},
		"a number keeps its unit": {
			"| 5 s | took |\n| --- | --- |\n| `a 1 s` 212 ms | 2 bytes, 3 sheep |",
			"<div class=\"scroll\" tabindex=\"0\"><table class=\"meas\">\n<thead>\n<tr>\n<th scope=\"col\">5 s</th>\n<th scope=\"col\">took</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td><code>a 1\u00a0s</code> 212\u00a0ms</td>\n<td>2\u00a0bytes, 3 sheep</td>\n</tr>\n</tbody>\n</table></div>",
		},
		"alert": {
			"> [!NOTE]\n> Lengths up to 125 fit.\n>\n> More follow.",
			"<aside class=\"note\" role=\"note\" data-kind=\"note\"><b>Note</b>\n<p>Lengths up to 125 fit.</p>\n<p>More follow.</p>\n</aside>",
		},
		"alert with a title": {
			"> [!TIP]\n> **RFC 6455, §5.2** Lengths `<` 126.",
			"<aside class=\"note\" role=\"note\" data-kind=\"tip\"><b>RFC 6455, §5.2</b>\n<p>Lengths <code>&lt;</code> 126.</p>\n</aside>",
		},
		"quote": {
			"> A belief.",
			"<blockquote>\n<p>A belief.</p>\n</blockquote>",
		},
		"HTML": {
			"<details><summary>Why</summary>\n\n**Because.**\n\n</details>",
			"<details><summary>Why</summary>\n<p><strong>Because.</strong></p>\n</details>",
		},
		"remarks go": {"One <!-- two --> three.\n\n<!-- four -->", "<p>One  three.</p>"},
		"entities":   {"a &lt; b \\<script>", "<p>a &lt; b &lt;script&gt;</p>"},
		"strike":     {"~~lost~~", "<p><del>lost</del></p>"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := prose(t, test.markdown); got != test.want {
				t.Errorf("HTML = %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestLinksAreRewritten(t *testing.T) {
	tests := map[string]string{
		"#one":                         "#one",
		"../02-second/README.md":       "/lessons/02-second/",
		"../02-second/README.md#one-1": "/lessons/02-second/#one-1",
		"../02-second/":                "/lessons/02-second/",
		"../02-second":                 "/lessons/02-second/",
		"../02-second/#one":            "/lessons/02-second/#one",
		"README.md#one":                "/lessons/01-first/#one",
		"cut.jsonl":                    "/lessons/01-first/cut.jsonl",
		"./cut.jsonl":                  "/lessons/01-first/cut.jsonl",
		"../README.md":                 "/",
		"..":                           "/",
		"https://example.org/a#b":      "https://example.org/a#b",
	}
	for dest, want := range tests {
		got := prose(t, "## One\n\n[a]("+dest+") <a href=\""+dest+"\">b</a>")
		if want := `<a href="` + want + `">a</a> <a href="` + want + `">b</a>`; !strings.Contains(got, want) {
			t.Errorf("link to %s: HTML lacks %s:\n%s", dest, want, got)
		}
		if errs := Lint(oneLesson(head + "## One\n\n[a](" + dest + ")")); len(errs) > 0 {
			t.Errorf("link to %s: %v", dest, errs)
		}
	}
}

func TestImagesHaveTheirSize(t *testing.T) {
	tests := map[string]string{
		"![A ladder](cut.svg)":                    `<img src="/lessons/01-first/cut.svg" alt="A ladder" loading="lazy" width="640" height="200">`,
		`<img alt="A ladder" src="cut-dark.svg">`: `<img alt="A ladder" src="/lessons/01-first/cut-dark.svg" loading="lazy" width="300" height="150">`,
		`<img alt="A ladder" src="gone.svg">`:     `<img alt="A ladder" src="/lessons/01-first/gone.svg" loading="lazy">`,
		"<picture>\n  <source media=\"(prefers-color-scheme: dark)\" srcset=\"cut-dark.svg\">\n  <img alt=\"A ladder\" src=\"cut.svg\">\n</picture>": "<picture>\n  <source media=\"(prefers-color-scheme: dark)\" srcset=\"/lessons/01-first/cut-dark.svg\">\n" +
			"  <img alt=\"A ladder\" src=\"/lessons/01-first/cut.svg\" loading=\"lazy\" width=\"640\" height=\"200\">\n</picture>",
	}
	for markdown, want := range tests {
		if got := prose(t, markdown); !strings.Contains(got, want) {
			t.Errorf("HTML = %s\nwant %s", got, want)
		}
	}
}
