package vocabulary

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// The file: a header of 8 bytes (magic, version), then the sections one after
// another, then the table (for each section its offset and length, 16 bytes),
// then a trailer: offset of the table (8 bytes), number of sections (4), CRC-32C
// of everything before it (4). Numbers are little endian.
const (
	magic       = "vocb"
	version     = 4
	headerSize  = 8
	trailerSize = 16
)

// The sections, in the order of the file.
const (
	secStats         = iota // documents, in 8 bytes
	secWordFST              // word -> number, by frequency from 0
	secWordCounts           // documents of each word, 4 bytes
	secWordTexts            // the words by number
	secWordTops             // see tops
	secWordOrder            // the numbers in the order of their texts, 4 bytes
	secWordEnds             // the same in the order of their texts read backwards
	secShownWords           // the numbers of words that are written otherwise than folded, ascending
	secShownTexts           // how these are written
	secNameFST              // a word of a speaker's name -> number
	secNameCounts           //
	secNameTexts            //
	secNameOrder            //
	secNameEnds             //
	secTitleFST             // a word of a title, a publisher or a place in a source -> number
	secTitleCounts          //
	secTitleTexts           //
	secTitleOrder           //
	secTitleEnds            //
	secNameKeys             // each of text.NameKeys + 0 + word -> number
	secSpeakerFST           // folded name from each of its words on + 0 + number -> number
	secSpeakerCounts        //
	secSpeakerTexts         // names as shown
	secSpeakerTops          //
	secSourceFST            // as for speakers
	secSourceCounts         //
	secSourceTexts          //
	secSourceTops           //
	secDates                // every date of an attribution, one a line, sorted
	secDocOffsets           // where each document starts, 4 bytes
	secDocs                 // see Doc
	sections
)

// ErrDamaged is returned, wrapped, by [Open] for a file that is not as it was
// written.
var ErrDamaged = errors.New("the vocabulary is damaged")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// writer writes the file section by section.
type writer struct {
	w     *bufio.Writer
	crc   uint32
	at    uint64
	table []uint64
}

func newWriter(w io.Writer) (*writer, error) {
	out := &writer{w: bufio.NewWriterSize(w, 1<<20)}
	header := make([]byte, headerSize)
	copy(header, magic)
	binary.LittleEndian.PutUint32(header[4:], version)
	_, err := out.Write(header)
	return out, err
}

func (w *writer) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	w.crc = crc32.Update(w.crc, castagnoli, p[:n])
	w.at += uint64(n)
	return n, err
}

// section writes the next section.
func (w *writer) section(write func(io.Writer) error) error {
	start := w.at
	if err := write(w); err != nil {
		return err
	}
	w.table = append(w.table, start, w.at-start)
	return nil
}

func (w *writer) finish() error {
	tableAt := w.at
	buf := make([]byte, 0, len(w.table)*8+trailerSize)
	for _, v := range w.table {
		buf = binary.LittleEndian.AppendUint64(buf, v)
	}
	buf = binary.LittleEndian.AppendUint64(buf, tableAt)
	buf = binary.LittleEndian.AppendUint32(buf, uint32(len(w.table)/2))
	if _, err := w.Write(buf); err != nil {
		return err
	}
	if _, err := w.w.Write(binary.LittleEndian.AppendUint32(nil, w.crc)); err != nil {
		return err
	}
	return w.w.Flush()
}

// sectionsOf returns the sections of a file that was read from path after
// checking that it is whole.
func sectionsOf(data []byte, path string) ([][]byte, error) {
	if len(data) < headerSize+trailerSize || string(data[:4]) != magic {
		return nil, fmt.Errorf("%w: no vocabulary in %s", ErrDamaged, path)
	}
	if v := binary.LittleEndian.Uint32(data[4:]); v != version {
		return nil, fmt.Errorf("%w: version %d of %s, want %d", ErrDamaged, v, path, version)
	}
	body, trailer := data[:len(data)-4], data[len(data)-trailerSize:]
	if crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(trailer[12:]) {
		return nil, fmt.Errorf("%w: checksum of %s", ErrDamaged, path)
	}
	tableAt, n := binary.LittleEndian.Uint64(trailer), binary.LittleEndian.Uint32(trailer[8:])
	if n != sections || tableAt+uint64(n)*16+trailerSize != uint64(len(data)) {
		return nil, fmt.Errorf("%w: table of %s", ErrDamaged, path)
	}
	out := make([][]byte, n)
	for i := range out {
		entry := data[tableAt+uint64(i)*16:]
		start, length := binary.LittleEndian.Uint64(entry), binary.LittleEndian.Uint64(entry[8:])
		if start > tableAt || length > tableAt-start {
			return nil, fmt.Errorf("%w: section %d of %s", ErrDamaged, i, path)
		}
		out[i] = data[start : start+length : start+length]
	}
	return out, nil
}

// numbers is a section of 4-byte numbers.
type numbers []byte

func (n numbers) len() int { return len(n) / 4 }

func (n numbers) at(i uint32) uint32 { return binary.LittleEndian.Uint32(n[4*int(i):]) }

// numbersOf writes a section of numbers.
func numbersOf(ns []uint32) func(io.Writer) error {
	return func(w io.Writer) error { return writeNumbers(w, ns) }
}

func writeNumbers(w io.Writer, ns []uint32) error {
	buf := make([]byte, 0, 1<<16)
	for _, n := range ns {
		buf = binary.LittleEndian.AppendUint32(buf, n)
		if len(buf) == cap(buf) {
			if _, err := w.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	_, err := w.Write(buf)
	return err
}

// texts is a section of texts: their count, the end of each, then the bytes.
type texts []byte

func (t texts) len() int { return int(binary.LittleEndian.Uint32(t)) }

func (t texts) at(i uint32) string { return string(t.bytes(i)) }

// bytes returns a text without copying it. It must not be changed or kept.
func (t texts) bytes(i uint32) []byte {
	start := uint32(0)
	if i > 0 {
		start = binary.LittleEndian.Uint32(t[4*i:])
	}
	end := binary.LittleEndian.Uint32(t[4*i+4:])
	base := 4 + 4*uint32(t.len())
	return t[base+start : base+end]
}

func writeTexts(w io.Writer, ss []string) error {
	ends := make([]uint32, 1, len(ss)+1)
	ends[0] = uint32(len(ss))
	end := uint32(0)
	for _, s := range ss {
		end += uint32(len(s))
		ends = append(ends, end)
	}
	if err := writeNumbers(w, ends); err != nil {
		return err
	}
	for _, s := range ss {
		if _, err := io.WriteString(w, s); err != nil {
			return err
		}
	}
	return nil
}
