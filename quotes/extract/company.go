package extract

import "slices"

// two are the people who alone speak in a stretch of lines.
type two [2]int

// other returns the one who is not who.
func (p two) other(who int) int {
	if who == p[0] {
		return p[1]
	}
	return p[0]
}

func (p two) has(who int) bool { return who == p[0] || who == p[1] }

// company are the people who are seen to take part in a conversation.
type company struct {
	two
	n int
}

// enter adds somebody; false when he is the third.
func (c *company) enter(who int) bool {
	switch {
	case c.n > 0 && who == c.two[0] || c.n > 1 && who == c.two[1]:
	case c.n == 2:
		return false
	default:
		c.two[c.n] = who
		c.n++
	}
	return true
}

// join adds those who speak in a line or are spoken to, as far as they are named.
func (c *company) join(l *line) bool {
	if (l.named || l.who == narrator) && !c.enter(l.who) {
		return false
	}
	for _, ids := range l.to {
		if len(ids) == 1 && !c.enter(ids[0]) {
			return false
		}
	}
	return true
}

// stretch is a run of lines, [i, j), that are open, in the conversation [from, to).
type stretch struct{ from, i, j, to int }

// How far around a stretch is asked who takes part: near lines in its conversation,
// beyond lines where that is shorter and another goes on in the same scene, and farther
// lines for the second one of the two. In a scene no more than aside paragraphs of
// narration stand between two lines.
const (
	near    = 4
	beyond  = 3
	farther = 24
	aside   = 5
)

// pair returns the two who alone speak around a stretch. Each must be named there as a
// speaker, or be spoken to by his name.
func (d *reader) pair(lines []line, s stretch) (two, bool) {
	var c company
	from, to := d.asked(lines, s)
	turned := -1
	for k := from; k < to; k++ {
		switch {
		case c.join(&lines[k]):
		case k == s.to-1 && c.n == 2 && lines[k].turnsAway(c.two):
			turned, to = k, k+1
		default:
			return c.two, false
		}
	}
	first, last, ok := d.widen(lines, &c, from, to)
	switch {
	case !ok || c.n < 2 || !d.talks(c.two):
		return c.two, false
	case last-first > to-from && slices.ContainsFunc(lines[from:to], func(l line) bool { return l.who == vague }):
		return c.two, false // "he" may be somebody else
	}
	if !c.has(narrator) && d.talkers[narrator] > 0 && !bothNamed(lines[from:to], c.two) {
		return c.two, false // one of them may be "I"
	}
	for k := from; k < to; k++ {
		l := &lines[k]
		if l.who == unclear && k >= s.from && k < s.to || partaker(l.who) && !c.has(l.who) {
			return c.two, false
		}
		if k != turned && !l.speaksTo(c.two) {
			return c.two, false
		}
	}
	return c.two, !d.third(lines, c.two, s, first, last)
}

// anchored returns the two who are named, one after the other, as the speakers of the
// two lines before a stretch of one or two, where the line behind it is the one's whose
// turn it then is. Others may be near.
func (d *reader) anchored(lines []line, s stretch) (two, bool) {
	if s.i-2 < s.from || s.j >= s.to || s.j-s.i > 2 {
		return two{}, false
	}
	a, b, c := &lines[s.i-2], &lines[s.i-1], &lines[s.j]
	p := two{a.who, b.who}
	if !a.named || !b.named || !c.named || a.who == b.who || (s.j-s.i)%2 == 0 && c.who != a.who || (s.j-s.i)%2 == 1 && c.who != b.who {
		return p, false
	}
	for k := s.i - 2; k <= s.j; k++ {
		if !lines[k].speaksTo(p) || k >= s.i && k < s.j && lines[k].who != unsaid {
			return p, false
		}
	}
	return p, !d.third(lines, p, s, s.i-2, s.j+1)
}

// speaksTo reports whether everybody whom a line addresses is one of the two.
func (l *line) speaksTo(p two) bool {
	return !slices.ContainsFunc(l.to, func(ids []int) bool { return !slices.ContainsFunc(ids, p.has) })
}

// turnsAway reports whether one of the two, in the last line of their conversation, calls
// on somebody else.
func (l *line) turnsAway(p two) bool { return (l.open() || p.has(l.who)) && !l.speaksTo(p) }

// bothNamed reports whether each of the two is named as the speaker of a line, or a line
// of the other calls him by name.
func bothNamed(lines []line, p two) bool {
	for _, who := range p {
		if !slices.ContainsFunc(lines, func(l line) bool { return l.named && l.who == who || l.who == p.other(who) && l.calls(p) == who }) {
			return false
		}
	}
	return true
}

// asked returns the lines around a stretch that are asked who takes part.
func (d *reader) asked(lines []line, s stretch) (from, to int) {
	from, to = max(s.from, s.i-near), min(s.to, s.j+near)
	for n := s.i - from; n < beyond && from > 0 && d.sameScene(lines, from-1); n++ {
		from--
	}
	for n := to - s.j; n < beyond && to < len(lines) && d.sameScene(lines, to-1); n++ {
		to++
	}
	return from, to
}

// widen looks for the second one before the lines [from, to), then behind them, and
// returns the lines that it looked at; false where somebody unclear or a third is met.
func (d *reader) widen(lines []line, c *company, from, to int) (first, last int, ok bool) {
	first, last = from, to
	joins := func(l *line) bool { return !(l.who == unclear && l.sex == 0) && c.join(l) }
	for n := 0; n < farther && c.n < 2 && first > 0 && d.sameScene(lines, first-1); n++ {
		first--
		if !joins(&lines[first]) {
			return first, last, false
		}
	}
	for n := 0; n < farther && c.n < 2 && last < len(lines) && d.sameScene(lines, last-1); n++ {
		if !joins(&lines[last]) {
			return first, last, false
		}
		last++
	}
	return first, last, true
}

// often is how many lines must be spoken to somebody whom the article never names as a
// speaker. Who is only spoken to once may be in a play.
const often = 3

// talks reports whether each of the two takes part in conversations of the article.
func (d *reader) talks(p two) bool {
	for _, who := range p {
		if partaker(who) && d.talkers[who] < often {
			return false
		}
	}
	return true
}

// sameScene reports whether line k and the next one stand near each other, in one
// section.
func (d *reader) sameScene(lines []line, k int) bool {
	from, to := lines[k].last+1, lines[k+1].para
	if to-from > aside {
		return false
	}
	for pi := from; pi < to; pi++ {
		if d.separator(&d.paras[pi]) {
			return false
		}
	}
	return true
}

// third reports whether what is told beside a stretch and the lines next to it names
// somebody besides the two, or somebody else acts between the lines [first, last).
func (d *reader) third(lines []line, p two, s stretch, first, last int) bool {
	inner, outer := lines[max(first, s.i-1)].para, lines[min(last, s.j+1)-1].last
	for pi := lines[first].para; pi <= lines[last-1].last; pi++ {
		if d.paras[pi].firstSent == d.paras[pi].lastSent {
			continue
		}
		for k := d.sents[d.paras[pi].firstSent].first; k < d.sents[d.paras[pi].lastSent-1].last; k++ {
			m := d.mention(k)
			if m == nil {
				continue
			}
			k = m.last
			if d.named(m) && !p.has(m.ent) && !d.toks[k].possessive() && (pi >= inner && pi <= outer || d.acts(k+1)) {
				return true
			}
		}
	}
	return false
}
