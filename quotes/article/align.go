package article

import (
	"context"
	"strings"
	"unicode"
)

// searchBudget bounds, in bytes compared per byte of the page, how long lines
// are looked for; what is not found has the line of what stands before it.
const searchBudget = 64

// align finds, for each paragraph of a text taken out of an HTML source, where
// its words stand in the source, and returns the marks of their lines. Both are
// compared without white space, since that is what rendering changes; the tree
// in between has no positions.
func align(ctx context.Context, text, source string) []mark {
	src := newStream(ctx, source)
	marks := []mark{{0, 1}}
	budget := searchBudget * (len(source) + 1)
	at := 0 // in src.text
	offset := 0
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if ctx.Err() != nil {
			break
		}
		from := seek(src.text, paragraph, at, &budget)
		if from < 0 {
			from = at
		}
		at = src.follow(paragraph, offset, from, &marks, &budget)
		offset += len(paragraph) + len("\n\n")
	}
	if len(marks) > 1 && marks[1].offset == 0 {
		marks = marks[1:]
	}
	return marks
}

// stream is the text of an HTML source without white space.
type stream struct {
	text  string
	lines []mark // offset in text -> line of the source
}

func newStream(ctx context.Context, source string) stream {
	var b strings.Builder
	var lines []mark
	line, counted := 1, 0
	for p := range htmlTexts(source, false) {
		if ctx.Err() != nil {
			break
		}
		if p.block {
			continue
		}
		line += strings.Count(source[counted:p.offset], "\n")
		counted = p.offset
		here := line
		for _, r := range p.text {
			if r == '\n' {
				here++
			}
			if unicode.IsSpace(r) || isInvisible(r) {
				continue
			}
			if len(lines) == 0 || lines[len(lines)-1].line != here {
				lines = append(lines, mark{b.Len(), here})
			}
			b.WriteRune(r)
		}
	}
	return stream{b.String(), lines}
}

// seek returns where in src the paragraph begins: at from or after it, else
// before it, or -1. It looks for the first 24 bytes without white space, and
// for the 24 after the first character in case rendering added that one.
func seek(src, paragraph string, from int, budget *int) int {
	for skip := range 2 {
		key := squeeze(paragraph, skip, 24)
		if key == "" {
			return -1
		}
		for _, start := range []int{from, 0} {
			if *budget <= 0 {
				return -1
			}
			i := strings.Index(src[start:], key)
			if i >= 0 {
				*budget -= i
				return start + i
			}
			*budget -= len(src) - start
		}
	}
	return -1
}

// squeeze returns about n bytes of s without white space, after skip characters.
func squeeze(s string, skip, n int) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsSpace(r) {
			continue
		}
		if skip > 0 {
			skip--
			continue
		}
		if b.WriteRune(r); b.Len() >= n {
			break
		}
	}
	return b.String()
}

// follow walks a paragraph and the source side by side from the position from
// on, marks each change of line, and returns the position after it. Where the
// two differ it looks a little ahead in the source and else stays.
func (s stream) follow(paragraph string, offset, from int, marks *[]mark, budget *int) int {
	at := from
	next := 0 // in s.lines: the first mark after at
	for lo, hi := 0, len(s.lines); ; {
		if lo >= hi {
			next = lo
			break
		}
		if mid := (lo + hi) / 2; s.lines[mid].offset > at {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	for i, r := range paragraph {
		if unicode.IsSpace(r) {
			continue
		}
		if c := string(r); !strings.HasPrefix(s.text[at:], c) {
			if *budget -= 512; *budget <= 0 {
				return at
			}
			key := squeeze(paragraph[i:min(len(paragraph), i+64)], 0, 12)
			skipped := strings.Index(s.text[at:min(len(s.text), at+512)], key)
			if skipped < 0 {
				continue
			}
			at += skipped
		}
		for next < len(s.lines) && s.lines[next].offset <= at {
			next++
		}
		if next > 0 {
			line := s.lines[next-1].line
			if last := (*marks)[len(*marks)-1]; last.line != line || len(*marks) == 1 {
				*marks = append(*marks, mark{offset + i, line})
			}
		}
		at += len(string(r))
	}
	return at
}
