package command

import (
	"encoding/binary"
	"strconv"

	"verbatim/quotes"
	"verbatim/search"
)

// asked is a search as the buttons under its answer remember it. The server
// whose own quotations are searched is not among it: that is always the one
// where the button is pressed.
type asked struct {
	by           string // user ID of who asked, and turns the pages
	words        string
	speaker      string
	source       string
	since, until quotes.Date
	language     string
	private      bool // only who asked sees the answer
	// ids are the first hits, where the words are too many for buttons to carry: then
	// all else but by and private is empty.
	ids []quotes.ID
}

func (a asked) query(scope string, offset int) search.Query {
	return search.Query{
		Words: a.words,
		Filter: search.Filter{
			Speaker: a.speaker, Source: a.source, Since: a.since, Until: a.until, Language: a.language, Scope: scope,
		},
		Offset: offset, Limit: 1,
	}
}

// change returns the same person's search for something else.
func (a asked) change(q search.Query) asked {
	a.words, a.speaker, a.source = q.Words, q.Filter.Speaker, q.Filter.Source
	a.since, a.until, a.language = q.Filter.Since, q.Filter.Until, q.Filter.Language
	return a
}

// encode writes the user ID as 8 bytes, then each text with its length before
// it. Texts that are empty to the end are left out.
func (a asked) encode() []byte {
	by, _ := strconv.ParseUint(a.by, 10, 64)
	b := binary.BigEndian.AppendUint64(nil, by)
	full := len(b)
	var private string
	if a.private {
		private = "1"
	}
	texts := []string{a.words, a.speaker, a.source, string(a.since), string(a.until), private, "", a.language}
	if len(a.ids) > 0 {
		texts = []string{"", "", "", "", "", private, string(quotes.PackIDs(a.ids)), ""}
	}
	for i, text := range texts {
		if i < 3 {
			text = compact(text)
		}
		b = binary.AppendUvarint(b, uint64(len(text)))
		b = append(b, text...)
		if text != "" {
			full = len(b)
		}
	}
	return b[:full]
}

// decodeAsked reads what encode wrote.
func decodeAsked(b []byte) (a asked, ok bool) {
	if len(b) < 8 {
		return asked{}, false
	}
	a.by = strconv.FormatUint(binary.BigEndian.Uint64(b), 10)
	b = b[8:]
	var since, until, private, ids string
	for _, text := range []*string{&a.words, &a.speaker, &a.source, &since, &until, &private, &ids, &a.language} {
		if len(b) == 0 {
			break
		}
		n, width := binary.Uvarint(b)
		if width <= 0 || n > uint64(len(b)-width) {
			return asked{}, false
		}
		*text, b = string(b[width:width+int(n)]), b[width+int(n):]
	}
	a.words, a.speaker, a.source = expand(a.words), expand(a.speaker), expand(a.source)
	a.since, a.until, a.private, a.ids = quotes.Date(since), quotes.Date(until), private != "", quotes.UnpackIDs([]byte(ids))
	return a, len(b) == 0
}

// encodeNumber and decodeNumber write what a button has for itself.
func encodeNumber(n int) []byte { return binary.AppendUvarint(nil, uint64(n)) }

func decodeNumber(b []byte) (int, bool) {
	n, width := binary.Uvarint(b)
	if width <= 0 || width != len(b) || n > 1<<31-1 {
		return 0, false
	}
	return int(n), true
}
