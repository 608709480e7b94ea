package grammar

import "strings"

// markPhrases makes adverbs of the words of an adverb of several words, right behind a verb of
// saying or what can stand before one: "a de son côté dit"; and a verb of saying of the first
// word of a phrase that says something: "met en garde".
func (d *doc) markPhrases(first int) {
	for k := first; k < len(d.toks); k++ {
		t := &d.toks[k]
		if t.kind != word || len(d.lang.phrases[t.low]) == 0 {
			continue
		}
		behindVerb := k > first && d.toks[k-1].is(clsAux|cue|clsParticiple)
		if e := d.phraseEnd(k, len(d.toks), clsAdv); e > k+1 && behindVerb {
			for j := k; j < e; j++ {
				d.toks[j].entry = entry{cls: clsAdv}
			}
		}
		if e := d.phraseEnd(k, len(d.toks), clsParticiple); e > k+1 {
			d.toks[k].cls |= clsParticiple
			for j := k + 1; j < e; j++ {
				d.toks[j].entry = entry{cls: clsAdv}
			}
		}
		if e := d.phraseEnd(k, len(d.toks), clsAux); e > k+1 && e < len(d.toks) && d.lang.toSay[d.toks[e].low] && d.toks[e].caps == small {
			d.toks[e].cls |= clsSay
			d.toks[e].feat |= d.phraseFeature(k, e) & plural
			for j := k; j < e; j++ {
				d.toks[j].entry = entry{cls: clsAdv} // "tuvo que explicar"
			}
			d.toks[k].cls |= clsAux
		}
		if e := d.phraseEnd(k, len(d.toks), clsSay); e > k+1 {
			d.toks[k].cls |= clsSay
			for j := k + 1; j < e; j++ {
				d.toks[j].entry = entry{cls: clsAdv}
			}
		}
	}
}

// infinitiveFrom returns the infinitive that stands behind prepositions and adverbs from token k
// on, as in "said after hearing them"; -1 if none does.
func (d *doc) infinitiveFrom(k, hi int) int {
	for j := k; j < hi && j < k+4 && d.toks[j].kind == word && d.toks[j].run == 0; j++ {
		t := &d.toks[j]
		if j > k && d.toks[j-1].is(clsPrep) && t.caps == small && t.cls&^(clsSay|clsAside) == 0 && d.lang.infinitive(t.low) {
			return j
		}
		if !t.is(clsPrep | clsAdv) {
			break
		}
	}
	return -1
}

// infinitive reports whether a word ends as infinitives do.
func (l *language) infinitive(w string) bool {
	for _, s := range l.toDo {
		if len(w) > len(s)+1 && strings.HasSuffix(w, s) {
			return true
		}
	}
	return false
}

// nobodyNamed reports whether no name, role or body that nothing governs stands in tokens
// [k, hi), up to the end of the clause.
func (d *doc) nobodyNamed(k, hi int) bool {
	for lo := k; k < hi && d.toks[k].kind != stop && d.toks[k].kind != semicolon && d.toks[k].kind != colon && d.toks[k].kind != quoted; k++ {
		t := &d.toks[k]
		if n := t.run; n > 0 && d.runs[n-1].first == k && !d.governedRole(k, lo) {
			return false
		}
		if t.run == 0 && t.is(clsRole|clsBody) && k > lo && !d.governed(k, lo) && !(d.toks[k-1].is(clsDet) && d.governed(k-1, lo)) && !d.ofAName(k) {
			return false
		}
	}
	return true
}

// ofAName reports whether the role at token k stands before a name, of which [doc.nobodyNamed]
// asks itself.
func (d *doc) ofAName(k int) bool { return k+1 < len(d.toks) && d.toks[k+1].run > 0 }

// endsSaying reports whether a phrase of saying ends with the word at token k: "al señalar".
func (d *doc) endsSaying(k, first int) bool {
	for n := 1; n <= 2 && k-n >= first; n++ {
		for _, p := range d.lang.phrases[d.toks[k-n].low] {
			if p.is(clsSaying) && len(p.words) == n+1 && d.reads(k-n, p.words) {
				return true
			}
		}
	}
	return false
}

// closes reports whether a clause ends before token k.
func (d *doc) closes(k int) bool {
	return k >= len(d.toks) || d.toks[k].kind != word && d.toks[k].kind != number && d.toks[k].kind != quoted
}

// shouted reports whether every word of a name is in capitals and none is a first name:
// it is a body's.
func (d *doc) shouted(n *run) bool {
	for k := n.first; k < n.last; k++ {
		if t := &d.toks[k]; t.caps != all || t.is(clsFirst) {
			return false
		}
	}
	return true
}
