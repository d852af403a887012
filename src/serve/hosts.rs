//! Which hosts a request may name. A page of somebody else's, whose name was made to lead to this machine, must not
//! read what is served here (DNS rebinding): it comes with its own name.

use std::net::{IpAddr, Ipv6Addr};

/// The hosts that are served.
#[derive(Clone, Debug)]
pub(super) struct Hosts {
    names: Vec<String>,
    any_address: AnyAddress,
}

/// Whether every address is served that is written in numbers. Such an address is no name that anybody could bend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AnyAddress {
    Served,
    Loopback,
}

impl Hosts {
    /// What a server may be called that listens at `address`, and also by `name`, where it was asked for by one.
    pub(super) fn new(address: IpAddr, name: Option<&str>) -> Self {
        let mut names = vec!["localhost".to_owned()];
        names.extend(name.map(|name| name.trim_end_matches('.').to_ascii_lowercase()));
        let any_address = match address.is_loopback() {
            true => AnyAddress::Loopback,
            false => AnyAddress::Served,
        };
        Self { names, any_address }
    }

    /// Whether a `Host` header names one of them, with whatever port: it may have been forwarded.
    pub(super) fn has(&self, host: &str) -> bool {
        let Some(host) = without_port(host) else {
            return false;
        };
        let address = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            Some(host) => host.parse::<Ipv6Addr>().ok().map(IpAddr::from),
            None => host.parse::<IpAddr>().ok().filter(IpAddr::is_ipv4),
        };
        match address {
            Some(address) => address.is_loopback() || self.any_address == AnyAddress::Served,
            None => {
                let host = host.strip_suffix('.').unwrap_or(host);
                self.names.iter().any(|name| name.eq_ignore_ascii_case(host))
            }
        }
    }

    /// Whether an `Origin` header names one of them.
    pub(super) fn has_origin(&self, origin: &str) -> bool {
        let host = origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"));
        host.is_some_and(|host| self.has(host))
    }
}

/// `localhost` of `localhost:4000`; nothing where what is behind the colon is no port.
fn without_port(host: &str) -> Option<&str> {
    let end = match host.strip_prefix('[') {
        Some(rest) => rest.find(']')? + 2,
        None => host.find(':').unwrap_or(host.len()),
    };
    let (host, port) = host.split_at(end);
    let is_port = match port.strip_prefix(':') {
        Some(port) => port.bytes().all(|byte| byte.is_ascii_digit()) && port.len() <= 5,
        None => port.is_empty(),
    };
    is_port.then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_server_answers_to_local_names_only() {
        let hosts = Hosts::new([127, 0, 0, 1].into(), None);
        for host in [
            "localhost",
            "LocalHost:4000",
            "localhost.",
            "127.0.0.1:1",
            "[::1]:4000",
            "127.0.0.2",
        ] {
            assert!(hosts.has(host), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "evil.example:4000",
            "192.168.1.5",
            "[fe80::1]",
            "127.0.0.1.nip.io",
            "localhost:4000:1",
            "localhost:x",
            "a@localhost",
            "::1",
            "[::1",
            "0177.0.0.1",
            "",
        ] {
            assert!(!hosts.has(host), "{host}");
        }
    }

    #[test]
    fn a_server_for_others_answers_to_numbers_and_to_its_name() {
        let hosts = Hosts::new([0, 0, 0, 0].into(), Some("Box.lan"));
        for host in ["192.168.1.5:4000", "[fe80::1]", "box.lan:4000", "localhost"] {
            assert!(hosts.has(host), "{host}");
        }
        assert!(!hosts.has("evil.example"));
    }

    #[test]
    fn an_origin_is_a_host_behind_its_scheme() {
        let hosts = Hosts::new([127, 0, 0, 1].into(), None);
        assert!(hosts.has_origin("http://localhost:4000"));
        for origin in ["http://evil.example", "null", "file://localhost", "localhost"] {
            assert!(!hosts.has_origin(origin), "{origin}");
        }
    }
}
