package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
)

// label returns the bytes of a speaker's name that stands at the beginning of
// text[start:end] with a colon behind it, as in a transcript ("SMITH: Good
// morning."), and where the words begin. Only capitals count.
func label(text string, start, end int) (name quotes.Span, words int, ok bool) {
	i := start
	letters := 0
	for i < end && i < start+40 {
		r, size := utf8.DecodeRuneInString(text[i:end])
		if r == ':' {
			break
		}
		if unicode.IsLetter(r) {
			if !unicode.IsUpper(r) {
				return name, 0, false
			}
			letters++
		} else if !strings.ContainsRune(" .-'’\u00a0", r) {
			return name, 0, false
		}
		i += size
	}
	if letters < 3 || i >= end || text[i] != ':' || text[i-1] == ' ' {
		return name, 0, false
	}
	words = i + 1
	for words < end && text[words] == ' ' {
		words++
	}
	if words == i+1 || end-words < 2 || strings.Count(text[start:i], " ") > 4 {
		return name, 0, false
	}
	return quotes.Span{Start: start, End: i}, words, true
}

// notes are what transcripts set in capitals besides speakers.
var notSpeakers = map[string]bool{
	"NOTE": true, "UPDATE": true, "CORRECTION": true, "EDITOR'S NOTE": true, "MORE": true, "RELATED": true, "WATCH": true,
	"READ": true, "READ MORE": true, "PHOTOS": true, "VIDEO": true, "BREAKING": true, "QUESTION": true, "ANSWER": true,
	"SEE ALSO": true, "WHO": true, "WHAT": true, "WHEN": true, "WHERE": true, "WHY": true, "HOW": true, "TOP": true, "FYI": true, "PSA": true,
	"ABSTRACT": true, "FULL TEXT": true, "CREDIT": true, "PHOTO": true, "LISTEN": true, "MUST READ": true,
}

// isTranscript reports whether at least three paragraphs begin with labels of at
// least two speakers.
func (d *prose) isTranscript() bool {
	turns := 0
	names := map[string]int{}
	for i := range d.paras {
		p := &d.paras[i]
		if name, _, ok := label(d.text, p.start, p.end); ok && !notSpeakers[d.text[name.Start:name.End]] && len(names) < 1000 {
			turns++
			names[d.text[name.Start:name.End]]++
		}
	}
	return turns >= 3 && len(names) >= 2 && turns > len(names)
}

// labelledVoice returns who a label means: the person of the article who bears
// that surname, or the name as it stands there.
func (d *cast) labelledVoice(span quotes.Span) voice {
	written := d.text[span.Start:span.End]
	v := voice{span: span, ent: -1, sure: .97}
	last := written
	if i := strings.LastIndexAny(written, " \u00a0"); i >= 0 {
		last = strings.TrimSpace(written[i:])
	}
	name := titled(last)
	ids := d.reg.byLast[name]
	if len(ids) == 0 {
		ids = d.reg.byLast[last]
	}
	if len(ids) == 1 {
		e := &d.reg.ents[ids[0]]
		v.ent = ids[0]
		name := e.name
		if strings.ToUpper(name) == name {
			name = titled(name)
		}
		v.speakers = []quotes.Speaker{{Name: name, AsWritten: written, Role: e.role}}
		return v
	}
	v.speakers = []quotes.Speaker{{Name: titled(written), AsWritten: written}}
	return v
}

// titled writes a name in capitals as names are written: "MARIA O'NEIL" becomes
// "Maria O'Neil".
func titled(s string) string {
	var b strings.Builder
	start := true
	for _, r := range s {
		if start {
			b.WriteRune(unicode.ToUpper(r))
		} else {
			b.WriteRune(unicode.ToLower(r))
		}
		start = !unicode.IsLetter(r)
	}
	return b.String()
}

// transcriptTurn reads paragraph pi as a turn of a transcript.
func (d *reader) transcriptTurn(pi int) (turn, bool) {
	p := &d.paras[pi]
	name, words, ok := label(d.text, p.start, p.end)
	if !ok || notSpeakers[d.text[name.Start:name.End]] || p.firstSent >= p.lastSent || len(p.regions) > 0 && p.regions[0].open <= words+1 {
		return turn{}, false
	}
	seg, ok := trimmed(d.text, words, p.end)
	if !ok {
		return turn{}, false
	}
	t := turn{segments: []quotes.Span{seg}, sent: p.firstSent, words: wordCount(d.text[seg.Start:seg.End]), voice: d.labelledVoice(name)}
	t.first = d.sents[p.firstSent].first
	t.token = t.first
	t.read = reading{found: true, pattern: patTurn, cue: [2]int{t.first, t.first}}
	d.remember(t.voice, p.firstSent)
	return t, true
}
