package language

import (
	"math"
	"slices"
)

// Paragraphs returns the tag of each paragraph of an article, [Undetermined] where
// the language is none that is known here, and "" where neither the paragraph nor
// those around it are long enough to tell.
//
// What counts is the narration: a paragraph with a quotation in another language
// is written in the language of the words around the quotation marks. Only where
// the narration is too short to tell do quotations count. A short
// paragraph takes the language of those around it, as does one that consists of
// names; a long one in another language keeps its own.
func Paragraphs(paras []string) []string {
	quotedToo := mostlyQuoted(paras)
	tags := label(paras, quotedToo)
	if !quotedToo && !slices.ContainsFunc(tags, func(tag string) bool { return tag != "" }) {
		tags = label(paras, true)
	}
	return tags
}

// label looks at the narration alone, or at what is quoted too.
func label(paras []string, quotedToo bool) []string {
	total := make(evidence, len(allTags().tags))
	e := make(evidence, len(total))
	units := make([]unit, 0, min(len(paras), 64))
	unitOf := make([]int, len(paras))
	var alone, short count // short is of the short paragraphs since the last unit
	for i, p := range paras {
		unitOf[i] = len(units)
		alone.reset()
		stretches(p, func(text string, quoted bool) {
			if !quoted || quotedToo {
				alone.scan(text)
			}
		})
		c := &alone
		switch n := alone.weight(); {
		case n == 0:
			continue
		case n < leastUnit:
			short.add(&alone)
			if short.weight() < leastUnit {
				continue
			}
			c = &short
		case len(units) > 0:
			// The short ones in between belong to what they stand behind.
			for k := i - 1; unitOf[k] == len(units); k-- {
				unitOf[k]--
			}
		}
		units = append(units, unitFrom(c, e, total))
		short.reset()
	}
	if len(units) == 0 {
		units = append(units, unitFrom(&short, e, total))
	}
	tags := named(units, likeliest(units, total))
	out := make([]string, len(paras))
	for i, u := range unitOf {
		out[i] = tags[min(u, len(tags)-1)]
	}
	return out
}

const (
	// leastUnit is how many letters are looked at together: a paragraph with less
	// narration has the language of the one before.
	leastUnit = 12
	// manyLetters tell a language from all but its nearest relatives.
	manyLetters = 60
	// turn is how much more likely than the language around it another one has to
	// be at each end of a passage, as a logarithm.
	turn = 16
)

// unit is what some paragraphs say, the likeliest languages first. Those that
// are not among them are taken for as likely as the last.
type unit struct {
	tags    [6]uint8
	ev      [6]float32
	letters int32
}

// unitFrom keeps what is likeliest of what c counted, and adds everything to
// total. The room of e is used.
func unitFrom(c *count, e, total evidence) unit {
	u := unit{letters: int32(min(c.weight(), manyLetters))}
	for i := range u.ev {
		u.ev[i] = float32(math.Inf(-1))
	}
	for i, v := range c.evidence(e) {
		total[i] += v
		x, tag := float32(v), uint8(i)
		if x <= u.ev[len(u.ev)-1] {
			continue
		}
		for k := range u.ev {
			if x > u.ev[k] {
				x, u.ev[k] = u.ev[k], x
				tag, u.tags[k] = u.tags[k], tag
			}
		}
	}
	return u
}

// others is the evidence for the tags that are not named.
func (u *unit) others() float64 { return float64(u.ev[len(u.ev)-1]) }

// likeliest returns the likeliest sequence of languages, by their numbers: the
// one with the most evidence less turn for every change, where the article begins
// and ends in the language of the whole.
func likeliest(units []unit, total evidence) []int {
	l := allTags()
	home, _ := total.best()
	score := make([]float64, len(l.tags))
	for i := range score {
		if i != home {
			score[i] = -turn
		}
	}
	// stays has a bit for each tag that goes on from the unit before; all others
	// come from the best one there.
	type step struct {
		stays [2]uint64
		best  uint8
	}
	steps := make([]step, len(units))
	for n := range units {
		best := 0
		for i := range score {
			if score[i] > score[best] {
				best = i
			}
		}
		steps[n].best = uint8(best)
		change := score[best] - turn
		others := units[n].others()
		for i := range score {
			if score[i] >= change {
				steps[n].stays[i/64] |= 1 << (i % 64)
			} else {
				score[i] = change
			}
			score[i] += others
		}
		for k, tag := range units[n].tags {
			score[tag] += float64(units[n].ev[k]) - others
		}
	}
	at := home
	for i := range score {
		if score[i]-turn > score[at] {
			at = i
		}
	}
	path := make([]int, len(units))
	for n := len(units) - 1; n >= 0; n-- {
		path[n] = at
		if steps[n].stays[at/64]>>(at%64)&1 == 0 {
			at = int(steps[n].best)
		}
	}
	return path
}

// named returns the tags of a path, "" for a passage in one language that is
// short and may as well be in another. Of a longer one the likeliest language is
// named even so: it may be Danish or Norwegian, but it is nothing else.
func named(units []unit, path []int) []string {
	l := allTags()
	tags := make([]string, len(path))
	for first := 0; first < len(path); {
		last := first
		letters := 0
		sum := make(evidence, len(l.tags)) // less what all tags have
		for ; last < len(path) && path[last] == path[first]; last++ {
			letters += int(units[last].letters)
			for k, tag := range units[last].tags {
				sum[tag] += float64(units[last].ev[k]) - units[last].others()
			}
		}
		best, sure := sum.best()
		if best != path[first] || sure >= leastSure || letters >= manyLetters {
			for n := first; n < last; n++ {
				tags[n] = l.tags[path[first]]
			}
		}
		first = last
	}
	return tags
}

// mostlyQuoted reports whether so little stands outside of quotation marks, as in
// an interview of names and answers, that the quotations have to tell the
// language.
func mostlyQuoted(paras []string) bool {
	var in, out int
	for _, p := range paras {
		stretches(p, func(text string, quoted bool) {
			if quoted {
				in += len(text)
			} else {
				out += len(text)
			}
		})
	}
	return out*5 < in
}
