package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// standing is how a person takes part in a sentence.
type standing uint8

const (
	asSubject standing = iota
	asObject
	asOwner    // "Smith's lawyer"
	asGoverned // behind a preposition
)

// part is a named person in a sentence.
type part struct {
	ent   int
	how   standing
	fresh bool // the article names him here for the first time
}

// scene is whom a sentence is about.
type scene struct {
	sent  int
	parts []part
	// stranger says that the subject is a person without a name ("the soldier with
	// the card"), and of which sex, if the noun tells.
	stranger    bool
	strangerSex class
	// speaksTo is the sex of a pronoun that is an object: it is not the subject.
	speaksTo class
}

// scenesKept is how many sentences back a pronoun may reach.
const scenesKept = 10

// note keeps whom sentence si is about, once everything in it is read.
func (d *reader) note(si int) {
	s := d.sents[si]
	sc := d.sceneOf(si, s.last)
	if len(sc.parts) == 0 && !sc.stranger && !d.narrates(s) {
		return
	}
	if n := len(d.said.scenes); n == scenesKept {
		copy(d.said.scenes, d.said.scenes[1:])
		d.said.scenes = d.said.scenes[:n-1]
	}
	d.said.scenes = append(d.said.scenes, sc)
}

// narrates reports whether a sentence has words outside of quotation marks.
func (d *prose) narrates(s sentence) bool {
	for i := s.first; i < s.last; i++ {
		if d.toks[i].kind == word {
			return true
		}
	}
	return false
}

// sceneOf reads whom the tokens of sentence si before end are about.
func (d *reader) sceneOf(si, end int) scene {
	sc := scene{sent: si}
	s := d.sents[si]
	s.first = max(s.first, min(end, s.last)-reach) // a sentence without an end
	if end <= s.first {
		return sc
	}
	subject, _, ok := d.clauseSubject(s.first, end, true)
	add := func(ent int, how standing, fresh bool) {
		for i := range sc.parts {
			if sc.parts[i].ent == ent {
				sc.parts[i].how = min(sc.parts[i].how, how)
				return
			}
		}
		if len(sc.parts) < 12 {
			sc.parts = append(sc.parts, part{ent, how, fresh})
		}
	}
	if spoke := d.said.lastSpeaker; spoke >= 0 && d.said.lastAt == si && end == s.last {
		add(spoke, asSubject, false)
	}
	if ok && subject.name == nil {
		switch {
		case subject.pronoun:
			if w := d.low(subject.head); (w == "he" || w == "she") && len(sc.parts) == 0 {
				switch ent, sure := d.antecedent(subject.head, si, ""); {
				case ent >= 0 && sure >= .85:
					add(ent, asSubject, false)
				case ent == strangerEnt:
					sc.stranger, sc.strangerSex = true, map[string]class{"he": sexM, "she": sexF}[w]
				}
			}
		default:
			if ent, _, known := d.takenUp(subject, si); known {
				if !d.reg.ents[ent].body {
					add(ent, asSubject, false)
				}
			} else if d.strange(subject) || d.age(subject.head) {
				sc.stranger, sc.strangerSex = true, d.toks[subject.head].cls&(sexM|sexF)
				if sc.strangerSex == sexM|sexF {
					sc.strangerSex = 0
				}
			}
		}
	}
	for k := s.first + 1; k+1 < end && !sc.stranger; k++ {
		// "The agency said that the soldier ...": he may be taken up as well.
		if d.toks[k].kind == word && d.low(k) == "that" && d.toks[k-1].cls.is(anyCue) {
			if p, ok := d.phraseAt(k+1, end); ok && p.name == nil && !p.pronoun && d.strange(p) {
				sc.stranger, sc.strangerSex = true, d.sexOf(d.str(p.head))
			}
		}
	}
	for k := subject.last + 1; ok && k < end && d.toks[k].kind == word && !d.toks[k].cls.is(clsSub); k++ {
		sc.speaksTo |= d.objectPronoun(k, end)
	}
	for k := s.first; k+1 < end && !sc.stranger; k++ {
		// "In Foss a farmer was digging": somebody new, unless the words tell what
		// somebody else is.
		if w := d.low(k); (w == "a" || w == "an") && d.toks[k].kind == word && (k == s.first || d.toks[k-1].kind == word && !d.toks[k-1].cls.is(clsPrep|clsAux|anyForm) || d.mention(k-1) != nil || d.stands(k-1, s.first)) {
			if p, ok := d.phraseAt(k, end); ok && p.name == nil && p.last > k && d.strange(p) && (d.stands(k-1, s.first) || p.last+1 < end && d.toks[p.last+1].cls.is(clsAux|formPast|formThird)) {
				sc.stranger, sc.strangerSex = true, d.sexOf(d.str(p.head))
			}
		}
	}
	for k, seen := s.first, 0; k < end && seen < 40; k++ {
		m := d.mention(k)
		if m == nil || m.first != k {
			continue
		}
		k = m.last
		seen++
		if !d.named(m) {
			continue
		}
		fresh := d.reg.ents[m.ent].seen == m.first
		switch {
		case d.toks[m.last].possessive():
			add(m.ent, asOwner, fresh)
		case ok && m.first >= subject.first && m.last <= subject.last, ok && subject.also != nil && m.last == subject.also.last:
			add(m.ent, asSubject, fresh)
		case m.first > s.first && d.low(m.first-1) == "with" && d.toks[m.first-2+b2i(m.first == s.first+1)].kind == comma:
			add(m.ent, asSubject, fresh) // ", with Smith saying"
		case m.first > s.first && d.toks[m.first-1].cls.is(clsPrep) && d.mention(m.first-1) == nil:
			add(m.ent, asGoverned, fresh)
		default:
			add(m.ent, asObject, fresh)
		}
	}
	return sc
}

// speaksTo returns the sex of the pronoun that the sentence before si has for an
// object.
func (d *reader) speaksTo(si int) class {
	for k := len(d.said.scenes) - 1; k >= 0; k-- {
		if sc := d.said.scenes[k]; sc.sent < si {
			return sc.speaksTo
		}
	}
	return 0
}

// objectPronoun returns the sex of the pronoun at token k if it is an object: "told
// him", "put it to her that"; 0 otherwise.
func (d *prose) objectPronoun(k, end int) class {
	if d.toks[k].kind != word || d.toks[k-1].kind != word {
		return 0
	}
	switch d.low(k) {
	case "him":
		return sexM
	case "her":
		if k+1 >= end || d.toks[k+1].kind != word || d.toks[k+1].cls.is(clsPrep|clsSub|clsConj|clsDet) || d.low(k+1) == "that" {
			return sexF
		}
	}
	return 0
}

// strange reports whether a common noun stands for one person without a name: "a
// pensioner".
func (d *cast) strange(p np) bool {
	h := &d.toks[p.head]
	if d.low(p.first) == "one" && d.low(p.last+1) == "of" {
		q, ok := d.phraseAt(p.last+2, min(p.last+8, len(d.toks)))
		return ok && q.name == nil && d.toks[q.head].cls.is(clsRole) // "one of the men"
	}
	if n := p.last + 1; d.low(p.first) == "the" && (n >= len(d.toks) || !d.toks[n].cls.is(clsPrep|clsSub) && d.low(n) != "that") {
		return false // "the singer": somebody who was named before
	}
	return h.cls.is(clsRole) && h.caps == lower && !pluralNoun(d.str(p.head))
}

// stands reports whether the verb at token i, behind a place that opens the
// sentence, brings somebody in: "At the gate stood an old man".
func (d *prose) stands(i, first int) bool {
	if i <= first || !d.toks[first].cls.is(clsPrep) && d.low(first) != "there" {
		return false
	}
	switch d.low(i) {
	case "stood", "sat", "lay", "knelt", "waited", "came", "was", "is", "lived", "stands", "sits":
		return true
	}
	return false
}

// named reports whether a mention leads to somebody who can be a person.
func (d *cast) named(m *mention) bool {
	if m.first == m.last && d.low(m.first-1) == "the" {
		return false // "The Hill"
	}
	return m.ent >= 0 && m.kind != body && m.kind != place && m.kind != roleOnly && !d.reg.ents[m.ent].body
}

// candidate is somebody whom a pronoun may mean, and how much speaks for it.
type candidate struct {
	ent   int // or stranger
	score float64
}

// strangerEnt stands for a person without a name.
const strangerEnt = -2

// What speaks for a candidate, in points: how he stands in the sentence, by how
// many sentences of narration that one is away, and whether he spoke there.
const (
	perSentence = 1.6 // less for each sentence in between
	newParagrph = .2
	ofClause    = 8.0 // "Smith said she ...": the subject of the clause around it
	spokeLast   = 3.5
	spokeBefore = 1.0
	supplanted  = 2.5 // less where another one is the subject of a sentence since
	introduced  = 2.5 // the sentence before names him for the first time
	unsexed     = 2.0 // less where the article does not tell his sex
	namesHim    = 5.0 // less where the words themselves speak of him by name
	rival       = 6.5 // enough to make a person without a name unsure
	again       = .3  // more for each further sentence that is about him
)

var standingPoints = [...]float64{asSubject: 10, asObject: 7, asOwner: 6.5, asGoverned: 6.5}

// antecedent finds whom the pronoun at token i of sentence si means, and how sure
// that is; words are those that he speaks, if they are known. -1: nobody;
// strangerEnt: somebody without a name.
func (d *reader) antecedent(i, si int, words string) (ent int, sure float64) {
	var sex class
	switch d.low(i) {
	case "he", "his", "him":
		sex = sexM
	case "she", "her":
		sex = sexF
	default:
		return -1, 0
	}
	list := d.candidates(i, si, sex)
	for k := range list {
		if c := &list[k]; c.ent >= 0 && words != "" && d.spokenOf(c.ent, words) {
			c.score -= namesHim
		}
	}
	best, second := candidate{-1, 0}, candidate{-1, 0}
	for _, c := range list {
		switch {
		case c.score > best.score:
			best, second = c, best
		case c.score > second.score:
			second = c
		}
	}
	if best.ent < 0 {
		return best.ent, 0
	}
	margin := best.score - second.score
	if e := &d.reg.ents[best.ent]; e.sex == 0 && (second.ent == -1 || margin >= 2) {
		e.sex = sex // from here on the article has told it
	}
	switch {
	case margin >= 4:
		return best.ent, .97
	case margin >= 2.5:
		return best.ent, .94
	case margin >= 1.5:
		return best.ent, .9
	case margin >= .8:
		return best.ent, .8
	}
	return best.ent, .6
}

// candidates lists whom a pronoun of that sex at token i may mean.
func (d *reader) candidates(i, si int, sex class) []candidate {
	var list []candidate
	barred := d.barred(i, si)
	consider := func(ent int, score float64) {
		if ent >= 0 {
			e := &d.reg.ents[ent]
			if e.first == "" && e.sex == 0 && e.role == "" && d.toks[e.seen].cls.is(clsMedium) {
				return // Bloomberg, a news agency
			}
			if e.sex != 0 && e.sex != sex || barred[ent] || e.kind != person && e.first == "" && e.sex == 0 && !e.spoke && ent != d.said.lastSpeaker {
				return
			}
			if e.sex == 0 {
				score -= unsexed
				if e.kind != person && !e.spoke {
					score -= unsexed
				}
			}
		}
		for k := range list {
			if list[k].ent == ent {
				list[k].score = max(list[k].score, score) + again
				return
			}
		}
		list = append(list, candidate{ent, score})
	}
	weigh := func(sc scene, dist float64, bonus float64) {
		for _, p := range sc.parts {
			if p.how == asSubject && sc.speaksTo&sex != 0 {
				continue // "Potgieter put it to her": he is not she
			}
			points := standingPoints[p.how] - perSentence*dist
			if p.how == asSubject {
				points += bonus
			}
			if p.fresh && dist > 0 && dist < 2 {
				points += introduced
			}
			if e := &d.reg.ents[p.ent]; e.kind != person && e.sex == 0 && p.how != asSubject {
				continue // "Volume One of the Stoddard Lectures"
			}
			consider(p.ent, points)
		}
		if sc.stranger && (sc.strangerSex == 0 || sc.strangerSex == sex) {
			consider(strangerEnt, standingPoints[asSubject]-perSentence*dist)
		}
	}
	if here := d.sceneBefore(i, si); len(here.parts) > 0 || here.stranger {
		bonus := 0.0
		if d.insideClause(i) {
			bonus = ofClause
		}
		weigh(here, 0, bonus)
	}
	dist := 1.0
	for k := len(d.said.scenes) - 1; k >= 0; k-- {
		sc := d.said.scenes[k]
		if sc.sent >= si || sc.sent < d.said.section {
			continue
		}
		far := dist
		if d.sents[sc.sent].para != d.sents[si].para {
			far += newParagrph
		}
		weigh(sc, far, 0)
		dist++
		if dist > 7 {
			break
		}
	}
	if l := d.said.lastSpeaker; l >= 0 && d.said.lastAt >= d.said.section {
		between := 0.0 // sentences of narration since he spoke
		other := 0.0
		for k := len(d.said.scenes) - 1; k >= 0 && d.said.scenes[k].sent > d.said.lastAt; k-- {
			if d.said.scenes[k].sent >= si {
				continue
			}
			between++
			for _, p := range d.said.scenes[k].parts {
				if e := &d.reg.ents[p.ent]; p.how == asSubject && p.ent != l && (e.sex == 0 || e.sex == sex) {
					other = supplanted
				}
			}
		}
		if d.dialogue && d.sents[d.said.lastAt].para < d.sents[si].para {
			other += supplanted // somebody may answer him
		}
		switch {
		case between == 1 && d.speaksTo(si)&sex != 0:
			// He spoke to "her": she answers.
		case between == 0 && other > 0:
			consider(l, standingPoints[asSubject]-perSentence-other)
		case between == 0:
			consider(l, standingPoints[asSubject]-perSentence+spokeLast)
		case between < 6:
			consider(l, standingPoints[asSubject]-perSentence*(between+1)+spokeBefore-other)
		}
	}
	return list
}

// sceneBefore reads whom sentence si is about before the pronoun at token i.
func (d *reader) sceneBefore(i, si int) scene {
	s := d.sents[si]
	if i <= s.first || i > s.last {
		return scene{sent: si}
	}
	if d.resolving {
		return scene{sent: si} // the subject itself is asked for
	}
	d.resolving = true
	defer func() { d.resolving = false }()
	return d.sceneOf(si, i)
}

// barred are the people whom a pronoun cannot mean since its own clause names
// them: "He praised Smith", "she told Jones".
func (d *reader) barred(i, si int) map[int]bool {
	var out map[int]bool
	s := d.sents[si]
	for k := i + 1; k < s.last && k < i+25; k++ {
		t := &d.toks[k]
		if t.kind == comma && k > i+1 || t.kind == stop || t.kind == quoted || t.kind == dash {
			break
		}
		m := d.mention(k)
		if m == nil {
			continue
		}
		if d.named(m) {
			if out == nil {
				out = map[int]bool{}
			}
			out[m.ent] = true
		}
		k = m.last
	}
	return out
}

// spokenOf reports whether words name an entity by its surname: people speak of
// themselves by "I".
func (d *cast) spokenOf(ent int, words string) bool {
	name := d.reg.ents[ent].last
	if len(name) < 3 {
		return false
	}
	for from := 0; from < len(words); {
		k := strings.Index(words[from:], name)
		if k < 0 {
			return false
		}
		k += from
		end := k + len(name)
		before, _ := utf8.DecodeLastRuneInString(words[:k])
		after, _ := utf8.DecodeRuneInString(words[end:])
		if (k == 0 || !unicode.IsLetter(before)) && (end == len(words) || !unicode.IsLetter(after)) {
			return true
		}
		from = end
	}
	return false
}

// insideClause reports whether the pronoun at token i is the subject of a clause
// inside its sentence ("what he called"), and so mostly means that one's subject.
func (d *prose) insideClause(i int) bool {
	if i == 0 || d.toks[i-1].kind != word {
		return false
	}
	c := d.toks[i-1].cls
	return c.is(clsSub) || d.low(i-1) == "that" || c.is(clsSay|clsThink) && c.is(formPast|formThird|formIng)
}
