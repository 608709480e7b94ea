// Package kinds is the one table of formats: what a file is recognised as by what
// stands in it.
package kinds

import (
	"regexp"
	"slices"

	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/format/note"
	"verbatim/quotes/corpus/format/page"
)

// Of returns the format of a file. ok is false for an article, and for a text
// that is nothing else either.
func Of(h *format.Head) (f format.Format, ok bool) {
	for _, f := range All() {
		if f.Is(h) {
			return f, true
		}
	}
	return format.Format{}, false
}

// All returns every format in the order in which they are tried: the narrow ones
// first, by their content whatever they are called, then those that their ending
// tells.
func All() []format.Format {
	return slices.Concat(note.Exports(), page.All(), []format.Format{{Name: "table", Example: "a table under the name of a text, with tabs or bars between words and names", Parse: format.ReadTable, Is: format.IsTextTable}}, note.Texts(), records())
}

// records are the formats of records of any origin.
func records() []format.Format {
	return []format.Format{
		{Name: "JSON Lines", Example: "`.jsonl`, `.ndjson`: one object a line", Parse: format.ReadJSONLines, Is: isJSONLines},
		{Name: "JSON", Example: "`.json`: a list of objects or texts, such lists inside objects, `{speaker: [words]}`, pairs", Parse: format.ReadJSON, Is: isJSON},
		{Name: "fortune file", Example: "`.fortune`, `.txt`, no ending: lines of `%` between quotations", Parse: format.ReadFortunes, Is: func(h *format.Head) bool { return h.Percents && !format.IsOf(h, ".csv", ".tsv", ".yaml", ".yml") }},
		{Name: "table", Example: "`.csv`, `.tsv`: with a header in any of ten languages, or none", Parse: format.ReadTable, Is: func(h *format.Head) bool { return format.IsOf(h, ".csv", ".tsv", ".tab", ".psv") }},
		{Name: "YAML", Example: "`.yaml`, `.yml`", Parse: format.ReadYAML, Is: func(h *format.Head) bool { return format.IsOf(h, ".yaml", ".yml") }},
	}
}

func isJSONLines(h *format.Head) bool { return format.IsOf(h, ".jsonl", ".ndjson") }

func isJSON(h *format.Head) bool {
	if format.IsOf(h, ".json") {
		return true
	}
	// Under another name it has to begin like a list or an object with a field.
	return !format.IsOf(h, ".csv", ".tsv", ".yaml", ".yml") && jsonStart.MatchString(h.Text)
}

var jsonStart = regexp.MustCompile(`^[\s\x{feff}]*(?:\[\s*(?:\{\s*"|"|\[\s*")|\{\s*"[^"\n]{1,80}"\s*:)`)
