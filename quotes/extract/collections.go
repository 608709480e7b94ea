package extract

import (
	"strings"

	"verbatim/quotes"
)

// saying is one of a collection: words, and who said them.
type saying struct {
	pi    int // the paragraph of the words
	below int // that of the name below them, or -1
	words quotes.Span
	voice voice
}

// readCollections reads articles that collect what people said, each time in the same
// way: a quotation and a name below it, “...” Jane Smith, best actress; Jane Smith
// accepts her award: “...”. What may be chance once is none where it comes three
// times.
func (d *reader) readCollections() {
	d.enterSayings(d.namesBelow())
	d.enterSayings(d.underHeadings())
	for _, rule := range [...]func(pi int) (saying, bool){d.namedBehind, d.namedBefore, d.namedByDash} {
		var all []saying
		for pi := range d.paras {
			if d.layout.taken[pi] || d.paras[pi].foreign || d.paras[pi].firstSent >= d.paras[pi].lastSent {
				continue
			}
			if s, ok := rule(pi); ok && wordCount(d.text[s.words.Start:s.words.End]) >= 4 {
				all = append(all, s)
			}
		}
		d.enterSayings(all)
	}
}

// enterSayings enters a collection of at least three people.
func (d *reader) enterSayings(all []saying) {
	names := map[string]bool{}
	for _, s := range all {
		if len(names) < 3 {
			names[s.voice.speakers[0].Name] = true
		}
	}
	if len(names) < 3 {
		return
	}
	for _, s := range all {
		d.take(s.pi)
		if s.below >= 0 {
			d.take(s.below)
		}
		d.addTurn(s.pi, []quotes.Span{s.words}, s.voice, patHeading, false)
	}
}

// namesBelow reads quotations that are a paragraph each, with a line below each that
// is nothing but a name and a role. Where such a line also stands above the first, or
// no such line below the last, it is not clear whose words they are.
func (d *reader) namesBelow() []saying {
	var all []saying
	for pi := 0; pi+1 < len(d.paras); pi++ {
		if !d.pureQuote(pi) || pi > 0 && d.nameLine(pi-1).sure > 0 {
			continue
		}
		var run []saying
		for ; pi+1 < len(d.paras) && !d.layout.taken[pi] && d.pureQuote(pi); pi += 2 {
			v := d.nameLine(pi + 1)
			r := d.paras[pi].regions[0]
			words, ok := trimmed(d.text, r.start, r.end)
			if v.sure == 0 || !ok {
				break
			}
			run = append(run, saying{pi, pi + 1, words, v})
		}
		if pi >= len(d.paras) || !d.pureQuote(pi) {
			all = append(all, run...)
		}
	}
	return all
}

// underHeadings reads quotations, a paragraph each, under headings that say whose they
// are and of what: "Jane Smith on winter", and below it "… on summer".
func (d *reader) underHeadings() []saying {
	var all []saying
	v := voice{ent: -1}
	for pi := range d.paras {
		p := &d.paras[pi]
		if d.layout.taken[pi] || p.firstSent >= p.lastSent {
			v = voice{ent: -1}
			continue
		}
		if w := d.speaksOn(pi); w.sure > 0 {
			v = w
			continue
		}
		if v.sure == 0 || d.heads(pi) && strings.HasPrefix(d.text[p.start:p.end], "…") {
			continue
		}
		words, ok := d.wholeOrLed(pi)
		if !ok {
			v = voice{ent: -1}
			continue
		}
		all = append(all, saying{pi, -1, words, v})
	}
	return all
}

// speaksOn reads a heading that begins with a name and goes on with "on": "Jane Smith on
// winter", "Jane Smith …".
func (d *reader) speaksOn(pi int) voice {
	if !d.heads(pi) {
		return voice{ent: -1}
	}
	first, last := d.sents[d.paras[pi].firstSent].first, d.sents[d.paras[pi].lastSent-1].last
	n, ok := d.nameIn(first, last)
	ends := strings.HasSuffix(d.text[d.paras[pi].start:d.paras[pi].end], "…")
	if !ok || n.first != first || d.low(n.last+1) != "on" && !(ends && n.last+2 >= last) || d.toks[n.last].possessive() {
		return voice{ent: -1}
	}
	v := d.voiceNamed(n, d.names(), d.span(n.first, n.last))
	if !d.isPerson(n, d.knows(v), true) {
		return voice{ent: -1}
	}
	v.sure = .99
	return v
}

// wholeOrLed returns the words of a paragraph that is nothing but a quotation, or one to
// which a few words lead that name nobody: "On stage: “...”". It may be left open for the
// next paragraph.
func (d *reader) wholeOrLed(pi int) (quotes.Span, bool) {
	p := &d.paras[pi]
	if len(p.regions) != 1 || p.regions[0].close < p.end || p.regions[0].torn {
		return quotes.Span{}, false
	}
	r := p.regions[0]
	if r.open > p.start {
		lead := strings.TrimRight(d.text[p.start:r.open], " ")
		if len(lead) > 30 || !strings.HasSuffix(lead, ":") {
			return quotes.Span{}, false
		}
		for i := d.sents[p.firstSent].first; i < len(d.toks) && int(d.toks[i].start) < r.open; i++ {
			if m := d.mention(i); m != nil && d.named(m) && m.kind == person {
				return quotes.Span{}, false
			}
		}
	}
	return trimmed(d.text, r.start, r.end)
}

// quotedFirst returns the words of a paragraph that begins with its one quotation,
// and the first token behind it.
func (d *reader) quotedFirst(pi int) (words quotes.Span, behind int, ok bool) {
	p := &d.paras[pi]
	if len(p.regions) != 1 || p.regions[0].open != p.start || !p.regions[0].closed {
		return words, 0, false
	}
	words, ok = trimmed(d.text, p.regions[0].start, p.regions[0].end)
	first, last := d.sents[p.firstSent].first, d.sents[p.lastSent-1].last
	if !ok || d.toks[first].kind != quoted || first+1 >= last || last-first > 18 {
		return words, 0, false
	}
	return words, first + 1, true
}

// namedBehind reads “...” Jane Smith on her award, “...” – host John Doe.
func (d *reader) namedBehind(pi int) (saying, bool) {
	words, at, ok := d.quotedFirst(pi)
	if !ok {
		return saying{}, false
	}
	last := d.sents[d.paras[pi].lastSent-1].last
	if k := d.toks[at].kind; k == dash || k == openParen || k == comma {
		at++
	}
	n, ok := d.nameIn(at, last)
	if !ok || n.first > at+6 || d.toks[n.last].possessive() {
		return saying{}, false
	}
	if k := n.last + 1; k < last && d.toks[k].kind == word && !d.toks[k].cls.is(clsPrep) {
		return saying{}, false // “...” Smith was angry.
	}
	for i := at; i < last; i++ {
		if (i < n.first || i > n.last) && d.finite(i, at) {
			return saying{}, false
		}
	}
	v := d.personAt(at, last)
	return saying{pi, -1, words, v}, v.sure > 0
}

// namedBefore reads Jane Smith accepts her award: “...”, Jane Smith’s speech: “...”.
func (d *reader) namedBefore(pi int) (saying, bool) {
	p := &d.paras[pi]
	if len(p.regions) != 1 || !p.regions[0].closed || p.regions[0].close < p.end-1 {
		return saying{}, false
	}
	first, q := d.sents[p.firstSent].first, d.sents[p.lastSent-1].last-1
	for q > first && d.toks[q].kind != quoted {
		q--
	}
	if q-first < 3 || q-first > 24 || d.toks[q-1].kind != colon || d.paras[pi].lastSent-p.firstSent != 1 {
		return saying{}, false
	}
	n, ok := d.nameIn(first, q-1)
	if !ok || n.first > first+5 {
		return saying{}, false
	}
	if d.toks[n.last].possessive() && !d.saysSo(q-2) {
		return saying{}, false // "Smith's wife:"
	}
	for i := n.last + 1; i < q; i++ {
		if m := d.mention(i); d.toks[i].kind == stop || m != nil && m.kind == person && i+1 < q && d.speaksAt(m.last+1) {
			return saying{}, false
		}
	}
	words, ok := trimmed(d.text, p.regions[0].start, p.regions[0].end)
	v := d.personAt(first, n.last+1)
	return saying{pi, -1, words, v}, ok && v.sure > 0
}

// saysSo reports whether token i is a noun for something said: "monologue".
func (d *prose) saysSo(i int) bool {
	w := d.low(i)
	return d.lex.speechNouns[w] || d.lex.speeches[w] || w == "monologue"
}

// namedByDash reads words without marks and the name behind a dash: "I could not
// swim. – Jane Smith".
func (d *reader) namedByDash(pi int) (saying, bool) {
	p := &d.paras[pi]
	if len(p.regions) > 0 {
		return saying{}, false
	}
	at, v := d.dashName(pi)
	if v.sure == 0 {
		return saying{}, false
	}
	words, ok := d.unmarked(pi, p.start, at)
	return saying{pi, -1, words, v}, ok
}
