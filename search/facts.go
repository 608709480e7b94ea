package search

import (
	"crypto/sha256"
	"encoding/base64"

	"verbatim/quotes"
	"verbatim/search/vocabulary"
)

// Facts are terms of the index that filters are made of. The first character
// says which fact it is.
const (
	factServed  = "u"  // may be served to everyone
	factScope   = "g:" // may be served in this guild only
	factSpeaker = "s:" // a speaker, hashed
	factSource  = "t:" // a title or publisher, hashed
	factKind    = "k:" // of a served attribution
	factDate    = "d:" // of one that says so, as written: 2024, 2024-05, 2024-05-01
	factUnsaid  = "n"  // nobody says it: it was only denied, asked or said with a condition
)

// factsOf returns the facts of a served quotation.
func factsOf(q quotes.Quote) []string {
	facts := make([]string, 0, 8)
	if q.Scope == "" {
		facts = append(facts, factServed)
	} else {
		facts = append(facts, factScope+q.Scope)
	}
	for _, s := range vocabulary.Speakers(q) {
		facts = append(facts, speakerFact(s))
	}
	for _, s := range vocabulary.Sources(q) {
		facts = append(facts, sourceFact(s))
	}
	said := false
	for _, a := range q.Attributions {
		if !a.Status.Served() {
			continue
		}
		facts = append(facts, factKind+string(a.Kind))
		if !vocabulary.Says(a) {
			continue
		}
		said = true
		if d := vocabulary.Date(a); d != "" {
			facts = append(facts, factDate+string(d))
		}
	}
	if !said {
		facts = append(facts, factUnsaid)
	}
	return facts
}

func speakerFact(name string) string { return factSpeaker + hashed(vocabulary.Key(name)) }

func sourceFact(title string) string { return factSource + hashed(vocabulary.Key(title)) }

// hashed keeps long names and titles from filling the index's dictionary: 60
// bits, of which a million names share some with a probability of 4 in 10
// million, and then a filter lets a few more through to the check of the record.
func hashed(key string) string {
	sum := sha256.Sum256([]byte(key))
	return base64.RawURLEncoding.EncodeToString(sum[:8])[:10]
}
