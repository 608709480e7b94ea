package note

import (
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/record"
)

// A Kindle keeps what its reader marked in "My Clippings.txt": blocks between
// lines of equals signs, each with a line of title and author, a line that says
// what it is, where and when, a blank line and the words. The second line is in
// the language of the device.

const clippingEnd = "=========="

func isClippings(h *format.Head) bool {
	for i, l := range h.Lines {
		if strings.TrimSpace(l) == clippingEnd && i >= 2 {
			for _, m := range h.Lines[max(0, i-40):i] {
				if strings.HasPrefix(strings.TrimLeft(m, "\ufeff "), "-") && strings.ContainsAny(m, "0123456789") {
					return true
				}
			}
		}
	}
	return false
}

var (
	// ownClipping are the words for a note, in the languages of the device.
	OwnNote   = regexp.MustCompile(`(?i)\b(?:note|notiz|nota|notitie|notatka|poznámka|anteckning|aantekening|notat|muistiinpano|not|notunuz|notun)\b|ملاحظ|заметк|нотатк|笔记|筆記|メモ|메모`)
	markClip  = regexp.MustCompile(`(?i)bookmark|lesezeichen|signet|marcador|segnalibro|bladwijzer|zakładka|bokmärke|yer imi|إشارة مرجعية|закладк|书签|書籤|ブックマーク|북마크`)
	pageClip  = regexp.MustCompile(`(?i)(?:page|seite|página|pagina|stron[aie]+|страниц\p{L}*|сторінц\p{L}*|sida|第) ?#?([0-9]+(?:[-–][0-9]+)?|[ivxlc]+\b)|([0-9]+(?:[-–][0-9]+)?) ?(?:ページ|쪽|페이지)`)
	placeClip = regexp.MustCompile(`(?i)(?:location|loc\.|position|pos\.|posición|posição|posizione|emplacement|locatie|plats|lokalizacj[ai]|pozycj[ai]|место\p{L}*|місц\p{L}*|位置(?:No\.)?|위치) ?#?([0-9]+(?:[-–][0-9]+)?)`)
	limitClip = regexp.MustCompile(`^\s*<[^<>]+>\s*$`)
)

// clipping is one block.
type clipping struct {
	title, meta string
	words       []string
	line        int // of the words
	first       int // of the block
	long, bad   bool
	size        int64
}

func readClippings(in *format.Input, out *format.Sink) error {
	var c clipping
	var last record.Value // held back: a mark that is drawn longer is written again
	end := func() error {
		v, err := clippingOf(out, c)
		c = clipping{}
		if err != nil || v.Kind == record.Null {
			return err
		}
		if last.Kind != record.Null {
			if drawnAgain(last, v) {
				out.Count(v.Line, "", "marks that were drawn again, longer or shorter, were taken once%s")
				if format.Runes(v.Child("text").Text) < format.Runes(last.Child("text").Text) {
					return nil
				}
			} else if err := out.Take(last, nil); err != nil {
				return err
			}
		}
		last = v
		return nil
	}
	for {
		l, err := in.Next()
		if err != nil && err != io.EOF {
			return err
		}
		text := strings.TrimLeft(string(l.Text), "\ufeff")
		if err == io.EOF || strings.TrimSpace(text) == clippingEnd {
			if endErr := end(); endErr != nil {
				return endErr
			}
			if err == io.EOF {
				if last.Kind == record.Null {
					return nil
				}
				return out.Take(last, nil)
			}
			continue
		}
		if c.size += int64(len(text)) + 1; l.Long || c.size > out.RecordBytes {
			c.long = true
			continue
		}
		c.bad = c.bad || !utf8.ValidString(text)
		switch {
		case c.title == "" && strings.TrimSpace(text) == "":
		case c.title == "":
			c.title, c.first = text, l.Number
		case c.meta == "":
			c.meta = text
		case len(c.words) > 0 || strings.TrimSpace(text) != "":
			if len(c.words) == 0 {
				c.line = l.Number
			}
			c.words = append(c.words, text)
		}
	}
}

// clipping makes a record of a block, or none.
func clippingOf(s *format.Sink, c clipping) (record.Value, error) {
	none := record.Value{}
	words := strings.TrimSpace(strings.Join(c.words, "\n"))
	switch {
	case c.long:
		return none, s.Reject(c.first, s.TooLong())
	case c.bad:
		return none, s.Reject(c.first, format.NotUTF8)
	case c.title == "":
		return none, nil
	case !strings.HasPrefix(strings.TrimSpace(c.meta), "-"):
		return none, s.Reject(c.first, "no clipping: the second line of one begins with “-” and says where it stands")
	case words == "" && markClip.MatchString(c.meta) || words == "":
		s.Count(c.first, "", "bookmarks and empty clippings have no words%s")
		return none, nil
	case limitClip.MatchString(words):
		return none, s.Reject(c.line, "the device kept no words: the book's limit for clippings was reached")
	}
	what := c.meta
	if i := strings.LastIndexAny(what, "|"); i > 0 {
		what = what[:i]
	}
	if OwnNote.MatchString(what) {
		s.Count(c.line, "", ownNotes)
		return none, nil
	}
	title, authors := titleAndAuthors(c.title)
	fields := []record.Field{format.TextField("text", c.line, words), format.TextField("title", c.first, title)}
	if len(authors) > 0 {
		fields = append(fields, record.Field{Name: "speaker", Value: Names(c.first, authors)})
	}
	if m := pageClip.FindStringSubmatch(what); m != nil {
		fields = append(fields, format.TextField("place", c.first, "page "+m[1]+m[2]))
	}
	if m := placeClip.FindStringSubmatch(what); m != nil {
		fields = append(fields, format.TextField("place", c.first, "location "+m[1]))
	}
	return format.Object(c.line, fields...), nil
}

// titleAndAuthors takes "A Title (Surname, Name; Other, Name)" apart.
func titleAndAuthors(s string) (title string, authors []string) {
	s = record.CleanLine(s)
	if !strings.HasSuffix(s, ")") {
		if i := strings.LastIndex(s, " - "); i > 0 && record.LooksLikeName(s[i+3:]) {
			return s[:i], []string{s[i+3:]}
		}
		return s, nil
	}
	depth, open := 0, -1
	for i := len(s) - 1; i >= 0 && open < 0; i-- {
		switch s[i] {
		case ')':
			depth++
		case '(':
			if depth--; depth == 0 {
				open = i
			}
		}
	}
	if open <= 0 {
		return s, nil
	}
	inside := s[open+1 : len(s)-1]
	for _, a := range strings.Split(inside, ";") {
		if a = record.CleanName(record.FirstNameFirst(a)); a != "" && !record.IsNobody(a) {
			authors = append(authors, a)
		}
	}
	return strings.TrimSpace(s[:open]), authors
}

// namesOf makes a list of names.
func Names(line int, names []string) record.Value {
	v := record.Value{Line: line, Kind: record.List}
	for _, n := range names {
		v.Items = append(v.Items, record.Value{Line: line, Kind: record.Scalar, Text: n})
	}
	return v
}

// drawnAgain says whether two marks are one that its reader drew again: in the
// same place of the same book, one with all the words of the other.
func drawnAgain(a, b record.Value) bool {
	if a.Child("title").Text != b.Child("title").Text {
		return false
	}
	x, y := a.Child("text").Text, b.Child("text").Text
	return x != "" && (strings.HasPrefix(x, y) || strings.HasPrefix(y, x) || strings.HasSuffix(x, y) || strings.HasSuffix(y, x)) && min(format.Runes(x), format.Runes(y)) > 10
}
