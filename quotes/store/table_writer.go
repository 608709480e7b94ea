package store

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"verbatim/quotes"
)

// TableWriter writes a file that [OpenTable] opens. Not safe for concurrent
// use. In memory it holds 15 bytes an entry.
type TableWriter struct {
	file   *os.File
	out    *bufio.Writer
	index  []byte
	offset int64
	last   PackedID
	json   bytes.Buffer
	enc    *json.Encoder
}

// CreateTable begins a new file. One that exists is an error.
func CreateTable(path string) (*TableWriter, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	w := &TableWriter{file: file, out: bufio.NewWriterSize(file, 1<<20), offset: int64(headerLen)}
	w.enc = json.NewEncoder(&w.json)
	w.enc.SetEscapeHTML(false)
	if _, err := w.out.Write(tableHeader()); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return w, nil
}

func tableHeader() []byte {
	return binary.BigEndian.AppendUint16([]byte(tableMagic), tableVersion)
}

// Put appends an entry and returns its number. Entries come in ascending order
// of their IDs.
func (w *TableWriter) Put(id quotes.ID, v any) (n uint32, err error) {
	w.json.Reset()
	if err := w.enc.Encode(v); err != nil {
		return 0, err
	}
	return w.PutRaw(id, w.Encoded())
}

// Encode returns a value as [TableWriter.Put] writes it.
func Encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// Encoded returns the JSON of the last [TableWriter.Put], good until the next.
func (w *TableWriter) Encoded() []byte { return bytes.TrimSuffix(w.json.Bytes(), []byte("\n")) }

// PutRaw is [TableWriter.Put] for a value that is JSON already.
func (w *TableWriter) PutRaw(id quotes.ID, data []byte) (n uint32, err error) {
	packed, err := Pack(id)
	if err != nil {
		return 0, err
	}
	n = uint32(len(w.index) / entryLen)
	switch {
	case len(data) > MaxEntry:
		return 0, fmt.Errorf("%d bytes are more than %d", len(data), MaxEntry)
	case n > 0 && packed.Compare(w.last) <= 0:
		return 0, fmt.Errorf("it does not come after %s", w.last.ID())
	}
	w.last = packed
	w.index = append(w.index, packed[:]...)
	w.index = binary.BigEndian.AppendUint16(w.index, uint16(w.offset>>32))
	w.index = binary.BigEndian.AppendUint32(w.index, uint32(w.offset))
	w.offset += int64(prefixLen + len(data))

	prefix := binary.BigEndian.AppendUint32(make([]byte, 0, prefixLen), uint32(len(data)))
	prefix = binary.BigEndian.AppendUint32(prefix, checksum(prefix, data))
	if _, err := w.out.Write(prefix); err != nil {
		return 0, err
	}
	if _, err := w.out.Write(data); err != nil {
		return 0, err
	}
	return n, nil
}

// Finish writes the index and closes the file, which the caller makes durable.
func (w *TableWriter) Finish() error {
	trailer := binary.BigEndian.AppendUint32(nil, uint32(len(w.index)/entryLen))
	trailer = binary.BigEndian.AppendUint64(trailer, uint64(w.offset))
	trailer = binary.BigEndian.AppendUint32(trailer, checksum(w.index))
	trailer = binary.BigEndian.AppendUint32(trailer, checksum(tableHeader(), trailer))
	trailer = append(trailer, tableEnd...)
	for _, part := range [][]byte{w.index, trailer} {
		if _, err := w.out.Write(part); err != nil {
			return errors.Join(fmt.Errorf("finishing a table: %w", err), w.file.Close())
		}
	}
	if err := w.out.Flush(); err != nil {
		return errors.Join(fmt.Errorf("finishing a table: %w", err), w.file.Close())
	}
	if err := w.file.Close(); err != nil {
		return fmt.Errorf("finishing a table: %w", err)
	}
	return nil
}

// Abandon closes an unfinished file, which [OpenTable] will refuse.
func (w *TableWriter) Abandon() error { return w.file.Close() }
