package article_test

import (
	"strings"
	"testing"

	"verbatim/quotes"
)

// In each language, a text long enough to tell it.
var foreignTexts = map[string]string{
	"de": "Die Brücke über den Fluss ist seit gestern wieder offen, und die Leute aus dem Dorf gingen am Abend hinüber.",
	"es": "El puente sobre el río está abierto otra vez desde ayer, y los vecinos del pueblo lo cruzaron por la noche.",
	"fr": "Le pont sur la rivière est ouvert de nouveau depuis hier, et les gens du village l'ont traversé dans la soirée.",
	"it": "Il ponte sul fiume è di nuovo aperto da ieri, e la gente del paese lo ha attraversato durante la serata.",
	"ko": "강을 건너는 다리가 어제부터 다시 열렸고 마을 사람들은 저녁에 다리를 건넜다.",
	"nl": "De brug over de rivier is sinds gisteren weer open, en de mensen uit het dorp liepen er in de avond overheen.",
	"pl": "Most na rzece jest od wczoraj znowu otwarty, a mieszkańcy wsi przeszli po nim wieczorem na drugą stronę.",
	"pt": "A ponte sobre o rio está aberta outra vez desde ontem, e os moradores da aldeia atravessaram-na à noite.",
	"ru": "Мост через реку со вчерашнего дня снова открыт, и жители деревни вечером перешли по нему на другой берег.",
	"uk": "Міст через річку з учорашнього дня знову відкритий, і мешканці села ввечері перейшли ним на другий берег.",
}

func TestLinesOfOtherLanguages(t *testing.T) {
	for _, tt := range []struct {
		lang, line, byline string
		date               quotes.Date
	}{
		{"fr", "Par Marine Lassalle", "Marine Lassalle", ""},
		{"fr", "Par Marine Lassalle et Hugues Marbot, le 12 mars 2024", "Marine Lassalle et Hugues Marbot", "2024-03-12"},
		{"fr", "Publié le mardi 12 mars 2024 à 10h20", "", "2024-03-12"},
		{"fr", "1er août 2024", "", "2024-08-01"},
		{"fr", "Publié le 12/03/2024 à 10:20", "", "2024-03-12"},
		{"fr", "PARIS, 12 mars 2024 (Agence) - Le pont est ouvert de nouveau depuis hier soir.", "", "2024-03-12"},
		{"fr", "Le 12 mars 2024, le pont a été ouvert par le maire de la ville devant les habitants du quartier.", "", ""},
		{"fr", "Par temps de pluie, le pont reste fermé aux camions.", "", ""},
		{"de", "Von Jonas Feldkamp", "Jonas Feldkamp", ""},
		{"de", "Text: Jonas Feldkamp und Ida Brandes", "Jonas Feldkamp und Ida Brandes", ""},
		{"de", "12. März 2024", "", "2024-03-12"},
		{"de", "Veröffentlicht am 12.03.2024 um 10:20 Uhr", "", "2024-03-12"},
		{"de", "Dienstag, 12. Dez. 2024, 10:20 Uhr", "", "2024-12-12"},
		{"de", "Von Jonas Feldkamp war im Dorf seit dem Sommer nichts mehr zu hören.", "", ""},
		{"es", "Por Marina Lasalle", "Marina Lasalle", ""},
		{"es", "Autora: Marina Lasalle | 12 de marzo de 2024", "Marina Lasalle", "2024-03-12"},
		{"es", "Publicado el 12 de marzo del 2024", "", "2024-03-12"},
		{"es", "martes, 12 sept. 2024", "", "2024-09-12"},
		{"es", "Por Dios, dijo la vecina.", "", ""},
		{"pt", "Por Marina Lassale", "Marina Lassale", ""},
		{"pt", "Publicado em 12 de março de 2024 às 10h20", "", "2024-03-12"},
		{"pt", "12Mar2024 | Marina Lassale", "", "2024-03-12"},
		{"pt", "12 de março de 2024 foi um dia de chuva.", "", ""},
		{"it", "Di Marina Lasalle", "Marina Lasalle", ""},
		{"it", "a cura di Marina Lasalle e Ugo Marbotti", "Marina Lasalle e Ugo Marbotti", ""},
		{"it", "Roma, 12 marzo 2024. Il ponte è di nuovo aperto da ieri sera.", "", "2024-03-12"},
		{"it", "Pubblicato il 1° giugno 2024", "", "2024-06-01"},
		{"nl", "Door Marijn Veldkamp", "Marijn Veldkamp", ""},
		{"nl", "Geplaatst op 12 maart 2024 om 10.20 uur", "", "2024-03-12"},
		{"nl", "Door de regen bleef de brug dicht.", "", ""},
		{"pl", "Autor: Jan Rzeczny", "Jan Rzeczny", ""},
		{"pl", "Opracowała Maria Rzeczna", "Maria Rzeczna", ""},
		{"pl", "12 marca 2024 r.", "", "2024-03-12"},
		{"pl", "Opublikowano: 12 października 2024, 10:20", "", "2024-10-12"},
		{"ru", "Автор: Пётр Речной", "Пётр Речной", ""},
		{"ru", "Текст: Пётр Речной и Анна Заводская", "Пётр Речной и Анна Заводская", ""},
		{"ru", "12 марта 2024 года", "", "2024-03-12"},
		{"ru", "Опубликовано 12 мая 2024 г., 10:20", "", "2024-05-12"},
		{"ru", "МОСКВА, 12 марта 2024 — Мост снова открыт со вчерашнего дня.", "", "2024-03-12"},
		{"ru", "12 марта 2024 года мост снова открыли.", "", ""},
		{"uk", "Авторка: Олена Річна", "Олена Річна", ""},
		{"uk", "12 березня 2024 року", "", "2024-03-12"},
		{"uk", "Опубліковано: вівторок, 12 лютого 2024, 10:20", "", "2024-02-12"},
		{"uk", "12.03.2024", "", "2024-03-12"},
		{"ko", "2024년 3월 12일", "", "2024-03-12"},
		{"ko", "임정훈 기자", "임정훈", ""},
	} {
		a := parse(t, "a.txt", tt.line+"\n\n"+foreignTexts[tt.lang]+"\n")
		if a.Byline != tt.byline || a.Published != tt.date {
			t.Errorf("%s: %q gives byline %q, date %q", tt.lang, tt.line, a.Byline, a.Published)
		}
	}
}

func TestPagesInOtherLanguages(t *testing.T) {
	for _, tt := range []struct{ lang, by, name, day string }{
		{"de", "Von Jonas Feldkamp", "Jonas Feldkamp", "12. März 2024"},
		{"es", "Por Marina Lasalle", "Marina Lasalle", "12 de marzo de 2024"},
		{"fr", "Par Marine Lassalle", "Marine Lassalle", "12 mars 2024 à 10h20"},
		{"it", "di Marina Lasalle", "Marina Lasalle", "12 marzo 2024"},
		{"ko", "임정훈 기자", "임정훈 기자", "2024년 3월 12일"},
		{"nl", "Door Marijn Veldkamp", "Marijn Veldkamp", "12 maart 2024"},
		{"pl", "Autor: Jan Rzeczny", "Jan Rzeczny", "12 marca 2024 r."},
		{"pt", "Por Marina Lassale", "Marina Lassale", "12 de março de 2024"},
		{"ru", "Автор: Пётр Речной", "Пётр Речной", "12 марта 2024 года"},
		{"uk", "Автор: Петро Річний", "Петро Річний", "12 березня 2024 року"},
	} {
		page := `<html lang="` + tt.lang + `"><head><title>Naru | Zorn</title><meta property="og:site_name" content="Zorn"></head><body><article><h1>Naru</h1>` +
			`<span itemprop="author">` + tt.by + `</span> <time>` + tt.day + `</time><p>` + foreignTexts[tt.lang] + `</p></article></body></html>`
		a := parse(t, "a.html", page)
		if a.Byline != tt.name || a.Published != "2024-03-12" || a.Publisher != "Zorn" {
			t.Errorf("%s: byline %q, date %q, publisher %q", tt.lang, a.Byline, a.Published, a.Publisher)
		}
		day, _, _ := strings.Cut(tt.day, " à ")
		b := parse(t, "b.txt", "---\ndate: "+day+"\nauthor: "+tt.name+"\n---\n"+foreignTexts[tt.lang])
		if b.Byline != tt.name || b.Published != "2024-03-12" {
			t.Errorf("%s: front matter gives byline %q, date %q", tt.lang, b.Byline, b.Published)
		}
	}
}
