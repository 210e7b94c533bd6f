package lessons

import (
	"io"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// A link is where a lesson points to, for Lint.
type link struct {
	node     ast.Node
	dest     string // as written
	file     string // in the FS: "05-resume/README.md"; "" for another site
	fragment string
	bad      string // why it leads nowhere
}

// An image is a picture that a lesson shows, for Lint.
type image struct {
	node ast.Node
	file string
	alt  string
}

// resolveLinks points links and pictures, which are relative to the folder
// for GitHub, to the addresses of the site.
func (p *page) resolveLinks() {
	p.walk(p.doc, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.Link:
			n.Destination = []byte(p.href(n, string(n.Destination)))
		case *ast.AutoLink:
			p.href(n, string(n.URL(p.source)))
		case *ast.Image:
			p.resolveImage(n)
		case *ast.HTMLBlock, *ast.RawHTML:
			for t := range tags(p.raw(n)) {
				p.noteTag(n, t)
			}
		case *extast.TableCell:
			if n.Parent().Kind() == extast.KindTableHeader {
				n.SetAttributeString("scope", []byte("col"))
			}
		}
	})
}

var scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)

// href notes the link for Lint and returns its address on the site.
func (p *page) href(n ast.Node, dest string) string {
	l, address := p.target(dest)
	l.node = n
	p.links = append(p.links, l)
	return address
}

// target resolves a destination as GitHub does, from the lesson's folder.
func (p *page) target(dest string) (link, string) {
	l := link{dest: dest}
	if scheme.MatchString(dest) || strings.HasPrefix(dest, "//") {
		if !strings.HasPrefix(dest, "https://") {
			l.bad = "another site is linked with https:"
		}
		return l, dest
	}
	name, fragment, anchored := strings.Cut(dest, "#")
	l.fragment = fragment
	if anchored {
		fragment = "#" + fragment
	}
	if name == "" {
		l.file = path.Join(p.lesson.Dir, "README.md")
		return l, fragment
	}
	file := path.Join(p.lesson.Dir, name)
	if file == "." || file == "README.md" {
		l.file = "." // the index
		return l, "/" + fragment
	}
	if !folder.MatchString(strings.SplitN(file, "/", 2)[0]) {
		l.bad = "it leaves the lessons"
		return l, dest
	}
	dir, base := path.Split(file + "/")
	if dir = path.Clean(dir); base == "" && !strings.Contains(dir, "/") {
		l.file = path.Join(dir, "README.md")
		return l, "/lessons/" + dir + "/" + fragment
	}
	l.file = file
	return l, "/lessons/" + strings.TrimSuffix(file, "README.md") + fragment
}

// resolveImage points a Markdown picture to its file and gives it its size,
// so that the text below does not jump when it comes.
func (p *page) resolveImage(n *ast.Image) {
	file := path.Join(p.lesson.Dir, string(n.Destination))
	p.images = append(p.images, image{node: n, file: file, alt: p.text(n)})
	n.Destination = []byte("/lessons/" + file)
	n.SetAttributeString("loading", []byte("lazy"))
	if w, h, ok := svgSize(p.fsys, file); ok {
		n.SetAttributeString("width", []byte(w))
		n.SetAttributeString("height", []byte(h))
	}
}

// noteTag notes for Lint what an HTML tag points to.
func (p *page) noteTag(n ast.Node, t tag) {
	alt, _ := t.attr("alt")
	if src, ok := t.attr("src"); ok {
		p.images = append(p.images, image{node: n, file: path.Join(p.lesson.Dir, src), alt: alt})
	}
	if src, ok := t.attr("srcset"); ok { // the img of the same picture has the alt
		p.images = append(p.images, image{node: n, file: path.Join(p.lesson.Dir, src), alt: src})
	}
	if dest, ok := t.attr("href"); ok {
		p.href(n, dest)
	}
}

// resolveTag does for the author's HTML what resolveLinks does for Markdown.
func (p *page) resolveTag(t *tag) {
	if dest, ok := t.attr("href"); ok {
		_, address := p.target(dest)
		t.set("href", address)
	}
	for _, name := range []string{"src", "srcset"} {
		if src, ok := t.attr(name); ok {
			t.set(name, "/lessons/"+path.Join(p.lesson.Dir, src))
		}
	}
	if src, ok := t.attr("src"); ok && t.name == "img" {
		t.set("loading", "lazy")
		if w, h, ok := svgSize(p.fsys, strings.TrimPrefix(src, "/lessons/")); ok {
			t.set("width", w)
			t.set("height", h)
		}
	}
}

// svgHead is how much of an SVG file is read for its root element, in bytes.
const svgHead = 4096

// svgSize returns the width and height of an SVG file in CSS pixels, from its
// root element. A file that is not there is Lint's affair.
func svgSize(fsys fs.FS, name string) (width, height string, ok bool) {
	file, err := fsys.Open(name)
	if err != nil {
		return "", "", false
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, svgHead))
	if err != nil || !strings.HasSuffix(name, ".svg") {
		return "", "", false
	}
	for t := range tags(string(text)) {
		if t.name == "svg" {
			return t.size()
		}
	}
	return "", "", false
}

// size reads width and height, or else the viewBox: min-x min-y width height.
func (t tag) size() (width, height string, ok bool) {
	width, _ = t.attr("width")
	height, _ = t.attr("height")
	box, _ := t.attr("viewbox")
	if b := strings.Fields(strings.ReplaceAll(box, ",", " ")); len(b) == 4 && (width == "" || height == "") {
		width, height = b[2], b[3]
	}
	w, errW := strconv.ParseFloat(strings.TrimSuffix(width, "px"), 64)
	h, errH := strconv.ParseFloat(strings.TrimSuffix(height, "px"), 64)
	if errW != nil || errH != nil {
		return "", "", false
	}
	return strconv.Itoa(int(w + 0.5)), strconv.Itoa(int(h + 0.5)), true
}
