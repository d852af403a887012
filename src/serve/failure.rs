//! What stopped a build, as an author is told it.

use std::error::Error as _;

use crate::error::Error;
use crate::span::LineColumn;

/// What stopped a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong, without its place.
    pub message: String,
    /// The file that is wrong, if it is one: its path as the user knows it.
    pub file: Option<String>,
    /// Where in it.
    pub at: Option<LineColumn>,
    /// What to do about it.
    pub hint: Option<String>,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let hint = error.hint().map(str::to_owned);
        match error {
            Error::Invalid { path, at, message, .. } => Self {
                message: message.clone(),
                file: Some(path.clone()),
                at: *at,
                hint,
            },
            error => Self {
                message: match error.source() {
                    Some(cause) => format!("{error}: {cause}"),
                    None => error.to_string(),
                },
                file: None,
                at: None,
                hint,
            },
        }
    }
}
