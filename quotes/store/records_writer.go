package store

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"unicode/utf8"

	"verbatim/quotes"
)

// RecordsWriter writes a file that [OpenRecords] opens. Not safe for concurrent
// use. In memory it holds 15 bytes a record.
type RecordsWriter struct {
	file   *os.File
	out    *bufio.Writer
	table  []byte
	offset int64
	last   PackedID
	json   bytes.Buffer
	enc    *json.Encoder
}

// CreateRecords begins a new file of records. One that exists is an error.
func CreateRecords(path string) (*RecordsWriter, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("creating records: %w", err)
	}
	w := &RecordsWriter{file: file, out: bufio.NewWriterSize(file, 1<<20), offset: int64(headerLen)}
	w.enc = json.NewEncoder(&w.json)
	w.enc.SetEscapeHTML(false)
	if _, err := w.out.Write(recordsHeader()); err != nil {
		return nil, errors.Join(fmt.Errorf("creating records: %w", err), file.Close())
	}
	return w, nil
}

func recordsHeader() []byte {
	return binary.BigEndian.AppendUint16([]byte(recordsMagic), recordsVersion)
}

// Add appends a record and returns its number. Records come in ascending order
// of their IDs. Words that are not UTF-8 are an error: JSON would alter them.
func (w *RecordsWriter) Add(q quotes.Quote) (n uint32, err error) {
	if !utf8.ValidString(q.Words) {
		return 0, fmt.Errorf("writing record %s: its words are not UTF-8", q.ID)
	}
	w.json.Reset()
	if err := w.enc.Encode(q); err != nil {
		return 0, fmt.Errorf("writing record %s: %w", q.ID, err)
	}
	id, err := Pack(q.ID)
	if err != nil {
		return 0, fmt.Errorf("writing a record: %w", err)
	}
	data := bytes.TrimSuffix(w.json.Bytes(), []byte("\n"))
	n = uint32(len(w.table) / entryLen)
	switch {
	case len(data) > MaxRecord:
		return 0, fmt.Errorf("writing record %s: %d bytes are more than %d", q.ID, len(data), MaxRecord)
	case n > 0 && id.Compare(w.last) <= 0:
		return 0, fmt.Errorf("writing record %s: it does not come after %s", q.ID, w.last.ID())
	}
	w.last = id
	w.table = append(w.table, id[:]...)
	w.table = binary.BigEndian.AppendUint16(w.table, uint16(w.offset>>32))
	w.table = binary.BigEndian.AppendUint32(w.table, uint32(w.offset))
	w.offset += int64(prefixLen + len(data))

	prefix := binary.BigEndian.AppendUint32(make([]byte, 0, prefixLen), uint32(len(data)))
	prefix = binary.BigEndian.AppendUint32(prefix, checksum(prefix, data))
	if _, err := w.out.Write(prefix); err != nil {
		return 0, fmt.Errorf("writing record %s: %w", q.ID, err)
	}
	if _, err := w.out.Write(data); err != nil {
		return 0, fmt.Errorf("writing record %s: %w", q.ID, err)
	}
	return n, nil
}

// Finish writes the table, makes the file durable and closes it. The folder
// that the file is in is the caller's to sync.
func (w *RecordsWriter) Finish() error {
	trailer := binary.BigEndian.AppendUint32(nil, uint32(len(w.table)/entryLen))
	trailer = binary.BigEndian.AppendUint64(trailer, uint64(w.offset))
	trailer = binary.BigEndian.AppendUint32(trailer, checksum(w.table))
	trailer = binary.BigEndian.AppendUint32(trailer, checksum(recordsHeader(), trailer))
	trailer = append(trailer, recordsEnd...)
	for _, part := range [][]byte{w.table, trailer} {
		if _, err := w.out.Write(part); err != nil {
			return errors.Join(fmt.Errorf("finishing records: %w", err), w.file.Close())
		}
	}
	if err := w.out.Flush(); err != nil {
		return errors.Join(fmt.Errorf("finishing records: %w", err), w.file.Close())
	}
	if err := w.file.Sync(); err != nil {
		return errors.Join(fmt.Errorf("finishing records: %w", err), w.file.Close())
	}
	if err := w.file.Close(); err != nil {
		return fmt.Errorf("finishing records: %w", err)
	}
	return nil
}

// Abandon closes an unfinished file, which [OpenRecords] will refuse.
func (w *RecordsWriter) Abandon() error { return w.file.Close() }
