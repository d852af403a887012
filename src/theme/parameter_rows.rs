//! What the tables of the page where one puts credentials in say of those that the setup page finds.
//!
//! Such a row has the parameter in its first cell, below the name that the platform's user interface gives it, and in
//! another a link to the setup page: `This is the **Client ID** that you noted in [API Provider Setup](setup.html)`. Where
//! the provider's word is not bold, the sentence tells.

use super::card::Credential;
use crate::page::Page;
use crate::site::{Address, Site};

/// The credentials that `page` says are found on `setup`, each parameter once.
pub(super) fn of_page(site: &Site, page: &Page, setup: &Page) -> Vec<Credential> {
    let mut credentials: Vec<Credential> = Vec::new();
    for row in page.html.split("<tr").skip(1) {
        let row = row.split("</tr").next().unwrap_or(row);
        if let Some(credential) = of_row(site, page, setup, row)
            && credentials.iter().all(|known| known.parameter != credential.parameter)
        {
            credentials.push(credential);
        }
    }
    credentials
}

fn of_row(site: &Site, page: &Page, setup: &Page, row: &str) -> Option<Credential> {
    let (_, row) = row.split_once("<td")?;
    let (first, others) = row.split_once("</td")?;
    let mut hrefs = others
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    let is_setup = |href: &str| {
        site.resolve(page, &text(href))
            == Address::Inside {
                path: setup.output.clone(),
            }
    };
    if !hrefs.any(is_setup) {
        return None;
    }

    let (_, first) = first.split_once('>')?;
    let first = first.replace("</br", "<br");
    let (name, parameter) = first.rsplit_once("<br").map_or(("", &*first), |(name, rest)| {
        (name, rest.split_once('>').map_or("", |(_, behind)| behind))
    });
    let is_code = parameter.trim().starts_with("<code>") && parameter.trim().ends_with("</code>");
    let (name, parameter) = (text(name), text(parameter));
    let is_key = || {
        let mut keys = site.registry.credentials();
        keys.any(|key| key.eq_ignore_ascii_case(&parameter))
    };
    let is_named = is_code && !parameter.is_empty() && !is_key();
    if !is_named && !site.registry.knows(&parameter) {
        return None;
    }

    let mut bold = others
        .split("<strong>")
        .skip(1)
        .map(|rest| text(rest.split("</strong>").next().unwrap_or(rest)));
    let term = match (bold.next(), bold.next()) {
        (Some(term), None) if !term.is_empty() => term,
        _ if !name.is_empty() => name.clone(),
        _ => noted(&text(others))?.to_owned(),
    };
    let known = site.registry.label(&parameter).map(str::to_owned);
    let label = known.or(Some(name)).filter(|label| !label.is_empty() && *label != term);
    Some(Credential {
        term,
        parameter,
        label,
        found: None,
    })
}

/// The provider's word in a sentence that says what it is: `This is the Consumer Key that you noted`.
fn noted(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("This is the ")?;
    let (term, _) = rest.split_once(" that you ")?;
    Some(term).filter(|term| !term.is_empty() && !term.contains(['.', ',', ';', ':']))
}

/// The text of some HTML, white space folded.
fn text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for (at, part) in html.split('<').enumerate() {
        text.push_str(match at {
            0 => part,
            _ => part.split_once('>').map_or("", |(_, behind)| behind),
        });
    }
    for (entity, character) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, character);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
