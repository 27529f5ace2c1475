//! The addresses that the service does not connect to: everything that is not a public host.
//!
//! An IPv6 address that stands for an IPv4 address is judged as that: `::ffff:10.0.0.1` and, behind NAT64,
//! `64:ff9b::10.0.0.1` are as private as `10.0.0.1`. Tunnels that nobody needs any more (6to4, Teredo) are
//! denied as a whole, whatever they lead to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use thiserror::Error;

/// Which addresses are denied: the built-in ranges, as the operator changed them.
///
/// ```
/// use matrix_pusher::gateway::denylist::Denylist;
///
/// let denylist = Denylist::new(vec!["10.1.2.0/24".parse().unwrap()], vec![]);
/// assert!(denylist.check("9.9.9.9".parse().unwrap()).is_ok());
/// assert!(denylist.check("10.1.2.3".parse().unwrap()).is_ok());
/// assert!(denylist.check("10.1.3.3".parse().unwrap()).is_err());
/// ```
#[derive(Debug, Clone, Default)]
pub struct Denylist {
    allow: Vec<IpNet>,
    deny: Vec<IpNet>,
}

/// An address that is not connected to.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the address `{address}` is not allowed: {why}")]
pub struct DeniedAddress {
    /// The address as it was given or resolved.
    pub address: IpAddr,
    /// What it belongs to.
    pub why: &'static str,
}

impl Denylist {
    /// The built-in ranges with exceptions (`allow`) and additions (`deny`). What is added is denied even if
    /// an exception covers it.
    #[must_use]
    pub fn new(allow: Vec<IpNet>, deny: Vec<IpNet>) -> Self {
        Self { allow, deny }
    }

    /// Whether the address may be connected to.
    ///
    /// # Errors
    /// Says which range denies it.
    pub fn check(&self, address: IpAddr) -> Result<(), DeniedAddress> {
        let meant = meant(address);
        let within = |nets: &[IpNet]| nets.iter().any(|net| net.contains(&meant) || net.contains(&address));
        if within(&self.deny) {
            return Err(DeniedAddress { address, why: "it is in `deny_addresses`" });
        }
        // A translated address is excepted by the address that it leads to, not by the translator's prefix.
        if self.allow.iter().any(|net| net.contains(&meant)) {
            return Ok(());
        }
        match special(meant) {
            Some(why) => Err(DeniedAddress { address, why }),
            None => Ok(()),
        }
    }
}

/// The address that packets for this one end at.
fn meant(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else { return address };
    if let Some(v4) = v6.to_ipv4_mapped() {
        return IpAddr::V4(v4);
    }
    match v6.segments() {
        // NAT64's well-known prefix (RFC 6052).
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            IpAddr::V4(Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low)))
        }
        _ => address,
    }
}

/// Why an address is no public host, if it is none.
fn special(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(v4) => V4.iter().find(|(net, _)| net.contains(&v4)).map(|(_, why)| *why),
        IpAddr::V6(v6) => V6
            .iter()
            .find(|(net, _)| net.contains(&v6))
            .map(|(_, why)| *why)
            // Whatever will be assigned outside, it is not today's internet.
            .or((!GLOBAL_UNICAST.contains(&v6)).then_some("it is outside of global unicast, 2000::/3")),
    }
}

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(segments: [u16; 4], prefix: u8) -> Ipv6Net {
    let [a, b, c, d] = segments;
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0), prefix)
}

const GLOBAL_UNICAST: Ipv6Net = v6([0x2000, 0, 0, 0], 3);

/// IANA's special-purpose registry, multicast, and one address that a cloud provider gave a private meaning.
const V4: [(Ipv4Net, &str); 20] = [
    (v4(0, 0, 0, 0, 8), "this host or network, 0.0.0.0/8"),
    (v4(10, 0, 0, 0, 8), "a private network, 10.0.0.0/8"),
    (v4(100, 64, 0, 0, 10), "a carrier's private network, 100.64.0.0/10"),
    (v4(127, 0, 0, 0, 8), "loopback, 127.0.0.0/8"),
    (v4(168, 63, 129, 16, 32), "Azure's internal service, 168.63.129.16"),
    (v4(169, 254, 0, 0, 16), "link-local, 169.254.0.0/16"),
    (v4(172, 16, 0, 0, 12), "a private network, 172.16.0.0/12"),
    (v4(192, 0, 0, 0, 24), "protocol assignments, 192.0.0.0/24"),
    (v4(192, 0, 2, 0, 24), "documentation, 192.0.2.0/24"),
    (v4(192, 31, 196, 0, 24), "AS112, 192.31.196.0/24"),
    (v4(192, 52, 193, 0, 24), "AMT, 192.52.193.0/24"),
    (v4(192, 88, 99, 0, 24), "6to4 relays, 192.88.99.0/24"),
    (v4(192, 168, 0, 0, 16), "a private network, 192.168.0.0/16"),
    (v4(192, 175, 48, 0, 24), "AS112, 192.175.48.0/24"),
    (v4(198, 18, 0, 0, 15), "benchmarks, 198.18.0.0/15"),
    (v4(198, 51, 100, 0, 24), "documentation, 198.51.100.0/24"),
    (v4(203, 0, 113, 0, 24), "documentation, 203.0.113.0/24"),
    (v4(224, 0, 0, 0, 4), "multicast, 224.0.0.0/4"),
    (v4(255, 255, 255, 255, 32), "broadcast, 255.255.255.255"),
    (v4(240, 0, 0, 0, 4), "reserved, 240.0.0.0/4"),
];

/// The same for IPv6. What lies outside of 2000::/3 is here for the sake of its name.
const V6: [(Ipv6Net, &str); 19] = [
    (Ipv6Net::new_assert(Ipv6Addr::UNSPECIFIED, 128), "this host, ::"),
    (Ipv6Net::new_assert(Ipv6Addr::LOCALHOST, 128), "loopback, ::1"),
    (v6([0, 0, 0, 0], 96), "IPv4-compatible, ::/96"),
    (Ipv6Net::new_assert(Ipv6Addr::new(0, 0, 0, 0, 0xffff, 0, 0, 0), 96), "IPv4-translated, ::ffff:0:0:0/96"),
    (v6([0x64, 0xff9b, 1, 0], 48), "local NAT64, 64:ff9b:1::/48"),
    (v6([0x100, 0, 0, 0], 64), "discarded, 100::/64"),
    (v6([0x100, 0, 0, 1], 64), "dummy prefix, 100:0:0:1::/64"),
    (v6([0x2001, 0, 0, 0], 32), "Teredo, 2001::/32"),
    (v6([0x2001, 0, 0, 0], 23), "protocol assignments, 2001::/23"),
    (v6([0x2001, 0xdb8, 0, 0], 32), "documentation, 2001:db8::/32"),
    (v6([0x2002, 0, 0, 0], 16), "6to4, 2002::/16"),
    (v6([0x2620, 0x4f, 0x8000, 0], 48), "AS112, 2620:4f:8000::/48"),
    (v6([0x3ffe, 0, 0, 0], 16), "6bone, 3ffe::/16"),
    (v6([0x3fff, 0, 0, 0], 20), "documentation, 3fff::/20"),
    (v6([0x5f00, 0, 0, 0], 16), "segment routing, 5f00::/16"),
    (v6([0xfc00, 0, 0, 0], 7), "a private network, fc00::/7"),
    (v6([0xfe80, 0, 0, 0], 10), "link-local, fe80::/10"),
    (v6([0xfec0, 0, 0, 0], 10), "site-local, fec0::/10"),
    (v6([0xff00, 0, 0, 0], 8), "multicast, ff00::/8"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn denied(denylist: &Denylist, address: &str) -> bool {
        denylist.check(address.parse().unwrap()).is_err()
    }

    #[test]
    fn every_range_is_denied_from_its_first_to_its_last_address() {
        let denylist = Denylist::default();
        for (net, why) in V4 {
            for address in [net.network(), net.broadcast()] {
                let found = denylist.check(IpAddr::V4(address)).unwrap_err();
                if net != v4(240, 0, 0, 0, 4) || address != Ipv4Addr::BROADCAST {
                    assert_eq!(found.why, why, "{address}");
                }
                assert!(denied(&denylist, &address.to_ipv6_mapped().to_string()), "{address} mapped");
                let nat64 = Ipv6Addr::from_bits((0x0064_ff9b << 96) | u128::from(address.to_bits()));
                assert!(denylist.check(IpAddr::V6(nat64)).is_err(), "{address} behind NAT64");
            }
        }
        for (net, _) in V6 {
            for address in [net.network(), net.broadcast()] {
                assert!(denylist.check(IpAddr::V6(address)).is_err(), "{address}");
            }
        }
    }

    #[test]
    fn the_neighbours_of_ranges_are_allowed() {
        for address in [
            "1.0.0.0",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "168.63.129.15",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.0.3.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "::ffff:9.9.9.9",
            "64:ff9b::9.9.9.9",
            "2001:200::",
            "2001:db7:ffff::",
            "2001:db9::",
            "2003::",
            "2606:4700:4700::1111",
            "3fff:1000::",
        ] {
            assert!(!denied(&Denylist::default(), address), "{address}");
        }
    }

    #[test]
    fn what_leads_to_a_private_address_another_way_is_denied() {
        for address in [
            "::127.0.0.1",               // IPv4-compatible
            "::ffff:127.0.0.1",          // mapped
            "::ffff:0:127.0.0.1",        // translated (SIIT)
            "64:ff9b::127.0.0.1",        // NAT64
            "64:ff9b:1::127.0.0.1",      // NAT64 with a local prefix
            "2002:7f00:1::",             // 6to4
            "2002:a00:1::1",             // 6to4 of 10.0.0.1
            "2001:0:7f00:1::",           // Teredo: the server
            "2001::ffff:ffff:80ff:fffe", // Teredo: the client, 127.0.0.1 inverted
            "4000::1",                   // not assigned
        ] {
            assert!(denied(&Denylist::default(), address), "{address}");
        }
    }

    #[test]
    fn exceptions_hold_in_every_form_and_additions_win() {
        let net = |text: &str| text.parse::<IpNet>().unwrap();
        let denylist = Denylist::new(
            vec![net("10.0.0.0/8"), net("9.0.0.0/8")],
            vec![net("10.6.6.0/24"), net("9.9.9.9/32")],
        );
        for address in ["10.0.0.1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1"] {
            assert!(!denied(&denylist, address), "{address}");
        }
        for address in ["10.6.6.1", "::ffff:10.6.6.1", "64:ff9b::10.6.6.1", "9.9.9.9", "192.168.0.1"] {
            assert!(denied(&denylist, address), "{address}");
        }
        // Excepting the translator does not except what lies behind it.
        assert!(denied(&Denylist::new(vec![net("64:ff9b::/96")], vec![]), "64:ff9b::10.0.0.1"));
    }
}
