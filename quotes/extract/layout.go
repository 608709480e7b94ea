package extract

import (
	"context"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
)

// layout is what the structure of a text tells of who speaks: the labels of a
// transcript, the heading above a speech, the name below a block quotation. It is
// read before the sentences are; what it takes, they do not read again.
type layout struct {
	taken []bool         // by paragraph
	turns map[int][]turn // by the paragraph in which they begin
	names nameIndex
	// labels is how many paragraphs begin with what may be a speaker's label.
	labels int
}

// readLayout reads the structures, the surest first.
func (d *reader) readLayout(ctx context.Context) {
	d.layout = layout{taken: make([]bool, len(d.paras)), turns: map[int][]turn{}}
	for _, structure := range [...]func(){
		d.readBlocks, d.readPosts, d.readTranscript, d.readQuestions, d.readSayings, d.readCollections, d.readLed, d.readSpeech,
	} {
		if ctx.Err() != nil {
			return
		}
		structure()
	}
}

// names returns the index of the people whom the article names in full. It is
// made when the first structure asks for it: most articles have none.
func (d *reader) names() nameIndex {
	if d.layout.names.full == nil {
		d.layout.names = d.indexNames()
	}
	return d.layout.names
}

// take keeps paragraph pi from the rules that read sentences.
func (d *reader) take(pi int) { d.layout.taken[pi] = true }

// laidOut returns the turns that the structure gives paragraph pi, and whether it
// takes the paragraph at all.
func (d *reader) laidOut(pi int) ([]turn, bool) {
	if !d.layout.taken[pi] {
		return nil, false
	}
	ts := d.layout.turns[pi]
	for _, t := range ts {
		if t.read.found {
			d.remember(t.voice, d.paras[pi].firstSent)
		}
	}
	return ts, true
}

// addTurn enters the words that the structure gives to a voice; they begin in
// paragraph pi. Without speakers they wait for review.
func (d *reader) addTurn(pi int, segments []quotes.Span, v voice, by pattern, doubt bool) {
	p := &d.paras[pi]
	if len(segments) == 0 || p.firstSent >= p.lastSent {
		return
	}
	t := turn{segments: segments, voice: v, sent: p.firstSent}
	for t.sent+1 < p.lastSent && int(d.toks[d.sents[t.sent+1].first].start) <= segments[0].Start {
		t.sent++
	}
	for _, s := range segments {
		t.words += wordCount(d.text[s.Start:s.End])
	}
	t.first = d.sents[t.sent].first
	t.token = t.first
	t.read = reading{found: len(v.speakers) > 0, doubt: doubt, pattern: by, cue: [2]int{t.first, t.first}}
	d.layout.turns[pi] = append(d.layout.turns[pi], t)
}

// longTurn is how many words one quotation of several paragraphs may have: what a
// reader still takes in at once. The paragraphs of a longer turn are a quotation
// each, since somebody who looks for a sentence of it wants its paragraph.
const longTurn = 200

// addTurns enters a speaker's paragraphs: as one quotation, or one for each.
func (d *reader) addTurns(paras []int, starts []int, v voice, by pattern, doubt bool) {
	var all []quotes.Span
	words := 0
	each := make([][]quotes.Span, len(paras))
	for i, pi := range paras {
		d.take(pi)
		each[i] = d.spokenParts(starts[i], d.paras[pi].end)
		for _, s := range each[i] {
			words += wordCount(d.text[s.Start:s.End])
		}
		all = append(all, each[i]...)
	}
	if len(all) == 0 {
		return
	}
	if words > longTurn {
		for i, pi := range paras {
			d.addTurn(pi, each[i], v, by, doubt)
		}
		return
	}
	for i, pi := range paras {
		if len(each[i]) > 0 {
			d.addTurn(pi, all, v, by, doubt)
			return
		}
	}
}

var inBrackets = regexp.MustCompile(`[\[(][^\[\]()]{1,80}[\])]`)

// direction finds what a transcript notes in brackets besides the words:
// "(Applause)", "[laughter]", "(CROSSTALK)", "[00:12:40]".
var direction = regexp.MustCompile(`(?i)^(?:(?:loud |general |sustained |prolonged |continued |more |some )?(?:laugh\w*|applau\w+|cheer\w*|chuckl\w+|sigh\w*|boo(?:s|ing)|crosstalk|cross talk|inaudible|indiscernible|unintelligible|off.?mic\w*|music\w*|pause[sd]?|silence|interruption\w*|gavel|coughs?|bell rings)\b.{0,40}|hon\. members: .*|(?:begin|end)s? (?:video|audio)\b.*|(?:sound ?bite|video clip|commercial break|voice.?over|on camera|through (?:an )?interpreter|via (?:phone|telephone|video|interpreter|translator)|foreign language|speaking .{2,20}|recording|break)\b.*|[\d:. ]{4,12}|\d{4,7})$`)

func stageDirection(s string) bool {
	s = strings.TrimRight(strings.Trim(s, "[]()*_ "), ".!")
	if direction.MatchString(s) {
		return true
	}
	return len(s) > 8 && strings.ContainsRune(s, ' ') && strings.ToUpper(s) == s && strings.ContainsFunc(s, unicode.IsLetter)
}

// spokenParts returns the words of text[start:end] without stage directions and
// without the marks of emphasis around them.
func (d *prose) spokenParts(start, end int) []quotes.Span {
	var parts []quotes.Span
	add := func(from, to int) {
		for from < to && strings.IndexByte(" *_", d.text[from]) >= 0 {
			from++
		}
		for from < to && strings.IndexByte(" *_", d.text[to-1]) >= 0 {
			to--
		}
		if s, ok := trimmed(d.text, from, to); ok {
			parts = append(parts, s)
		}
	}
	from := start
	for _, at := range inBrackets.FindAllStringIndex(d.text[start:end], -1) {
		if stageDirection(d.text[start+at[0] : start+at[1]]) {
			add(from, start+at[0])
			from = start + at[1]
		}
	}
	add(from, end)
	return parts
}

// endsAsSpeech reports whether a text ends as a sentence does, or is cut off.
func endsAsSpeech(s string) bool {
	for s != "" {
		r, size := utf8.DecodeLastRuneInString(s)
		switch {
		case strings.ContainsRune("\"”’'»)]*_ \u00a0", r):
			s = s[:len(s)-size]
		case strings.ContainsRune(".?!…—–:;", r):
			return true
		default:
			return strings.HasSuffix(s, "--") || r == '-'
		}
	}
	return false
}

// firstPersons are the words by which a speaker means himself.
var firstPersons = map[string]bool{
	"i": true, "me": true, "my": true, "mine": true, "myself": true, "we": true, "us": true, "our": true, "ours": true, "ourselves": true,
}

// saysI counts the words outside of quotation marks in paragraph pi by which a
// speaker means himself, and those by which he means his hearers.
func (d *prose) saysI(pi int) (self, hearers int) {
	for si := d.paras[pi].firstSent; si < d.paras[pi].lastSent; si++ {
		for i := d.sents[si].first; i < d.sents[si].last; i++ {
			if t := &d.toks[i]; t.kind != word {
				continue
			}
			switch w := d.low(i); {
			case w == "you" || w == "your" || w == "yours":
				hearers++
			case firstPersons[w] && !(d.toks[i].caps == all && w == "us"):
				self++
			}
		}
	}
	return self, hearers
}

// selfIn reports whether a speaker means himself in paragraph pi.
func (d *prose) selfIn(pi int) bool {
	self, _ := d.saysI(pi)
	return self > 0
}
