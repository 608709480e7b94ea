package format

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Input is the text of one file as parsers see it: UTF-8 with LF line ends,
// but for lines that are in no encoding, which they reject.
type Input struct {
	r      *bufio.Reader
	size   int64 // of the file, in bytes
	number int   // of the line that next returned last
	max    int   // of a line, in bytes
	buf    []byte
}

// Line is one line of a file, without its end.
type Line struct {
	Text   []byte // valid until the next one
	Number int    // from 1
	Long   bool   // longer than a record may be; text is its beginning
}

// NewInput reads from a file of size bytes. Lines of more than max bytes are
// cut. A byte order mark at the beginning is passed over.
func NewInput(r io.Reader, size, max int64) *Input {
	room := headBytes
	if held, ok := r.(interface{ Len() int }); ok {
		room = min(room, held.Len()+1) // columns are guessed from a few lines, several times a file
	}
	in := &Input{r: bufio.NewReaderSize(r, room), size: size, max: int(max)}
	if b, err := in.r.Peek(3); err == nil && string(b) == "\ufeff" {
		_, _ = in.r.Discard(3) // they were just peeked at
	}
	return in
}

// Next returns the next line, or io.EOF.
func (in *Input) Next() (Line, error) {
	in.number++
	in.buf = in.buf[:0]
	long := false
	for {
		part, err := in.r.ReadSlice('\n')
		if err == nil && len(in.buf) == 0 && len(part) <= in.max {
			// The usual case: the line as it lies in the reader.
			return Line{chop(part), in.number, false}, nil
		}
		if room := in.max - len(in.buf); len(part) > room {
			long = long || len(chop(part)) > room
			part = part[:room]
		}
		in.buf = append(in.buf, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case err == nil, err == io.EOF && (len(in.buf) > 0 || long):
			return Line{chop(in.buf), in.number, long}, nil
		default:
			return Line{}, err
		}
	}
}

// chop takes the line end off.
func chop(b []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
}

// peekByte returns the first byte that is no white space, or io.EOF. It looks
// at the beginning of the file only.
func (in *Input) peekByte() (byte, error) {
	for n := 1; ; n++ {
		b, err := in.r.Peek(n)
		if len(b) < n {
			if errors.Is(err, bufio.ErrBufferFull) {
				err = io.EOF // 64 KiB of nothing
			}
			return 0, err
		}
		if !isSpace(b[n-1]) {
			return b[n-1], nil
		}
	}
}

// Head returns the beginning of what is left, whole lines of it if there are any,
// and leaves it to be read.
func (in *Input) Head() string {
	b, err := in.r.Peek(headBytes)
	if err == nil {
		if end := bytes.LastIndexByte(b, '\n'); end >= 0 {
			b = b[:end+1]
		}
	}
	return strings.ToValidUTF8(strings.ReplaceAll(string(b), "\r\n", "\n"), "\uFFFD")
}

// headBytes is how much of a file is looked at to tell what it is.
const headBytes = 64 << 10

// Size is that of the file, in bytes.
func (in *Input) Size() int64 { return in.size }

// Reader returns what is left as bytes.
func (in *Input) Reader() io.Reader { return in.r }

// All returns everything that is left.
func (in *Input) All() ([]byte, error) { return io.ReadAll(in.r) }

// again gives bytes that [input.all] returned to a reader of lines; the first of
// them stands on the given line.
func (in *Input) again(b []byte, line int) *Input {
	n := NewInput(bytes.NewReader(b), in.size, int64(in.max))
	n.number = line - 1
	return n
}

// Lines writes a number of lines.
func Lines(n int) string {
	if n == 1 {
		return "1 line"
	}
	return fmt.Sprintf("%d lines", n)
}

// Problem is a reason for which a file is not read, in words for a person.
type Problem string

// Error returns the reason.
func (p Problem) Error() string { return string(p) }

// ByteCount writes a number of bytes for a person.
func ByteCount(n int64) string {
	for _, unit := range []struct {
		size int64
		name string
	}{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if n >= unit.size {
			if n%unit.size == 0 {
				return fmt.Sprintf("%d %s", n/unit.size, unit.name)
			}
			return fmt.Sprintf("%.1f %s", float64(n)/float64(unit.size), unit.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}
