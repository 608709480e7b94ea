package locate

import (
	"fmt"
	"math"

	"verbatim/quotes"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// passage is a text in which quotations are looked for.
type passage struct {
	text   string
	tokens []text.Token
	// The vocabulary's numbers of the words; words that it lacks have numbers
	// of their own, from the highest but one down.
	words  []uint32
	weight []float64 // of finding the word here, in nats
	kinds  []kind    // the different words, as they come
	kind   []uint16  // which of them each word is
	slots  [passageSlots]slot
	need   float64 // what chance does not reach, in nats
}

// kind is a word of a passage, wherever it stands.
type kind struct {
	word   uint32
	count  int     // quotations that have it; 0 for words that the vocabulary lacks
	places []int32 // ascending
	weight float64
	near   uint64 // a bit for each stretch that has it, see stretchWords
	// What it says that a stretch has it, and what of that any stretch may have.
	telling, byChance float32
}

// slot is an entry of an open hash table from the number of a word to its kind.
type slot struct {
	word uint32
	kind int32 // and 1; 0: empty
}

const (
	passageBits  = 11
	passageSlots = 1 << passageBits // about twice as many as there are kinds
)

func slotOf(word uint32) uint32 { return word * 2654435761 >> (32 - passageBits) } // Knuth's multiplicative hash

// readPassage parts a text into words.
func readPassage(s string) (*passage, error) {
	if len(s) > maxPassageBytes {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrTooLong, len(s), maxPassageBytes)
	}
	p := &passage{text: s, tokens: text.Tokens(s)}
	if n := len(p.tokens); n > MaxPassage {
		return nil, fmt.Errorf("%w: %d words, at most %d", ErrTooLong, n, MaxPassage)
	}
	return p, nil
}

const (
	// meanWords is about how many words a quotation has; it turns numbers of
	// quotations into numbers of words.
	meanWords = 25

	// byContext is how much of what a single word says is left when the words
	// before it are known: about half, of printed English (Shannon, Prediction
	// and Entropy of Printed English, 1951: 11.8 bits a word alone; Brown et
	// al., An Estimate of an Upper Bound for the Entropy of English, 1992).
	byContext = 0.6

	// chance is how many parts of quotations a passage may seem to quote that it
	// does not.
	chance = 0.0001

	// A stretch is so many words of a passage and as many that follow, so that
	// any part of a quotation of so many words lies in one of them. A passage
	// has at most 64.
	stretchWords = 16
)

// lookUp finds the words in the vocabulary. How sure an alignment must be is
// reckoned as for genes (Karlin, Altschul, Methods for Assessing the Statistical
// Significance of Molecular Sequence Features, PNAS 87, 1990): so unlikely that
// no such one is expected among all pairs of places in the passage and in the
// quotations.
func (p *passage) lookUp(v *vocabulary.Vocabulary) {
	all := meanWords * float64(v.Len()+500)
	n := len(p.tokens)
	known := make(map[string]uint16, n/2)
	p.words, p.weight, p.kind = make([]uint32, n), make([]float64, n), make([]uint16, n)
	p.kinds = make([]kind, 0, n/2)
	times := make([]int, 0, n/2)
	for i, t := range p.tokens {
		k, ok := known[t.Text]
		if !ok {
			k = uint16(len(p.kinds))
			known[t.Text] = k
			e, ok := v.Word(t.Text)
			if !ok {
				e.ID = vocabulary.UnknownWord - 1 - uint32(k)
			}
			p.kinds = append(p.kinds, kind{word: e.ID, count: e.Count, weight: byContext * math.Log(all/float64(max(e.Count, 1)))})
			times = append(times, 0)
			h := slotOf(e.ID)
			for p.slots[h].kind != 0 {
				h = (h + 1) % passageSlots
			}
			p.slots[h] = slot{e.ID, int32(k) + 1}
		}
		times[k]++
		p.kind[i], p.words[i], p.weight[i] = k, p.kinds[k].word, p.kinds[k].weight
	}
	places := make([]int32, n)
	for k := range p.kinds {
		p.kinds[k].places, places = places[:0:times[k]], places[times[k]:]
	}
	for i, k := range p.kind {
		kd := &p.kinds[k]
		kd.places = append(kd.places, int32(i))
		s := i / stretchWords
		kd.near |= 1 << s
		if s > 0 {
			kd.near |= 1 << (s - 1)
		}
	}
	for k := range p.kinds {
		p.kinds[k].tell()
	}
	p.need = math.Log(all * float64(n) / chance)
}

// kindOf returns which kind a word of the vocabulary is, -1 for none.
func (p *passage) kindOf(word uint32) int {
	for h := slotOf(word); ; h = (h + 1) % passageSlots {
		switch s := p.slots[h]; {
		case s.kind == 0:
			return -1
		case s.word == word:
			return int(s.kind) - 1
		}
	}
}

// places returns where a word stands in the passage.
func (p *passage) places(word uint32) []int32 {
	if k := p.kindOf(word); k >= 0 {
		return p.kinds[k].places
	}
	return nil
}

// most returns what the whole passage weighs.
func (p *passage) most() (sum float64) {
	for _, w := range p.weight {
		sum += w
	}
	return sum
}

// tokensOf returns the words of a quotation that count.
func tokensOf(q quotes.Quote) []text.Token {
	tokens := text.Tokens(q.Words)
	return tokens[:min(len(tokens), vocabulary.MaxTokens)]
}
