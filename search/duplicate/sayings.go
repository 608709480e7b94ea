package duplicate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// saying is a quotation as near duplicates are compared: most of their words are
// the same already, and what could make them say two things is compared here.
type saying struct {
	words    []string            // folded, in order
	count    map[string]int      // how often each word stands there
	negates  []string            // of each word, the negation that it is, or ""
	names    map[string]position // words with a capital that may be names
	numbers  []string            // in order
	marks    []string            // negations and numbers of scripts without spaces
	speakers []quotes.Speaker    // of all attributions
	polarity quotes.Polarity     // of the lead attribution
}

// position is where a word with a capital stands.
type position int

const (
	inside position = iota // of a sentence: the capital is the word's own
	begins                 // a sentence: any word has one there
)

func newSaying(q quotes.Quote) *saying {
	s := &saying{count: map[string]int{}, names: map[string]position{}, marks: marksOf(q.Words)}
	tokens := text.Tokens(q.Words)
	tokens = tokens[:min(len(tokens), vocabulary.MaxTokens)]
	end := 0
	for i, t := range tokens {
		written, before := q.Words[t.Start:t.End], q.Words[min(end, t.Start):t.Start]
		s.words = append(s.words, t.Text)
		s.count[t.Text]++
		s.negates = append(s.negates, negation(t.Text, written, q.Words[t.End:]))
		s.addNumber(t.Text, written, i > 0 && thousands(before, t.Text))
		if r, _ := utf8.DecodeRuneInString(written); (unicode.IsUpper(r) || unicode.IsTitle(r)) && !firstPerson(written) {
			place := inside
			if i == 0 || strings.ContainsAny(before, ".!?…:;\n\"“”„«»‘¿¡()[]–—") {
				place = begins
			}
			if was, ok := s.names[t.Text]; !ok || place < was {
				s.names[t.Text] = place
			}
		}
		end = t.End
	}
	for _, a := range q.Attributions {
		s.speakers = append(s.speakers, a.Speakers...)
	}
	if lead, ok := q.Lead(); ok {
		s.polarity = lead.Polarity
	}
	return s
}

// addNumber notes a word if it is a number. One behind a thousands separator
// goes on with the one before it: 10,000 is 10.000 and 10000.
func (s *saying) addNumber(word, written string, goesOn bool) {
	value := numberWord(word)
	switch {
	case text.HasNumber(word) && goesOn && len(s.numbers) > 0:
		s.numbers[len(s.numbers)-1] += word
		return
	case text.HasNumber(word), roman(written):
		value = word
	}
	if value != "" {
		s.numbers = append(s.numbers, value)
	}
}

// sameAs reports whether two sayings whose words are nearly the same say the
// same.
func (s *saying) sameAs(o *saying) bool {
	return s.polarity == o.polarity && slices.Equal(s.numbers, o.numbers) && slices.Equal(s.marks, o.marks) &&
		slices.Equal(s.negated(o), o.negated(s)) && !s.opposes(o) && !o.opposes(s) &&
		s.namesIn(o) && o.namesIn(s) && !s.beginsElse(o) && s.inOrder(o)
}

// negated returns each negation with the word behind it that both sayings have:
// "not rich but happy" is not "rich but not happy".
func (s *saying) negated(o *saying) []string {
	var out []string
	next := ""
	for i, word := range slices.Backward(s.words) {
		switch {
		case s.negates[i] != "":
			out = append(out, s.negates[i]+" "+next)
		case o.count[word] > 0:
			next = word
		}
	}
	slices.Sort(out)
	return out
}

// opposes reports whether a word is the opposite of one of the other saying,
// which the one itself lacks: impossible, hopeless.
func (s *saying) opposes(o *saying) bool {
	for word := range s.count {
		if o.count[word] > 0 {
			continue
		}
		for _, base := range opposites(word) {
			if o.count[base] > 0 {
				return true
			}
		}
	}
	return false
}

// maxSlips is how many words with a capital may be misspelt.
const maxSlips = 4

// namesIn reports whether the other saying has all names, in whatever case: a
// capital may be the fashion of a time, or of a title. A slip in a word that the
// other one writes small is no other name.
func (s *saying) namesIn(o *saying) bool {
	slips := 0
	for name, place := range s.names {
		if place == begins || o.count[name] > 0 {
			continue
		}
		if slips++; slips > maxSlips || !o.writesSmall(name, s) {
			return false
		}
	}
	return true
}

// writesSmall reports whether a saying has a word without a capital that is meant
// by the one that the other saying has.
func (s *saying) writesSmall(word string, o *saying) bool {
	for other := range s.count {
		if _, capital := s.names[other]; !capital && o.count[other] == 0 && slip(word, other) {
			return true
		}
	}
	return false
}

// slip reports whether one of two words may be a misspelling of the other.
func slip(a, b string) bool {
	most := min(text.Typos(a), text.Typos(b))
	d := len(a) - len(b)
	return -4*most <= d && d <= 4*most && text.Errors(a, b) <= most
}

// beginsElse reports whether sentences begin with other words, which may be names
// as well: Paris is, Berlin is. Short words are none.
func (s *saying) beginsElse(o *saying) bool {
	ours, theirs := s.beginnings(o), o.beginnings(s)
	if len(ours) > maxSlips && len(theirs) > maxSlips {
		return true
	}
	return slices.ContainsFunc(ours, func(a string) bool {
		return slices.ContainsFunc(theirs, func(b string) bool { return !slip(a, b) })
	})
}

// beginnings returns words that begin a sentence and that the other saying lacks.
func (s *saying) beginnings(o *saying) (out []string) {
	for name, place := range s.names {
		if place == begins && o.count[name] == 0 && utf8.RuneCountInString(name) >= text.MinTypo {
			out = append(out, name)
		}
	}
	return out
}

// inOrder reports whether the words that both sayings have once stand in the same
// order, but for neighbours: it is better to be feared than loved, or loved than
// feared.
func (s *saying) inOrder(o *saying) bool {
	once := func(s, o *saying) (out []string) {
		for _, w := range s.words {
			if s.count[w] == 1 && o.count[w] == 1 {
				out = append(out, w)
			}
		}
		return out
	}
	ours, at := once(s, o), map[string]int{}
	for i, w := range once(o, s) {
		at[w] = i
	}
	for i, w := range ours {
		if d := at[w] - i; d < -1 || d > 1 {
			return false
		}
	}
	return true
}

// firstPerson reports whether a word has its capital because English writes it so.
func firstPerson(written string) bool {
	rest, ok := strings.CutPrefix(written, "I")
	return ok && (rest == "" || strings.HasPrefix(rest, "'") || strings.HasPrefix(rest, "’"))
}

// thousands reports whether what stands between two numbers makes them one.
func thousands(between, word string) bool {
	return len(word) == 3 && (between == "," || between == "." || between == "'" || between == "\u00a0" || between == "\u202f")
}

// roman reports whether a word is a Roman numeral of two letters or more.
func roman(written string) bool {
	return len(written) > 1 && strings.Trim(written, "IVX") == ""
}
