//! What the tables of the page where one puts credentials in say of those that the setup page finds.
//!
//! Such a row has the parameter in its first cell, below the name that the platform's user interface gives it, and in
//! another a link to the setup page: `This is the **Client ID** that you noted in [API Provider Setup](setup.html)`. Where
//! the provider's word is not bold, the sentence tells.

use std::collections::BTreeSet;

use super::card::Credential;
use super::tags::{Tag, attribute, elements, tags, text_of};
use crate::page::Page;
use crate::site::{Address, Site};

/// The credentials that `page` says are found on `setup`, each parameter once.
pub(super) fn of_page(site: &Site, page: &Page, setup: &Page) -> Vec<Credential> {
    let mut known = BTreeSet::new();
    let credentials = elements(&page.html, "tr").filter_map(|(_, row)| of_row(site, page, setup, row));
    credentials
        .filter(|credential| known.insert(credential.parameter.clone()))
        .collect()
}

fn of_row(site: &Site, page: &Page, setup: &Page, row: &str) -> Option<Credential> {
    let is_cell = |tag: &Tag<'_>| ["td", "th"].contains(&tag.name());
    let mut cells = tags(row).filter(is_cell).map(|tag| tag.end());
    let (first, second) = (cells.next()?, cells.next()?);
    let (first, others) = (&row[first..first + row[first..].find("</t")?], &row[second..]);
    let is_setup = |href: &str| {
        let path = setup.output.clone();
        site.resolve(page, &text_of(href)) == Address::Inside { path }
    };
    let mut links = tags(others).filter(|tag| tag.name() == "a");
    if !links.any(|link| attribute(link.text, "href").is_some_and(is_setup)) {
        return None;
    }

    // The parameter stands below the name that it has in the user interface. `</br>` is what authors write.
    let is_break = |tag: &Tag<'_>| ["br", "br/", "/br"].contains(&tag.name());
    let (name, parameter) = match tags(first).filter(is_break).last() {
        Some(tag) => (&first[..tag.start], &first[tag.end()..]),
        None => ("", first),
    };
    let is_code = parameter.trim().starts_with("<code") && parameter.trim().ends_with("</code>");
    let (name, parameter) = (text_of(name), text_of(parameter));
    let is_key = || {
        let mut keys = site.registry.credentials();
        keys.any(|key| key.eq_ignore_ascii_case(&parameter))
    };
    let is_named = is_code && !parameter.is_empty() && !is_key();
    if !is_named && !site.registry.knows(&parameter) {
        return None;
    }

    let mut bold = elements(others, "strong").map(|(_, text)| text_of(text));
    let term = match (bold.next(), bold.next()) {
        (Some(term), None) if !term.is_empty() => term,
        _ if !name.is_empty() => name.clone(),
        _ => noted(&text_of(others))?.to_owned(),
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
