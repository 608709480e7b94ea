package extract

import (
	"context"
	"slices"

	"verbatim/quotes"
)

// reply attributes the lines of conversations that nothing beside them attributes:
// “...,” said Wen. ¶ “...” ¶ “...,” said Low. ¶ “...” Two people speak in turn, as long
// as they are by themselves.
func (d *reader) reply(ctx context.Context, lines []line) {
	d.talkers = talkers(lines)
	d.nameNarrator(lines)
	if d.story {
		d.settlePronouns(lines)
	}
	for k := 1; k < len(lines); k++ {
		if a, b := &lines[k-1], &lines[k]; b.para == a.last+1 && d.answers(a, b) {
			b.unsettle()
		}
	}
	for i := 0; i < len(lines) && ctx.Err() == nil; {
		j := i + 1
		for j < len(lines) && lines[j].para == lines[j-1].last+1 {
			j++
		}
		d.converse(ctx, lines, i, j)
		i = j
	}
}

// talkers counts in how many lines somebody takes part: each that he is named as the
// speaker of is enough by itself.
func talkers(lines []line) map[int]int {
	n := map[int]int{}
	for i := range lines {
		switch l := &lines[i]; {
		case l.named && partaker(l.who):
			n[l.who] += often
		case len(l.to) == 1 && len(l.to[0]) == 1:
			n[l.to[0][0]]++
		}
		if lines[i].who == narrator {
			n[narrator] += often
		}
	}
	return n
}

// answers reports whether line b, which a pronoun attributes to the one who is named
// as the speaker of line a, is rather somebody's answer to what that one asks: “Have
// you seen him?” Low asked. ¶ “No,” he said. He may still go on in the second.
func (d *reader) answers(a, b *line) bool {
	if b.who < 0 || b.who != a.who || b.named || !a.named || d.signOf(a.turns[len(a.turns)-1].token) != '?' {
		return false
	}
	for _, l := range [...]*line{a, b} {
		if l.turns[0].first != d.sents[d.paras[l.para].firstSent].first {
			return false
		}
	}
	return !slices.ContainsFunc(b.turns, func(t turn) bool { return t.read.found && d.lex.goingOn[d.low(t.read.cue[0])] })
}

// unsettle takes the speaker from a line.
func (l *line) unsettle() {
	l.who = vague
	for i := range l.turns {
		if t := &l.turns[i]; t.read.found {
			t.voice = voice{span: t.voice.span, ent: unsaid}
		}
	}
}

// converse attributes the lines [from, to), which follow each other directly, where
// two people speak in turn.
func (d *reader) converse(ctx context.Context, lines []line, from, to int) {
	for s := (stretch{from, from, from, to}); s.i < to && ctx.Err() == nil; s.i = s.j + 1 {
		for s.j = s.i; s.j < to && lines[s.j].open(); s.j++ {
		}
		if s.j == s.i || to-from < 2 {
			continue
		}
		p, ok := d.pair(lines, s)
		if !ok {
			p, ok = d.anchored(lines, s)
		}
		if ok {
			d.tellBySex(lines, p, s)
			d.tellByCall(lines, p, s)
			d.alternate(lines, p, s)
		}
	}
}

// tellBySex gives the lines whose speaker is "he" or "she" to the one of the two who
// alone can be it.
func (d *reader) tellBySex(lines []line, p two, s stretch) {
	for k := s.i; k < s.j; k++ {
		who := d.ofTheSex(p, lines[k].sex)
		if k > s.from && lines[k-1].who == who {
			continue // somebody answers him
		}
		if who >= 0 && !d.guessed(p) && d.answer(lines, p, k, who, patBeat) {
			lines[k].who = who
		}
	}
}

// tellByCall gives the lines that call one of the two by name to the other, where the
// one who is called speaks next to it: “You are early, Wen.” ¶ “So I am,” said Wen.
func (d *reader) tellByCall(lines []line, p two, s stretch) {
	for k := s.i; k < s.j; k++ {
		called := lines[k].calls(p)
		if called == -1 || !lines[k].open() {
			continue
		}
		before, behind := d.bank(lines, p, k-1, s.from, s.to), d.bank(lines, p, k+1, s.from, s.to)
		who := p.other(called)
		if before.who != who && behind.who != who && (before.firm || behind.firm) && d.answer(lines, p, k, who, patCalled) {
			lines[k].who = who
		}
	}
}

// ofTheSex returns the one of the two who alone is of a sex, or -1.
func (d *reader) ofTheSex(p two, sex class) int {
	a, b := d.sexIn(p[0]), d.sexIn(p[1])
	switch {
	case sex == 0 || sex == sexM|sexF || a == 0 || b == 0:
	case a == sex && b != sex:
		return p[0]
	case b == sex && a != sex:
		return p[1]
	}
	return -1
}

// guessed reports whether the sex of one of the two is only what a pronoun told that
// seemed to mean him. Who speaks with "I" is "he" or "she" in any case.
func (d *reader) guessed(p two) bool {
	return !p.has(narrator) && slices.ContainsFunc(p[:], func(who int) bool { return who >= 0 && d.reg.ents[who].guessed })
}

// alternate gives the lines of a stretch that are still open in turn to two people.
func (d *reader) alternate(lines []line, p two, s stretch) {
	for i := s.i; i < s.j; i++ {
		j := i
		for j < s.j && lines[j].open() {
			j++
		}
		d.takeTurns(lines, p, stretch{s.from, i, j, s.to})
		i = j
	}
}

// alone is how many lines may be counted from the line before them only.
const alone = 4

// takeTurns gives each line of a stretch to whose turn it is. It is counted from the
// line before and from the line behind, which must come to the same. Where only the one
// before is firm, the next line on its side must be the other's; a line that is firm only
// behind them was right in 92 of 108 lines of the novels, and is not counted from.
func (d *reader) takeTurns(lines []line, p two, s stretch) {
	before, behind := d.bank(lines, p, s.i-1, s.from, s.to), d.bank(lines, p, s.j, s.from, s.to)
	for k := s.i; k < s.j; k++ {
		l, r := before.who, behind.who
		if l != unsaid && (k-s.i)%2 == 0 {
			l = p.other(l)
		}
		if r != unsaid && (s.j-k)%2 == 1 {
			r = p.other(r)
		}
		switch {
		case l != unsaid && r != unsaid && l != r:
		case before.firm && behind.firm,
			before.firm && k-s.i < alone && d.borneOut(lines, p, stretch{s.from, s.i - 2, s.i - 1, s.to}, before.who, l):
			d.answer(lines, p, k, l, patReply)
		}
	}
}

// borneOut reports whether what is counted from a firm line, by which who is to speak,
// is borne out: by the line on its other side, s.i, which is the other's; or, where the
// conversation begins there, since who takes part in it.
func (d *reader) borneOut(lines []line, p two, s stretch, firm, who int) bool {
	if s.i >= s.from && s.i < s.to {
		return lines[s.i].who == p.other(firm)
	}
	return slices.ContainsFunc(lines[s.from:s.to], func(l line) bool { return l.who == who || l.calls(p) == who })
}

// bank is who speaks the line at an end of a stretch, unsaid where that is not known;
// he is firm if he is named, or alone of the two can be "he".
type bank struct {
	who  int
	firm bool
}

// bank reads line k of the conversation [from, to).
func (d *reader) bank(lines []line, p two, k, from, to int) bank {
	if k < from || k >= to || !p.has(lines[k].who) {
		return bank{who: unsaid}
	}
	l := &lines[k]
	firm := l.named || l.who == narrator || partaker(l.who) && (d.ofTheSex(p, l.sex) == l.who || l.calls(p) == p.other(l.who))
	return bank{l.who, firm}
}

// calls returns the one of the two whom the line calls by name; -1 if it calls neither
// or both.
func (l *line) calls(p two) int {
	a := slices.ContainsFunc(l.to, func(ids []int) bool { return slices.Contains(ids, p[0]) })
	b := slices.ContainsFunc(l.to, func(ids []int) bool { return slices.Contains(ids, p[1]) })
	switch {
	case a && !b:
		return p[0]
	case b && !a:
		return p[1]
	}
	return -1
}

// answer gives line k to somebody, unless the words or what is told beside them say
// that it is not he.
func (d *reader) answer(lines []line, p two, k, who int, by pattern) bool {
	l := &lines[k]
	if !partaker(who) && (who != narrator || d.narrator.Name == "") || l.sex != 0 && d.sexIn(who) != l.sex || l.calls(p) == who {
		return false
	}
	for i := range l.turns {
		if who >= 0 && d.spokenOf(who, d.wordsOf(&l.turns[i])) {
			return false
		}
	}
	span := d.namedNear(lines, k, who)
	for i := range l.turns {
		t := &l.turns[i]
		if !t.read.found {
			t.read = reading{found: true, cue: [2]int{t.first, t.first}, pattern: by}
			t.voice = voice{speakers: []quotes.Speaker{d.speakerIn(who, np{}, "")}, span: span, ent: max(who, -1), sure: 1}
		} else if w := t.read.who; w.pronoun && (len(t.voice.speakers) == 0 || t.voice.sure < .85) {
			t.voice = voice{speakers: []quotes.Speaker{d.speakerIn(who, w, d.str(w.head))}, span: t.voice.span, ent: max(who, -1), sure: surePronoun}
		}
	}
	return true
}

// namedNear returns the mention that names somebody as a speaker nearest to line k,
// else the first that names him.
func (d *reader) namedNear(lines []line, k, who int) quotes.Span {
	for n := 1; n < near+farther; n++ {
		for _, i := range [...]int{k - n, k + n} {
			if i < 0 || i >= len(lines) || lines[i].who != who {
				continue
			}
			for _, t := range lines[i].turns {
				if t.read.found && (t.voice.ent == who && t.read.who.name != nil || who <= firstPlain && !t.read.who.pronoun) {
					return t.voice.span
				}
			}
		}
	}
	if who < 0 {
		return d.span(lines[k].turns[0].first, lines[k].turns[0].first)
	}
	first := d.reg.ents[who].seen
	if m := d.mention(first); m != nil {
		return d.span(m.nameFrom, m.last)
	}
	return d.span(first, first)
}
