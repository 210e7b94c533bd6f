package lessons

import (
	"io/fs"
	"path"
	"strings"
)

// lintLinks checks that every link leads somewhere, on GitHub and on the site.
func (p *page) lintLinks(pages []*page) (errs []error) {
	for _, l := range p.links {
		switch target := find(pages, l.file); {
		case l.bad != "":
			errs = append(errs, p.errorf(l.node, "link %s: %s", l.dest, l.bad))
		case l.file == "" || l.file == ".":
		case !p.exists(l.file):
			errs = append(errs, p.errorf(l.node, "link %s: %s does not exist", l.dest, l.file))
		case l.fragment != "" && (target == nil || !target.ids[l.fragment]):
			errs = append(errs, p.errorf(l.node, "link %s: no heading has this id", l.dest))
		}
	}
	return errs
}

// find returns the page that is the file.
func find(pages []*page, file string) *page {
	for _, p := range pages {
		if path.Join(p.lesson.Dir, "README.md") == file {
			return p
		}
	}
	return nil
}

// lintImages checks that every picture is there and says what it shows.
func (p *page) lintImages() (errs []error) {
	for _, i := range p.images {
		if strings.TrimSpace(i.alt) == "" {
			errs = append(errs, p.errorf(i.node, "picture %s has no alt text", i.file))
		}
		if !p.exists(i.file) {
			errs = append(errs, p.errorf(i.node, "picture %s does not exist", i.file))
		}
	}
	return errs
}

func (p *page) exists(file string) bool {
	info, err := fs.Stat(p.fsys, file)
	return err == nil && !info.IsDir()
}
