package record

import (
	"strings"
	"unicode"

	"verbatim/quotes"
)

// Attribution lines as other languages have them:
//
//	Aristóteles. (384-322 A.C.) Filósofo griego.   a name, dates, what he was
//	Miguel de Unamuno; filosofo espanhol.           a name and what he was
//	T. Pratchett: Malí bohové                       a name and a work
//	李白《早发白帝城》                                a name and a work
//	苏轼                                             a name
var (
	nameDates  = expression(`^(` + aName + `)\. ?\(([^()]*\d{2,4}[^()]*)\)\.?\s*(.*?)\.?$`)
	nameSemi   = expression(`^(` + aName + `) ?; ?(\p{Ll}.{2,100}?)\.?$`)
	nameRole   = expression(`^(` + aName + `) ?, ((?i:escritor|escritora|poeta|filósofo|filosofo|pintor|pintora|músico|musico|compositor|diretor|director|actor|ator|atriz|actriz|político|politico|cientista|científico|físico|fisico|matemático|periodista|jornalista|dramaturgo|novelista|romancista|humorista|presidente|scrittore|scrittrice|filosofo|regista|attore|attrice|pittore|giornalista|écrivain|écrivaine|philosophe|poète|peintre|musicien|acteur|actrice|deutscher|deutsche|österreichischer|österreichische|schweizer|amerikanischer|englischer|französischer|pisarz|poeta|filozof|aktor|aktorka|reżyser|spisovatel|spisovatelka|básník|filosof|herec|herečka|писатель|писательница|поэт|философ|политик|актёр|актриса|режиссёр|учёный)\b.{0,100}?)\.?$`)
	nameColon  = expression(`^(` + nameWord + `(?: ` + nameWord + `){1,3}): (\p{Lu}.{1,100})$`)
	hanWork    = expression(`^([^《》「」『』，。\s(（-]{2,20}(?: ?\([^()]*\))?)? ?[《「『]([^《》「」『』]+)[》」』](.{0,40})$`)
	hanName    = expression(`^[\p{Han}\p{Hiragana}\p{Katakana}·・ー]{2,15}(?: ?\([^()]*\))?$`)
	hanNotName = expression(`谚语|俗语|俗话|佚名|无名|歇后语|古语|格言|网络|民谚|名言|笑话|参考|指引|手册|ことわざ|諺`)
)

func foreignAttribution(text string) (quotes.Attribution, bool) {
	var att quotes.Attribution
	speaker := func(s quotes.Speaker) (quotes.Attribution, bool) {
		att.Speakers = []quotes.Speaker{s}
		return att, true
	}
	if m := nameDates().FindStringSubmatch(text); m != nil && isName(m[1]) && !strings.ContainsAny(m[3], "\"“”") {
		return speaker(quotes.Speaker{Name: m[1], AsWritten: m[1] + " (" + m[2] + ")", Role: m[3]})
	}
	if m := nameSemi().FindStringSubmatch(text); m != nil && isName(m[1]) {
		return speaker(quotes.Speaker{Name: m[1], Role: m[2]})
	}
	if m := nameRole().FindStringSubmatch(text); m != nil && isName(m[1]) {
		return speaker(quotes.Speaker{Name: m[1], Role: m[2]})
	}
	if m := nameColon().FindStringSubmatch(text); m != nil && isName(m[1]) {
		att.Source.Title = m[2]
		return speaker(quotes.Speaker{Name: m[1]})
	}
	if m := hanWork().FindStringSubmatch(text); m != nil && hasHan(text) {
		att.Source.Title, att.Source.Place = m[2], strings.TrimSpace(m[3])
		if m[1] != "" && !hanNotName().MatchString(m[1]) {
			return speaker(quotes.Speaker{Name: strings.TrimSpace(m[1])})
		}
		if m[1] != "" {
			att.Source = quotes.Source{Title: text}
		}
		return att, true
	}
	if hanName().MatchString(text) && hasHan(text) && !hanNotName().MatchString(text) {
		return speaker(quotes.Speaker{Name: text})
	}
	return att, false
}

func hasHan(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }) >= 0
}
