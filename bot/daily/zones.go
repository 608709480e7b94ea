package daily

import (
	_ "embed" // the list of zones
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // containers and Windows have no time zones of their own
)

// zoneNames are the names of zone.tab in the tz database (public domain), of which
// Go knows all: those that people choose, without what was renamed.
//
//go:embed zones.txt
var zoneNames string

var zones = sync.OnceValue(func() []string { return strings.Fields(zoneNames) })

// FindZone reads the name of a time zone as a person types it.
func FindZone(typed string) (string, bool) {
	typed = strings.ReplaceAll(strings.TrimSpace(typed), " ", "_")
	for _, name := range zones() {
		if strings.EqualFold(name, typed) || strings.EqualFold(city(name), typed) {
			return name, true
		}
	}
	// An older name, such as Europe/Kiev. "Local" would be the machine's.
	if _, err := time.LoadLocation(typed); err != nil || typed == "" || typed == "Local" {
		return "", false
	}
	return typed, true
}

// Zones returns at most n time zones in whose name the typed words stand, those that
// begin so, or whose city does, first.
func Zones(typed string, n int) []string {
	typed = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(typed), " ", "_"))
	var begin, within []string
	for _, name := range zones() {
		switch low := strings.ToLower(name); {
		case strings.HasPrefix(low, typed) || strings.HasPrefix(city(low), typed):
			begin = append(begin, name)
		case strings.Contains(low, typed):
			within = append(within, name)
		}
	}
	all := append(begin, within...)
	return all[:min(n, len(all))]
}

// city is the last part of a zone's name.
func city(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }
