package language_test

import (
	"slices"
	"strings"
	"testing"

	"verbatim/quotes/language"
)

func TestParagraphs(t *testing.T) {
	const (
		en = "The harbour will stay closed until the inspectors have seen every crane, and nobody knows how long that takes."
		fr = "Le port restera fermé jusqu'à ce que les inspecteurs aient examiné toutes les grues, et personne ne sait combien de temps il faudra."
		tr = "Müfettişler bütün vinçleri görene kadar liman kapalı kalacak ve bunun ne kadar süreceğini kimse bilmiyor."
		uk = "Порт залишатиметься закритим, доки інспектори не оглянуть усі крани, і ніхто не знає, скільки це триватиме."
		ru = "Порт останется закрытым, пока инспекторы не осмотрят все краны, и никто не знает, сколько это займёт времени."
		mt = "Il-port jibqa' magħluq sakemm l-ispetturi jkunu raw il-krejnijiet kollha, u ħadd ma jaf kemm se jdumu. " +
			"Il-ħaddiema qed jistennew quddiem il-bieb u jistaqsu min se jħallashom il-pagi tagħhom matul il-ġimgħat li ġejjin."
	)
	for name, c := range map[string]struct{ paras, want []string }{
		"nothing":                {nil, []string{}},
		"nothing to read":        {[]string{"", "12", "—"}, []string{"", "", ""}},
		"too little to tell":     {[]string{"Oslo", "Ok."}, []string{"", ""}},
		"one":                    {[]string{en}, []string{"en"}},
		"a title and a byline":   {[]string{"Kran steht", "Von Karl Müller", en, en, "dpa"}, []string{"en", "en", "en", "en", "en"}},
		"names only":             {[]string{en, "Łukasz Wójcik, Håkan Åström, José Peña, Nguyễn Văn Hùng", en}, []string{"en", "en", "en"}},
		"a short one in another": {[]string{fr, "The end.", fr, "Merci."}, []string{"fr", "fr", "fr", "fr"}},
		"a long one in another":  {[]string{en, en, tr, en}, []string{"en", "en", "tr", "en"}},
		"a long one at the end":  {[]string{fr, fr, fr, en}, []string{"fr", "fr", "fr", "en"}},
		"two halves, with short ones in each": {
			[]string{en, "Yes.", en, "1.", uk, "Так.", uk, "Ні."},
			[]string{"en", "en", "en", "en", "uk", "uk", "uk", "uk"},
		},
		"neighbours in one script": {[]string{uk, uk, ru, ru, ru}, []string{"uk", "uk", "ru", "ru", "ru"}},
		"English quoted in French": {
			[]string{fr, "« " + en + " » , a déclaré la directrice.", "“" + en + "”", "“" + en + " " + en, fr},
			[]string{"fr", "fr", "fr", "fr", "fr"},
		},
		"French quoted in English": {
			[]string{en, "\"" + fr + "\" she told reporters.", "\"" + fr + "\"", en},
			[]string{"en", "en", "en", "en"},
		},
		"German marks, Turkish words": {
			[]string{"Die Hafenmeisterin widersprach: „" + tr + "“ Mehr wollte sie dazu nicht sagen.", "»" + tr + "«, rief ein Arbeiter."},
			[]string{"de", "de"},
		},
		"too little narration to tell": {[]string{"« Personne ne sait combien de temps », dit Léa."}, []string{"fr"}},
		"an interview": {
			[]string{"Yıldız: “" + en + "”", "Şahin: “Do you?”", "Yıldız: “" + en + "”", "Şahin: “" + en + "”"},
			[]string{"en", "en", "en", "en"},
		},
		"nothing but quotations": {[]string{"«" + fr + "»", "«" + fr + "»"}, []string{"fr", "fr"}},
		"a language that is not known here": {
			[]string{mt, mt, "X'se jiġri?", mt}, []string{"und", "und", "und", "und"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := language.Paragraphs(c.paras); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A sentence that is broken into lines is one paragraph in one language.
func TestManyShortParagraphs(t *testing.T) {
	for want, texts := range written {
		words := strings.Fields(strings.Repeat(texts[0]+" ", 3))
		for i, tag := range language.Paragraphs(words) {
			if tag != want {
				t.Errorf("word %d of the text in %s is taken for %q", i, want, tag)
				break
			}
		}
	}
}
