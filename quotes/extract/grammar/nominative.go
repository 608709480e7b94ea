package grammar

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
)

// nameOf returns the fullest name of an entity in the nominative, or as written if the
// article has none.
func (d *doc) nameOf(ent int) (name string, short bool) {
	e := &d.ents[ent]
	best, score := e.runs[0], -100
	fullest := best
	for n, ri := range e.runs {
		r := &d.runs[ri]
		s := 4*len(r.words) - n/50
		if r.subject {
			s += 2
		}
		if !d.looksNominative(r, e) {
			s -= 20
		}
		if d.languageAt(r.first).patronymic(r.words[len(r.words)-1]) {
			s -= 4
		}
		for k := r.first; k < r.last; k++ {
			if d.toks[k].dotted {
				s -= 3
			}
		}
		if s > score {
			best, score = ri, s
		}
		if len(r.words) > len(d.runs[fullest].words) {
			fullest = ri
		}
	}
	r := &d.runs[best]
	if f := &d.runs[fullest]; len(f.words) > len(r.words) {
		if name := d.inNominative(f, e); name != "" {
			return name, false
		}
	} else if len(r.words) > 1 && !d.looksNominative(r, e) {
		if name := d.inNominative(r, e); name != "" {
			return name, false
		}
	}
	return d.written(r.first, r.last), len(r.words) == 1 && !e.body
}

// onlyInOtherCases reports whether the article has somebody's first name, and it nowhere in
// the nominative, and nothing tells what the surname's is: "Donalda Tuska". The name is that
// of [doc.nameOf].
func (d *doc) onlyInOtherCases(ent int, name string) bool {
	e := &d.ents[ent]
	if len(d.languageAt(d.runs[e.runs[0]].first).endings) == 0 || e.body {
		return false
	}
	first, _, several := strings.Cut(name, " ")
	w := d.languageAt(d.runs[e.runs[0]].first).words[strings.ToLower(first)]
	return several && w.is(clsFirst) && w.has(oblique) && !w.has(nominative)
}

// inNominative puts a name in another case into the nominative, word by word: first names
// as the language has them, others as the article does; "" if it cannot.
func (d *doc) inNominative(f *run, e *entity) string {
	lang := d.languageAt(f.first)
	var out []string
	changed, unknown := false, false
	for k := f.first; k < f.last; k++ {
		t := &d.toks[k]
		w := d.text[t.start:t.end]
		switch {
		case t.is(clsFirst) && !t.has(nominative) && t.lemma != "" && !(k > f.first && k == f.last-1 && d.toks[f.first].is(clsFirst)):
			w, changed = t.lemma, true
		case lang.fatherly(t.low) != "":
			w, changed = upper(lang.fatherly(t.low)), true
		case d.obliqueOf(lang, t.low, e):
			if w = d.attested(lang, t.low, e); w == "" {
				return ""
			}
			changed = true
		case changed && lang.surname(w, e.feat) != "":
			w = lang.surname(w, e.feat)
		case changed && k == f.last-1 && !t.is(clsFirst) && len(lang.bases(t.low)) > 1:
			if w = sameCase(d.toks[f.first].low, w); w == "" {
				return ""
			}
		case !t.is(clsFirst) && k == f.last-1 && len(e.runs) == 1 && !changed:
			return ""
		case !t.is(clsFirst) && k < f.last-1 && !lang.patronymic(t.low):
			unknown = true
		}
		out = append(out, w)
	}
	if changed && unknown {
		return ""
	}
	return strings.Join(out, " ")
}

// fatherly returns the nominative of a patronymic in another case, "" for other words.
func (l *language) fatherly(w string) string {
	if l.patronymic(w) {
		for _, b := range l.bases(w)[1:] {
			if l.patronymic(b) {
				return b
			}
		}
	}
	return ""
}

// surname returns the nominative of somebody's surname in another case, where its ending
// and the gender leave no doubt; "" where they do.
func (l *language) surname(w string, g feature) string {
	for _, e := range l.surnames {
		if stem, ok := strings.CutSuffix(w, e.from); ok && e.feat&g != 0 && g&gender == e.feat && utf8.RuneCountInString(stem) > 1 {
			return stem + e.to
		}
	}
	return ""
}

// sameCase returns the nominative of a man's surname that stands in the same case as his first
// name and with the same ending, as "Дональда Трампа" does; the surname itself if it has none,
// and "" where several nominatives have that case.
func sameCase(first, w string) string {
	last, _ := utf8.DecodeLastRuneInString(first)
	for _, e := range [...]struct{ of, from, to string }{{"ая", "ца", "ец"}, {"ая", "ця", "ець"}, {"ую", "ую", "ая"}} {
		if stem, ok := strings.CutSuffix(w, e.from); ok && len(stem) > 3 && strings.ContainsRune(e.of, last) {
			return stem + e.to
		}
	}
	for _, end := range [...]string{"ові", "ом", "а", "у"} {
		stem, ok := strings.CutSuffix(w, end)
		if !strings.HasSuffix(first, end) {
			continue
		}
		if !ok {
			break
		}
		r := []rune(stem)
		if n := len(r); n < 3 || strings.ContainsRune("аеиоуыэюяіїє", r[n-1]) || strings.ContainsRune("лцк", r[n-1]) && !strings.ContainsRune("аеиоуыэюяіїє", r[n-2]) {
			return ""
		}
		return stem
	}
	if strings.ContainsAny(w[len(w)-2:], "оеэ") {
		return w
	}
	return ""
}

// attested returns the nominative of w that the article has for the same person.
func (d *doc) attested(lang *language, w string, e *entity) string {
	bases := lang.bases(w)[1:]
	for n, ri := range e.runs {
		if n > 50 {
			break
		}
		for k := d.runs[ri].first; k < d.runs[ri].last; k++ {
			if t := &d.toks[k]; t.low != w && slices.Contains(bases, t.low) {
				return d.text[t.start:t.end]
			}
		}
	}
	return ""
}

// written returns tokens as the text has them, in one line.
func (d *doc) written(first, last int) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(d.text[d.toks[first].start:d.toks[last-1].end], softHyphen, "")), " ")
}

// looksNominative reports whether no word of a run is an oblique case of how the article
// writes it elsewhere.
func (d *doc) looksNominative(r *run, e *entity) bool {
	lang := d.languageAt(r.first)
	if len(lang.endings) == 0 {
		return true
	}
	for k := r.first; k < r.last; k++ {
		t := &d.toks[k]
		if t.is(clsFirst) {
			if t.has(oblique) && !t.has(nominative) {
				return false
			}
			continue
		}
		if d.obliqueOf(lang, t.low, e) {
			return false
		}
	}
	return true
}

// mayBeOblique reports whether a name of one word can be another case and the article
// nowhere shows that it is not.
func (d *doc) mayBeOblique(i int) bool {
	r := &d.runs[i]
	if len(r.words) > 1 || d.toks[r.first].is(clsFirst) {
		return false
	}
	if r.ent >= 0 {
		for n, k := range d.ents[r.ent].runs {
			if o := &d.runs[k]; n < 50 && (o.subject || len(o.words) > 1) && o.words[len(o.words)-1] == r.words[0] && d.looksNominative(o, &d.ents[r.ent]) {
				return false
			}
		}
	}
	return len(d.languageAt(r.first).bases(r.words[0])) > 1
}

// clearlyOblique reports whether a name of one word has an ending of another case that no
// nominative has.
func (d *doc) clearlyOblique(r *run) bool {
	return d.languageAt(r.first).onlyOblique(r.words[len(r.words)-1]) && !d.toks[r.first].is(clsFirst)
}

// onlyOblique reports whether a word ends as names do in other cases than the nominative,
// and no nominative does.
func (l *language) onlyOblique(w string) bool {
	other := false
	for _, e := range l.endings {
		if e.to != "" && strings.HasSuffix(w, e.to) {
			return false
		}
		other = other || strings.HasSuffix(w, e.from)
	}
	return other
}

// obliqueOf reports whether the article writes, for the same person, a nominative of which
// w is another case.
func (d *doc) obliqueOf(lang *language, w string, e *entity) bool {
	bases := lang.bases(w)[1:]
	for n, ri := range e.runs {
		if n > 50 {
			break
		}
		for _, o := range d.runs[ri].words {
			if o != w && slices.Contains(bases, o) && !slices.Contains(lang.bases(o)[1:], w) {
				return true
			}
		}
	}
	return false
}

// speaker makes of an entity whom a quotation is given to.
func (d *doc) speaker(ent, first, last int, role string) quotes.Speaker {
	e := &d.ents[ent]
	if e.name == "" {
		e.name, e.short = d.nameOf(ent) // looks at everything that they are called by
	}
	s := quotes.Speaker{Name: e.name, Role: role, Body: e.body, Short: e.short}
	if as := d.written(first, last); as != e.name {
		s.AsWritten = as
	}
	return s
}

func upperFirst(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// bases returns the nominatives that a word of a name can be a case of, itself first.
func (l *language) bases(w string) []string {
	out := []string{w}
	add := func(s string) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	if e, ok := l.words[w]; ok && e.is(clsFirst) && e.lemma != "" {
		add(l.lower(e.lemma))
	}
	for _, e := range l.endings {
		if stem, ok := strings.CutSuffix(w, e.from); ok && utf8.RuneCountInString(stem) >= 2 {
			add(stem + e.to)
		}
	}
	return out
}
