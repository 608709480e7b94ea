// Package language tells in which language a text is written.
//
// It is a package of its own because several others need to know and none of
// them should own it: quotes/extract reads only paragraphs in languages that it
// has rules for, quotes/corpus labels records and reports what was not read,
// and search will pick word forms and a card its wording by the language.
//
// [Detect] looks at one stretch of text, [Paragraphs] at an article, in which a
// short paragraph is written in the language of those around it. A script that
// only one language here is written in settles the matter; the languages of the
// Latin, Cyrillic, Arabic and Devanagari scripts are told apart by the
// frequencies of their letter trigrams (table.bin, which maketable writes).
//
// All functions are pure and deterministic, never panic, take time linear in
// the length of the text, and may be called by many goroutines at once. Nothing
// is read or built before the first call.
package language

import "slices"

// Undetermined is the tag of text that is long enough to tell but in none of
// the languages that are known here.
const Undetermined = "und"

// Detect returns the BCP 47 tag of the language that a text is written in
// ("en", "uk") and how sure that is, from 0 to 1. The tag is "" when the text is
// too short or too mixed to tell, and [Undetermined] when it is in no language
// that is known here. What stands in quotation marks counts like the rest.
func Detect(text string) (tag string, sure float64) {
	var c count
	stretches(text, func(s string, _ bool) { c.scan(s) })
	if c.weight() < leastLetters {
		return "", 0
	}
	best, sure := c.evidence(nil).best()
	if sure < leastSure {
		return "", 0
	}
	return allTags().tags[best], sure
}

// Likelihood returns how much likelier, as a natural logarithm, a text is in the
// language that it is likeliest in than in none that is known here; it grows with
// the text. Texts that are not written in words have a negative one.
func Likelihood(text string) float64 {
	var c count
	c.scan(text)
	e := c.evidence(nil)
	return slices.Max(e[:len(e)-1])
}

const (
	leastLetters = 4   // of a text that can be in a language
	leastSure    = 0.7 // how sure Detect has to be to name a language
)

// Tags returns the languages that [Detect] knows, without [Undetermined], in no
// order that means anything. The slice is the caller's.
func Tags() []string {
	tags := allTags().tags
	return slices.Clone(tags[:len(tags)-1])
}
