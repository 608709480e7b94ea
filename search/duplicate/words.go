package duplicate

import "strings"

// negation returns the negation that a word is, "" for any other. rest is what
// follows it in the text.
func negation(word, written, rest string) string {
	switch word {
	case "not", "cannot", "cant", "dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "werent", "aint", "hasnt", "havent", "hadnt",
		"wont", "wouldnt", "couldnt", "shouldnt", "mustnt", "neednt", "shant":
		return "not"
	case "no", "never", "none", "nobody", "noone", "nothing", "nowhere", "neither", "nor", "without", "non",
		"hardly", "scarcely", "barely", "seldom", "rarely",
		"nicht", "nichts", "nie", "niemals", "niemand", "niemanden", "niemandem", "nirgends", "ohne", "weder", "nein",
		"ne", "pas", "jamais", "rien", "aucun", "aucune", "sans", "ni",
		"nunca", "nada", "nadie", "ningun", "ninguno", "ninguna", "tampoco", "sin",
		"mai", "niente", "nulla", "nessuno", "nessuna", "senza",
		"nao", "ninguem", "nenhum", "nenhuma", "nem", "sem",
		"niet", "niets", "nooit", "geen", "zonder", "nee",
		"ikke", "inte", "icke", "aldrig", "aldri", "ingen", "inget", "intet", "uden", "uten", "ei",
		"nigdy", "nikt", "nic", "bez", "zaden", "nikdy", "nikdo", "nije", "nema", "nikad",
		"не", "ни", "нет", "нельзя", "никогда", "никто", "ничто", "ничего", "никого", "без",
		"ні", "немає", "нема", "ніколи", "ніхто", "ніщо", "нічого", "нікого",
		"nihil", "nemo", "nunquam", "numquam", "nec", "neque", "sine", "haud",
		"nu", "nici", "fara", "nimic", "nimeni", "degil", "nincs", "soha", "tidak", "bukan", "tanpa", "khong",
		"δεν", "μην", "οχι", "ουτε", "χωρισ", "لا", "لم", "لن", "ليس", "לא", "אין", "בלי", "नहीं", "न":
		return word
	case "kein", "keine", "keinen", "keinem", "keiner", "keines", "keins":
		return "kein"
	case "n": // n'est, n'avait
		if startsWithAny(rest, "'", "’") {
			return "ne"
		}
	case "un", "anti": // un-American
		if startsWithAny(rest, "-", "‐", "‑") {
			return word
		}
	}
	switch {
	case strings.HasSuffix(written, "n't"), strings.HasSuffix(written, "n’t"):
		return "not"
	case startsWithAny(written, "n'", "n’", "N'", "N’"): // n'ai
		return "ne"
	}
	return ""
}

func startsWithAny(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// opposites returns what a word may be made the opposite of, by what stands
// before it or behind it.
func opposites(word string) []string {
	var out []string
	for _, prefix := range [...]string{"un", "in", "im", "il", "ir", "dis", "non", "mis", "anti", "des", "on", "ne", "nie", "не", "без", "бес"} {
		if base, ok := strings.CutPrefix(word, prefix); ok && len(base) >= 3 {
			out = append(out, base)
		}
	}
	if base, ok := strings.CutPrefix(word, "a"); ok && len(base) >= 5 { // amoral
		out = append(out, base)
	}
	if base, ok := strings.CutSuffix(word, "less"); ok && len(base) >= 3 {
		out = append(out, base, base+"ful")
	}
	return out
}

// numberWord returns the value of a word that counts, "" for any other. One is not
// among them, which is an article or a pronoun more often: a number that stands
// in its place is found as well.
func numberWord(word string) string {
	switch word {
	case "zero", "null", "cero", "ноль", "нуль":
		return "0"
	case "two", "zwei", "deux", "dos", "dois", "duas", "twee", "dwa", "dwie", "два", "две", "дві", "twice", "zweimal":
		return "2"
	case "three", "drei", "trois", "tres", "tre", "drie", "trzy", "три", "thrice":
		return "3"
	case "four", "vier", "quatre", "cuatro", "quattro", "quatro", "cztery", "четыре", "чотири":
		return "4"
	case "five", "funf", "cinq", "cinco", "cinque", "vijf", "piec", "пять":
		return "5"
	case "six", "sechs", "seis", "zes", "szesc", "шесть", "шість":
		return "6"
	case "seven", "sieben", "sept", "siete", "sette", "sete", "zeven", "siedem", "семь", "сім":
		return "7"
	case "eight", "acht", "huit", "ocho", "otto", "oito", "osiem", "восемь", "вісім":
		return "8"
	case "nine", "neun", "neuf", "nueve", "nove", "negen", "dziewiec", "девять":
		return "9"
	case "ten", "zehn", "dix", "diez", "dieci", "dez", "tien", "dziesiec", "десять":
		return "10"
	case "eleven", "elf", "onze", "undici":
		return "11"
	case "twelve", "zwolf", "douze", "doce", "dodici", "doze", "twaalf":
		return "12"
	case "thirteen", "dreizehn", "treize", "trece", "tredici":
		return "13"
	case "fourteen", "vierzehn", "quatorze", "catorce":
		return "14"
	case "fifteen", "funfzehn", "quinze", "quindici":
		return "15"
	case "sixteen", "sechzehn", "sedici":
		return "16"
	case "seventeen", "siebzehn":
		return "17"
	case "eighteen", "achtzehn":
		return "18"
	case "nineteen", "neunzehn":
		return "19"
	case "twenty", "zwanzig", "vingt", "veinte", "venti", "vinte", "twintig", "двадцать", "двадцять":
		return "20"
	case "thirty", "dreissig", "trente", "treinta", "trenta", "тридцать":
		return "30"
	case "forty", "vierzig", "quarante", "cuarenta", "quaranta", "сорок":
		return "40"
	case "fifty", "funfzig", "cinquante", "cincuenta", "cinquanta", "пятьдесят":
		return "50"
	case "sixty", "sechzig", "soixante", "sesenta":
		return "60"
	case "seventy", "siebzig", "setenta":
		return "70"
	case "eighty", "achtzig", "ochenta":
		return "80"
	case "ninety", "neunzig", "noventa":
		return "90"
	case "hundred", "hundreds", "hundert", "cent", "cien", "cento", "cem", "honderd", "sto", "сто":
		return "100"
	case "thousand", "thousands", "tausend", "mille", "mil", "duizend", "tysiac", "тысяча", "тысяч", "тисяча", "тисяч":
		return "1000"
	case "million", "millions", "millionen", "millon", "millones", "milione", "milioni", "milhao", "miljoen", "миллион", "мільион":
		return "1000000"
	case "billion", "billions", "milliarde", "milliarden", "milliard", "миллиард", "мільярд":
		return "1000000000"
	case "trillion", "trillions", "dozen", "half", "third", "quarter", "double", "second":
		return word
	}
	return ""
}

// marksOf returns the negations and numbers of scripts that set no spaces, in
// order of what they are: their tokens are pairs of characters.
func marksOf(words string) []string {
	if !strings.ContainsFunc(words, func(r rune) bool { return r >= 0x0e00 }) {
		return nil
	}
	var out []string
	for _, mark := range [...]string{
		"不", "没", "沒", "無", "无", "未", "非", "勿", "莫", "ない", "なく", "なか", "ませ", "ไม่",
		"二", "两", "兩", "三", "四", "五", "六", "七", "八", "九", "十", "百", "千", "万", "萬", "億", "亿",
	} {
		for range strings.Count(words, mark) {
			out = append(out, mark)
		}
	}
	return out
}
