package extract

import (
	"regexp"
	"strings"
	"unicode"

	"verbatim/quotes"
	"verbatim/quotes/article"
)

// readBlocks reads the block quotations that the page marks: who is cited below
// the words, or whom the sentence above leads to them, said them. One without
// either is kept for review.
func (d *reader) readBlocks() {
	bs := d.art.Blocks
	for i := 0; i < len(bs); i++ {
		if bs[i].Kind != article.Quotation {
			continue
		}
		b := bs[i]
		var cites []quotes.Span
		for i+1 < len(bs) && bs[i+1].Start < b.End {
			i++
			if c := bs[i]; c.Kind == article.Cite && (len(cites) == 0 || c.Start >= cites[len(cites)-1].End) {
				cites = append(cites, c.Span)
			}
		}
		d.readBlock(b.Span, cites)
	}
}

// readBlock reads one block quotation. A block that quotes somebody in its own
// sentences ("“...,” Smith said.") is a piece of another article, and read as one.
func (d *reader) readBlock(b quotes.Span, cites []quotes.Span) {
	first, last := d.paraAt(b.Start), d.paraAt(b.End-1)
	if last < first || d.paras[first].start < b.Start || d.paras[last].end > b.End {
		return
	}
	for pi := first; pi <= last; pi++ {
		if d.layout.taken[pi] {
			return
		}
	}
	v, words := d.blockSource(first, last, cites)
	if len(words) == 0 {
		return
	}
	by := patCite
	r := reading{}
	if v.sure == 0 {
		if r = d.ledBy(first); r.found {
			v, by = d.voiceOf(r.who, d.paras[first-1].lastSent-1, d.text[words[0].Start:words[0].End]), r.pattern
		}
	}
	if v.sure == 0 && d.hasMarks(first, last) {
		return
	}
	d.enterBlock(first, last, words, v, by, r)
}

// enterBlock enters the words of the paragraphs first to last.
func (d *reader) enterBlock(first, last int, words []quotes.Span, v voice, by pattern, r reading) {
	for pi := first; pi <= last; pi++ {
		d.take(pi)
	}
	n := 0
	for _, s := range words {
		n += wordCount(d.text[s.Start:s.End])
	}
	enter := func(part []quotes.Span) {
		pi := d.paraAt(part[0].Start)
		d.addTurn(pi, part, v, by, false)
		if ts := d.layout.turns[pi]; r.found && len(ts) > 0 {
			t := &ts[len(ts)-1]
			t.read.cue = r.cue
		}
	}
	if n <= longTurn {
		enter(words)
		return
	}
	for i := range words {
		enter(words[i : i+1])
	}
}

// hasMarks reports whether quotations stand in the paragraphs first to last.
func (d *prose) hasMarks(first, last int) bool {
	for pi := first; pi <= last; pi++ {
		if len(d.paras[pi].regions) > 0 {
			return true
		}
	}
	return false
}

// ledBy reads the sentence above a block quotation that ends in a colon: "Smith
// wrote:", "He went on:".
func (d *reader) ledBy(first int) reading {
	r := d.leadAbove(first)
	if !r.found || r.doubt || r.pattern == patIntro || !r.who.pronoun && r.who.name == nil && !d.toks[r.who.head].cls.is(clsRole) {
		return reading{} // "Smith had a reason:", "The sign read:"
	}
	return r
}

// blockSource returns the words of a block quotation, and who is cited below
// them; no one has sure 0.
func (d *reader) blockSource(first, last int, cites []quotes.Span) (voice, []quotes.Span) {
	v := voice{ent: -1}
	end := d.paras[last].end
	switch {
	case len(cites) > 0:
		for _, c := range cites {
			if w := d.citedPerson(c); w.sure > 0 {
				v = w
			}
		}
		end = cites[0].Start
	default:
		if p, ok := d.postAt(last); ok {
			v, end = p.voice, p.end
		} else if at, w := d.dashName(last); w.sure > 0 {
			v, end = w, at
		}
	}
	var words []quotes.Span
	for pi := first; pi <= last; pi++ {
		if from, to := d.paras[pi].start, min(d.paras[pi].end, end); from < to {
			if s, ok := d.unmarked(pi, from, to); ok {
				words = append(words, s)
			}
		}
	}
	return v, words
}

// unmarked returns the words of text[from:to], which lies in paragraph pi, without
// the marks around all of it, the dash behind it, and a picture's address.
func (d *prose) unmarked(pi, from, to int) (quotes.Span, bool) {
	s := strings.TrimRight(d.text[from:to], " \n\u00a0—–―-")
	s = strings.TrimRight(postLinks.ReplaceAllString(s, ""), " \n\u00a0")
	to = from + len(s)
	if rs := d.paras[pi].regions; len(rs) > 0 && rs[0].open == from && rs[len(rs)-1].close >= to && len(rs) == 1 {
		from, to = rs[0].start, min(rs[0].end, to)
	}
	return trimmed(d.text, from, to)
}

var postLinks = regexp.MustCompile(`(?: (?:https?://\S{1,200}|(?:pic\.)[\w.]{3,40}/\w{1,40}|t\.co/\w{1,40})){1,4}$`)

// citedPerson reads the person whom a cite names; a book or a paper is none.
func (d *reader) citedPerson(c quotes.Span) voice {
	pi := d.paraAt(c.Start)
	first, last := -1, -1
	for si := d.paras[pi].firstSent; si < d.paras[pi].lastSent; si++ {
		for i := d.sents[si].first; i < d.sents[si].last; i++ {
			if t := &d.toks[i]; int(t.start) >= c.Start && int(t.end) <= c.End {
				if first < 0 {
					first = i
				}
				last = i
			}
		}
	}
	if first < 0 {
		return voice{ent: -1}
	}
	for first < last && d.toks[first].kind != word {
		first++ // a dash
	}
	return d.personAt(first, last+1)
}

// personAt reads tokens [first, limit) as a person and a role, with something that
// shows that it is a person: a first name, a title, a role, or the article itself.
func (d *reader) personAt(first, limit int) voice {
	n, ok := d.nameIn(first, limit)
	if !ok {
		return voice{ent: -1}
	}
	v := d.voiceNamed(n, d.names(), d.span(n.first, n.last))
	if !d.isPerson(n, d.knows(v), n.first == first && first > 0 && d.toks[first-1].kind == dash) {
		return voice{ent: -1}
	}
	v.sure = .99
	return v
}

// knows reports whether the article names the voice as a person.
func (d *cast) knows(v voice) bool { return v.ent >= 0 && d.reg.ents[v.ent].kind == person }

// isPerson reports whether a name is a person's: it has a title or a role, the
// article knows him as one, or it begins with a first name or initials. Where a
// person is expected, as behind the dash below a quotation, it is enough that no
// word of it is anything else.
func (d *cast) isPerson(n named, known, expected bool) bool {
	if n.title != "" || n.role != "" {
		return true
	}
	for i := n.first; i <= n.last; i++ {
		if d.lex.press[d.low(i)] {
			return false
		}
	}
	switch {
	case known, d.toks[n.first].cls.is(clsFirst), len(d.str(n.first)) == 2 && d.toks[n.first].dotted:
		return true
	case !expected || n.last == n.first:
		return false
	}
	for i := n.first; i <= n.last; i++ {
		if d.toks[i].cls&^clsCommonName != 0 || d.lowerSeen[d.low(i)] {
			return false
		}
	}
	return true
}

// dashName reads the name behind the last dash of a paragraph: “... — Jane Smith”.
// It returns where the dash stands.
func (d *reader) dashName(pi int) (int, voice) {
	p := &d.paras[pi]
	if p.firstSent >= p.lastSent {
		return 0, voice{ent: -1}
	}
	lo, hi := d.sents[p.firstSent].first, d.sents[p.lastSent-1].last
	for i := hi - 2; i >= lo && i > hi-24; i-- {
		t := &d.toks[i]
		if t.kind == stop && !t.dotted {
			break
		}
		if t.kind != dash || d.text[t.start:t.end] == "-" && int(t.start) > p.start && d.text[t.start-1] != ' ' && d.text[t.start-1] != '\n' {
			continue
		}
		if i > lo && !endsAsSpeech(d.text[p.start:t.start]) {
			break
		}
		n, ok := d.nameIn(i+1, hi)
		if !ok || n.first > i+6 || d.afterName(n, hi) {
			break
		}
		return int(t.start), d.personAt(i+1, hi)
	}
	return 0, voice{ent: -1}
}

// afterName reports whether a name runs on in a sentence: "— Smith was there".
func (d *prose) afterName(n named, limit int) bool {
	k := n.last + 1
	return k < limit && d.toks[k].kind == word
}

// post is a message of a network that a page embeds: "... — Name (@handle) Date".
type post struct {
	voice voice
	end   int // where its words end
}

const month = `(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?`

var postDate = regexp.MustCompile(`^\)[\s,·|-]*(?:on )?(?:(?:` + month + ` \d{1,2}|\d{1,2} ` + month + `|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})(?:,? \d{4})?(?:[ ,·|]+(?:at )?[\d:.]{3,8}.{0,6})?\.?)?$`)

// postAt reads the line below the words of a post at the end of paragraph pi.
func (d *reader) postAt(pi int) (post, bool) {
	p := &d.paras[pi]
	s := d.text[p.start:p.end]
	at := strings.LastIndex(s, "(@")
	if at < 0 {
		return post{}, false
	}
	closing := strings.IndexByte(s[at:], ')')
	if closing < 0 || closing > 40 || !postDate.MatchString(s[at+closing:]) {
		return post{}, false
	}
	from, size := -1, 0
	for _, sign := range [...]string{"—", "–", "― ", "--", " - "} {
		if i := strings.LastIndex(s[max(0, at-120):at], sign); i >= 0 && i+max(0, at-120) > from {
			from, size = i+max(0, at-120), len(sign)
		}
	}
	if from < 0 {
		return post{}, false
	}
	name, ok := trimmed(d.text, p.start+from+size, p.start+at)
	if !ok || len(strings.Fields(d.text[name.Start:name.End])) > 6 {
		return post{}, false
	}
	written := strings.TrimFunc(d.text[name.Start:name.End], func(r rune) bool { return !isNameRune(r) })
	if written == "" || unicode.IsLower(firstRune(written)) && strings.ContainsRune(written, ' ') {
		return post{}, false
	}
	v := d.voiceNamed(named{name: written}, d.names(), name)
	v.sure = .99
	return post{v, p.start + from}, true
}

// readPosts reads posts in text that marks no blocks.
func (d *reader) readPosts() {
	for pi := range d.paras {
		if d.layout.taken[pi] {
			continue
		}
		p, ok := d.postAt(pi)
		if !ok {
			continue
		}
		first := pi
		words, ok := d.unmarked(pi, d.paras[pi].start, p.end)
		if !ok && pi > 0 && !d.layout.taken[pi-1] {
			// The line stands below the words.
			first = pi - 1
			if words, ok = d.unmarked(first, d.paras[first].start, d.paras[first].end); d.text[d.paras[first].end-1] == ':' {
				ok = false
			}
		}
		d.take(pi)
		if ok {
			d.enterBlock(first, pi, []quotes.Span{words}, p.voice, patCite, reading{})
		}
	}
}
