package grammar

import (
	"slices"
	"strings"
)

// Where all nouns have capitals, what stands before a word elsewhere in the article tells that
// it is a noun and nobody's name, and what follows it that it tells what somebody is.

// noun is how often a word with a capital stands in the article, and how often with an article
// or another determiner before it.
type noun struct{ all, determined int }

// noteNouns counts the words with a capital among tokens [first, last).
func (d *doc) noteNouns(first, last int) {
	for i := first; i < last; i++ {
		t := &d.toks[i]
		if t.kind != word || t.caps != initial {
			continue
		}
		n := d.nouns[t.low]
		n.all++
		if i > first && !d.apart(i) && d.determined(i, first) {
			n.determined++
		}
		d.nouns[t.low] = n
	}
}

// isNoun reports whether a word has a determiner so often that it can be nobody's name.
func (d *doc) isNoun(w string) bool {
	n := d.nouns[w]
	return n.determined > 0 && n.determined*3 >= n.all
}

// determined reports whether a determiner stands right before token i, which is no relative
// pronoun: "der Vorschlag, den Voss machte".
func (d *doc) determined(i, first int) bool {
	p := &d.toks[i-1]
	if p.kind != word || p.caps != small && !d.sentenceStart(i-1) || !p.is(clsDet|clsWithArticle) && !p.has(possessive) {
		return false
	}
	if p.is(clsWithArticle) || p.has(possessive|indefinite) {
		return true
	}
	k := i - 2
	if k >= first && d.toks[k].is(clsPrep|clsParticle) {
		if d.toks[k].is(clsParticle) {
			return false // "von der Leyen"
		}
		k--
	}
	return k < first || d.toks[k].kind != comma
}

// leadsToFullName reports whether words with capitals lead from token k on to a first name with
// a surname: what stands before them tells who it is. "Vorstandsmitglied Anna Seidl", "Talent
// Manager Anna Seidl".
func (d *doc) leadsToFullName(k int) bool {
	for j := k; j+1 < len(d.toks) && j < k+3; j++ {
		t := &d.toks[j]
		if t.kind != word || t.caps == small || d.apart(j) {
			return false
		}
		if t.is(clsFirst) {
			return d.mayName(j+1) && !d.apart(j+1)
		}
		if t.caps != all && t.is(function|cue) {
			return false
		}
	}
	return false
}

// isObject reports whether the word at token i, behind a verb of saying, is what its subject
// says and not who: that stands before the verb. "Nordair versprach Gutscheine".
func (d *doc) isObject(i int) bool {
	if i < 2 || d.toks[i-2].sent != d.toks[i].sent || d.toks[i-2].kind != word {
		return false
	}
	t := &d.toks[i-2]
	return t.caps != small && !t.is(function|clsTime) || t.is(clsPron) && !t.has(possessive|oblique) && t.feat&(gender|plural) != 0
}

// retired reports whether the initial at token i is the end of what is written behind an office:
// "Präsident a. D."
func (d *doc) retired(i int) bool {
	return i > 0 && d.toks[i].dotted && d.toks[i-1].dotted && d.toks[i-1].caps == small
}

// halfFirst reports whether only the first of the words that hyphens join is a first name: with
// no surname behind it, it is a thing's name, "Eames-Stuhl".
func (d *doc) halfFirst(t *token) bool {
	k := strings.LastIndexByte(t.low, '-')
	return k > 0 && t.is(clsFirst) && !d.family[t.low] && !d.lang.words[t.low].is(clsFirst) && !d.lang.words[t.low[k+1:]].is(clsFirst)
}

// calledAfter reports whether tokens [i, end) are the first words of a body's name: "das Anna
// Seidl Institut".
func (d *doc) calledAfter(i, end int) bool {
	if end >= len(d.toks) || end < i+2 || i == 0 || !d.toks[i-1].is(clsDet|clsWithArticle) || !d.toks[i].is(clsFirst) {
		return false
	}
	t := &d.toks[end]
	return t.is(clsBody) && t.caps == initial && !d.apart(end) && !strings.HasSuffix(d.toks[end-1].low, "s")
}

// cutNouns takes off a name the noun behind it, where the article has the rest by itself: "Als
// Anna Seidl Ostern absagte".
func (d *doc) cutNouns(r *run, times map[string]int) {
	n := len(r.words)
	if t := &d.toks[r.last-1]; t.dotted || t.is(clsAbbr) {
		return // "Karl Voss junior"
	}
	if n < 3 || times[r.words[n-1]] > 1 || !d.toks[r.first].is(clsFirst) || d.toks[r.last-1].is(clsFirst) || d.toks[r.last-2].is(clsParticle) || d.family[r.words[n-1]] {
		return
	}
	if times[strings.Join(r.words, " ")] == 1 && times[strings.Join(r.words[:n-1], " ")] > 0 {
		d.toks[r.last-1].run = 0
		r.last, r.words = r.last-1, r.words[:n-1]
	}
}

// determinerOf returns the gender of the determiner before a role or a body at token head, from
// token first on, if it is not that of the noun: "der Agentur" is a dative or a genitive, "die
// Forscher" are several.
func (d *doc) determinerOf(first, head int) feature {
	for k := head - 1; k >= first && d.lang.on("nouns have capitals") && d.toks[k].kind == word; k-- {
		if t := &d.toks[k]; t.is(clsDet) {
			if g := d.toks[head].feat & gender; g&t.feat == 0 && g != 0 {
				return t.feat & gender
			}
			break
		}
	}
	return 0
}

// bodyEnd returns where the name of the body at token head ends, at end the latest: before a
// word in small letters that joins no noun to it, and before something in marks.
func (d *doc) bodyEnd(head, end int) int {
	for k := head + 1; k < end; k++ {
		t := &d.toks[k]
		switch {
		case t.kind == word && t.caps == initial && d.toks[k-1].caps == initial && (d.isNoun(t.low) || d.lang.endsNoun(t.low)):
			return k // "das Unternehmen Besserung"
		case t.kind == quoted && k == head+1, t.kind == word && t.caps != small, t.kind == number:
		case t.kind == word && t.is(clsPrep|clsDet|clsConj|clsParticle) && k+1 < end && d.toks[k+1].kind == word && (d.toks[k+1].caps != small || d.toks[k+1].is(clsDet)):
		default:
			return k
		}
	}
	return end
}

// strong puts the adjectives of a body's name into the form that they have without the article:
// "das russische Außenministerium" is "russisches Außenministerium".
func (d *doc) strong(name string, s subject) string {
	det := &d.toks[s.first]
	end := ""
	switch {
	case !d.lang.on("nouns have capitals") || det.has(indefinite|oblique|possessive):
	case det.feat&gender == masculine:
		end = "r"
	case det.feat&gender == neuter:
		end = "s"
	}
	words := strings.Fields(name)
	for k := s.first + 1; k < s.head && end != "" && k-s.first-1 < len(words); k++ {
		if w := &words[k-s.first-1]; strings.HasSuffix(*w, "e") {
			*w += end
		}
	}
	return strings.Join(words, " ")
}

// startsFullName reports whether a first name and a surname begin at token end, behind a whole
// name that begins at token i.
func (d *doc) startsFullName(i, end, limit int) bool {
	p := &d.toks[end-1]
	return end > i+1 && d.toks[end].is(clsFirst) && !p.is(clsFirst|clsParticle) && !p.dotted && end+1 < limit && d.mayName(end+1) && !d.apart(end+1)
}

// behindStub reports whether the word at token i ends what a hyphen leaves open before it: it is a
// noun. "Grund- und Mittelschule".
func (d *doc) behindStub(i int) bool {
	return i > 2 && d.toks[i-1].is(clsConj) && d.toks[i-2].kind == dash && d.toks[i-2].start == d.toks[i-3].end
}

// doubleSurname reports whether two words are a surname, of which the first ends as genitives do:
// the article has them more than once, and nothing that it could be the genitive of. "Lopes
// Gomes".
func (d *doc) doubleSurname(p, n *token) bool {
	base, ok := strings.CutSuffix(p.low, "s")
	return ok && d.lang.on("nouns have capitals") && d.nouns[p.low].all > 1 && d.nouns[n.low].all > 1 && d.nouns[base].all == 0 && n.cls == 0 && !d.isNoun(n.low)
}

// ownStart returns where the particles begin, at the earliest at lo, that stand before the surname
// at token i and belong to it: "Von der Leyen sagte".
func (d *doc) ownStart(i, lo int) int {
	if n := d.toks[i].run; n == 0 || d.runs[n-1].ent < 0 || !d.lang.on("nouns have capitals") {
		return i
	}
	words := d.ents[d.runs[d.toks[i].run-1].ent].words
	k := i
	for k > lo && d.toks[k-1].kind == word && d.toks[k-1].is(clsParticle) && slices.Contains(words, d.toks[k-1].low) {
		k--
	}
	return k
}

// opensWithVerb reports whether what may be "according to", tokens [k, e) at the beginning of a
// sentence, stands before its verb: "So kämpft der Verein".
func (d *doc) opensWithVerb(k, e, hi int) bool {
	if !d.lang.on("nouns have capitals") || e >= hi || !d.sentenceStart(k) {
		return false
	}
	t := &d.toks[e]
	return t.kind == word && t.caps == small && (t.cls == 0 && d.lang.opens(t.low) || t.is(clsAux|clsSeparable))
}
