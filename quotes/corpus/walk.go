package corpus

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// entry is a file that will be looked at.
type entry struct {
	name string // slash-separated, inside the corpus folder
	size int64
	time time.Time
}

// listing is what a walk through the folder found.
type listing struct {
	files      []entry // in the order of their names
	rejections []Rejection
	notices    []Notice
}

// walker goes through the folder. Every folder entry ends as a file, a
// rejection or a notice.
type walker struct {
	fsys    fs.FS
	limits  Limits
	out     listing
	skipped map[skip]*skips
	seen    int
	full    bool
	links   []link
}

// Skipped files of one folder that share a reason make one notice.
type skip struct{ dir, reason string }

type skips struct {
	first string
	count int
}

type link struct {
	entry
	info fs.FileInfo
}

// walk lists the corpus. It fails only when the folder itself cannot be read.
func walk(ctx context.Context, fsys fs.FS, limits Limits) (listing, error) {
	w := walker{fsys: fsys, limits: limits, skipped: map[skip]*skips{}}
	if err := w.dir(ctx, ".", 0); err != nil {
		return listing{}, err
	}
	w.resolveLinks()
	for s, n := range w.skipped {
		reason := s.reason
		if n.count > 1 {
			reason += fmt.Sprintf(" (and %d more in this folder)", n.count-1)
		}
		w.out.notices = append(w.out.notices, Notice{File: n.first, Reason: reason})
	}
	slices.SortFunc(w.out.files, func(a, b entry) int { return cmp.Compare(a.name, b.name) })
	slices.SortFunc(w.out.notices, compareNotices)
	return w.out, nil
}

func compareNotices(a, b Notice) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Reason, b.Reason))
}

func (w *walker) reject(name, reason string) {
	w.out.rejections = append(w.out.rejections, Rejection{File: strings.ToValidUTF8(name, "\uFFFD"), Reason: reason, Whole: true})
}

func (w *walker) skip(name, reason string) {
	key := skip{path.Dir(name), reason}
	if w.skipped[key] == nil {
		w.skipped[key] = &skips{first: name}
	}
	w.skipped[key].count++
}

// dir is as deep as Limits.Depth. Folders that links lead to are not entered,
// so there are no loops.
func (w *walker) dir(ctx context.Context, dir string, depth int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	entries, err := fs.ReadDir(w.fsys, dir)
	if err != nil {
		if dir == "." {
			return fmt.Errorf("listing the corpus folder: %w", err)
		}
		var pathErr *fs.PathError
		if errors.As(err, &pathErr) {
			err = pathErr.Err
		}
		w.reject(dir, "the folder cannot be read: "+err.Error())
	}
	for _, e := range entries {
		if w.full {
			return nil
		}
		if err := w.entry(ctx, dir, e, entries, depth); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) entry(ctx context.Context, dir string, e fs.DirEntry, siblings []fs.DirEntry, depth int) error {
	name := path.Join(dir, e.Name())
	if !utf8.ValidString(e.Name()) {
		w.reject(name, "the name of the file is no UTF-8: rename it")
		return nil
	}
	if reason := junk(e.Name(), e.IsDir()); reason != "" {
		w.skip(name, reason)
		return nil
	}
	switch t := e.Type(); {
	case t.IsDir():
		switch {
		case isSavedFiles(e.Name(), siblings):
			w.skip(name, "the parts of a saved page: not read")
		case depth >= w.limits.Depth:
			w.reject(name, fmt.Sprintf("folders are nested more than %d deep: not read", w.limits.Depth))
		default:
			return w.dir(ctx, name, depth+1)
		}
		return nil
	case t&fs.ModeNamedPipe != 0:
		w.skip(name, "a named pipe: not read")
		return nil
	case t&fs.ModeSocket != 0:
		w.skip(name, "a socket: not read")
		return nil
	case t&(fs.ModeDevice|fs.ModeCharDevice) != 0:
		w.skip(name, "a device: not read")
		return nil
	case t&fs.ModeSymlink == 0 && !t.IsRegular():
		w.skip(name, "no regular file: not read")
		return nil
	}
	if why := unopened(name); why != "" {
		w.skip(name, why)
		return nil
	}
	if w.seen++; w.seen > w.limits.Files {
		w.full = true
		w.reject(name, fmt.Sprintf("the folder holds more than %d files: this one and those after it were not read", w.limits.Files))
		return nil
	}
	if e.Type()&fs.ModeSymlink != 0 {
		w.link(name)
		return nil
	}
	info, err := e.Info()
	if err != nil {
		w.reject(name, cannotRead(err).Error())
		return nil
	}
	w.out.files = append(w.out.files, entry{name, info.Size(), info.ModTime()})
	return nil
}

// link follows a link to a file inside the folder; os.Root refuses others.
func (w *walker) link(name string) {
	info, err := fs.Stat(w.fsys, name)
	switch {
	case err != nil:
		w.skip(name, "a link that leads out of the folder or nowhere: not followed")
	case info.IsDir():
		w.skip(name, "a link to a folder: not followed")
	case !info.Mode().IsRegular():
		w.skip(name, "a link to something that is no regular file: not followed")
	default:
		w.links = append(w.links, link{entry{name, info.Size(), info.ModTime()}, info})
	}
}

// resolveLinks leaves out links to files that are read anyway.
func (w *walker) resolveLinks() {
	if len(w.links) == 0 {
		return
	}
	type shape struct {
		size int64
		time time.Time
	}
	known := map[shape][]fs.FileInfo{}
	for _, f := range w.out.files {
		if info, err := fs.Stat(w.fsys, f.name); err == nil {
			key := shape{info.Size(), info.ModTime()}
			known[key] = append(known[key], info)
		}
	}
	for _, l := range w.links {
		key := shape{l.info.Size(), l.info.ModTime()}
		if slices.ContainsFunc(known[key], func(i fs.FileInfo) bool { return os.SameFile(i, l.info) }) {
			w.skip(l.name, "a link to a file that is read already")
			continue
		}
		known[key] = append(known[key], l.info)
		w.out.files = append(w.out.files, l.entry)
	}
}

// junk says why a name is passed over whatever is in it, or "".
func junk(base string, isDir bool) string {
	lower := strings.ToLower(base)
	switch {
	case strings.HasPrefix(base, "."):
		return "hidden: not read"
	case isDir:
		switch lower {
		case "node_modules", "bower_components", "__pycache__", "__macosx", "lost+found", "$recycle.bin", "system volume information", "@eadir":
			return "a folder that programs keep for themselves: not read"
		}
		return ""
	case strings.HasSuffix(base, "~"), strings.HasPrefix(base, "#") && strings.HasSuffix(base, "#"), strings.HasPrefix(base, "~$"):
		return "an editor's backup: not read"
	}
	switch path.Ext(lower) {
	case ".bak", ".swp", ".swo", ".orig", ".rej", ".tmp", ".part", ".crdownload", ".download":
		return "an editor's or a browser's temporary file: not read"
	}
	switch stem := strings.TrimSuffix(lower, path.Ext(lower)); stem {
	case "readme", "license", "licence", "copying", "changelog", "contributing":
		switch path.Ext(lower) {
		case "", ".md", ".txt", ".markdown", ".html":
			return "about the folder, not of it: not read"
		}
	}
	return ""
}

// isSavedFiles knows the folder in which a browser keeps the pictures and
// scripts of a page that it saves beside it.
func isSavedFiles(base string, siblings []fs.DirEntry) bool {
	i := strings.LastIndexAny(base, "_-.")
	if i <= 0 {
		return false
	}
	switch strings.ToLower(base[i+1:]) {
	case "files", "file", "dateien", "fichiers", "archivos", "bestanden", "arquivos", "pliki", "soubory", "filer", "tiedostot":
	default:
		return false
	}
	return slices.ContainsFunc(siblings, func(e fs.DirEntry) bool {
		return isHTML(e.Name()) && strings.TrimSuffix(e.Name(), path.Ext(e.Name())) == base[:i]
	})
}

// Files returns the names of the files that a corpus is read from, slash-separated and
// in order: not what is passed over, and what lies behind a link once.
func Files(ctx context.Context, fsys fs.FS) ([]string, error) {
	found, err := walk(ctx, fsys, DefaultLimits())
	if err != nil {
		return nil, err
	}
	names := make([]string, len(found.files))
	for i, f := range found.files {
		names[i] = f.name
	}
	return names, nil
}
