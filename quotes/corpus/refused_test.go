package corpus

import (
	"archive/zip"
	"bytes"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// zipped is an archive with files of one line.
func zipped(t *testing.T, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		name, text, _ := strings.Cut(n, "=")
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// whatToDo is in each sentence that refuses a file: a person can do something.
var whatToDo = regexp.MustCompile(`(?i)\b(?:save|export|put|unpack|copy|type|leave|transcript|give|write|not needed|split|name)\b`)

func TestEachRefusedKindHasOneClearLine(t *testing.T) {
	const srt = "1\n00:00:01,000 --> 00:00:02,000\nHello.\n\n2\n00:00:03,000 --> 00:00:04,000\nBye.\n\n3\n00:00:05,000 --> 00:00:06,000\nWell.\n"
	refused := map[string]string{
		"book.epub":    zipped(t, "mimetype=application/epub+zip"),
		"book":         zipped(t, "mimetype=application/epub+zip"),
		"text.docx":    zipped(t, "word/document.xml=x"),
		"renamed.txt":  zipped(t, "[Content_Types].xml=x", "word/document.xml=x"),
		"text.odt":     zipped(t, "mimetype=application/vnd.oasis.opendocument.text"),
		"odt.txt":      zipped(t, "mimetype=application/vnd.oasis.opendocument.text"),
		"sheet.xlsx":   zipped(t, "xl/workbook.xml=x"),
		"paper.pdf":    "%PDF-1.4\n%\xe2\xe3\n",
		"paper.txt":    "%PDF-1.4\n%\xe2\xe3\n",
		"old.doc":      "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
		"doc.txt":      "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600),
		"text.rtf":     "{\\rtf1 x}",
		"Kobo.sqlite":  "SQLite format 3\x00",
		"kobo.txt":     "SQLite format 3\x00\x10\x00",
		"books.csv":    "Book Id,Title,Author,My Rating,Bookshelves,My Review\n1,A Title,Ann Low,5,,I liked it a lot and so will you.\n",
		"list.bib":     "@book{low,\n title={A Title}, author={Low, Ann}, abstract={x}\n}\n",
		"list.ris":     "TY  - BOOK\nTI  - A Title\nER  - \n",
		"list.json":    `[{"id":"a","type":"book","title":"A Title","issued":{"date-parts":[[1999]]}}]`,
		"quotes.toml":  "[[quotes]]\ntext = \"Words.\"\n",
		"film.srt":     srt,
		"film.vtt":     "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hello.\n",
		"film.txt":     srt,
		"letter.txt":   "Dear Ann,\n\nIt is cold here.\n\nYours sincerely,\nTom\n",
		"contents.txt": "Contents\n\nOne ........ 1\nTwo ........ 12\nThree ........ 30\nFour ........ 44\n",
		"irc.txt":      "[10:00:01] <tom> hello\n[10:00:05] <ann> hi\n[10:00:09] <tom> well\n",
		"chat.json":    `{"guild":{},"channel":{},"messages":[{"type":"Default","timestamp":"x","content":"hello there","author":{}}]}`,
		"whatsapp.txt": "12/03/2019, 22:11 - Ann: are you there?\n12/03/2019, 22:12 - Tom: yes\n",
		"slack.json":   `[{"type":"message","text":"hi there","user":"U1","ts":"1"}]`,
		"bot.json":     `{"commands":[{"name":"!so","message":"hello there","coolDown":5,"userLevel":"everyone"}]}`,
		"news.rss":     `<rss version="2.0"><channel><title>News</title><item><title>A Day</title><description>It rains.</description></item></channel></rss>`,
		"dump.xml":     "<mediawiki><siteinfo><sitename>Wikipedia</sitename></siteinfo><page><title>A</title><revision><text>* x</text></revision></page></mediawiki>",
		"page.mhtml":   "no page",
		"a.webarchive": "bplist00",
		"unknown.csv":  "a,b\n1,2\n3,4\n",
		"log.csv":      "time,level,message\n1,INFO,the server has been started\n2,WARN,something is rather wrong here\n",
		"mail.json":    `[{"from":"a@example.org","to":"b@example.org","subject":"Hi","body":"Dear Ann, how are you today?"}]`,
		"chat.html":    `<html><body class="chat_page"><div class="from_name">Tom</div><div class="body"><div class="text">Ann said “no” to that.</div></div></body></html>`,
		"program.json": "const quotes = []",
		"empty.json":   "[]",
		"a.gz":         "\x1f\x8b",
		"a.zip":        "PK\x03\x04",
		"a.jpg":        "\xff\xd8\xff",
		"a.mp3":        "ID3",
		"a.xyz":        "hello",
		"a.enex":       "<en-export/>",
		"nameless":     "hello\n",
		"empty.txt":    "",
	}
	all, report := readFiles(t, refused)
	if len(all) > 0 {
		t.Errorf("read: %v", short(all))
	}
	lines := map[string][]string{}
	for _, r := range report.Rejections {
		lines[r.File] = append(lines[r.File], r.Reason)
		if !r.Whole {
			t.Errorf("%s: a record was rejected: %s", r.File, r.Reason)
		}
	}
	for _, n := range report.Notices {
		lines[n.File] = append(lines[n.File], n.Reason)
	}
	for file := range refused {
		said := lines[file]
		if len(said) != 1 {
			t.Errorf("%s: %d lines: %q", file, len(said), said)
			continue
		}
		empty := strings.HasPrefix(file, "empty")
		if !empty && !whatToDo.MatchString(said[0]) {
			t.Errorf("%s does not say what to do: %s", file, said[0])
		}
		if strings.ContainsAny(said[0], "\n\x00") || strings.Contains(said[0], "%!") || len(said[0]) > 300 {
			t.Errorf("%s: %q", file, said[0])
		}
	}
}

// What comes after a mistake in the syntax is either read or counted.
func TestAfterAMistakeItIsSaidHowMuchWasSkipped(t *testing.T) {
	for file, tt := range map[string]struct {
		text string
		want []lineReason
		read int
	}{
		"a.json":  {"[{\"text\":\"One is read.\"}]\nmore\nand more\n", []lineReason{{2, "was not read: 2 lines"}}, 1},
		"b.json":  {"{\"quotes\":[\n{\"text\":\"One is read.\"},\n{\"text\":\"Two \"is\" not\"},\n{\"text\":\"Three is read.\"}\n]}", []lineReason{{3, "not valid JSON at"}}, 2},
		"c.json":  {"{\"quotes\":[\n{\"text\":\"One is read.\"},\n{\"text\":\"Two", []lineReason{{3, "the record is not closed"}, {3, "may have been cut off"}}, 1},
		"d.jsonl": {"{\"text\":\"One is read.\"}\n{\"text\":\n{\"text\":\"Three is read.\"}\n", []lineReason{{2, "it ends before it is complete"}}, 2},
		"a.csv":   {"text,author\n\"One,A\nTwo is read.,B\n", []lineReason{{2, "a quotation mark is not closed"}}, 1},
		"a.xml": {
			"<mediawiki xml:lang=\"en\"><page><title>Sea</title><revision><text>'''Sea'''\n== Quotes ==\n* Gulls do not share.\n** [[Ann Low]], ''Gulls''\n</text></revision></page>\n<page>< 1\n2\n3\n",
			[]lineReason{{6, "what follows was not read, 3 lines"}},
			1,
		},
		"a.yaml": {"A:\n  - txt: One is read.\n    an: x\nB:\n  - txt: \"Two is not\n    an: x\nC:\n  - txt: Three is read.\n    an: x\n", []lineReason{{5, "3 lines of the file were not read"}}, 2},
	} {
		all, report := readAll(t, &Reader{FS: fstest.MapFS{file: {Data: []byte(tt.text)}}})
		if len(all) != tt.read {
			t.Errorf("%s: read %v", file, short(all))
		}
		if len(report.Rejections) != len(tt.want) {
			t.Errorf("%s: %v", file, report.Rejections)
			continue
		}
		for i, want := range tt.want {
			if got := report.Rejections[i]; got.Line != want.Line || !strings.Contains(got.Reason, want.Reason) {
				t.Errorf("%s: %v, want %v", file, got, want)
			}
		}
	}
}
