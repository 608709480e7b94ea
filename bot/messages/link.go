package messages

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// maxURL is what a link button takes (Discord's "Component Reference"); longer
// addresses are more likely to track a reader than to lead to a page.
const maxURL = 512

// Link returns a web address in a form that may stand between the parentheses
// of a masked link, and false for anything that should not be opened by a
// click: schemes other than http and https, hosts that no resolver takes, a
// user name before the host (it makes one site look like another), addresses
// of more than 512 characters.
func Link(address string) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Opaque != "" {
		return "", false
	}
	host := u.Hostname()
	if ip, err := netip.ParseAddr(host); err == nil {
		if !ip.Is4() {
			return "", false // its brackets would be markup
		}
	} else if host, err = asciiHost(host); err != nil || host == "" {
		return "", false
	}
	if port := u.Port(); port != "" {
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return "", false
		}
		host += ":" + port
	}
	u.Host = host
	var b strings.Builder
	for _, c := range []byte(u.String()) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`()<>[]{}\|"'^*~`+"`", c) >= 0 {
			const hex = "0123456789ABCDEF"
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
			continue
		}
		b.WriteByte(c)
	}
	link := b.String()
	return link, len(link) <= maxURL
}

// asciiHost returns a host's name as resolvers take it. What a resolver would
// not take again in that form is an error.
func asciiHost(host string) (string, error) {
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil {
		return "", err
	}
	return idna.Lookup.ToASCII(ascii)
}
