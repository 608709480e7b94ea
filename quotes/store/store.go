// Package store keeps records and moderators' edits on disk. Every byte that a
// person will read is under a checksum.
package store

import (
	"time"

	"verbatim/quotes"
)

// Op is what an edit does.
type Op string

// The operations. What each needs is said by [Edit.Check].
const (
	Hide    Op = "hide"    // the quotation is served nowhere
	Restore Op = "restore" // undoes Hide
	Correct Op = "correct" // the words were said by Speaker
	Undo    Op = "undo"    // the edit with the number Undoes counts as not made

	Accept Op = "accept" // what waited for a review in File is served, as said by Speaker if one is given
	Reject Op = "reject" // what waited for a review in File is not served, and waits no more
	Report Op = "report" // a reader says that something is wrong with the quotation: Reason
	Settle Op = "settle" // the reports of the quotation that stand before it are dealt with

	Add   Op = "add"   // Quote is a quotation too, ID is that of its words
	Amend Op = "amend" // Part of the quotation is as in Quote
	Merge Op = "merge" // who is called From is called Speaker, in every quotation; it has no ID

	// Forget is what becomes of the edits of a quotation that is forgotten, and of the
	// decision to do so: Hash stands for the quotation, and nothing else of it is left.
	Forget Op = "forget"
)

// Part is the part of a quotation that an [Amend] is about.
type Part string

// The parts.
const (
	WordsPart       Part = "words"       // Quote.Words
	AttributionPart Part = "attribution" // the speakers, and when it was said, of Quote's one attribution
	SourcePart      Part = "source"      // the source of Quote's one attribution
)

// Edit is one decision of a moderator, or what a reader reports to them.
type Edit struct {
	Seq     uint64    `json:"seq"` // from 1, without gaps; given by the log
	At      time.Time `json:"at"`
	By      string    `json:"by"`              // Discord user ID, or "" for the command line
	Guild   string    `json:"guild,omitempty"` // the server in which it was made
	Op      Op        `json:"op"`
	ID      quotes.ID `json:"id"`
	Speaker string    `json:"speaker,omitempty"` // Correct, Accept, Merge: the name
	Reason  string    `json:"reason,omitempty"`
	Undoes  uint64    `json:"undoes,omitempty"` // Undo: an earlier edit's Seq, of an Undo too
	File    string    `json:"file,omitempty"`   // Accept, Reject: where the words were read, see [quotes.Source]
	From    string    `json:"from,omitempty"`   // Merge: the name that goes
	Part    Part      `json:"part,omitempty"`   // Amend
	Tell    string    `json:"tell,omitempty"`   // Report: By wants to be told what comes of it, in this locale
	// Quote holds what Add and Amend say; its ID and statuses do not count.
	Quote  *quotes.Quote `json:"quote,omitempty"`
	Author string        `json:"author,omitempty"` // Add: the Discord user ID of who wrote it in a message
	Hash   string        `json:"hash,omitempty"`   // Forget: see [Forgotten]
}
