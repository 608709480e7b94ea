package messages

import "time"

// /corpus review.

// ReviewPlace tells which of how many tasks is shown.
func (c *Catalogue) ReviewPlace(n, total int) string {
	return c.say(reviewPlace, c.count("n", n), c.count("total", total))
}

// NothingToReview: nothing waits.
func (c *Catalogue) NothingToReview() string { return c.say(nothingToReview) }

// ReviewTaken: other moderators have all n that wait.
func (c *Catalogue) ReviewTaken(n int) string { return c.say(reviewTaken, c.count("n", n)) }

// AcceptButton labels the button that lets words be served.
func (c *Catalogue) AcceptButton() string { return c.say(acceptButton) }

// CorrectButton labels the button that names another speaker.
func (c *Catalogue) CorrectButton() string { return c.say(correctButton) }

// RejectButton labels the button that keeps words from being served.
func (c *Catalogue) RejectButton() string { return c.say(rejectButton) }

// SkipButton labels the button to the next task.
func (c *Catalogue) SkipButton() string { return c.say(skipButton) }

// HideButton labels the button that hides what was reported.
func (c *Catalogue) HideButton() string { return c.say(hideButton) }

// SettleButton labels the button that leaves what was reported as it is.
func (c *Catalogue) SettleButton() string { return c.say(settleButton) }

// WhoSaidIt is the title of the form that names another speaker, in plain text.
func (c *Catalogue) WhoSaidIt() string { return c.say(whoSaidIt) }

// SpeakerName labels its field.
func (c *Catalogue) SpeakerName() string { return c.say(speakerName) }

// DidAccept is DidHide for what waited in a file and is served since, as said by a
// speaker; "" for none.
func (c *Catalogue) DidAccept(speaker, file string) string {
	if speaker == "" {
		return c.say(didAcceptNobody, c.theirs("file", file))
	}
	return c.say(didAccept, c.theirs("speaker", speaker), c.theirs("file", file))
}

// DidReject is DidHide for what waited in a file and will not be served.
func (c *Catalogue) DidReject(file string) string { return c.say(didReject, c.theirs("file", file)) }

// DidReport is DidHide for what a reader reports.
func (c *Catalogue) DidReport() string { return c.say(didReport) }

// DidSettle is DidHide for reports that were looked into.
func (c *Catalogue) DidSettle() string { return c.say(didSettle) }

// DecidedAlready: somebody else decided what a button was for.
func (c *Catalogue) DecidedAlready() string { return c.say(decidedAlready) }

// NotWaiting: what a button was for waits no more, and nobody decided that.
func (c *Catalogue) NotWaiting() string { return c.say(notWaiting) }

// Checked is small print: a moderator read the source.
func (c *Catalogue) Checked() string { return c.say(checked) }

// Doubt tells why words wait for a review, by the names of quotes.Doubt.
func (c *Catalogue) Doubt(why string) string {
	k, known := map[string]key{
		"speech": doubtSpeech, "marks": doubtMarks, "unsaid": doubtUnsaid, "speaker": doubtSpeaker, "pronoun": doubtPronoun,
		"name": doubtName, "nested": doubtNested, "report": doubtReport, "language": doubtLanguage,
	}[why]
	if !known {
		k = doubtUnknown
	}
	return c.say(k)
}

// Reports tells how many readers reported the quotation below.
func (c *Catalogue) Reports(n int) string { return c.say(reports, c.count("n", n)) }

// ReportedFrom tells where a report was made: in the server here, in another one, or
// for "" in a direct message.
func (c *Catalogue) ReportedFrom(server, here string) string {
	switch server {
	case "":
		return c.say(reportedPrivately)
	case here:
		return c.say(reportedHere)
	}
	return c.say(reportedThere, c.theirs("id", server))
}

// StatusReports tells how many quotations were reported.
func (c *Catalogue) StatusReports(n int) string { return c.say(statusReports, c.count("n", n)) }

// Report a mistake.

// ReportButton labels the button, and is the title of the form that it opens.
func (c *Catalogue) ReportButton() string { return c.say(reportButton) }

// ReportWhat labels the field for what is wrong; ReportHint stands in it.
func (c *Catalogue) ReportWhat() string { return c.say(reportWhat) }

// ReportHint is an example of what ReportWhat asks for.
func (c *Catalogue) ReportHint() string { return c.say(reportHint) }

// ReportTell labels the field for whether somebody wants to be told; ReportTellHint
// stands in it.
func (c *Catalogue) ReportTell() string { return c.say(reportTell) }

// ReportTellHint says what to write there.
func (c *Catalogue) ReportTellHint() string { return c.say(reportTellHint, ours("yes", c.Yes())) }

// Yes is what people write who want to be told.
func (c *Catalogue) Yes() string { return c.say(yes) }

// ReportThanks: a report is stored.
func (c *Catalogue) ReportThanks() string { return c.say(reportThanks) }

// ReportThanksTell is ReportThanks for who will be told what comes of it.
func (c *Catalogue) ReportThanksTell() string { return c.say(reportThanksTell) }

// ReportNoReason: nothing can be read in the reason.
func (c *Catalogue) ReportNoReason() string { return c.say(reportNoReason) }

// ReportLimit: somebody has reported a lot.
func (c *Catalogue) ReportLimit(wait time.Duration) string {
	return c.say(reportLimit, c.minutes(wait))
}

// ReportLimitServer: many of a server have.
func (c *Catalogue) ReportLimitServer(wait time.Duration) string {
	return c.say(reportLimitServer, c.minutes(wait))
}

// minutes is a wait as a number of minutes, at least one.
func (c *Catalogue) minutes(wait time.Duration) param {
	return c.count("m", max(1, int((wait+time.Minute-1)/time.Minute)))
}

// OutcomeHidden tells who reported a quotation that it was hidden.
func (c *Catalogue) OutcomeHidden() string { return c.say(outcomeHidden) }

// OutcomeCorrected is OutcomeHidden where another speaker is named since.
func (c *Catalogue) OutcomeCorrected() string { return c.say(outcomeCorrected) }

// OutcomeKept is OutcomeHidden where nothing was changed.
func (c *Catalogue) OutcomeKept() string { return c.say(outcomeKept) }
