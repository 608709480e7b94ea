package grammar

import (
	"strings"
	"unicode/utf8"
)

// nameAtEnd reads the full name in the nominative with which a clause ends that begins with a
// role at token i, where what stands between them is too long or too strange to be read as a
// phrase: "said the head of the department of economy, culture and sports of the town Olena
// Koval". No verb stands there, nothing that begins another clause, and no other name that
// can be the subject.
func (d *doc) nameAtEnd(i, hi int) subject {
	if d.lang.caseless() || !d.lang.on("no articles") {
		return subject{}
	}
	head, strange, commas := -1, 0, 0
	for k := i; k < hi && k < i+40; k++ {
		t := &d.toks[k]
		switch {
		case t.run > 0:
			n := &d.runs[t.run-1]
			if d.plainlyNominative(n) {
				if !d.closesName(n.last) || head < 0 && (commas > 0 || strange > 5) {
					return subject{}
				}
				s := d.nameSubject(i, t.run-1)
				if s.head = head; head >= 0 {
					s.feat = d.toks[head].feat & (gender | plural)
				}
				s.joined = d.alsoSpeaks(s.last, hi)
				return s
			}
			if len(n.words) > 1 && !d.isOblique(t.run-1) && !d.isBody(t.run-1) && !d.inLatin(n.first) {
				return subject{}
			}
			k = n.last - 1
		case t.kind == quoted && d.spokenAt(k), t.kind == colon, t.kind == semicolon, t.kind == dash:
			return subject{}
		case t.kind == stop && !t.dotted:
			return subject{}
		case t.kind == comma:
			if commas++; k+1 >= hi || d.toks[k+1].is(clsOpener|clsConj|clsPrep|clsAdv) || d.startsClause(k+1, hi) {
				return subject{}
			}
		case t.kind != word:
		case t.is(cue | clsThat | clsThink | clsRelative | clsIf | clsSaying | clsNeg), t.is(clsPron) && !t.has(possessive|oblique):
			return subject{}
		case t.is(clsRole) && !t.is(clsPlural) && (!t.has(oblique) || t.has(nominative)) && !t.has(plural):
			if head < 0 {
				head = k
			}
		case t.is(clsBody) && !t.has(oblique) && head < 0:
			return subject{} // a body says it
		default:
			strange++
		}
	}
	return subject{}
}

// plainlyNominative reports whether a full name begins with a first name in the nominative,
// which would be another word in any other case.
func (d *doc) plainlyNominative(n *run) bool {
	return d.surelyNominative(n) && d.languageAt(n.first).declines(d.toks[n.first].low) && !d.clearlyOblique(n)
}

// declines reports whether a first name has other forms for other cases.
func (l *language) declines(w string) bool {
	last, size := utf8.DecodeLastRuneInString(w)
	stem := w[:len(w)-size]
	switch {
	case last == 'а' || last == 'я':
		return true
	case strings.ContainsRune("йьое", last):
		return l.words[stem+"я"].is(clsFirst) || l.words[stem+"а"].is(clsFirst)
	}
	return l.words[w+"а"].is(clsFirst)
}

// closesName reports whether a clause ends before token k, or goes on with where somebody is
// from.
func (d *doc) closesName(k int) bool {
	return d.closes(k) || d.toks[k].is(clsPrep) && d.toks[k].caps == small
}

// startsClause reports whether a pronoun or a verb stands behind a comma: no more of what
// somebody is the head of.
func (d *doc) startsClause(k, hi int) bool {
	for ; k < hi && d.toks[k].is(clsPrep); k++ {
	}
	return k < hi && (d.toks[k].is(clsPron|clsRelative|clsAux|clsThat|clsIf) || d.toks[k].kind != word && d.toks[k].kind != quoted)
}

// toldBody returns where the name in Latin letters ends, from token k on, of those whom
// somebody tells something, if his name or role follows: "рассказал Northwind News Остап Верещагин".
func (d *doc) toldBody(k, hi int) int {
	if d.lang.caseless() || d.lang.latin || d.toks[k].run == 0 || !d.inLatin(k) {
		return k
	}
	e := d.runs[d.toks[k].run-1].last
	for e < hi && d.toks[e].kind == word && d.inLatin(e) {
		e++
	}
	if e < hi && !d.apart(e) && (d.toks[e].run > 0 || d.toks[e].is(clsRole) && d.toks[e].has(nominative) && !d.toks[e].has(oblique)) {
		return e
	}
	return k
}

// toldBefore returns the token before the words that tell to whom something is said or where,
// where they end in a name in Latin letters at token k: "Верещагин в интервью Northwind News
// сказал". It is k if no such words end there.
func (d *doc) toldBefore(k, lo int) int {
	if d.lang.caseless() || d.lang.latin || d.toks[k].run == 0 || !d.inLatin(k) {
		return k
	}
	b := d.runs[d.toks[k].run-1].first - 1
	for b >= lo && d.toks[b].kind == word && d.inLatin(b) {
		b--
	}
	for n := 0; n < 4 && b >= lo && d.toks[b].kind == word && d.toks[b].run == 0 && d.toks[b].caps == small; n, b = n+1, b-1 {
		t := &d.toks[b]
		if t.is(clsPrep) && n > 0 {
			return b - 1
		}
		if t.is(cue|clsThat|clsPrep) || t.is(clsRole|clsBody) && !t.has(oblique) {
			return k
		}
	}
	return k
}
