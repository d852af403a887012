//! What stops docgen. Something wrong in an author's content is no error but a [`Finding`](crate::finding::Finding).

use std::path::{Path, PathBuf};

use crate::span::LineColumn;

/// What stops docgen: a disk, a config, a theme.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder that cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file or folder that cannot be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A path that should be a folder.
    #[error("{} is not a folder", path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// A config, data, schema or theme file whose content cannot be used.
    #[error("{path}{}: {message}", place(*at))]
    Invalid {
        /// The file.
        path: String,
        /// Where in it, if that is known.
        at: Option<LineColumn>,
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// A theme that is nowhere.
    #[error("there is no theme `{name}`")]
    MissingTheme {
        /// The name asked for.
        name: String,
        /// The themes there are, and where it was looked for.
        hint: String,
    },
    /// A name on the command line that nothing has.
    #[error("{message}")]
    Argument {
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: String,
    },
    /// An output folder that cannot be written to without harm.
    #[error("{message}")]
    Output {
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: String,
    },
    /// A site whose pages come to more together than can be held.
    #[error("the pages of this site come to more than {most} MiB of text together (a tag counts as {of_tag} bytes)")]
    TooMuchText {
        /// What they may come to, in MiB.
        most: u64,
        /// The bytes that a tag counts as.
        of_tag: u64,
    },
    /// A build that failed halfway, or was killed, and whose changes could not all be taken back.
    #[error("{} cannot be put back as before: {reason}", if files.is_empty() { "the earlier site".to_owned() } else { listed(files, 20) })]
    NotTakenBack {
        /// Their paths in the output folder; none, if it is not known which they are.
        files: Vec<String>,
        /// Why the first of them cannot be.
        reason: std::io::Error,
        /// What the build failed of, if it is this one.
        #[source]
        cause: Option<Box<Error>>,
        /// Where the earlier files are, and what to do about it.
        hint: String,
    },
}

impl Error {
    /// `source` met while reading `path`.
    pub fn read(path: impl AsRef<Path>, source: std::io::Error) -> Self {
        Self::Read {
            path: path.as_ref().to_owned(),
            source,
        }
    }

    /// `source` met while writing `path`.
    pub fn write(path: impl AsRef<Path>, source: std::io::Error) -> Self {
        Self::Write {
            path: path.as_ref().to_owned(),
            source,
        }
    }

    /// The same error, met because of `first`.
    pub(crate) fn because_of(self, first: Self) -> Self {
        match self {
            Self::NotTakenBack {
                files, reason, hint, ..
            } => Self::NotTakenBack {
                files,
                reason,
                cause: Some(Box::new(first)),
                hint,
            },
            other => Self::NotTakenBack {
                files: Vec::new(),
                reason: std::io::Error::other(other),
                cause: Some(Box::new(first)),
                hint: "the next build tries again".to_owned(),
            },
        }
    }

    /// What to do about it, where there is something to say.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Invalid { hint, .. } => hint.as_deref(),
            Self::MissingTheme { hint, .. }
            | Self::Argument { hint, .. }
            | Self::Output { hint, .. }
            | Self::NotTakenBack { hint, .. } => Some(hint),
            Self::TooMuchText { .. } => Some(
                "look for pages that print the `content` or the excerpts of many others; `docgen inspect PAGE --stage \
                 expanded` shows what one page prints",
            ),
            Self::Read { .. } | Self::Write { .. } | Self::NotAFolder { .. } => None,
        }
    }
}

fn place(at: Option<LineColumn>) -> String {
    at.map_or_else(String::new, |LineColumn { line, column }| format!(":{line}:{column}"))
}

/// The first `most` of some paths, and how many more there are.
pub(crate) fn listed<P: AsRef<str>>(paths: &[P], most: usize) -> String {
    let shown: Vec<&str> = paths.iter().take(most).map(AsRef::as_ref).collect();
    match (shown.as_slice(), paths.len() - shown.len()) {
        ([all @ .., last], 0) if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        (all, 0) => all.concat(),
        (some, more) => format!("{} and {more} more", some.join(", ")),
    }
}
