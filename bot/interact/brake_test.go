package interact

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/bot/discordtest"
)

func refusedWith(status int) error { return &StatusError{Route: "x", Status: status} }

// sends lets n requests pass, if the brake does, and returns how many did.
func (b *brake) sends(n int, err error) (passed int) {
	for range n {
		if try, ok := b.pass(); ok {
			b.note(err, try, true)
			passed++
		}
	}
	return passed
}

func TestABrakeHoldsWhileDiscordRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b brake
		want := func(what string, got, want int) {
			t.Helper()
			if got != want {
				t.Errorf("%s: %d of 50 are sent, want %d", what, got, want)
			}
		}
		const n = 50
		want("nothing is refused", b.sends(n, nil), n)
		want("what Discord cannot do counts for nothing", b.sends(n, refusedWith(503)), n)
		want("nor what is wrong with one request", b.sends(n, refusedWith(404)), n)
		want("nor what is lost", b.sends(n, errors.New("reset")), n)
		want("nor what others did", b.sends(n, &StatusError{Status: 429, shared: true}), n)
		want("refusals", b.sends(n, refusedWith(403)), maxInvalid)
		time.Sleep(heldFor - time.Second)
		want("a minute is not over", b.sends(n, nil), 0)
		time.Sleep(time.Second)
		try, ok := b.pass()
		if !try || !ok {
			t.Fatal("nothing is sent after a minute")
		}
		want("one tries", b.sends(n, nil), 0)
		b.note(errors.New("reset"), try, true)
		want("it was lost", b.sends(n, nil), 0)
		time.Sleep(heldFor)
		want("and another one is refused", b.sends(n, refusedWith(429)), 1)
		time.Sleep(heldFor)
		want("one is taken", b.sends(n, nil), n)
		want("and the next refused", b.sends(n, refusedWith(403)), 1)
		time.Sleep(invalidWithin)
		want("ten minutes later one is taken", b.sends(n, nil), n)
		want("and what was refused long ago is forgotten", b.sends(n, refusedWith(403)), maxInvalid)
	})
}

func TestARefusedTokenHoldsAtOnce(t *testing.T) {
	for own, want := range map[bool]bool{true: true, false: false} {
		var b brake
		if changed := b.note(refusedWith(http.StatusUnauthorized), false, own); changed != want || b.held() != want {
			t.Errorf("after one 401 to a request with the token (%v) requests are held: %v", own, b.held())
		}
	}
}

func TestAnswersAreHeldAndOtherRequestsAreNot(t *testing.T) {
	d := discordtest.New(t)
	base, err := url.Parse(d.URL())
	if err != nil {
		t.Fatal(err)
	}
	d.Inject(discordtest.Fault{Op: discordtest.OpCallback, Status: http.StatusForbidden, Times: 1000})
	rest := &REST{Base: base}
	for n := range 200 {
		err := rest.Callback(t.Context(), Target{ID: fmt.Sprint(n), AppID: d.AppID(), Token: "secret", Received: time.Now()}, Callback{Type: 5})
		if err == nil || errors.Is(err, ErrHeld) != (n >= maxInvalid) {
			t.Fatalf("number %d: %v", n, err)
		}
	}
	if n := len(d.Requests(discordtest.OpCallback)); n != maxInvalid {
		t.Errorf("Discord got %d requests", n)
	}
	if err := rest.Do(t.Context(), http.MethodGet, []string{"applications", "@me"}, nil, d.Token, nil, nil); err != nil {
		t.Errorf("a request of the bot's own: %v", err)
	}
	if answers, own := rest.Held(); !answers || own {
		t.Errorf("held are answers: %v, the bot's own requests: %v", answers, own)
	}
}
