package search

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/search/rank"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// What a word of the query may stand for, and what that is worth in nats: its
// rarity, a bonus for being found at all, less what makes the sense unlikely.
const (
	foundWorth = 3.0 // the inverse of how often a word is misremembered

	oneError   = 2.5
	twoErrors  = 5.0
	inflected  = 1.2 // and perLetter for each letter that differs
	perLetter  = 0.35
	unfinished = 0.6 // the last word goes on, and perMissing for each letter
	perMissing = 0.25
	joined     = 1.0 // "every day" for "everyday"

	nameWorth    = 2.0 // as foundWorth, for a name
	nameSpelt    = 0.8 // another spelling with the same key, and perNameEdit
	perNameEdit  = 0.6
	nameOneError = 1.5
	nameTwo      = 3.0

	maxVariants = 24 // of one word, besides itself
)

// sense is one thing that a word of the query may stand for.
type sense struct {
	entry vocabulary.Entry
	name  bool
	worth float64
}

// senses are what the words of a question may stand for, each word's by
// falling worth.
type senses [][]sense

// expand looks up what the words may stand for in the vocabulary.
func expand(ctx context.Context, v *vocabulary.Vocabulary, q question) (senses, error) {
	e := expander{v: v, docs: float64(max(v.Len(), 1))}
	out := make(senses, len(q.words))
	for i := range q.words {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out[i] = e.word(q, i)
	}
	return out, nil
}

type expander struct {
	v    *vocabulary.Vocabulary
	docs float64
}

// rarity is the logarithm of how many quotations there are for each that has it.
func (e *expander) rarity(count int) float64 {
	return math.Max(0.1, math.Log(e.docs/float64(max(count, 1))))
}

func (e *expander) word(q question, i int) []sense {
	w := q.words[i]
	var out []sense
	own := math.Inf(1) // no variant is worth more than the word as typed
	if w.known {
		own = foundWorth + e.rarity(w.entry.Count)
		out = append(out, sense{entry: w.entry, worth: own})
	}
	if w.exact {
		return out
	}
	add := func(entry vocabulary.Entry, penalty float64) {
		if entry.Text == w.text {
			return
		}
		if worth := min(own, foundWorth+e.rarity(entry.Count)) - penalty; worth > 0.3 {
			out = append(out, sense{entry: entry, worth: worth})
		}
	}
	length := utf8.RuneCountInString(w.text)
	common := w.known && float64(w.entry.Count) > e.docs/30
	if !common {
		if length >= 3 {
			for _, entry := range e.inflections(w.text, length) {
				add(entry, inflected+perLetter*float64(differing(w.text, entry.Text)))
			}
		}
		if length >= 3 {
			for _, entry := range e.v.WordsLike(w.text, 1, 8) {
				add(entry, oneError)
			}
		}
		if length >= 6 && (!w.known || float64(w.entry.Count) < e.docs/50000) {
			for _, entry := range e.v.WordsLike(w.text, 2, 8) {
				add(entry, twoErrors)
			}
		}
	}
	if w.open {
		for _, entry := range e.v.WordsFrom(w.text, 40) {
			add(entry, unfinished+perMissing*float64(utf8.RuneCountInString(entry.Text)-length))
		}
	}
	for _, j := range []int{i - 1, i} {
		if j >= 0 && j+1 < len(q.words) && !q.words[j].exact && !q.words[j+1].exact {
			if entry, ok := e.v.Word(q.words[j].text + q.words[j+1].text); ok {
				add(entry, joined)
			}
		}
	}
	out = append(out, e.names(w, length)...)
	return best(out)
}

// inflections are words that begin alike and end in up to four other letters.
func (e *expander) inflections(word string, length int) []vocabulary.Entry {
	stem := 0
	for i := range word {
		if utf8.RuneCountInString(word[:i]) == max(3, length-3) {
			stem = i
		}
	}
	if stem == 0 {
		stem = len(word)
	}
	var out []vocabulary.Entry
	for _, entry := range e.v.WordsFrom(word[:stem], 64) {
		common := commonPrefix(word, entry.Text)
		if a, b := length-common, utf8.RuneCountInString(entry.Text)-common; a <= 3 && b <= 4 && common >= 3 && a+b < common+1 {
			out = append(out, entry)
		}
	}
	return out
}

func commonPrefix(a, b string) int {
	n := 0
	for i, r := range a {
		s, size := utf8.DecodeRuneInString(b[min(i, len(b)):])
		if size == 0 || r != s {
			break
		}
		n++
	}
	return n
}

// differing counts the letters after the common beginning.
func differing(a, b string) int {
	return utf8.RuneCountInString(a) + utf8.RuneCountInString(b) - 2*commonPrefix(a, b)
}

// names are the words of speakers' names that the word may be.
func (e *expander) names(w queryWord, length int) []sense {
	var out []sense
	seen := map[uint32]bool{}
	own := math.Inf(1)
	add := func(entry vocabulary.Entry, penalty float64) {
		worth := min(own, nameWorth+e.rarity(entry.Count)) - penalty
		if !seen[entry.ID] && worth > 0.5 {
			seen[entry.ID] = true
			out = append(out, sense{entry: entry, name: true, worth: worth})
		}
	}
	if entry, ok := e.v.Name(w.text); ok {
		own = nameWorth + e.rarity(entry.Count)
		add(entry, 0)
	}
	if length < 4 && len(w.text) == length || w.known && float64(w.entry.Count) > e.docs/2000 {
		return out
	}
	latin := text.Latin(w.text)
	if key := text.NameKey(w.text); len(key) >= 2 {
		for _, entry := range e.v.NamesByKey(key, 64) {
			add(entry, nameSpelt+perNameEdit*float64(min(editDistance(latin, text.Latin(entry.Text)), 6)))
		}
	}
	for _, entry := range e.v.NamesLike(w.text, 1, 16) {
		add(entry, nameOneError)
	}
	if length >= 6 {
		for _, entry := range e.v.NamesLike(w.text, 2, 16) {
			add(entry, nameTwo)
		}
	}
	if w.open && length >= 3 {
		for _, entry := range e.v.NamesFrom(w.text, 16) {
			add(entry, unfinished+perMissing*float64(utf8.RuneCountInString(entry.Text)-length))
		}
	}
	return out
}

// best sorts senses by worth, keeps one of each and at most maxVariants of words
// and of names.
func best(rs []sense) []sense {
	slices.SortStableFunc(rs, func(a, b sense) int {
		return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(a.entry.ID, b.entry.ID))
	})
	type what struct {
		id   uint32
		name bool
	}
	seen := map[what]bool{}
	counts := map[bool]int{}
	return slices.DeleteFunc(rs, func(r sense) bool {
		k := what{r.entry.ID, r.name}
		if seen[k] || counts[r.name] > maxVariants {
			return true
		}
		seen[k] = true
		counts[r.name]++
		return false
	})
}

// rankQuery turns senses into what quotations are compared with.
func rankQuery(p rank.Params, q question, rs senses) *rank.Query {
	out := rank.New(p)
	same := map[string]int{}
	for i, w := range q.words {
		out.AddWord(w.position, same[w.text])
		same[w.text]++
		for _, r := range rs[i] {
			if r.name {
				out.AddName(i, r.entry.ID, r.worth)
			} else {
				out.AddOption(i, r.entry.ID, r.worth)
			}
		}
		if len(rs[i]) == 0 {
			out.AddMissing(i, foundWorth+5)
		}
	}
	return out
}

// editDistance is Levenshtein's, of short ASCII words.
func editDistance(a, b string) int {
	if strings.HasPrefix(a, b) || strings.HasPrefix(b, a) {
		return max(len(a), len(b)) - min(len(a), len(b))
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j]+1, row[j+1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
