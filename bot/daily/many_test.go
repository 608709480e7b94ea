package daily_test

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"verbatim/bot/daily"
	"verbatim/quotes/store"
)

// BenchmarkManyServers tells what a post costs besides its requests where so many
// servers have one: the file is written anew. docs/latency.md reckons with it.
func BenchmarkManyServers(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			servers := make(map[string]daily.Setting, n)
			for i := range n {
				servers[fmt.Sprint(1042000000000000000+i)] = daily.Setting{
					Channel: fmt.Sprint(1142000000000000000 + i), Minute: i % 1440, Zone: "Europe/Berlin", Locale: "en-US", Last: "2026-11-30", Quote: "w9pz5xzcqy2k6",
				}
			}
			file := filepath.Join(b.TempDir(), "daily.json")
			sealed, err := store.Seal(servers)
			if err == nil {
				err = store.Machine().WriteFile(file, sealed)
			}
			if err != nil {
				b.Fatal(err)
			}
			kept, err := daily.OpenFile(file, slog.New(slog.DiscardHandler))
			if err != nil {
				b.Fatal(err)
			}
			day := time.Now()
			for b.Loop() {
				const server = "1042000000000000000"
				from, _ := kept.Get(server)
				day = day.AddDate(0, 0, 1)
				to := from
				to.Last = day.Format(time.DateOnly)
				if done, err := kept.Swap(b.Context(), server, &from, &to); err != nil || !done {
					b.Fatal(done, err)
				}
			}
			b.ReportMetric(float64(len(sealed)), "B/file")
		})
	}
}
