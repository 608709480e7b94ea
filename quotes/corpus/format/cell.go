package format

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"verbatim/quotes/corpus/record"
)

// NoFormula returns a cell that no spreadsheet takes for a formula: an apostrophe
// stands before what could be one (https://owasp.org/www-community/attacks/CSV_Injection),
// and before apostrophes that stand there already.
func NoFormula(cell string) string {
	if isFormula(strings.TrimLeft(cell, "'")) {
		return "'" + cell
	}
	return cell
}

// withoutApostrophe takes away what NoFormula wrote.
func withoutApostrophe(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && isFormula(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return cell
}

func isFormula(cell string) bool {
	first, _ := utf8.DecodeRuneInString(cell)
	return strings.ContainsRune("=+-@\t\r＝＋－＠", first) && cell != ""
}

// IsJSONCell reports whether a cell of a table would be read as JSON.
func IsJSONCell(cell string) bool {
	return cell != "" && (cell[0] == '[' || cell[0] == '{') && json.Valid([]byte(cell))
}

// cellValue reads a cell of a column. One that may have several things or a whole
// object may have them as JSON.
func cellValue(column string, c cell) record.Value {
	text := withoutApostrophe(c.text)
	if record.HoldsMany(column) && IsJSONCell(text) {
		if v, err := ParseJSON([]byte(text), c.line); err == nil {
			return v
		}
	}
	return record.Value{Line: c.line, Kind: record.Scalar, Text: text}
}
