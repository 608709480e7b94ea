package article

import (
	"fmt"
	"regexp"
	"strings"

	"verbatim/quotes"
)

var (
	// 2024년 3월 1일, 2024. 3. 1., 2024.03.01
	koreanDate = regexp.MustCompile(`(\d{4})(?:년 ?|\. ?)(\d{1,2})(?:월 ?|\. ?)(\d{1,2})(?:일|\.|$|[^\d])`)
	// A date on a line of its own, with what says that it is the article's.
	koreanDateLine = regexp.MustCompile(`^(?:(?:기사 ?)?(?:입력|등록|승인|송고|발행|작성|게재)(?:일시?|일자)? ?:? ?)?(\d{4}(?:년 ?|\. ?)\d{1,2}(?:월 ?|\. ?)\d{1,2}(?:일|\.)?)(?: ?\(.\))?(?:$|[ |·].{0,40}$)`)
	koreanBy       = `([가-힣]{2,4}) (?:[가-힣]{2,4}(?: |))?기자`
	// 홍길동 기자 hong@example.com
	koreanByline = regexp.MustCompile(`^(?:글|취재)?[ :=·]*` + koreanBy + `(?:[ (|/].{0,60})?$`)
	// (서울=연합뉴스) 홍길동 기자 =
	koreanAgency = regexp.MustCompile(`^[\[(][가-힣]+=(연합뉴스|뉴시스|뉴스1|뉴스핌)[\])] ?(?:` + koreanBy + `)?`)
	// [나루신문 홍길동 기자], [OSEN=장충, 홍길동 기자]
	koreanPlate = regexp.MustCompile(`^[\[(](?:([가-힣A-Za-z0-9]{2,12})(?:=[가-힣]+,?)? )` + koreanBy + `[\])]`)
)

// parseKoreanDate reads a date as it is written in Korean.
func parseKoreanDate(s string) (quotes.Date, error) {
	m := koreanDate.FindStringSubmatch(s)
	if m == nil {
		return "", fmt.Errorf("%w: %q", quotes.ErrBadDate, s)
	}
	return quotes.ParseDate(fmt.Sprintf("%s-%02s-%02s", m[1], m[2], m[3]))
}

// koreanLine adds to f what a line of an article in Korean tells: who wrote it, who
// published it, and when.
func (f *facts) koreanLine(l string) {
	if m := koreanDateLine.FindStringSubmatch(l); m != nil && f.published == "" && len(l) < 90 {
		if d, err := parseKoreanDate(m[1]); err == nil {
			f.published = d
		}
	}
	by, publisher := "", ""
	switch m := koreanPlate.FindStringSubmatch(l); {
	case m != nil:
		publisher, by = m[1], m[2]
	default:
		if m := koreanAgency.FindStringSubmatch(l); m != nil {
			publisher, by = m[1], m[2]
		} else if m := koreanByline.FindStringSubmatch(l); m != nil {
			by = m[1]
		}
	}
	if f.byline == "" {
		f.byline = by
	}
	if f.publisher == "" {
		f.publisher = publisher
	}
}

// lastKoreanLine reads the last line of a text, where Korean papers name their writer.
func (f *facts) lastKoreanLine(text string) {
	text = strings.TrimRight(text, "\n ")
	l := text[strings.LastIndexByte(text, '\n')+1:]
	if m := koreanByline.FindStringSubmatch(l); m != nil && f.byline == "" && len(l) < 120 {
		f.byline = m[1]
	}
}

func isHangul(r rune) bool { return r >= '가' && r <= '힣' }
