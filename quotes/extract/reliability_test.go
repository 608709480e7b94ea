package extract_test

import (
	"fmt"
	"io"
)

// reliability tells, of what is served with a confidence, what share is right:
// a bin is .05 wide, the first from .75 on.
type reliability [5]struct {
	right, all int
	confidence float64 // the sum
}

func (r *reliability) add(confidence float64, right bool) {
	i := min(max(0, int((confidence-.75)/.05+1e-9)), len(r)-1)
	r[i].all++
	r[i].right += b2i(right)
	r[i].confidence += confidence
}

func (r *reliability) merge(o reliability) {
	for i, b := range o {
		r[i].all += b.all
		r[i].right += b.right
		r[i].confidence += b.confidence
	}
}

// write writes a line a bin that is not empty, as a comment: the share must not
// rise, but be what the confidence says.
func (r *reliability) write(w io.Writer) {
	for i, b := range r {
		if b.all > 0 {
			n := float64(b.all)
			fmt.Fprintf(w, "# confidence %.2f-%.2f    %.3f right of %d, mean confidence %.3f\n",
				.75+.05*float64(i), .80+.05*float64(i), float64(b.right)/n, b.all, b.confidence/n)
		}
	}
}
