package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"runtime"
	"sort"
	"strings"
	"sync"

	"verbatim/quotes"
)

// The file of a [Table], all numbers big-endian:
//
//	header    "vbrecs" and the format's version, 2 bytes
//	entry     length of the JSON, 4 bytes
//	          CRC-32C of length and JSON, 4 bytes
//	          the JSON
//	...       one after the other, in the order of their IDs, without gaps
//	index     for each entry its ID, packed, 9 bytes, and where it starts, 6 bytes
//	trailer   number of entries, 4 bytes
//	          where the index starts, 8 bytes
//	          CRC-32C of the index, 4 bytes
//	          CRC-32C of the header and of the trailer up to here, 4 bytes
//	          "vbrecend"
//
// An entry's length follows from the index too, so that no byte of the file is
// unaccounted for: a byte that changed, is missing or was added is noticed by
// whoever reads what it belongs to.
const (
	tableMagic   = "vbrecs"
	tableVersion = 1
	tableEnd     = "vbrecend"

	headerLen  = len(tableMagic) + 2
	prefixLen  = 8 // of an entry: its length and checksum
	entryLen   = packedLen + offsetLen
	offsetLen  = 6
	trailerLen = 4 + 8 + 4 + 4 + len(tableEnd)
)

// MaxEntry is the most bytes that one entry may have as JSON.
const MaxEntry = 64 << 20

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

// Table is an open file of JSON values, each under the ID of a quotation. Each
// value is checked against its checksum as it is read; the file is read with
// ReadAt and never mapped, since a mapped file that shrinks kills the process.
// Safe for concurrent use.
//
// In memory it holds 15 bytes an entry.
type Table struct {
	file  *os.File
	index []byte // as in the file, in memory that is given back when nobody has the table
	end   int64  // where the entries end and the index starts
	bufs  sync.Pool
}

// OpenTable opens a file that a [TableWriter] wrote. It checks header, index
// and trailer; its error wraps [ErrCorrupt] when they are not as written and
// [ErrNewer] when the format is unknown.
func OpenTable(path string) (*Table, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	t := &Table{file: file}
	if err := t.load(); err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", path, err), file.Close())
	}
	return t, nil
}

func (t *Table) load() error {
	info, err := t.file.Stat()
	if err != nil {
		return err
	}
	size := info.Size()
	if size < int64(headerLen+trailerLen) {
		return fmt.Errorf("%w: it has %d bytes", ErrCorrupt, size)
	}
	head, tail := make([]byte, headerLen), make([]byte, trailerLen)
	if err := readAt(t.file, head, 0); err != nil {
		return err
	}
	if err := readAt(t.file, tail, size-int64(trailerLen)); err != nil {
		return err
	}
	sealed := tail[:trailerLen-len(tableEnd)-4]
	switch version := binary.BigEndian.Uint16(head[len(tableMagic):]); {
	case string(head[:len(tableMagic)]) != tableMagic || string(tail[trailerLen-len(tableEnd):]) != tableEnd:
		return fmt.Errorf("%w: it does not begin and end as such a file does", ErrCorrupt)
	case binary.BigEndian.Uint32(tail[len(sealed):]) != checksum(head, sealed):
		return fmt.Errorf("%w: checksum of the trailer", ErrCorrupt)
	case version != tableVersion:
		return fmt.Errorf("%w: format %d, known is %d", ErrNewer, version, tableVersion)
	}
	count := int64(binary.BigEndian.Uint32(sealed))
	t.end = int64(binary.BigEndian.Uint64(sealed[4:]))
	if t.end < int64(headerLen) || t.end+count*int64(entryLen)+int64(trailerLen) != size {
		return fmt.Errorf("%w: %d entries and an index at byte %d do not make %d bytes", ErrCorrupt, count, t.end, size)
	}
	index, release, err := Uncounted(int(count) * entryLen)
	if err != nil {
		return err
	}
	t.index = index
	runtime.AddCleanup(t, func(release func() error) { _ = release() }, release)
	if err := readAt(t.file, t.index, t.end); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(sealed[12:]) != checksum(t.index) {
		return fmt.Errorf("%w: checksum of the index", ErrCorrupt)
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

// Len returns how many entries there are; they are numbered from 0 to Len()-1
// in the order of their IDs.
func (t *Table) Len() int { return len(t.index) / entryLen }

// PackedAt is [Table.IDAt] without unpacking.
func (t *Table) PackedAt(n uint32) PackedID {
	id := PackedID(t.index[int(n)*entryLen:][:packedLen])
	runtime.KeepAlive(t)
	return id
}

func (t *Table) offsetAt(n uint32) int64 {
	e := t.index[int(n)*entryLen+packedLen:]
	offset := int64(binary.BigEndian.Uint16(e))<<32 | int64(binary.BigEndian.Uint32(e[2:]))
	runtime.KeepAlive(t)
	return offset
}

// IDAt returns the ID of entry n, which must be below Len. It reads nothing
// from disk.
func (t *Table) IDAt(n uint32) quotes.ID { return t.PackedAt(n).ID() }

// Find returns the number of the entry with the ID, and whether there is one.
// It reads nothing from disk. The error wraps [quotes.ErrBadID].
func (t *Table) Find(id quotes.ID) (n uint32, ok bool, err error) {
	p, err := Pack(id)
	if err != nil {
		return 0, false, err
	}
	n, ok = t.FindPacked(p)
	return n, ok, nil
}

// FindPacked is [Table.Find] for a packed ID. When there is no such entry, n
// is the number of the first one with a greater ID.
func (t *Table) FindPacked(id PackedID) (n uint32, ok bool) {
	i, ok := sort.Find(t.Len(), func(i int) int { return id.Compare(t.PackedAt(uint32(i))) })
	return uint32(i), ok
}

// WithPrefix returns the numbers [from, to) of the entries whose ID starts with
// the prefix. It reads nothing from disk.
func (t *Table) WithPrefix(prefix string) (from, to uint32) {
	first := sort.Search(t.Len(), func(i int) bool { return string(t.IDAt(uint32(i))) >= prefix })
	rest := sort.Search(t.Len()-first, func(i int) bool {
		return !strings.HasPrefix(string(t.IDAt(uint32(first+i))), prefix)
	})
	return uint32(first), uint32(first + rest)
}

// Raw reads entry n, checks it and calls use with its JSON, which is good until
// use returns. An entry that is not as it was written, or a number that none
// has, gives an error that wraps [ErrCorrupt]: numbers come from an index, which
// may be damaged.
func (t *Table) Raw(n uint32, use func([]byte) error) error {
	if int(n) >= t.Len() {
		return fmt.Errorf("%w: there are %d entries", ErrCorrupt, t.Len())
	}
	start, end := t.offsetAt(n), t.end
	if int(n)+1 < t.Len() {
		end = t.offsetAt(n + 1)
	}
	size := end - start
	if size < int64(prefixLen) || size > int64(prefixLen+MaxEntry) {
		return fmt.Errorf("%w: it has %d bytes", ErrCorrupt, size)
	}
	buf, _ := t.bufs.Get().(*[]byte)
	if buf == nil || int64(cap(*buf)) < size {
		buf = new(make([]byte, size))
	}
	if size <= 1<<20 { // a rare giant is not worth keeping
		defer t.bufs.Put(buf)
	}
	b := (*buf)[:size]
	if err := readAt(t.file, b, start); err != nil {
		return err
	}
	length, data := b[:4], b[prefixLen:]
	if int64(binary.BigEndian.Uint32(length)) != int64(len(data)) || binary.BigEndian.Uint32(b[4:]) != checksum(length, data) {
		return fmt.Errorf("%w: checksum", ErrCorrupt)
	}
	return use(data)
}

// Close closes the file.
func (t *Table) Close() error { return t.file.Close() }
