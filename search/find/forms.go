package find

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed data/forms.txt
var formsText string

// form is a word that may be meant by another one, or stand for it.
type form struct {
	text    string
	penalty float64
}

// What it costs, in nats, that a quotation has another form than the line.
const (
	otherForm = 2.5 // of the same word
	olderForm = 1.0
	shortForm = 1.0
	chatForm  = 1.5
)

// forms are those of data/forms.txt, by the word that is typed.
var forms = sync.OnceValue(func() map[string][]form {
	all := map[string][]form{}
	for line := range strings.Lines(formsText) {
		kind, sets, _ := strings.Cut(strings.TrimSpace(line), " ")
		for set := range strings.SplitSeq(sets, ";") {
			words := strings.Fields(set)
			switch kind {
			case "forms":
				stand(all, words, words, otherForm)
				if len(words) > 0 { // "thinks", "making"
					stand(all, []string{words[0] + "s", strings.TrimSuffix(words[0], "e") + "ing"}, words, otherForm)
				}
			case "old":
				stand(all, words, words, olderForm)
			case "short":
				stand(all, first(words, 1), words, shortForm)
			case "chat":
				stand(all, first(words, 1), words, chatForm)
			}
		}
	}
	return all
})

// stand says that each of some words may stand for each of others.
func stand(all map[string][]form, words, others []string, penalty float64) {
	for _, w := range words {
		for _, other := range others {
			if other != w {
				all[w] = append(all[w], form{other, penalty})
			}
		}
	}
}

// contraction returns two words as one, as they are spoken, "" if they are not.
func contraction(a, b string) string {
	switch b {
	case "not":
		switch {
		case a == "will":
			return "wont"
		case strings.HasSuffix(a, "n"): // can
			return a + "t"
		}
		return a + "nt"
	case "is", "has", "us":
		return a + "s"
	case "are":
		return a + "re"
	case "am":
		return a + "m"
	case "have":
		return a + "ve"
	case "will":
		return a + "ll"
	case "would", "had":
		return a + "d"
	}
	return ""
}
