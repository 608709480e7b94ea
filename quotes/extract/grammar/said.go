package grammar

import (
	"slices"
	"strings"
)

// Whom a role, a pronoun or a verb without a subject means in a Romance language, and whom it
// cannot mean.

// saidLast is who said something last, in his words or not, where a verb at token at leaves
// its subject out and the sentence before it is about nobody in particular: “...”, said
// Smith. The works are closed. “...”, added. Nobody else may be meant: between the two
// stands nobody's name, role or body that nothing governs, and no other verb of saying.
func (r *reader) saidLast(at int) int {
	who, para, from := r.last, r.lastPara, r.lastAt
	if r.source.known() && r.sourceAt > from {
		who, para, from = r.source.ent, r.sourcePara, r.sourceAt
	}
	if who < 0 || r.para-para > 1 || at-from > 150 || !r.romance() || !r.isPerson(who) || r.unnamed > from && r.unnamed < at {
		return -1
	}
	return r.nobodyElse(who, from, at, clsRole|clsBody|clsPlural)
}

// nobodyElse returns who if tokens (from, at) can be about nobody else, as far as names, what
// the classes others call somebody by, pronouns and verbs of saying tell; -1 otherwise.
func (r *reader) nobodyElse(who, from, at int, others class) int {
	lo := r.sents[r.toks[from].sent].first
	for k := from + 1; k < at; k++ {
		t := &r.toks[k]
		switch n := t.run; {
		case t.kind != word:
		case n > 0 && others&clsBody == 0 && (r.isBody(n-1) || r.runs[n-1].ent >= 0 && !r.isPerson(r.runs[n-1].ent)):
		case n > 0 && (r.runs[n-1].ent == who || r.governed(r.runs[n-1].first, lo)):
		case n > 0:
			return -1
		case t.sent != r.toks[from].sent && r.phraseEnd(k, at, clsAccording) > k:
			if e := r.phraseEnd(k, at, clsAccording); e >= at || !r.toks[e].is(clsPron) || r.ents[who].feat&r.toks[e].feat&gender == 0 {
				return -1 // somebody else's, if it is not known whose
			}
		case t.is(clsSay) && t.caps == small && t.sent != r.toks[from].sent && t.sent != r.toks[at].sent:
			return -1
		case t.is(others) && !(others&clsPlural == 0 && (t.is(clsPlural) || t.has(plural))) && !t.is(clsAdjective|clsPrep|clsAdv) && !r.governed(k, lo) && !r.roleIs(who, k) && !r.means(who, k):
			return -1
		case r.mayBeSomebody(k):
			return -1
		case t.is(clsPron) && t.feat&gender != 0 && !t.has(possessive|oblique) && r.ents[who].feat&t.feat&gender == 0:
			return -1
		}
	}
	return who
}

// roleIs reports whether the article gives somebody the role at token k.
func (r *reader) roleIs(ent, k int) bool {
	return slices.Contains(r.ents[ent].roles, r.roleKey(k))
}

// mayBeSomebody reports whether a sentence begins with an article and a word at token k that
// the language does not know, and that ends as words for people do: "la grafista".
func (r *reader) mayBeSomebody(k int) bool {
	t := &r.toks[k]
	if t.cls != 0 || t.run > 0 || t.caps != small || k == 0 || !r.toks[k-1].is(clsDet) || r.toks[k-1].is(clsPrep) || k-1 > r.sents[t.sent].first {
		return false
	}
	return r.lang.calls(t.low) || r.lang.trade(t.low)
}

// isTheme reports whether somebody spoke last or the last sentences are about him: others are
// only spoken of. "The judge has to silence Smith. “...”, the magistrate ordered."
func (r *reader) isTheme(ent int) bool {
	return ent == r.last || ent == r.source.ent || ent == r.topic.ent || !r.lang.on("subject left out")
}

// topicHolds reports whether nobody else is spoken of between the sentence that told whom the
// last sentences are about and token at, where it is not the one right before.
func (r *reader) topicHolds(at int) bool {
	if r.topic.ent < 0 || r.toks[r.topicAt].sent >= r.toks[at].sent-1 {
		return true
	}
	return r.nobodyElse(r.topic.ent, r.topicAt, at, clsRole) >= 0
}

// inRelative reports whether the verb at token v stands in a clause that only tells of the
// noun before it: "a complaint of the council that saw in it". No verb of saying leads to it.
func (d *doc) inRelative(v, lo int) bool {
	k := v - 1
	for k > lo && d.toks[k].kind == word && d.toks[k].run == 0 && d.toks[k].is(clsAux|clsAdv|clsReflexive) && !d.toks[k].is(clsThat) {
		k--
	}
	if k-1 <= lo || !d.lang.on("subject left out") || !d.toks[k].is(clsThat) || d.toks[k-1].kind != word {
		return false
	}
	for j := k - 1; j >= lo && j > k-9; j-- {
		if d.toks[j].kind == comma {
			break
		}
		if d.toks[j].is(cue | clsThink | clsJudge | clsSaying | clsConj) {
			return false
		}
	}
	t := &d.toks[k-1]
	return t.run > 0 || t.is(clsRole|clsBody|clsNoun) || t.cls == 0 && d.toks[k-2].is(clsDet|clsPrep)
}

// meansAnother reports whether the pronoun, the role or the verb without a subject beside turn
// t, the piece p, means another person of a Romance text than it was led to: the words name
// him, his name follows in the sentence ("he went there to see Smith"), or a phrase tells that
// another one speaks than before ("for his part").
func (r *reader) meansAnother(t *turn, p *piece, before int) bool {
	who, ent := t.read.who, t.voice.ent
	if ent < 0 || who.run >= 0 || !r.romance() || p.dashed {
		return false
	}
	s := r.sents[r.toks[who.first].sent]
	if v := t.read.verb; v > 0 && t.read.by == led && (who.pronoun || who.omitted) && r.toks[v-1].low == "me" {
		return true // "and he answered me": somebody tells of others
	}
	if v := t.read.verb; v > 0 && who.omitted && slices.Contains(r.lang.sets["answers"], r.toks[v].low) && r.hasAsked(ent, v) {
		return true // "Smith asked him how it was. He answered"
	}
	if r.addresses(ent, p) || r.namedInWords(ent, p) || (ent == before || ent == r.source.ent) && r.switches(s) {
		return true
	}
	for k := who.last; k < s.last && (who.pronoun || who.omitted); k++ {
		if n := r.toks[k].run; n > 0 && r.runs[n-1].ent == ent {
			return true
		}
	}
	return false
}

// hasAsked reports whether the text right before the verb at token v says that somebody asks.
func (r *reader) hasAsked(ent, v int) bool {
	lo := r.sents[r.toks[v].sent].first
	if lo > 0 {
		lo = r.sents[r.toks[lo-1].sent].first
	}
	for k := lo; k < v; k++ {
		if t := &r.toks[k]; t.kind == word && slices.Contains(r.lang.sets["asks"], t.low) {
			return r.namedFrom(ent, r.sents[t.sent].first, k)
		}
	}
	return false
}

// namedInWords reports whether the words of a piece have a name of somebody with its capital.
func (r *reader) namedInWords(ent int, p *piece) bool {
	words := r.ents[ent].words
	for w := range strings.FieldsFuncSeq(r.text[p.start:p.end], func(c rune) bool { return !wordRune(c) }) {
		if len(w) > 3 && upperFirst(w) && slices.Contains(words, r.lang.lower(w)) {
			return true
		}
	}
	return false
}

// switches reports whether a sentence begins by telling that somebody else speaks now.
func (r *reader) switches(s span) bool {
	for k := s.first; k < s.last && k < s.first+6; k++ {
		if r.phraseEnd(k, s.last, clsSwitch) > k {
			return true
		}
	}
	return false
}

// namedLately reports whether the article names somebody among the last few hundred words
// before token at; the role can mean who spoke since more easily if he has no other.
func (r *reader) namedLately(ent, at int) bool {
	if !r.romance() || ent == r.last || r.last < 0 {
		return true
	}
	near := 250
	if len(r.ents[r.last].roles) > 0 {
		near = 700
	}
	for _, n := range r.ents[ent].runs {
		if f := r.runs[n].first; f < at && f > at-near {
			return true
		}
	}
	return false
}

// asNounSays reports whether the verb at token v stands behind "as" and before an article and
// a noun, which may be its subject: "as the proverb says “...”".
func (d *doc) asNounSays(v, q, lo int) bool {
	return v > lo && d.toks[v-1].is(clsAs) && v+2 < q && d.toks[v+1].is(clsDet) && d.toks[v+2].kind == word && d.toks[v+2].run == 0 && !d.toks[v+2].is(clsRole|clsBody)
}

// sameGender reports whether the roles at two tokens can be one person's.
func (d *doc) sameGender(a, b int) bool {
	x, y := d.toks[a].feat&gender, d.toks[b].feat&gender
	return x == y || d.lang.caseless() && (x == 0 || y == 0) // "la cantante y actriz"
}

// namesOther reports whether tokens [lo, hi) of a Romance text name a person that nothing
// governs besides the one, before any verb of saying: "Smith left while Brown wrote to the
// mayor: “...”, added".
func (r *reader) namesOther(ent, lo, hi int) bool {
	for k := lo; k < hi && r.romance() && !(r.toks[k].is(cue) && r.toks[k].run == 0); k++ {
		n := r.toks[k].run
		if n > 0 && r.runs[n-1].first == k && r.runs[n-1].ent >= 0 && r.runs[n-1].ent != ent && r.surelyPerson(r.runs[n-1].ent) && !r.governedRole(k, lo) {
			return true
		}
	}
	return false
}

// ofSomethingElse reports whether the role at token k is that of a body with a name, and the
// article tells of nobody who has it: "the president of the Northwind Group".
func (r *reader) ofSomethingElse(k int) bool {
	if !r.romance() || k+2 >= len(r.toks) || !r.toks[k+1].genitive() || len(r.byRole[r.complementKey(k)]) > 0 {
		return false
	}
	t := &r.toks[k+2]
	if r.lang.subjectsStand() && t.run > 0 && t.sent == r.toks[k].sent && len(r.runs[t.run-1].words) == 1 && k+3 < len(r.toks) && r.toks[k+3].is(clsBody) && r.toks[k+3].caps == initial {
		return true // "the president of Northwind Union"
	}
	return t.kind == word && t.caps == initial && t.is(clsBody|clsWork) && t.sent == r.toks[k].sent
}

// namedBetween reads the name between two commas that ends at the one at token k, before a
// verb, where an article and words that tell what somebody is begin the clause: "the deputy
// general attorney, Ivan Petrenko, said". The language need not know them.
func (d *doc) namedBetween(k, lo int) subject {
	if !d.lang.on("subject left out") || d.toks[k].kind != comma || k-1 <= lo || d.toks[k-1].run == 0 {
		return subject{}
	}
	r := d.toks[k-1].run - 1
	n := d.runs[r].first
	if n-1 <= lo || d.toks[n-1].kind != comma || len(d.runs[r].words) < 2 {
		return subject{}
	}
	if n-2 > lo && d.toks[n-2].kind == closeParen {
		return d.nameSubject(n, r) // "the head of the agency (NSA, for short), Ivan Petrenko"
	}
	for j := n - 2; j >= lo && j > n-9; j-- {
		t := &d.toks[j]
		if t.kind == word && t.run == 0 && t.is(clsDet) && !t.is(clsPrep) && (j == lo || t.caps != small) {
			return d.nameSubject(n, r)
		}
		if t.kind != word || t.run > 0 || t.caps != small || t.is(cue|clsThat|clsAux|clsConj|clsBody|clsPlural) && !t.is(clsDet) {
			return subject{}
		}
	}
	return subject{}
}

// belongsTo reports whether the capital of token i is that of a sentence, and of what somebody
// has or is, whose name follows: "Allies of Smith".
func (d *doc) belongsTo(i, limit int) bool {
	if !d.lang.on("subject left out") || i+2 >= limit || d.surnames[d.toks[i].low] || !d.toks[i+1].genitive() {
		return false
	}
	t := &d.toks[i+2]
	return t.kind == word && t.caps == initial && (t.is(clsFirst) || d.surnames[t.low])
}

// captioned reports whether a sentence is the few words of a caption or a heading: a
// paragraph by itself that no sign ends.
func (r *reader) captioned(s span) bool {
	return s.first == r.first[r.para] && s.last == r.first[r.para+1] && s.last-s.first < 9 && r.toks[s.last-1].kind != stop && r.toks[s.last-1].kind != colon && r.toks[s.last-1].kind != quoted
}

// rightBehindPrep reports whether a preposition, and at most an article, stands right before
// the name at token i: it is what something is of or for.
func (d *doc) rightBehindPrep(i, lo int) bool {
	k := i - 1
	if k > lo && d.toks[k].is(clsDet) && !d.toks[k].is(clsPrep) {
		k--
	}
	return k >= lo && d.toks[k].kind == word && d.toks[k].run == 0 && d.toks[k].is(clsPrep)
}
