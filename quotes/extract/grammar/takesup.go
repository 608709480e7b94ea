package grammar

import (
	"slices"

	"verbatim/quotes"
)

// A role without a name, "the expert", takes up somebody whom the text names before it. Where
// a language has no articles, nothing but the names around it tells whom.

// takesUp leads the role of a subject to the one person whom the paragraph so far and the one
// before it name, of list if that has any; farther back to the one whom the nearest of a few
// paragraphs names.
func (r *reader) takesUp(s subject, list []int) voice {
	none := voice{ent: -1, why: quotes.DoubtSpeaker}
	t := &r.toks[s.head]
	if t.is(clsUnnamed | clsBody) {
		return none
	}
	e, only := -1, true
	for back := 1; back <= 3 && e < 0 && only && (back < 2 || len(list) == 0); back++ {
		e, only = r.onlyOne(r.first[max(0, r.para-back)], s.first, s.feat, list)
	}
	switch {
	case e < 0, !only && e != r.last:
		return none
	case t.is(clsKin):
		if !slices.ContainsFunc(r.ents[e].ties, func(tie string) bool {
			return tie == t.lemma || slices.Contains(r.languageAt(s.head).kin[t.lemma], tie)
		}) {
			return none
		}
	case len(list) > 0:
		if r.ofAnother(e, r.roleKey(s.head), s.head) {
			return none
		}
	case s.last > s.head+1, s.first < s.head, t.is(clsOffice) && len(r.ents[e].roles) > 0:
		return none
	}
	return voice{ent: e, sure: .88}
}

// onlyOne returns the one person whom tokens [lo, at) name, of list if that has any, or the
// one of several who is the subject of something there. It is -1 where nobody is named, and
// where nobody can tell; only is whether not more than one is named.
func (r *reader) onlyOne(lo, at int, f feature, list []int) (ent int, only bool) {
	one, several := -1, false
	subject, subjects := -1, false
	for k := lo; k < at; k++ {
		n := r.toks[k].run
		if n == 0 || r.runs[n-1].first != k {
			continue
		}
		e := r.runs[n-1].ent
		switch {
		case e < 0:
			return -1, false
		case r.isBody(n - 1), len(list) > 0 && !slices.Contains(list, e), !r.isPerson(e) && !r.saysBesides(e):
			continue
		case f&gender != 0 && r.ents[e].feat&gender != 0 && f&r.ents[e].feat&gender == 0:
			continue
		}
		several = several || one >= 0 && e != one
		one = e
		if r.stands(n-1, lo) {
			subjects = subjects || subject >= 0 && e != subject
			subject = e
		}
	}
	switch {
	case !several:
		return one, true
	case subject >= 0 && !subjects:
		return subject, false
	}
	return -1, false
}

// takesUpBody leads a body without a name, "the company", to the one that spoke last, in
// this paragraph or the one before it.
func (r *reader) takesUpBody() voice {
	for i := len(r.turns) - 1; i >= 0 && r.turns[i].para >= r.para-1; i-- {
		if v := r.turns[i].voice; v.known() {
			if v.body == "" {
				break
			}
			return voice{ent: -1, body: v.body, sure: .9}
		}
	}
	return voice{ent: -1, why: quotes.DoubtSpeaker}
}

// fullName is what the article calls the one body that the word at token k, with a capital,
// can stand for: Komisja, of Komisja Europejska. It is empty where there is none or more.
func (r *reader) fullName(k int) string {
	if r.toks[k].caps != initial {
		return ""
	}
	if r.fullNames == nil {
		r.fullNames = map[string]string{}
		for i := 0; i+1 < len(r.toks); i++ {
			t, n := &r.toks[i], &r.toks[i+1]
			if !t.is(clsGeneric) || t.has(oblique) || t.caps != initial || n.kind != word || n.caps != initial || n.is(clsFirst|clsTitle|clsNoun) || n.sent != t.sent {
				continue
			}
			end := i + 2
			for end < len(r.toks) && r.toks[end].kind == word && r.toks[end].caps == initial && r.toks[end].sent == t.sent {
				end++
			}
			name := r.written(i, end)
			if known, ok := r.fullNames[t.lemma]; ok && known != name {
				name = ""
			}
			r.fullNames[t.lemma] = name
		}
	}
	return r.fullNames[r.toks[k].lemma]
}

// namesInFull reports whether the text has a first name and a surname of somebody, and no
// father's name between them, as reports do; tales call people by less, or by more.
func (r *reader) namesInFull() bool {
	for i := range r.runs[:min(len(r.runs), 400)] {
		n := &r.runs[i]
		if len(n.words) == 2 && r.toks[n.first].is(clsFirst) && !r.languageAt(n.first).patronymic(n.words[1]) {
			return r.lang.on("no articles")
		}
	}
	return false
}

// saidSince returns who has said something in this paragraph or the one before it, where a role
// of many kinds, "the expert", could be of somebody else whom the text named earlier, but not
// since: "the economist Smith ... Brown, who leads a fund, thinks so. “...”, the expert said." It
// is -1 where nobody can tell, and another is false where there is no such doubt.
func (r *reader) saidSince(s subject, key string, list []int) (ent int, another bool) {
	lang := r.languageAt(s.head)
	if lang.caseless() || !lang.on("no articles") || s.spoken || len(list) != 1 || len(lang.kin[key]) == 0 || r.toks[s.head].is(clsKin|clsUnnamed|clsOffice) {
		return -1, false
	}
	who, at := r.last, r.lastAt
	para := r.lastPara
	if r.source.ent >= 0 && r.sourceAt > at {
		who, at, para = r.source.ent, r.sourceAt, r.sourcePara
	}
	if who < 0 || who == list[0] || r.para-para > 1 || !r.isPerson(who) {
		return -1, false
	}
	for k := at; k < s.first; k++ {
		if n := r.toks[k].run; n > 0 && r.runs[n-1].ent != who && (r.runs[n-1].ent == list[0] || r.runs[n-1].ent >= 0 && r.isPerson(r.runs[n-1].ent) && r.stands(n-1, at)) {
			return -1, r.runs[n-1].ent != list[0]
		}
	}
	for _, role := range r.ents[who].roles {
		if e := lang.words[role]; e.is(clsOffice) {
			return -1, true
		}
	}
	if f := r.ents[who].feat & gender; f != 0 && s.feat&gender != 0 && f&s.feat == 0 {
		return -1, true
	}
	return who, len(r.byRole[key]) == 0
}
