package extract

import "strings"

type verbForm struct {
	word string
	form class
}

// inflect makes the forms of a verb from a line of verbs.txt: its base and, if
// they are irregular, its past and participle. "quip+" doubles its last letter.
func inflect(line []string) []verbForm {
	base, particle := line[0], ""
	if i := strings.IndexByte(base, '-'); i > 0 && base != "e-mail" {
		base, particle = base[:i], base[i:]
	}
	stem := base
	if b, ok := strings.CutSuffix(base, "+"); ok {
		base, stem = b, b+b[len(b)-1:]
	}
	past := regularPast(stem)
	if len(line) > 1 {
		past, _, _ = strings.Cut(line[1], "-")
	}
	part := past
	if len(line) > 2 {
		part, _, _ = strings.Cut(line[2], "-")
	}
	forms := []verbForm{
		{base + particle, formBase},
		{plural(base) + particle, formThird},
		{past + particle, formPast},
		{part + particle, formPart},
		{participle(stem) + particle, formIng},
	}
	return forms
}

func consonantY(w string) bool {
	n := len(w)
	return n > 1 && w[n-1] == 'y' && !strings.ContainsRune("aeiou", rune(w[n-2]))
}

func regularPast(w string) string {
	switch {
	case strings.HasSuffix(w, "e"):
		return w + "d"
	case consonantY(w):
		return w[:len(w)-1] + "ied"
	}
	return w + "ed"
}

func participle(w string) string {
	switch {
	case strings.HasSuffix(w, "ie"):
		return w[:len(w)-2] + "ying"
	case strings.HasSuffix(w, "e") && !strings.HasSuffix(w, "ee"):
		return w[:len(w)-1] + "ing"
	}
	return w + "ing"
}

// plural is also the third person of a verb: both add the same s.
func plural(w string) string {
	switch {
	case consonantY(w):
		return w[:len(w)-1] + "ies"
	case strings.HasSuffix(w, "man"):
		return w[:len(w)-3] + "men"
	case strings.HasSuffix(w, "s"), strings.HasSuffix(w, "x"), strings.HasSuffix(w, "ch"),
		strings.HasSuffix(w, "sh"), strings.HasSuffix(w, "z"), w == "go", w == "echo", w == "veto":
		return w + "es"
	}
	return w + "s"
}
