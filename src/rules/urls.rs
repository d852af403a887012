//! Web addresses, compared with what people write for one.

use std::borrow::Cow;

use crate::url::unescape;

/// The ends of hosts by which an address without a scheme is known for one.
const TOP_LEVELS: [&str; 10] = ["app", "cloud", "co", "com", "de", "dev", "io", "net", "org", "uk"];

/// Hosts whose addresses stand for others.
const SHORTENERS: &str = "1drv.ms adf.ly aka.ms amzn.to app.link apple.co bit.ly bitly.com buff.ly cutt.ly db.tt discord.gg \
    dlvr.it doi.org fb.me flic.kr forms.gle g.co g.page git.io go.microsoft.com goo.gl hubs.ly is.gd j.mp lnkd.in mzl.la \
    oreil.ly ow.ly page.link pic.twitter.com rb.gy rebrand.ly redd.it s.id sforce.co shorturl.at spr.ly t.co tiny.cc \
    tinyurl.com w.wiki wp.me youtu.be";

/// A web address.
pub(super) struct Url<'t> {
    /// In lower case, without `www.`.
    host: String,
    /// What follows the host, unescaped.
    rest: Cow<'t, str>,
    /// Whether an ellipsis stands for the end.
    is_cut: bool,
}

impl<'t> Url<'t> {
    /// The address `href`, if it is a full one.
    pub(super) fn of(href: &'t str) -> Option<Self> {
        let address = after_scheme(href).or_else(|| href.strip_prefix("//"))?;
        Self::new(address, false)
    }

    /// The address that `text` shows, if it does.
    pub(super) fn shown(text: &'t str) -> Option<Self> {
        if text.contains(|c: char| c.is_whitespace() || "{}<>[]|\\^`\"*".contains(c)) {
            return None;
        }
        let end = text.find('…').or_else(|| text.find("..."));
        let (text, is_cut) = match end {
            Some(end) => (&text[..end], true),
            None => (text.trim_end_matches(['.', ',', ';', ':', '!', '?']), false),
        };
        let full = after_scheme(text);
        let address = full.unwrap_or(text);
        let (host, path) = split_host(address);
        // `Node.js/Express` is none.
        let is_host = host
            .rsplit_once('.')
            .is_some_and(|(_, last)| TOP_LEVELS.iter().any(|known| last.eq_ignore_ascii_case(known)));
        let is_shown = match full {
            Some(_) => !host.is_empty(),
            None => host.starts_with("www.") || (is_host && path.len() > 1),
        };
        if is_shown { Self::new(address, is_cut) } else { None }
    }

    /// Nothing where the host has letters that are not ASCII's: it has another form, too.
    fn new(address: &'t str, is_cut: bool) -> Option<Self> {
        let (host, rest) = split_host(address);
        let host = host.to_ascii_lowercase();
        let host = host.strip_prefix("www.").unwrap_or(&host);
        let host = [":443", ":80"]
            .iter()
            .find_map(|port| host.strip_suffix(port))
            .unwrap_or(host);
        (host.is_ascii() && !host.split('.').any(|label| label.starts_with("xn--"))).then(|| Self {
            host: host.to_owned(),
            rest: unescape(rest),
            is_cut,
        })
    }

    /// Whether one who reads this address is where it says after a click on a link to `other`: that is the same, or goes
    /// on where this one ends, or is a service that leads on to it.
    pub(super) fn is_short_for(&self, other: &Self) -> bool {
        let (short, long) = (self.path().to_lowercase(), other.path().to_lowercase());
        let is_start = match long.strip_prefix(&short) {
            Some(rest) => self.is_cut || rest.is_empty() || rest.starts_with('/'),
            None => false,
        };
        let is_cut_host = self.is_cut && self.rest.is_empty() && other.host.starts_with(&self.host);
        (self.host == other.host && is_start)
            || is_cut_host
            || other.rest.contains(&self.host)
            || self.leads_on()
            || other.leads_on()
    }

    /// Whether it is one of those made short, which lead anywhere.
    fn leads_on(&self) -> bool {
        SHORTENERS.split(' ').any(|known| {
            let before = self.host.strip_suffix(known);
            before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
    }

    /// The path without the slash at its end, and what a server finds without being told.
    fn path(&self) -> &str {
        let path = self.rest.split(['?', '#']).next().unwrap_or(&self.rest);
        let path = [".git", "/index.html", ".html"]
            .iter()
            .find_map(|end| path.strip_suffix(end))
            .unwrap_or(path);
        path.trim_end_matches('/')
    }
}

/// Whether a text is an address like `https://https://example.com`.
pub(super) fn has_two_schemes(text: &str) -> bool {
    after_scheme(text).is_some_and(|rest| {
        let (host, _) = split_host(rest);
        matches!(host.trim_end_matches(':'), "http" | "https")
    })
}

fn split_host(address: &str) -> (&str, &str) {
    address.split_at(address.find(['/', '?', '#']).unwrap_or(address.len()))
}

/// What follows `http://` or `https://`.
fn after_scheme(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    let is_web = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    is_web.then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_names() {
        for text in ["https://x", "HTTP://example.com", "www.example.xyz", "example.com/x"] {
            assert!(Url::shown(text).is_some(), "{text}");
        }
        for text in [
            "Example.com",
            "Node.js/Express",
            "v1.2/x",
            "at example.com/x",
            "https://{host}/x",
            "/x",
            "",
        ] {
            assert!(Url::shown(text).is_none(), "{text}");
        }
    }

    #[test]
    fn short_forms_stand_for_the_whole() {
        let of = |text: &str| {
            let address = Url::of("https://www.Example.com/Docs/setup/?a=1#b").expect("it is an address");
            Url::shown(text).expect("it is an address").is_short_for(&address)
        };
        for text in [
            "http://www.example.com/docs/setup",
            "example.com/docs/setup.",
            "https://example.com",
            "example.com/do…",
            "https://exam...",
        ] {
            assert!(of(text), "{text}");
        }
        for text in [
            "https://docs.example.com",
            "example.com/doc",
            "example.com/docs/setup/2",
            "www.example.org",
        ] {
            assert!(!of(text), "{text}");
        }
    }

    #[test]
    fn some_addresses_lead_on() {
        let shown = Url::shown("https://example.com/a").expect("it is an address");
        let safe = Url::of("https://safe.example.org/?url=https%3A%2F%2Fexample.com%2Fa").expect("it is an address");
        assert!(shown.is_short_for(&safe));
    }
}
