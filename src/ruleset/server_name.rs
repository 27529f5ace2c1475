//! Names of servers, as they stand in the ids of users and events (appendix "Server Name").

/// Whether ruma takes a text for the name of a server.
pub(super) fn is_server_name(name: &str) -> bool {
    let (host_is_valid, port) = match name.strip_prefix('[') {
        Some(rest) => {
            let Some((address, port)) = rest.split_once(']') else { return false };
            (is_ipv6(address), port)
        }
        None => {
            let host = name.bytes().take_while(|byte| *byte != b':').count();
            let (host, port) = name.split_at(host);
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
            (!host.is_empty() && host.bytes().all(is_plain), port)
        }
    };
    let port_is_valid =
        port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    host_is_valid && port_is_valid
}

/// Eight groups of hexadecimal digits, of which `::` leaves some out; the last two may be an IPv4 address. The parser of the
/// standard library says the same with four times the code.
fn is_ipv6(address: &str) -> bool {
    if address.len() < "::1".len() {
        return address == "::";
    }
    // At an end, one of the two colons is enough to leave an empty group.
    let first = address.strip_prefix(':').filter(|rest| rest.starts_with(':'));
    let address = first.unwrap_or(address);
    let last = address.strip_suffix(':').filter(|rest| rest.ends_with(':'));
    let inner = last.unwrap_or(address);
    if inner.starts_with(':') != first.is_some() || inner.ends_with(':') != last.is_some() {
        return false;
    }
    let (mut groups, mut gaps) = (0, 0);
    let mut parts = inner.split(':').peekable();
    while let Some(part) = parts.next() {
        match part.len() {
            0 => gaps += 1,
            1..=4 if part.bytes().all(|byte| byte.is_ascii_hexdigit()) => groups += 1,
            _ if parts.peek().is_none() && is_ipv4(part) => groups += 2,
            _ => return false,
        }
    }
    match gaps {
        0 => groups == 8,
        1 => groups < 8,
        _ => false,
    }
}

/// Four numbers below 256, without leading zeros.
fn is_ipv4(address: &str) -> bool {
    let is_number = |number: &str| {
        number.bytes().all(|byte| byte.is_ascii_digit())
            && (number == "0" || !number.starts_with('0'))
            && number.parse::<u8>().is_ok()
    };
    address.split('.').count() == 4 && address.split('.').all(is_number)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use proptest::prelude::*;

    use super::{is_ipv6, is_server_name};
    use crate::testing::cases;

    #[test]
    fn server_names() {
        for name in
            ["example.org", "localhost:8448", "1.2.3.4", "[::1]", "[2001:db8::1]:443", "[::ffff:1.2.3.4]"]
        {
            assert!(is_server_name(name), "{name}");
        }
        for name in ["", ":1", "a b", "a:99999", "a:", "[]", "[::1", "[x]", "[::1]443", "[1.2.3.4]"] {
            assert!(!is_server_name(name), "{name}");
        }
    }

    proptest! {
        #![proptest_config(cases(20_000))]

        #[test]
        fn addresses_are_those_of_the_standard_library(
            parts in prop::collection::vec("[0-9a-fA-F]{1,4}|:|::|:|1\\.2\\.3\\.4|[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-g.:]", 0..16),
            groups in prop::collection::vec("[0-9a-f]{0,4}|0", 6..10),
            end in "|:1\\.2\\.3\\.4|:0\\.0\\.0\\.[0-9]{1,3}",
        ) {
            for address in [parts.concat(), groups.join(":"), groups.join(":") + &end] {
                prop_assert_eq!(is_ipv6(&address), address.parse::<Ipv6Addr>().is_ok(), "{}", address);
            }
        }
    }
}
