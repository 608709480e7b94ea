package grammar

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// noteSurnames notes what stands behind first names, initials and titles, where all nouns
// have capitals; elsewhere a capital inside a sentence tells a name.
func (d *doc) noteSurnames(first, last int) {
	for i := first; i+1 < last; i++ {
		t := &d.toks[i]
		if !t.is(clsFirst|clsTitle) && !t.dotted || t.kind != word || t.caps == small {
			continue
		}
		k := i + 1
		for k < last && d.toks[k].kind == word && (d.toks[k].is(clsParticle|clsFirst) && !d.halfFirst(&d.toks[k]) || d.toks[k].dotted) {
			k++
		}
		if t.is(clsTitle) && k+1 < last && d.mayName(k) && d.mayName(k+1) && !d.apart(k) && !d.apart(k+1) && !d.toks[k+1].is(clsBody|clsRole) && d.toks[k+1].caps == initial {
			k++ // a first name that is not listed: "Prof. Ygor Seidl"
		}
		if k < last && k > i && d.mayName(k) && !d.apart(k) && !d.toks[k].is(clsBody) {
			d.family[d.toks[k].low] = true
			d.surnames[d.toks[k].low] = true
			d.surnames[d.toks[k].low+"s"] = true
		}
	}
}

// joinNames leads every run to its entity, long names first.
func (d *doc) joinNames() {
	order := make([]int, len(d.runs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(d.runs[b].words) - len(d.runs[a].words) })
	for _, i := range order {
		d.joinName(i)
	}
}

func (d *doc) joinName(i int) {
	r := &d.runs[i]
	lang := d.languageAt(r.first)
	if lang.on("nouns have capitals") && d.otherFirstName(lang, r) {
		return
	}
	last := lang.keys(r.words[len(r.words)-1])
	found := -1
	for n, list := range []map[string][]int{d.bySurname, d.byFirst} {
		if n == 1 && (len(r.words) > 1 || found >= 0) {
			break
		}
		for _, b := range last {
			for _, e := range list[b] {
				if e != found && d.sameName(lang, r.words, d.ents[e].words) && !(len(r.words) == 1 && !d.behindTitle(r) && lang.twoFirstNames(r.words[0], d.ents[e].words[0]) && r.words[0] != d.ents[e].words[len(d.ents[e].words)-1] && !(lang.on("nouns have capitals") && n == 0)) {
					if found >= 0 {
						if len(r.words) == 1 {
							return // nobody knows which
						}
						continue
					}
					found = e
				}
			}
		}
	}
	if found < 0 && len(r.words) == 2 && lang.patronymic(r.words[1]) {
		found = d.onlyFirst(lang, r.words[0])
	}
	if found < 0 {
		found = d.misspelt(lang, r.words)
	}
	if found < 0 {
		found = len(d.ents)
		d.ents = append(d.ents, entity{words: r.words, body: len(r.words) == 1 && d.toks[r.first].caps == all || !lang.latin && d.inLatin(r.first)})
		for _, b := range last {
			if len(d.bySurname[b]) < most {
				d.bySurname[b] = append(d.bySurname[b], found)
			}
		}
		if len(r.words) > 1 {
			for _, b := range lang.keys(r.words[0]) {
				if len(d.byFirst[b]) < most {
					d.byFirst[b] = append(d.byFirst[b], found)
				}
			}
		}
	}
	r.ent = found
	e := &d.ents[found]
	e.runs = append(e.runs, i)
	for k := r.first; k < r.last; k++ {
		if len(e.words) == 2 && k == r.last-1 && !lang.caseless() && !lang.words[e.words[0]].is(clsFirst) && lang.sameWord(d.toks[k].low, e.words[1]) {
			break // a surname that is a first name too: "Ilhan Omar"
		}
		if t := &d.toks[k]; t.is(clsFirst) && e.feat == 0 {
			e.feat |= t.feat & gender
		}
	}
}

// keys are the spellings under which a word of a name is looked up: the nominatives that it
// can be a case of, or, where names have one form only, the word without accents, which one
// text may write both ways.
func (l *language) keys(w string) []string {
	if l.caseless() {
		return []string{plain(w)}
	}
	return l.bases(w)
}

// plain returns a word without the accents that Romance languages have.
func plain(w string) string {
	if strings.IndexFunc(w, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
		return w
	}
	return unaccented.Replace(w)
}

// unaccented is never written to.
var unaccented = strings.NewReplacer("á", "a", "à", "a", "â", "a", "ã", "a", "é", "e", "è", "e", "ê", "e", "í", "i", "ì", "i", "î", "i", "ó", "o", "ò", "o", "ô", "o", "õ", "o", "ú", "u", "ù", "u", "û", "u", "ü", "u", "ç", "c", "ñ", "n")

// misspelt returns who has the same first name and a surname with one letter more or less,
// -1 if nobody or several have.
func (d *doc) misspelt(l *language, words []string) int {
	found, first := -1, words[0]
	if l.caseless() {
		first = plain(first)
	}
	for _, e := range d.byFirst[first] {
		other := d.ents[e].words
		if len(words) < 2 || len(other) != len(words) || !slices.Equal(words[:len(words)-1], other[:len(words)-1]) || !lacksLetter(words[len(words)-1], other[len(words)-1]) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = e
	}
	return found
}

// lacksLetter reports whether one of two words is the other without one of its letters; short
// words are names of their own.
func lacksLetter(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < 6 || len(y) != len(x)+1 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	return i > 1 && slices.Equal(x[i:], y[i+1:])
}

// twoFirstNames reports whether two words are the nominatives of two first names: Мар'ян
// and Мар'яна.
func (l *language) twoFirstNames(a, b string) bool {
	x, y := l.words[a], l.words[b]
	return a != b && x.is(clsFirst) && y.is(clsFirst) && x.has(nominative) && y.has(nominative)
}

// otherFirstName reports whether a word stands before a surname that may be the first name
// of somebody else: "Kate Moss", where only Lila Moss is known.
func (d *doc) otherFirstName(lang *language, r *run) bool {
	if len(r.words) > 1 || r.first == 0 || d.apart(r.first) || d.toks[r.first].caps == all {
		return false
	}
	p := &d.toks[r.first-1]
	return p.kind == word && p.caps == initial && p.cls == 0 && p.run == 0 && !d.lowerSeen[p.low] && !strings.Contains(p.low, "-") && !lang.trade(p.low)
}

// onlyFirst returns the one person with a first name, -1 if there are none or several.
func (d *doc) onlyFirst(lang *language, w string) int {
	found := -1
	for _, b := range lang.bases(w) {
		for _, e := range d.byFirst[b] {
			if found >= 0 && e != found {
				return -1
			}
			found = e
		}
	}
	return found
}

// sameName reports whether each word of the shorter name is, in some case, one of the
// longer, or its initial.
func (d *doc) sameName(l *language, a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	j := 0
	for _, w := range a {
		for j < len(b) && !l.sameWord(w, b[j]) {
			j++
		}
		if j == len(b) {
			return false
		}
		j++
	}
	return true
}

// sameWord reports whether two words of names can be cases of one, or one the other's
// initial.
func (l *language) sameWord(a, b string) bool {
	if a == b {
		return true
	}
	if ra, rb := utf8.RuneCountInString(a), utf8.RuneCountInString(b); ra == 1 && strings.HasPrefix(b, a) || rb == 1 && strings.HasPrefix(a, b) {
		return true
	}
	if len(l.endings) == 0 {
		return plain(a) == plain(b)
	}
	as, bs := l.bases(a), l.bases(b)
	return slices.ContainsFunc(as, func(w string) bool { return slices.Contains(bs, w) })
}

func (d *doc) languageAt(i int) *language {
	at := d.toks[i].start
	pi, _ := slices.BinarySearchFunc(d.paras, at, func(p Paragraph, at int) int {
		if p.End <= at {
			return -1
		}
		return 1
	})
	return d.langs[pi]
}

// isBody reports whether a name is that of a body.
func (d *doc) isBody(run int) bool { e := d.runs[run].ent; return e >= 0 && d.ents[e].body }
