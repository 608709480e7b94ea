package corpus

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"golang.org/x/text/encoding/charmap"
)

// input is the text of one file as parsers see it: UTF-8 with LF line ends,
// but for lines that are in no encoding, which they reject.
type input struct {
	r      *bufio.Reader
	size   int64 // of the file, in bytes
	number int   // of the line that next returned last
	max    int   // of a line, in bytes
	buf    []byte
}

// line is one line of a file, without its end.
type line struct {
	text   []byte // valid until the next one
	number int    // from 1
	long   bool   // longer than a record may be; text is its beginning
}

func newInput(r io.Reader, size, max int64) *input {
	return &input{r: bufio.NewReaderSize(r, 64<<10), size: size, max: int(max)}
}

// next returns the next line, or io.EOF.
func (in *input) next() (line, error) {
	in.number++
	in.buf = in.buf[:0]
	long := false
	for {
		part, err := in.r.ReadSlice('\n')
		if err == nil && len(in.buf) == 0 && len(part) <= in.max {
			// The usual case: the line as it lies in the reader.
			return line{chop(part), in.number, false}, nil
		}
		if room := in.max - len(in.buf); len(part) > room {
			long = long || len(chop(part)) > room
			part = part[:room]
		}
		in.buf = append(in.buf, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case err == nil, err == io.EOF && (len(in.buf) > 0 || long):
			return line{chop(in.buf), in.number, long}, nil
		default:
			return line{}, err
		}
	}
}

// chop takes the line end off.
func chop(b []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
}

// peekByte returns the first byte that is no white space, or io.EOF. It looks
// at the beginning of the file only.
func (in *input) peekByte() (byte, error) {
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

// all returns everything that is left.
func (in *input) all() ([]byte, error) { return io.ReadAll(in.r) }

// again gives bytes that [input.all] returned to a reader of lines; the first of
// them stands on the given line.
func (in *input) again(b []byte, line int) *input {
	n := newInput(bytes.NewReader(b), in.size, int64(in.max))
	n.number = line - 1
	return n
}

// unmac makes LF of the CR of old Macintoshes, in files that have no LF.
type unmac struct{ r io.Reader }

func (u unmac) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	for i, c := range p[:n] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// opened is a file that was looked at from its beginning to its end.
type opened struct {
	f      fs.File
	fsys   fs.FS
	name   string
	size   int64
	survey survey
	text   []byte // of UTF-16, which is decoded at once; nil for others
}

// problem is a reason for which a file is not read, in words for a person.
type problem string

func (p problem) Error() string { return string(p) }

// open opens a file and makes sure that it is one: between the listing and now
// it may have become a pipe, which would never end.
func open(fsys fs.FS, name string, limit int64) (*opened, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, cannotRead(err)
	}
	o := &opened{f: f, fsys: fsys, name: name}
	info, err := f.Stat()
	switch {
	case err != nil:
		err = cannotRead(err)
	case !info.Mode().IsRegular():
		err = problem("this is no regular file any more")
	case info.Size() > limit:
		err = tooLarge(info.Size(), limit)
	default:
		o.size = info.Size()
		return o, nil
	}
	return nil, errors.Join(err, f.Close())
}

func cannotRead(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err // the report names the file
	}
	return problem("the file cannot be read: " + err.Error())
}

func tooLarge(size, limit int64) error {
	return problem(fmt.Sprintf("the file has %s, more than the %s that are read of a file of its kind: split it", byteCount(size), byteCount(limit)))
}

// byteCount writes a number of bytes for a person.
func byteCount(n int64) string {
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

// look surveys the file, up to its size when it was opened, which bounds a file
// that grows.
func (o *opened) look(limits Limits) error {
	if err := o.scan(); err != nil {
		return err
	}
	enc, err := o.survey.encoding()
	if err != nil {
		return problem(err.Error())
	}
	if enc != utf16LE && enc != utf16BE {
		return nil
	}
	if o.size > limits.WholeBytes {
		return problem(tooLarge(o.size, limits.WholeBytes).Error() + ", or save it as UTF-8")
	}
	data, err := o.whole()
	if err != nil {
		return err
	}
	o.text = newlines(enc.decode(data))
	o.survey = survey{}
	o.survey.add(o.text)
	return o.rewind()
}

func (o *opened) scan() error {
	buf := make([]byte, 256<<10)
	r := io.LimitReader(o.f, o.size)
	for {
		n, err := r.Read(buf)
		o.survey.add(buf[:n])
		if err == io.EOF {
			return o.rewind()
		}
		if err != nil {
			return cannotRead(err)
		}
	}
}

func (o *opened) rewind() error {
	if s, ok := o.f.(io.Seeker); ok {
		if _, err := s.Seek(0, io.SeekStart); err != nil {
			return cannotRead(err)
		}
		return nil
	}
	if err := o.f.Close(); err != nil {
		return cannotRead(err)
	}
	f, err := o.fsys.Open(o.name)
	if err != nil {
		return cannotRead(err)
	}
	o.f = f
	return nil
}

// input decodes a file that was looked at.
func (o *opened) input(limits Limits) (*input, error) {
	if o.text != nil {
		return newInput(bytes.NewReader(o.text), o.size, limits.RecordBytes), nil
	}
	enc, err := o.survey.encoding()
	if err != nil {
		return nil, problem(err.Error())
	}
	r := io.LimitReader(o.f, o.size)
	if enc == windows1252 {
		r = charmap.Windows1252.NewDecoder().Reader(r)
	}
	if o.survey.cr > 0 && o.survey.lf == 0 {
		r = unmac{r}
	}
	in := newInput(r, o.size, limits.RecordBytes)
	if b, err := in.r.Peek(len(bomUTF8)); err == nil && bytes.Equal(b, bomUTF8) {
		_, _ = in.r.Discard(len(bomUTF8)) // they were just peeked at
	}
	return in, nil
}

// whole returns all bytes of the file.
func (o *opened) whole() ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(o.f, o.size))
	if err != nil {
		return nil, cannotRead(err)
	}
	return data, nil
}
