package corpus

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

func TestTheEncodingIsToldByTheLanguage(t *testing.T) {
	const (
		russian  = "Мы не можем ждать, пока море успокоится само.\n%\nКто рано встаёт, тот весь день хочет спать.\n\t\t-- Старый рыбак\n%\n"
		polish   = "Morze nie będzie czekać na następną komisję.\n%\nKto pierwszy wstał, ten cały dzień chodzi śpiący.\n\t\t-- Stary żeglarz\n%\n"
		czech    = "Moře nebude čekat na další komisi, řekla starostka.\n%\nKdo ráno vstává, ten je celý den ospalý.\n%\nČekání je těžší než vesla, když vítr přináší déšť a břeh mizí v mlze.\n\t\t-- Starý rybář\n%\n"
		french   = "La mer n’attendra pas la prochaine commission, a déclaré la mairesse.\n%\nCelui qui s’est levé très tôt a rêvé toute la journée.\n\t\t-- Un vieux pêcheur âgé\n%\n"
		german   = "Das Meer wartet nicht auf den nächsten Ausschuß, hat die Bürgermeisterin erklärt.\n%\nWer früh aufsteht, ist den ganzen Tag müde und möchte schlafen.\n\t\t-- Ein älterer Fischer\n%\n"
		japanese = "海は次の委員会を待ってくれません、と市長は言いました。\n%\n早起きの人は一日中ねむい。\n\t\t-- 年とった漁師\n%\n"
	)
	for _, tt := range []struct {
		name, text string
		encoding   encoding.Encoding
	}{
		{"Windows-1251", russian, charmap.Windows1251},
		{"KOI8-R", russian, charmap.KOI8R},
		{"DOS, Cyrillic", russian, charmap.CodePage866},
		{"ISO 8859-5", russian, charmap.ISO8859_5},
		{"ISO 8859-2, Polish", polish, charmap.ISO8859_2},
		{"Windows-1250, Polish", polish, charmap.Windows1250},
		{"ISO 8859-2, Czech", czech, charmap.ISO8859_2},
		{"Windows-1250, Czech", czech, charmap.Windows1250},
		{"MacRoman, French", french, charmap.Macintosh},
		{"Windows-1252, French", french, charmap.Windows1252},
		{"MacRoman, German", german, charmap.Macintosh},
		{"DOS, German", german, charmap.CodePage850},
		{"Windows-1252, German", german, charmap.Windows1252},
		{"Shift-JIS", japanese, shiftJIS},
		{"EUC-JP", japanese, eucJP},
		{"GB 18030", "大海不会等待下一个委员会，市长说。\n%\n早起的人一整天都想睡觉。\n%\n", simplifiedchinese.GB18030},
		{"Big5", "大海不會等待下一個委員會，市長說。\n%\n早起的人一整天都想睡覺。\n%\n", traditionalchinese.Big5},
		{"EUC-KR", "바다는 다음 위원회를 기다려 주지 않는다고 시장이 말했다.\n%\n일찍 일어난 사람은 하루 종일 졸리다.\n%\n", korean.EUCKR},
	} {
		t.Run(tt.name, func(t *testing.T) {
			data, err := tt.encoding.NewEncoder().String(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			got, bad, err := Decode([]byte(data), false)
			if err != nil || len(bad) > 0 {
				t.Errorf("%v, bad lines %v", err, bad)
			}
			if diff := cmp.Diff(tt.text, got); diff != "" {
				t.Error(diff)
			}
			want, _ := readFiles(t, map[string]string{"a": tt.text})
			read, report := readFiles(t, map[string]string{"a": data})
			if diff := cmp.Diff(short(want), short(read)); diff != "" {
				t.Errorf("%s%v", diff, report.Rejections)
			}
		})
	}
}

var shiftJIS, eucJP = japanese.ShiftJIS, japanese.EUCJP

func TestATextThatReadsLikeNoLanguageIsRefused(t *testing.T) {
	data := strings.Repeat("\xc8\xf1\xd7 \xe7\xd3\xdc\xf9\xc6 \xd8\xe9\xcb\n", 20)
	if _, _, err := Decode([]byte(data), false); !errors.Is(err, ErrEncoding) {
		t.Errorf("%v", err)
	}
	all, report := readFiles(t, map[string]string{"a.csv": "text\n" + data})
	if len(all) > 0 {
		t.Errorf("%v", short(all))
	}
	matches(t, report, []lineReason{{0, "its encoding cannot be told: save the file as UTF-8"}})
}

func TestFortunesInROT13AreNotServed(t *testing.T) {
	const text = "The sea will not wait for another committee, and neither shall we.\n%\nWho gets up early is tired all day.\n%\n"
	turned := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return 'a' + (r-'a'+13)%26
		case r >= 'A' && r <= 'Z':
			return 'A' + (r-'A'+13)%26
		}
		return r
	}, text)
	all, report := readFiles(t, map[string]string{"plain": text, "turned": turned})
	if len(all) != 2 {
		t.Errorf("%v", short(all))
	}
	matches(t, report, []lineReason{{0, "it is in ROT13"}})
}

func TestWhatIsMeantForATerminalIsNoWord(t *testing.T) {
	const coloured, words = "\x1b[1;32mThe sea\x1b[0m will \x1b]8;;https://example.com\x07not\x1b]8;;\x07 wait.", "The sea will not wait."
	for file, text := range map[string]string{
		"a":       coloured + "\n\t\t\x1b[31m-- Ann Low\x1b[m\n%\n",
		"a.jsonl": `{"text":"` + strings.NewReplacer("\x1b", `\u001b`, "\x07", `\u0007`).Replace(coloured) + `","speaker":"\u001b[31mAnn Low\u001b[m"}`,
		"a.csv":   "text,speaker\n" + coloured + ",\x1b[31mAnn Low\n",
		"a.txt":   "“" + coloured + "”, said Ann Low.\n",
	} {
		all, _ := readFiles(t, map[string]string{file: text})
		if len(all) != 1 || strings.Trim(all[0].Words, "“”") != words || all[0].Attributions[0].Speakers[0].Name != "Ann Low" {
			t.Errorf("%s: %+v", file, all)
		}
	}
}
