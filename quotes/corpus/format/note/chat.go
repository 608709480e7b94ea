package note

import (
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/record"
)

// What people write to each other is no quotation, and who posted a message did
// not say what it quotes. An export of a chat is read only if it is that of a
// channel of quotations: if most messages are words with their attribution.

const chatRefusal = "a chat (%s): not read, as what people write to each other is no quotation; a channel of quotations is read, in which most messages are like “words” — Name"

// Message is what somebody posted.
type Message struct {
	Text string
	Line int
}

// ReadChat tells a channel of quotations from others, and reads it.
func ReadChat(s *format.Sink, program string, all []Message) error {
	quoting, texts := 0, 0
	for _, m := range all {
		if m.Text = strings.TrimSpace(m.Text); strings.HasPrefix(m.Text, "!") || strings.HasPrefix(m.Text, "/") || strings.IndexFunc(m.Text, unicode.IsLetter) < 0 {
			continue
		}
		texts++
		if _, _, ok := QuotedBy(m.Text); ok {
			quoting++
		}
	}
	if quoting == 0 || quoting*2 < texts {
		return format.Problem(fmt.Sprintf(chatRefusal, program))
	}
	left := 0
	for _, m := range all {
		fields := quotedFields(m)
		if fields == nil {
			if strings.TrimSpace(m.Text) != "" {
				left++
			}
			continue
		}
		if err := s.Take(format.Object(m.Line, fields...), nil); err != nil {
			return err
		}
	}
	if left > 0 {
		said := "1 message of the channel without an attribution in it was not taken"
		if left > 1 {
			said = fmt.Sprintf("%d messages of the channel without an attribution in them were not taken", left)
		}
		return s.Note(0, said)
	}
	return nil
}

// quotedFields makes a record of a message that is a quotation, or nil.
func quotedFields(m Message) []record.Field {
	words, by, ok := QuotedBy(m.Text)
	if !ok {
		return nil
	}
	fields := []record.Field{format.TextField("text", m.Line, words)}
	if name := record.Nickname(by); record.IsNobody(by) {
		// a mention, which is a number here
	} else if name != "" {
		fields = append(fields, format.TextField("speaker", m.Line, name))
	} else {
		fields = append(fields, format.TextField("attribution", m.Line, by))
	}
	return fields
}

// Plural writes a number of things.
func Plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

var (
	ChatQuoted = regexp.MustCompile(`(?s)^\s*(?:>\s*)?(["“„«‘'「].+["”“»’'」])\s*(?:\n\s*)?(?:[-–—―~]+)\s*(?:<?@)?([^\n]{1,80}?)>?\s*$`)
	chatNamed  = regexp.MustCompile(`(?s)^\s*@?(\p{L}[\p{L}\p{N}_.'’ -]{1,40}?) ?[:：]\s*(["“„«].+["”“»])\s*$`)
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
	if m := chatNamed.FindStringSubmatch(text); m != nil && record.WithoutMarks(m[2]) != m[2] {
		return plainNote(m[2], false), m[1], true
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
	case has(`"from"`, `"to"`, `"subject"`):
		return "mail"
	case has(`"ID"`, `"Timestamp"`, `"Contents"`):
		return "Discord data package"
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
	return ReadChat(out, program, messagesIn(v, nil, 0))
}

// messagesIn collects the messages, wherever their lists stand.
func messagesIn(v record.Value, to []Message, depth int) []Message {
	if depth > format.MaxShape {
		return to
	}
	switch v.Kind {
	case record.List:
		for _, item := range v.Items {
			to = messagesIn(item, to, depth+1)
		}
	case record.Object:
		text := v.Child("content", "contents", "text")
		isMessage := text.Kind != record.Null && (v.Child("timestamp", "ts", "date", "timestamp_ms").Kind != record.Null)
		if isMessage {
			kind := v.Child("type").Text
			if v.Child("subtype").Kind == record.Null && (kind == "" || kind == "Default" || kind == "Reply" || kind == "message" || kind == "0" || kind == "Generic") {
				to = append(to, Message{Text: chatText(text), Line: text.Line})
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
	text := slackMention.ReplaceAllString(slackLink.ReplaceAllString(v.Text, "$1"), "unknown")
	return slackEntities.Replace(text)
}

// slackMention is a number in place of a name.
var slackMention = regexp.MustCompile(`<@[UW][A-Z0-9]+>`)

// slackLink is a link of Slack with what it is called.
var slackLink = regexp.MustCompile(`<(?:https?|mailto):[^|<>]+\|([^<>]+)>`)

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
	var all []Message
	size := 0
	for {
		l, err := in.Next()
		if err == io.EOF {
			return ReadChat(out, "WhatsApp", all)
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
			// Without a name the program says something, as it does behind a mark of
			// direction, and in angle brackets about what is left out.
			own := m[2] == "" || strings.HasPrefix(m[3], "\u200e") || strings.HasPrefix(m[3], "<") && strings.HasSuffix(m[3], ">")
			if own {
				m[3] = ""
			}
			if m[2] != "" {
				all = append(all, Message{Text: m[3], Line: l.Number})
			}
		} else if len(all) > 0 && int64(len(all[len(all)-1].Text)) <= out.RecordBytes {
			all[len(all)-1].Text += "\n" + text
		}
	}
}

// isChatTable knows the table that DiscordChatExporter writes, and that of the messages
// in what Discord gives out to somebody of their own.
func isChatTable(h *format.Head) bool {
	return len(h.Lines) > 0 && chatHeader.MatchString(strings.NewReplacer(`"`, "", "\ufeff", "").Replace(h.Lines[0]))
}

var chatHeader = regexp.MustCompile(`^(?:AuthorID,Author,Date,Content|ID,Timestamp,Contents)\b`)

func readChatTable(in *format.Input, out *format.Sink) error {
	rows := csv.NewReader(in.Reader())
	rows.FieldsPerRecord, rows.LazyQuotes = -1, true
	var all []Message
	content, size := -1, 0
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return ReadChat(out, "Discord", all)
		}
		if err != nil {
			return fmt.Errorf("reading a table of messages: %w", err)
		}
		if content < 0 {
			content = slices.IndexFunc(row, func(c string) bool { return strings.HasPrefix(c, "Content") })
			continue
		}
		if content >= len(row) {
			continue
		}
		line, _ := rows.FieldPos(content)
		if size += len(row[content]); int64(size) > out.WholeBytes {
			return format.Problem(fmt.Sprintf(chatRefusal, "Discord"))
		}
		all = append(all, Message{Text: strings.ToValidUTF8(row[content], "\uFFFD"), Line: line})
	}
}

var (
	exportHead = regexp.MustCompile(`(?m)^Guild: .*\nChannel: `)
	exportLine = regexp.MustCompile(`^\[\d[^\]]{5,40}\] \S.*$`)
)

// isChatText knows the text that DiscordChatExporter writes.
func isChatText(h *format.Head) bool { return exportHead.MatchString(h.Text) && h.Has("\n==========") }

func readChatText(in *format.Input, out *format.Sink) error {
	var all []Message
	begun, size := false, 0
	for {
		l, err := in.Next()
		if err == io.EOF {
			return ReadChat(out, "DiscordChatExporter", all)
		}
		if err != nil {
			return err
		}
		text := string(l.Text)
		if size += len(text); int64(size) > out.WholeBytes {
			return format.Problem(fmt.Sprintf(chatRefusal, "DiscordChatExporter"))
		}
		switch {
		case !utf8.ValidString(text) || l.Long:
		case exportLine.MatchString(text):
			all, begun = append(all, Message{Line: l.Number + 1}), true
		case strings.HasPrefix(text, "====="), strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}"): // {Reactions}
			begun = false
		case begun:
			if last := &all[len(all)-1]; int64(len(last.Text)) <= out.RecordBytes {
				last.Text = strings.TrimLeft(last.Text+"\n"+text, "\n")
			}
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
