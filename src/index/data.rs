//! The data files: what Liquid's `site.data` is.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::error::Error;
use crate::source::{FileId, Place, Sources, Trouble};
use crate::span::{LineIndex, Span};
use crate::yaml;

/// Reads the files below `_data` into what Liquid's `site.data` is: `_data/a/b.yml` is `site.data.a.b`.
pub fn read_data(sources: &Sources, files: &[FileId]) -> Result<Map<String, Json>, Error> {
    let mut data = Map::new();
    for &file in files {
        let path = sources.path(file);
        let Some((stem, extension)) = path.trim_start_matches("_data/").rsplit_once('.') else {
            continue;
        };
        if !matches!(extension, "yml" | "yaml" | "json" | "csv" | "tsv") {
            continue;
        }
        if let Some(error) = unusable(sources, file) {
            return Err(error);
        }
        let text = sources.text(file).trim_start_matches('\u{feff}');
        let value = match extension {
            "yml" | "yaml" => yaml::parse(text)
                .map(|yaml| yaml.value)
                .map_err(|error| (error.at, error.message)),
            "json" => serde_json::from_str(text).map_err(|error| json_error(text, &error)),
            "csv" => read_table(text, b','),
            _ => read_table(text, b'\t'),
        };
        let value = value.map_err(|(at, message)| Error::Invalid {
            path: path.to_string(),
            at: Some(LineIndex::new(text).line_column(text, at)),
            message: format!("the data file cannot be read: {message}"),
            hint: None,
        })?;
        let mut folder = &mut data;
        let mut names = stem.split('/').peekable();
        while let Some(name) = names.next() {
            if names.peek().is_none() {
                folder.insert(name.to_owned(), value);
                break;
            }
            let below = folder.entry(name).or_insert_with(|| Json::Object(Map::new()));
            if !below.is_object() {
                *below = Json::Object(Map::new());
            }
            folder = below.as_object_mut().expect("it was made an object above");
        }
    }
    Ok(data)
}

/// Why a data file cannot be taken, if its text is not what is in it.
fn unusable(sources: &Sources, file: FileId) -> Option<Error> {
    let (at, message, hint) = match sources.trouble(file)? {
        Trouble::NotUtf8 { at } => {
            let span = Span::at(*at);
            let start = sources.location(Place { file, span }).start;
            (Some(start), "this is not UTF-8".to_owned(), "save the file as UTF-8")
        }
        Trouble::TooLarge { size } => {
            let message = format!("the file has {size} bytes, more than docgen reads");
            (None, message, "split it")
        }
        // The engine tells of all files that cannot be read.
        Trouble::Unreadable(_) => return None,
    };
    Some(Error::Invalid {
        path: sources.path(file).to_string(),
        at,
        message,
        hint: Some(hint.to_owned()),
    })
}

fn json_error(text: &str, error: &serde_json::Error) -> (usize, String) {
    let line_start: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
    ((line_start + error.column().saturating_sub(1)).min(text.len()), message)
}

/// Rows as objects, by the names in the first row; all values are texts, as Jekyll reads them.
fn read_table(text: &str, delimiter: u8) -> Result<Json, (usize, String)> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let rows: Result<Vec<BTreeMap<String, String>>, csv::Error> = reader.deserialize().collect();
    match rows {
        Ok(rows) => Ok(json!(rows)),
        Err(error) => {
            let at = error
                .position()
                .map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
            Err((at, error.to_string()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_files_nest_by_folder() {
        let sources = Sources::in_memory([
            ("_data/a/b.yml", "x: 1"),
            ("_data/c.json", "[1]"),
            ("_data/t.csv", "name,n\nu,2\n"),
        ]);
        let files: Vec<_> = sources.iter().map(|source| source.id).collect();
        let data = read_data(&sources, &files).expect("all can be read");
        assert_eq!(
            json!(data),
            json!({"a": {"b": {"x": 1}}, "c": [1], "t": [{"name": "u", "n": "2"}]})
        );
        let broken = Sources::in_memory([("_data/c.json", "{\n  \"a\": ]\n}")]);
        let files: Vec<_> = broken.iter().map(|source| source.id).collect();
        let error = read_data(&broken, &files).expect_err("it is broken");
        assert!(error.to_string().starts_with("_data/c.json:2:8: "), "{error}");
    }
}
