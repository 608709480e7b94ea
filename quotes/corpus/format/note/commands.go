package note

import (
	"fmt"
	"strings"

	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/record"
)

// Bots for streams export their commands, some of which answer with a quotation.
// Nightbot: https://api-docs.nightbot.tv/#custom-commands; StreamElements:
// https://dev.streamelements.com, Bot commands.

func isCommands(h *format.Head) bool {
	return (h.First() == '[' || h.First() == '{') && (h.Has(`"message"`, `"coolDown"`, `"userLevel"`) || h.Has(`"reply"`, `"command"`, `"accessLevel"`))
}

// readCommands takes the commands that answer with words and who said them.
func readCommands(in *format.Input, out *format.Sink) error {
	if in.Size() > out.WholeBytes {
		return format.Problem("a list of commands longer than " + format.ByteCount(out.WholeBytes) + ": split it")
	}
	raw, err := in.All()
	if err != nil {
		return err
	}
	v, err := format.ParseJSON([]byte(strings.ToValidUTF8(string(raw), "\uFFFD")), 1)
	if err != nil {
		return format.Problem("a list of commands that is not valid JSON: export it again")
	}
	taken, left := 0, 0
	var each func(v record.Value, depth int) error
	each = func(v record.Value, depth int) error {
		text := v.Child("message", "reply")
		if v.Kind == record.Object && text.Kind == record.Scalar {
			fields := quotedFields(Message{Text: text.Text, Line: text.Line})
			if fields == nil {
				left++
				return nil
			}
			taken++
			return out.Take(format.Object(text.Line, fields...), nil)
		}
		if depth > format.MaxShape {
			return nil
		}
		for _, f := range v.Fields {
			if err := each(f.Value, depth+1); err != nil {
				return err
			}
		}
		for _, item := range v.Items {
			if err := each(item, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	if err := each(v, 0); err != nil {
		return err
	}
	switch {
	case taken == 0:
		return format.Problem("commands of a bot, none of which answers like “words” — Name: put the quotations into a list like that, one a line, to have them read")
	case left == 1:
		return out.Note(0, "1 command that does not answer with a quotation was not taken")
	case left > 1:
		return out.Note(0, fmt.Sprintf("%d commands that do not answer with a quotation were not taken", left))
	}
	return nil
}
