package format

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"verbatim/quotes/corpus/record"
)

// ParseJSON reads one JSON text into a value; line is that of its first byte.
// encoding/json has the say about what is JSON; this only walks what it found
// valid, keeps the order of the fields, the digits of numbers and the lines,
// and allocates a third of what decoding into maps does.
func ParseJSON(raw []byte, line int) (record.Value, error) {
	if !json.Valid(raw) {
		return record.Value{}, errors.New(jsonProblem(raw))
	}
	p := jsonWalker{b: raw, line: line}
	return p.value(), nil
}

// jsonProblem says where a text is no JSON.
func jsonProblem(raw []byte) string {
	var v json.RawMessage
	var syntax *json.SyntaxError
	if err := json.Unmarshal(raw, &v); !errors.As(err, &syntax) {
		return "not valid JSON"
	}
	at := int(min(max(syntax.Offset-1, 0), int64(len(raw))))
	if at >= len(raw)-1 && strings.Contains(syntax.Error(), "unexpected end") {
		return "not valid JSON: it ends before it is complete"
	}
	from := max(0, at-12)
	for from > 0 && !utf8.RuneStart(raw[from]) {
		from--
	}
	return "not valid JSON at “" + record.Brief(record.CleanLine(string(raw[from:min(len(raw), at+30)]))) + "”"
}

// jsonWalker walks valid JSON: it checks nothing but what it decides on.
type jsonWalker struct {
	b    []byte
	i    int
	line int
}

// space skips white space.
func (p *jsonWalker) space() {
	for p.i < len(p.b) {
		switch p.b[p.i] {
		case '\n':
			p.line++
		case ' ', '\t', '\r':
		default:
			return
		}
		p.i++
	}
}

// value walks as deep as the text, which encoding/json bounds at 10,000 levels.
func (p *jsonWalker) value() record.Value {
	p.space()
	v := record.Value{Line: p.line}
	switch p.b[p.i] {
	case '{':
		v.Kind = record.Object
		v.Fields = make([]record.Field, 0, 8)
		p.i++
		for p.space(); p.b[p.i] != '}'; p.space() {
			if p.b[p.i] == ',' {
				p.i++
				p.space()
			}
			name := p.text()
			p.space()
			p.i++ // the colon
			v.Fields = append(v.Fields, record.Field{Name: name, Value: p.value()})
		}
		p.i++
	case '[':
		v.Kind = record.List
		p.i++
		for p.space(); p.b[p.i] != ']'; p.space() {
			if p.b[p.i] == ',' {
				p.i++
			}
			v.Items = append(v.Items, p.value())
		}
		p.i++
	case '"':
		v.Kind, v.Text = record.Scalar, p.text()
	case 'n':
		p.i += len("null")
	default:
		start := p.i
		for p.i < len(p.b) && !bytes.ContainsRune([]byte(" \t\r\n,]}"), rune(p.b[p.i])) {
			p.i++
		}
		v.Kind, v.Text = record.Scalar, string(p.b[start:p.i])
	}
	return v
}

// text reads a string.
func (p *jsonWalker) text() string {
	start := p.i
	plain := true
	for p.i++; p.b[p.i] != '"'; p.i++ {
		if p.b[p.i] == '\\' {
			plain = false
			p.i++
		}
	}
	p.i++
	if plain {
		return string(p.b[start+1 : p.i-1])
	}
	var s string
	if json.Unmarshal(p.b[start:p.i], &s) != nil {
		return "" // cannot be: the text around it is valid
	}
	return s
}

// ReadJSONLines reads one record a line. A file that begins with a bracket is
// a list, whatever its name says.
func ReadJSONLines(in *Input, out *Sink) error {
	if first, err := in.peekByte(); err == nil && first == '[' {
		return readJSONList(in, out)
	}
	for {
		line, err := in.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		raw := bytes.TrimSpace(line.Text)
		if len(raw) == 0 && !line.Long {
			continue
		}
		if err := out.jsonRecord(raw, line.Number, line.Long, nil, 0); err != nil {
			return err
		}
	}
}

// jsonRecord takes the raw text of one record, or of a list or an object with
// records in it.
func (s *Sink) jsonRecord(raw []byte, line int, long bool, around []record.Field, depth int) error {
	if long {
		return s.Reject(line, s.TooLong())
	}
	if !utf8.Valid(raw) {
		return s.Reject(line, NotUTF8)
	}
	v, err := ParseJSON(raw, line)
	if err != nil {
		return s.Reject(line, err.Error())
	}
	if int64(len(raw)) > s.RecordBytes && (v.Kind != record.List && (v.Kind != record.Object || planOf(v).record)) {
		return s.Reject(line, s.TooLong())
	}
	return s.tree(v, around, depth)
}

// ReadJSON reads a file that is one JSON text: a list of records, an object
// with such a list in it, or one record. What turns out to be JSON Lines is
// read as that.
func ReadJSON(in *Input, out *Sink) error {
	first, err := in.peekByte()
	if err == io.EOF {
		return nil
	}
	if err != nil {
		return err
	}
	if first == '[' {
		return readJSONList(in, out)
	}
	if first != '{' && first != '"' {
		head, _, _ := strings.Cut(strings.TrimSpace(in.Head()), "\n")
		return Problem("this is no JSON: it begins with “" + record.Brief(record.CleanLine(head)) + "”; save it as JSON alone, without comments or a program around it")
	}
	if first != '{' || in.size > out.WholeBytes {
		return ReadJSONLines(in, out)
	}
	raw, err := in.All()
	if err != nil {
		return err
	}
	line := 1 + bytes.Count(raw[:len(raw)-len(bytes.TrimLeft(raw, " \t\r\n"))], []byte("\n"))
	raw = bytes.TrimSpace(raw)
	if !json.Valid(raw) {
		firstLine, _, _ := bytes.Cut(raw, []byte("\n"))
		// A mistake in a list in an object costs its record only.
		if at := listInside.FindIndex(raw); at != nil && !json.Valid(firstLine) {
			start := bytes.LastIndexByte(raw[:at[1]], '[')
			return readJSONList(in.again(raw[start:], line+bytes.Count(raw[:start], []byte("\n"))), out)
		}
		return ReadJSONLines(in.again(raw, line), out)
	}
	return readJSONObject(raw, line, out)
}

// listInside is where the first list of objects begins in an object.
var listInside = regexp.MustCompile(`^\s*\{(?:\s*"[^"]*"\s*:\s*(?:"[^"\n]*"|[\w.+-]+)\s*,)*\s*"[^"]*"\s*:\s*\[\s*[{]`)

// maxElement is how many times the length of a record an element of a list may
// have that holds records itself.
const maxElement = 16

// readJSONObject reads the records in an object without building all of it in
// memory: a look at the beginning of each field tells what holds records.
func readJSONObject(raw []byte, line int, out *Sink) error {
	shell, parts, err := shellOf(raw, line)
	if err != nil {
		return out.Reject(line, err.Error())
	}
	if isColumnar(shell) {
		return out.tree(transposed(shell), nil, 1)
	}
	p := planOf(shell)
	if p.record {
		return out.jsonRecord(raw, line, int64(len(raw)) > out.RecordBytes, nil, 0)
	}
	for i, f := range shell.Fields {
		if !p.within[i] {
			p.beside(out, f)
			continue
		}
		part := jsonWalker{b: parts[i], line: f.Value.Line}
		if f.Value.Kind != record.List {
			v, err := ParseJSON(parts[i], f.Value.Line)
			if err != nil {
				return out.Reject(f.Value.Line, err.Error())
			}
			f.Value = v
			if err := out.tree(p.mapped(i, f), p.inside(nil, i, f), 1); err != nil {
				return err
			}
			continue
		}
		around := p.inside(nil, i, f)
		part.i++
		for part.space(); part.b[part.i] != ']'; part.space() {
			if part.b[part.i] == ',' {
				part.i++
				part.space()
			}
			start, line := part.i, part.line
			part.skip()
			if err := out.jsonRecord(parts[i][start:part.i], line, false, around, 2); err != nil {
				return err
			}
		}
	}
	return nil
}

// shellElements is how many elements of a list are looked at to tell what it holds.
const shellElements = 20

// shellOf parses an object, but of its lists the first elements only. It returns
// with each field the text of its value.
func shellOf(raw []byte, line int) (shell record.Value, parts [][]byte, err error) {
	p := jsonWalker{b: raw, line: line}
	shell = record.Value{Line: line, Kind: record.Object}
	p.i++
	for p.space(); p.b[p.i] != '}'; p.space() {
		if p.b[p.i] == ',' {
			p.i++
			p.space()
		}
		name := p.text()
		p.space()
		p.i++
		p.space()
		start, at := p.i, p.line
		v := record.Value{Line: at}
		if p.b[p.i] == '[' {
			v.Kind = record.List
			w := p
			w.i++
			for w.space(); w.b[w.i] != ']' && len(v.Items) < shellElements; w.space() {
				if w.b[w.i] == ',' {
					w.i++
				}
				v.Items = append(v.Items, w.value())
			}
		}
		p.skip()
		part := raw[start:p.i]
		if v.Kind != record.List {
			if v, err = ParseJSON(part, at); err != nil {
				return shell, nil, err
			}
		}
		shell.Fields = append(shell.Fields, record.Field{Name: name, Value: v})
		parts = append(parts, part)
	}
	return shell, parts, nil
}

// skip walks over one value.
func (p *jsonWalker) skip() {
	depth := 0
	for {
		p.space()
		switch p.b[p.i] {
		case '{', '[':
			depth++
			p.i++
		case '}', ']':
			depth--
			p.i++
		case '"':
			p.text()
		case ',', ':':
			p.i++
			continue
		default:
			for p.i < len(p.b) && !bytes.ContainsRune([]byte(" \t\r\n,:]}"), rune(p.b[p.i])) {
				p.i++
			}
		}
		if depth == 0 {
			return
		}
	}
}

// readJSONList reads the elements of a list one by one, so that a broken one
// costs itself only and a large file no memory.
func readJSONList(in *Input, out *Sink) error {
	s := splitter{in: in, max: maxElement * int(out.RecordBytes), line: in.number + 1}
	if err := s.open(); err != nil {
		return err
	}
	for {
		e, err := s.next()
		switch {
		case err == io.EOF:
			return nil
		case errors.Is(err, errUnclosed):
			return out.Fault(s.line, "the list is not closed: the file may have been cut off")
		case errors.Is(err, errTrailing):
			// What closes the object around a list that was looked for alone is none.
			if rest := s.rest(); strings.Trim(rest, "}] \t\r\n,") != "" {
				return out.Fault(s.line, fmt.Sprintf("text after the end of the list was not read: %s", Lines(1+strings.Count(strings.TrimRight(rest, "\n"), "\n"))))
			}
			return nil
		case err != nil:
			return err
		}
		switch {
		case e.broken:
			err = out.Reject(e.line, "not valid JSON: a text in quotation marks is not closed on its line")
		case e.unclosed:
			err = out.Reject(e.line, "not valid JSON: the record is not closed")
		default:
			err = out.jsonRecord(e.raw, e.line, e.long, nil, 1)
		}
		if err != nil {
			return err
		}
	}
}
