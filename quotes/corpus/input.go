package corpus

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"verbatim/quotes/corpus/format"
)

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
		err = format.Problem("this is no regular file any more")
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
	return format.Problem("the file cannot be read: " + err.Error())
}

func tooLarge(size, limit int64) error {
	return format.Problem(fmt.Sprintf("the file has %s, more than the %s that are read of a file of its kind: split it", format.ByteCount(size), format.ByteCount(limit)))
}

// reader reads the file, up to its size when it was opened, and asks the context
// before each piece.
func (o *opened) reader(ctx context.Context) io.Reader {
	return &asking{ctx, io.LimitReader(o.f, o.size)}
}

// asking ends with errStopped when its context is done.
type asking struct {
	ctx context.Context // of the one reading that it is made for
	r   io.Reader
}

func (a *asking) Read(p []byte) (int, error) {
	if a.ctx.Err() != nil {
		return 0, errStopped
	}
	return a.r.Read(p)
}

// look surveys the file, up to its size when it was opened, which bounds a file
// that grows.
func (o *opened) look(ctx context.Context, limits Limits) error {
	if err := o.scan(ctx); err != nil {
		return err
	}
	enc, err := o.survey.encoding()
	if err != nil {
		return format.Problem(err.Error())
	}
	if enc != utf16LE && enc != utf16BE {
		return nil
	}
	if o.size > limits.WholeBytes {
		return format.Problem(tooLarge(o.size, limits.WholeBytes).Error() + ", or save it as UTF-8")
	}
	data, err := o.whole(ctx)
	if err != nil {
		return err
	}
	o.text = newlines(o.survey.decode(enc, data))
	o.survey = survey{}
	o.survey.add(o.text)
	return o.rewind()
}

func (o *opened) scan(ctx context.Context) error {
	buf := make([]byte, 256<<10)
	r := o.reader(ctx)
	for {
		n, err := r.Read(buf)
		o.survey.add(buf[:n])
		if err == io.EOF {
			return o.rewind()
		}
		if err == errStopped {
			return err
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
func (o *opened) input(ctx context.Context, limits Limits) (*format.Input, error) {
	if o.text != nil {
		return format.NewInput(&asking{ctx, bytes.NewReader(o.text)}, o.size, limits.RecordBytes), nil
	}
	enc, err := o.survey.encoding()
	if err != nil {
		return nil, format.Problem(err.Error())
	}
	r := o.reader(ctx)
	if enc == legacy {
		r = o.survey.charset.NewDecoder().Reader(r)
	}
	if o.survey.cr > 0 && o.survey.lf == 0 {
		r = unmac{r}
	}
	return format.NewInput(r, o.size, limits.RecordBytes), nil
}

// whole returns all bytes of the file.
func (o *opened) whole(ctx context.Context) ([]byte, error) {
	data, err := io.ReadAll(o.reader(ctx))
	if err == errStopped {
		return nil, err
	}
	if err != nil {
		return nil, cannotRead(err)
	}
	return data, nil
}
