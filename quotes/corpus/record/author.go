package record

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/quotes/people"
)

// LooksLikeName says whether a text has the form of the name of one or several
// people, and of nothing else: two capitalised words or more, or one by which
// somebody is known who is quoted often.
func LooksLikeName(s string) bool {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 80 || strings.ContainsAny(s, ".!?:;\n") && !initials().MatchString(s) {
		return false
	}
	if IsKnownPerson(s) {
		return true
	}
	m := headAndRest().FindStringSubmatch(s)
	return m != nil && m[3] == "" && isName(m[1]) && len(strings.Fields(m[1])) > 1
}

// initials are the only points in a name.
var initials = expression(`^(?:[^.!?:;\n]|\b\p{L}{1,2}\.|Jr\.|Sr\.|Mrs\.|Esq\.)+$`)

// IsKnownPerson says whether a name is that of somebody who is quoted often.
func IsKnownPerson(name string) bool { return people.Builtin().Knows(name) }

// IsNobody knows what stands where nobody is named.
func IsNobody(name string) bool {
	switch strings.ToLower(strings.Trim(name, ". ")) {
	case "unknown", "anonymous", "anon", "author unknown", "unknown author", "unknown authors", "no author", "author", "various", "various authors", "undefined", "type.fit",
		"unbekannt", "unbekannter autor", "unbekannter verfasser", "autor unbekannt", "verfasser unbekannt", "anonym", "verschiedene", "inconnu", "auteur inconnu", "auteur anonyme", "anonyme", "divers",
		"desconocido", "autor desconocido", "anónimo", "varios", "varios autores", "desconhecido", "autor desconhecido", "anônimo", "sconosciuto", "autore sconosciuto", "anonimo", "autori vari", "aa.vv",
		"onbekend", "anoniem", "okänd", "ukjent", "ukendt", "nieznany", "autor nieznany", "anonim", "neznámý", "neznámý autor",
		"неизвестен", "неизвестно", "неизвестный", "неизвестный автор", "автор неизвестен", "аноним", "невідомий", "невідомий автор", "佚名", "无名氏", "匿名", "作者不詳", "미상", "작자 미상",
		"n/a", "na", "none", "null", "nan", "nobody", "-", "?", "???":
		return true
	}
	return name != "" && (name[0] == '<' || name[0] == '@' || name[0] <= '9') && mention().MatchString(name)
}

// mention is what Discord writes where somebody is mentioned
// (https://docs.discord.com/developers/reference#message-formatting): a number, no name.
var mention = expression(`^<?@[!&]?\d{15,20}>?$|^\d{15,20}$`)

// userNumber is what UB3R-B0T writes before a name.
var userNumber = expression(`^userid:\d+\s+`)

func withoutNumber(s string) string {
	if !strings.HasPrefix(s, "userid:") {
		return s
	}
	return userNumber().ReplaceAllString(s, "")
}

// SplitNames takes the names of several people in one text apart. Without a doubt
// that there are several it returns the text alone.
func SplitNames(s string) []string {
	if !strings.ContainsAny(s, ";|&\n") && strings.Count(s, " ") < 3 {
		return []string{CleanName(s)} // two full names are longer
	}
	for _, cut := range []*regexp.Regexp{betweenNames(), andNames()} {
		parts := cut.Split(strings.TrimSpace(s), -1)
		if len(parts) < 2 {
			continue
		}
		if more := strings.Split(parts[0], ", "); !Inverted(parts[0]) { // “A, B and C”
			parts = append(more, parts[1:]...)
		}
		several := !aBody().MatchString(s)
		for i, p := range parts {
			parts[i] = CleanName(p)
			several = several && (LooksLikeName(parts[i]) || Inverted(parts[i]))
		}
		if several {
			return parts
		}
	}
	return []string{CleanName(s)}
}

// aBody are words of the names of organisations: "Aviation Week & Space Technology".
var aBody = expression(`(?i)\b(?:society|company|institute|university|press|week|church|association|assoc|technology|foundation|magazine|times|inc|ltd|co|gmbh)\b`)

var (
	betweenNames = expression(`\s*[;\n|]\s*|\s+&\s+`)
	// A comma alone may stand before a work: there has to be a word as well.
	andNames = expression(`,?\s+(?:and|und|et|y|e|en|och|og|i|и)\s+`)
)

// TurnedRound turns "Orwell, George" round, and leaves any other name as it is. What
// stands behind somebody who is known by one name may be a work: "Plato, Republic".
func TurnedRound(name string) string {
	if !Inverted(name) {
		return name
	}
	turned := FirstNameFirst(name)
	if last, _, _ := strings.Cut(name, ","); IsKnownPerson(strings.TrimSpace(last)) && !IsKnownPerson(turned) {
		return name
	}
	return turned
}

// FirstNameFirst turns "Orwell, George" round.
func FirstNameFirst(name string) string {
	last, first, ok := strings.Cut(strings.TrimSpace(name), ", ")
	if !ok || strings.Contains(first, ",") || first == "" || strings.HasPrefix(first, "Jr") || strings.HasPrefix(first, "Sr") {
		return name
	}
	return first + " " + last
}

// invertedName is "Orwell, George".
var invertedName = expression(`^(\p{Lu}[\p{L}'’\-]+), (\p{Lu}[\p{L}.]*(?: \p{Lu}\.?[\p{L}]*)?)$`)

// Inverted says whether a name has the surname first: "Orwell, George".
func Inverted(name string) bool { return invertedName().MatchString(strings.TrimSpace(name)) }

// authorAndWork takes a cell such as "Albert Einstein, The World As I See It"
// apart. In a file that has names with the surname first, one word after a comma
// is no work.
func authorAndWork(text string, inverted bool) (quotes.Attribution, bool) {
	head, rest, ok := strings.Cut(text, ", ")
	if !ok || inverted && len(strings.Fields(rest)) < 3 && TurnedRound(text) != text || !LooksLikeName(head) {
		return quotes.Attribution{}, false
	}
	m := headAndRest().FindStringSubmatch(text)
	if m == nil || m[3] == "" || !isName(m[1]) || moreNames().MatchString(m[3]) {
		return quotes.Attribution{}, false
	}
	for _, part := range strings.Split(m[3], ", ") {
		if IsKnownPerson(part) {
			return quotes.Attribution{}, false // several people
		}
	}
	return ParseAttribution(text), true
}

// SplitDash tells words from an attribution behind a dash at their end: “So it
// is. — Ann Low”. usual says that the file has them so throughout; without that
// the words have to end before the dash, or the name has to be known.
func SplitDash(text string, usual bool) (words, attribution string, ok bool) {
	text = strings.TrimSpace(text)
	if m := inParens().FindStringSubmatch(text); m != nil && WithoutMarks(m[1]) != m[1] {
		if head, _, _ := strings.Cut(m[2], ","); LooksLikeName(head) {
			return m[1], m[2], true
		}
	}
	// No attribution is longer than this, and a record may be long.
	from := max(len(text)-400, 0)
	at, size := lastDash(text[from:], 3)
	if at += from; at <= from && from > 0 || at <= 0 {
		return text, "", false
	}
	words, attribution = strings.TrimSpace(text[:at]), strings.Trim(text[at+size:], " \t*_")
	attribution = withoutNumber(attribution)
	if words == "" || attribution == "" || len(attribution) > 160 || strings.Contains(attribution, "\n") {
		return text, "", false
	}
	last, _ := utf8.DecodeLastRuneInString(words)
	ended := strings.ContainsRune(".!?…。！？”\"»’'“」』)*_", last) || strings.HasSuffix(strings.TrimRight(text[:at], " \t"), "\n")
	if IsNobody(attribution) {
		return words, "", ended || usual
	}
	a := ParseAttribution(attribution)
	named := len(a.Speakers) > 0
	switch {
	case ended && nickname1().MatchString(attribution) && WithoutMarks(words) != words:
	case ended && (named || a.Source.Title != "" && a.Source.Title != attribution):
	case ended && !strings.ContainsAny(attribution, ".!?") && len(strings.Fields(attribution)) <= 8 && beginsLikeTitle(attribution):
	case text[at:at+size] == "-" || !named:
		return text, "", false
	case !usual && !IsKnownPerson(a.Speakers[0].Name):
		return text, "", false
	}
	return words, attribution, true
}

// inParens is "So it is." (Ann Low)
var inParens = expression(`(?s)^(["“«„].+["”“»])\s*\(([^()\n]{3,100})\)$`)

// nickname1 is a name of one word as people have it in chats.
var nickname1 = expression(`^@?[\p{L}\p{N}_.\-]{2,32}$`)

// Nickname returns a name of one word as people have it in chats, or "".
func Nickname(s string) string {
	s = strings.TrimSpace(s)
	if !nickname1().MatchString(s) || IsNobody(s) {
		return ""
	}
	switch strings.ToLower(s) {
	case "proverb", "sprichwort", "proverbe", "proverbio", "saying", "traditional", "source", "graffiti", "meme":
		return ""
	}
	return strings.TrimPrefix(s, "@")
}

var tailed = expression(`(?s)^(["“«„].+["”“»])\s+([^"“”«»„]{2,80})$`)

// SplitTail tells words in quotation marks from what stands behind them: "So it
// is." A Work.
func SplitTail(text string) (words, attribution string, ok bool) {
	m := tailed().FindStringSubmatch(strings.TrimSpace(text))
	if m == nil || !beginsLikeTitle(m[2]) || WithoutMarks(m[1]) == m[1] {
		return text, "", false
	}
	return m[1], m[2], true
}

// beginsLikeTitle says whether a text begins with a capital letter, a digit or a
// letter of a script without capitals.
func beginsLikeTitle(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) && !unicode.IsLower(r) || unicode.IsDigit(r)
}

// lastDash returns where the last dash of a text stands that can part words from
// an attribution: a long one, two short ones, or a short one with spaces around.
func lastDash(s string, again int) (at, size int) {
	at = -1
	for _, d := range []string{"—", "–", "―", "--", "~"} {
		if i := strings.LastIndex(s, d); i > at && !(d == "–" && betweenDigits(s, i, len(d))) {
			at, size = i, len(d)
		}
	}
	for _, d := range []string{" - ", "\n- ", "\n-", "\" -", "” -"} {
		if i := strings.LastIndex(s, d); i >= 0 && i+strings.Index(d, "-") > at {
			at, size = i+strings.Index(d, "-"), 1
		}
	}
	// A dash between years or inside the attribution itself comes after the one
	// that parts: "Words. — Ann Low (1900–1980)".
	if at > 0 && again > 0 {
		if open := strings.LastIndexByte(s[:at], '('); open > 0 && strings.IndexByte(s[open:], ')') > at-open {
			return lastDash(s[:open], again-1)
		}
	}
	return at, size
}

func betweenDigits(s string, i, n int) bool {
	return i > 0 && i+n < len(s) && s[i-1] >= '0' && s[i-1] <= '9' && s[i+n] >= '0' && s[i+n] <= '9'
}
