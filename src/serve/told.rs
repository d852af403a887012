//! Findings and failures as a browser shows them.

use serde::Serialize;

use super::{Failure, Shared};
use crate::config::Editor;
use crate::finding::{Finding, Severity};
use crate::span::LineColumn;

/// Something wrong, for an author to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Told {
    /// `error` or `warning`.
    pub(super) severity: &'static str,
    /// The rule's id; nothing of a failure.
    pub(super) rule: Option<&'static str>,
    pub(super) message: String,
    pub(super) hint: Option<String>,
    /// `guides/a.md:3:14`
    pub(super) place: Option<String>,
    /// The address that opens the place in the author's editor.
    pub(super) href: Option<String>,
    /// How many pages it shows on.
    pub(super) pages: usize,
}

/// What is told of a finding.
pub(super) fn finding(finding: &Finding, shared: &Shared, editor: Option<&Editor>) -> Told {
    let (place, href) = place(&finding.location.path, Some(finding.location.start), shared, editor);
    Told {
        severity: finding.severity.name(),
        rule: Some(finding.rule),
        message: finding.message.clone(),
        hint: finding.hint.clone(),
        place: Some(place),
        href,
        pages: finding.pages.len(),
    }
}

/// What is told of a failure.
pub(super) fn failure(failure: &Failure, shared: &Shared, editor: Option<&Editor>) -> Told {
    let place = failure
        .file
        .as_deref()
        .map(|file| place(file, failure.at, shared, editor));
    let (place, href) = place.map_or((None, None), |(place, href)| (Some(place), href));
    Told {
        severity: Severity::Error.name(),
        rule: None,
        message: failure.message.clone(),
        hint: failure.hint.clone(),
        place,
        href,
        pages: 0,
    }
}

/// A place as people read it, and as an editor opens it.
fn place(file: &str, at: Option<LineColumn>, shared: &Shared, editor: Option<&Editor>) -> (String, Option<String>) {
    let href = editor.zip((shared.locate)(file));
    let href = href.map(|(editor, file)| editor.link(&file, at.unwrap_or(LineColumn { line: 1, column: 1 })));
    let place = match at {
        Some(LineColumn { line, column }) => format!("{file}:{line}:{column}"),
        None => file.to_owned(),
    };
    (place, href)
}
