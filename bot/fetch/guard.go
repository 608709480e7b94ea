package fetch

import (
	"fmt"
	"net/netip"
	"syscall"
)

// control looks at an address as it is dialled: what it is given is what the socket
// will connect to, whatever name it was resolved from.
func control(port uint16) func(network, address string, _ syscall.RawConn) error {
	return func(network, address string, _ syscall.RawConn) error {
		if network != "tcp4" && network != "tcp6" {
			return fmt.Errorf("%w: %s", ErrForbidden, network)
		}
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrForbidden, err)
		}
		if at.Port() != port || !public(at.Addr()) {
			return fmt.Errorf("%w: %s", ErrForbidden, address)
		}
		return nil
	}
}

// public reports whether an address is one of the public internet. Package netip
// knows loopback, private, link-local, multicast and unspecified addresses, and
// nothing of the other special ones that IANA's registries list, nor of those that
// have an IPv4 address inside.
func public(a netip.Addr) bool {
	if a.Zone() != "" || a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() {
		return false
	}
	// Of IPv6 only what is assigned for use anywhere. That leaves out the addresses
	// with an IPv4 address inside which are mapped (::ffff:0:0/96), compatible
	// (::/96), translated (::ffff:0:0:0/96) or of NAT64 (64:ff9b::/96, 64:ff9b:1::/48),
	// discard-only (100::/64), unique local, site-local and segment routing (5f00::/16)
	// ones.
	if a.Is6() && !global6.Contains(a) {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// https://www.iana.org/assignments/ipv6-address-space
var global6 = netip.MustParsePrefix("2000::/3")

// special are what else is no address of the public internet.
// https://www.iana.org/assignments/iana-ipv4-special-registry and
// https://www.iana.org/assignments/iana-ipv6-special-registry
var special = [...]netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),        // this network
	netip.MustParsePrefix("100.64.0.0/10"),    // carrier-grade NAT
	netip.MustParsePrefix("168.63.129.16/32"), // the host beneath a virtual machine of Azure
	netip.MustParsePrefix("192.0.0.0/24"),     // protocol assignments
	netip.MustParsePrefix("192.0.2.0/24"),     // documentation
	netip.MustParsePrefix("192.31.196.0/24"),  // AS112
	netip.MustParsePrefix("192.52.193.0/24"),  // AMT
	netip.MustParsePrefix("192.88.99.0/24"),   // relays of 6to4
	netip.MustParsePrefix("192.175.48.0/24"),  // AS112
	netip.MustParsePrefix("198.18.0.0/15"),    // benchmarks
	netip.MustParsePrefix("198.51.100.0/24"),  // documentation
	netip.MustParsePrefix("203.0.113.0/24"),   // documentation
	netip.MustParsePrefix("240.0.0.0/4"),      // reserved, and broadcast
	netip.MustParsePrefix("2001::/23"),        // protocol assignments, among them Teredo and ORCHID
	netip.MustParsePrefix("2001:db8::/32"),    // documentation
	netip.MustParsePrefix("2002::/16"),        // 6to4
	netip.MustParsePrefix("2620:4f:8000::/48"),
	netip.MustParsePrefix("3fff::/20"), // documentation
}
