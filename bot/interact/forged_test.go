package interact_test

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"slices"
	"testing"

	"verbatim/bot/interact"
)

// tagBytes is how long the tag is that a custom_id begins with.
const tagBytes = 12

// A hundred thousand custom_ids that nobody sealed, or sealed for something else, are
// refused; those that were sealed are good.
func TestNoForgedButtonIsGood(t *testing.T) {
	const forgeries = 100_000
	ours, theirs := codec(t, "bot token"), codec(t, "another token")
	random := rand.New(rand.NewPCG(17, 17))
	text := func(most int) []byte {
		b := make([]byte, random.IntN(most+1))
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		return b
	}
	actions := []string{"page", "share", "forget", "accept", "undo"}
	message := func(c *interact.Codec) (own []interact.Pressed, shared []byte, ids []string) {
		for range 1 + random.IntN(5) {
			own = append(own, interact.Pressed{Action: actions[random.IntN(len(actions))], State: text(8)})
		}
		shared = text(120)
		if len(own) < 3 {
			shared = text(40)
		}
		ids, err := c.Seal(own, shared)
		if err != nil {
			t.Fatal(err)
		}
		return own, shared, ids
	}
	body := func(id string) []byte {
		b, err := base64.RawURLEncoding.DecodeString(id[1:])
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_= \x00й"
	kinds := map[string]func(id, other string) string{
		"made up": func(id, _ string) string {
			return id[:1] + base64.RawURLEncoding.EncodeToString(append(text(30), body(id)[tagBytes:]...))
		},
		"altered": func(id, _ string) string {
			at := random.IntN(len(id))
			return id[:at] + string([]rune(alphabet)[random.IntN(len([]rune(alphabet)))]) + id[at+1:]
		},
		"a bit turned": func(id, _ string) string {
			b := body(id)
			b[random.IntN(len(b))] ^= 1 << random.IntN(8)
			return id[:1] + base64.RawURLEncoding.EncodeToString(b)
		},
		"cut":    func(id, _ string) string { return id[:random.IntN(len(id))] },
		"longer": func(id, other string) string { return id + other[:1+random.IntN(len(other)-1)] },
		"layout": func(id, _ string) string { return string("0123456"[random.IntN(7)]) + id[1:] },
		"spliced": func(id, other string) string {
			at := 1 + random.IntN(min(len(id), len(other))-1)
			return id[:at] + other[at:]
		},
		"moved to another action": func(id, _ string) string {
			b := body(id)
			length := int(b[tagBytes])
			rest := b[tagBytes+1+length:]
			action := actions[random.IntN(len(actions))]
			return id[:1] + base64.RawURLEncoding.EncodeToString(slices.Concat(b[:tagBytes], []byte{byte(len(action))}, []byte(action), rest))
		},
		"the bounds moved": func(id, _ string) string {
			b := body(id)
			b[tagBytes] += byte(random.IntN(5)) - 2
			return id[:1] + base64.RawURLEncoding.EncodeToString(b)
		},
	}
	names := []string{"another token", "under another message"}
	for name := range kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	tried, genuine := map[string]int{}, 0
	for n := 0; n < forgeries; {
		own, shared, ids := message(ours)
		_, _, others := message(ours)
		for i, id := range ids {
			got, ok := ours.Open(id, with(ids...))
			if !ok || got.Action != own[i].Action || !bytes.Equal(got.State, own[i].State) || !bytes.Equal(got.Shared, shared) {
				t.Fatalf("a genuine %q is %q, %v", id, got, ok)
			}
			genuine++
		}
		for range 4 {
			at := random.IntN(len(ids))
			id, name := ids[at], names[n%len(names)]
			forged, under := id, slices.Clone(ids)
			switch forge := kinds[name]; {
			case forge != nil:
				forged = forge(id, others[random.IntN(len(others))])
				under[at] = forged
			case name == "another token":
				_, _, foreign := message(theirs)
				forged, under = foreign[0], foreign
			default:
				under = others
			}
			if kinds[name] != nil && (forged == id || slices.Contains(others, forged)) {
				names = append(names[1:], names[0])
				continue // nothing is forged
			}
			n++
			tried[name]++
			got, ok := ours.Open(forged, with(under...))
			// A button that has all of it is good wherever Discord says it stands.
			if ok && !(name == "under another message" && got.Action == own[at].Action && bytes.Equal(got.State, own[at].State) && bytes.Equal(got.Shared, shared)) {
				t.Errorf("%s: %q, of %q, is good: %q", name, forged, id, got)
			}
		}
	}
	t.Logf("%d genuine custom_ids are good; of %d forged ones none is: %v", genuine, forgeries, tried)
}
