//! The templates of a theme, by name, and what went wrong in them as an [`Error`] that names a file, a line and a
//! column.
//!
//! A built-in template has the name of its theme in front: `default/page.html`. A user's template has its path in the
//! theme's folder only: `page.html`. Where one asks for `page.html` and the user has none, Tera falls back to the
//! built-in theme's; so the built-in templates name each other without the prefix and meet the user's where there are
//! any. Those that fill blocks extend `base.html` only, and fill `main`: so a user's `base.html` is all that has a form
//! to keep to.

use std::collections::HashMap;
use std::io::{self, Write};

use tera::{Context, ErrorKind, ReportError, Tera};

use super::builtin;
use crate::error::Error;
use crate::finding::nearest;
use crate::span::{LineColumn, LineIndex};

/// The endings of files that are templates; everything else in a theme's folder is not.
const ENDINGS: [&str; 3] = [".html", ".svg", ".xml"];

/// The blocks of the default theme's pages.
pub(super) const BLOCKS: [&str; 11] = [
    "above",
    "below",
    "content",
    "credentials",
    "footer",
    "head",
    "header",
    "main",
    "navigation",
    "title",
    "toc",
];

/// The most that a template may make of one page, in bytes.
const MAX_PAGE: usize = 128 * 1024 * 1024;

/// Whether the file at `path` in a theme's folder is a template.
pub(super) fn is_template(path: &str) -> bool {
    ENDINGS.iter().any(|ending| path.ends_with(ending))
}

/// A template of the user's.
pub(super) struct UserTemplate {
    /// Its path in the theme's folder, which is its name.
    pub(super) name: String,
    /// Its path as the user knows it.
    pub(super) path: String,
    /// Its text.
    pub(super) text: String,
}

/// The templates of a theme, ready to render.
pub(super) struct Templates {
    tera: Tera,
    base: &'static str,
    /// Where each template is, by its name.
    paths: HashMap<String, String>,
}

impl Templates {
    /// The user's templates over those of the built-in theme `base`. What is in `global` every template sees.
    pub(super) fn load(users: &[UserTemplate], base: &'static str, global: Context) -> Result<Self, Error> {
        let mut tera = Tera::new();
        tera.autoescape_on(ENDINGS);
        // `default/` comes last everywhere: its templates rely on each other, whichever theme is in use.
        tera.set_fallback_prefixes([format!("{base}/"), "default/".to_owned()])
            .expect("no template has been added yet");
        *tera.global_context() = global;

        let built_in: Vec<(String, &str)> = builtin::FILES
            .iter()
            .filter(|file| is_template(file.path) && !file.path.starts_with("static/"))
            .map(|file| (format!("{}/{}", file.theme, file.path), file.text))
            .collect();
        let mut paths: HashMap<String, String> = built_in
            .iter()
            .map(|(name, _)| (name.clone(), format!("themes/{name} (built in)")))
            .collect();
        paths.extend(users.iter().map(|user| (user.name.clone(), user.path.clone())));

        let templates = built_in
            .iter()
            .map(|(name, text)| (name.as_str(), *text))
            .chain(users.iter().map(|user| (user.name.as_str(), user.text.as_str())));
        match tera.add_raw_templates(templates) {
            Ok(()) => Ok(Self { tera, base, paths }),
            Err(error) => Err(build_error(&error, users, &paths)),
        }
    }

    /// Whether there is a template of this name, the user's or the theme's.
    pub(super) fn has(&self, name: &str) -> bool {
        self.paths.contains_key(name) || self.paths.contains_key(&format!("{}/{name}", self.base))
    }

    /// The names of the templates, the user's and all themes', without their folders.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.paths.keys().map(|path| path.rsplit('/').next().unwrap_or(path))
    }

    /// Renders the template `name` for the page or the file `subject`, which errors name.
    pub(super) fn render(&self, name: &str, context: &Context, subject: &str) -> Result<String, Error> {
        let mut page = Bounded::default();
        let done = self.tera.render_to(name, context, &mut page);
        let done = done.and_then(|()| Ok(String::from_utf8(page.bytes)?));
        done.map_err(|error| match error.kind() {
            ErrorKind::Io(_) => Error::Invalid {
                path: path_of(name, &self.paths),
                at: None,
                message: format!("the template makes more than {MAX_PAGE} bytes, while rendering {subject}"),
                hint: None,
            },
            ErrorKind::RenderingError(report) => {
                let mut error = report_error(report, &self.paths);
                if let Error::Invalid { message, .. } = &mut error {
                    message.push_str(&format!(", while rendering {subject}"));
                }
                error
            }
            kind => Error::Invalid {
                path: path_of(name, &self.paths),
                at: None,
                message: format!("{}, while rendering {subject}", house_style(&kind.to_string())),
                hint: None,
            },
        })
    }
}

/// What a template has made so far.
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > MAX_PAGE {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What Tera could not make templates of.
fn build_error(error: &tera::Error, users: &[UserTemplate], paths: &HashMap<String, String>) -> Error {
    let invalid = |name: &str, at, message: String, hint| Error::Invalid {
        path: path_of(name, paths),
        at,
        message,
        hint,
    };
    // The first place after `keyword` that names a template.
    let place_of = |name: &str, keyword: &str| -> Option<LineColumn> {
        let text = &users.iter().find(|user| user.name == name)?.text;
        let keyword_at = text.find(keyword)?;
        let quote_at = keyword_at + text[keyword_at..].find(['"', '\''])?;
        Some(LineIndex::new(text).line_column(text, quote_at))
    };
    let parent_of = |name: &str| place_of(name, "extends");
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => report_error(report, paths),
        ErrorKind::MissingParent { current, parent } => invalid(
            current,
            parent_of(current),
            format!("there is no template `{parent}` to extend"),
            Some("a built-in template is reached as \"default/page.html\"".to_owned()),
        ),
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            // Tera names the first template, by name, that meets the circle; it is a user's that closes it.
            let is_users = |name: &&String| users.iter().any(|user| user.name == **name);
            let name = inheritance_chain.iter().rev().find(is_users).unwrap_or(tpl);
            invalid(
                name,
                parent_of(name),
                "the template extends itself".to_owned(),
                Some(format!(
                    "to extend the built-in template that it replaces, write \"default/{name}\""
                )),
            )
        }
        ErrorKind::CircularInclude { tpl, include_chain } => invalid(
            tpl,
            place_of(tpl, "include"),
            format!("the template includes itself: {}", include_chain.join(", ")),
            None,
        ),
        kind => match first_report(&kind.to_string()) {
            Some((message, name, _)) if message.starts_with("Block `") && name.starts_with("default/") => invalid(
                "base.html",
                None,
                format!("{}: {} fills it", house_style(message), path_of(name, paths)),
                Some("a base.html of your own needs {% block main %}{% endblock %}".to_owned()),
            ),
            Some((message, name, at)) => {
                let hint = match message.starts_with("Block `") {
                    true => {
                        Some(meant(message, &BLOCKS).unwrap_or_else(|| format!("the blocks are {}", BLOCKS.join(", "))))
                    }
                    false => None,
                };
                invalid(name, Some(at), house_style(message), hint)
            }
            None => invalid("", None, house_style(&kind.to_string()), None),
        },
    }
}

/// Tera's report as an error of ours.
fn report_error(report: &ReportError, paths: &HashMap<String, String>) -> Error {
    let span = report.span();
    let (message, hint) = without_list(report.message());
    Error::Invalid {
        path: path_of(report.filename(), paths),
        // Tera counts lines from 1 and columns, in characters, from 0.
        at: Some(LineColumn {
            line: span.start_line.max(1),
            column: span.start_col + 1,
        }),
        message: house_style(message),
        hint,
    }
}

/// A message of Tera's without the list of all names that it ends with, and what can be said of those instead.
fn without_list(message: &str) -> (&str, Option<String>) {
    let list = message.split_once(". Available ");
    let Some((short, known)) = list.and_then(|(short, list)| Some((short, list.split_once(": ")?.1))) else {
        return (message, None);
    };
    let known: Vec<&str> = known.trim_end_matches('.').split(", ").collect();
    let hint = meant(short, &known).unwrap_or_else(|| format!("the names here are {}", known.join(", ")));
    (short, Some(hint))
}

/// Which of the names that are `known` is meant by the one that `message` quotes.
fn meant(message: &str, known: &[&str]) -> Option<String> {
    let name = message.split('`').nth(1)?;
    let nearest = nearest(name, known.iter().copied())?;
    Some(format!("did you mean `{nearest}`?"))
}

/// The first of the reports in a text such as
///
/// ```text
/// error: Unknown filter `upcase`
///  --> page.html:1:11
/// ```
///
/// which is all that Tera gives of filters, tests, functions, components, includes and blocks that do not exist.
fn first_report(text: &str) -> Option<(&str, &str, LineColumn)> {
    let mut lines = text.lines();
    let message = lines.next()?.strip_prefix("error: ")?;
    let place = lines.next()?.trim_start().strip_prefix("--> ")?;
    let mut parts = place.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    Some((message, parts.next()?, LineColumn { line, column }))
}

fn path_of(name: &str, paths: &HashMap<String, String>) -> String {
    match paths.get(name) {
        Some(path) => path.clone(),
        None if name.is_empty() => "theme".to_owned(),
        None => name.to_owned(),
    }
}

/// Tera's sentences begin with a capital and some end with a full stop; our messages do neither.
fn house_style(message: &str) -> String {
    let message = message.trim_end_matches('.');
    let mut characters = message.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}
