package extract

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"verbatim/quotes"
)

// saidOn tells when something was said, if a time stands beside the cue: the
// tokens from from to to. A weekday or a day without a year is counted back from
// the article's date; without one, "January 13" stays as it is written.
func (d *cast) saidOn(from, to int) quotes.Date {
	for i := max(from, 0); i < to; i++ {
		t := &d.toks[i]
		if w := d.low(i); t.kind == quoted || t.kind == word && (w == "who" || w == "which" || w == "that") {
			break // "said Hill, who will testify on Thursday", "said that the May 2 attack"
		}
		if t.kind == number && i > from && d.low(i-1) == "in" && t.end-t.start == 4 {
			if y := d.str(i); y >= "1500" && y <= "2200" {
				return quotes.Date(y)
			}
		}
		if t.kind != word || d.mention(i) != nil {
			continue
		}
		switch w := d.low(i); {
		case t.cls.is(clsMonth) && t.caps != lower && i+1 < to && d.toks[i+1].kind == number:
			return d.dayOf(i, to)
		case t.cls.is(clsWeekday) && t.caps != lower:
			return d.weekday(w)
		case w == "yesterday":
			return d.daysBefore(1)
		case w == "today":
			return d.daysBefore(0)
		}
	}
	return ""
}

// published returns the day of the article.
func (d *prose) published() (time.Time, bool) {
	day, err := time.Parse(time.DateOnly, string(d.art.Published))
	return day, err == nil
}

func (d *prose) daysBefore(n int) quotes.Date {
	day, ok := d.published()
	if !ok {
		return ""
	}
	return quotes.Date(day.AddDate(0, 0, -n).Format(time.DateOnly))
}

var weekdays = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// weekday returns the last day of that name up to the article's date.
func (d *prose) weekday(name string) quotes.Date {
	day, ok := d.published()
	if !ok {
		return ""
	}
	for i, w := range weekdays {
		if strings.HasPrefix(name, w) {
			return d.daysBefore((int(day.Weekday()) - i + 7) % 7)
		}
	}
	return ""
}

var months = [...]string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

// dayOf reads "January 13", "Jan. 13, 2024" at token i.
func (d *prose) dayOf(i, to int) quotes.Date {
	month := 0
	for k, m := range months {
		if strings.HasPrefix(d.low(i), m) {
			month = k + 1
		}
	}
	day, err := strconv.Atoi(strings.TrimRight(d.low(i+1), "sthndr"))
	if err != nil || month == 0 || day < 1 || day > 31 {
		return ""
	}
	k := i + 2
	if k < len(d.toks) && d.toks[k].kind == comma {
		k++
	}
	if k < len(d.toks) && d.toks[k].kind == number && d.toks[k].end-d.toks[k].start == 4 {
		if year, err := strconv.Atoi(d.str(k)); err == nil {
			return exact(year, month, day)
		}
	}
	at, ok := d.published()
	if !ok {
		return quotes.Date(fmt.Sprintf("%s %d", time.Month(month), day))
	}
	year := at.Year()
	if time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).After(at.AddDate(0, 0, 1)) {
		year--
	}
	return exact(year, month, day)
}

// exact returns the date if there is such a day.
func exact(year, month, day int) quotes.Date {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day || int(t.Month()) != month {
		return ""
	}
	return quotes.Date(t.Format(time.DateOnly))
}
