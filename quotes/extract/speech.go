package extract

import (
	"regexp"
	"strings"
	"unicode"

	"verbatim/quotes"
)

// readSpeech gives the paragraphs of a speech or a statement to the one whom its
// heading names. It does so only where nothing else can be meant: the speaker
// means himself throughout, and nobody tells of him.
func (d *reader) readSpeech() {
	if len(d.layout.turns) > 0 {
		return // a transcript names its speakers
	}
	v, body := d.speechHeading()
	if v.sure == 0 || len(v.speakers) == 0 {
		return
	}
	paras := d.speechParagraphs(body)
	if len(paras) == 0 || !d.ownWords(paras, v) {
		return
	}
	for pi := range d.paras {
		d.take(pi)
	}
	for _, pi := range paras {
		d.addTurn(pi, d.spokenParts(d.paras[pi].start, d.paras[pi].end), v, patHeading, false)
		d.addQuoted(pi, v)
	}
}

// ofFamily reports whether the surname at token i is that of another one who bears
// it: "Mrs. Johnson and I".
func (d *prose) ofFamily(i int, name string) bool {
	if i == 0 || d.toks[i-1].kind != word || d.toks[i-1].caps == lower {
		return false
	}
	switch w := d.str(i - 1); {
	case w == "Mrs.", w == "Mrs":
		return true
	default:
		return d.toks[i-1].cls.is(clsFirst) && !strings.Contains(name, w)
	}
}

// addQuoted enters what the speaker of a speech quotes in paragraph pi, if he names
// in full, or by title, who said it: "As President Lincoln said, “...”". The words
// stand in his paragraph, too.
func (d *reader) addQuoted(pi int, speaker voice) {
	for si := d.paras[pi].firstSent; si < d.paras[pi].lastSent; si++ {
		s := d.sents[si]
		for q := s.first; q < s.last; q++ {
			if d.toks[q].kind != quoted {
				continue
			}
			t, ok := d.newTurn(q, si)
			if !ok || t.open {
				continue
			}
			t.read = d.read(q, s, false)
			who := t.read.who.name
			if !t.read.found || t.read.doubt || who == nil || who.kind != person || who.first == who.last || !quotesHim(t.read.pattern) || d.low(t.read.cue[0]) == "quoting" {
				continue
			}
			t.voice = d.voiceOf(t.read.who, si, d.wordsOf(&t))
			if len(t.voice.speakers) == 1 && t.voice.ent != speaker.ent && t.voice.speakers[0].Name != speaker.speakers[0].Name {
				d.layout.turns[pi] = append(d.layout.turns[pi], t)
			}
		}
	}
}

// speechHeading finds the heading that names a speech and its speaker, in the
// first lines or the title, and the paragraph below it.
func (d *reader) speechHeading() (voice, int) {
	for pi := 0; pi < len(d.paras) && pi < 4; pi++ {
		p := &d.paras[pi]
		if p.end-p.start > 220 || p.firstSent >= p.lastSent {
			break
		}
		if v := d.deliveredBy(pi); v.sure > 0 {
			return v, pi + 1
		}
		first, last := d.sents[p.firstSent].first, d.sents[p.lastSent-1].last
		if n, ok := d.speechBy(first, last); ok {
			v := d.voiceNamed(n, d.names(), d.span(n.first, n.last))
			if d.isPerson(n, d.knows(v), d.low(n.first-1) == "by") {
				v.sure = .99
				return v, pi + 1
			}
		}
	}
	if d.art.Title != "" && len(d.art.Title) < 300 {
		t := titleCast(d.art.Title)
		if n, ok := t.speechBy(0, len(t.toks)); ok {
			v := d.voiceNamed(n, d.names(), quotes.Span{})
			if t.isPerson(n, d.knows(v), t.low(n.first-1) == "by") {
				v.sure = .99
				return v, 0
			}
		}
	}
	return voice{ent: -1}, 0
}

// deliveredBy reads the line that names who held a speech, "Delivered by: Ada
// Crewe", or the name below such a line.
func (d *reader) deliveredBy(pi int) voice {
	first := d.sents[d.paras[pi].firstSent].first
	if pi > 0 && deliveredLine.MatchString(d.text[d.paras[pi-1].start:d.paras[pi-1].end]) {
		return d.personAt(first, d.sents[d.paras[pi].lastSent-1].last)
	}
	if d.low(first) == "delivered" && d.low(first+1) == "by" {
		at := first + 2
		if d.toks[min(at, len(d.toks)-1)].kind == colon {
			at++
		}
		return d.personAt(at, d.sents[d.paras[pi].lastSent-1].last)
	}
	return voice{ent: -1}
}

var deliveredLine = regexp.MustCompile(`(?i)^(?:delivered|given|spoken) by:?$`)

// speechBy reads a heading: "Remarks by President Smith at the Dam", "Speech of
// Sir John Doe", "Jane Smith's Inaugural Address", "Jane Smith: Commencement
// Address".
func (d *prose) speechBy(first, last int) (named, bool) {
	noun := -1
	for i := first; i < last && i < first+24; i++ {
		if d.toks[i].kind == word && d.lex.speeches[d.low(i)] {
			noun = i
			break
		}
		if t := &d.toks[i]; t.kind == quoted || t.cls.is(speech) && t.caps == lower && !d.lex.speeches[d.low(i)] {
			return named{}, false // "Smith tells of the speech by Doe"
		}
	}
	if noun < 0 {
		return named{}, false
	}
	for i := noun + 1; i < last && i < noun+16; i++ {
		switch w := d.low(i); {
		case w == "by", (w == "of" || w == "from") && i == noun+1:
			if n, ok := d.nameIn(i+1, last); ok && n.first < i+16 {
				return n, !d.toks[n.last].possessive() && !d.twoNames(n, last)
			}
			return named{}, false
		case gives[w]:
		case d.toks[i].caps == lower && d.toks[i].cls.is(formPast|formThird) && d.toks[i].cls.is(anyCue):
			return named{}, false // a headline with a verb
		}
	}
	if k := noun + 2; k < last && d.toks[noun+1].kind == colon {
		n, ok := d.nameIn(k, last)
		return n, ok && n.first <= k+4 && !d.toks[n.last].possessive() && !d.twoNames(n, last) // "Speech: Ada Crewe at the Dam"
	}
	return d.speakerBefore(first, noun)
}

// gives are the verbs of whoever holds a speech: "gave this speech", "was delivered
// by".
var gives = map[string]bool{
	"gave": true, "gives": true, "given": true, "made": true, "makes": true, "delivered": true, "delivers": true,
	"issues": true, "issued": true, "releases": true, "released": true,
}

// speakerBefore reads the name that a possessive or a colon joins to the noun for
// the speech.
func (d *prose) speakerBefore(first, noun int) (named, bool) {
	n, ok := d.nameIn(first, noun)
	if !ok {
		return n, false
	}
	if d.toks[n.last].possessive() {
		for k := n.last + 1; k < noun; k++ {
			if d.toks[k].kind != word {
				return n, false
			}
		}
		return n, noun-n.last <= 5
	}
	k := n.last + 1
	if n.last > n.first && d.toks[n.last].caps == all && gives[d.low(n.last)] {
		n.last-- // "SEN. CREWE ISSUES STATEMENT ON"
		n.name = d.text[d.toks[n.first].start:d.toks[n.last].end]
		return n, k == noun
	}
	if k == noun && noun+1 < len(d.toks) {
		return n, d.toks[noun+1].kind == word && d.toks[noun+1].cls.is(clsPrep) // "Harbour Secretary Ada Crewe speech to"
	}
	if k < noun && gives[d.low(k)] && noun-k <= 4 {
		return n, d.toks[k+1].cls.is(clsDet)
	}
	if k < noun && (d.toks[k].kind == colon || d.toks[k].kind == dash || d.toks[k].kind == comma) && noun-k <= 4 {
		for k++; k < noun; k++ {
			if d.toks[k].kind != word || d.toks[k].caps == lower {
				return n, false
			}
		}
		return n, true
	}
	return n, false
}

// twoNames reports whether a second name is joined to the first.
func (d *prose) twoNames(n named, limit int) bool {
	k := n.last + 1
	return k+1 < limit && d.low(k) == "and" && unicode.IsUpper(firstRune(d.str(k+1)))
}

// aboutSpeech finds lines around a speech that are not spoken.
var (
	aboutSpeech = regexp.MustCompile(`(?i)(?:as (?:prepared|delivered)|prepared for delivery|full text|transcript|the following|check against delivery|https?://|www\.|@|for immediate release|media contact|all rights reserved|©)`)
	speechEnds  = regexp.MustCompile(`(?i)^(?:#{2,}|-+ ?(?:30|end) ?-+|ends?|notes? to editors?:?|contact:?|about .{3,40}:|sources?:?|notes:?|footnotes:?|related.{0,30})$`)
)

// speechParagraphs returns the paragraphs of a speech from paragraph body on,
// without headings, dates and notes.
func (d *reader) speechParagraphs(body int) []int {
	var paras []int
	for pi := body; pi < len(d.paras); pi++ {
		p := &d.paras[pi]
		s := d.text[p.start:p.end]
		if speechEnds.MatchString(s[:min(len(s), 60)]) && len(s) < 60 {
			break
		}
		if d.layout.taken[pi] || p.firstSent >= p.lastSent || !endsAsSpeech(s) || wordCount(s) < 4 || aboutSpeech.MatchString(s[:min(len(s), 400)]) {
			continue
		}
		paras = append(paras, pi)
	}
	return paras
}

// ownWords reports whether the paragraphs are one speaker's own: he means himself
// often and all through, is not told of, and no cue gives him words.
func (d *reader) ownWords(paras []int, v voice) bool {
	words, says, own, told := 0, 0, 0, 0
	name := strings.ToLower(lastWord(v.speakers[0].Name))
	for _, pi := range paras {
		p := &d.paras[pi]
		self, hearers := d.saysI(pi)
		says += self + hearers
		own += b2i(self > 0)
		words += wordCount(d.text[p.start:p.end])
		for si := p.firstSent; si < p.lastSent; si++ {
			s := d.sents[si]
			for i := s.first; i < s.last; i++ {
				t := &d.toks[i]
				if t.kind == word && d.low(i) == name && !d.ofFamily(i, v.speakers[0].Name) {
					return false // somebody tells of him
				}
				if t.kind == quoted && i+1 < s.last {
					if r := d.read(i, s, false); r.found && r.who.pronoun && (d.low(r.who.head) == "he" || d.low(r.who.head) == "she") && (r.pattern == patAfter || r.pattern == patInverted) && r.cue[0] > i {
						told++ // “...,” she said: a report of the speech, or somebody he quotes
					}
				}
			}
		}
	}
	return says >= 2 && says*80 >= words && own*3 >= len(paras) && told*12 <= len(paras)
}

// quotesHim reports whether a construction gives somebody's words, and not only what
// he called something.
func quotesHim(p pattern) bool {
	switch p {
	case patInverted, patAfter, patAccording, patBefore, patThat, patWords, patLabel:
		return true
	}
	return false
}
