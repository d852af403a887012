//! What is wrong with a page and shows while it is rendered: findings whose places in the author's files are still to
//! be found.

use crate::finding::{Edit, Severity};
use crate::span::Span;

/// Something wrong in a markdown text. All spans are bytes of that text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The id of the rule that it breaks.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The bytes that are wrong: a tag, or all of an element of markdown's.
    pub span: Span,
    /// What is wrong: lower case, one fact, no full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// What mends it without a change of what is shown, where the author typed the bytes as they are.
    pub edits: Vec<Edit>,
    /// Whether the edits are right on this page and perhaps on no other that the same include comes into.
    pub is_of_page: bool,
}

impl Problem {
    pub(super) fn error(rule: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: Severity::Error,
            span,
            message: message.into(),
            hint: None,
            edits: Vec::new(),
            is_of_page: false,
        }
    }

    pub(super) fn warning(rule: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(rule, span, message)
        }
    }

    pub(super) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same problem, mended by writing `text` in place of `span`.
    pub(super) fn with_edit(mut self, span: Span, text: impl Into<String>) -> Self {
        let text = text.into();
        self.edits.push(Edit { span, text });
        self
    }

    /// The same problem, whose edits are right for this page only.
    pub(super) fn for_this_page(mut self) -> Self {
        self.is_of_page = true;
        self
    }
}

/// The problems of a page, in the order in which they show.
#[derive(Debug, Default)]
pub(super) struct Problems {
    first: Vec<Problem>,
    /// How many more there are, and where they begin.
    more: Option<(usize, Span)>,
}

/// The most problems that are told of one page.
const MAX_PROBLEMS: usize = 1000;

impl Problems {
    pub(super) fn add(&mut self, problem: Problem) {
        if self.first.len() < MAX_PROBLEMS {
            self.first.push(problem);
        } else {
            let (count, from) = self.more.unwrap_or((0, problem.span));
            self.more = Some((count + 1, from));
        }
    }

    pub(super) fn finish(mut self) -> Vec<Problem> {
        if let Some((count, span)) = self.more {
            let message = "the page's markdown has more problems, which are not told";
            let problem = Problem::error("limit-exceeded", span, message);
            self.first
                .push(problem.with_hint(format!("mend the first ones; {count} more are left")));
        }
        self.first
    }
}
