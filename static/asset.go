package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"
)

// An asset is one file, ready to be sent.
type asset struct {
	url   string
	kind  string // Content-Type
	plain []byte
	gzip  func() []byte // made when it is first asked for; nil where it would save less than a tenth
}

// kinds are ours and not the machine's: mime.TypeByExtension reads the
// system's tables, which differ.
var kinds = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".md":    "text/markdown; charset=utf-8",
	".svg":   "image/svg+xml",
	".txt":   "text/plain; charset=utf-8",
	".woff2": "font/woff2",
}

// load reads all files. Styles come last: they name other files, and their own
// hash covers those names.
func load(files fs.FS) map[string]*asset {
	loaded := map[string]*asset{}
	styles := []string{}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || entry.IsDir():
			return err
		case path.Ext(name) == ".css":
			styles = append(styles, name)
			return nil
		}
		text, err := fs.ReadFile(files, name)
		loaded[name] = newAsset(name, lean(name, text))
		return err
	})
	for _, name := range styles {
		text, readErr := fs.ReadFile(files, name)
		if readErr != nil {
			err = readErr
		}
		loaded[name] = newAsset(name, rewriteURLs(name, lean(name, text), loaded))
	}
	if err != nil {
		panic(err) // the files are inside the program
	}
	return loaded
}

func newAsset(name string, text []byte) *asset {
	sum := sha256.Sum256(text)
	return &asset{
		url:   hashed(name, hex.EncodeToString(sum[:4])),
		kind:  kinds[path.Ext(name)],
		plain: text,
		gzip:  sync.OnceValue(func() []byte { return compress(text) }),
	}
}

var styleURL = regexp.MustCompile(`url\(([^)]+)\)`)

// rewriteURLs replaces each url(…) of a style, relative to the style, by the
// hashed URL.
func rewriteURLs(style string, text []byte, loaded map[string]*asset) []byte {
	return styleURL.ReplaceAllFunc(text, func(match []byte) []byte {
		file := strings.Trim(string(styleURL.FindSubmatch(match)[1]), `"' `)
		name := path.Join(path.Dir(style), file)
		a, ok := loaded[name]
		if !ok {
			panic("static: " + style + " names " + name + ", which is not there")
		}
		return []byte("url(" + a.url + ")")
	})
}

// compress returns text in gzip, or nil if that hardly helps (fonts are
// compressed already).
func compress(text []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	w.Write(text) // to memory: no error
	w.Close()
	if b.Len() > len(text)*9/10 {
		return nil
	}
	return b.Bytes()
}
