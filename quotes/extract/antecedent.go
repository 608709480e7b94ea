package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

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
	perSentence  = 1.6 // less for each sentence in between
	newParagraph = .2
	ofClause     = 8.0 // "Smith said she ...": the subject of the clause around it
	askedIt      = 6.0 // less for him who asked what the words may answer
	takesUp      = 5.0 // "Smith said it was “...,” he said": the one who said it
	spokeLast    = 3.5
	spokeBefore  = 1.0
	supplanted   = 2.5 // less where another one is the subject of a sentence since
	introduced   = 2.5 // the sentence before names him for the first time
	unsexed      = 2.0 // less where the article does not tell his sex
	namesHim     = 5.0 // less where the words themselves speak of him by name
	rival        = 6.5 // enough to make a person without a name unsure
	unopposed    = 5.0 // the lead of one whose sex a story does not tell: he may be anybody who is there
	again        = .3  // more for each further sentence that is about him
)

var standingPoints = [...]float64{asAsked: 14.8, asSubject: 10, asObject: 7, asOwner: 6.5, asGoverned: 6.5}

// antecedent finds whom the pronoun at token i of sentence si means, and how sure
// that is; words are those that he speaks, if they are known. -1: nobody;
// strangerEnt: somebody without a name.
func (d *reader) antecedent(i, si int, words string) (ent int, sure float64) {
	sex := pronounSex(d.low(i))
	if sex == 0 {
		return -1, 0
	}
	list := d.candidates(i, si, sex)
	for k := range list {
		if c := &list[k]; c.ent >= 0 && words != "" && d.spokenOf(c.ent, words) {
			c.score -= namesHim
		}
	}
	d.spareAsker(list, si, words)
	best, margin := leading(list)
	if best.ent < 0 {
		return best.ent, sureBy(margin)
	}
	e := &d.reg.ents[best.ent]
	untold := e.sex == 0 || e.guessed
	if e.sex == 0 && (margin == best.score || margin >= 2) {
		e.sex, e.guessed = sex, true // from here on the article has told it
	}
	if untold && d.converses && margin < unopposed {
		return best.ent, .6
	}
	return best.ent, sureBy(margin)
}

// spareAsker takes points from the one who put a question in the sentence before, where
// the words are no question and somebody else may answer.
func (d *reader) spareAsker(list []candidate, si int, words string) {
	n := len(d.said.scenes)
	if words == "" || n == 0 || d.said.scenes[n-1].sent != si-1 || d.said.scenes[n-1].asker < 0 || strings.HasSuffix(strings.TrimSpace(words), "?") {
		return
	}
	asker := d.said.scenes[n-1].asker
	if !slices.ContainsFunc(list, func(c candidate) bool {
		return c.ent != asker && c.ent >= 0 && c.score >= standingPoints[asOwner]-perSentence
	}) {
		return
	}
	for k := range list {
		if list[k].ent == asker {
			list[k].score -= askedIt
		}
	}
}

// leading returns the candidate with the most points, and by how many he leads.
func leading(list []candidate) (best candidate, margin float64) {
	best, second := candidate{-1, 0}, candidate{-1, 0}
	for _, c := range list {
		switch {
		case c.score > best.score:
			best, second = c, best
		case c.score > second.score:
			second = c
		}
	}
	return best, best.score - second.score
}

// pronounSex tells of whom a pronoun speaks; 0 if not of one person.
func pronounSex(w string) class {
	switch w {
	case "he", "his", "him":
		return sexM
	case "she", "her":
		return sexF
	}
	return 0
}

// sureBy is how sure an antecedent is by how many points it is ahead of the next.
func sureBy(margin float64) float64 {
	switch {
	case margin >= 4:
		return .97
	case margin >= 2.5:
		return .94
	case margin >= 1.5:
		return .9
	case margin >= .8:
		return .8
	}
	return .6
}

// candidates lists whom a pronoun of that sex at token i may mean.
func (d *reader) candidates(i, si int, sex class) []candidate {
	c := contest{d: d, si: si, sex: sex, barred: d.barred(i, si), asks: questioning[d.low(i+1)] || questioning[d.low(i-1)], replies: replying[d.low(i+1)] || replying[d.low(i-1)]}
	if here := d.sceneBefore(i, si); len(here.parts) > 0 || here.stranger {
		bonus := 0.0
		switch {
		case d.insideClause(i):
			bonus = ofClause
		case d.toks[i-1].kind == quoted && d.subjectSays(si, i):
			bonus = takesUp
		}
		c.weigh(here, 0, bonus)
	}
	c.weighScenes()
	c.weighLastSpeaker()
	c.favourHero()
	return c.list
}

// subjectSays reports whether the subject of sentence si says something in it before
// token end.
func (d *cast) subjectSays(si, end int) bool {
	subject, _, ok := d.clauseSubject(d.sents[si].first, end, true)
	if !ok || subject.name == nil {
		return false
	}
	_, behind := d.withTail(subject, end)
	v, _ := d.skipAdverbs(behind, end)
	return v < end && d.toks[v].cls.is(clsSay|clsTell) && d.verbAt(v, d.sents[si].first).is(formPast|formThird)
}

// replying are the verbs by which somebody answers.
var replying = map[string]bool{"replied": true, "replies": true, "answered": true, "answers": true, "responded": true, "responds": true}

// contest weighs whom a pronoun in sentence si may mean.
type contest struct {
	d       *reader
	si      int
	sex     class
	barred  map[int]bool
	asks    bool // he puts a question, and so is not the one who was asked
	replies bool // he answers, and so is not the one who asked
	list    []candidate
}

// consider enters somebody with the points that speak for him, if it can be he.
func (c *contest) consider(ent int, score float64) {
	if ent >= 0 {
		if !c.possible(ent) {
			return
		}
		if e := &c.d.reg.ents[ent]; e.sex == 0 {
			score -= unsexed
			if e.kind != person && !e.spoke {
				score -= unsexed
			}
		}
	}
	for k := range c.list {
		if old := &c.list[k]; old.ent == ent {
			old.score = max(old.score, score) + again
			return
		}
	}
	c.list = append(c.list, candidate{ent, score})
}

// possible reports whether an entity can be a person of the sex.
func (c *contest) possible(ent int) bool {
	d := c.d
	e := &d.reg.ents[ent]
	switch {
	case e.first == "" && e.sex == 0 && e.role == "" && (d.toks[e.seen].cls.is(clsMedium) || e.kind != person && d.toks[e.seen].cls.is(clsPlace|clsBody|clsField)):
		return false // Bloomberg, a news agency; Hollywood
	case e.employs && e.kind != person && e.first == "" && e.sex == 0:
		return false
	case e.sex != 0 && e.sex != c.sex, c.barred[ent]:
		return false
	}
	return e.kind == person || e.first != "" || e.sex != 0 || e.spoke || ent == d.said.lastSpeaker
}

// weigh considers whom a scene is about that lies dist sentences back; the subject
// has a bonus.
func (c *contest) weigh(sc scene, dist, bonus float64) {
	for _, p := range sc.parts {
		if p.how == asSubject && sc.speaksTo&c.sex != 0 {
			continue // "Potgieter put it to her": he is not she
		}
		how := p.how
		if how == asAsked && (c.asks || dist >= 2) {
			how = asObject
		}
		points := standingPoints[how] - perSentence*dist
		if p.how == asSubject {
			points += bonus
		}
		if p.fresh && p.how != asOwner && dist > 0 && dist < 2 {
			points += introduced
		}
		if e := &c.d.reg.ents[p.ent]; e.kind != person && e.sex == 0 && p.how != asSubject {
			continue // "Volume One of the Stoddard Lectures"
		}
		c.consider(p.ent, points)
	}
	if sc.stranger && !(sc.asks && c.replies) && (sc.strangerSex == 0 || sc.strangerSex == c.sex) {
		c.consider(strangerEnt, standingPoints[asSubject]-perSentence*dist)
	}
}

// weighScenes considers whom the seven sentences before are about.
func (c *contest) weighScenes() {
	dist := 1.0
	for _, sc := range slices.Backward(c.d.said.scenes) {
		if sc.sent >= c.si || sc.sent < c.d.said.section {
			continue
		}
		far := dist
		if c.d.sents[sc.sent].para != c.d.sents[c.si].para {
			far += newParagraph
		}
		c.weigh(sc, far, 0)
		if dist++; dist > 7 {
			break
		}
	}
}

// weighLastSpeaker considers the one who spoke last: the less the more sentences of
// narration have come since, and if one of them is about somebody else.
func (c *contest) weighLastSpeaker() {
	d := c.d
	last := d.said.lastSpeaker
	if last < 0 || d.said.lastAt < d.said.section {
		return
	}
	between, other := 0.0, 0.0
	for _, sc := range slices.Backward(d.said.scenes) {
		if sc.sent <= d.said.lastAt {
			break
		}
		if sc.sent >= c.si {
			continue
		}
		between++
		if c.hasOther(sc, last) {
			other = supplanted
		}
	}
	if d.dialogue && d.sents[d.said.lastAt].para < d.sents[c.si].para {
		other += supplanted // somebody may answer him
	}
	switch points := standingPoints[asSubject] - perSentence; {
	case between == 1 && d.speaksTo(c.si)&c.sex != 0:
		// He spoke to "her": she answers.
	case between == 0 && other > 0:
		c.consider(last, points-other)
	case between == 0:
		c.consider(last, points+spokeLast)
	case between < 6:
		c.consider(last, standingPoints[asSubject]-perSentence*(between+1)+spokeBefore-other)
	}
}

// hasOther reports whether the subject of a scene is another one of the sex.
func (c *contest) hasOther(sc scene, ent int) bool {
	for _, p := range sc.parts {
		if e := &c.d.reg.ents[p.ent]; p.how == asSubject && p.ent != ent && (e.sex == 0 || e.sex == c.sex) {
			return true
		}
	}
	return false
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
		if d.named(m) || m.ent >= 0 && d.reg.ents[m.ent].kind == person { // "the Smith appointment" as well
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
