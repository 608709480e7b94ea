package extract

import "strings"

// knownName reports whether a capitalised first word of a sentence is a name and
// not just the first word.
func (d *cast) knownName(i int) bool {
	t := &d.toks[i]
	if t.caps == all || t.cls.is(clsFirst|clsPlace) && !t.cls.is(clsCommonName|anyForm) {
		return true
	}
	if t.dotted && t.cls.is(clsTitle) {
		return true
	}
	if t.cls == 0 && !d.lowerSeen[d.low(i)] && i+1 < len(d.toks) && d.speaksAt(i+1) && !strings.HasSuffix(d.str(i), "s") && !strings.HasSuffix(d.str(i), "ing") {
		return true // "Halytsky said": a word that is in no list
	}
	return d.midCapital[d.str(i)] && !d.lowerSeen[d.low(i)] || d.surnames[d.str(i)]
}

// speaksAt reports whether token i is a verb of speech that follows its subject.
func (d *prose) speaksAt(i int) bool {
	t := &d.toks[i]
	return t.kind == word && t.caps == lower && t.cls.is(clsSay|clsTell) && t.cls.is(formPast|formThird) && !t.cls.is(clsNounlike|clsRole|clsBody)
}

// noteCapitals remembers which words stand capitalised inside a sentence: at the
// beginning of another one they are names too.
func (d *cast) noteCapitals(s sentence) {
	headline := d.headline(s)
	for i := s.first; i < s.last; i++ {
		t := &d.toks[i]
		if t.kind != word {
			continue
		}
		switch {
		case t.caps == lower && t.cls&clsStarter == 0:
			d.noteIntroduced(i, s.first)
			if len(d.lowerSeen) < 1<<17 {
				d.lowerSeen[d.str(i)] = true
			}
		case t.caps != lower && i > s.first && t.cls&(function|clsStarter) == 0 && d.toks[i-1].kind == word && !headline:
			if len(d.midCapital) < 1<<17 {
				d.midCapital[d.str(i)] = true
			}
			if w := d.low(i - 1); (w == "in" || w == "near" || w == "outside" || w == "across") && t.cls.is(clsFirst) && !t.possessive() && len(d.located) < 1<<12 {
				d.located[d.str(i)] = true
			}
			if d.royalSurname(i) && len(d.surnames) < 1<<16 {
				d.surnames[d.str(i)] = true
			}
			// A first name or a title before it makes it a surname.
			if d.adjacent(i-1) && (i+1 >= s.last || d.toks[i+1].caps == lower || suffix(d.str(i+1)) || d.toks[i].possessive()) && d.toks[i-1].cls.is(clsFirst|clsTitle) && d.toks[i-1].caps != lower && (!t.cls.is(clsBody|clsRole|clsPlace) || d.toks[i-1].cls.is(clsFirst) && !d.toks[i-1].cls.is(clsPlace|clsTitle|clsRole|clsCommonName) && !t.cls.is(clsPlace)) && len(d.surnames) < 1<<16 {
				d.surnames[d.str(i)] = true
			}
		}
	}
}

// royalSurname reports whether the title at token i is a surname, since it stands behind a
// form of address or before a suffix: "Dr. King", "King Jr.".
func (d *prose) royalSurname(i int) bool {
	if !royal[d.str(i)] || i == 0 {
		return false
	}
	switch strings.TrimSuffix(d.low(i-1), ".") {
	case "mr", "mrs", "ms", "miss", "dr", "rev":
		return true
	}
	return suffix(d.str(i + 1))
}

// noteIntroduced remembers where an article speaks of "a" bearer of a role for the
// first time.
func (d *cast) noteIntroduced(i, lb int) {
	if !d.toks[i].cls.is(clsRole) || len(d.introduced) > 1<<14 {
		return
	}
	for k := i - 1; k >= max(lb, i-3) && d.toks[k].kind == word; k-- {
		if w := d.low(k); w == "a" || w == "an" {
			if _, ok := d.introduced[d.low(i)]; !ok && !(i+1 < len(d.toks) && d.toks[i+1].caps != lower) {
				d.introduced[d.low(i)] = i
			}
			return
		}
	}
}

// headline reports whether most words of a sentence are capitalised, so that a
// capital says nothing.
func (d *prose) headline(s sentence) bool {
	caps, words := 0, 0
	for i := s.first; i < s.last && words < 40; i++ {
		if t := &d.toks[i]; t.kind == word && t.cls&function == 0 {
			if t.caps == lower && t.cls.is(speech) && t.cls.is(formPast|formThird) {
				return false // "Justice Odette Comeau said on Friday"
			}
			words++
			if t.caps != lower {
				caps++
			}
		}
	}
	return words >= 5 && caps*3 > words*2
}

// markHeadlines marks the words of headlines, where capitals say nothing: of the
// one above the text, and of lines below it that do not end as sentences do.
func (d *prose) markHeadlines() {
	for _, s := range d.sents {
		p := &d.paras[s.para]
		line := p.lastSent-p.firstSent == 1 && p.end-p.start < 200 && len(p.regions) == 0 && !endsAsSpeech(d.text[p.start:p.end])
		if s.para > 0 && !line || !d.headline(s) {
			continue
		}
		for i := s.first; i < s.last; i++ {
			d.toks[i].headline = s.para == 0
			d.toks[i].display = s.para > 0
		}
	}
}

// shouted reports whether a sentence is a headline in capitals, in which nobody can
// tell names from other words: "MAN CONVICTED OF ARSON IN HULL".
func (d *prose) shouted(s sentence) bool {
	if t := &d.toks[s.first]; !t.headline && !t.display {
		return false
	}
	shouts, words := 0, 0
	for i := s.first; i < s.last; i++ {
		if t := &d.toks[i]; t.kind == word {
			words++
			shouts += b2i(t.caps == all)
		}
	}
	return shouts >= 5 && shouts*5 >= words*3
}

// title returns the first token behind the title, if the first paragraph is one
// in which every longer word has a capital and more text follows.
func (d *prose) title() int {
	if len(d.paras) < 2 || d.paras[0].lastSent-d.paras[0].firstSent != 1 {
		return 0
	}
	s := d.sents[0]
	if d.toks[s.last-1].kind != word && !d.headline(s) || s.last-s.first < 3 {
		return 0
	}
	for i := s.first; i < s.last; i++ {
		if t := &d.toks[i]; t.kind == quoted || t.kind == word && t.caps == lower && t.end-t.start > 3 && !t.cls.is(function) {
			return 0
		}
	}
	return s.last
}
