package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"sort"
	"strings"
	"sync"

	"verbatim/quotes"
)

// A file of records, all numbers big-endian:
//
//	header    "vbrecs" and the format's version, 2 bytes
//	record    length of the JSON, 4 bytes
//	          CRC-32C of length and JSON, 4 bytes
//	          the quotation as JSON, see quotes.Quote
//	...       one after the other, in the order of their IDs, without gaps
//	table     for each record its ID, packed, 9 bytes, and where it starts, 6 bytes
//	trailer   number of records, 4 bytes
//	          where the table starts, 8 bytes
//	          CRC-32C of the table, 4 bytes
//	          CRC-32C of the header and of the trailer up to here, 4 bytes
//	          "vbrecend"
//
// A record's length follows from the table too, so that no byte of the file is
// unaccounted for: a byte that changed, is missing or was added is noticed by
// whoever reads what it belongs to.
const (
	recordsMagic   = "vbrecs"
	recordsVersion = 1
	recordsEnd     = "vbrecend"

	headerLen  = len(recordsMagic) + 2
	prefixLen  = 8 // of a record: its length and checksum
	entryLen   = packedLen + offsetLen
	offsetLen  = 6
	trailerLen = 4 + 8 + 4 + 4 + len(recordsEnd)
)

// MaxRecord is the most bytes that one record may have as JSON.
const MaxRecord = 64 << 20

var (
	// ErrCorrupt: a file is not what was written. What it says is not used.
	ErrCorrupt = errors.New("the file is damaged")
	// ErrNewer: a later version of the program wrote the file.
	ErrNewer = errors.New("a newer version of the program wrote the file")
)

// Castagnoli's polynomial, which processors compute.
func checksum(parts ...[]byte) uint32 {
	var sum uint32
	table := crc32.MakeTable(crc32.Castagnoli) // made once by the library
	for _, p := range parts {
		sum = crc32.Update(sum, table, p)
	}
	return sum
}

// Records is an open file of records. Each record is checked against its
// checksum as it is read; the file is read with ReadAt and never mapped, since
// a mapped file that shrinks kills the process. Safe for concurrent use.
//
// In memory it holds 15 bytes a record.
type Records struct {
	file  *os.File
	table []byte // as in the file
	end   int64  // where the records end and the table starts
	bufs  sync.Pool
}

// OpenRecords opens a file that a [RecordsWriter] wrote. It checks header,
// table and trailer; its error wraps [ErrCorrupt] when they are not as written
// and [ErrNewer] when the format is unknown.
func OpenRecords(path string) (*Records, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening records: %w", err)
	}
	r := &Records{file: file}
	if err := r.load(); err != nil {
		return nil, errors.Join(fmt.Errorf("opening records %s: %w", path, err), file.Close())
	}
	return r, nil
}

func (r *Records) load() error {
	info, err := r.file.Stat()
	if err != nil {
		return err
	}
	size := info.Size()
	if size < int64(headerLen+trailerLen) {
		return fmt.Errorf("%w: it has %d bytes", ErrCorrupt, size)
	}
	head, tail := make([]byte, headerLen), make([]byte, trailerLen)
	if err := readAt(r.file, head, 0); err != nil {
		return err
	}
	if err := readAt(r.file, tail, size-int64(trailerLen)); err != nil {
		return err
	}
	sealed := tail[:trailerLen-len(recordsEnd)-4]
	switch version := binary.BigEndian.Uint16(head[len(recordsMagic):]); {
	case string(head[:len(recordsMagic)]) != recordsMagic || string(tail[trailerLen-len(recordsEnd):]) != recordsEnd:
		return fmt.Errorf("%w: it does not begin and end as a file of records does", ErrCorrupt)
	case binary.BigEndian.Uint32(tail[len(sealed):]) != checksum(head, sealed):
		return fmt.Errorf("%w: checksum of the trailer", ErrCorrupt)
	case version != recordsVersion:
		return fmt.Errorf("%w: format %d, known is %d", ErrNewer, version, recordsVersion)
	}
	count := int64(binary.BigEndian.Uint32(sealed))
	r.end = int64(binary.BigEndian.Uint64(sealed[4:]))
	if r.end < int64(headerLen) || r.end+count*int64(entryLen)+int64(trailerLen) != size {
		return fmt.Errorf("%w: %d records and a table at byte %d do not make %d bytes", ErrCorrupt, count, r.end, size)
	}
	r.table = make([]byte, count*int64(entryLen))
	if err := readAt(r.file, r.table, r.end); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(sealed[12:]) != checksum(r.table) {
		return fmt.Errorf("%w: checksum of the table", ErrCorrupt)
	}
	return nil
}

// readAt fills b. A file that ends before that is damaged.
func readAt(f *os.File, b []byte, offset int64) error {
	_, err := f.ReadAt(b, offset)
	if err == io.EOF {
		return fmt.Errorf("%w: it ends before byte %d", ErrCorrupt, offset+int64(len(b)))
	}
	return err
}

// Len returns how many records there are; they are numbered from 0 to Len()-1
// in the order of their IDs.
func (r *Records) Len() int { return len(r.table) / entryLen }

func (r *Records) packedAt(n uint32) PackedID {
	return PackedID(r.table[int(n)*entryLen:][:packedLen])
}

func (r *Records) offsetAt(n uint32) int64 {
	e := r.table[int(n)*entryLen+packedLen:]
	return int64(binary.BigEndian.Uint16(e))<<32 | int64(binary.BigEndian.Uint32(e[2:]))
}

// IDAt returns the ID of record n, which must be below Len. It reads nothing
// from disk.
func (r *Records) IDAt(n uint32) quotes.ID { return r.packedAt(n).ID() }

// PackedAt is [Records.IDAt] without unpacking.
func (r *Records) PackedAt(n uint32) PackedID { return r.packedAt(n) }

// Find returns the number of the record with the ID, and whether there is one.
// It reads nothing from disk. The error wraps [quotes.ErrBadID].
func (r *Records) Find(id quotes.ID) (n uint32, ok bool, err error) {
	p, err := Pack(id)
	if err != nil {
		return 0, false, err
	}
	n, ok = r.FindPacked(p)
	return n, ok, nil
}

// FindPacked is [Records.Find] for a packed ID. When there is no such record, n
// is the number of the first one with a greater ID.
func (r *Records) FindPacked(id PackedID) (n uint32, ok bool) {
	i, ok := sort.Find(r.Len(), func(i int) int { return id.Compare(r.packedAt(uint32(i))) })
	return uint32(i), ok
}

// WithPrefix returns the numbers [from, to) of the records whose ID starts with
// the prefix. It reads nothing from disk.
func (r *Records) WithPrefix(prefix string) (from, to uint32) {
	first := sort.Search(r.Len(), func(i int) bool { return string(r.IDAt(uint32(i))) >= prefix })
	rest := sort.Search(r.Len()-first, func(i int) bool {
		return !strings.HasPrefix(string(r.IDAt(uint32(first+i))), prefix)
	})
	return uint32(first), uint32(first + rest)
}

// At reads record n. A record that is not as it was written, or a number that
// no record has, gives an error that wraps [ErrCorrupt]: numbers come from an
// index, which may be damaged.
func (r *Records) At(n uint32) (quotes.Quote, error) {
	var q quotes.Quote
	err := r.Raw(n, func(data []byte) error {
		if err := json.Unmarshal(data, &q); err != nil {
			return fmt.Errorf("%w: %w", ErrCorrupt, err)
		}
		if id := r.IDAt(n); q.ID != id {
			return fmt.Errorf("%w: it says %s, the table %s", ErrCorrupt, q.ID, id)
		}
		return nil
	})
	if err != nil {
		return quotes.Quote{}, fmt.Errorf("reading record %d: %w", n, err)
	}
	return q, nil
}

// Raw reads record n, checks it and calls use with its JSON, which is good
// until use returns.
func (r *Records) Raw(n uint32, use func([]byte) error) error {
	if int(n) >= r.Len() {
		return fmt.Errorf("%w: there are %d records", ErrCorrupt, r.Len())
	}
	start, end := r.offsetAt(n), r.end
	if int(n)+1 < r.Len() {
		end = r.offsetAt(n + 1)
	}
	size := end - start
	if size < int64(prefixLen) || size > int64(prefixLen+MaxRecord) {
		return fmt.Errorf("%w: it has %d bytes", ErrCorrupt, size)
	}
	buf, _ := r.bufs.Get().(*[]byte)
	if buf == nil || int64(cap(*buf)) < size {
		buf = new(make([]byte, size))
	}
	if size <= 1<<20 { // a rare giant is not worth keeping
		defer r.bufs.Put(buf)
	}
	b := (*buf)[:size]
	if err := readAt(r.file, b, start); err != nil {
		return err
	}
	length, data := b[:4], b[prefixLen:]
	if int64(binary.BigEndian.Uint32(length)) != int64(len(data)) || binary.BigEndian.Uint32(b[4:]) != checksum(length, data) {
		return fmt.Errorf("%w: checksum", ErrCorrupt)
	}
	return use(data)
}

// Close closes the file.
func (r *Records) Close() error { return r.file.Close() }
