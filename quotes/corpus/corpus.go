// Package corpus reads a folder of quotations and articles.
//
// A [Reader] walks the folder, picks the parser of each file by its name and
// content, and yields one [quotes.Quote] with one attribution for every reading
// of a quotation. Whatever is not taken stands in the [Report] with its file,
// its line and the reason: Records == Quotations + Rejected always holds.
// Nothing outside the folder is opened, and every file, record and folder has a
// bound ([Limits]).
//
// Curated quotations are JSON Lines (.jsonl, .ndjson), a JSON list (.json), a
// table with a header (.csv, .tsv), YAML (.yaml, .yml) or fortune files (text
// with lines of "%", with or without .txt). Fields have the names that people
// give them (meaningOf has the list); what is not understood becomes a tag
// "field:value". Articles are .txt, .md and .html. A file speakers.yaml gives
// names, aliases and roles to everybody who speaks. Everything else is passed
// over with a [Notice].
//
//	reader, closer, err := corpus.Dir("quotations")
//	defer closer.Close()
//	var report corpus.Report
//	for quote, err := range reader.Read(ctx, &report) { ... }
package corpus

import "verbatim/quotes/people"

// Version counts the changes of this package and of quotes/article that make
// them read the same files otherwise. It is part of every fingerprint.
const Version = 8

// speakersVersion counts what is made of files speakers.yaml: it is part of the
// fingerprint of a corpus that has one.
const speakersVersion = 1

// Limits bounds what a [Reader] takes. What is beyond a bound is left out with
// a [Rejection] that says which bound it was.
type Limits struct {
	FileBytes   int64 // a file that is read record by record: JSON, CSV, YAML, fortunes
	WholeBytes  int64 // a file that is held in memory: articles, UTF-16
	RecordBytes int64 // one record of a curated file, one quotation of an article
	Depth       int   // folders inside folders; what lies in the corpus folder itself has 0
	Files       int   // files that are looked at
}

// DefaultLimits returns the bounds that a [Reader] with zero Limits uses: 1 GiB
// for a file read record by record, 64 MiB for one held in memory, 64 KiB a
// record, 32 levels of folders and 200,000 files.
func DefaultLimits() Limits {
	return Limits{
		FileBytes:   1 << 30,
		WholeBytes:  64 << 20,
		RecordBytes: 64 << 10,
		Depth:       32,
		Files:       200_000,
	}
}

// Rejection is a record or a file that was not taken.
type Rejection struct {
	File   string `json:"file"`           // slash-separated, inside the corpus folder
	Line   int    `json:"line,omitempty"` // from 1; 0 for the file as a whole
	Reason string `json:"reason"`         // for a person, without a final stop
	// Whole: it is no record, but a file, a line of one, or the rest of one. Report.Rejected
	// does not count it.
	Whole bool `json:"whole,omitempty"`
}

// Notice is something that lost no quotation but is worth knowing: a link that
// was not followed, a field that became a tag, an article without quotations.
type Notice struct {
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"`
	Reason string `json:"reason"`
}

// Report accounts for everything that a [Reader] looked at. It is filled while
// reading and complete when the reading ended.
type Report struct {
	Files      int `json:"files"`      // files read
	Articles   int `json:"articles"`   // how many of them are articles
	Records    int `json:"records"`    // records and quotations found in the files
	Quotations int `json:"quotations"` // of these, yielded
	Rejected   int `json:"rejected"`   // of these, not taken: Records - Quotations
	InReview   int `json:"in_review"`  // of Quotations, those not sure enough to serve
	// Unread is how many of the articles are in languages that are not read for
	// quotations, most first.
	Unread     []Unread    `json:"unread,omitempty"`
	Rejections []Rejection `json:"rejections,omitempty"`
	Notices    []Notice    `json:"notices,omitempty"`
	// Recognised are the files of quotations with their formats, the first thousand.
	Recognised []Recognised `json:"-"`
	// People are those whom the files speakers.yaml describe, with their aliases.
	People []people.Person `json:"-"`
	// Fingerprint is that of the files as they were when the reading began.
	Fingerprint string `json:"fingerprint"`
}

// Problems is how many things were not taken: records, and files, lines or the rest of a
// file.
func (r *Report) Problems() int {
	n := r.Rejected
	for _, x := range r.Rejections {
		if x.Whole {
			n++
		}
	}
	return n
}

// Recognised is a file with what it was recognised as.
type Recognised struct {
	File   string
	Format string // for a person
	// Fields are those of its records and what they were taken for, in the order
	// in which they were met: “Zitat → text”, “Mood: not used”.
	Fields []string
}

// Progress tells how far a reading is.
type Progress struct {
	Files      int // read so far
	TotalFiles int
	Records    int
}
