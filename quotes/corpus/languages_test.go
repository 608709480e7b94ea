package corpus

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	inEnglish = "The harbour stays closed, the captain said.\n\n" +
		"“We wait for the inspectors,” said Anna Kowalska, who runs the port, to the people at the gate.\n\n" +
		"« Nous attendons les inspecteurs et nous ne savons pas combien de temps cela durera », Jean Dupont told reporters in front of the gate.\n"
	inTurkish = "Liman kapalı kalacak ve bunun ne kadar süreceğini kimse bilmiyor.\n\n" +
		"“Müfettişleri bekliyoruz,” dedi liman müdürü Ayşe Yılmaz kapının önünde bekleyenlere.\n"
	inSwedish = "Hamnen förblir stängd tills vidare, och ingen vet hur länge det kommer att dröja.\n\n" +
		"”We wait for the inspectors and nobody knows for how long”, sade direktören framför grindarna till hamnen.\n"
)

func TestLanguagesThatAreNotReadAreCounted(t *testing.T) {
	_, report := readFiles(t, map[string]string{
		"a.txt": inTurkish, "b.txt": inEnglish, "c/d.md": inTurkish, "e.txt": inSwedish, "f.txt": "Oslo\n",
		"g.html": "<html lang=en><title>Liman</title><article><p>" + inTurkish + "</p></article>",
		"h.txt":  "---\nlang: tr\n---\nAnkara, 12:30\n",
		"i.txt": "Is-sindku qal li l-pont il-ġdid se jinfetaħ ix-xahar id-dieħel meta jitlesta x-xogħol kollu li baqa'.\n" +
			"Il-ħaddiema qed jistennew quddiem il-bieb u jistaqsu min se jħallashom il-pagi tagħhom matul il-ġimgħat li ġejjin.\n",
	})
	want := []Unread{{"tr", "Turkish", 4}, {"sv", "Swedish", 1}, {"und", "an unknown language", 1}}
	if diff := cmp.Diff(want, report.Unread); diff != "" {
		t.Error(diff)
	}
	if hasNotice(report, "a.txt", "no quotation") {
		t.Error("an article that is not read is told of twice")
	}
	if !hasNotice(report, "f.txt", "no quotation") {
		t.Error("an article without quotations is not told of")
	}
}

// A record's language is what the article states, or that of the narration.
func TestLanguageOfARecord(t *testing.T) {
	for name, tt := range map[string]struct{ file, text, want string }{
		"by the words":           {"a.txt", inEnglish, "en"},
		"by the front matter":    {"a.txt", "---\nlang: en-GB\n---\n" + inEnglish, "en-GB"},
		"by the page":            {"a.html", "<html lang=en-US><title>x</title><article><p>" + inEnglish + "</p></article>", "en-US"},
		"by the words of a page": {"a.html", "<html><title>x</title><article><p>" + inEnglish + "</p></article>", "en"},
	} {
		t.Run(name, func(t *testing.T) {
			all, _ := readFiles(t, map[string]string{tt.file: tt.text})
			if len(all) == 0 {
				t.Fatal("no quotation")
			}
			for _, q := range all {
				if q.Lang != tt.want {
					t.Errorf("%q is in %q, want %q", q.Words, q.Lang, tt.want)
				}
			}
		})
	}
}
