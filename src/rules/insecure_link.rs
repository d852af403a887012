//! A link to another host by `http://`.
//!
//! ## What it does
//! Finds links whose address begins with `http://`. Hosts of one's own network (`localhost`, `10.0.0.1`), hosts that stand
//! for others (`example.com`, `yourcompany.com`), the site's own, and names of XML namespaces are left aside.
//!
//! ## Why it matters
//! What goes over `http://` can be read and changed on its way, and browsers warn of it. Most hosts have `https://` by
//! now; whether this one has, you need to try.
//!
//! ## Example
//! ```markdown
//! Sign up at [Acme](http://developer.acme.io/keys).
//! ```
//!
//! ## Use instead
//! ```markdown
//! Sign up at [Acme](https://developer.acme.io/keys).
//! ```

use super::addresses::is_settled;
use super::{Group, Meta, Needs, Rule};
use crate::finding::{Finding, Severity};
use crate::page::Page;
use crate::site::Site;

const ID: &str = "insecure-link";

pub(super) struct InsecureLink;

impl Rule for InsecureLink {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Style,
            severity: Severity::Warning,
            source: include_str!("insecure_link.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let own = host(&site.url);
        let insecure = page.links.iter().filter(|link| {
            let host = host(&link.href).filter(|_| has_scheme(&link.href));
            host.is_some_and(|host| is_judged(&host) && own.as_ref() != Some(&host))
                && is_settled(page, &link.href, &link.href_at)
        });
        let finding = |link: &crate::page::Link| {
            let message = format!("`{}` is not encrypted on its way", link.href);
            Finding::warning(ID, link.href_at.location.clone(), message)
                .with_via(link.href_at.via.to_vec())
                .with_hint("write `https://` if the host has it")
        };
        insecure.map(finding).collect()
    }
}

fn has_scheme(href: &str) -> bool {
    href.trim_start()
        .get(.."http://".len())
        .is_some_and(|start| start.eq_ignore_ascii_case("http://"))
}

/// The host of an address, without user and port, in lower case.
fn host(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or(rest);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let port = host.rfind(':').filter(|&colon| !host[colon..].contains(']'));
    Some(host[..port.unwrap_or(host.len())].to_ascii_lowercase())
}

/// Whether a host is one of the web's, not of one's own network, made up, or the name of an XML namespace.
fn is_judged(host: &str) -> bool {
    const NAMES: [&str; 6] = [
        "json-schema.org",
        "ns.adobe.com",
        "purl.org",
        "schema.org",
        "www.w3.org",
        "xmlns.com",
    ];
    const LOCAL: [&str; 8] = [
        "example",
        "home",
        "internal",
        "invalid",
        "lan",
        "local",
        "localhost",
        "test",
    ];
    let Some((_, last)) = host.rsplit_once('.') else {
        return false;
    };
    let is_made_up = host
        .split(['.', '-'])
        .any(|label| label.contains("example") || label.starts_with("your"))
        || ["mycompany", "mydomain", "mysite", "domain.com", "company.com"]
            .iter()
            .any(|name| host.contains(name));
    let is_name = NAMES.contains(&host) || host.starts_with("schemas.") || host.starts_with("xmlns.");
    !is_made_up && !is_name && !LOCAL.contains(&last) && !is_private(host)
}

/// Whether a host is an address of a network of one's own.
fn is_private(host: &str) -> bool {
    let octets: Vec<u8> = host.split('.').filter_map(|octet| octet.parse().ok()).collect();
    host.starts_with('[')
        || matches!(
            octets[..],
            [0 | 10 | 127, _, _, _] | [192, 168, _, _] | [172, 16..=31, _, _] | [169, 254, _, _]
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_the_web_are_judged() {
        for address in [
            "http://a.b/c",
            "HTTP://User:x@Docs.Acme.io:80?q",
            "http://8.8.8.8",
            "http://company.io",
        ] {
            assert!(host(address).is_some_and(|host| is_judged(&host)), "{address}");
        }
        for address in [
            "http://localhost:3000/a",
            "http://127.0.0.1",
            "http://192.168.1.1/x",
            "http://172.20.0.1",
            "http://[::1]:80/",
            "http://intranet/x",
            "http://printer.local",
            "http://api.example.com",
            "http://my.example.io",
            "http://yourcompany.acme.com",
            "http://acme.your-domain.com",
            "http://www.mycompany.com/callback",
            "http://www.w3.org/2001/XMLSchema",
            "http://schemas.xmlsoap.org/soap/envelope/",
        ] {
            assert!(host(address).is_none_or(|host| !is_judged(&host)), "{address}");
        }
    }
}
