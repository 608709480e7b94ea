package interact

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheLimiterRemembersABoundedNumberOfPeople(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(pace{burst: 1, interval: time.Minute}, 3)
		ask := func(id string) bool {
			_, ok := l.Allow(id)
			return ok
		}
		if !ask("a") || ask("a") {
			t.Fatal("the bucket of one does not hold one")
		}
		ask("b")
		ask("c")
		ask("a") // now b was quiet the longest
		ask("d")
		if ask("a") || ask("c") || ask("d") {
			t.Error("somebody who was not quiet the longest was forgotten")
		}
		if !ask("b") {
			t.Error("who was quiet the longest is still remembered")
		}
		for i := range 1000 {
			ask(fmt.Sprint(i))
		}
		if len(l.people) != 3 || l.recent.Len() != 3 {
			t.Errorf("%d people are remembered", len(l.people))
		}
	})
}
