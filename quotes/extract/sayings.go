package extract

import (
	"regexp"
	"strings"

	"verbatim/quotes"
	"verbatim/quotes/article"
)

// readSayings reads lists of what somebody said, under a heading that names him
// ("Sayings of Jane Smith", "What Jane Smith said"), and quotations under a line
// with the speaker's name each.
func (d *reader) readSayings() {
	for pi := 0; pi < len(d.paras); pi++ {
		if d.layout.taken[pi] || !d.heads(pi) {
			continue
		}
		if v, bare := d.sayingsOf(pi); v.sure > 0 {
			d.listUnder(pi, v, bare)
		}
	}
	d.readNameLines()
}

// heads reports whether paragraph pi is a heading, or looks like one: short, and
// it does not end as a sentence does.
func (d *prose) heads(pi int) bool {
	p := &d.paras[pi]
	if p.end-p.start > 120 || p.firstSent >= p.lastSent || len(p.regions) > 0 || bullet.MatchString(d.text[p.start:p.end]) && !d.marked(pi, article.Heading) {
		return false
	}
	last := d.text[p.end-1]
	return d.marked(pi, article.Heading) || last != '.' && last != ',' && last != '!' && last != '?' && last != ';'
}

// marked reports whether the file marks paragraph pi as a block of a kind.
func (d *prose) marked(pi int, kind article.BlockKind) bool {
	for i := blockAt(d.art.Blocks, d.paras[pi].start); i >= 0 && i < len(d.art.Blocks) && d.art.Blocks[i].Start <= d.paras[pi].start; i++ {
		if b := d.art.Blocks[i]; b.Kind == kind && b.Start == d.paras[pi].start {
			return true
		}
	}
	return false
}

// blockAt returns the first block that starts at a byte or behind it.
func blockAt(bs []article.Block, at int) int {
	lo, hi := 0, len(bs)
	for lo < hi {
		if mid := (lo + hi) / 2; bs[mid].Start < at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

var bullet = regexp.MustCompile(`^(?:[-*•–—·]|\d{1,3}[.)])[ \x{a0}\t]+`)

// sayingsOf reads the heading of a list of sayings. bare says that the list need
// not have quotation marks.
func (d *reader) sayingsOf(pi int) (v voice, bare bool) {
	none := voice{ent: -1}
	p := &d.paras[pi]
	first, last := d.sents[p.firstSent].first, d.sents[p.lastSent-1].last
	if last-first > 16 {
		return none, false
	}
	n, ok := named{}, false
	said := false
	for i := first; i < last; i++ {
		t := &d.toks[i]
		if t.kind == quoted || t.kind == stop && i+1 < last {
			return none, false
		}
		switch w := d.low(i); {
		case d.lex.sayingNouns[w]:
			bare = true
		case w == "said", w == "says", w == "words" && i > first, w == "on", w == "wisdom", w == "tweets", w == "quotable":
			said = true
		case w == "about", w == "vs", w == "versus", w == "and" && ok && i == n.last+1:
			return none, false // "What they said about Jane Smith"
		}
		if !ok && t.kind == word {
			if n, ok = d.nameRun(i, last); ok {
				i = n.last
			}
		}
	}
	if !ok || !bare && !said {
		return none, false
	}
	// "Jane Smith on gardening", "What Jane Smith said"; not "Notes on Jane Smith".
	if !bare && d.low(n.last+1) != "on" && d.low(n.last+1) != "said" && d.low(n.last+1) != "says" && d.low(n.first-1) != "of" && !d.toks[n.last].possessive() {
		return none, false
	}
	if n.first > first && d.low(n.first-1) == "on" {
		return none, false
	}
	v = d.voiceNamed(n, d.names(), d.span(n.first, n.last))
	if !d.isPerson(n, d.knows(v), bare) {
		return none, false
	}
	v.sure = .99
	return v, bare
}

// listUnder gives the items under a heading to its speaker: at least two, one
// behind the other, each in quotation marks; or without, in a list that the file
// marks, if the heading says that they are quoted.
func (d *reader) listUnder(heading int, v voice, bare bool) {
	var items []int
	var words []quotes.Span
	for pi := heading + 1; pi < len(d.paras) && !d.layout.taken[pi]; pi++ {
		p := &d.paras[pi]
		from := p.start + len(bullet.FindString(d.text[p.start:min(p.end, p.start+12)]))
		var s quotes.Span
		ok := false
		switch {
		case len(p.regions) == 1 && p.regions[0].open == from && p.regions[0].close >= p.end-1 && p.regions[0].closed:
			s, ok = trimmed(d.text, p.regions[0].start, p.regions[0].end)
		case bare && len(p.regions) == 0 && d.marked(pi, article.Item) && endsAsSpeech(d.text[p.start:p.end]):
			s, ok = trimmed(d.text, from, p.end)
		}
		if !ok || pi+1 < len(d.paras) && d.marksName(pi+1) {
			break
		}
		items, words = append(items, pi), append(words, s)
	}
	if len(items) < 2 {
		return
	}
	d.take(heading)
	for i, pi := range items {
		d.take(pi)
		d.addTurn(pi, words[i:i+1], v, patHeading, false)
	}
}

// marksName reports whether a paragraph begins with a dash, as the name below a
// quotation does.
func (d *prose) marksName(pi int) bool {
	p := &d.paras[pi]
	return p.firstSent < p.lastSent && d.toks[d.sents[p.firstSent].first].kind == dash && len(p.regions) == 0
}

// readNameLines reads quotations that are a paragraph each, under a line with
// nothing but the speaker's name and role: at least two of them, so that the line
// is no heading of something else. Where such a line also stands below the last, the
// names may stand below the words.
func (d *reader) readNameLines() {
	type said struct {
		line, words int
		v           voice
	}
	var found []said
	flush := func() {
		if n := len(found); n >= 2 && (found[n-1].words+1 >= len(d.paras) || d.nameLine(found[n-1].words+1).sure == 0) {
			for _, f := range found {
				d.take(f.line)
				d.take(f.words)
				r := d.paras[f.words].regions[0]
				if s, ok := trimmed(d.text, r.start, r.end); ok {
					d.addTurn(f.words, []quotes.Span{s}, f.v, patHeading, false)
				}
			}
		}
		found = found[:0]
	}
	for pi := 0; pi+1 < len(d.paras); pi++ {
		if d.layout.taken[pi] || d.layout.taken[pi+1] || !d.pureQuote(pi+1) {
			flush()
			continue
		}
		v := d.nameLine(pi)
		if v.sure == 0 || pi > 0 && d.pureQuote(pi-1) && len(found) == 0 {
			flush() // the lines may stand below the words
			continue
		}
		found = append(found, said{pi, pi + 1, v})
		pi++
	}
	flush()
}

// pureQuote reports whether paragraph pi is one quotation and nothing else.
func (d *prose) pureQuote(pi int) bool {
	p := &d.paras[pi]
	return len(p.regions) == 1 && p.regions[0].open == p.start && p.regions[0].close == p.end && p.regions[0].closed
}

// nameLine reads a paragraph that is a name, or a name and a role.
func (d *reader) nameLine(pi int) voice {
	p := &d.paras[pi]
	if p.end-p.start > 90 || p.firstSent+1 != p.lastSent || len(p.regions) > 0 || strings.ContainsAny(d.text[p.start:p.end], "?!;") {
		return voice{ent: -1}
	}
	s := d.sents[p.firstSent]
	v := d.personAt(s.first, s.last)
	n, ok := d.nameIn(s.first, s.last)
	if !ok || n.last+1 < s.last && d.toks[n.last+1].kind != comma && d.toks[n.last+1].kind != colon && d.toks[n.last+1].kind != openParen {
		return voice{ent: -1}
	}
	return v
}
