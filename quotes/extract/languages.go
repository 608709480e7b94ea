package extract

import "verbatim/quotes/language"

// languages are those whose quotations are read. To add one: its lexicon in
// data/TAG, what its grammar needs beside the rules that all languages share, its
// cases in testdata/cases, and its tag here. Text in any other language gives
// quotations for review and no reports.
var languages = [...]string{"en"}

// Reads reports whether quotations are read in the language of a BCP 47 tag. A
// text whose language nobody can tell ("") is read like English: it is short, or
// made of names.
func Reads(tag string) bool {
	if tag == "" {
		return true
	}
	for _, l := range languages {
		if language.Base(tag) == l {
			return true
		}
	}
	return false
}

// tellLanguages marks the paragraphs that are in a language that is not read.
func (d *prose) tellLanguages() {
	texts := make([]string, len(d.paras))
	for i, p := range d.paras {
		texts[i] = d.text[p.start:p.end]
	}
	for i, tag := range language.Paragraphs(texts) {
		if tag == "" {
			tag = d.art.Lang
		}
		d.paras[i].foreign = !Reads(tag)
	}
}
