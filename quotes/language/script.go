package language

import "unicode"

// script numbers the writing systems that are told apart: first those of several
// languages, in the order of table.bin, then those that settle the language.
type script uint8

const (
	latin script = iota
	cyrillic
	arabic
	devanagari
	scriptsWithModel
)

const (
	han script = scriptsWithModel + iota
	kana
	hangul
	single // the first of scripts
)

// scripts are the writing systems, or blocks, of one language here.
var scripts = [...]struct {
	first, last rune
	tag         string
}{
	{0x0370, 0x03FF, "el"},
	{0x0530, 0x058F, "hy"},
	{0x0590, 0x05FF, "he"},
	{0x0980, 0x09FF, "bn"},
	{0x0A00, 0x0A7F, "pa"},
	{0x0A80, 0x0AFF, "gu"},
	{0x0B80, 0x0BFF, "ta"},
	{0x0C00, 0x0C7F, "te"},
	{0x0C80, 0x0CFF, "kn"},
	{0x0D00, 0x0D7F, "ml"},
	{0x0D80, 0x0DFF, "si"},
	{0x0E00, 0x0E7F, "th"},
	{0x0E80, 0x0EFF, "lo"},
	{0x1000, 0x109F, "my"},
	{0x10A0, 0x10FF, "ka"},
	{0x1200, 0x137F, "am"},
	{0x1780, 0x17FF, "km"},
	{0x1F00, 0x1FFF, "el"},
}

const scriptCount = int(single) + len(scripts)

// lettersOf is how many letters of an alphabet a character of the script counts
// as much as.
func lettersOf(s script) int {
	switch s {
	case han, kana, hangul:
		return 3
	}
	return 1
}

// scriptOf tells the script of a letter; ok is false for what is no letter or in
// no script that is known here.
func scriptOf(r rune) (s script, ok bool) {
	switch {
	case r < 0x0250:
		return latin, unicode.IsLetter(r)
	case r >= 0x0400 && r < 0x0530:
		return cyrillic, unicode.IsLetter(r)
	case r >= 0x0600 && r < 0x0700, r >= 0x0750 && r < 0x0780, r >= 0xFB50 && r < 0xFE00, r >= 0xFE70 && r < 0xFEFF:
		return arabic, unicode.IsLetter(r)
	case r >= 0x0900 && r < 0x0980:
		return devanagari, unicode.IsLetter(r)
	case r >= 0x1E00 && r < 0x1F00:
		return latin, true
	case r >= 0x3040 && r < 0x3100:
		return kana, unicode.IsLetter(r)
	case r >= 0x3400 && r < 0xA000, r >= 0x20000 && r < 0x32000:
		return han, unicode.IsLetter(r)
	case r >= 0xAC00 && r < 0xD7B0, r >= 0x1100 && r < 0x1200:
		return hangul, true
	}
	for i, x := range scripts {
		if r >= x.first && r <= x.last {
			return single + script(i), unicode.IsLetter(r) || unicode.IsMark(r)
		}
	}
	return 0, false
}
