package command

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// Bounds of a task's texts in UTF-16 code units; together with names and titles they
// stay below [interact.MaxText].
const (
	maxTaskWords  = 600
	maxEvidence   = 700
	maxTaskReason = 280
	maxReports    = 5 // that are shown of one quotation
)

// drawTask draws a task: what was just decided, where it stands, the words as they would
// be shown, and under a line what a moderator needs to know.
func drawTask(r *interact.Request, task search.Review, d done) interact.Reply {
	m := say(r)
	card := TaskCard(task, m)
	if !card.fits(maxTaskWords) {
		card = card.cut(m, maxTaskWords)
	}
	reply := interact.Reply{Accent: card.colour()}
	add := func(b interact.Block) { reply.Blocks = append(reply.Blocks, b) }
	add(interact.Text(d.says))
	if task.Total > 0 {
		add(interact.Text("-# " + m.ReviewPlace(task.Place, task.Total)))
	}
	if card.Kind == quotes.Indirect && task.Report == 0 && strings.TrimSpace(task.Unsure.Context) != "" {
		add(interact.Text(card.Over.draw())) // its sentence stands below the line
	} else {
		add(interact.Text(card.top()))
	}
	add(interact.Separator{})
	if task.Report > 0 {
		add(interact.Text(reportLines(r, m, task)))
	} else {
		add(interact.Text(evidenceLines(m, task.Quote.Words, task.Unsure)))
		add(interact.Text(messages.Escape(m.Plain().Doubt(string(task.Unsure.Unsure)))))
	}
	source := interact.Text(Line{Parts: layout{m: m.Plain()}.source(task.Unsure.Source, true)}.draw())
	if card.Link != "" {
		add(interact.Section{Text: source, Label: m.Plain().OpenSource(), URL: card.Link})
	} else {
		add(source)
	}
	small := []Line{{Parts: []Part{{Text: string(task.ID), Code: true}}, Minor: true}}
	if file := line(task.Unsure.Source.File, maxTitle); file != "" && task.Unsure.Source.Title != "" { // else it stands above
		small = slices.Insert(small, 0, Line{Parts: []Part{{Text: m.Plain().FileLine(task.Unsure.Source.File, task.Unsure.Source.Line)}}, Minor: true})
	}
	add(interact.Text(fitting(small, maxNotes)))
	add(taskButtons(m, task, d))
	return reply
}

// TaskCard lays out the quotation that a task is about: as it is shown, or with nothing
// but what waits, as if it were sure.
func TaskCard(task search.Review, m *messages.Catalogue) Card {
	q := task.Quote
	if task.Report > 0 && q.Served() {
		return NewCard(q, nil, 0, 0, m)
	}
	a := task.Unsure
	a.Status = quotes.Extracted
	q.Attributions = []quotes.Attribution{a}
	return NewCard(q, nil, 0, 0, m)
}

// evidenceLines show the sentence around words that wait, the words bold, speaker and
// verb underlined.
func evidenceLines(m *messages.Catalogue, words string, a quotes.Attribution) string {
	lines := []string{"**" + messages.Escape(m.Plain().ContextTitle()) + "**"}
	if runs := Evidence(words, a); len(runs) > 0 {
		card := Card{Kind: quotes.Indirect, Words: runs}
		if !card.fits(maxEvidence) {
			// The part around the words, whatever else is marked.
			around := card
			around.Words = slices.Clone(runs)
			for i := range around.Words {
				around.Words[i].Matched = runs[i].Reported
			}
			card = card.part(around.excerpt(maxEvidence))
		}
		lines = append(lines, card.drawn())
	} else {
		lines = append(lines, m.NoContext())
	}
	return strings.Join(lines, "\n")
}

// Evidence lays out the sentence around words that wait for a review: the words are
// reported, and what says who spoke them, speaker and verb, is matched. It is empty
// where the record does not have the sentence.
func Evidence(words string, a quotes.Attribution) []Run {
	if strings.TrimSpace(a.Context) == "" {
		return nil
	}
	t := marked{text: a.Context, reported: segmentsIn(words, a)}
	near := 0
	if len(t.reported) > 0 {
		near = t.reported[0].Start
	}
	verb, found := nearest(a.Context, []string{a.Cue}, t.reported, near)
	if found {
		t.matched, near = append(t.matched, verb), verb.Start
	}
	if len(a.Speakers) > 0 {
		s := a.Speakers[0]
		names := []string{s.AsWritten, s.Name}
		if fields := strings.Fields(s.Name); len(fields) > 1 {
			names = append(names, fields[len(fields)-1])
		}
		if who, ok := nearest(a.Context, names, slices.Concat(t.reported, t.matched), near); ok {
			t.matched = append(t.matched, who)
		}
	}
	slices.SortFunc(t.matched, func(a, b quotes.Span) int { return cmp.Compare(a.Start, b.Start) })
	return t.runs()
}

// nearest returns where the first of some texts that stands in a sentence as whole words
// does so the nearest to a place, and over none of the spans.
func nearest(sentence string, texts []string, apart []quotes.Span, place int) (best quotes.Span, found bool) {
	for _, text := range texts {
		if strings.TrimSpace(text) == "" {
			continue
		}
		for from := 0; ; {
			i := strings.Index(sentence[from:], text)
			if i < 0 {
				break
			}
			at := quotes.Span{Start: from + i, End: from + i + len(text)}
			from = at.End
			if !wholeWords(sentence, at) || slices.ContainsFunc(apart, func(s quotes.Span) bool { return s.Start < at.End && at.Start < s.End }) {
				continue
			}
			if far := max(at.Start-place, place-at.Start); !found || far < max(best.Start-place, place-best.Start) {
				best, found = at, true
			}
		}
		if found {
			return best, true
		}
	}
	return best, false
}

// wholeWords reports whether no letter stands right before or behind a part of a text
// that begins, or ends, with one.
func wholeWords(text string, s quotes.Span) bool {
	joined := func(a, b rune) bool { return unicode.IsLetter(a) && unicode.IsLetter(b) }
	before, _ := utf8.DecodeLastRuneInString(text[:s.Start])
	first, _ := utf8.DecodeRuneInString(text[s.Start:])
	last, _ := utf8.DecodeLastRuneInString(text[:s.End])
	behind, _ := utf8.DecodeRuneInString(text[s.End:])
	return !joined(before, first) && !joined(last, behind)
}

// reportLines tell who reported a quotation, where and why, the latest reports first.
func reportLines(r *interact.Request, m *messages.Catalogue, task search.Review) string {
	lines := []string{"**" + messages.Escape(m.Plain().Reports(len(task.Reports))) + "**"}
	if task.Hidden() {
		lines = append(lines, m.HiddenNow())
	}
	for i, e := range slices.Backward(task.Reports) {
		if len(task.Reports)-i > maxReports {
			lines = append(lines, "-# "+messages.Escape(m.Plain().AndMore(i+1)))
			break
		}
		lines = append(lines,
			"> "+messages.EscapeLine(line(e.Reason, maxTaskReason)),
			"-# "+strings.Join([]string{m.Person(e.By), m.ReportedFrom(e.Guild, r.GuildID), m.Time(e.At)}, choiceSeparator))
	}
	return strings.Join(lines, "\n")
}

// taskButtons are those of a task, and one that takes back what was just decided.
func taskButtons(m *messages.Catalogue, task search.Review, d done) interact.Row {
	plain, state := m.Plain(), encodeTask(task.Task)
	button := func(label, action string) interact.ButtonSpec {
		return interact.ButtonSpec{Label: label, Action: action, State: state}
	}
	row := interact.Row{
		button(plain.AcceptButton(), acceptAction), button(plain.CorrectButton(), whoAction),
		button(plain.RejectButton(), rejectAction), button(plain.SkipButton(), skipAction),
	}
	if task.Report > 0 {
		row[0], row[2] = button(plain.HideButton(), hideReportAction), button(plain.SettleButton(), settleAction)
	}
	if d.undo.decision > 0 {
		row = append(row, undoTaskButton(m, d.undo))
	}
	return row
}

func undoTaskButton(m *messages.Catalogue, u undoable) interact.ButtonSpec {
	return interact.ButtonSpec{Label: m.Plain().UndoButton(), Action: reviewUndoAction, State: u.encode()}
}
