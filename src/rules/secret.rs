//! A key, token or password that stands in the content.
//!
//! ## What it does
//! Looks through the whole source of every page and of the includes that it uses, through data, the config and what else
//! has front matter, for values that are shaped like the
//! keys of some fifty providers (AWS, GitHub, Slack, Stripe, Google, Twilio, Shopify, HubSpot, ...), JSON Web Tokens,
//! private keys, passwords in URLs, and basic authentication. As a warning, it finds long values that look made by
//! chance beside a word like key, secret, token or `Authorization`, or in a table below one. Placeholders are left aside: `<YOUR_TOKEN>`, words,
//! `xxxx`, `1234567890`, what ends in `...`, what providers print in their own documentation. `dummies` names parts of
//! further values that are made up. The value itself is never shown.
//!
//! ## Why it matters
//! Whatever is published has been read by programs that look for keys within minutes. A key that was ever real has to
//! be revoked: it stays in the history of the repository.
//!
//! ## Example
//! ```markdown
//! Send the header `Authorization: Bearer vQ7tR2mZkX9cL4wJ8pHs6NdB`.
//! ```
//!
//! ## Use instead
//! ```markdown
//! Send the header `Authorization: Bearer <YOUR_TOKEN>`.
//! ```

mod beside;
mod column;
mod dummy;
mod enclosed;
mod format;
mod scan;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Group, Meta, Needs, OptionKind, Rule, RuleOption};
use crate::finding::{Finding, Hidden, Label, Severity};
use crate::page::{Code, Page, PageFile};
use crate::site::Site;
use crate::span::Span;
use scan::Secret as Found;

const ID: &str = "secret";

pub(super) struct Secret;

impl Rule for Secret {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Samples,
            severity: Severity::Error,
            source: include_str!("secret.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }

    fn hides(&self) -> bool {
        true
    }

    fn options(&self) -> &'static [RuleOption] {
        &[RuleOption {
            name: "dummies",
            kind: OptionKind::Texts,
            about: "parts of values that are made up, and no secrets",
        }]
    }

    fn check_site(&self, site: &Site) -> Vec<Finding> {
        let dummies = site.option_texts(ID, "dummies").unwrap_or_default();
        let mut files: BTreeMap<&str, SearchedFile<'_>> = BTreeMap::new();
        for page in &site.pages {
            for file in page.files() {
                let of_samples = || match site.is_finished {
                    true => in_samples(page, &dummies),
                    false => Vec::new(),
                };
                let searched = files.entry(&file.path).or_insert_with(|| SearchedFile {
                    file,
                    known: of_samples(),
                    pages: Vec::new(),
                });
                searched.pages.push(&page.source);
            }
        }
        for file in &site.other_files {
            files.entry(&file.path).or_insert_with(|| SearchedFile {
                file,
                known: Vec::new(),
                pages: Vec::new(),
            });
        }
        let of_file = |SearchedFile { file, known, pages }| {
            let findings = in_file(file, known, &dummies).into_iter();
            let on_pages = move |finding: Finding| pages.iter().fold(finding, |finding, page| finding.on_page(page));
            findings.map(on_pages).collect::<Vec<_>>()
        };
        let files: Vec<_> = files.into_values().collect();
        files.into_par_iter().flat_map_iter(of_file).collect()
    }
}

/// A file that is looked through once, whatever pages it is a part of.
struct SearchedFile<'s> {
    file: &'s PageFile,
    /// What was found in it before its text is looked at.
    known: Vec<Found>,
    pages: Vec<&'s Arc<str>>,
}

/// The secrets in the code samples of a page that is HTML, where tags and entities stand between a key and its name.
fn in_samples(page: &Page, dummies: &[String]) -> Vec<Found> {
    let of_code = |code: &Code| {
        let place = |found: Found| {
            let location = code.place(page, found.span.start..found.span.end).location;
            let span = location.span;
            (location.path == page.file.path).then_some(Found { span, ..found })
        };
        scan::secrets(&code.text, dummies)
            .into_iter()
            .filter_map(place)
            .collect::<Vec<_>>()
    };
    page.codes().flat_map(of_code).collect()
}

/// The secrets in a file, a finding each, wherever else in the file it stands. Some of them are `known` already.
fn in_file(file: &PageFile, known: Vec<Found>, dummies: &[String]) -> Vec<Finding> {
    let mut secrets = scan::secrets(&file.text, dummies);
    let is_known = |span: Span| {
        let after = known.partition_point(|known| known.span.end <= span.start);
        known.get(after).is_some_and(|known| known.span.start < span.end)
    };
    secrets.retain(|secret| !is_known(secret.span));
    secrets.extend(known);
    secrets.sort_by_key(|secret| secret.span);
    let spans: Vec<_> = secrets.iter().map(|secret| secret.span).collect();
    let hidden = Hidden::new(&file.path, &file.text, &spans);
    // What only other places give away comes after these.
    secrets.sort_by_key(|secret| secret.what.is_none());
    let mut findings: Vec<Finding> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for Found { span, severity, what } in secrets {
        let value = &file.text[span.start..span.end];
        let location = file.location(span);
        if let Some(&first) = known.get(value) {
            findings[first].labels.push(Label {
                location,
                message: "here too".to_owned(),
            });
        } else if let Some(what) = what {
            known.insert(value, findings.len());
            let message = format!("{} {what}", masked(value));
            let finding = match severity {
                Severity::Error => Finding::error(ID, location, message),
                Severity::Warning => Finding::warning(ID, location, message),
            };
            let finding = finding.with_hint(hint(severity)).with_hidden(hidden.clone());
            findings.push(finding.with_via(file.via.to_vec()));
        }
    }
    findings
}

fn hint(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "write a placeholder such as `<YOUR_KEY>`, and revoke the value if it was ever real",
        Severity::Warning => {
            "write a placeholder such as `<YOUR_KEY>`, and revoke the value if it was ever real; \
             the config's `dummies` are for made-up ones"
        }
    }
}

/// A value as it may be shown: enough to find it, too little to use it.
fn masked(value: &str) -> String {
    if value.starts_with('-') {
        // The first line of a private key.
        return "this".to_owned();
    }
    /// Of a short password four characters would be too many.
    const SHORTEST_SHOWN: usize = 16;
    let length = value.chars().count();
    let shown = value
        .chars()
        .take(if length < SHORTEST_SHOWN { 0 } else { 4 })
        .collect::<String>();
    format!("`{shown}\u{2026}` ({length} characters)")
}
