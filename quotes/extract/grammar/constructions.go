package grammar

import (
	"strings"
)

// construction is how a text tells who speaks.
type construction uint8

const (
	none      construction = iota
	inverted               // “...”, said Smith
	after                  // “...”, Smith said
	opened                 // “...”, deadpanned Smith: a verb that the file does not have
	led                    // Smith said: “...”
	label                  // Smith: “...”
	neutral                // Smith was blunt: “...”
	that                   // Smith said that it “...”
	according              // according to Smith “...”
	trailing               // It is “...”, said Smith.
	judged                 // Smith called it “...”
	likewise               // “...”, as Smith said
	carried                // “...”, said Smith. It was late. “...”
	beat                   // — ..., — Smith put down his cup.
	replied                // “...”, said Smith. ¶ “...” ¶ “...”, said Smith.
	cited                  // “...”, the agency quotes Smith
	reported               // the same, in the mood of reported speech: it be “...”
)

// sure is how often each names the right speaker.
var sure = [...]float64{inverted: .97, after: .96, opened: .88, led: .95, label: .93, neutral: .86, that: .92, according: .92, cited: .93, trailing: .9, judged: .9, likewise: .93, carried: .88, reported: .9, replied: .84, beat: .92}

// reading is who speaks a piece, by which construction.
type reading struct {
	by      construction
	who     subject
	cue     span
	verb    int  // -1 without one
	doubted bool // denied, supposed or asked for
}

func (r reading) found() bool { return r.by != none }

// read finds the construction that attributes the piece at token q.
func (d *doc) read(q int) reading {
	s := d.around(q)
	for _, rule := range []func(int, span) reading{d.readCited, d.readSigned, d.readCalledAhead, d.readBehind, d.readLed, d.readSaying, d.readAccording, d.readThat, d.readJudged, d.readAs, d.readTrailing, d.readGoverned, d.readInserted, d.readBeat, d.readTakenUp} {
		if r := rule(q, s); r.found() {
			return d.toldByAnother(r, q, s)
		}
	}
	return reading{}
}

// toldByAnother returns according to whom a sentence tells something, if it begins so and its
// words are read as what somebody else in it says, and r if not: "According to Smith, Brown
// called it “...”".
func (d *doc) toldByAnother(r reading, q int, s span) reading {
	if !d.lang.caseless() || r.by != judged && r.by != that || d.phraseEnd(s.first, s.last, clsAccording) == s.first {
		return r
	}
	first := d.accordingAt(s.first, q)
	if first.found() && first.who.run >= 0 && r.who.run >= 0 && d.runs[first.who.run].ent != d.runs[r.who.run].ent {
		return first
	}
	return r
}

// widest is how many tokens of its sentence are read before and behind a piece of speech.
const widest = 120

// around returns the sentence of token q, or what stands near q in a very long one.
func (d *doc) around(q int) span {
	s := d.sents[d.toks[q].sent]
	return span{max(s.first, q-widest), min(s.last, q+widest)}
}

// verdict marks a reading whose verb is denied or supposed.
func (d *doc) verdict(r reading, s span) reading {
	back := 3
	if d.lang.on("negation before the verb") {
		back = 1
	}
	from := r.cue.first
	for from > max(s.first, r.cue.first-back) && !(d.lang.caseless() && d.toks[from-1].kind == quoted) {
		from--
	}
	for k := from; k < r.cue.last; k++ {
		if k != r.who.first && d.toks[k].kind == word && d.toks[k].is(clsNeg) {
			r.doubted = true
		}
	}
	if k := max(r.cue.last, r.who.last); d.lang.on("verb second") && k < s.last && d.toks[k].is(clsNeg) && d.closes(k+1) {
		r.doubted = true // "“...”, sagte Voss nicht."
	}
	lo := s.first // what is said may be supposed: It would be bad if it “...”, said Smith
	for k := r.cue.first - 1; k > s.first && lo == s.first; k-- {
		if d.toks[k].kind == quoted {
			lo = k
		}
	}
	for k := lo; k < r.cue.last; k++ {
		if t := &d.toks[k]; t.kind == word && t.is(clsIf) && !(k > s.first && d.phraseEnd(k-1, k+1, clsConj) == k+1) && k >= r.cue.first-8 && (!t.is(clsAux) || d.leadsTo(k+1, r.cue.last-1)) {
			r.doubted = true
		}
	}
	return r
}

// leadsTo reports whether nothing but what can follow an auxiliary stands in [k, v).
func (d *doc) leadsTo(k, v int) bool {
	for ; k < v; k++ {
		if !d.toks[k].is(clsAux | clsAdv | clsPron) {
			return false
		}
	}
	return true
}

// subjectOf finds the subject of the verb at token v in the clause [lo, hi).
func (d *doc) subjectOf(v, lo, hi int) subject {
	if d.toks[v].is(clsSaying) {
		return d.sayingSubject(v, lo)
	}
	if v-1 > lo && d.toks[v-1].is(clsConj) {
		if s := d.firstOf(v, lo); s.ok && d.hasThat(s.last, v) {
			return s // "Smith denied that Brown had offered it, and said"
		}
		// "Smith thanked them and said": that of the verb before
		for k := v - 2; k >= lo; k-- {
			if t := &d.toks[k]; t.run == 0 && t.is(clsThat) && d.toks[k+1].run > 0 && len(d.toks[v-1].low) > 4 {
				return subject{} // "explained that Smith was clear when he said": not who explained it
			}
			if d.toks[k].is(cue|clsJudge|clsSeparable) && d.toks[k].run == 0 {
				return d.subjectOf(k, lo, v-1)
			}
		}
	}
	if who := d.antecedent(v, lo); who.ok {
		return who
	}
	if d.inRelative(v, lo) {
		return subject{}
	}
	left := d.before(v, lo)
	if left.ok && (!d.agrees(left, v) || !left.pronoun && d.heAt(v+1, hi)) {
		left = subject{}
	}
	if left.ok && left.near {
		return left
	}
	if v > lo && !left.ok && !d.lang.caseless() && d.toks[v-1].kind == quoted && (v-1 == lo || d.toks[v-2].is(clsWork|clsBody)) {
		return subject{} // “Northwind” calls Smith
	}
	right := d.behind(v+1, hi)
	if right.ok && (!d.agrees(right, v) || d.calledSo(right, v, hi)) {
		right = subject{}
	}
	if right.ok && !left.ok && right.near && right.run >= 0 && d.isTold(right.run, v, lo) {
		right = subject{}
	}
	switch {
	case left.ok && right.ok:
		if right.near && right.run >= 0 && left.run < 0 && !(d.lang.caseless() && left.head >= 0 && d.toks[left.first].is(clsDet)) {
			return right
		}
		return left
	case right.ok:
		return right
	case left.ok:
		return left
	}
	if who := d.omitted(v, lo, hi); who.ok {
		return who
	}
	if v > lo && d.toks[v-1].kind == word && d.toks[v-1].is(clsDet|clsPron) && !d.toks[v-1].has(oblique) {
		return subject{} // "that one said"
	}
	if s := d.onlySubject(v, lo); s.ok {
		return s
	}
	if s := d.subjectOfEarlier(v, lo); s.ok {
		return s
	}
	return d.leftOut(v, lo, hi)
}

// heAt reports whether a pronoun that can only be a subject, as "er" is, stands at token k,
// right behind a verb: whatever stands before that, it is the subject. "In einem Interview mit
// der Zeitung sagte er".
func (d *doc) heAt(k, hi int) bool {
	if k >= hi || !d.lang.on("nouns have capitals") {
		return false
	}
	t := &d.toks[k]
	return t.kind == word && t.is(clsPron) && !t.is(clsDet) && !t.has(possessive|oblique) && t.feat&(gender|plural) == masculine
}

// subjectOfEarlier returns the subject with which the clause begins, where a conjunction joins
// the verb at token v to what he does before: "Smith stopped, took his arm and said". Names
// have one form only; none but those that something governs stands between the two.
func (d *doc) subjectOfEarlier(v, lo int) subject {
	if !d.lang.caseless() {
		return subject{}
	}
	verb := v
	for v > lo && d.toks[v-1].kind == word && d.toks[v-1].run == 0 && d.toks[v-1].is(clsAux|clsAdv) {
		v--
	}
	s := d.firstOf(v, lo)
	if !s.ok || s.run < 0 && !s.pronoun || !d.agrees(s, verb) {
		return subject{}
	}
	for k := s.last; k < v; k++ {
		t := &d.toks[k]
		if t.is(clsThat|clsRelative) && t.run == 0 || t.run > 0 && !d.governed(d.runs[t.run-1].first, s.last) {
			return subject{}
		}
	}
	return s
}

func (d *doc) hasThat(lo, hi int) bool {
	for k := lo; k < hi; k++ {
		if d.toks[k].is(clsThat) {
			return true
		}
	}
	return false
}

// onlySubject returns the one name before the verb that can be its subject: the clause
// begins with it.
func (d *doc) onlySubject(v, lo int) subject {
	found := subject{}
	if t := &d.toks[lo]; lo < v && d.lang.on("verb second") && t.kind == word && t.run == 0 && t.is(clsPron) && !t.is(clsDet) && !t.has(possessive|oblique) && t.feat&(masculine|feminine) != 0 {
		for k := lo + 1; k < v; k++ {
			if d.toks[k].run > 0 {
				return subject{} // "She forgives Smith, but says"
			}
		}
	}
	for k := lo; k < v; k++ {
		t := &d.toks[k]
		if t.is(cue | clsThat) {
			return subject{}
		}
		if t.run == 0 || k > lo && d.toks[k-1].kind == openParen && d.lang.on("nouns have capitals") {
			continue
		}
		r := t.run - 1
		if s := d.nameWithRole(r, lo); s.ok {
			if found.ok {
				return subject{}
			}
			found = s
		}
		k = d.runs[r].last - 1
	}
	if found.ok && (!d.agrees(found, v) || d.otherClause(found.last, v)) {
		return subject{}
	}
	return found
}

// otherClause reports whether a comma stands in [k, v), and behind the last one something
// that can be the subject of the verb at token v: "the town that Smith visits, whose motto says".
func (d *doc) otherClause(k, v int) bool {
	last := -1
	for j := k; j < v; j++ {
		if d.toks[j].kind == comma {
			last = j
		}
	}
	return last >= 0 && !d.lang.caseless() && d.skipPhrases(last+1, v) < v
}

// clauseStart returns where the clause before token i begins: behind the last piece of
// speech of the sentence, or at its beginning.
func (d *doc) clauseStart(i int, s span) int {
	for k := i - 1; k >= s.first; k-- {
		switch t := &d.toks[k]; {
		case t.kind == semicolon, t.kind == quoted && d.spokenAt(k), t.kind == dash && k < i-1 && !d.lang.on("dash for is") && !d.pairedDash(k, s):
			return k + 1
		}
	}
	return s.first
}

// pairedDash reports whether the dash at token k closes what another one opens in its
// sentence.
func (d *doc) pairedDash(k int, s span) bool {
	n := 0
	for j := s.first; j < s.last; j++ {
		if d.toks[j].kind == dash {
			n++
		}
	}
	return n > 1 || d.apartBy(k)
}

// apartBy reports whether the dash at token k has no space on one of its sides: a hyphen.
func (d *doc) apartBy(k int) bool {
	return k == 0 || k+1 >= len(d.toks) || d.toks[k-1].end == d.toks[k].start || d.toks[k+1].start == d.toks[k].end
}

// spokenAt reports whether the piece at token q is more than a name in marks.
func (d *doc) spokenAt(q int) bool {
	p := &d.pieces[d.toks[q].piece]
	return len(strings.Fields(d.text[p.start:p.end])) > 4
}

// lastCue returns the last verb of saying in [lo, hi), -1 if there is none.
func (d *doc) lastCue(lo, hi int) int {
	split := hi > lo && d.toks[hi-1].is(clsSplit)
	for k := hi - 1; k >= lo; k-- {
		if t := &d.toks[k]; t.kind == word && t.run == 0 && (t.is(cue|clsSaying) || split && t.is(clsSeparable)) {
			return k
		}
	}
	return -1
}
