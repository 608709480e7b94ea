package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"

	"verbatim/quotes"
)

// The 32 digits of an ID, in their order as bytes, so that packed IDs sort as
// the texts do. See quotes.ID.
const digits = "0123456789abcdefghjkmnpqrstvwxyz"

// packedLen is the length of a packed ID: 65 bits in 9 bytes, the last 7 zero.
const packedLen = 9

// PackedID is an ID in nine bytes, for tables of many. Packed IDs compare as
// the IDs do. The zero PackedID is the ID "0000000000000", which no wording is
// known to have; tables use it for "none".
type PackedID [packedLen]byte

// Pack packs an ID. Its error wraps [quotes.ErrBadID]: only the spelling that
// [quotes.IDOf] writes is packed, so that packing and unpacking is a round trip.
func Pack(id quotes.ID) (PackedID, error) {
	if len(id) != quotes.IDLen {
		return PackedID{}, fmt.Errorf("%w: %q", quotes.ErrBadID, string(id))
	}
	var high uint64
	var last int
	for i := range quotes.IDLen {
		if last = strings.IndexByte(digits, id[i]); last < 0 {
			return PackedID{}, fmt.Errorf("%w: %q", quotes.ErrBadID, string(id))
		}
		if i < quotes.IDLen-1 {
			high = high<<5 | uint64(last)
		}
	}
	// 12 digits are 60 bits; of the last one 4 bits go beside them, 1 is left.
	var p PackedID
	binary.BigEndian.PutUint64(p[:8], high<<4|uint64(last>>1))
	p[8] = byte(last&1) << 7
	return p, nil
}

// ID unpacks the ID.
func (p PackedID) ID() quotes.ID {
	high := binary.BigEndian.Uint64(p[:8])
	var id [quotes.IDLen]byte
	for i := range quotes.IDLen - 1 {
		id[i] = digits[high>>(59-5*i)&31]
	}
	id[quotes.IDLen-1] = digits[high&15<<1|uint64(p[8]>>7)]
	return quotes.ID(id[:])
}

// Compare orders packed IDs as the IDs are ordered.
func (p PackedID) Compare(q PackedID) int { return bytes.Compare(p[:], q[:]) }
