package grammar

import (
	"strings"
)

// readLed reads what leads to the words with a colon: Smith said: “...”; Smith: “...”.
func (d *doc) readLed(q int, s span) reading {
	k := q - 1
	if q == s.first && k > 0 && d.toks[k].kind == colon {
		s = d.sents[d.toks[k].sent] // the paragraph before leads to it
	}
	if k > s.first && d.toks[k].kind == dash && d.toks[k-1].kind == colon {
		k--
	}
	if k < s.first || d.toks[k].kind != colon && d.toks[k].kind != comma {
		return reading{}
	}
	if d.toks[k].kind == comma {
		if r := d.readMidst(k, s); r.found() || !d.lang.on("comma before words") && !d.beginsWithThat(q) {
			return r
		}
	}
	if v := d.lastCue(s.first, k); v >= 0 && d.toks[k].kind == comma && k-v > 4 && !d.beginsWithThat(q) {
		return reading{}
	}
	return d.ledBy(k, s)
}

// ledBy reads the clause of a sentence that ends at the colon or comma at token k.
func (d *doc) ledBy(k int, s span) reading {
	lo := d.lineStart(d.clauseStart(k, s), k)
	if r := d.accordingIn(lo, k); r.found() && (k-r.who.last < 8 || !d.lang.caseless()) {
		return r
	}
	if v := d.lastCue(lo, k); v >= 0 {
		if d.worksIn(v+1, k) || d.othersIn(v+1, k) {
			return reading{}
		}
		if who := d.subjectOf(v, lo, k); who.ok && !(who.first > v && who.run >= 0 && d.mayBeOblique(who.run)) {
			return d.verdict(reading{by: led, who: who, cue: span{v, v + 1}, verb: v}, s)
		}
		return reading{}
	}
	if d.toks[k].kind != colon {
		return reading{}
	}
	if r := d.readPerfect(lo, k, s); r.found() {
		return r
	}
	for v := k - 2; d.lang.on("nouns have capitals") && v >= lo && v > k-16; v-- {
		if t := &d.toks[v]; t.kind == word && t.caps == small && t.cls == 0 && d.lang.opens(t.low) {
			if who := d.behind(v+1, k); who.ok && who.run >= 0 && who.last == k && !who.joined && !d.mayBeOblique(who.run) {
				return d.verdict(reading{by: opened, who: who, cue: span{v, v + 1}, verb: v}, s)
			}
		}
	}
	if r := d.wordsOfSomebody(lo, k); r.found() {
		return r
	}
	if r := d.saidBy(lo, k); r.found() {
		return r
	}
	if who := d.onlyName(lo, k); who.ok && d.namesSomebody(who) {
		return reading{by: label, who: who, cue: span{k, k + 1}, verb: -1}
	}
	return d.readNeutral(lo, k)
}

// lineStart returns where the words before the colon at token k begin that are somebody's
// name behind another colon: what they said: Smith, mayor of Northwind: “...”.
func (d *doc) lineStart(lo, k int) int {
	for j := k - 2; j > lo && d.lang.caseless(); j-- {
		if d.toks[j].kind == colon {
			if d.toks[j+1].run > 0 && d.lastCue(j+1, k) < 0 {
				return j + 1
			}
			break
		}
	}
	return lo
}

// namesSomebody reports whether the name of a subject is a person's: it has a first name or
// a role, or the text has it again.
func (d *doc) namesSomebody(s subject) bool {
	n := &d.runs[s.run]
	if t := &d.toks[n.first]; d.romance() && len(n.words) == 1 && t.caps == all && !t.is(clsBody|clsFirst) && n.ent >= 0 && d.ents[n.ent].body {
		return false // a heading of a column: "ONE: “...”"
	}
	for k := n.first; k < n.last; k++ {
		if d.toks[k].is(clsFirst) || d.toks[k].dotted {
			return true
		}
	}
	return s.head >= 0 || n.ent < 0 || len(d.ents[n.ent].runs) > 1
}

// wordsOfSomebody reads in [lo, k) a noun for words and whose they are: the answer of Smith: “...”.
func (d *doc) wordsOfSomebody(lo, k int) reading {
	for j := lo; j+2 < k; j++ {
		if d.toks[j].is(clsWords) && d.toks[j+1].is(clsParticiple|clsAux) {
			if who := d.whoseWords(j, k); who.ok && k-who.last < 4 {
				return d.verdict(reading{by: led, who: who, cue: span{j, j + 1}, verb: -1}, d.around(j))
			}
		}
		if !d.toks[j].is(clsWords) || !d.toks[j+1].is(clsParticle) {
			continue
		}
		if who := d.namedIn(j+2, k); who.ok && k-who.last < 4 {
			return d.verdict(reading{by: led, who: who, cue: span{j, j + 1}, verb: -1}, d.around(j))
		}
		break
	}
	return reading{}
}

// saidBy reads in [lo, k) a participle of a verb of saying and by whom: what was stressed by
// Smith, too: “...”.
func (d *doc) saidBy(lo, k int) reading {
	if !d.romance() || d.worksIn(lo, k) {
		return reading{}
	}
	for j := lo + 1; j+2 < k; j++ {
		if t := &d.toks[j]; !t.is(clsParticiple) || t.run > 0 || t.is(cue) {
			continue
		}
		if who := d.whoseWords(j, k); who.ok && who.run >= 0 && who.last == k && !who.joined {
			return d.verdict(reading{by: led, who: who, cue: span{j, j + 1}, verb: -1}, d.around(j))
		}
	}
	return reading{}
}

// readMidst reads the cue that ends at the comma at token k and begins behind another: It
// is late, said Smith, “...”.
func (d *doc) readMidst(k int, s span) reading {
	if !d.lang.on("behind: verb, subject") {
		return reading{}
	}
	for j := k - 1; j >= s.first && j > k-12; j-- {
		opens := j == s.first && d.toks[j].is(clsAs) // "As Smith says, ..."
		if t := &d.toks[j]; t.kind == quoted {
			return reading{}
		} else if opens {
			j--
		} else if t.kind != comma {
			continue
		}
		if v := d.verbFrom(d.behindAs(j+1, k), k); v >= 0 {
			who := d.behind(v+1, k)
			if !who.ok && v+1 == k {
				who = d.omitted(v, j+1, k)
			}
			if who.ok && (who.near || who.omitted || d.lang.caseless()) && (who.last == k || who.omitted || d.lang.caseless() && (d.skipPhrases(who.last, k) == k || who.last+1 == k && d.toks[who.last].is(clsDet))) && d.agrees(who, v) {
				return d.verdict(reading{by: inverted, who: who, cue: span{j + 1, v + 1}, verb: v}, span{j, s.last})
			}
		}
		return reading{}
	}
	return reading{}
}

// behindAs returns the token behind the "as" that may stand at token k: ", as Smith says, “...”".
func (d *doc) behindAs(k, hi int) int {
	for k < hi && d.toks[k].is(clsAs) && d.lang.caseless() {
		k++
	}
	return k
}

// readInserted reads the cue between two commas earlier in the sentence: The law, Smith said,
// is “...”.
func (d *doc) readInserted(q int, s span) reading {
	if !d.lang.caseless() || !d.lang.on("behind: verb, subject") || d.nameInMarks(q) {
		return reading{}
	}
	lo := d.clauseStart(q, s)
	for k := q - 2; k > lo+2 && k > q-12; k-- {
		switch t := &d.toks[k]; {
		case t.kind == quoted, t.kind == colon, t.is(clsThat), t.is(cue) && t.run == 0:
			return reading{}
		case t.kind == comma:
			if r := d.readMidst(k, span{lo, s.last}); r.found() && !r.doubted {
				r.by = trailing
				return r
			}
			return reading{}
		}
	}
	return reading{}
}

// beginsWithThat reports whether the words at token q begin with "that".
func (d *doc) beginsWithThat(q int) bool {
	p := &d.pieces[d.toks[q].piece]
	w, _, _ := strings.Cut(strings.TrimSpace(d.text[p.start:p.end]), " ")
	return d.lang.words[strings.ToLower(w)].is(clsThat)
}
