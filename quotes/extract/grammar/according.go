package grammar

// accordingIn reads "according to Smith" in the clause [lo, hi).
func (d *doc) accordingIn(lo, hi int) reading {
	for k := lo; k < hi; k++ {
		if r := d.accordingAt(k, hi); r.found() {
			return r
		}
	}
	return reading{}
}

// accordingAt reads "according to Smith" from token k on, or "Smith zufolge".
func (d *doc) accordingAt(k, hi int) reading {
	if e, feat := d.accordingHim(k, hi); e > k {
		who := subject{span: span{k, e}, run: -1, head: k, pronoun: true, feat: feat, ok: true}
		return reading{by: according, who: who, cue: span{k, e}, verb: -1}
	}
	e := d.phraseEnd(k, hi, clsAccording)
	if e == k && d.toks[k].is(clsAccordingFirst) && d.opensSentence(k) {
		// "Para Juan Pérez, ...", "Per il ministro Mario Rossi, ..."
		if s := d.nounPhrase(e+1, hi); s.ok && s.run >= 0 && (d.runs[s.run].first == e+1 || s.head >= 0 && d.roleBefore(d.runs[s.run].first) == s.head) &&
			s.last < len(d.toks) && ((d.toks[s.last].kind == comma || d.toks[s.last].kind == colon) && s.last < hi || d.toks[s.last].kind == quoted) && d.runs[s.run].ent >= 0 {
			e++
		}
	}
	if who := d.forOne(k, hi); e == k && who.ok {
		return reading{by: according, who: who, cue: span{k, k + 1}, verb: -1}
	}
	if who := d.accordingToWhom(k, e, hi); who.ok {
		return reading{by: according, who: who, cue: span{k, e}, verb: -1}
	}
	if e > k && e <= hi {
		if f := d.phraseGender(k, e); f != 0 {
			return reading{by: according, who: subject{span: span{k, e}, run: -1, head: k, pronoun: true, feat: f, ok: true}, cue: span{k, e}, verb: -1}
		}
		if d.opensWithVerb(k, e, hi) {
			return reading{} // "So kämpft der Verein"
		}
		if who := d.withoutSubject(d.namedIn(e, hi), e); who.ok { // nothing where e is hi
			return reading{by: according, who: who, cue: span{k, e}, verb: -1}
		}
	}
	if t := &d.toks[k]; t.kind == word && t.is(clsThatVerb|clsSo) && k+3 < hi && d.toks[k+1].is(clsParticiple) && d.toks[k+2].is(clsPrep) {
		if who := d.namedIn(k+3, hi); who.ok { // "come dichiarato da Smith", "stando a quanto riferito da Smith"
			return reading{by: according, who: who, cue: span{k + 1, k + 2}, verb: -1}
		}
	}
	if k > 1 && d.toks[k].kind == word && d.toks[k-1].run > 0 {
		// "nach Merkels Einschätzung"
		if n := &d.runs[d.toks[k-1].run-1]; n.first > 0 && d.opinion(n.first-1, k) {
			return reading{by: according, who: subject{span: n.span, run: d.toks[k-1].run - 1, head: -1, ok: true}, cue: span{n.first - 1, k + 1}, verb: -1}
		}
	}
	if d.toks[k].is(clsBehind) && k > 0 {
		lo := d.sents[d.toks[k].sent].first
		if t := &d.toks[k-1]; t.run > 0 {
			n := &d.runs[t.run-1]
			first := n.first
			if h := d.roleBefore(first); h >= lo {
				first = h
			}
			return reading{by: according, who: subject{span: span{first, n.last}, run: t.run - 1, head: -1, ok: true}, cue: span{k, k + 1}, verb: -1}
		}
	}
	return reading{}
}

// forOne reads a pronoun or a role without a name behind "for", from token k on, where a comma
// and then somebody's words follow: "For him, “...”", "For the mayor, the law is “...”".
func (d *doc) forOne(k, hi int) subject {
	if !d.romance() || !d.toks[k].is(clsAccordingFirst) || !d.opensSentence(k) || k+2 >= hi || hi >= len(d.toks) || d.toks[hi].kind != quoted {
		return subject{}
	}
	if n, _ := d.wordsOf(&d.pieces[d.toks[hi].piece]); n < 4 {
		return subject{}
	}
	t := &d.toks[k+1]
	if t.is(clsPron) && t.run == 0 && t.feat&gender != 0 && !t.has(plural|possessive) && d.toks[k+2].kind == comma {
		return d.pronounAt(k + 1)
	}
	if !t.is(clsDet) || t.is(clsPrep) || t.has(indefinite|possessive|plural) {
		return subject{}
	}
	s := d.nounPhrase(k+1, hi)
	if !s.ok || s.run >= 0 || s.head < 0 || s.joined || !d.toks[s.head].is(clsRole) || d.toks[s.head].is(clsPlural) || s.last >= hi || d.toks[s.last].kind != comma {
		return subject{}
	}
	return s
}

// accordingToWhom reads the name before a relative pronoun that "according to" in [k, e)
// governs: "Smith, according to whom".
func (d *doc) accordingToWhom(k, e, hi int) subject {
	lo := d.sents[d.toks[k].sent].first
	if !d.romance() || e == k || e >= hi || k-2 < lo || d.toks[k-1].kind != comma || !d.toks[e].is(clsPron|clsRelative) || d.toks[e].feat&(gender|plural|possessive) != 0 {
		return subject{}
	}
	if n := d.toks[k-2].run; n > 0 {
		return d.nameSubject(d.runs[n-1].first, n-1)
	}
	return d.beforeRole(k-1, lo)
}

// withoutSubject is the role of a phrase from token i on without the name behind its comma, if a
// verb follows that: "According to the mayor, Smith asked him".
func (d *doc) withoutSubject(s subject, i int) subject {
	if !d.romance() || !s.ok || s.run < 0 || s.head < i || s.last >= len(d.toks) {
		return s
	}
	first := d.runs[s.run].first
	t := &d.toks[s.last]
	if first == 0 || d.toks[first-1].kind != comma || t.kind != word || t.caps != small || t.is(clsPrep|clsConj|clsRelative) && !t.is(clsAux) {
		return s
	}
	return d.headAlone(i, first-1, s.head)
}

// accordingFirst reads according to whom a sentence tells something, if it begins so and names
// him: "According to Smith, ...".
func (d *doc) accordingFirst(s span) reading {
	if !d.romance() || s.last-s.first < 3 || d.phraseEnd(s.first, s.last, clsAccording) == s.first {
		return reading{}
	}
	if rd := d.accordingAt(s.first, s.last); rd.found() && rd.who.run >= 0 {
		return rd
	}
	return reading{}
}

// opensSentence reports whether token k is the first of its sentence but for a conjunction.
func (d *doc) opensSentence(k int) bool {
	first := d.sents[d.toks[k].sent].first
	return k == first || k == first+1 && d.toks[first].is(clsConj)
}

// accordingHim returns where "according to him" ends that begins at token k, and what its
// pronoun tells: "за його словами".
func (d *doc) accordingHim(k, hi int) (end int, f feature) {
	for _, p := range d.lang.phrases[d.toks[k].low] {
		if p.is(clsHim) && k+len(p.words) <= hi && d.reads(k, p.words) {
			return k + len(p.words), p.feat
		}
	}
	return k, 0
}

// opinion reports whether tokens a and b lead to what the one named between them thinks:
// "nach ... Einschätzung".
func (d *doc) opinion(a, b int) bool {
	for _, p := range d.lang.phrases[d.toks[a].low] {
		if p.is(clsOpinion) && p.words[1] == d.toks[b].low {
			return true
		}
	}
	return false
}

// namedIn reads the phrase from token i on in any case: what "according to" governs.
func (d *doc) namedIn(i, hi int) subject {
	if d.lang.caseless() {
		return d.nounPhrase(i, hi)
	}
	head, k := -1, i
scan:
	for ; k < hi && k < i+10; k++ {
		t := &d.toks[k]
		switch {
		case t.run > 0 && head == k-1 && d.toks[head].is(clsKin) && len(d.runs[t.run-1].words) == 1 && !t.is(clsFirst),
			t.run > 0 && d.runs[t.run-1].last < hi && d.toks[d.runs[t.run-1].last].run > 0 && head >= 0:
			k = d.runs[t.run-1].last - 1 // of what: "the spokesman of Smith, John Brown"
		case t.run > 0 && d.ofBody(head, t.run-1):
			return d.headAlone(head, d.runs[t.run-1].last, head)
		case t.run > 0 && head >= 0 && d.toks[head].has(oblique) && !d.toks[head].has(nominative) && d.onlyNominative(&d.runs[t.run-1]):
			break scan // "zdaniem ministra Jan Nowak kłamie": the minister is another
		case t.run > 0:
			s := d.nameSubject(i, t.run-1)
			s.head = head
			s.joined = d.alsoSpeaks(s.last, hi) || head >= 0 && d.toks[head].is(clsUnnamed) && d.holdsOther(head+1, d.runs[t.run-1].first)
			return s
		case t.kind == quoted && head >= 0:
		case t.kind == comma && head >= 0 && k+1 < hi && d.toks[k+1].run > 0 && d.isOblique(d.toks[k+1].run-1), t.kind == comma && head >= 0 && k+1 < hi && d.toks[k+1].is(clsRole):
		case t.kind != word || t.is(cue|clsThat|clsConj|clsPron|clsAux) && !t.has(possessive):
			break scan
		case t.is(clsRole|clsBody) && head < 0:
			head = k
		}
	}
	if head < 0 || d.toks[head].is(clsPlural) {
		return subject{}
	}
	if t := &d.toks[max(head-1, 0)]; head > i && t.kind == word && t.caps == initial && d.toks[head].is(clsBody) && d.lang.on("no articles") && !d.lang.latin {
		return subject{} // "у звіті Європейської комісії": half of its name
	}
	end := head + 1
	if k < hi && d.toks[k].kind == comma && !d.lang.on("nouns have capitals") {
		end = k // its complement too: "за даними поліції Києва, ..."
	}
	for j := head + 1; j < end && d.lang.on("no articles"); j++ {
		if d.toks[j].is(clsPrep) {
			end = j
		}
	}
	s := d.headAlone(head, end, head)
	if head > i && d.toks[head-1].is(clsDet) {
		s.first = head - 1
	}
	return s
}

// ofBody reports whether the name of a run tells whose the body at token head is: "the office of
// the prime minister Petrenko".
func (d *doc) ofBody(head, run int) bool {
	return head >= 0 && d.lang.on("no articles") && d.toks[head].is(clsBody) && !d.toks[head].is(clsRole) && !d.isBody(run) && d.runs[run].first > head
}

// phraseEnd returns where the word or the longest phrase of a class ends that begins at
// token k; k if none does.
func (d *doc) phraseEnd(k, hi int, c class) int {
	t := &d.toks[k]
	if t.kind != word {
		return k
	}
	end := k
	if t.is(c) {
		end = k + 1
	}
	for _, p := range d.lang.phrases[t.low] {
		if p.is(c) && k+len(p.words) <= hi && k+len(p.words) > end && d.reads(k, p.words) {
			end = k + len(p.words)
		}
	}
	return end
}

// phraseGender returns the gender of the pronoun in the phrase of tokens [k, end): "по его
// словам".
func (d *doc) phraseGender(k, end int) feature {
	for _, p := range d.lang.phrases[d.toks[k].low] {
		if p.is(clsAccording) && len(p.words) == end-k && d.reads(k, p.words) {
			return p.feat & gender
		}
	}
	return 0
}

func (d *doc) reads(k int, words []string) bool {
	for i, w := range words {
		if d.toks[k+i].kind != word || d.toks[k+i].low != w {
			return false
		}
	}
	return true
}

// readAccording reads "according to Smith" in the sentence of the words, where no verb of
// saying has them.
func (d *doc) readAccording(q int, s span) reading {
	if d.nameInMarks(q) {
		return reading{}
	}
	lo := d.clauseStart(q, s)
	if q > lo+1 && d.toks[q-1].kind == openParen && d.toks[q-2].run > 0 && d.lang.on("nouns have capitals") {
		return reading{} // "so Voss, der Leiter Olaf Wintermann („...“)": his words
	}
	if r := d.accordingAt(lo, q); d.lang.caseless() && r.found() && lo == s.first && r.who.run >= 0 && r.who.last == q-1 && d.toks[q-1].kind == colon {
		return r // "According to Smith: “...”"
	}
	if r := d.asSomebodySays(lo, q); r.found() {
		return r
	}
	if v := d.lastCue(lo, q); v >= 0 && (d.lang.caseless() || d.toks[v].is(clsSay)) || d.lang.caseless() && q > lo && d.toks[q-1].kind == colon {
		return reading{}
	}
	if r := d.accordingIn(lo, q); r.found() && q-r.who.last < 40 {
		return r
	}
	if r := d.forSomebody(q, lo); r.found() {
		return r
	}
	// ..., so Smith.
	for k := q + 1; k+1 < s.last; k++ {
		if t := &d.toks[k]; t.kind == quoted && d.spokenAt(k) || t.is(cue) {
			return reading{}
		}
		if d.toks[k].kind != comma {
			continue
		}
		if r := d.accordingAt(k+1, s.last); r.found() && d.ends(r.who.last, s) {
			return r
		}
	}
	return reading{}
}

// asSomebodySays reads "as Smith says" where the verb is one of those that lead to words in
// marks, the last one before the words at token q.
func (d *doc) asSomebodySays(lo, q int) reading {
	v := d.lastCue(lo, q)
	if v <= lo || d.lang.caseless() {
		return reading{}
	}
	if e := d.phraseEnd(v-1, q, clsAccording); e != v+1 {
		return reading{}
	}
	who := d.behind(v+1, q)
	if !who.ok || !d.agrees(who, v) || q-who.last > 40 {
		return reading{}
	}
	return reading{by: according, who: who, cue: span{v - 1, v + 1}, verb: v}
}

// forSomebody reads: For Smith the blame is “...”.
func (d *doc) forSomebody(q, lo int) reading {
	_, small := d.wordsOf(&d.pieces[d.toks[q].piece])
	k := lo
	if d.toks[k].is(clsConj) {
		k++
	}
	if !small || q < k+4 || !d.toks[k].is(clsAccordingFirst) || !d.opensSentence(k) || !d.toks[q-1].is(clsReflexiveAux|clsPresent) {
		return reading{}
	}
	who := d.nounPhrase(k+1, q)
	if !who.ok || who.run < 0 || who.joined || who.head < 0 && len(d.runs[who.run].words) < 2 || !d.wordsBetween(who.last-1, q) {
		return reading{}
	}
	return reading{by: according, who: who, cue: span{k, k + 1}, verb: -1}
}

// ends reports whether nothing of a sentence but its last sign stands from token k on.
func (d *doc) ends(k int, s span) bool {
	return k >= s.last || k == s.last-1 && d.toks[k].kind == stop
}
