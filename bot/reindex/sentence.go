package reindex

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// maxSentence bounds the sentence that is passed on, in characters.
const maxSentence = 300

// sentence is what a person is told about a child that failed and wrote this
// to its standard error while it was reading a large file, or "".
func (r *Runner) sentence(stderr, reading string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(stderr), "\n")
	if _, said, found := strings.Cut("\n"+stderr, "\nverbatim index: "); found { // libraries may log before it
		line, _, _ = strings.Cut(said, "\n")
	}
	line = strings.TrimSpace(line)
	switch {
	case line == "" && reading != "":
		return r.redact("the build was ended from outside while it read " + reading + ", perhaps because memory ran out: split that file or take it out")
	case line == "":
		return "the build was ended from outside, perhaps because memory ran out"
	case noMemory.MatchString(stderr) && reading != "":
		return r.redact(fmt.Sprintf("%s takes more memory than the %d MB that reading the corpus may take: split the file or take it out", reading, r.o.Memory>>20))
	case noMemory.MatchString(stderr):
		return fmt.Sprintf("the build took more than the %d MB of memory that it may take; the log has the details", r.o.Memory>>20)
	case strings.HasPrefix(line, "panic:"), strings.HasPrefix(line, "fatal error:"),
		strings.HasPrefix(line, "runtime:"), strings.HasPrefix(line, "SIG"), strings.HasPrefix(line, "unexpected fault"):
		return "the build crashed; the log has the details"
	}
	return r.redact(line)
}

// noMemory is what Go says when it gets no more, or no stack for a thread.
var noMemory = regexp.MustCompile(`(?m)^(?:fatal error|runtime): .*(?:out of memory|cannot allocate memory)|^runtime/cgo: pthread_create failed`)

// hostPath is what looks like an absolute path, of Windows too. A word before
// the first slash makes it something else: "and/or", "https://".
var hostPath = regexp.MustCompile(`(^|[\s"'(=\[{<,;])((?:[A-Za-z]:)?[/\\][^\s"'()\[\]{}<>,;:]+)`)

// redact makes a text fit to be shown in Discord: named folders by their
// names, other absolute paths by their last element, nothing that is not
// printable.
func (r *Runner) redact(text string) string {
	// Longer paths first, since one folder may lie inside the other.
	dirs := make([]string, 0, len(r.o.Names))
	for dir := range r.o.Names {
		// A relative one may be a word of the sentence.
		if filepath.IsAbs(dir) && len(dir) > 1 {
			dirs = append(dirs, dir)
		}
	}
	slices.SortFunc(dirs, func(a, b string) int { return len(b) - len(a) })
	for _, dir := range dirs {
		text = replacePath(text, strings.TrimRight(dir, `/\`), r.o.Names[dir])
	}
	text = hostPath.ReplaceAllStringFunc(text, func(m string) string {
		parts := hostPath.FindStringSubmatch(m)
		return parts[1] + path.Base(strings.ReplaceAll(parts[2], `\`, "/"))
	})
	text = strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) {
			return ' '
		}
		if !unicode.IsPrint(c) {
			return -1
		}
		return c
	}, text)
	if runes := []rune(text); len(runes) > maxSentence {
		text = string(runes[:maxSentence-1]) + "…"
	}
	return text
}

// replacePath puts name in the place of dir, and nothing in the place of dir
// and a slash, so that what remains of "/srv/quotes/a.txt" is "a.txt". A path
// that only begins with the same letters is left alone.
func replacePath(text, dir, name string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, dir)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		next := strings.TrimLeft(after, `/\`)
		switch {
		case len(next) < len(after) && next != "" && !strings.ContainsAny(next[:1], " :,;\"'"):
			after = next
		case after == "" || strings.ContainsAny(after[:1], "/\\ :,;\"'.)"):
			b.WriteString(name)
			after = next
		default:
			b.WriteString(dir)
		}
		text = after
	}
}
