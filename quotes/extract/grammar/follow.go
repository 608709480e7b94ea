package grammar

import (
	"context"
	"slices"
	"strings"
)

// A quotation that is a sentence by itself often has no cue. Whose it is then tells the
// sentence before it, by whom it is about, or the paragraph before it, by who speaks there.

// follow gives the piece at token q, which is the whole sentence s, to the person whom the
// sentence before it in the paragraph is about: "Smith is worried about the noise. “...”"
func (r *reader) follow(t *turn, q int, s span) {
	p := &r.pieces[t.pieces[0]]
	n, small := r.wordsOf(p)
	if n < 3 || n < 4 && lastSign(r.text[p.start:p.end]) != '.' || small || p.dashed || p.torn || !r.alone(q, s) || s.first == r.first[r.para] || r.nameInMarks(q) {
		return
	}
	before := r.sents[r.toks[s.first-1].sent]
	if r.speechIn(before) || r.ofSeveral(before) {
		return
	}
	if r.romance() && r.accordingIn(before.first, before.last).found() {
		return // what somebody says of him, perhaps
	}
	who, v := r.opensWith(before)
	if v.ent < 0 {
		who, v = r.theme(before)
	}
	if v.ent < 0 && before.first > r.first[r.para] && r.namesNobody(before) {
		if earlier := r.sents[r.toks[before.first-1].sent]; !r.speechIn(earlier) {
			who, v = r.theme(earlier)
		}
	}
	if v.ent < 0 && n > 8 {
		who, v = r.stillOf(q)
	}
	if v.ent < 0 || !r.mayGoOn(v.ent) || r.spokenOf(v.ent, p) || r.calledIn(v.ent, p) || r.otherSpeaks(v.ent) {
		return
	}
	v.role = ""
	v.sure = min(v.sure, .97)
	t.read = reading{by: carried, who: who, cue: span{who.first, who.last}, verb: -1}
	t.voice = v
	r.last, r.lastPara, r.lastAt = v.ent, r.para, who.first
	r.heard, r.heardBy, r.heardCue = v, who, t.read.cue
}

// ofSeveral reports whether a pronoun tells that a sentence is about several people.
func (r *reader) ofSeveral(s span) bool {
	for k := s.first; k < s.last && k < s.first+6 && r.lang.subjectsStand(); k++ {
		if t := &r.toks[k]; t.kind == word && t.is(clsPron) && !t.is(clsDet) && t.has(plural) && !t.has(possessive) {
			return true
		}
	}
	return false
}

// leadIn gives the piece at token q to the person whom the clause before it is about, if a
// colon leads from there to a whole sentence: "Smith held out both hands: “...”"
func (r *reader) leadIn(t *turn, q int) {
	p := &r.pieces[t.pieces[0]]
	k := q - 1
	n, small := r.wordsOf(p)
	if small && n < 8 || p.torn || k < 0 || r.toks[k].kind != colon || r.langAt(k) != r.lang || r.nameInMarks(q) {
		return
	}
	if end := lastSign(r.text[p.start:p.end]); n < 6 && !(r.romance() && (n == 5 && q+1 == r.first[r.para+1] || n > 3 && q+1 < r.first[r.para+1] && r.toks[q+1].kind == stop)) && (n < 2 || !strings.ContainsRune(".!?…", end)) || r.cueBehind(q) {
		return
	}
	s := r.around(k)
	lo := r.clauseStart(k, s)
	if v := r.lastCue(lo, k); v >= 0 && (!r.toks[v].is(clsSaying) || r.ofNoun(v, lo)) || r.worksIn(lo, k) || k-lo > 30 || slices.ContainsFunc(r.toks[lo:k], func(t token) bool { return t.is(clsThink) || t.is(clsWeak) && r.lang.on("verb second") }) || r.citesOthers(lo, k) {
		return
	}
	who, v := r.opensWith(span{lo, k})
	if v.ent < 0 {
		who, v = r.agent(span{lo, k})
	}
	if v.ent < 0 {
		who, v = r.theme(span{lo, k})
	}
	if v.ent < 0 || r.spokenOf(v.ent, p) {
		return
	}
	v.role = ""
	t.read, t.voice = reading{by: neutral, who: who, cue: span{k, k + 1}, verb: -1}, v
	r.last, r.lastPara, r.lastAt = v.ent, r.para, who.first
}

// agent is the person with whose name a clause ends, behind the preposition of who does
// something: "An idea shared by the mayor Smith: “...”"
func (r *reader) agent(s span) (who subject, v voice) {
	none := voice{ent: -1}
	n := r.toks[s.last-1].run
	if n == 0 || r.runs[n-1].ent < 0 || !r.isPerson(r.runs[n-1].ent) && !r.saysBesides(r.runs[n-1].ent) {
		return subject{}, none
	}
	first := r.runs[n-1].first
	if h := r.roleBefore(first); h >= s.first {
		first = h
	}
	for first > s.first && r.toks[first-1].kind == word && r.toks[first-1].is(clsDet|clsAdjective) && !r.toks[first-1].is(clsAgent) {
		first--
	}
	if first == s.first || !r.toks[first-1].is(clsAgent) {
		return subject{}, none
	}
	return r.nameSubject(r.runs[n-1].first, n-1), voice{ent: r.runs[n-1].ent, sure: 1}
}

// theme is the one person whom a sentence is about: the only one whom it names by no more
// than what governs him, or the one whom its first pronoun or role means.
func (r *reader) theme(s span) (who subject, v voice) {
	none := voice{ent: -1}
	pronoun := -1
	for k := s.first; k < s.last; k++ {
		t := &r.toks[k]
		if t.kind != word {
			continue
		}
		if t.run == 0 {
			if t.is(clsPron) && !t.has(possessive) && !t.has(oblique) && t.feat&(masculine|feminine) != 0 && pronoun < 0 && (k < s.first+3 || r.behindVerb(k, s.first) || k < s.first+6 && r.lang.subjectsStand() && !strings.HasPrefix(t.low, "-")) {
				pronoun = k
			}
			continue
		}
		n := &r.runs[t.run-1]
		if n.first != k {
			continue
		}
		if n.ent < 0 {
			return subject{}, none
		}
		if r.isBody(t.run-1) || !r.isPerson(n.ent) && !r.saysBesides(n.ent) || !r.stands(t.run-1, s.first) || r.lang.on("verb second") && r.inRelative(k, s) {
			continue
		}
		if who.ok && r.runs[who.run].ent != n.ent || r.lang.subjectsStand() && r.alsoSpeaks(n.last, s.last) {
			return subject{}, none
		}
		if !who.ok {
			who = r.nameSubject(k, t.run-1)
		}
	}
	switch {
	case who.ok:
		v = voice{ent: r.runs[who.run].ent, sure: 1}
		if r.lang.on("verb second") && len(r.runs[max(0, r.lastRun(s)-1)].words) > 1 && r.endsWithAnother(who.last, s.last, v.ent) {
			return subject{}, none
		}
		if pronoun >= 0 {
			if p := r.lead(r.pronounAt(pronoun), pronoun); p.ent != v.ent {
				return subject{}, none
			}
		}
		if p := r.behind(s.first, who.first); p.ok && p.run < 0 && p.last < who.first && r.toks[p.head].is(clsRole) && r.lead(p, p.first).ent != v.ent {
			return subject{}, none // "the mayor tells how Smith works"
		}
		return who, v
	case pronoun >= 0:
		who = r.pronounAt(pronoun)
		v = r.lead(who, pronoun)
		v.sure = max(v.sure, .86)
		return who, v
	}
	if who = r.behind(s.first, s.last); who.ok && who.run < 0 && who.head >= 0 && r.toks[who.head].is(clsRole) {
		if v = r.lead(who, who.first); v.ent >= 0 && !r.ents[v.ent].body && r.namedFrom(v.ent, r.first[max(0, r.para-1)], who.first) {
			return who, v
		}
	}
	return subject{}, none
}

// inRelative reports whether the name at token k stands behind a comma and a word that leads to
// a clause which tells more of what stands before it: "the stage in which Smith fell".
func (r *reader) inRelative(k int, s span) bool {
	for j := k - 1; j > s.first; j-- {
		if r.toks[j].is(clsThat) && r.toks[j].run == 0 {
			return true
		}
		if r.toks[j].kind == comma {
			t := &r.toks[j+1]
			return t.kind == word && t.run == 0 && (t.is(clsRelative|clsThat) || strings.HasPrefix(t.low, "waar") || strings.HasPrefix(t.low, "wo"))
		}
	}
	return false
}

// opensWith is the person with whose name a sentence opens, right before its verb, where the
// verb is second: he is the subject, whoever else is named behind it.
func (r *reader) opensWith(s span) (who subject, v voice) {
	k := s.first
	for k < s.last && r.toks[k].kind == word && r.toks[k].run == 0 && k < s.first+5 && (r.toks[k].is(clsRole|clsAdjective|clsTitle|clsDet) || k == s.first && r.toks[k].is(clsAdv)) {
		k++
	}
	if !r.lang.on("verb second") || k >= s.last {
		return subject{}, voice{ent: -1}
	}
	if r.toks[k].run == 0 {
		return r.behindSecond(s)
	}
	n := &r.runs[r.toks[k].run-1]
	e := n.last
	if e < s.last && r.toks[e].kind == openParen { // "Voss (CDU)"
		for e < s.last && r.toks[e].kind != closeParen {
			e++
		}
		e++
	}
	if e+1 >= s.last || n.ent < 0 || r.isOblique(r.toks[k].run-1) || r.isBody(r.toks[k].run-1) || !r.isPerson(n.ent) && !r.saysBesides(n.ent) {
		return subject{}, voice{ent: -1}
	}
	if t := &r.toks[e]; t.kind != word || t.caps != small || t.is(function) && !t.is(clsAux) || r.endsWithAnother(e, s.last, n.ent) {
		return subject{}, voice{ent: -1}
	}
	return r.nameSubject(k, r.toks[k].run-1), voice{ent: n.ent, sure: 1}
}

// endsWithAnother reports whether tokens [first, last) end with the name of somebody else from
// whom something comes: "Voss had help from Marie Lund. “...”"
func (r *reader) endsWithAnother(first, last, ent int) bool {
	k := last - 1
	for k > first && r.toks[k].kind != word {
		k--
	}
	n := r.toks[k].run
	if n == 0 || r.runs[n-1].ent == ent {
		return false
	}
	for j := r.runs[n-1].first - 1; j > first && j > r.runs[n-1].first-6; j-- {
		if r.toks[j].is(clsPrep) {
			return r.toks[j].is(clsParticle)
		}
	}
	return false
}

// lastRun is the run with which a sentence ends, counted from 1; 0 if it ends with none.
func (r *reader) lastRun(s span) int {
	k := s.last - 1
	for k > s.first && r.toks[k].kind != word {
		k--
	}
	return r.toks[k].run
}

// langAt is the language of the paragraph of token k.
func (r *reader) langAt(k int) *language {
	pi := r.para
	for pi > 0 && k < r.first[pi] {
		pi--
	}
	return r.langs[pi]
}

// namesNobody reports whether no name and no pronoun of a person is a subject of a sentence.
func (r *reader) namesNobody(s span) bool {
	for k := s.first; k < s.last; k++ {
		t := &r.toks[k]
		if t.run > 0 && r.runs[t.run-1].first == k && !r.isBody(t.run-1) && r.stands(t.run-1, s.first) {
			return false
		}
		if t.run == 0 && t.is(clsPron) && !t.has(possessive) && !t.has(oblique) && t.feat&(masculine|feminine) != 0 {
			return false
		}
	}
	return true
}

// saysBesides reports whether the text has somebody's name right beside a verb of saying,
// among the first forty mentions of him.
func (r *reader) saysBesides(ent int) bool {
	runs := r.ents[ent].runs
	return slices.ContainsFunc(runs[:min(len(runs), 40)], func(i int) bool { return r.besideCue(r.runs[i].first, r.runs[i].last) })
}

// stands reports whether the name of a run is in a case of a subject, and nothing governs
// it.
func (r *reader) stands(run, lo int) bool {
	n := &r.runs[run]
	first := n.first
	if r.surelyNominative(n) && (!r.lang.caseless() || !r.romance() && n.first == lo+1) { // where names have one form, what governs them tells; "for Smith it is"
		return true
	}
	if h := r.roleBefore(first); h >= lo {
		if r.toks[h].has(oblique) && !r.toks[h].has(nominative) {
			return false
		}
		first = h
	}
	return !r.isOblique(run) && !r.clearlyOblique(n) && !r.governed(first, lo) && !r.belongs(run)
}

// speechIn reports whether somebody's words stand in a sentence.
func (r *reader) speechIn(s span) bool {
	for k := s.first; k < s.last; k++ {
		if r.toks[k].kind == quoted && r.spokenAt(k) {
			return true
		}
	}
	return false
}

// spokenOf reports whether the words of a piece name somebody.
func (r *reader) spokenOf(ent int, p *piece) bool {
	text := r.lang.lower(r.text[p.start:p.end])
	return slices.ContainsFunc(r.ents[ent].words, func(w string) bool { return len(w) > 3 && strings.Contains(text, w) })
}

// namedFrom reports whether tokens [first, last) name somebody.
func (r *reader) namedFrom(ent, first, last int) bool {
	for k := first; k < last; k++ {
		if n := r.toks[k].run; n > 0 && r.runs[n-1].ent == ent {
			return true
		}
	}
	return false
}

// otherSpeaks reports whether anybody but one person speaks in the paragraph so far.
func (r *reader) otherSpeaks(ent int) bool {
	if r.sourcePara == r.para && r.source.ent != ent {
		return true
	}
	for i := len(r.turns) - 1; i >= 0 && r.turns[i].para == r.para; i-- {
		if v := r.turns[i].voice; v.known() && v.ent != ent {
			return true
		}
	}
	return false
}

// continued gives a paragraph that is nothing but a quotation to whoever speaks last in the
// paragraph before it, with or without marks. In a conversation that would be the other.
func (r *reader) continued(ctx context.Context) {
	talk := r.conversation() || r.dialogue()
	for i := range r.turns {
		if ctx.Err() != nil {
			return
		}
		t := &r.turns[i]
		r.lang = r.langs[t.para]
		if t.read.found() || t.para == 0 || !r.wholeParagraph(t) {
			continue
		}
		p := &r.pieces[t.pieces[0]]
		n, small := r.wordsOf(p)
		if n < 6 || small || r.lang.on("particles") || p.dashed && (talk || r.spoken[t.para-1] || !r.lang.on("no articles")) {
			continue
		}
		from, ok := r.saidAbove(i, talk)
		if !ok || from.voice.ent < 0 || !r.mayGoOn(from.voice.ent) || r.spokenOf(from.voice.ent, p) || r.calledIn(from.voice.ent, p) {
			continue
		}
		t.read = reading{by: carried, who: from.read.who, cue: from.read.cue, verb: -1}
		t.voice = from.voice
		t.voice.role, t.voice.sure = "", min(t.voice.sure, .97)
	}
}

// saidAbove returns the turn, or what stands for one, that the paragraph of turn i goes on
// with.
func (r *reader) saidAbove(i int, talk bool) (from turn, ok bool) {
	pi := r.turns[i].para
	if prev := r.paras[pi-1]; lastSign(r.text[prev.Start:prev.End]) == '?' {
		return turn{}, false
	}
	if i > 0 && r.turns[i-1].para == pi-1 {
		prev := &r.turns[i-1]
		last := &r.pieces[prev.pieces[len(prev.pieces)-1]]
		if !prev.voice.known() || prev.read.doubted || last.torn || last.dashed || r.langs[pi-1] != r.lang || talk || lastSign(r.text[last.start:last.end]) == '?' {
			return turn{}, false
		}
		return *prev, !r.othersBehind(last.at, r.first[pi], prev)
	}
	if c, ok := r.closing[pi-1]; ok {
		return c, true
	}
	return r.thinksAbove(pi)
}

// thinksAbove is the person of whom the last sentence of the paragraph before pi says what he
// thinks: "Voss doubts that it will hold. ¶ “...”"
func (r *reader) thinksAbove(pi int) (from turn, ok bool) {
	if r.first[pi-1] == r.first[pi] || r.langs[pi-1] != r.lang {
		return turn{}, false
	}
	s := r.sents[r.toks[r.first[pi]-1].sent]
	who, v := r.opensWith(s)
	if v.ent < 0 || r.speechIn(s) || who.last >= s.last || !r.toks[who.last].is(clsThink|clsSay|clsSeparable) {
		return turn{}, false
	}
	return turn{read: reading{who: who, cue: who.span, verb: -1}, voice: v, para: pi - 1}, true
}

// othersBehind reports whether tokens from the one behind at on, up to limit, name another
// person than who speaks in turn t.
func (r *reader) othersBehind(at, limit int, t *turn) bool {
	for k := at + 1; k < limit; k++ {
		if n := r.toks[k].run; n > 0 && r.runs[n-1].ent != t.voice.ent && !r.isBody(n-1) && !r.belongs(n-1) && (r.runs[n-1].ent < 0 || r.isPerson(r.runs[n-1].ent)) {
			return true
		}
	}
	return false
}

// wholeParagraph reports whether a turn is all that its paragraph holds.
func (r *reader) wholeParagraph(t *turn) bool {
	for k := r.first[t.para]; k < r.first[t.para+1]; k++ {
		if kind := r.toks[k].kind; kind == word || kind == number || kind == quoted && r.toks[k].piece != t.pieces[0] {
			return false
		}
	}
	return true
}

// conversation reports whether people answer one another in the text: more than once two
// speak in paragraphs that follow each other.
func (r *reader) conversation() bool {
	n := 0
	for i := 1; i < len(r.turns); i++ {
		a, b := &r.turns[i-1], &r.turns[i]
		if r.answers(a, b) && a.voice.ent >= 0 && b.voice.ent >= 0 && a.voice.ent != b.voice.ent {
			n++
		}
	}
	return n > 1
}
