package index

import (
	"crypto/sha256"
	"encoding/base64"

	"verbatim/quotes"
	"verbatim/search/vocabulary"
)

// Filter terms are what filters are made of. The first character says what a term
// tells of a document.
const (
	visible = "u"  // may be served to everyone
	scope   = "g:" // may be served in this guild only
	speaker = "s:" // a speaker, hashed
	source  = "t:" // a title or publisher, hashed
	kind    = "k:" // of a served attribution
	lang    = "l:" // of the words, without script and region: uk
	date    = "d:" // of one that says so, as written: 2024, 2024-05, 2024-05-01

	// UnsaidTerm: nobody says it; it was only denied, asked or said with a
	// condition.
	UnsaidTerm = "n"
)

// VisibleTerm is the term of what may be served in a guild only, or to everyone
// for "".
func VisibleTerm(guild string) string {
	if guild == "" {
		return visible
	}
	return scope + guild
}

// SpeakerTerm is the term of what a speaker said.
func SpeakerTerm(name string) string { return speaker + hashed(vocabulary.Key(name)) }

// SourceTerm is the term of what stands under a title or a publisher.
func SourceTerm(title string) string { return source + hashed(vocabulary.Key(title)) }

// KindTerm is the term of a kind.
func KindTerm(k quotes.Kind) string { return kind + string(k) }

// LanguageTerm is the term of words in a language, see [quotes.Language].
func LanguageTerm(tag string) string { return lang + quotes.Language(tag) }

// DateTerm is the term of what was said on a date, or published if nobody knows
// when it was said.
func DateTerm(d quotes.Date) string { return date + string(d) }

// filterTerms returns the filter terms of a served quotation, but for who may see
// it.
func filterTerms(t vocabulary.Terms) []string {
	terms := make([]string, 0, 8)
	for _, s := range t.Speakers {
		terms = append(terms, SpeakerTerm(s))
	}
	for _, s := range t.Sources {
		terms = append(terms, SourceTerm(s))
	}
	if t.Quote.Lang != "" {
		terms = append(terms, LanguageTerm(t.Quote.Lang))
	}
	said := false
	for _, a := range t.Quote.Attributions {
		if !a.Status.Served() {
			continue
		}
		terms = append(terms, KindTerm(a.Kind))
		if !vocabulary.Says(a) {
			continue
		}
		said = true
		if d := vocabulary.Date(a); d != "" {
			terms = append(terms, DateTerm(d))
		}
	}
	if !said {
		terms = append(terms, UnsaidTerm)
	}
	return terms
}

// hashed keeps long names and titles from filling the index's dictionary: 60
// bits, of which a million names share some with a probability of 4 in 10
// million, and then a filter lets a few more through to the check of the record.
func hashed(key string) string {
	sum := sha256.Sum256([]byte(key))
	return base64.RawURLEncoding.EncodeToString(sum[:8])[:10]
}
