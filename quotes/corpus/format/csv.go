package format

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/quotes/corpus/record"
)

// encoding/csv is not used here: it gives up its place after a quotation mark
// that is never closed, which would cost the rest of the file, and holds a
// record of any length in memory.

// ReadTable reads a table. Its first line names the columns; where it does not,
// the columns tell by what stands in them. The delimiter is the one of comma,
// semicolon, tab and bar that gives the header the most names that are known. Quoting is that of RFC 4180; a mark that is not doubled makes a
// record ambiguous, and it is rejected rather than cut at the wrong place.
func ReadTable(in *Input, out *Sink) error {
	header, comma, err := out.columns(in)
	if err == io.EOF {
		return nil
	}
	if err != nil {
		return err
	}
	t := table{in: in, comma: comma, columns: len(header), least: named(header), max: int(out.RecordBytes)}
	for {
		row, err := t.next()
		if err == io.EOF {
			return nil
		}
		var bad rowError
		switch {
		case errors.As(err, &bad):
			err = out.Reject(row.line, string(bad))
		case err != nil:
			return err
		case !slices.ContainsFunc(row.cells, func(c cell) bool { return strings.TrimSpace(c.text) != "" }):
			continue
		case len(row.cells) < t.least:
			err = out.Reject(row.line, fmt.Sprintf("%d of the %d columns that the first line names: what stands in which cannot be told", len(row.cells), len(header)))
		case len(row.cells) > len(header):
			err = out.Reject(row.line, fmt.Sprintf("%d columns, but the first line names %d: text with a delimiter in it has to stand in quotation marks", len(row.cells), len(header)))
		default:
			v := record.Value{Line: row.line, Kind: record.Object}
			for i, c := range row.cells {
				v.Fields = append(v.Fields, record.Field{Name: header[i], Value: cellValue(header[i], c)})
			}
			err = out.Take(v, nil)
		}
		if err != nil {
			return err
		}
	}
}

// named returns how many columns a row has to have: spreadsheets leave out
// empty cells at the end of the columns that have no name.
func named(header []string) int {
	n := len(header)
	for n > 1 && header[n-1] == unnamed(n-1) {
		n--
	}
	return n
}

// unnamed is the name of a column without one.
func unnamed(i int) string { return fmt.Sprintf("column_%d", i+1) }

// splitHeader returns the names, and how many of them are known if one of them
// is that of the words.
func (s *Sink) splitHeader(text string, comma byte) (names []string, known int) {
	cut := rowCutter{comma: comma}
	if closed, err := cut.line(text); err != nil || !closed {
		return nil, 0
	}
	hasWords := false
	for i, c := range cut.cells {
		name := record.CleanLine(c)
		if name == "" {
			name = unnamed(i)
		}
		if to := s.Mapping[record.FoldName(name)]; to != "" {
			name = to
		}
		names = append(names, name)
		if record.IsKnown(name) {
			known++
		}
		hasWords = hasWords || record.IsWordsName(name)
	}
	if !hasWords {
		return nil, 0
	}
	return names, known
}

// cell is one cell of a row, with the line on which it begins.
type cell struct {
	text string
	line int
}

type row struct {
	cells []cell
	line  int
}

// rowError says why a row is rejected.
type rowError string

func (e rowError) Error() string { return string(e) }

// table gives the rows of a table. A row may stretch over several lines; one
// that cannot be read costs its first line only.
type table struct {
	in      *Input
	comma   byte
	columns int
	least   int // columns that a row has to have
	max     int
	again   []tableLine // lines that were read as part of a row that did not end
	replays int
}

type tableLine struct {
	text   string
	number int
	long   bool
}

func (t *table) line() (tableLine, error) {
	if len(t.again) > 0 {
		l := t.again[0]
		t.again = t.again[1:]
		return l, nil
	}
	l, err := t.in.Next()
	return tableLine{string(l.Text), l.Number, l.Long}, err
}

// next returns a [rowError] for a row that is rejected; the next call goes on.
func (t *table) next() (row, error) {
	first, err := t.line()
	if err != nil {
		return row{}, err
	}
	r := row{line: first.number}
	var more []tableLine
	cut := rowCutter{comma: t.comma}
	plain := t.unquoted(first.text)
	size := 0
	for l := first; ; {
		size += len(l.text) + 1
		switch {
		case l.long || size-1 > t.max:
			return r, t.giveUp(more, rowError(fmt.Sprintf("the record is longer than %s, or a quotation mark in it is not closed", ByteCount(int64(t.max)))))
		case !utf8.ValidString(l.text):
			return r, t.giveUp(more, rowError(NotUTF8))
		}
		closed, err := cut.line(l.text)
		if t.comma == '\t' && (err != nil || !closed || len(cut.cells) > t.columns) {
			// Most programs that write tabs do not quote at all. A first line
			// with all its columns is such a row; with fewer, it may go on.
			if len(plain) == t.columns || err != nil && len(plain) < t.columns {
				t.again = append(more, t.again...)
				return row{cellsOf(plain, first.number), first.number}, nil
			}
		}
		if err != nil {
			return r, t.giveUp(more, err)
		}
		if closed {
			r.cells = cellsOf(cut.cells, first.number)
			return r, nil
		}
		if l, err = t.line(); err == io.EOF {
			return r, t.giveUp(more, rowError("a quotation mark is not closed"))
		} else if err != nil {
			return r, err
		}
		more = append(more, l)
	}
}

// unquoted cuts a line at its tabs, if that is what parts the columns.
func (t *table) unquoted(line string) []string {
	if t.comma != '\t' {
		return nil
	}
	return strings.Split(line, "\t")
}

// giveUp rejects the first line of a row and has the others read again. After
// [maxReplays] it has them skipped, so that no file is read over and over.
func (t *table) giveUp(more []tableLine, err error) error {
	if len(more) == 0 {
		return err
	}
	if t.replays++; t.replays <= maxReplays {
		t.again = append(more, t.again...)
	} else {
		err = rowError(fmt.Sprintf("%s; the %d lines after it were not read", err, len(more)))
	}
	return err
}

func cellsOf(texts []string, line int) []cell {
	cells := make([]cell, len(texts))
	for i, s := range texts {
		cells[i] = cell{s, line}
		line += strings.Count(s, "\n")
	}
	return cells
}

const errMark = rowError("a quotation mark inside quotation marks is not doubled")

// rowCutter cuts a row into its cells, line by line, and looks at each byte once.
type rowCutter struct {
	comma byte
	cells []string        // that are complete
	open  bool            // a quotation mark is
	text  strings.Builder // of the cell with the open mark
}

// line takes the next line of the row. It returns closed false when the row goes
// on in the one after.
func (c *rowCutter) line(s string) (closed bool, err error) {
	if c.open {
		c.text.WriteByte('\n')
	}
	for {
		if !c.open {
			// Programs that write a space after the comma write it before a mark too.
			if bare := strings.TrimLeft(s, " "); len(c.cells) > 0 && strings.HasPrefix(bare, `"`) {
				s = bare
			}
			if !strings.HasPrefix(s, `"`) {
				cell, rest, more := strings.Cut(s, string(c.comma))
				c.cells = append(c.cells, cell)
				if !more {
					return true, nil
				}
				s = rest
				continue
			}
			c.open, s = true, s[1:]
		}
		mark := strings.IndexByte(s, '"')
		if mark < 0 {
			c.text.WriteString(s)
			return false, nil
		}
		c.text.WriteString(s[:mark])
		if s = s[mark+1:]; strings.HasPrefix(s, `"`) {
			c.text.WriteByte('"')
			s = s[1:]
			continue
		}
		c.cells, c.open = append(c.cells, c.text.String()), false
		c.text.Reset()
		switch s = strings.TrimLeft(s, " "); {
		case s == "":
			return true, nil
		case s[0] != c.comma:
			return false, errMark
		}
		s = s[1:]
	}
}
