//! The texts of the source folder, each under an id, read once and when first asked for.
//!
//! Everything that later points at an author's character does so by [`FileId`] and [`Span`]; [`Sources::location`]
//! makes of it the path, line and column that people read.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use blake3::Hash;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::span::{LineColumn, LineIndex, Span};
use crate::vfs::{Files, Memory};

/// The largest text that is read, in bytes. A page beyond it is a `limit-exceeded` finding.
pub const MAX_TEXT: usize = 16 * 1024 * 1024;

/// A file of the source folder. Ids follow the order of the paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(crate) u32);

impl FileId {
    /// The position in [`Sources::iter`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A span in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// Where in it.
    pub span: Span,
}

/// A place as people read it, complete in itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "LocationJson", into = "LocationJson")]
pub struct Location {
    /// The file's path, relative to the source folder.
    pub path: Arc<str>,
    /// Where in it, in bytes.
    pub span: Span,
    /// The first character.
    pub start: LineColumn,
    /// One past the last character.
    pub end: LineColumn,
}

impl Location {
    /// The start of a file that is not read: it is no text, or no source at all.
    pub fn start_of(path: &str) -> Self {
        let start = LineColumn { line: 1, column: 1 };
        Self {
            path: path.into(),
            span: Span::at(0),
            start,
            end: start,
        }
    }
}

/// The form of a [`Location`] in JSON.
#[derive(Serialize, Deserialize)]
struct LocationJson {
    file: Arc<str>,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    start: usize,
    end: usize,
}

impl From<Location> for LocationJson {
    fn from(location: Location) -> Self {
        Self {
            file: location.path,
            line: location.start.line,
            column: location.start.column,
            end_line: location.end.line,
            end_column: location.end.column,
            start: location.span.start,
            end: location.span.end,
        }
    }
}

impl From<LocationJson> for Location {
    fn from(json: LocationJson) -> Self {
        let place = |line, column| LineColumn { line, column };
        Self {
            path: json.file,
            span: Span {
                start: json.start,
                end: json.end,
            },
            start: place(json.line, json.column),
            end: place(json.end_line, json.end_column),
        }
    }
}

/// One file and, once asked for, its text.
pub struct Source {
    /// Its id.
    pub id: FileId,
    /// Its path, relative to the source folder, with `/` between its parts.
    pub path: Arc<str>,
    text: OnceLock<Arc<Text>>,
    /// Whether somebody has had the text; its hash alone is known of others, too.
    is_used: AtomicBool,
}

/// What reading a text gave.
struct Text {
    text: Arc<str>,
    trouble: Option<Trouble>,
    lines: OnceLock<LineIndex>,
    hash: OnceLock<Hash>,
}

/// The texts of a source folder, to be kept for the next time that it is read: what is the same then is not held twice.
#[derive(Clone, Default)]
pub struct KnownTexts(HashMap<Arc<str>, Arc<Text>>);

/// Why a text is not what is in the file.
#[derive(Debug)]
pub enum Trouble {
    /// The first byte that is not UTF-8; such bytes are U+FFFD in the text.
    NotUtf8 {
        /// Where in the *text* the first replaced byte stands.
        at: usize,
    },
    /// The file has more than [`MAX_TEXT`] bytes; the text is empty.
    TooLarge,
    /// The file could not be read (any more); the text is empty, and [`Sources::unreadable`] has the error.
    Unreadable(std::io::Error),
}

/// What is said of a file that is [too large](Trouble::TooLarge).
pub fn too_large() -> String {
    format!("the file has more than the {MAX_TEXT} bytes that docgen reads")
}

/// All files of a source folder.
pub struct Sources {
    files: Box<dyn Files>,
    sources: Vec<Source>,
    by_path: HashMap<Arc<str>, FileId>,
    known: KnownTexts,
}

impl Sources {
    /// The files at `paths`, to be read from `files`.
    pub fn new(files: Box<dyn Files>, paths: impl IntoIterator<Item = String>) -> Self {
        let mut paths: Vec<Arc<str>> = paths.into_iter().map(Arc::from).collect();
        paths.sort_unstable();
        paths.dedup();
        let mut by_path = HashMap::with_capacity(paths.len());
        let sources = (0..)
            .zip(paths)
            .map(|(id, path)| {
                by_path.insert(Arc::clone(&path), FileId(id));
                Source {
                    id: FileId(id),
                    path,
                    text: OnceLock::new(),
                    is_used: AtomicBool::new(false),
                }
            })
            .collect();
        Self {
            files,
            sources,
            by_path,
            known: KnownTexts::default(),
        }
    }

    /// The same files, some of whose texts may be known from before. All are read, but those that are the same are not
    /// held twice.
    pub fn knowing(self, known: KnownTexts) -> Self {
        Self { known, ..self }
    }

    /// The texts that were read, for [`Sources::knowing`].
    pub fn known_texts(&self) -> KnownTexts {
        let read = self.sources.iter();
        let read = read.filter_map(|source| Some((Arc::clone(&source.path), Arc::clone(source.text.get()?))));
        KnownTexts(read.filter(|(_, text)| text.trouble.is_none()).collect())
    }

    /// Texts held in memory, by path.
    pub fn in_memory<P: Into<String>, C: Into<Vec<u8>>>(texts: impl IntoIterator<Item = (P, C)>) -> Self {
        let texts: Vec<(String, Vec<u8>)> = texts.into_iter().map(|(p, c)| (p.into(), c.into())).collect();
        let paths: Vec<String> = texts.iter().map(|(path, _)| path.clone()).collect();
        Self::new(Box::new(texts.into_iter().collect::<Memory>()), paths)
    }

    /// The tree that the texts are read from.
    pub fn files(&self) -> &dyn Files {
        &*self.files
    }

    /// Every file, in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter()
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether there is no file at all.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// The file at `path`.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// The path of a file.
    pub fn path(&self, file: FileId) -> &Arc<str> {
        &self.sources[file.index()].path
    }

    /// The text of a file, read at the first call. What could not be read as it stands is told by
    /// [`Sources::trouble`].
    pub fn text(&self, file: FileId) -> &str {
        &self.read_text(file).text
    }

    /// The same text, to be kept.
    pub fn shared_text(&self, file: FileId) -> Arc<str> {
        Arc::clone(&self.read_text(file).text)
    }

    /// What is wrong with the file's text, if anything.
    pub fn trouble(&self, file: FileId) -> Option<&Trouble> {
        self.read_text(file).trouble.as_ref()
    }

    /// The hash of a file's text and of what is wrong with it. Nothing is told of a file for that.
    pub fn hash(&self, file: FileId) -> Hash {
        let text = self.held_text(file);
        *text.hash.get_or_init(|| match &text.trouble {
            None => blake3::hash(text.text.as_bytes()),
            Some(trouble) => {
                let trouble = format!("\0{trouble:?}\0");
                let mut hasher = blake3::Hasher::new();
                hasher.update(trouble.as_bytes()).update(text.text.as_bytes());
                hasher.finalize()
            }
        })
    }

    /// The text of a file that is of no use unless it is whole, such as data or a schema.
    ///
    /// # Errors
    /// Why it is not whole.
    pub fn whole_text(&self, file: FileId) -> Result<&str, Error> {
        let (at, message, hint) = match self.trouble(file) {
            None => return Ok(self.text(file)),
            Some(Trouble::Unreadable(error)) => return Err(self.read_error(file, error)),
            Some(Trouble::NotUtf8 { at }) => {
                let span = Span::at(*at);
                let start = self.location(Place { file, span }).start;
                (Some(start), "this is not UTF-8".to_owned(), "save the file as UTF-8")
            }
            Some(Trouble::TooLarge) => (None, too_large(), "split it"),
        };
        Err(Error::Invalid {
            path: self.path(file).to_string(),
            at,
            message,
            hint: Some(hint.to_owned()),
        })
    }

    /// The first file whose text was asked for and could not be read.
    pub fn unreadable(&self) -> Option<Error> {
        self.used().find_map(|(file, text)| match text.trouble.as_ref()? {
            Trouble::Unreadable(error) => Some(self.read_error(file, error)),
            Trouble::NotUtf8 { .. } | Trouble::TooLarge => None,
        })
    }

    /// The texts that have been asked for, in the order of the paths.
    pub fn texts(&self) -> impl Iterator<Item = (FileId, &str)> {
        self.used().map(|(file, text)| (file, &*text.text))
    }

    fn used(&self) -> impl Iterator<Item = (FileId, &Text)> {
        let used = self
            .sources
            .iter()
            .filter(|source| source.is_used.load(Ordering::Relaxed));
        used.filter_map(|source| Some((source.id, &**source.text.get()?)))
    }

    /// Takes a file's text for asked for: what was made of it before is used again.
    pub fn use_again(&self, file: FileId) {
        self.read_text(file);
    }

    /// Whether the file begins with a line `---`, as Jekyll's front matter does (`\A---\s*\r?\n`). Reads the start only,
    /// but of files whose texts were asked for before and will be again: more white space than that behind the `---` is
    /// nobody's front matter.
    pub fn begins_with_front_matter(&self, file: FileId) -> std::io::Result<bool> {
        const LONGEST_FENCE: usize = 256;
        let source = &self.sources[file.index()];
        let text = match self.known.0.contains_key(&source.path) {
            true => Some(self.held_text(file)),
            false => source.text.get().map(|text| &**text),
        };
        let start = match text {
            Some(read) if read.trouble.is_none() => read.text.bytes().take(LONGEST_FENCE).collect(),
            _ => self.files.read_start(&source.path, LONGEST_FENCE)?,
        };
        let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&start);
        let Some(rest) = start.strip_prefix(b"---") else {
            return Ok(false);
        };
        let line_end = rest.iter().position(|&byte| byte == b'\n');
        Ok(line_end.is_some_and(|end| rest[..end].iter().all(u8::is_ascii_whitespace)))
    }

    /// The path, line and column of a place.
    pub fn location(&self, place: Place) -> Location {
        let source = &self.sources[place.file.index()];
        let text = self.text(place.file);
        let lines = self.read_text(place.file).lines.get_or_init(|| LineIndex::new(text));
        Location {
            path: Arc::clone(&source.path),
            span: place.span,
            start: lines.line_column(text, place.span.start),
            end: lines.line_column(text, place.span.end),
        }
    }

    fn read_error(&self, file: FileId, error: &std::io::Error) -> Error {
        Error::read(&**self.path(file), std::io::Error::new(error.kind(), error.to_string()))
    }

    fn read_text(&self, file: FileId) -> &Text {
        self.sources[file.index()].is_used.store(true, Ordering::Relaxed);
        self.held_text(file)
    }

    fn held_text(&self, file: FileId) -> &Text {
        let source = &self.sources[file.index()];
        source
            .text
            .get_or_init(|| match self.files.read_start(&source.path, MAX_TEXT + 1) {
                Err(error) => Text::without(Trouble::Unreadable(error)).into(),
                Ok(bytes) if bytes.len() > MAX_TEXT => Text::without(Trouble::TooLarge).into(),
                Ok(bytes) => match self.known.0.get(&source.path) {
                    Some(known) if known.text.as_bytes() == bytes => Arc::clone(known),
                    _ => Text::decode(bytes).into(),
                },
            })
    }
}

impl Text {
    fn decode(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::new(text.into(), None),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into();
                Self::new(text, Some(Trouble::NotUtf8 { at }))
            }
        }
    }

    fn without(trouble: Trouble) -> Self {
        Self::new(Arc::from(""), Some(trouble))
    }

    fn new(text: Arc<str>, trouble: Option<Trouble>) -> Self {
        Self {
            text,
            trouble,
            lines: OnceLock::new(),
            hash: OnceLock::new(),
        }
    }
}

impl std::fmt::Debug for KnownTexts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.sources.iter().map(|source| &source.path))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_begins_with_a_line_of_its_own() {
        for (text, expected) in [
            ("---\na: 1\n---\n", true),
            ("---\r\n---\r\n", true),
            ("--- \t\n---\n", true),
            ("\u{feff}---\n---\n", true),
            ("--- a/src/main.rs\n+++ b/src/main.rs\n", false),
            ("----\n", false),
            ("---", false),
            ("", false),
        ] {
            let sources = Sources::in_memory([("a", text)]);
            let file = sources.find("a").expect("it was just put there");
            for _ in ["from the file", "from the text that was read"] {
                let begins = sources.begins_with_front_matter(file).expect("memory can be read");
                assert_eq!(begins, expected, "{text:?}");
                assert_eq!(sources.text(file), text);
            }
        }
    }
}
