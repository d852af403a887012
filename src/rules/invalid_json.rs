//! A JSON sample that is no JSON.
//!
//! ## What it does
//! Finds code samples marked `json` that do not parse, and tells at which character and why. What is plainly a part
//! of some JSON is left alone: `...` for what is left out, members without their braces, `<placeholders>`, words in
//! capitals, comments, several documents one after the other. So is what a variable of Liquid left in the sample.
//!
//! ## Why it matters
//! Readers copy samples. What does not parse is refused by the API, often without saying where.
//!
//! ## Example
//! ```markdown
//! ~~~json
//! {
//!   "name": "Contacts",
//!   "active": true,
//! }
//! ~~~
//! ```
//!
//! ## Use instead
//! ```markdown
//! ~~~json
//! {
//!   "name": "Contacts",
//!   "active": true
//! }
//! ~~~
//! ```

use super::json::{self, Problem};
use super::{Group, Meta, Needs, Rule};
use crate::finding::{Finding, Severity};
use crate::page::{Code, Page};
use crate::site::Site;

const ID: &str = "invalid-json";

pub(super) struct InvalidJson;

impl Rule for InvalidJson {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Samples,
            severity: Severity::Warning,
            source: include_str!("invalid_json.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }

    fn check_page(&self, page: &Page, _site: &Site) -> Vec<Finding> {
        let samples = json::samples(page);
        samples
            .filter_map(|(code, sample)| in_sample(page, code, sample.problem?))
            .collect()
    }
}

fn in_sample(page: &Page, code: &Code, problem: Problem) -> Option<Finding> {
    // What Liquid printed there, or did not print, is told by other rules.
    let from = problem.previous.start.min(problem.span.start);
    let around = code.typed_text(page, from..problem.span.end)?;
    if around.contains("{{") || around.contains("{%") {
        return None;
    }
    let at = code.place(page, problem.span);
    let finding = Finding::warning(ID, at.location, problem.message).with_via(at.via.to_vec());
    let finding = match problem.label {
        Some((place, label)) => finding.with_label(code.place(page, place).location, label),
        None => finding,
    };
    Some(finding.with_optional_hint(problem.hint.map(str::to_owned)))
}
