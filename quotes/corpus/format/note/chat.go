package note

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/record"
)

// What people write to each other is no quotation, and who posted a message did
// not say what it quotes. An export of a chat is read only if it is that of a
// channel of quotations: if most messages are words with their attribution.

const chatRefusal = "a chat (%s): not read, as what people write to each other is no quotation; a channel of quotations is read, in which most messages are like “words” — Name"

// message is what somebody posted.
type message struct {
	text string
	line int
}

// chat tells a channel of quotations from others, and reads it.
func readChat(s *format.Sink, program string, all []message) error {
	quoting, texts := 0, 0
	for _, m := range all {
		if m.text = strings.TrimSpace(m.text); m.text == "" || strings.HasPrefix(m.text, "!") || strings.HasPrefix(m.text, "/") {
			continue
		}
		texts++
		if _, _, ok := QuotedBy(m.text); ok {
			quoting++
		}
	}
	if quoting == 0 || quoting*2 < texts {
		return format.Problem(fmt.Sprintf(chatRefusal, program))
	}
	left := 0
	for _, m := range all {
		words, by, ok := QuotedBy(m.text)
		if !ok {
			if strings.TrimSpace(m.text) != "" {
				left++
			}
			continue
		}
		fields := []record.Field{format.TextField("text", m.line, words)}
		if name := record.Nickname(by); name != "" {
			fields = append(fields, format.TextField("speaker", m.line, name))
		} else {
			fields = append(fields, format.TextField("attribution", m.line, by))
		}
		if err := s.Take(format.Object(m.line, fields...), nil); err != nil {
			return err
		}
	}
	if left > 0 {
		return s.Note(0, fmt.Sprintf("%s of the channel without an attribution in them were not taken", Plural(left, "message")))
	}
	return nil
}

// plural writes a number of things.
func Plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

var (
	ChatQuoted = regexp.MustCompile(`(?s)^\s*(?:>\s*)?(["“„«‘'「].+["”“»’'」])\s*(?:\n\s*)?(?:[-–—―~]+)\s*(?:<?@)?([^\n]{1,80}?)>?\s*$`)
	chatBlock  = regexp.MustCompile(`(?s)^\s*((?:>[^\n]*\n)+)\s*[-–—―~]+\s*(?:<?@)?([^\n]{1,80}?)>?\s*$`)
)

// quotedBy takes a message apart that is words in quotation marks, or after “>”,
// with a name behind a dash.
func QuotedBy(text string) (words, by string, ok bool) {
	text = strings.TrimSpace(text)
	if m := chatBlock.FindStringSubmatch(text); m != nil {
		var lines []string
		for l := range strings.Lines(m[1]) {
			lines = append(lines, strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(l), "> ")))
		}
		return plainNote(strings.Join(lines, "\n"), false), plainNote(m[2], false), true
	}
	if m := ChatQuoted.FindStringSubmatch(text); m != nil {
		return plainNote(m[1], false), strings.TrimPrefix(plainNote(m[2], false), "@"), true
	}
	words, by, ok = record.SplitDash(plainNote(text, false), false)
	return words, by, ok && by != "" && record.LooksLikeName(strings.SplitN(by, ",", 2)[0])
}

func isChatJSON(h *format.Head) bool {
	if c := h.First(); c != '{' && c != '[' {
		return false
	}
	return chatProgram(h.Text) != ""
}

// chatProgram knows the exports of chats by their fields.
func chatProgram(head string) string {
	has := func(parts ...string) bool {
		for _, p := range parts {
			if !strings.Contains(head, p) {
				return false
			}
		}
		return true
	}
	switch {
	case has(`"guild"`, `"channel"`, `"messages"`), has(`"channel"`, `"dateRange"`, `"messages"`), has(`"exportedAt"`, `"messages"`), has(`"timestampEdited"`, `"author"`, `"content"`):
		return "DiscordChatExporter"
	case has(`"messages"`, `"type"`) && (has(`"date_unixtime"`) || has(`"text_entities"`) || has(`"from_id"`)), has(`"chats"`, `"personal_information"`):
		return "Telegram"
	case has(`"ts"`, `"text"`) && (has(`"user"`) || has(`"subtype"`) || has(`"bot_id"`)) && has(`"type"`):
		return "Slack"
	case has(`"sender_name"`, `"timestamp_ms"`):
		return "Messenger"
	}
	return ""
}

// readChatJSON reads an export of Discord, Slack or Telegram.
func readChatJSON(in *format.Input, out *format.Sink) error {
	program := chatProgram(in.Head())
	if in.Size() > out.WholeBytes {
		return format.Problem(fmt.Sprintf(chatRefusal, program))
	}
	raw, err := in.All()
	if err != nil {
		return err
	}
	v, err := format.ParseJSON([]byte(strings.ToValidUTF8(string(raw), "\uFFFD")), 1)
	if err != nil {
		return format.Problem("a chat (" + program + ") that is not valid JSON: export it again")
	}
	return readChat(out, program, messagesIn(v, nil, 0))
}

// messagesIn collects the messages, wherever their lists stand.
func messagesIn(v record.Value, to []message, depth int) []message {
	if depth > format.MaxShape {
		return to
	}
	switch v.Kind {
	case record.List:
		for _, item := range v.Items {
			to = messagesIn(item, to, depth+1)
		}
	case record.Object:
		text := v.Child("content", "text")
		isMessage := text.Kind != record.Null && (v.Child("timestamp", "ts", "date", "timestamp_ms").Kind != record.Null)
		if isMessage {
			kind := v.Child("type").Text
			if v.Child("subtype").Kind == record.Null && (kind == "" || kind == "Default" || kind == "Reply" || kind == "message" || kind == "0" || kind == "Generic") {
				to = append(to, message{text: chatText(text), line: text.Line})
			}
			return to
		}
		for _, f := range v.Fields {
			if f.Value.Kind == record.List || f.Value.Kind == record.Object {
				to = messagesIn(f.Value, to, depth+1)
			}
		}
	}
	return to
}

// chatText puts the pieces of a message of Telegram together.
func chatText(v record.Value) string {
	if v.Kind == record.List {
		var b strings.Builder
		for _, item := range v.Items {
			if item.Kind == record.Object {
				item = item.Child("text")
			}
			b.WriteString(item.Text)
		}
		return b.String()
	}
	return slackEntities.Replace(v.Text)
}

var slackEntities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

var (
	whatsApp = regexp.MustCompile(`^[\x{200e}\x{200f}\x{feff}]*\[?(\d{1,4}[./-]\d{1,2}[./-]\d{2,4}),?\s+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[\s\x{202f}]?[AaPp]\.?[Mm]\.?)?\]?(?:\s*[-–]\s*|\s+)(?:([^:\n]{1,60}): )?(.*)$`)
	chatLine = regexp.MustCompile(`^\[?(?:\d{4}-\d{2}-\d{2}[T ])?\d{1,2}:\d{2}(?::\d{2})?\]?\s*(?:<[^<>\n]{1,40}>|[\w@.\-]{1,32}:)\s|^<[@+~&%]?[\w\-\[\]]{1,32}> \S`)
)

func isWhatsApp(h *format.Head) bool {
	matches, all := 0, 0
	for _, l := range h.Lines {
		if strings.TrimSpace(l) == "" {
			continue
		}
		if all++; whatsApp.MatchString(l) {
			matches++
		} else if all == 1 {
			return false
		}
	}
	return matches > 0 && matches*3 >= all
}

func readWhatsApp(in *format.Input, out *format.Sink) error {
	var all []message
	size := 0
	for {
		l, err := in.Next()
		if err == io.EOF {
			return readChat(out, "WhatsApp", all)
		}
		if err != nil {
			return err
		}
		text := string(l.Text)
		if size += len(text); int64(size) > out.WholeBytes {
			return format.Problem(fmt.Sprintf(chatRefusal, "WhatsApp"))
		}
		if !utf8.ValidString(text) || l.Long {
			continue
		}
		if m := whatsApp.FindStringSubmatch(text); m != nil {
			if m[2] != "" { // else the program says something
				all = append(all, message{text: strings.Trim(m[3], "\u200e\u200f"), line: l.Number})
			}
		} else if len(all) > 0 && int64(len(all[len(all)-1].text)) <= out.RecordBytes {
			all[len(all)-1].text += "\n" + text
		}
	}
}

// isChatLog knows logs of chats that have no format of their own.
func isChatLog(h *format.Head) bool {
	if !format.IsOf(h, ".txt", ".text", ".log", ".md", "") {
		return false
	}
	matches, all := 0, 0
	for _, l := range h.Lines {
		if strings.TrimSpace(l) == "" {
			continue
		}
		if all++; chatLine.MatchString(l) {
			matches++
		}
	}
	return matches > 2 && matches*2 >= all
}
