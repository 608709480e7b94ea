package extract

import "slices"

// In a story "he" is often somebody whom the narration has not named for a while.

// farBack is how many paragraphs back it is asked who came in since.
const farBack = 30

// settlePronouns takes the speaker from the lines that a pronoun attributes to somebody
// who need not be the one it means: another one may answer him, or has come in since he
// was named.
func (d *reader) settlePronouns(lines []line) {
	for k := range lines {
		l := &lines[k]
		i := l.pronoun()
		if i < 0 || l.who < 0 || l.cueNames() {
			continue
		}
		before := unsaid
		if k > 0 && l.para == lines[k-1].last+1 {
			before = lines[k-1].who
		}
		paras, alone := d.sinceNamed(i, l)
		if !alone || !l.named && (before == l.who || before != l.who && !partaker(before) && paras > 1) {
			l.unsettle()
		}
	}
}

// pronoun returns the token of the pronoun by which a cue attributes the line, or -1.
func (l *line) pronoun() int {
	for k := range l.turns {
		if r := &l.turns[k].read; r.found && r.who.pronoun {
			return r.who.head
		}
	}
	return -1
}

// cueNames reports whether a cue of the line names its speaker.
func (l *line) cueNames() bool {
	return slices.ContainsFunc(l.turns, func(t turn) bool { return t.read.found && t.read.who.name != nil })
}

// sinceNamed goes back from the pronoun at token i to where the narration names the
// speaker of a line last. It returns how many paragraphs away that is, and whether
// nobody else who can be meant comes in between.
func (d *cast) sinceNamed(i int, l *line) (paras int, alone bool) {
	pi := d.paraOf(i)
	for k := i - 1; k >= 0; k-- {
		if paras = pi - d.paraOf(k); paras > farBack {
			return paras, false
		}
		if d.toks[k].kind != word {
			continue
		}
		m := d.mention(k)
		switch {
		case m == nil:
			if d.comesIn(k, l.sex) {
				return paras, false
			}
			continue
		case m.ent == l.who:
			return paras, !d.toks[m.last].possessive() && (m.first == 0 || !d.toks[m.first-1].cls.is(clsPrep))
		case d.named(m):
			if sex := d.reg.ents[m.ent].sex; sex == 0 || sex == l.sex {
				return paras, false
			}
		}
		k = m.first
	}
	return paras, false
}

// comesIn reports whether the noun at token k is of somebody of a sex who takes part:
// "the stranger", but not "at my companion".
func (d *prose) comesIn(k int, sex class) bool {
	if t := &d.toks[k]; !t.cls.is(clsRole) || t.caps != lower || pluralNoun(d.str(k)) {
		return false
	}
	if s := d.sexOf(d.str(k)); s != 0 && s != sex {
		return false
	}
	i := k - 1
	for i > 0 && i > k-3 && d.toks[i].kind == word && !d.toks[i].cls.is(clsDet|clsPoss) {
		i--
	}
	return i < 1 || !d.toks[i-1].cls.is(clsPrep)
}
