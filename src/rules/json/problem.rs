//! What keeps a sample from being JSON, in an author's words.

use std::ops::Range;

use super::Expected;
use super::lexer::{Kind, Token};

/// Something in a sample that is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rules) struct Problem {
    /// Its bytes in the sample.
    pub(in crate::rules) span: Range<usize>,
    /// What is wrong.
    pub(in crate::rules) message: String,
    /// What to do about it.
    pub(in crate::rules) hint: Option<&'static str>,
    /// Another place that takes part, and what it is.
    pub(in crate::rules) label: Option<(Range<usize>, &'static str)>,
    /// What was read before it: what is wrong may be missing after this.
    pub(in crate::rules) previous: Range<usize>,
}

impl Problem {
    /// Of a token that is not what was expected; `open` is the first character of the object or array that it is in.
    pub(super) fn new(
        text: &str,
        expected: Expected,
        token: &Token,
        previous: Range<usize>,
        open: Option<Range<usize>>,
    ) -> Self {
        let found = &text[token.span.clone()];
        let problem = |message: String| Self {
            span: token.span.clone(),
            message,
            hint: None,
            label: None,
            previous: previous.clone(),
        };
        let opened = |open: &Range<usize>| text[open.clone()].to_owned();
        match (expected, token.kind) {
            (_, Kind::End) => match open {
                Some(open) => Self {
                    span: open.clone(),
                    ..problem(format!("this `{}` is never closed", opened(&open)))
                },
                None => problem("the JSON ends too early".to_owned()),
            },
            (_, Kind::OpenText) => problem("this text does not end on its line".to_owned())
                .with_hint("close it with a double quote; a line break inside a text is written `\\n`"),
            (_, Kind::Quote) => problem(format!("`{found}` is no quotation mark of JSON"))
                .with_hint("texts and keys stand in straight double quotes"),
            (Expected::NextDocument, Kind::Mark(b'}' | b']')) => problem(format!("this `{found}` closes nothing")),
            (Expected::NextDocument, _) => problem("the JSON has ended before this".to_owned())
                .with_label(previous.clone(), "it ends here")
                .with_hint("there may be a bracket too many, or one closed too early"),
            (Expected::Key | Expected::Value, Kind::Mark(b'}' | b']')) if text[previous.clone()] == *"," => Self {
                span: previous.clone(),
                ..problem("nothing follows this `,`".to_owned())
            }
            .with_hint("take it away"),
            (Expected::CommaOrEnd | Expected::FirstKey | Expected::FirstValue, Kind::Mark(b'}' | b']')) => match open {
                Some(open) => problem(format!(
                    "this `{found}` does not close the `{}` before it",
                    opened(&open)
                ))
                .with_label(open, "this one"),
                None => problem(format!("this `{found}` closes nothing")),
            },
            (Expected::Value | Expected::FirstValue, Kind::Mark(_)) => {
                problem(format!("there is no value before this `{found}`"))
            }
            (Expected::Key | Expected::FirstKey, Kind::Mark(b',')) => {
                problem(format!("there is no member before this `{found}`"))
            }
            (Expected::Key | Expected::FirstKey | Expected::CommaOrEnd, Kind::Mark(b':')) => {
                problem(format!("there is no key before this `{found}`"))
            }
            (Expected::Key | Expected::FirstKey, Kind::Mark(_)) => {
                problem(format!("there is no key before this `{found}`"))
            }
            (Expected::Colon, _) => problem("there is no `:` before this".to_owned()),
            (Expected::CommaOrEnd, Kind::Word) if ends_text(text, &previous, token) => Self {
                span: previous.end - 1..previous.end,
                ..problem("the text ends at this `\"`".to_owned())
            }
            .with_hint("write a quotation mark inside a text as `\\\"`"),
            (Expected::CommaOrEnd, _) => problem("there is no `,` before this".to_owned()),
            (_, Kind::Word) if matches!(found, "None" | "undefined" | "nil" | "NULL" | "True" | "False" | "NaN") => {
                problem(format!("`{found}` is no value of JSON")).with_hint("JSON knows `true`, `false` and `null`")
            }
            (Expected::Value | Expected::FirstValue, Kind::Word) if found.starts_with(is_numeric) => {
                problem(format!("`{found}` is no number of JSON")).with_hint("write it as a text, in double quotes")
            }
            _ => problem(format!("`{found}` is not in double quotes")),
        }
    }

    /// Of an escape in a text.
    pub(super) fn escape(text: &str, escape: Range<usize>, previous: Range<usize>) -> Self {
        Self {
            message: format!("`{}` is no escape of JSON", &text[escape.clone()]),
            span: escape,
            hint: Some("a backslash inside a text is written twice"),
            label: None,
            previous,
        }
    }

    fn with_hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }

    fn with_label(mut self, place: Range<usize>, label: &'static str) -> Self {
        self.label = Some((place, label));
        self
    }
}

/// Whether the token goes on right where a text has ended: at a quotation mark that was meant to be in it.
fn ends_text(text: &str, previous: &Range<usize>, token: &Token) -> bool {
    text[previous.clone()].ends_with('"') && previous.end == token.span.start
}

fn is_numeric(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '-' | '+' | '.')
}
