package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// A sealed value is one line of JSON that carries its checksum:
//
//	{"v":1,"crc":"0a1b2c3d","data":{...}}
//
// crc is the CRC-32C of the version's digit and the bytes of data. The frame is
// fixed byte for byte, so that a line which was altered anywhere is not taken
// for a good one.
const (
	sealVersion = "1" // one digit
	sealHead    = `{"v":`
	sealCRC     = `,"crc":"`
	sealData    = `","data":`
	sealTail    = `}`
)

// Seal returns v as JSON with its checksum, in one line that ends in LF.
func Seal(v any) ([]byte, error) { return sealAs(sealVersion, v) }

func sealAs(version string, v any) ([]byte, error) {
	var data bytes.Buffer
	enc := json.NewEncoder(&data)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	payload := bytes.TrimSuffix(data.Bytes(), []byte("\n"))
	return append(seal(version, payload), '\n'), nil
}

func seal(version string, payload []byte) []byte {
	crc := checksum([]byte(version), payload)
	return fmt.Appendf(nil, "%s%s%s%08x%s%s%s", sealHead, version, sealCRC, crc, sealData, payload, sealTail)
}

// Unseal reads what [Seal] wrote, with or without the LF, into v. Its error
// wraps [ErrCorrupt] or [ErrNewer].
func Unseal(line []byte, v any) error { return unseal(line, v, sealVersion) }

// unseal is Unseal for lines of any of the given versions, a digit each.
func unseal(line []byte, v any, versions string) error {
	line = bytes.TrimSuffix(line, []byte("\n"))
	frame := len(seal(sealVersion, nil))
	if len(line) < frame {
		return fmt.Errorf("%w: it is cut off", ErrCorrupt)
	}
	version := string(line[len(sealHead):][:len(sealVersion)])
	payload := line[frame-len(sealTail) : len(line)-len(sealTail)]
	// Sealed anew, the same payload has to give the same line.
	switch {
	case !bytes.Equal(line, seal(version, payload)):
		return fmt.Errorf("%w: checksum", ErrCorrupt)
	case !strings.Contains(versions, version):
		return fmt.Errorf("%w: format %s, known is %s", ErrNewer, version, versions[len(versions)-1:])
	}
	if err := json.Unmarshal(payload, v); err != nil {
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return nil
}

// readLimited reads a file of at most limit bytes.
func readLimited(path string, limit int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("%w: it is longer than %d bytes", ErrCorrupt, limit)
	}
	return data, errors.Join(err, file.Close())
}
