package extract

import (
	"context"
	"slices"
	"strings"
)

// pairMarks turns the marks of a paragraph into regions. open says that the
// paragraph before ended inside a quotation. It looks at most two marks ahead,
// so that it takes time linear in the number of marks, whatever is missing.
//
// What it repairs: a mark that is curled the wrong way; a quotation that opens
// again before it closed (nested if two closing marks follow, else the first
// lost its closing mark); a closing mark that nothing opened.
func pairMarks(text string, p para, ms []mark, open bool) []region {
	var rs []region
	depth, shared := 0, false // shared says that the next closing mark closes both
	var cur region
	inSingle := false
	begin := func(m mark) {
		cur = region{open: m.pos, start: m.pos + m.size, follows: open && len(rs) == 0 && m.pos == p.start, makeshift: m.makeshift}
		depth, inSingle, shared = 1, m.single, false
	}
	finish := func(end, after int, closed bool) {
		cur.end, cur.close, cur.closed = end, after, closed
		rs = append(rs, cur)
		depth = 0
	}
	for i, m := range ms {
		if depth > 0 && m.single != inSingle {
			continue // marks of the other kind stand inside the words
		}
		switch {
		case depth == 0 && m.opens:
			begin(m)
		case depth == 0 && m.closes && len(rs) == 0 && open:
			// The paragraph goes on with the words of the one before, unmarked.
			cur = region{open: p.start, start: p.start, follows: true, torn: true}
			finish(m.pos, m.pos+m.size, true)
		case depth == 0:
			// A closing mark that nothing opened.
		case m.closes && (!m.opens || !reopens(ms, i)):
			if m.single && m.afterLetter && possessive(text, ms, i) {
				continue
			}
			if depth--; shared {
				depth, shared = 0, false
			}
			if depth == 0 {
				finish(m.pos, m.pos+m.size, true)
			}
		case m.opens && (nests(ms, i) || balanced(text, ms, i, depth)):
			depth++
		case m.opens && sharesClose(text, cur, ms, i):
			depth++
			shared = true
		case m.opens:
			cur.torn = !runTogetherBefore(text, cur, m)
			finish(m.pos, m.pos, false)
			begin(m)
		}
	}
	if depth > 0 {
		finish(p.end, p.end, false)
	}
	return rs
}

// runTogetherBefore reports whether two paragraphs of one quotation, of which only the
// last is closed, stand in one line: the mark opens again right behind the end of a
// sentence. Where a closing mark was lost, the words would tell who speaks.
func runTogetherBefore(text string, cur region, m mark) bool {
	words := strings.TrimRight(text[cur.start:m.pos], " \u00a0")
	if words == "" || m.single || m.makeshift || len(words) == m.pos-cur.start || strings.IndexByte(".?!", words[len(words)-1]) < 0 || strings.Contains(words, "\n") {
		return false
	}
	return !slices.ContainsFunc([]string{" said", " says", " told", " added", " asked"}, func(cue string) bool { return strings.Contains(words, cue) })
}

// next returns the mark of the same kind after ms[i].
func next(ms []mark, i int) (mark, int, bool) {
	for j := i + 1; j < len(ms) && j < i+8; j++ {
		if ms[j].single == ms[i].single {
			return ms[j], j, true
		}
	}
	return mark{}, 0, false
}

// reopens decides for a mark inside a quotation that can do both.
func reopens(ms []mark, i int) bool {
	n, _, ok := next(ms, i)
	return ok && n.closes && !n.opens && nests(ms, i)
}

// nests reports whether the quotation that opens at ms[i] lies inside another:
// two closing marks follow.
func nests(ms []mark, i int) bool {
	a, j, ok := next(ms, i)
	if !ok || !a.closes {
		return false
	}
	b, _, ok := next(ms, j)
	return ok && b.closes && !b.opens
}

// balanced reports whether the guillemets from ms[i] on, inside others, all find their
// closing ones: «She read «The Sea». Then «The Shore». Nothing else.»
func balanced(text string, ms []mark, i, depth int) bool {
	for j := i; j < len(ms) && j < i+40; j++ {
		switch m := ms[j]; {
		case m.single:
		case strings.HasPrefix(text[m.pos:], "«"):
			depth++
		case strings.HasPrefix(text[m.pos:], "»"):
			depth--
		default:
			return false
		}
		if depth == 0 {
			return true
		}
	}
	return false
}

// sharesClose reports whether the guillemet ms[i] opens a name in marks with which a
// quotation ends, so that one closing mark ends both: «He works at «Northwind», — she said.
func sharesClose(text string, cur region, ms []mark, i int) bool {
	a, j, ok := next(ms, i)
	if !ok || !a.closes || !strings.HasPrefix(text[ms[i].pos:], "«") || strings.IndexByte(text[ms[i].pos:a.pos], '\n') >= 0 {
		return false
	}
	if b, _, ok := next(ms, j); ok && !b.opens {
		return false
	}
	before, name := text[cur.start:ms[i].pos], text[ms[i].pos+ms[i].size:a.pos]
	rest := strings.TrimLeft(text[a.pos+a.size:], " \u00a0")
	rest = strings.TrimLeft(strings.TrimLeft(rest, ","), " \u00a0")
	return len(strings.Fields(name)) < 6 && len(strings.Fields(before)) > 3 && startsUpper(name) && !strings.Contains(before, ", —") && !strings.Contains(before, ", –") &&
		(strings.HasPrefix(rest, "— ") || strings.HasPrefix(rest, "– ") || strings.HasPrefix(rest, "- "))
}

// possessive reports whether the single mark ms[i], which stands behind an s, is
// an apostrophe ("the workers' rights"): another closing mark follows.
func possessive(text string, ms []mark, i int) bool {
	end := ms[i].pos + ms[i].size
	if end+1 >= len(text) || text[end] != ' ' || text[end+1] < 'a' || text[end+1] > 'z' {
		return false
	}
	n, _, ok := next(ms, i)
	return ok && n.closes && !n.opens
}

// readMarks finds the quotations of every paragraph.
func readMarks(ctx context.Context, text string, paras []para) {
	british := britishStyle(text)
	open, left := false, 0 // the mark that is still open
	parted := false        // a caption stands between it and the paragraph
	for i := range paras {
		if ctx.Err() != nil {
			return
		}
		p := &paras[i]
		ms := marksIn(ctx, text, *p, british)
		if parted && len(ms) > 0 && (ms[0].pos > p.start || !ms[0].opens) {
			open = false
		}
		p.regions = pairMarks(text, *p, ms, open)
		if open && len(p.regions) > 0 && p.regions[0].follows && !sameMark(text, left, p.regions[0].open) {
			p.regions[0].follows = false
		}
		if parted = open && !parted && captionLine(text, *p); parted {
			continue
		}
		open = false
		if n := len(p.regions); n > 0 && !p.regions[n-1].closed {
			open, left = true, p.regions[n-1].open
		}
	}
	// A quotation that its paragraph leaves open goes on if the next one opens
	// again at its very beginning; otherwise its closing mark is missing.
	for i := range paras {
		n := len(paras[i].regions)
		if n == 0 || paras[i].regions[n-1].closed {
			continue
		}
		k := i + 1
		if k+1 < len(paras) && captionLine(text, paras[k]) {
			k++
		}
		if k == len(paras) || len(paras[k].regions) == 0 || !paras[k].regions[0].follows {
			paras[i].regions[n-1].torn = true
		}
	}
}

// captionLine reports whether a paragraph is a line without marks that does not end as a
// sentence does and is too long for a heading, as that below a picture.
func captionLine(text string, p para) bool {
	return len(p.regions) == 0 && p.end-p.start < 250 && wordCount(text[p.start:p.end]) >= 6 && !endsAsSpeech(text[p.start:p.end])
}

// sameMark reports whether the mark at b can go on with what the one at a opened: a
// curled one does not go on for a straight one. A paragraph that goes on unmarked
// has no mark at b.
func sameMark(text string, a, b int) bool {
	curled := func(i int) bool { return strings.HasPrefix(text[i:], "“") }
	straight := func(i int) bool { return text[i] == '"' }
	return !(curled(a) && straight(b)) && !(straight(a) && curled(b))
}
