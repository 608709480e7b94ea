package format

import (
	"bytes"
	"errors"
	"io"
)

var (
	errUnclosed = errors.New("the list is not closed")
	errTrailing = errors.New("text after the list")
)

// element is one element of a JSON list, as it stands in the file.
type element struct {
	raw      []byte // valid until the next one
	line     int
	long     bool // longer than is taken; raw is its beginning
	broken   bool // a line ends inside a string, which JSON does not allow
	unclosed bool // the file ends inside it
}

// maxReplays bounds how often the splitter goes back to look for the next
// element inside one that does not end; after that it goes forward only, so
// that no file makes it read more than so many times a record's length twice.
const maxReplays = 200

// splitter cuts a JSON list into its elements by counting brackets outside of
// strings. It does not judge them. An element that does not end as it should
// (a string open at the end of a line, a brace missing) costs itself only: the
// splitter goes on at the next line that begins with an opening brace.
type splitter struct {
	in      *Input
	max     int
	line    int
	buf     []byte
	back    []byte // bytes to be read again, before those of in
	replays int
	done    bool
	last    byte // that was read
}

// open skips to after the opening bracket.
func (s *splitter) open() error {
	for {
		c, err := s.byte()
		if err != nil {
			return err
		}
		if c == '[' {
			return nil
		}
	}
}

func (s *splitter) byte() (c byte, err error) {
	if len(s.back) > 0 {
		c, s.back = s.back[0], s.back[1:]
	} else if c, err = s.in.r.ReadByte(); err != nil {
		return 0, err
	}
	if c == '\n' {
		s.line++
	}
	s.last = c
	return c, nil
}

// unread gives back bytes that were read last.
func (s *splitter) unread(b ...byte) {
	s.line -= bytes.Count(b, []byte{'\n'})
	s.back = append(bytes.Clone(b), s.back...)
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// next returns io.EOF after the closing bracket.
func (s *splitter) next() (element, error) {
	if s.done {
		return element{}, s.end()
	}
	for {
		c, err := s.byte()
		switch {
		case err == io.EOF:
			return element{}, errUnclosed
		case err != nil:
			return element{}, err
		case isSpace(c) || c == ',':
		case c == ']':
			s.done = true
			return element{}, s.end()
		default:
			return s.element(c)
		}
	}
}

// end makes sure that nothing follows the list.
func (s *splitter) end() error {
	for {
		c, err := s.byte()
		if err != nil {
			return err
		}
		if !isSpace(c) {
			return errTrailing
		}
	}
}

// rest returns what follows the list, from the byte on that was read last.
func (s *splitter) rest() string {
	all := append([]byte{s.last}, s.back...)
	more, err := io.ReadAll(s.in.r)
	if err != nil {
		return string(all)
	}
	return string(append(all, more...))
}

func (s *splitter) element(c byte) (element, error) {
	e := element{line: s.line}
	s.buf = s.buf[:0]
	var open []byte // the brackets that are open
	inString, escaped := false, false
	for {
		s.buf = append(s.buf, c)
		switch {
		case escaped:
			escaped = false
		case inString && c == '\\':
			escaped = true
		case c == '"':
			inString = !inString
		case inString && c == '\n':
			e.broken = true
			return e, s.skipToBrace()
		case inString:
		case c == '{' || c == '[':
			open = append(open, c)
		case c == '}' || c == ']':
			if len(open) > 0 && open[len(open)-1] != c-2 { // '{' and '}', '[' and ']' are two apart
				e.unclosed = true
				return e, s.resume()
			}
			open = open[:max(len(open)-1, 0)]
		}
		closed := len(open) == 0 && !inString
		if closed && (c == '}' || c == ']') {
			break
		}
		if len(s.buf) > s.max {
			e.long = true
			return e, s.resume()
		}
		next, err := s.byte()
		if err == io.EOF {
			e.unclosed = !closed
			if e.unclosed {
				return e, s.resume()
			}
			break
		}
		if err != nil {
			return e, err
		}
		if closed && (next == ',' || next == ']' || isSpace(next)) {
			s.unread(next)
			break
		}
		c = next
	}
	e.raw = bytes.TrimSpace(s.buf)
	return e, nil
}

// resume goes back to the first line inside the element that may begin the
// next one.
func (s *splitter) resume() error {
	if s.replays++; s.replays <= maxReplays {
		for i, c := range s.buf {
			if c == '\n' && bytes.HasPrefix(bytes.TrimLeft(s.buf[i:], " \t\r\n"), []byte("{")) {
				s.unread(s.buf[i+1:]...)
				return nil
			}
		}
	}
	return s.skipToBrace()
}

// skipToBrace skips to a line that begins with an opening brace, or to the end.
func (s *splitter) skipToBrace() error {
	atStart := true
	for {
		c, err := s.byte()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch {
		case c == '\n':
			atStart = true
		case atStart && c == '{':
			s.unread(c)
			return nil
		case !isSpace(c):
			atStart = false
		}
	}
}
