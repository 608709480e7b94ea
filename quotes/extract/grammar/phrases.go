package grammar

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
		if e := d.phraseEnd(k, len(d.toks), clsSay); e > k+1 {
			d.toks[k].cls |= clsSay
			for j := k + 1; j < e; j++ {
				d.toks[j].entry = entry{cls: clsAdv}
			}
		}
	}
}

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
