//! A URL of OAuth that cannot work, or that shows too much.
//!
//! ## What it does
//! Looks at the URLs to which users are sent to allow access (`.../oauth/authorize?...`), wherever they stand on a page
//! or in its includes. It finds parameters in the path (`/authorize/client_id=...`), a `client_secret`, a missing
//! `client_id` or `response_type` (where the provider asks for one), and scopes that are another provider's. In any URL
//! it finds an address whose colon is written twice (`https:%3A%2F%2F`).
//!
//! ## Why it matters
//! Readers paste such a URL and get the provider's error page. A `client_secret` in it is shown to every user, and kept
//! in their browsers' histories.
//!
//! ## Example
//! ```markdown
//! [Allow access](https://signin.acme.io/oauth/authorize/client_id=4ynetc&response_type=code)
//! ```
//!
//! ## Use instead
//! ```markdown
//! [Allow access](https://signin.acme.io/oauth/authorize?client_id=4ynetc&response_type=code)
//! ```

mod address;
mod scopes;

use std::ops::Range;

use rayon::prelude::*;

use super::{Group, Meta, Needs, Rule};
use crate::finding::{Finding, Severity};
use crate::page::PageFile;
use crate::site::Site;
use crate::span::Span;
use address::Address;

const ID: &str = "oauth-url";

/// The parameters by which a URL is known to be one of OAuth 2.0.
const PARAMETERS: [&str; 5] = ["client_id", "response_type", "redirect_uri", "scope", "state"];

/// Hosts that send a code although nobody asked for one.
const WITHOUT_RESPONSE_TYPE: &str = "asana.com basecamp.com bitly.com clickup.com discord.com discordapp.com \
    dribbble.com facebook.com github.com gumroad.com helpscout.com helpscout.net hubspot.com instagram.com intercom.com \
    launchpad.37signals.com monday.com myshopify.com pipedrive.com shopify.com slack.com squarespace.com squareup.com \
    todoist.com typeform.com weebly.com";

/// Parameters that take the place of others.
const OTHERS: &str = "api_key apikey app_id appid application_id client_key clientid key request request_uri responsetype \
    type";

pub(super) struct OauthUrl;

impl Rule for OauthUrl {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Credentials,
            severity: Severity::Error,
            source: include_str!("oauth_url.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }

    fn check_site(&self, site: &Site) -> Vec<Finding> {
        let files = site.page_files().into_par_iter();
        files
            .flat_map_iter(|(file, pages)| {
                let findings = in_file(file).into_iter();
                findings.map(move |finding| pages.iter().fold(finding, |finding, page| finding.on_page(page)))
            })
            .collect()
    }
}

fn in_file(file: &PageFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    for url in address::find(&file.text) {
        let after = &file.text[url.end..];
        let Some(address) = Address::of(&file.text, url) else {
            continue;
        };
        let mut tell = |place: Range<usize>, message: String, hint: String| {
            let finding = Finding::error(ID, file.location(Span::from(place)), message);
            findings.push(finding.with_hint(hint).with_via(file.via.to_vec()));
        };
        for colon in address.doubled_colons(&file.text) {
            let message = "the colon of this address is written twice, as `:` and as `%3A`".to_owned();
            tell(colon, message, "write `https%3A%2F%2F`".to_owned());
        }
        if let Some(first) = &address.in_path {
            let message = format!("`{}` stands in the path of this URL", first.name);
            tell(
                first.at.clone(),
                message,
                format!("its parameters begin after a question mark: `?{}=`", first.name),
            );
        }
        if !address.is_authorize {
            continue;
        }
        for parameter in address
            .parameters
            .iter()
            .filter(|parameter| parameter.name == "client_secret")
        {
            let message = "the `client_secret` stands in a URL that users see".to_owned();
            let hint = "take it away; it goes with the request for a token only".to_owned();
            tell(parameter.at.clone(), message, hint);
        }
        for missing in missing(&address, after) {
            let message = format!("this authorize URL has no `{missing}`");
            let hint = match missing {
                "response_type" => "add `response_type=code`".to_owned(),
                _ => format!("add `{missing}=`"),
            };
            tell(address.at.clone(), message, hint);
        }
        if let Some((parameter, scope, provider)) = scopes::of_another_provider(&address) {
            let message = format!("the scope `{scope}` is of {provider}, not of `{}`", address.host);
            tell(
                parameter.at.clone(),
                message,
                "look up the scopes of this provider".to_owned(),
            );
        }
    }
    findings
}

/// What every authorize URL of OAuth 2.0 needs, and this one has not.
fn missing(address: &Address<'_>, after: &str) -> Vec<&'static str> {
    let has = |name: &str| address.parameters.iter().any(|parameter| parameter.name == name);
    let known = PARAMETERS.iter().filter(|name| has(name)).count();
    // The address alone, or one that goes on.
    if known < 2 || address.is_cut || goes_on(after) {
        return Vec::new();
    }
    // OAuth 1.0, what the provider was sent before (RFC 9126), and providers that give parameters other names.
    let is_of_another_kind = address.parameters.iter().any(|parameter| {
        parameter.name.starts_with("oauth_") || OTHERS.split(' ').any(|name| parameter.name.eq_ignore_ascii_case(name))
    });
    if is_of_another_kind {
        return Vec::new();
    }
    let is_exempt = |name: &&str| {
        *name == "response_type"
            && (address.is_of_github || WITHOUT_RESPONSE_TYPE.split(' ').any(|host| address.is_at(host)))
    };
    let required = ["client_id", "response_type"].into_iter();
    required
        .filter(|name| !has(name) && !is_exempt(name) && !names_soon(after, name))
        .collect()
}

/// Whether a URL goes on in what stands `after` it: on the next line, in another text of a program, or as a part that
/// is optional.
fn goes_on(after: &str) -> bool {
    let quotes = ['"', '\'', '`', '\\'];
    let rest = after.strip_prefix("</").and_then(|tag| tag.split_once('>'));
    let rest = rest.map_or(after, |(_, rest)| rest);
    let inner = rest.trim_start_matches(quotes);
    let next = inner.trim_start_matches(|c: char| c.is_whitespace() || quotes.contains(&c));
    let is_joined = match next.strip_prefix('.') {
        // A full stop has white space behind it only.
        Some(more) => {
            next.len() < inner.len() || more.starts_with(|c: char| c.is_alphanumeric() || "$\"'_".contains(c))
        }
        None => next.starts_with(['&', '+']),
    };
    after.starts_with(['[', '(']) || (after.starts_with('<') && !after.starts_with("</")) || is_joined
}

/// Whether what follows a URL, up to the next one, names the parameter `name`: `curl -G URL -d response_type=code`.
fn names_soon(after: &str, name: &str) -> bool {
    const NEAR: usize = 300;
    let near = &after[..after.floor_char_boundary(NEAR)];
    let end = near.find("://").or_else(|| near.find("\n\n"));
    near[..end.unwrap_or(near.len())].contains(name)
}
