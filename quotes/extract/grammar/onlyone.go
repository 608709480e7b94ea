package grammar

import (
	"slices"
	"strings"

	"verbatim/quotes"
)

// Where a Romance text speaks of one person only, a role, a pronoun or a verb without a
// subject means him, whatever stands between.

// backTo is how many tokens before a verb everybody is looked at who could be meant.
const backTo = 350

// orOnly is v, if it is known whom it is led to, and else the one person whom a subject without
// a name can mean.
func (r *reader) orOnly(v voice, s subject) voice {
	if v.known() {
		return v
	}
	if o := r.meansOnly(s); o.known() {
		return o
	}
	return v
}

// meansOnly leads a subject without a name to the one person whom it can mean, where the
// sentences around it do not tell.
func (r *reader) meansOnly(s subject) voice {
	none := voice{ent: -1, why: quotes.DoubtPronoun}
	if !r.lang.on("subject left out") || !r.romance() || s.spoken || s.joined || s.run >= 0 || s.feat&plural != 0 || s.head >= 0 && !s.pronoun && !r.takesUpSomebody(s) {
		return none
	}
	e := r.onlyMeant(s)
	if e < 0 || s.head >= 0 && !s.pronoun && !r.mayBeCalled(e, s) {
		return none
	}
	return voice{ent: e, sure: .87}
}

// stillOf is the one person of whom the text speaks before the words at token q, if he has said
// something before them and is named in their paragraph.
func (r *reader) stillOf(q int) (who subject, v voice) {
	none := voice{ent: -1}
	at := subject{span: span{q, q + 1}, run: -1, head: -1, omitted: true}
	if !r.lang.on("subject left out") || !r.romance() {
		return subject{}, none
	}
	e := r.onlyMeant(at)
	if e < 0 || e != r.last && e != r.source.ent || !r.namedFrom(e, r.first[r.para], q) {
		return subject{}, none
	}
	who = r.mentionBefore(e, at)
	return who, voice{ent: e, sure: .95}
}

// takesUpSomebody reports whether a phrase is a definite article and a role or another word
// for people, which nothing completes: "the official", but not "the head of the works".
func (r *reader) takesUpSomebody(s subject) bool {
	t := &r.toks[s.head]
	first := &r.toks[s.first]
	if t.is(clsBody|clsPlural|clsUnnamed|clsKin) || t.caps != small || s.first == s.head || !first.is(clsDet) || first.has(indefinite|possessive) || first.is(clsPrep) {
		return false
	}
	return !r.hasComplement(s) && !r.completed(s) && (t.is(clsRole) || r.lang.calls(t.low))
}

// mayBeCalled reports whether a role of which the text does not say whose it is can be that of
// somebody: he has none, or one that it takes up.
func (r *reader) mayBeCalled(ent int, s subject) bool {
	key := r.roleKey(s.head)
	if list := r.byRole[key]; len(list) > 0 {
		return slices.Equal(list, []int{ent})
	}
	roles := r.ents[ent].roles
	return len(roles) == 0 && (ent == r.last || ent == r.source.ent) && !r.toks[s.head].is(clsOffice) || slices.ContainsFunc(r.languageAt(s.head).kin[key], func(k string) bool { return slices.Contains(roles, k) })
}

// onlyMeant is the one person of whom the text before a subject speaks, and who may be of its
// gender; -1 where it names others or tells of somebody whom it does not name.
func (r *reader) onlyMeant(s subject) int {
	at := s.first
	lo := max(r.first[max(0, r.para-4)], at-backTo)
	one, last, times := -1, -1, 0
	for k := lo; k < at; k++ {
		n := r.toks[k].run
		if n == 0 || r.runs[n-1].first != k && k > lo {
			continue
		}
		e := r.runs[n-1].ent
		switch {
		case e < 0 && (r.toks[k].is(clsFirst) || !r.governed(k, lo)):
			return -1
		case e < 0, !r.mayBePerson(e), s.feat&gender != 0 && r.ents[e].feat&gender != 0 && s.feat&r.ents[e].feat&gender == 0:
			continue
		case one >= 0 && e != one:
			return -1
		}
		one, last, times = e, k, times+1
	}
	if one < 0 || !r.surelyPerson(one) || s.feat&gender != 0 && r.ents[one].feat&gender == 0 && !s.pronoun && r.toks[s.head].feat&gender != 0 && len(r.ents[one].words) < 2 {
		return -1
	}
	for k := last + 1; k < at; k++ {
		if r.means(one, k) {
			last = k
		}
	}
	if r.last == one && r.lastAt < at {
		last = max(last, r.lastAt)
	}
	if r.source.ent == one && r.sourceAt < at {
		last = max(last, r.sourceAt)
	}
	if times < 2 && one != r.last && one != r.source.ent && one != r.topic.ent {
		return -1 // somebody is only spoken of
	}
	if r.unnamed > last && r.unnamed < at || r.para-r.paraOf(last) > 2 || r.strangerSince(one, lo, at) {
		return -1
	}
	behind, _ := slices.BinarySearchFunc(r.turns, at, func(t turn, at int) int { return r.pieces[t.pieces[0]].at - at })
	for i := behind - 1; i >= 0 && r.pieces[r.turns[i].pieces[0]].at > lo; i-- {
		if t := &r.turns[i]; t.read.found() && t.voice.ent != one {
			return -1
		}
	}
	return r.nobodyElse(one, last, at, clsRole|clsBody|clsPlural)
}

// mayBePerson reports whether a name can be a person's, as far as it shows: places and firms
// of one word stand behind prepositions.
func (r *reader) mayBePerson(ent int) bool {
	e := &r.ents[ent]
	if e.body || r.isThing(ent) {
		return false
	}
	return r.surelyPerson(ent) || r.standsAlone(ent)
}

// strangerSince reports whether tokens [lo, at) tell of somebody without a name who is not the
// one person: "a witness", "the mayor said".
func (r *reader) strangerSince(ent, lo, at int) bool {
	for k := max(lo, 1); k < at; k++ {
		t := &r.toks[k]
		if r.mayOpen(k) && k+1 < at {
			return true
		}
		if t.kind != word || t.run > 0 || !t.is(clsRole) || t.caps != small || t.has(plural) || !r.toks[k-1].is(clsDet) {
			continue
		}
		switch p := &r.toks[k-1]; {
		case r.roleIs(ent, k), r.means(ent, k), r.ofNamed(k, at):
		case p.has(indefinite), t.is(clsUnnamed), !p.is(clsPrep) && !r.governed(k-1, lo):
			return true
		}
	}
	return false
}

// mayOpen reports whether a sentence begins at token k with somebody of whom nothing else is
// known: "A guard opened it", "One of the lawyers said".
func (r *reader) mayOpen(k int) bool {
	t := &r.toks[k]
	if t.kind != word || t.run > 0 || k != r.sents[t.sent].first || k+1 >= len(r.toks) || r.toks[k+1].kind != word {
		return false
	}
	n := &r.toks[k+1]
	if t.is(clsDet) && t.has(indefinite) && n.caps == small && !n.is(clsTime|clsAdv|clsPrep) {
		return true
	}
	return t.is(clsPron) && !t.is(clsI|clsDet|clsThat|clsRelative) && t.feat&(gender|plural|possessive|oblique) == 0 && (n.genitive() || n.is(cue))
}

// means reports whether the role at token k was led to somebody.
func (r *reader) means(ent, k int) bool {
	e, ok := r.tookUp[k]
	return ok && e == ent
}

// ofNamed reports whether the role at token k is that of a name that follows it.
func (r *reader) ofNamed(k, at int) bool {
	for j := k + 1; j < at && j < k+14; j++ {
		if n := r.toks[j].run; n > 0 {
			e, first := r.runs[n-1].ent, r.runs[n-1].first
			return e >= 0 && r.mayBePerson(e) && (first == k+1 || r.roleBefore(first) == k && !r.governed(first, k))
		}
	}
	return false
}

// inserted reports whether commas part the verb of a subject that is left out from the clause
// around it, whose subject is another: "The government, he said, is “...”".
func (d *doc) inserted(s subject) bool {
	k := s.first
	for k > 0 && d.toks[k-1].kind == word && d.toks[k-1].run == 0 && d.toks[k-1].is(clsAux|clsAdv) {
		k--
	}
	return d.romance() && k > d.sents[d.toks[s.first].sent].first && d.toks[k-1].kind == comma && s.first+1 < len(d.toks) && d.toks[s.first+1].kind == comma
}

// calledIn reports whether the words of a piece speak of somebody with a role that one person
// has, behind an article: he speaks of himself by no role.
func (r *reader) calledIn(ent int, p *piece) bool { return r.roleBehind(ent, p, clsDet) }

// addresses reports whether the words of a piece call somebody "mister" and by a role that one
// person has: they are said to him.
func (r *reader) addresses(ent int, p *piece) bool { return r.roleBehind(ent, p, clsTitle) }

// roleBehind reports whether a role of somebody stands in the words of a piece behind a word of
// a class.
func (r *reader) roleBehind(ent int, p *piece, c class) bool {
	if !r.romance() {
		return false
	}
	words := strings.Fields(r.lang.lower(r.text[p.start:p.end]))
	for i := 1; i < len(words); i++ {
		if e := r.lang.words[words[i-1]]; e.is(c) && !e.has(indefinite|possessive) && slices.Contains(r.ents[ent].roles, strings.Trim(words[i], ".,;:?!")) {
			return true
		}
	}
	return false
}

// behindComparison returns the token behind the comma with which the few words from token k on
// end that compare somebody with one of a name: "In line with what Smith, the mayor said".
func (d *doc) behindComparison(k, hi int) int {
	for j := k; j+2 < hi && j < k+5 && d.romance(); j++ {
		if n := d.toks[j+1].run; n > 0 && d.toks[j].is(clsThat|clsAs) && d.runs[n-1].last < hi && d.toks[d.runs[n-1].last].kind == comma {
			return d.runs[n-1].last + 1
		}
		if t := &d.toks[j]; t.kind != word || t.run > 0 || t.is(cue|clsRole|clsBody) {
			break
		}
	}
	return k
}

// likelyPerson reports whether somebody surely is a person, or has a name of several words that
// the text uses as people's.
func (r *reader) likelyPerson(ent int) bool {
	return r.surelyPerson(ent) || r.romance() && len(r.ents[ent].words) > 1 && r.isPerson(ent)
}

// newOffice reports whether a role is told by what it is of, and the text has not named that
// yet: "the minister of Foreign Affairs" takes up nobody.
func (r *reader) newOffice(s subject) bool {
	if !r.hasComplement(s) {
		return false
	}
	named := false
	for k := s.head + 1; k < len(r.toks) && k < s.head+8 && r.toks[k].kind == word && !r.toks[k].is(cue); k++ {
		t := &r.toks[k]
		if t.caps == small || t.is(clsTime) {
			continue
		}
		named = true
		for j := s.first - 1; j >= 0 && j > s.first-800; j-- {
			if r.toks[j].low == t.low {
				return false
			}
		}
	}
	return named
}

// namedAlone reports whether nobody else is named before token at in its paragraph and in the
// one before.
func (r *reader) namedAlone(ent, at int) bool {
	for k := r.first[max(0, r.para-1)]; k < at; k++ {
		if n := r.toks[k].run; n > 0 && r.runs[n-1].ent != ent && (r.runs[n-1].ent < 0 || r.isPerson(r.runs[n-1].ent)) {
			return false
		}
	}
	return true
}
