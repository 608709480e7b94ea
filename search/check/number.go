package check

import (
	"strconv"

	"verbatim/search/duplicate"
	"verbatim/search/text"
)

// number is [duplicate.Number] with what counts only beside another number: one,
// and which of several. A few words that count in another language do not in
// English.
func (c comparison) number(w string) string {
	switch w {
	case "one", "once", "single", "eins", "ein", "eine", "un", "une", "uno", "una", "um", "uma", "один", "одна", "одне", "одно":
		return "1"
	case "first", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth":
		return w
	}
	n := duplicate.Number(w)
	if c.lang == "en" && n != "" && !text.HasNumber(w) && !english(w) {
		return ""
	}
	return n
}

// english reports whether a word that counts is one of English.
func english(w string) bool {
	switch w {
	case "zero", "two", "twice", "three", "thrice", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
		"thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
		"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
		"hundred", "hundreds", "thousand", "thousands", "million", "millions", "billion", "billions", "trillion", "trillions",
		"dozen", "half", "third", "quarter", "double", "second":
		return true
	}
	return false
}

// values returns the numbers among words, those that are written in several words
// as one: ten thousand is 10,000.
func values(words []word) (out []string) {
	now := 0 // the number that is being read; 0: none
	end := func() {
		if now > 0 {
			out = append(out, strconv.Itoa(now))
		}
		now = 0
	}
	last := -1
	for i, w := range words {
		if w.number == "" {
			continue
		}
		n, err := strconv.Atoi(w.number)
		adjacent := last == i-1 && last >= 0
		switch {
		case err != nil || n == 0 && !(adjacent && len(w.Text) == 3):
			end()
			out = append(out, w.number)
		case adjacent && now > 0 && now < 1000 && len(w.Text) == 3 && w.Text[0] >= '0' && w.Text[0] <= '9' && w.Start == words[last].End+1:
			now = now*1000 + n // behind a thousands separator
		case adjacent && now > 0 && n >= 100 && now < n:
			now *= n
		case adjacent && now >= 20 && n < 100 && n < now && (now%100 == 0 || now < 100 && n < 10):
			now += n
		default:
			end()
			now = n
		}
		last = i
	}
	end()
	return out
}
