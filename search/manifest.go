package search

import "time"

// Manifest says what a generation is made of. It is written last: a folder
// without one is no generation.
type Manifest struct {
	Format     int       `json:"format"` // manifestFormat
	Generation int       `json:"generation"`
	Built      time.Time `json:"built"`
	Corpus     string    `json:"corpus"`   // as in [BuildOptions]
	EditSeq    uint64    `json:"edit_seq"` // the last edit that was known when it was built; 0: none
	Records    int       `json:"records"`
	Quotations int       `json:"quotations"` // records that are served
	InReview   int       `json:"in_review"`
	Hidden     int       `json:"hidden"`
	Speakers   int       `json:"speakers"`
	Sources    int       `json:"sources"`
	Files      []fileSum `json:"files"`
}

// fileSum is what a file of a generation has to be.
type fileSum struct {
	Name   string `json:"name"` // slash-separated, inside the generation's folder
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"` // in hexadecimal
}
