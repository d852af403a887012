//! A key that stands twice in one object of a JSON sample.
//!
//! ## What it does
//! Finds objects in code samples marked `json` that have a key twice, as far as the sample can be read.
//!
//! ## Why it matters
//! Only one of the two counts, and which one depends on who reads it. Often the second was meant to be another key.
//!
//! ## Example
//! ```markdown
//! ~~~json
//! {
//!   "oauth.api.key": "<CLIENT_ID>",
//!   "oauth.api.key": "<CLIENT_SECRET>"
//! }
//! ~~~
//! ```
//!
//! ## Use instead
//! ```markdown
//! ~~~json
//! {
//!   "oauth.api.key": "<CLIENT_ID>",
//!   "oauth.api.secret": "<CLIENT_SECRET>"
//! }
//! ~~~
//! ```

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::json::{self, Sample};
use super::{Group, Meta, Needs, Rule};
use crate::finding::{Finding, Severity};
use crate::page::{Code, Page};
use crate::site::Site;

const ID: &str = "duplicate-json-key";

pub(super) struct DuplicateJsonKey;

impl Rule for DuplicateJsonKey {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Samples,
            severity: Severity::Warning,
            source: include_str!("duplicate_json_key.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }

    fn check_page(&self, page: &Page, _site: &Site) -> Vec<Finding> {
        let samples = json::samples(page);
        samples
            .flat_map(|(code, sample)| in_sample(page, code, &sample))
            .collect()
    }
}

fn in_sample(page: &Page, code: &Code, sample: &Sample) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = HashMap::new();
    for member in &sample.members {
        let key = &code.text[member.key.clone()];
        match seen.entry((member.object, key)) {
            Entry::Vacant(first) => drop(first.insert(&member.key)),
            Entry::Occupied(first) => {
                let at = code.place(page, member.key.clone());
                let finding = Finding::warning(ID, at.location, format!("the key `{key}` stands twice in this object"));
                let first = code.place(page, first.get().start..first.get().end);
                findings.push(
                    finding
                        .with_label(first.location, "the first one")
                        .with_hint("only one of them counts")
                        .with_via(at.via.to_vec()),
                );
            }
        }
    }
    findings
}
