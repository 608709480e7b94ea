// Package rank compares a query with quotations word by word.
//
// A person who half remembers a quotation goes through it in order and writes
// words down: the next one, or one a little further on, or one changed; or
// words from anywhere in it, or the name of who said it. The score is the
// logarithm of how much better a quotation explains the query than chance does,
// in the manner of query likelihood (Ponte, Croft: A Language Modeling Approach
// to Information Retrieval, SIGIR 1998) with a hidden Markov model over the
// positions (Miller, Leek, Schwartz, SIGIR 1999; Metzler, Croft: A Markov Random
// Field Model for Term Dependencies, SIGIR 2005, for order and adjacency). The
// best path is found as in Viterbi's alignment: for each word of the query, a
// position in the quotation, its name, or nothing.
//
// Quotations are numbers of words here; which numbers a word of the query may
// stand for, and what that weighs, is the caller's to say.
package rank

import (
	"math"
	"slices"
)

// Limits of one comparison: more words or positions are not looked at.
const (
	MaxWords     = 64 // of a query
	maxPositions = 24 // of one word of the query in a quotation
)

// Params are the constants of the model, in nats.
type Params struct {
	Next    float64 // the next word of the query is the next one of the quotation
	Near    float64 // it is so but for one word more or less
	Far     float64 // but for two
	Behind  float64 // it stands later than the one before, anywhere
	Length  float64 // a word from anywhere says less of a longer quotation: times log((words+3)/25), 0 at 22 words
	Long    float64 // the same, for a word that follows the one before it
	Phrase  float64 // all words follow each other
	Telling float64 // what a word of a name must weigh to tell that a name is meant
	Named   float64 // all words are of the speaker's name, or of the source's, besides Next for each after the first
	Cover   float64 // how much of the quotation the query is, times that share
	Short   float64 // the same besides, of three words or more that name nobody: what is misquoted is short
	Begins  float64 // the quotation begins with the first two words of the query, or its only one
}

// DefaultParams are tuned on half of the queries of ../shared/quotes at 549,000
// quotations; the other half agrees within 0.002.
// Telling and Named are not: a name tells if one of 30 quotations or fewer has it
// (log 30, and 2.5 for being found), and Named is what lets two words of a name
// outweigh the same two in a row in a short text. Near and Short are of how people
// misquote.
func DefaultParams() Params {
	return Params{Next: 3, Near: 2, Far: 0.8, Behind: 0.3, Length: 0.5, Long: 0, Phrase: 1, Telling: 5.9, Named: 2.5, Cover: 0.5, Short: 5.5}
}

// WithOrder returns the constants with so much of the weight of the words' order.
func (p Params) WithOrder(share float64) Params {
	p.Next, p.Near, p.Far, p.Behind = share*p.Next, share*p.Near, share*p.Far, share*p.Behind
	return p
}

// Query is what quotations are compared with. Build it with [New] and the Add
// methods; then any number of goroutines may use it, each with a [Scorer].
type Query struct {
	params  Params
	words   []word
	options table // numbers of words
	names   table // numbers of words of names
	runs    []run
	open    open
}

// run is words of the query in a row that are a whole name.
type run struct {
	from, to int
	number   uint32 // among those of names
	bonus    float64
}

// open is a word of the query that stands for more words than can be listed.
type open struct {
	option
	has func(number uint32) bool // nil if there is none
}

type word struct {
	position int     // among the words as typed
	weight   float64 // the best that any option gives
	same     int     // how many earlier words of the query are the same
}

// New returns an empty query.
func New(p Params) *Query { return &Query{params: p} }

// Params returns the constants that quotations are compared by.
func (q *Query) Params() Params { return q.params }

// AddWord adds the next word, position being its place among all the words that
// were typed and same the number of equal ones before it, and returns its index.
// A query has at most MaxWords words.
func (q *Query) AddWord(position, same int) int {
	q.words = append(q.words, word{position: position, same: same})
	return len(q.words) - 1
}

// AddOption says that word i of the query may stand for a word of quotations,
// and what finding it weighs, above 0.
func (q *Query) AddOption(i int, number uint32, weight float64) {
	q.options.add(number, option{i, weight, 0})
	q.words[i].weight = max(q.words[i].weight, weight)
}

// AddName says that word i may stand for a word of a speaker's name, and what that
// weighs, above 0.
func (q *Query) AddName(i int, number uint32, weight float64) {
	q.names.add(number, option{i, weight, ofPerson})
	q.words[i].weight = max(q.words[i].weight, weight)
}

// AddTitle says that word i may stand for a word of a title, and what that weighs,
// above 0. Names and titles have numbers of their own.
func (q *Query) AddTitle(i int, number uint32, weight float64) {
	q.names.add(number, option{i, weight, ofWork})
	q.words[i].weight = max(q.words[i].weight, weight)
}

// AddRun says that the words from one up to another are a whole name, which has this
// number among those of words of names, and what it weighs that it is the
// speaker's, besides the words.
func (q *Query) AddRun(from, to int, number uint32, bonus float64) {
	q.runs = append(q.runs, run{from, to, number, bonus})
}

// AddOpen says that word i may stand, besides its options, for each word of
// quotations that has reports, and what finding one weighs. A query has one
// such word, the one added last; has is called by every goroutine that compares.
func (q *Query) AddOpen(i int, weight float64, has func(number uint32) bool) {
	q.open = open{option{i, weight, 0}, has}
	q.words[i].weight = max(q.words[i].weight, weight)
}

// AddMissing says what word i would weigh if any quotation had it.
func (q *Query) AddMissing(i int, weight float64) { q.words[i].weight = max(q.words[i].weight, weight) }

// Weight returns the best that word i can give.
func (q *Query) Weight(i int) float64 { return q.words[i].weight }

// Total returns the best that all words can give, order apart.
func (q *Query) Total() float64 {
	t := 0.0
	for _, w := range q.words {
		t += w.weight
	}
	return t
}

// Score is how well a quotation fits, in nats.
type Score struct {
	Total float64 // higher is better
	Words float64 // of which: words and names that were found
	Order float64 // of which: their order
	Found float64 // the share of the query's weight that was found, 0 to 1
	Used  int     // how many of the query's words stand in the quotation, and not only in a name
	InRow bool    // all words that are not of the name stand in a row
	Cover float64 // how much of the quotation the words are that name nobody, 0 if these are fewer than three
}

// Scorer compares; it holds what a comparison needs. It is not safe for
// concurrent use. The zero Scorer is ready.
type Scorer struct {
	hits  []hit
	first []int32 // for each word of the query, where its hits start
	byPos []hit
	names [MaxWords]float64
	kinds [MaxWords]kind // of names that have the word
	path  []int
}

type hit struct {
	word, pos int
	weight    float64
	best      float64
	from      int // the hit before on the best path, -1 for none
}

// Score compares the query with a quotation of these words and these words of
// names.
func (s *Scorer) Score(q *Query, words, names []uint32) Score {
	_, score := s.align(q, words, names)
	return score
}

// Matched returns the positions of the words of the quotation that the best
// path uses, ascending. They are valid until the scorer is used again.
func (s *Scorer) Matched(q *Query, words, names []uint32) []int {
	s.Path(q, words, names)
	return sortedUnique(slices.DeleteFunc(s.path, func(pos int) bool { return pos < 0 }))
}

// Path returns where in the quotation the best path finds each word of the
// query, -1 for one that it does not find there. It is valid until the scorer is
// used again.
func (s *Scorer) Path(q *Query, words, names []uint32) []int {
	end, _ := s.align(q, words, names)
	s.path = s.path[:0]
	for range q.words {
		s.path = append(s.path, -1)
	}
	for ; end >= 0; end = s.hits[end].from {
		s.path[s.hits[end].word] = s.hits[end].pos
	}
	return s.path
}

func (s *Scorer) align(q *Query, words, names []uint32) (end int, score Score) {
	s.collect(q, words, names)
	p := q.params
	logLength := math.Log(float64(len(words)+3) / 25)
	long := p.Length * logLength
	// A word that follows explains as much in a long quotation as in a short one.
	follows := long - p.Long*logLength
	// bestBefore is the best path over all words before the current one.
	bestBefore, bestHit := 0.0, -1
	nameWeight, inText := 0.0, 0
	named := ofPerson | ofWork // whose name all words may be
	for w := range q.words {
		name := s.names[w]
		if named &= s.kinds[w]; name < p.Telling {
			named = 0
		}
		blockBest, blockHit := bestBefore, bestHit
		for h := s.first[w]; h < s.first[w+1]; h++ {
			hit := &s.hits[h]
			// A word that the speaker's name explains as well need not stand here.
			hit.weight = math.Max(hit.weight-long, 0.1) - name
			hit.best, hit.from = bestBefore+hit.weight, bestHit
			for back := w - 1; back >= 0 && back >= w-3; back-- {
				for g := s.first[back]; g < s.first[back+1]; g++ {
					prev := &s.hits[g]
					dp := hit.pos - prev.pos
					if dp <= 0 {
						continue
					}
					gain := p.Behind
					switch slack := dp - (q.words[w].position - q.words[back].position); {
					case slack == 0:
						gain = p.Next + follows
					case slack == 1 || slack == -1:
						gain = p.Near + follows
					case slack == 2 || slack == -2:
						gain = p.Far + follows
					}
					if v := prev.best + hit.weight + gain; v > hit.best {
						hit.best, hit.from = v, int(g)
					}
				}
			}
			if hit.best > blockBest {
				blockBest, blockHit = hit.best, int(h)
			}
		}
		bestBefore, bestHit = blockBest, blockHit
		nameWeight += name
		if name == 0 {
			inText++
		}
	}
	score.Total = bestBefore + nameWeight
	// Who types a whole name wants words by its bearer, not about them. A name and a
	// word of a title are none.
	if named != 0 && len(q.words) > 1 && !q.wholeRun() {
		score.Total += p.Named + p.Next*float64(len(q.words)-1)
	} else {
		score.Total += q.runsOf(names)
	}
	found, used, said := nameWeight, 0, 0
	for h := bestHit; h >= 0; h = s.hits[h].from {
		found += s.hits[h].weight
		if used++; !q.naming(s.hits[h].word) {
			said++
		}
	}
	score.Words, score.Used = found, used
	score.Order = score.Total - found
	if total := q.Total(); total > 0 {
		score.Found = found / total
	}
	if score.InRow = s.inRow(bestHit, inText); score.InRow {
		// A phrase that stands there twice is twice as likely to be typed, and is what
		// people keep of the rest.
		last, times := s.hits[bestHit], 0
		for h := s.first[last.word]; h < s.first[last.word+1]; h++ {
			if s.hits[h].best > last.best-0.1 {
				times++
			}
		}
		score.Total += p.Phrase + 2*math.Log(float64(times))
	}
	cover := p.Cover
	if said > 2 {
		cover += p.Short
		score.Cover = float64(used) / float64(len(words)+1)
	}
	score.Total += cover * float64(used) / float64(len(words)+1)
	if s.begins(bestHit, min(len(q.words), 2)) {
		score.Total += p.Begins
	}
	return bestHit, score
}

// wholeRun reports whether the query is one name, and nothing else.
func (q *Query) wholeRun() bool {
	return slices.ContainsFunc(q.runs, func(r run) bool { return r.bonus > 0 && r.to-r.from == len(q.words) })
}

// naming reports whether a word is one of a whole name.
func (q *Query) naming(w int) bool {
	return slices.ContainsFunc(q.runs, func(r run) bool { return r.bonus > 0 && r.from <= w && w < r.to })
}

// runsOf returns what the runs weigh that are names of the speaker: of those of the
// same words, the one that weighs most.
func (q *Query) runsOf(names []uint32) float64 {
	total, best, end := 0.0, 0.0, 0
	for _, r := range q.runs { // in the order of their words
		if !slices.Contains(names, r.number) {
			continue
		}
		if r.from >= end {
			total, best, end = total+best, 0, r.to
		}
		best = max(best, r.bonus)
	}
	return total + best
}

// inRow reports whether the path goes through so many words, all that are not of the
// name, and those of the quotation follow each other.
func (s *Scorer) inRow(end, words int) bool {
	n := 0
	for h := end; h >= 0; h = s.hits[h].from {
		if from := s.hits[h].from; from >= 0 && s.hits[h].pos != s.hits[from].pos+1 {
			return false
		}
		n++
	}
	return n == words && n > 1
}

// begins reports whether the path finds the first n words of the query, one or
// two, at the beginning of the quotation.
func (s *Scorer) begins(end, n int) bool {
	for h := end; h >= 0; h = s.hits[h].from {
		if s.hits[h].word >= n {
			continue
		}
		if n--; s.hits[h].word != n || s.hits[h].pos != n {
			return false
		}
	}
	return n == 0
}

// collect finds which words of the quotation the words of the query may be.
func (s *Scorer) collect(q *Query, words, names []uint32) {
	n := len(q.words)
	clear(s.names[:n])
	clear(s.kinds[:n])
	for _, number := range names {
		for o := q.names.find(number); o != nil; o = o.next {
			s.names[o.word] = math.Max(s.names[o.word], o.weight)
			s.kinds[o.word] |= o.kind
		}
	}
	s.byPos = s.byPos[:0]
	var counts [MaxWords + 1]int32
	add := func(o option, pos int) {
		if counts[o.word] < maxPositions {
			counts[o.word]++
			s.byPos = append(s.byPos, hit{word: o.word, pos: pos, weight: o.weight})
		}
	}
	for pos, number := range words {
		listed := false
		for o := q.options.find(number); o != nil; o = o.next {
			add(o.option, pos)
			listed = listed || o.word == q.open.word
		}
		if q.open.has != nil && !listed && counts[q.open.word] < maxPositions && q.open.has(number) {
			add(q.open.option, pos)
		}
	}
	// Sorted by word, positions ascending: a counting sort.
	s.first = append(s.first[:0], make([]int32, n+1)...)
	at := int32(0)
	var place [MaxWords]int32
	for w := range n {
		s.first[w], place[w] = at, at
		if int(counts[w]) > q.words[w].same { // the second "knows" needs a second one
			at += counts[w]
		}
	}
	s.first[n] = at
	if cap(s.hits) < int(at) {
		s.hits = make([]hit, at, 2*at)
	}
	s.hits = s.hits[:at]
	for _, h := range s.byPos {
		if int(counts[h.word]) > q.words[h.word].same {
			s.hits[place[h.word]] = h
			place[h.word]++
		}
	}
}

// Contains reports whether phrase stands in words, in a row.
func Contains(words, phrase []uint32) bool {
	for i := 0; i+len(phrase) <= len(words); i++ {
		if slices.Equal(words[i:i+len(phrase)], phrase) {
			return true
		}
	}
	return false
}
