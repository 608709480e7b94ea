package text

// Errors returns how many letters have to be put in, left out, replaced or
// swapped with their neighbour to make one word the other: Damerau's distance (A
// Technique for Computer Detection and Correction of Spelling Errors, CACM 1964),
// no letter being changed twice.
func Errors(a, b string) int {
	x, y := []rune(a), []rune(b)
	// Three rows of the table: two ago, the last one, this one.
	var buf [3 * (MaxWord + 1)]int
	width := len(y) + 1
	rows := buf[:]
	if 3*width > len(rows) {
		rows = make([]int, 3*width)
	}
	before, last, row := rows[:width], rows[width:2*width], rows[2*width:3*width]
	for j := range last {
		last[j] = j
	}
	for i, r := range x {
		row[0] = i + 1
		for j, s := range y {
			cost := 1
			if r == s {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && r == y[j-1] && x[i-1] == s {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
