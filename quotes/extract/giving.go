package extract

import "strings"

// givesWords reports whether the clause of the subject p, up to the colon at token c,
// tells that he gives something said to those who read it: "Smith issued the following
// statement:", "Smith issued this statement on the storm:".
func (d *cast) givesWords(p np, c int) bool {
	return d.endsInWords(p, c) || d.givesFollowing(p.last+1, c)
}

// endsInWords reports whether the clause ends in a noun for something said, right before
// the colon, which nobody else owns: "Smith sent a letter:".
func (d *cast) endsInWords(p np, c int) bool {
	i := c - 1
	if i <= p.last+2 || d.toks[i].kind != word || !d.lex.speechNouns[d.low(i)] {
		return false
	}
	for k := i - 1; k > p.last+1 && k >= i-4; k-- {
		switch t := &d.toks[k]; {
		case t.kind != word || t.caps != lower || t.possessive():
			return false
		case t.cls.is(clsDet) && !t.cls.is(clsPoss):
			return true
		}
	}
	return false
}

// givesFollowing reports whether the tokens [i, c) tell that somebody gives "the following
// statement", whatever it is on, and nobody else's: press releases do.
func (d *cast) givesFollowing(i, c int) bool {
	for k := i + 1; k+1 < c; k++ {
		v := k - 1
		switch d.low(k) {
		case "following":
			if d.low(v) != "the" {
				continue
			}
			v--
		case "this":
		default:
			continue
		}
		for v > i && d.timeWord(v) {
			v-- // "released today the following statement"
		}
		n := k + 1
		for n < c-1 && n < k+3 && !d.lex.speechNouns[d.low(n)] && d.toks[n].kind == word && d.toks[n].caps == lower {
			n++ // "joint"
		}
		if v < i || !giving[d.low(v)] || !d.lex.speechNouns[d.low(n)] {
			continue
		}
		switch d.low(n + 1) {
		case "by", "from", "of", "that", "which":
			return false // "shared the following statement by Jones:"
		}
		return true
	}
	return false
}

// giving are the verbs by which somebody gives words of his own to those who read them.
var giving = map[string]bool{
	"issued": true, "issues": true, "released": true, "releases": true, "made": true, "makes": true, "gave": true, "gives": true,
	"offered": true, "offers": true, "sent": true, "sends": true, "posted": true, "posts": true, "delivered": true, "delivers": true,
	"provided": true, "provides": true, "submitted": true, "published": true,
}

// ownWords reads "Smith's answer:", "Smith's message to the town was clear:", a noun for
// something said whose owner opens the sentence, and the colon before the token q.
func (d *cast) ownWords(q, lb int) reading {
	c := q - 1
	i := lb
	if d.toks[i].kind == word && d.toks[i].cls.is(clsConj|clsAdv) && d.mention(i) == nil {
		i++
	}
	m := d.mention(i)
	if m == nil || m.first != i || !d.toks[m.last].possessive() || !d.named(m) || d.toks[c].kind != colon || wordCount(d.wordsAt(q)) < 4 || !startsUpper(strings.TrimSpace(d.wordsAt(q))) {
		return reading{}
	}
	noun := -1
	for k := m.last + 1; k < c; k++ {
		switch t := &d.toks[k]; {
		case t.kind != word:
			return reading{}
		case noun < 0 && d.lex.speechNouns[d.low(k)]:
			noun = k
		case noun < 0 && (t.caps != lower || k > m.last+2):
			return reading{}
		case noun > 0 && d.finite(k, noun) && !be(d.low(k)):
			return reading{} // "Smith's answer surprised Jones:"
		}
	}
	if noun < 0 || c-noun > 12 {
		return reading{}
	}
	return reading{who: np{first: m.first, last: m.last, head: m.last, name: m}, found: true, cue: [2]int{noun, noun}, pattern: patLead}
}

// speaksIn reports whether the sentence of the subject p, up to the colon before the token
// q, tells by how he was that the words behind it are his: "Smith was blunt about it:",
// "Smith ended the letter:", "Smith, speaking to reporters:". They must be a sentence.
func (d *cast) speaksIn(p np, s sentence, q int) bool {
	if p.also != nil || p.name == nil && !p.pronoun || p.name != nil && p.name.kind == body || wordCount(d.wordsAt(q)) < 4 || !startsUpper(strings.TrimSpace(d.wordsAt(q))) {
		return false
	}
	if cue := d.speakingOf(p, s); cue >= 0 && s.last-cue < 8 {
		return d.lex.demeanours[d.low(cue)]
	}
	if d.framesWords(p.last+1, s.last) {
		return true
	}
	k := p.last + 2
	if p.pronoun || k >= s.last || d.toks[k-1].kind != comma {
		return false
	}
	switch d.low(k) {
	case "speaking", "writing", "talking", "responding", "testifying", "replying":
	default:
		return false
	}
	for k++; k < s.last; k++ {
		if d.toks[k].kind != word && d.toks[k].kind != number || d.finite(k, p.last) {
			return false
		}
	}
	return true
}

// framesWords reports whether the tokens [i, c) tell that somebody begins or ends something
// said or written: "ended the letter", "signs off".
func (d *prose) framesWords(i, c int) bool {
	switch d.low(i) {
	case "signs", "signed":
		return i+2 == c && d.low(i+1) == "off"
	case "began", "begins", "opened", "opens", "ended", "ends", "closed", "closes", "concluded", "concludes", "finished", "finishes":
	default:
		return false
	}
	n := d.low(i + 2)
	return i+3 == c && d.toks[i+1].cls.is(clsDet|clsPoss) && (d.lex.writings[n] || d.lex.speeches[n] || d.lex.speechNouns[n])
}
