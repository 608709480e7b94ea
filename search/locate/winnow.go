package locate

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// readFrequent finds out which words of the passage are frequent and which are
// rare.
func (s *seeding) readFrequent(ctx context.Context, memory *partMemory, terms partTerms, p *passage) error {
	s.seeds = slices.Grow(s.seeds[:0], len(p.kinds))[:len(p.kinds)]
	clear(s.seeds)
	for k := range p.kinds {
		if k%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		kd, sd := &p.kinds[k], &s.seeds[k]
		if sd.count = kd.count; sd.count == 0 {
			continue
		}
		sd.rare = true
		if kd.word < mostFrequent && sd.count > max(fewDocs, s.all/frequentShare) {
			set, err := memory.layOut(terms, s.docs, kd.word, p.tokens[kd.places[0]].Text)
			if err != nil {
				return err
			}
			sd.set, sd.rare = set, false
		}
		sd.weight = s.unitsOf(sd.count, s.all)
	}
	return nil
}

// unitsOf is what it says that a document is among count of all.
func (s *seeding) unitsOf(count, all int) uint32 {
	return uint32(seedUnits * math.Log(float64(all+500)/float64(max(count, 1))))
}

// winnow chooses the rarest words of each window, fewer if there are so many
// documents that it would take too long.
func (s *seeding) winnow(p *passage) {
	s.chosen = slices.Grow(s.chosen[:0], len(p.words))[:len(p.words)]
	clear(s.chosen)
	type choice struct {
		at, rarer, count int
	}
	choices := make([]choice, 0, len(p.words))
	for i, k := range p.kind {
		if !s.seeds[k].rare {
			continue
		}
		if rarer := s.rarerBeside(p, i); rarer < winnowKeep {
			choices = append(choices, choice{i, rarer, s.seeds[k].count})
		}
	}
	slices.SortFunc(choices, func(a, b choice) int {
		return cmp.Or(cmp.Compare(a.rarer, b.rarer), cmp.Compare(a.count, b.count), cmp.Compare(a.at, b.at))
	})
	visits := 0
	for _, c := range choices {
		if visits += c.count; visits > seedVisits {
			break
		}
		s.chosen[c.at] = true
	}
}

// rarerBeside returns the fewest rarer words that a window with word i has.
func (s *seeding) rarerBeside(p *passage, i int) int {
	count := s.seeds[p.kind[i]].count
	least := len(p.words)
	for from := i - winnowWindow + 1; from <= i; from++ {
		if from < 0 || from+winnowWindow > len(p.words) && from > 0 {
			continue
		}
		n := 0
		for j := from; j < min(from+winnowWindow, len(p.words)); j++ {
			if o := &s.seeds[p.kind[j]]; o.rare && (o.count < count || o.count == count && j < i) {
				n++
			}
		}
		least = min(least, n)
	}
	return least
}

// run is a row of frequent words of the passage.
type run struct {
	first, words int
}

// runs returns where frequent words follow each other, up to longRun.
func (s *seeding) runs(p *passage) []run {
	var all []run
	n := 0
	for i := len(p.words) - 1; i >= 0; i-- {
		if s.seeds[p.kind[i]].set == nil {
			n = 0
			continue
		}
		if n++; n >= shortRun {
			all = append(all, run{i, min(n, longRun)})
		}
	}
	slices.Reverse(all)
	if every := (len(all) + mostRuns - 1) / mostRuns; every > 1 {
		kept := all[:0]
		for i := 0; i < len(all); i += every {
			kept = append(kept, all[i])
		}
		all = kept
	}
	return all
}
