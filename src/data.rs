//! The data files: what Liquid's `site.data` is, and where its values stand.
//!
//! What a file is called there, and which of two with one name counts, is as in Jekyll (`DataReader`).

mod places;
mod table;

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::config::Config;
use crate::date::Zone;
use crate::error::Error;
use crate::finding::{Finding, nearest};
use crate::source::{FileId, Place, Sources};
use crate::span::{LineIndex, Span};
use crate::yaml::{self, DuplicateKey, Entry, Outline, Yaml};
pub use places::Places;

/// The folder that data files stand in.
const FOLDER: &str = "_data";

/// The endings of data files, in the order in which Jekyll reads them: of two files with one name the later counts.
const EXTENSIONS: [&str; 5] = ["yaml", "yml", "json", "csv", "tsv"];

/// The values of all data files.
#[derive(Debug, Default)]
pub struct Data {
    /// What Liquid's `site.data` is: `_data/a/b.yml` is its `a.b`.
    pub values: Map<String, Json>,
    /// What is wrong with the files, though they can be read.
    pub findings: Vec<Finding>,
    /// The files that the values are from, each by the JSON pointer of its value.
    files: BTreeMap<String, FileId>,
}

impl Data {
    /// Reads `files`, which stand below `_data`, with their times told in `zone`.
    ///
    /// # Errors
    /// The first file that is no data at all.
    pub fn read(sources: &Sources, files: &[FileId], zone: &Zone) -> Result<Self, Error> {
        let mut data = Self::default();
        data.values = data.read_folder(sources, FOLDER, "", files, zone)?;
        Ok(data)
    }

    /// The value of a file or folder by its name below `_data`, without an ending, and the JSON pointer of that value.
    pub fn find(&self, name: &str) -> Option<(String, &Json)> {
        let mut pointer = String::new();
        let mut names = name.split('/').map(key_of);
        let first = names.next()?;
        let add = |pointer: &mut String, name: &str| {
            pointer.push('/');
            pointer.push_str(&yaml::pointer_part(name));
        };
        add(&mut pointer, &first);
        let mut value = self.values.get(&first)?;
        for name in names {
            value = value.get(&name)?;
            add(&mut pointer, &name);
        }
        Some((pointer, value))
    }

    /// What [`Data::find`] finds by a name that the config has at `pointer`.
    ///
    /// # Errors
    /// There is no such file or folder.
    pub fn find_for(
        &self,
        name: &str,
        config: &Config,
        pointer: &str,
        sources: &Sources,
    ) -> Result<(String, &Json), Error> {
        self.find(name).ok_or_else(|| {
            let has_ending = |known: &&str| name.strip_prefix(known).is_some_and(|rest| rest.starts_with('.'));
            let meant = self.names().find(has_ending).or_else(|| nearest(name, self.names()));
            let hint = match meant {
                Some(known) => format!("did you mean `{known}`?"),
                None => "it is the name of a file in `_data`, without its ending".to_owned(),
            };
            config.error(
                sources.files(),
                pointer,
                format!("there is no data file `{name}`"),
                hint,
            )
        })
    }

    /// Where the values of the files stand.
    pub fn places<'d>(&'d self, sources: &'d Sources) -> Places<'d> {
        Places::new(self, sources)
    }

    /// The names that [`Data::find`] finds files and the outermost folders by.
    fn names(&self) -> impl Iterator<Item = &str> {
        let files = self.files.keys().map(|pointer| pointer.trim_start_matches('/'));
        self.values.keys().map(String::as_str).chain(files)
    }

    /// The error that the value at a JSON pointer (`/parameters/oauth2/0`) is wrong.
    pub fn error(&self, sources: &Sources, pointer: &str, message: String, hint: String) -> Error {
        let (path, at) = match self.file_of(pointer) {
            Some((file, below)) => {
                let span = Span::at(place_in(sources.path(file), sources.text(file), below));
                let location = sources.location(Place { file, span });
                (location.path.to_string(), Some(location.start))
            }
            // What no file has is a folder of files.
            None => (format!("{FOLDER}{pointer}"), None),
        };
        Error::Invalid {
            path,
            at,
            message,
            hint: Some(hint),
        }
    }

    /// The file that the value at a JSON pointer stands in, and the pointer in that file.
    fn file_of<'p>(&self, pointer: &'p str) -> Option<(FileId, &'p str)> {
        ends(pointer).find_map(|end| Some((*self.files.get(&pointer[..end])?, &pointer[end..])))
    }

    /// The values of `files`, all of them somewhere below the folder at `path`, whose own value has that `pointer`.
    fn read_folder(
        &mut self,
        sources: &Sources,
        path: &str,
        pointer: &str,
        files: &[FileId],
        zone: &Zone,
    ) -> Result<Map<String, Json>, Error> {
        let mut own: Vec<(usize, &str, FileId)> = Vec::new();
        let mut folders: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
        for &file in files {
            match sources.path(file)[path.len() + 1..].split_once('/') {
                Some((folder, _)) if !folder.starts_with('.') => folders.entry(folder).or_default().push(file),
                Some(_) => {}
                None => own.extend(data_file(&sources.path(file)[path.len() + 1..], file)),
            }
        }
        own.sort_unstable();
        let mut values = Map::new();
        for (_, stem, file) in own {
            let value = self.read_file(sources, file, zone)?;
            let key = key_of(stem);
            let pointer = format!("{pointer}/{}", yaml::pointer_part(&key));
            self.settle(sources, &pointer, sources.path(file));
            self.files.insert(pointer, file);
            values.insert(key, value);
        }
        for (folder, files) in folders {
            let key = key_of(folder);
            let pointer = format!("{pointer}/{}", yaml::pointer_part(&key));
            let path = format!("{path}/{folder}");
            self.settle(sources, &pointer, &format!("{path}/"));
            values.insert(
                key,
                Json::Object(self.read_folder(sources, &path, &pointer, &files, zone)?),
            );
        }
        Ok(values)
    }

    /// Forgets, and tells of, the files whose values give way to what stands at `path`.
    fn settle(&mut self, sources: &Sources, pointer: &str, path: &str) {
        let is_lost = |other: &str| {
            other
                .strip_prefix(pointer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let name = pointer.replace('/', ".");
        for (_, file) in self.files.extract_if(.., |other, _| is_lost(other)) {
            let location = sources.location(Place {
                file,
                span: Span::at(0),
            });
            let finding = Finding::error(
                "data-conflict",
                location,
                format!("`site.data{name}` is made from `{path}` too"),
            );
            self.findings
                .push(finding.with_hint(format!("only `{path}` counts, as in Jekyll; rename one of the two")));
        }
    }

    fn read_file(&mut self, sources: &Sources, file: FileId, zone: &Zone) -> Result<Json, Error> {
        let whole = sources.whole_text(file)?;
        let text = whole.trim_start_matches('\u{feff}');
        let mark = whole.len() - text.len();
        let read = match extension_of(sources.path(file)) {
            "yml" | "yaml" => yaml::parse(text, zone).map_err(|error| (error.at, error.message)),
            "json" => yaml::parse_json(text).map_err(|error| (error.at, error.message)),
            "csv" => table::read(text, b',').map(Yaml::from),
            _ => table::read(text, b'\t').map(Yaml::from),
        };
        let read = read.map_err(|(at, message)| Error::Invalid {
            path: sources.path(file).to_string(),
            at: Some(LineIndex::new(whole).line_column(whole, mark + at)),
            message: format!("the data file cannot be read: {message}"),
            hint: None,
        })?;
        for DuplicateKey { key, span } in read.duplicate_keys {
            let span = span.shifted(mark);
            let location = sources.location(Place { file, span });
            let finding = Finding::error("front-matter-syntax", location, format!("`{key}` is given twice"));
            self.findings.push(finding.with_hint("only the last one counts"));
        }
        Ok(read.value)
    }
}

/// A file by its ending's rank and its name without that, if it is a data file.
fn data_file(name: &str, file: FileId) -> Option<(usize, &str, FileId)> {
    let (stem, extension) = name.rsplit_once('.')?;
    let rank = EXTENSIONS.iter().position(|known| *known == extension)?;
    (!stem.starts_with('.') && !stem.is_empty()).then_some((rank, stem, file))
}

fn extension_of(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

/// What a file or folder is called in `site.data` (`DataReader#sanitize_filename`): `my notes.v2` is `my_notesv2`.
fn key_of(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    let mut is_after_blank = false;
    for c in name.trim_start().chars() {
        if c.is_ascii_whitespace() {
            if !is_after_blank {
                key.push('_');
            }
            is_after_blank = true;
        } else if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') {
            key.push(c);
            is_after_blank = false;
        }
    }
    key
}

/// The value at a pointer, or what it is in where it has no place of its own.
fn entry_in(outline: &Outline, pointer: &str) -> Option<Entry> {
    ends(pointer).find_map(|end| outline.find(&pointer[..end]))
}

/// Where a pointer ends, and those of what its value is in, inner ones first.
fn ends(pointer: &str) -> impl Iterator<Item = usize> {
    std::iter::once(pointer.len()).chain(pointer.rmatch_indices('/').map(|(at, _)| at))
}

/// The byte of a data file at which the value at `pointer` stands; of what has no place of its own (an alias is written
/// elsewhere), that of what it is in.
fn place_in(path: &str, whole: &str, pointer: &str) -> usize {
    let text = whole.trim_start_matches('\u{feff}');
    let place = match extension_of(path) {
        "csv" => table::place(text, b',', pointer),
        "tsv" => table::place(text, b'\t', pointer),
        _ => {
            let found = entry_in(&Outline::new(text), pointer);
            found.map_or(0, |entry| entry.key.start)
        }
    };
    whole.len() - text.len() + place
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::date::UTC;

    fn data<const N: usize>(files: [(&str, &str); N]) -> (Sources, Result<Data, Error>) {
        let sources = Sources::in_memory(files);
        let files: Vec<_> = sources.iter().map(|source| source.id).collect();
        let data = Data::read(&sources, &files, &UTC);
        (sources, data)
    }

    fn read<const N: usize>(files: [(&str, &str); N]) -> (Sources, Data) {
        let (sources, data) = data(files);
        (sources, data.expect("all can be read"))
    }

    #[test]
    fn data_files_nest_by_folder() {
        let (_, data) = read([
            ("_data/a/b.yml", "x: 1"),
            ("_data/c.json", "[1]"),
            ("_data/t.csv", "name,n\nu,2\n"),
            ("_data/_data/d.yml", "1"),
            ("_data/notes.txt", "no data"),
            ("_data/.hidden.yml", "1"),
            ("_data/.git/x.yml", "1"),
        ]);
        let expected = json!({"c": [1], "t": [{"name": "u", "n": "2"}], "_data": {"d": 1}, "a": {"b": {"x": 1}}});
        assert_eq!(json!(data.values), expected);
        assert_eq!(data.findings, []);
    }

    #[test]
    fn names_are_those_that_jekyll_makes_of_file_names() {
        for (name, key) in [
            ("plain-name_1", "plain-name_1"),
            ("my notes", "my_notes"),
            ("a  - b", "a_-_b"),
            (" a ", "a_"),
            ("v1.2", "v12"),
            ("größe", "gre"),
            ("a ä b", "a_b"),
        ] {
            assert_eq!(key_of(name), key);
        }
    }

    #[test]
    fn of_two_files_with_one_name_jekylls_choice_counts_and_the_other_is_told() {
        for (files, value, lost) in [
            (
                [("_data/a.json", "1"), ("_data/a.yml", "2")],
                json!({"a": 1}),
                "_data/a.yml",
            ),
            (
                [("_data/a.yaml", "1"), ("_data/a.yml", "2")],
                json!({"a": 2}),
                "_data/a.yaml",
            ),
            (
                [("_data/a/b.yml", "1"), ("_data/a.yml", "{c: 2}")],
                json!({"a": {"b": 1}}),
                "_data/a.yml",
            ),
            (
                [("_data/a b/c.yml", "1"), ("_data/a_b/d.yml", "2")],
                json!({"a_b": {"d": 2}}),
                "_data/a b/c.yml",
            ),
            (
                [("_data/a.yml", "1"), ("_data/a/notes.txt", "x")],
                json!({"a": {}}),
                "_data/a.yml",
            ),
        ] {
            let (_, data) = read(files);
            assert_eq!(json!(data.values), value, "{files:?}");
            let told: Vec<_> = data.findings.iter().map(|f| (f.rule, &*f.location.path)).collect();
            assert_eq!(told, [("data-conflict", lost)], "{files:?}");
        }
    }

    #[test]
    fn a_key_given_twice_is_told_at_its_place() {
        let (_, data) = read([
            ("_data/a.yml", "\u{feff}x: 1\ny: 2\nx: 3\n"),
            ("_data/b.json", "{\n\t\"m\": {\"x\": 1, \"x\": 2}\n}"),
        ]);
        assert_eq!(json!(data.values), json!({"a": {"x": 3, "y": 2}, "b": {"m": {"x": 2}}}));
        let told: Vec<_> = data
            .findings
            .iter()
            .map(|finding| {
                let start = finding.location.start;
                (
                    &*finding.location.path,
                    start.line,
                    start.column,
                    finding.message.as_str(),
                )
            })
            .collect();
        let message = "`x` is given twice";
        assert_eq!(told, [("_data/a.yml", 3, 1, message), ("_data/b.json", 2, 16, message)]);
    }

    #[test]
    fn what_is_no_data_is_an_error_with_its_place() {
        let (_, broken) = data([("_data/c.json", "{\n  \"a\": ]\n}")]);
        let error = broken.expect_err("it is broken");
        assert!(error.to_string().starts_with("_data/c.json:2:8: "), "{error}");
    }

    #[test]
    fn errors_in_values_name_their_file_line_and_column() {
        let (sources, data) = read([
            ("_data/p/a.yml", "\u{feff}x:\n  - k: 1\n  - {k: 2, m: 3}\n"),
            ("_data/p/b.json", "{\"x/y\": [1,\n\t{\"k\": 2}]}"),
            ("_data/p/c.csv", "k l,l\r\n1,2\r\n3,4\r\n"),
            ("_data/p/d.yml", "x: &x [{k: 1}]\ny: *x\n"),
        ]);
        for (pointer, place) in [
            ("/p/a/x/1/m", "_data/p/a.yml:3:12"),
            ("/p/a/x/0", "_data/p/a.yml:2:5"),
            ("/p/b/x~1y/1/k", "_data/p/b.json:2:3"),
            ("/p/c/1", "_data/p/c.csv:3:1"),
            ("/p/c/1/l", "_data/p/c.csv:1:5"),
            ("/p/d/y/0/k", "_data/p/d.yml:2:1"),
            ("/p", "_data/p"),
        ] {
            let error = data.error(&sources, pointer, "wrong".to_owned(), String::new());
            assert_eq!(error.to_string(), format!("{place}: wrong"));
        }
    }
}
