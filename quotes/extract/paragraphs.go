package extract

import "strings"

// para is a paragraph: where it stands in the text and what was read in it.
type para struct {
	start, end int
	regions    []region
	firstSent  int // index of its first sentence; they end where the next one's begin
	lastSent   int
	foreign    bool // in a language that is not read
}

// hardWrapped reports whether lines end where a column ran out, not where a
// paragraph does: most lines that are followed by another one directly are long,
// of even length, and stop in the middle of a sentence.
func hardWrapped(text string) bool {
	followed, broken, longest := 0, 0, 0
	prev := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n \t")
		if prev != "" && line != "" {
			followed++
			if n := len(prev); n >= 45 && n <= 110 {
				last := prev[n-1]
				if last >= 'a' && last <= 'z' || last == ',' {
					broken++
				}
			}
		}
		longest = max(longest, len(line))
		prev = line
	}
	return followed >= 4 && longest <= 120 && broken*10 >= followed*6
}

// paragraphs cuts the text where a paragraph ends: at each line end, or at empty
// lines if the lines were wrapped to a width.
func paragraphs(text string) []para {
	var paras []para
	wrapped := hardWrapped(text)
	add := func(start, end int) {
		for start < end && (text[start] == ' ' || text[start] == '\t' || text[start] == '\n' || text[start] == '\r') {
			start++
		}
		for start < end && (text[end-1] == ' ' || text[end-1] == '\t' || text[end-1] == '\n' || text[end-1] == '\r') {
			end--
		}
		if start < end {
			paras = append(paras, para{start: start, end: end})
		}
	}
	start, pos := 0, 0
	for line := range strings.Lines(text) {
		if !wrapped || strings.TrimSpace(line) == "" {
			if wrapped {
				add(start, pos)
			} else {
				add(pos, pos+len(line))
			}
			start = pos + len(line)
		}
		pos += len(line)
	}
	if wrapped {
		add(start, pos)
	}
	return paras
}
