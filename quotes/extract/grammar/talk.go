package grammar

import (
	"context"
	"slices"

	"verbatim/quotes"
)

// line is what somebody says in one go in a conversation: the paragraph that it opens.
type line struct {
	turns      []*turn
	para, last int     // the paragraph of the words, and that of their cue
	who        int     // who speaks, by the number that talker gives; -1 for nobody known
	told       bool    // a cue says so; where who is -1 it does not say whom it means
	led        bool    // the paragraph before leads to it with a colon
	feat       feature // the gender that its pronoun or its verb tells
}

// reply gives the lines of a conversation that nothing attributes to the one whose turn it
// is: “...”, said Smith. ¶ “...” ¶ “...”, said Jones. Lines are counted from those that
// tell who speaks.
func (r *reader) reply(ctx context.Context) {
	lines := r.lines()
	if !r.tale && r.dashes(lines) {
		return
	}
	r.byI = r.toldByI()
	for i := 1; i < len(lines); i++ {
		if a, b := &lines[i-1], &lines[i]; b.para == a.last+1 && r.unlikely(a, b) {
			b.who = -1
			for _, t := range b.turns {
				t.voice = voice{ent: -1, why: quotes.DoubtPronoun}
			}
		}
	}
	for i := 0; i < len(lines) && ctx.Err() == nil; {
		j := i + 1
		for j < len(lines) && lines[j].para == lines[j-1].last+1 {
			j++
		}
		r.converse(lines, i, j)
		i = j
	}
}

// unlikely reports whether a pronoun, or a subject that is left out, leads line b to the one
// who speaks in line a, before it: a dash opens the words of the other.
func (r *reader) unlikely(a, b *line) bool {
	who := b.turns[0].read.who
	return b.who >= 0 && b.who == a.who && r.pieces[b.turns[0].pieces[0]].dashed && r.pieces[a.turns[0].pieces[0]].dashed && (who.pronoun || who.omitted || who.leftOut)
}

// lines are the paragraphs that somebody's words open.
func (r *reader) lines() []line {
	var out []line
	for i := range r.turns {
		t := &r.turns[i]
		first := &r.pieces[t.pieces[0]]
		if n := len(out); n > 0 && out[n-1].para == t.para { // more of the same line
			l := &out[n-1]
			if l.turns = append(l.turns, t); t.voice.known() && l.who < 0 && !l.told {
				l.who, l.told = r.talker(t.voice), t.read.found()
			}
			continue
		}
		if first.at != r.first[t.para] {
			continue
		}
		l := line{turns: []*turn{t}, para: t.para, last: t.para, who: -1, told: t.read.found()}
		if k := r.first[t.para] - 1; t.para > 0 && k > r.first[t.para-1] {
			l.led = r.toks[k].kind == colon
		}
		if t.voice.known() && !t.read.doubted {
			l.who = r.talker(t.voice)
		}
		if who := t.read.who; who.ok && (who.pronoun || who.leftOut || who.omitted) {
			l.feat = who.feat & (masculine | feminine)
		}
		if t.read.found() && t.read.cue.first < len(r.toks) {
			for l.last+1 < len(r.paras) && t.read.cue.first >= r.first[l.last+1] && l.last < t.para+1 {
				l.last++
			}
		}
		out = append(out, l)
	}
	return out
}

// talker numbers those who speak: people of the article, and behind them whom a tale only
// describes. Descriptions that begin alike are of one person: старушка, старушонка.
func (r *reader) talker(v voice) int {
	if v.ent >= 0 {
		return v.ent
	}
	name := v.described
	if name == "" {
		name = v.body
	}
	for i, d := range r.described {
		if d.described == name || alike(d.described, name) {
			return len(r.ents) + i
		}
	}
	v.described = name
	r.described = append(r.described, v)
	return len(r.ents) + len(r.described) - 1
}

// alike reports whether two words have their first five letters in common.
func alike(a, b string) bool {
	x, y := []rune(a), []rune(b)
	return len(x) > 4 && len(y) > 4 && string(x[:5]) == string(y[:5])
}

// farthest is how many lines may be counted from one that tells who speaks.
const farthest = 12

// near is in how many paragraphs around a conversation those who speak in it speak too.
const near = 20

// converse attributes lines [from, to), which follow each other directly.
func (r *reader) converse(lines []line, from, to int) {
	r.lang = r.langs[lines[from].para]
	if to-from < 2 {
		return
	}
	firm, talk := -1, false
	for i := from; i < to; i++ {
		talk = talk || r.pieces[lines[i].turns[0].pieces[0]].dashed
		if lines[i].who < 0 {
			continue
		}
		if firm >= 0 && lines[i].who != lines[firm].who {
			talk = true
		}
		firm = i
	}
	if firm < 0 || !talk {
		return
	}
	two, ok := r.talkers(lines, from, to)
	if !ok {
		return
	}
	prev := -1
	for i := from; i <= to; i++ {
		if i < to && lines[i].who < 0 {
			continue
		}
		r.takeTurns(lines, prev, i, from, to, two)
		prev = i
	}
}

// talkers returns the two who speak in lines [from, to); the second is -1 where nobody
// knows him. ok is false where more than two do.
func (r *reader) talkers(lines []line, from, to int) (two [2]int, ok bool) {
	two = [2]int{-1, -1}
	add := func(who int) bool {
		switch {
		case who < 0 || who == two[0] || who == two[1]:
		case two[0] < 0:
			two[0] = who
		case two[1] < 0:
			two[1] = who
		default:
			return false
		}
		return true
	}
	for i := from; i < to; i++ {
		if !add(lines[i].who) {
			return two, false
		}
	}
	if r.byI && r.lang.on("subject left out") {
		return two, false // a third one, who tells the tale, speaks with them and is named by no verb
	}
	if two[1] >= 0 || r.strangerIn(lines[from:to]) || r.byI {
		return two, true
	}
	// The other one speaks before or behind, and nobody else does.
	for i := from - 1; i >= 0 && lines[i].para > lines[from].para-near; i-- {
		if !add(lines[i].who) {
			return [2]int{two[0], -1}, true
		}
	}
	for i := to; i < len(lines) && lines[i].para < lines[to-1].para+near; i++ {
		if !add(lines[i].who) {
			return [2]int{two[0], -1}, true
		}
	}
	return two, true
}

// strangerIn reports whether in one of the lines a narrator tells of somebody of whom
// nothing is known.
func (r *reader) strangerIn(lines []line) bool {
	return slices.ContainsFunc(lines, func(l line) bool {
		who := l.turns[0].read.who
		return l.who < 0 && (l.told && !who.pronoun && !who.leftOut && !who.omitted || !l.told && r.narratedIn(l.turns[0]))
	})
}

// narratedIn reports whether a narrator goes on with the sentence of a turn, or may speak in
// the midst of it.
func (r *reader) narratedIn(t *turn) bool {
	last := &r.pieces[t.pieces[len(t.pieces)-1]]
	for _, i := range t.pieces {
		if r.pieces[i].narrated || r.hidesNarrator(&r.pieces[i]) {
			return true
		}
	}
	k := last.at + 1
	return k < r.first[t.para+1] && r.toks[k].sent == r.toks[last.at].sent && !r.alone(last.at, r.sents[r.toks[k].sent])
}

// toldByI reports whether the one who tells the text says "I": he speaks in it too.
func (r *reader) toldByI() bool {
	n := 0
	for pi, l := range r.langs {
		for k := r.first[pi]; l != nil && k < r.first[pi+1]; k++ {
			if t := &r.toks[k]; t.kind == word && t.is(clsI) && slices.Contains(l.self, t.low) && !r.goesOnInLine(k, pi) {
				n++
			}
		}
	}
	return n > 1
}

// goesOnInLine reports whether the "I" at token k may be that of the one who speaks in the line
// of paragraph pi, whose words the narrator's could not be told from: no verb of saying stands
// beside it.
func (r *reader) goesOnInLine(k, pi int) bool {
	if !r.spoken[pi] || !r.langs[pi].on("subject left out") {
		return false
	}
	return !(k > 0 && r.toks[k-1].is(cue) || k+1 < len(r.toks) && r.toks[k+1].is(cue))
}

// takeTurns gives the lines between a and b, which tell who speaks or are the ends of the
// conversation [from, to), in turn to the two.
func (r *reader) takeTurns(lines []line, a, b, from, to int, two [2]int) {
	known := func(i int) bool { return i >= from && i < to }
	if known(a) && known(b) && (lines[a].who == lines[b].who) != ((b-a)%2 == 0) {
		return // somebody speaks twice, or a third one does
	}
	turn := func(i int) int {
		k := a
		if !known(a) {
			k = b
		}
		who := lines[k].who
		if (i-k)%2 == 0 {
			return who
		}
		for _, other := range two {
			if other != who {
				return other
			}
		}
		return -1
	}
	// Where one side is open, what contradicts the count ends it.
	step, i, n := 1, a+1, farthest
	if !known(a) {
		step, i, n = -1, b-1, farthest/3
	}
	for ; known(i) && i != b && n > 0; i, n = i+step, n-1 {
		who := turn(i)
		switch {
		case who >= 0 && r.canSay(&lines[i], who):
			r.give(lines, i, who)
		case known(a) && known(b), who < 0 && !lines[i].led && (lines[i].told || !r.narratedIn(lines[i].turns[0])):
		default:
			return
		}
	}
}

// canSay reports whether nothing in a line or beside it says that it is another's.
func (r *reader) canSay(l *line, who int) bool {
	if who < len(r.ents) {
		if f := r.ents[who].feat & gender; f != 0 && l.feat != 0 && f&l.feat == 0 {
			return false
		}
	}
	if l.led {
		return false // the paragraph before tells who
	}
	for _, t := range l.turns {
		if !t.read.found() && r.narratedIn(t) {
			return false
		}
		if t.read.found() && t.read.who.ok && !t.read.who.pronoun && !t.read.who.omitted && !t.read.who.leftOut || t.read.doubted || r.torn(t) {
			return false
		}
		for _, k := range t.pieces {
			if who < len(r.ents) && r.spokenOf(who, &r.pieces[k]) {
				return false
			}
		}
	}
	return true
}

// give attributes line i to somebody; it is named by the nearest line of his.
func (r *reader) give(lines []line, i, who int) {
	read := reading{by: replied, verb: -1}
	for n := 1; n < 2*near && !read.who.ok; n++ {
		for _, k := range [...]int{i - n, i + n} {
			if k < 0 || k >= len(lines) || lines[k].who != who || read.who.ok {
				continue
			}
			if t := lines[k].turns[0]; t.voice.known() {
				read.who, read.cue = t.read.who, t.read.cue
			}
		}
	}
	if !read.who.ok && who < len(r.ents) {
		n := r.ents[who].runs[0]
		read.who = r.nameSubject(r.runs[n].first, n)
		read.cue = read.who.span
	}
	if !read.who.ok {
		return
	}
	v := voice{ent: who, sure: 1}
	if who >= len(r.ents) {
		v = r.described[who-len(r.ents)]
		v.sure = 1
	}
	for _, t := range lines[i].turns {
		t.read, t.voice = read, v
	}
}

// answers reports whether b is the line behind the line a: it opens the next paragraph.
func (r *reader) answers(a, b *turn) bool {
	return b.para == a.para+1 && r.pieces[b.pieces[0]].at == r.first[b.para] && r.pieces[a.pieces[0]].at == r.first[a.para]
}
