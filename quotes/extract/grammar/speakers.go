package grammar

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
)

// voice is to whom a subject was led.
type voice struct {
	ent  int    // -1 for a body without a name, and for nobody
	body string // the name of such a body
	role string // as written beside the cue
	// described is what a tale calls somebody whom it does not name: "the old woman".
	described string
	sure      float64
	why       quotes.Doubt
}

func (v voice) known() bool { return v.ent >= 0 || v.body != "" || v.described != "" }

// lead finds whom the subject of a reading means.
func (r *reader) lead(s subject, at int) voice {
	switch {
	case s.joined:
		return voice{ent: -1, why: quotes.DoubtSpeaker}
	case s.omitted:
		return r.orOnly(r.leadOmitted(s), s)
	case s.pronoun:
		if s.leftOut {
			return r.leadLeftOut(s, r.sents[r.toks[at].sent].first)
		}
		v := r.orOnly(r.leadPronoun(s, at), s)
		if v.ent >= 0 && !r.lang.caseless() && r.lang.on("no articles") && r.phraseEnd(s.first, s.last, clsAccording) == s.last && r.namedFrom(v.ent, s.last, r.sents[r.toks[at].sent].last) {
			return voice{ent: -1, why: quotes.DoubtPronoun} // "according to him, Smith left"
		}
		return v
	case s.run >= 0:
		v := voice{ent: r.runs[s.run].ent, sure: 1, role: r.roleOf(s)}
		for k := s.first; k < r.runs[s.run].first && s.head >= 0 && v.ent >= 0; k++ {
			if r.toks[k].is(clsRole) && !r.toks[k].has(oblique) {
				r.giveRole(r.languageAt(k), v.ent, k)
			}
		}
		switch {
		case v.ent < 0:
			v.why = quotes.DoubtName
		case r.ents[v.ent].body && v.role != "": // "a spokesman of NATO"
			return voice{ent: -1, why: quotes.DoubtSpeaker}
		}
		return v
	case s.head >= 0:
		v := r.orOnly(r.leadRole(s), s)
		if v.ent >= 0 && r.ents[v.ent].body && r.toks[s.head].is(clsRole) && !r.lang.caseless() {
			return voice{ent: -1, why: quotes.DoubtSpeaker}
		}
		if v.ent >= 0 {
			r.tookUp[s.head] = v.ent
		}
		return v
	}
	return voice{ent: -1, why: quotes.DoubtSpeaker}
}

// roleOf is what a phrase says of its name, as written before it.
func (r *reader) roleOf(s subject) string {
	n := r.runs[s.run]
	h, last := r.roleBefore(n.first), n.first
	if s.head >= s.first && s.head < n.first && h < 0 {
		h = s.head // "the head of the office, Ivan Petrenko"
	}
	if h >= 0 && r.toks[h].has(oblique) && !r.toks[h].has(nominative) && !r.isOblique(s.run) {
		// "the chairman of the board of directors Smith"
		for k := h - 1; k >= 0 && k > h-6 && r.toks[k].kind == word && r.toks[k].run == 0; k-- {
			if r.toks[k].is(clsRole) && r.toks[k].has(nominative) {
				h = k
				break
			}
		}
	}
	if h < 0 || r.toks[h].is(clsTitle) && !r.toks[h].is(clsRole) || r.toks[h].has(plural) && r.toks[h].has(oblique) && !r.toks[h].has(nominative) {
		return ""
	}
	for h-1 >= s.first && r.toks[h-1].kind == word && r.toks[h-1].is(clsAdjective|clsRole) && !r.toks[h-1].has(oblique) {
		h--
	}
	for h = r.singular(h, s.first); last > h+1 && r.toks[last-1].is(clsTitle|clsAbbr) && !r.toks[last-1].is(clsRole); last-- {
	}
	text := r.written(h, last)
	if i := strings.IndexByte(text, '('); i > 0 && r.lang.subjectsStand() && !strings.ContainsRune(text, ')') {
		text = text[:i] // "député Les Verts (LV) Lucie Martin"
	}
	if t := &r.toks[h]; t.has(oblique) && !t.has(nominative) && t.lemma != "" {
		text = t.lemma + strings.TrimPrefix(text, r.text[t.start:t.end]) // "the words of the director": he is "director"
	}
	return strings.TrimRightFunc(text, func(c rune) bool {
		return unicode.IsSpace(c) || unicode.IsPunct(c) && c != '»' && c != ')' && c != '“' && c != '”' && c != '"'
	})
}

// leadRole leads a role to the one person of the article who has it; a body speaks for
// itself.
func (r *reader) leadRole(s subject) voice {
	t := &r.toks[s.head]
	if t.is(clsPlural) || s.feat&plural != 0 && !t.is(clsBody) {
		return voice{ent: -1, why: quotes.DoubtSpeaker}
	}
	if t.is(clsGeneric) && s.last == s.head+1 && (s.first == s.head || r.toks[s.head-1].run == 0) && r.lang.on("no articles") {
		if name := r.fullName(s.head); name != "" {
			return voice{ent: -1, body: name, sure: .92}
		}
		if v := r.takesUpBody(); v.known() {
			return v
		}
	}
	if t.is(clsGeneric) && s.first+1 == s.head && s.last == s.head+1 && r.toks[s.first].is(clsDet) && !r.toks[s.first].has(indefinite|possessive) && r.lang.caseless() {
		return r.leadBody(s)
	}
	if t.is(clsGeneric) && s.last == s.head+1 && (s.first == s.head || r.toks[s.head-1].run == 0) && (t.caps == small || r.sentenceStart(s.head) || r.lang.on("nouns have capitals")) {
		return voice{ent: -1, why: quotes.DoubtSpeaker}
	}
	if t.is(clsBody) && !t.is(clsRole) && (r.lang.subjectsStand() && r.describedBody(s) || r.romance() && r.toks[s.first].is(clsDet) && r.toks[s.first].has(indefinite)) {
		return voice{ent: -1, why: quotes.DoubtSpeaker}
	}
	if t.is(clsBody) && !t.is(clsRole) {
		return voice{ent: -1, body: r.bodyName(s), sure: .95}
	}
	if r.lang.caseless() && r.toks[s.first].is(clsDet) && r.toks[s.first].has(indefinite) {
		return voice{ent: -1, why: quotes.DoubtSpeaker} // "un periodista"
	}
	if r.lang.on("no articles") && r.introduces(s.head) || r.beforeUnread(s.head) {
		return voice{ent: -1, why: quotes.DoubtSpeaker}
	}
	ungendered := r.lang.caseless() && s.feat&gender == 0 // "de acteur"
	if ungendered {
		s.feat |= masculine | feminine
	}
	key := r.roleKey(s.head)
	list := r.byRole[key]
	kin := r.languageAt(s.head).kin
	if of := kin[r.complementKey(s.head)]; len(of) > 0 && r.lang.caseless() {
		if e := r.holdsOffice(of); e >= 0 {
			return voice{ent: e, sure: .91} // "the head of state" is the president
		}
		if v := r.takesUpAgain(s, list); v.ent >= 0 && (len(r.ents[v.ent].roles) == 0 || slices.ContainsFunc(of, func(role string) bool { return slices.Contains(r.ents[v.ent].roles, role) })) {
			return v
		}
		if slices.ContainsFunc(of, func(role string) bool { return len(r.byRole[role]) > 0 }) {
			return voice{ent: -1, why: quotes.DoubtSpeaker}
		}
		return r.headOfState(s)
	}
	for _, k := range slices.Concat(kin[key], kin[r.complementKey(s.head)]) {
		if len(r.byRole[key]) > 0 && r.lang.caseless() {
			break // it is somebody's own
		}
		for _, e := range r.byRole[k] {
			if len(list) == 0 || list[0] != e {
				list = append(list[:len(list):len(list)], e)
			}
		}
	}
	if len(r.byRole[key]) == 0 && len(list) > 0 && r.lang.on("no articles") && r.adjectiveBefore(s.head) {
		return voice{ent: -1, why: quotes.DoubtSpeaker} // "the Venezuelan leader" need not be the one president
	}
	if e, of := r.saidSince(s, key, list); of {
		if e < 0 {
			return voice{ent: -1, why: quotes.DoubtSpeaker}
		}
		return voice{ent: e, sure: .88}
	}
	if of := r.byRole[r.complementKey(s.head)]; len(of) == 1 {
		return voice{ent: of[0], sure: .92}
	}
	if v := r.takesUpAgain(s, list); v.known() {
		return v
	}
	if e := r.holder(list, key, s.head); e >= 0 {
		return voice{ent: e, sure: .91}
	}
	if r.justSpoke(s) && !slices.Contains(list, r.last) && len(list) > 0 {
		return voice{ent: -1, why: quotes.DoubtSpeaker} // the text may not say that he who has just spoken has the role
	}
	if len(list) != 1 && r.lang.on("no articles") && !(s.spoken && len(list) == 0 && r.recurs(s.head) && !r.namesInFull()) {
		if v := r.takesUp(s, list); v.known() {
			return v
		}
	}
	if len(list) > 1 && (r.lang.caseless() || r.lang.on("dash opens speech within paragraphs")) {
		if e := r.nearest(list, s); e >= 0 && !r.hasOther(e, s.head) && !r.otherGender(e, s) && !r.ofAnother(e, key, s.head) {
			return voice{ent: e, sure: .87}
		}
	}
	if len(list) == 0 && t.is(clsAnyone) && s.last == s.head+1 && !s.spoken && r.toks[s.first].is(clsDet) && !r.toks[s.first].has(indefinite|possessive) && s.feat&gender != 0 {
		v := r.leadPronoun(s, s.first)
		if v.ent >= 0 && r.ents[v.ent].feat&s.feat&gender == 0 {
			return voice{ent: -1, why: quotes.DoubtSpeaker}
		}
		v.sure *= .97
		return v
	}
	if len(list) > 0 && r.ofSomethingElse(s.head) {
		return voice{ent: -1, why: quotes.DoubtSpeaker}
	}
	if len(list) == 1 && (!r.namedLately(list[0], s.first) || r.lang.subjectsStand() && !r.namedBefore(list[0], s.first) || r.lastMayBe(list[0], s)) {
		return voice{ent: -1, why: quotes.DoubtSpeaker}
	}
	switch {
	case len(list) == 1 && (r.hasOther(list[0], s.head) || r.otherGender(list[0], s)):
	case len(list) == 1 && r.lang.caseless() && r.toks[s.first].has(possessive) && !r.namedFrom(list[0], r.first[max(0, r.para-1)], s.first):
		// "his lawyer", perhaps another's
	case len(list) == 1 && len(r.byRole[key]) == 0 && r.lang.on("subject left out") && r.romance() && !r.isTheme(list[0]) && !r.namedAlone(list[0], s.first):
		// "the head of state", perhaps another's
	case len(list) == 1 && !r.ofAnother(list[0], key, s.head):
		return voice{ent: list[0], sure: .9}
	case len(list) == 0 && s.spoken && r.recurs(s.head) && (r.tale && s.last == s.head+1 || !r.lang.on("dash opens speech within paragraphs")) && !r.lang.on("subject in the sentence before") && !r.namesInFull() && !r.mayBeNamed(s):
		return voice{ent: -1, described: t.lemma, sure: .9}
	case len(list) == 0 && s.spoken && r.tale && r.recurs(s.head) && r.lang.on("no articles") && r.mayBeNamed(s):
		// by name and by what he is in turns
	case len(list) == 0 && s.spoken && (r.lang.on("subject in the sentence before") || r.lang.subjectsStand()):
		// somebody else than the one of whom the tale has the name
	case len(list) == 0 && s.feat&gender != 0 && !t.is(clsKin|clsUnnamed) && (r.lang.on("no articles") || s.first < s.head && r.toks[s.first].is(clsDet) && !r.toks[s.first].has(indefinite|possessive)):
		// "der Politiker", whom the article calls nowhere else so: taken up like a pronoun,
		// but a spokesman of the works is not the mayor
		if r.lang.on("nouns have capitals") && r.completed(s) {
			return voice{ent: -1, why: quotes.DoubtSpeaker}
		}
		if r.lang.on("subject left out") && !r.lang.on("subject in the sentence before") && r.newOffice(s) {
			return voice{ent: -1, why: quotes.DoubtSpeaker}
		}
		v := r.leadPronoun(s, s.first)
		if v.ent >= 0 && r.lang.on("nouns have capitals") && len(r.ents[v.ent].roles) > 0 && s.head+1 < len(r.toks) && r.toks[s.head+1].is(clsPrep) {
			return voice{ent: -1, why: quotes.DoubtSpeaker} // "the student on the bench" is not the defender
		}
		if v.ent >= 0 && (ungendered || t.cls&clsRole == 0) && !r.namedAlone(v.ent, s.first) && (v.ent != r.last || r.namedSince(v.ent, func(int) bool { return true }, s.first)) {
			return voice{ent: -1, why: quotes.DoubtSpeaker}
		}
		if v.ent >= 0 && r.lang.subjectsStand() && (v.ent != r.last || r.hasComplement(s) && !(s.feat&gender == feminine && r.ents[v.ent].feat&gender == feminine)) {
			return voice{ent: -1, why: quotes.DoubtSpeaker} // "the prosecutor of Northwind" may be anybody
		}
		if v.ent >= 0 && r.lang.caseless() && v.ent != r.last && (len(r.ents[v.ent].roles) > 0 || r.onlyPlace(v.ent, s.first)) {
			return voice{ent: -1, why: quotes.DoubtSpeaker}
		}
		if v.ent >= 0 && r.romance() && !r.isTheme(v.ent) {
			return voice{ent: -1, why: quotes.DoubtSpeaker}
		}
		if v.ent >= 0 && r.lang.on("no articles") && (s.last > s.head+1 && !r.toks[s.head+1].is(clsPrep) || len(r.ents[v.ent].roles) == 0 && v.ent != r.last) {
			return voice{ent: -1, why: quotes.DoubtSpeaker}
		}
		v.sure *= .97
		return v
	}
	return voice{ent: -1, why: quotes.DoubtSpeaker}
}

// completed reports whether words behind a role tell of what it is: "the coach of Northwind"
// is introduced, and takes up nobody.
func (r *reader) completed(s subject) bool {
	k := s.head + 1
	if k < len(r.toks) && r.toks[k].kind == word && r.toks[k].caps == initial && r.toks[k].sent == r.toks[s.head].sent && !r.toks[k].is(clsTime) {
		return true // a name that is not known, or whose he is
	}
	return k+1 < len(r.toks) && r.toks[k].kind == word && r.toks[k+1].kind == word && r.toks[k+1].caps != small && (r.toks[k].is(clsParticle) || r.toks[k].is(clsDet) && !r.toks[k].has(oblique))
}

// leadBody leads "the company" to the one body that the text names by its initials among the
// last words before it, if it stands there once without a preposition.
func (r *reader) leadBody(s subject) voice {
	none := voice{ent: -1, why: quotes.DoubtSpeaker}
	if r.namedAs(s.head) {
		return none
	}
	name, stands := "", false
	v := none
	for k := max(0, s.first-600); k < s.first; k++ {
		t := &r.toks[k]
		named := t.run > 0 && r.runs[t.run-1].ent >= 0 && r.isBody(t.run-1)
		if t.kind != word || t.caps != all || !named && !t.is(clsBody) {
			continue
		}
		if name != "" && name != t.low {
			return none
		}
		name = t.low
		stands = stands || !r.governed(k, 0) && !(k > 0 && r.toks[k-1].kind == openParen && r.romance()) && (k > 0 && r.toks[k-1].is(clsDet) || !r.lang.subjectsStand())
		v = voice{ent: -1, body: r.text[t.start:t.end], sure: .9}
		if named {
			v = voice{ent: r.runs[t.run-1].ent, sure: .9}
		}
	}
	if !stands {
		return none
	}
	return v
}

// nearest returns the one of several people with a role who spoke last, in this paragraph or
// the one before, when neither names another of them or anybody whose role is not known; -1
// if it does.
func (r *reader) nearest(list []int, s subject) int {
	if r.last < 0 || r.para-r.lastPara > 1 || !slices.Contains(list, r.last) {
		return -1
	}
	for k := r.first[r.lastPara]; k < s.first; k++ {
		if n := r.toks[k].run; n > 0 {
			if e := r.runs[n-1].ent; e != r.last && (e < 0 || slices.Contains(list, e)) {
				return -1
			}
		}
	}
	return r.last
}

// otherGender reports whether the article before a role that has no gender of its own tells
// that it is not an entity's: "o dirigente" is not Maria.
func (r *reader) otherGender(ent int, s subject) bool {
	f := r.ents[ent].feat & gender
	return r.lang.caseless() && r.toks[s.head].feat&gender == 0 && s.feat&gender != 0 && f != 0 && f&s.feat == 0
}

// introduces reports whether the role at token k is of somebody whom the text has not named:
// "another teacher", "a teacher from Northwind".
func (r *reader) introduces(k int) bool {
	if k > 0 && r.toks[k-1].is(clsDet) && r.toks[k-1].has(indefinite) && r.toks[k-1].run == 0 {
		return true
	}
	if k+2 >= len(r.toks) || r.toks[k+2].caps != initial || r.toks[k+2].kind != word {
		return false
	}
	return r.toks[k+1].is(clsOrigin)
}

// adjectiveBefore reports whether a word in small letters stands before the role at token k
// that can only be an adjective of it.
func (r *reader) adjectiveBefore(k int) bool {
	if k == 0 || r.toks[k-1].sent != r.toks[k].sent {
		return false
	}
	t := &r.toks[k-1]
	return t.kind == word && t.run == 0 && (t.is(clsAdjective) || t.cls == 0)
}

// ofAnother reports whether the text tells of what somebody has a role, and it is not what
// stands behind the role at token k: "the president of France".
func (r *reader) ofAnother(ent int, role string, k int) bool {
	of := r.complement(k)
	known := r.of[office{ent, role}]
	return of != "" && len(known) > 0 && !slices.ContainsFunc(known, func(o string) bool { return sameOffice(o, of) })
}

// holder returns the one of several people with a role of whom the text tells that it is of
// what stands behind the role at token k: "the president of France"; -1 if that is not one.
func (r *reader) holder(list []int, role string, k int) int {
	of, found := r.complement(k), -1
	for _, e := range list {
		known := r.of[office{e, role}]
		switch same := slices.ContainsFunc(known, func(o string) bool { return sameOffice(o, of) }); {
		case of == "" || len(list) < 2 || len(known) == 0 || same && found >= 0:
			return -1
		case same:
			found = e
		}
	}
	return found
}

// sameOffice reports whether two words behind a role are cases of one; initials have none.
func sameOffice(a, b string) bool {
	return a == b || min(utf8.RuneCountInString(a), utf8.RuneCountInString(b)) > 3 && stem(a) == stem(b)
}

// recurs reports whether the text calls somebody more than once by the role at token k, or
// by words that can stand for it.
func (r *reader) recurs(k int) bool {
	lemma := r.toks[k].lemma
	n := r.called[lemma]
	for _, l := range r.languageAt(k).kin[lemma] {
		n += r.called[l]
	}
	return lemma != "" && n > 1
}

// bodyName is the name of a body: in the nominative if the article has it there, else as
// written.
func (r *reader) bodyName(s subject) string {
	name := r.written(s.first, s.last)
	if r.toks[s.first].is(clsDet) {
		name = r.strong(r.written(s.first+1, s.last), s)
	}
	t := &r.toks[s.head]
	if t.has(oblique) && s.first == s.head && strings.HasPrefix(t.lemma, stem(t.low)) {
		rest := strings.TrimPrefix(name, r.text[t.start:t.end])
		if w := upper(t.lemma) + rest; strings.Contains(r.text, w) || r.lang.on("nouns have capitals") {
			return w
		}
		return t.lemma + rest
	}
	return name
}

func upper(s string) string {
	c, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(c)) + s[size:]
}

// isPerson reports whether the article shows that a name is a person's: by a first name, a
// role, or a name of several words.
func (r *reader) isPerson(ent int) bool {
	e := &r.ents[ent]
	return !e.body && !r.isThing(ent) && (ent == r.last || r.aged(ent) || e.feat&gender != 0 || len(e.roles) > 0 || len(e.words) > 1 && r.namedLikePeople(ent) && r.standsAlone(ent))
}

// standsAlone reports whether one of the first mentions of a name has no preposition before
// it, as those of places and of what people belong to have.
func (r *reader) standsAlone(ent int) bool {
	runs := r.ents[ent].runs
	return !r.lang.caseless() || slices.ContainsFunc(runs[:min(len(runs), 10)], func(n int) bool { return !r.governed(r.runs[n].first, 0) })
}

// namedLikePeople reports whether a name of several words is a person's and not a magazine's
// or a country's: it has the case of one; or, in Romance languages, the text has its last word
// alone, or the name right beside a verb of saying.
func (r *reader) namedLikePeople(ent int) bool {
	e := &r.ents[ent]
	if !r.romance() {
		return !r.lang.onlyOblique(e.words[len(e.words)-1]) && !r.declined(&r.runs[r.longest(ent)])
	}
	surname := func(i int) bool { return len(r.runs[i].words) < len(e.words) }
	return slices.ContainsFunc(e.runs[:min(len(e.runs), 40)], surname) || r.saysBesides(ent)
}

// romance reports whether a text is in a Romance language.
func (d *doc) romance() bool {
	return d.lang.caseless() && !d.lang.on("verb second") && (d.lang.on("no article before names") || d.lang.on("subject left out"))
}

// mayGoOn reports whether words without a cue may be somebody's who spoke before: a magazine
// or a country, whose name is one word that is nobody's first name, does not go on.
func (r *reader) mayGoOn(ent int) bool {
	if ent < 0 || !r.romance() {
		return ent < 0 || r.lang.caseless() || !r.lang.on("no articles") || !r.ents[ent].body // an agency quotes others
	}
	e := &r.ents[ent]
	return !e.body && (e.feat&gender != 0 || len(e.roles) > 0 || r.toks[r.runs[r.longest(ent)].first].is(clsFirst) || len(e.words) > 1 && r.namedLikePeople(ent))
}
