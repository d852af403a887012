//! Where many values of data files stand: each file is looked through once.

use std::collections::HashMap;

use super::{Data, entry_in, extension_of, table};
use crate::source::{FileId, Location, Sources};
use crate::span::{LineIndex, Span};
use crate::yaml::Outline;

/// The places of values, by JSON pointers such as `/elements/0/key`.
pub struct Places<'d> {
    data: &'d Data,
    sources: &'d Sources,
    files: HashMap<FileId, FilePlaces>,
}

struct FilePlaces {
    lines: LineIndex,
    values: Values,
}

enum Values {
    /// Of YAML and JSON, which may begin with a byte order mark of that many bytes.
    Outline(Outline, usize),
    /// The rows of a table.
    Rows(Vec<Span>),
}

impl<'d> Places<'d> {
    pub(super) fn new(data: &'d Data, sources: &'d Sources) -> Self {
        Self {
            data,
            sources,
            files: HashMap::new(),
        }
    }

    /// The value at a pointer, or its key where it is a mapping or list; in a table, its row.
    pub fn value(&mut self, pointer: &str) -> Location {
        self.location(pointer, |key, value| if value.is_empty() { key } else { value })
    }

    /// The key of the value at a pointer; in a table, its row.
    pub fn key(&mut self, pointer: &str) -> Location {
        self.location(pointer, |key, _| key)
    }

    fn location(&mut self, pointer: &str, choose: fn(Span, Span) -> Span) -> Location {
        let Some((file, below)) = self.data.file_of(pointer) else {
            // What no file has is a folder of files.
            return Location::start_of(&format!("{}{pointer}", super::FOLDER));
        };
        let text = self.sources.text(file);
        let path = self.sources.path(file);
        let places = self.files.entry(file).or_insert_with(|| FilePlaces::new(path, text));
        let span = places.span(below, choose);
        Location {
            path: path.clone(),
            span,
            start: places.lines.line_column(text, span.start),
            end: places.lines.line_column(text, span.end),
        }
    }
}

impl FilePlaces {
    fn new(path: &str, whole: &str) -> Self {
        let text = whole.trim_start_matches('\u{feff}');
        let mark = whole.len() - text.len();
        let values = match extension_of(path) {
            "csv" => Values::Rows(rows(text, b',', mark)),
            "tsv" => Values::Rows(rows(text, b'\t', mark)),
            _ => Values::Outline(Outline::new(text), mark),
        };
        let lines = LineIndex::new(whole);
        Self { lines, values }
    }

    fn span(&self, pointer: &str, choose: fn(Span, Span) -> Span) -> Span {
        match &self.values {
            Values::Outline(outline, mark) => {
                let entry = entry_in(outline, pointer);
                entry.map_or(Span::at(0), |entry| choose(entry.key, entry.value).shifted(*mark))
            }
            Values::Rows(rows) => {
                let row = pointer.split('/').nth(1).and_then(|row| row.parse::<usize>().ok());
                row.and_then(|row| rows.get(row)).copied().unwrap_or(Span::at(0))
            }
        }
    }
}

fn rows(text: &str, delimiter: u8, mark: usize) -> Vec<Span> {
    let rows = table::spans(text, delimiter).into_iter();
    rows.map(|row| row.shifted(mark)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::UTC;

    #[test]
    fn values_stand_where_their_authors_wrote_them() {
        let sources = Sources::in_memory([
            ("_data/l.yml", "\u{feff}- key: a\n- {key: b}\n- c\n"),
            ("_data/m.json", "{\"x/y\": {\"n\": 1}}"),
            ("_data/t.csv", "key,n\n\na,\"1\n2\"\r\nb,2\r\n"),
            ("_data/f/a.yml", "n: 1\n"),
        ]);
        let files: Vec<_> = sources.iter().map(|source| source.id).collect();
        let data = Data::read(&sources, &files, &UTC).expect("all can be read");
        let mut places = data.places(&sources);
        let mut told = |pointer: &str| {
            let of = |location: Location| {
                let file = sources.find(&location.path).expect("it is a file");
                let text = &sources.text(file)[location.span.start..location.span.end];
                format!("{}:{} {text}", location.path, location.start.line)
            };
            (of(places.key(pointer)), of(places.value(pointer)))
        };
        let both = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(told("/l/0/key"), both("_data/l.yml:1 key", "_data/l.yml:1 a"));
        assert_eq!(told("/l/1/key"), both("_data/l.yml:2 key", "_data/l.yml:2 b"));
        assert_eq!(told("/l/2"), both("_data/l.yml:3 c", "_data/l.yml:3 c"));
        assert_eq!(
            told("/m/x~1y"),
            both("_data/m.json:1 \"x/y\"", "_data/m.json:1 \"x/y\"")
        );
        let row = "_data/t.csv:3 a,\"1\n2\"";
        assert_eq!(told("/t/1/key"), both(row, row));
        let row = "_data/t.csv:5 b,2";
        assert_eq!(told("/t/2/key"), both(row, row));
        assert_eq!(told("/f/a"), both("_data/f/a.yml:1 ", "_data/f/a.yml:1 "));
    }
}
