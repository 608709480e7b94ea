// Package store keeps records and moderators' edits on disk. Every byte that a
// person will read is under a checksum.
package store

import (
	"time"

	"verbatim/quotes"
)

// Op is what an edit does.
type Op string

// The operations.
const (
	Hide    Op = "hide"    // the quotation is served nowhere
	Restore Op = "restore" // undoes Hide
	Correct Op = "correct" // the words were said by Speaker
	Undo    Op = "undo"    // the edit with the number Undoes counts as not made
)

// Edit is one decision of a moderator.
type Edit struct {
	Seq     uint64    `json:"seq"` // from 1, without gaps; given by the log
	At      time.Time `json:"at"`
	By      string    `json:"by"` // Discord user ID, or "" for the command line
	Op      Op        `json:"op"`
	ID      quotes.ID `json:"id"`
	Speaker string    `json:"speaker,omitempty"` // Correct: the name
	Reason  string    `json:"reason,omitempty"`
	Undoes  uint64    `json:"undoes,omitempty"` // Undo: an earlier edit's Seq, of an Undo too
}
