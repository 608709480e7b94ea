package extract

// line is a paragraph of speech in a conversation: what one person says before
// another answers.
type line struct {
	para, last int // the second is another where the words go on in it
	turns      []turn
	who        int     // an entity, unsaid, narrator, unclear or vague
	named      bool    // by his name, not by a pronoun
	sex        class   // of the pronoun that means whoever speaks
	to         [][]int // whom the words address: for each name, those who bear it
}

// What a line's speaker can be besides an entity.
const (
	unsaid   = -1        // nothing tells who speaks
	narrator = writerEnt // "I said"
	unclear  = -4        // a cue tells it, but not which of the article's people it is
	vague    = -5        // "he said", and it is not clear who he is
)

// open reports whether it is to be found out who speaks the line.
func (l *line) open() bool { return l.who == unsaid || l.who == vague }

// lineOf makes a line of the turns of paragraph pi; false where people do not talk, or
// where the paragraph only has words in marks.
func (d *reader) lineOf(pi int, turns []turn) (line, bool) {
	l := line{para: pi, last: pi, turns: turns, who: unsaid}
	if !d.converses {
		return l, false
	}
	spoken, blurred := false, false
	for i := range turns {
		t := &turns[i]
		l.last = max(l.last, d.paraAt(t.segments[len(t.segments)-1].Start))
		l.to = append(l.to, d.addressed(d.wordsOf(t))...)
		if ids, ok := d.hearer(t); ok {
			l.to = append(l.to, ids)
		}
		if t.first == d.sents[t.sent].first || d.toks[t.first-1].kind != word {
			spoken = spoken || startsUpper(d.wordsOf(t))
		}
		blurred = d.enterSpeaker(&l, t) || blurred
	}
	l.named = l.named || l.who >= 0 && d.namesBeside(pi, l.who, l.pronoun())
	switch {
	case l.who != unsaid:
	case blurred:
		l.who = unclear
	default:
		d.hint(&l)
	}
	return l, spoken
}

// enterSpeaker notes what a turn tells of who speaks its line, and reports whether
// that is somebody unclear.
func (d *reader) enterSpeaker(l *line, t *turn) (blurred bool) {
	switch who := d.whoSpeaks(t); {
	case who == unclear:
		blurred = true
	case who == unsaid || who == l.who:
	case l.who == unsaid:
		l.who, l.named = who, who >= 0 && t.read.who.name != nil || who <= firstPlain && !t.read.who.pronoun
	case who == vague || l.who == vague:
		l.who = max(l.who, who)
	default:
		l.who, l.named = unclear, false
	}
	if t.read.found && t.read.who.pronoun {
		l.sex |= pronounSex(d.low(t.read.who.head))
	}
	return blurred
}

// whoSpeaks tells what the reading of a turn says of its speaker.
func (d *reader) whoSpeaks(t *turn) int {
	if !t.read.found || t.read.pattern == patNext {
		if d.onlyQuotes(d.sents[t.sent]) && !t.regions[0].torn {
			return unsaid
		}
		return unclear // “Well—” uneasily
	}
	switch t.read.pattern {
	case patInverted, patAfter, patBefore, patOpenVerb, patLead, patCarry, patBeside, patBeat:
	default:
		return unclear
	}
	p, v := t.read.who, t.voice
	switch {
	case p.pronoun && d.low(p.head) == "i":
		return narrator
	case p.pronoun && pronounSex(d.low(p.head)) != 0 && (len(v.speakers) == 0 || v.sure < .85) && !v.stranger:
		return vague
	case !t.read.doubt && v.ent < 0:
		return d.plainPerson(v)
	case t.read.doubt || len(v.speakers) != 1 || v.sure < .85:
		return unclear
	}
	return v.ent
}

// namesBeside reports whether what is told beside the words of paragraph pi names an
// entity before the pronoun at token at that is to mean it, if there is one.
func (d *cast) namesBeside(pi, ent, at int) bool {
	for si := d.paras[pi].firstSent; si < d.paras[pi].lastSent; si++ {
		for k := d.sents[si].first; k < d.sents[si].last && (at < 0 || k < at); k++ {
			if m := d.mention(k); m != nil && m.ent == ent && !d.toks[m.last].possessive() {
				return true
			}
		}
	}
	return false
}

// hint notes what is told beside the words of a line that no cue attributes: "I
// laughed", "He rose". "There was a pause" and "The door opened" tell nothing.
func (d *cast) hint(l *line) {
	for si := d.paras[l.para].firstSent; si < d.paras[l.last].lastSent; si++ {
		s := d.sents[si]
		if d.onlyQuotes(s) {
			continue
		}
		p, _, ok := d.clauseSubject(s.first, s.last, true)
		switch {
		case !ok, p.name == nil && !p.pronoun && p.also == nil && !d.toks[p.head].cls.is(clsRole):
		case p.also == nil && p.pronoun && d.low(p.head) == "i":
			l.who = narrator
		case p.also == nil && p.pronoun && pronounSex(d.low(p.head)) != 0:
			l.sex |= pronounSex(d.low(p.head))
		default:
			l.who = unclear
			return
		}
	}
}
