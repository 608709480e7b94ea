package quotes

import "strings"

// PartingMark stands in the words that a reader sees for what parted them in the
// source: “They knew […] Everybody on the quay knew.”
const PartingMark = "[…]"

// maxJoint is how many bytes may lie between two segments that nothing parts:
// where a quotation goes on in the next paragraph, marks and line ends do, at
// most ”⏎⏎“. The shortest cues take more: the two segments around “, I say, ”
// are 9 bytes apart.
const maxJoint = 8

// Partings returns where something of the source's, such as a cue, stands between
// the words: offsets into words, of the spaces that join the segments there, in
// ascending order. There are none where the spans are not those of words, because
// another attribution or a moderator gave them.
func (a Attribution) Partings(words string) []int { return Partings(words, a.Source.Spans) }

// Partings is [Attribution.Partings] for words whose segments are known: spans
// of the source in the order of the words, which are the segments joined by a
// space.
func Partings(words string, segments []Span) []int {
	var at []int
	end := 0 // in words, of the segments so far
	for i, s := range segments {
		if i > 0 {
			if end >= len(words) || words[end] != ' ' {
				return nil
			}
			if s.Start-segments[i-1].End > maxJoint {
				at = append(at, end)
			}
			end++
		}
		end += s.End - s.Start
	}
	if end != len(words) {
		return nil
	}
	return at
}

// Parted returns words with [PartingMark] behind each of the spaces in at, which
// [Partings] returned for them.
func Parted(words string, at []int) string {
	if len(at) == 0 {
		return words
	}
	var b strings.Builder
	done := 0
	for _, i := range at {
		b.WriteString(words[done:i+1] + PartingMark + " ")
		done = i + 1
	}
	b.WriteString(words[done:])
	return b.String()
}
