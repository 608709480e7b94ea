package language

import (
	_ "embed"
	"encoding/binary"
	"math"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:generate go run ./maketable

// table.bin holds, for each script of several languages, a line of their tags,
// the number of rows, and the rows: the three runes of a trigram, a space for
// what is no letter, and four bits for every language, which are the trigram's
// frequency in it: a step is log2(frequency) / 0.75 above a floor of 2^-16. It is
// made from the n-gram models of lingua-go (Apache License 2.0, Copyright Peter M.
// Stahl); maketable says how.
//
//go:embed table.bin
var tableData string

const (
	maxLangs              = 48 // of a script
	tableFloor, tableStep = -16, 0.75
	stepNats              = tableStep * math.Ln2 // a level of the table, in nats
)

// row is the levels of one trigram: language i in the nibble i%16 of word i/16.
type row [maxLangs / 16]uint64

// model is the table of one script.
type model struct {
	tags []string
	rows []row // rows[0] is that of every trigram that the table does not have
	// mean is the level that the trigrams of a text in the language have on
	// average, by the frequencies of the table itself.
	mean  [maxLangs]float64
	ascii [27 * 27 * 27]uint16
	keys  []uint64 // open addressing; 0 is empty
	index []uint16
}

var loadTable = sync.OnceValue(func() *[scriptsWithModel]*model {
	models := new([scriptsWithModel]*model)
	data := tableData
	for i := range models {
		models[i], data = parseModel(data)
	}
	return models
})

func parseModel(data string) (*model, string) {
	line, data, _ := strings.Cut(data, "\n")
	m := &model{tags: strings.Fields(line)}
	n := int(binary.LittleEndian.Uint32([]byte(data[:4])))
	data = data[4:]
	size := 1
	for size < 2*n {
		size *= 2
	}
	m.rows = make([]row, 1, n+1)
	m.keys, m.index = make([]uint64, size), make([]uint16, size)
	for range n {
		var g [3]rune
		for k := range g {
			r, w := utf8.DecodeRuneInString(data)
			g[k], data = r, data[w:]
		}
		var levels row
		for k := range (len(m.tags) + 1) / 2 {
			levels[k/8] |= uint64(data[k]) << (k % 8 * 8)
		}
		data = data[(len(m.tags)+1)/2:]
		for i := range m.tags {
			level := float64(levels[i/16] >> (i % 16 * 4) & 15)
			m.mean[i] += level * math.Exp2(tableFloor+tableStep*level)
		}
		at := uint16(len(m.rows))
		m.rows = append(m.rows, levels)
		if a, ok := asciiIndex(g[0], g[1], g[2]); ok {
			m.ascii[a] = at
			continue
		}
		key := keyOf(g[0], g[1], g[2])
		i := m.slot(key)
		m.keys[i], m.index[i] = key, at
	}
	return m, data
}

func keyOf(a, b, c rune) uint64 { return uint64(a)<<42 | uint64(b)<<21 | uint64(c) }

// slot returns where the key is, or the empty slot where it would be.
func (m *model) slot(key uint64) int {
	mask := len(m.keys) - 1
	i := int(key*0x9E3779B97F4A7C15>>32) & mask
	for m.keys[i] != 0 && m.keys[i] != key {
		i = (i + 1) & mask
	}
	return i
}

func asciiIndex(a, b, c rune) (int, bool) {
	x, y, z := letter27(a), letter27(b), letter27(c)
	if x < 0 || y < 0 || z < 0 {
		return 0, false
	}
	return (x*27+y)*27 + z, true
}

// letter27 numbers the letters a to z and the space; -1 is any other rune.
func letter27(r rune) int {
	switch {
	case r >= 'a' && r <= 'z':
		return int(r-'a') + 1
	case r == ' ':
		return 0
	}
	return -1
}

// find returns the row of a trigram.
func (m *model) find(a, b, c rune) *row {
	if i, ok := asciiIndex(a, b, c); ok {
		return &m.rows[m.ascii[i]]
	}
	key := keyOf(a, b, c)
	if i := m.slot(key); m.keys[i] == key {
		return &m.rows[m.index[i]]
	}
	return &m.rows[0]
}

// tally sums rows. Eight languages are added at once, as the bytes or shorts of a
// word, until these are full.
type tally struct {
	n    int // trigrams
	low  row // the even and the odd nibbles of the last rows, in bytes
	high row
	wide [4]row // what was in low and high before, in shorts
	sum  [maxLangs]int32

	inBytes, inShorts int // how many rows, how many times
}

const (
	lowNibbles = 0x0F0F0F0F0F0F0F0F
	lowBytes   = 0x00FF00FF00FF00FF
)

func (t *tally) add(r *row) {
	t.n++
	for k, w := range r {
		t.low[k] += w & lowNibbles
		t.high[k] += w >> 4 & lowNibbles
	}
	if t.inBytes++; t.inBytes == 17 { // 17 * 15 = 255
		t.widen()
	}
}

func (t *tally) widen() {
	for k := range t.low {
		t.wide[0][k] += t.low[k] & lowBytes
		t.wide[1][k] += t.high[k] & lowBytes
		t.wide[2][k] += t.low[k] >> 8 & lowBytes
		t.wide[3][k] += t.high[k] >> 8 & lowBytes
	}
	t.low, t.high, t.inBytes = row{}, row{}, 0
	if t.inShorts++; t.inShorts == 257 { // 257 * 255 = 65535
		t.flush()
	}
}

// sums returns the levels of each language, summed.
func (t *tally) sums() *[maxLangs]int32 {
	if t.inBytes > 0 {
		t.widen()
	}
	if t.inShorts > 0 {
		t.flush()
	}
	return &t.sum
}

func (t *tally) flush() {
	for j := range t.wide {
		for k, w := range t.wide[j] {
			for b := range 4 {
				t.sum[16*k+4*b+j] += int32(uint16(w >> (16 * b)))
			}
		}
		t.wide[j] = row{}
	}
	t.inShorts = 0
}

func (t *tally) merge(u *tally) {
	if u.n == 0 {
		return
	}
	t.n += u.n
	for i, n := range u.sums() {
		t.sum[i] += n
	}
}
