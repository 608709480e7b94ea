package main

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// classesOf returns the classes of answers, sorted.
func classesOf(answers []answer) []string {
	var out []string
	for _, a := range answers {
		if !slices.Contains(out, a.Class) {
			out = append(out, a.Class)
		}
	}
	slices.Sort(out)
	return out
}

// everyClass stands for all classes together.
const everyClass = "all"

// times are sorted.
type times []time.Duration

func timesOf(answers []answer, class string) times {
	var t times
	for _, a := range answers {
		if class == everyClass || a.Class == class {
			t = append(t, a.Took)
		}
	}
	slices.Sort(t)
	return t
}

// percentile returns the time that so many of a hundred do not exceed, by the
// nearest rank: of fewer than a hundred the 99th is the longest.
func (t times) percentile(of100 int) time.Duration {
	if len(t) == 0 {
		return 0
	}
	return t[max(0, (len(t)*of100+99)/100-1)]
}

func (t times) median() time.Duration  { return t.percentile(50) }
func (t times) p99() time.Duration     { return t.percentile(99) }
func (t times) longest() time.Duration { return t.percentile(100) }

// within returns the share that took at most so long.
func (t times) within(d time.Duration) float64 {
	n := 0
	for n < len(t) && t[n] <= d {
		n++
	}
	return float64(n) / float64(max(len(t), 1))
}

// two writes median and 99th percentile, three the longest too. A star marks a
// 99th percentile that is the longest of few.
func (t times) two() string {
	if len(t) == 0 {
		return "–"
	}
	star := ""
	if len(t) < enoughForP99 {
		star = "\\*"
	}
	return milliseconds(t.median()) + " / " + milliseconds(t.p99()) + star
}

func (t times) three() string {
	if len(t) == 0 {
		return "–"
	}
	return t.two() + " / " + milliseconds(t.longest())
}

// success is the share of the queries of a class whose first hit was meant.
func success(answers []answer, class string) (asked int, share float64) {
	first := 0
	for _, a := range answers {
		if a.Class == class {
			asked++
			if a.First {
				first++
			}
		}
	}
	return asked, float64(first) / float64(max(asked, 1))
}

// meanSuccess is the mean over classes.
func meanSuccess(answers []answer) float64 {
	classes := classesOf(answers)
	sum := 0.0
	for _, c := range classes {
		_, share := success(answers, c)
		sum += share
	}
	return sum / float64(max(len(classes), 1))
}

func milliseconds(d time.Duration) string {
	ms := float64(d.Microseconds()) / 1000
	switch {
	case ms >= 100:
		return fmt.Sprintf("%.0f", ms)
	case ms >= 10:
		return fmt.Sprintf("%.1f", ms)
	}
	return fmt.Sprintf("%.2f", ms)
}

// over writes how many times median and 99th percentile are those of others.
func (t times) over(others times) string {
	return ratio(t.median(), others.median()) + ", " + ratio(t.p99(), others.p99())
}

// gigabytes are thousands of millions of bytes.
func gigabytes(n int64) string {
	if n == 0 {
		return "unknown"
	}
	return fmt.Sprintf("%.1f", float64(n)/1e9)
}

// megabytes are millions of bytes.
func megabytes(n int64) string {
	if n == 0 {
		return "?"
	}
	return fmt.Sprintf("%.0f", float64(n)/1e6)
}

func percent(share float64) string { return fmt.Sprintf("%.1f %%", 100*share) }

type number interface{ ~int64 | ~float64 }

// ratio writes how many times b a is; "?" if either was not measured.
func ratio[N number](a, b N) string {
	if a == 0 || b == 0 {
		return "?"
	}
	x := float64(a) / float64(b)
	if x >= 10 {
		return fmt.Sprintf("×%.0f", x)
	}
	return fmt.Sprintf("×%.1f", x)
}

// count writes a number with commas.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
