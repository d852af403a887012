//! Tables: `_data/*.csv` and `*.tsv`, as Ruby's CSV reads them for Jekyll. The first row has the names of the columns; all
//! values are texts. A cell with nothing in it is nil, one with `""` is an empty text, and an empty line is a row of nils.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use crate::span::Span;

/// The most that the rows of a table may take, each with the names of its columns, in bytes.
const MAX_TABLE: usize = 128 * 1024 * 1024;

/// What a row and each of its cells take beside their texts, in bytes.
const CELL: usize = 32;

/// What is wrong with a table, and the byte where.
type Broken = (usize, String);

/// The rows of a table as objects.
pub(super) fn read(text: &str, delimiter: u8) -> Result<Json, Broken> {
    let mut rows = Rows::new(text, delimiter);
    let Some(names) = rows.next().transpose()? else {
        return Ok(Json::Array(Vec::new()));
    };
    let size = names.length + (names.cells.len() + 1) * CELL;
    let mut room = MAX_TABLE;
    let mut values = Vec::new();
    for row in rows {
        let row = row?;
        room = room.checked_sub(size + row.length).ok_or_else(|| {
            let message = "its rows, each with the names of its columns, come to more than";
            (0, format!("{message} {MAX_TABLE} bytes"))
        })?;
        let mut cells = row.cells.into_iter();
        let mut value = Map::new();
        for name in &names.cells {
            let cell = cells.next().flatten();
            // Of two columns with one name the first counts.
            if let Some(name) = name
                && !value.contains_key(&**name)
            {
                value.insert(name.to_string(), cell.map_or(Json::Null, |cell| Json::from(&*cell)));
            }
        }
        values.push(Json::Object(value));
    }
    Ok(Json::Array(values))
}

/// Where the value at a pointer stands: of `/3`, the start of that row; of `/3/name`, the column's name in the first row.
pub(super) fn place(text: &str, delimiter: u8, pointer: &str) -> usize {
    let mut parts = pointer.split('/').skip(1);
    let row = parts.next().and_then(|row| row.parse::<usize>().ok());
    if let Some(column) = parts.next() {
        let name = column.replace("~1", "/").replace("~0", "~");
        let first_row = text.lines().next().unwrap_or_default();
        let cells = first_row.split(char::from(delimiter));
        let before = cells.take_while(|cell| cell.trim_matches('"') != name);
        return before.map(|cell| cell.len() + 1).sum::<usize>().min(first_row.len());
    }
    let mut rows = Rows::new(text, delimiter).skip(1);
    let found = row.and_then(|row| rows.nth(row)?.ok());
    found.map_or(0, |row| row.start)
}

/// Where the rows below the first stand.
pub(super) fn spans(text: &str, delimiter: u8) -> Vec<Span> {
    let rows = Rows::new(text, delimiter).skip(1).map_while(Result::ok);
    rows.map(|row| Span::new(row.start, row.start + row.length)).collect()
}

/// A row of a table.
struct Row<'t> {
    /// Where it begins.
    start: usize,
    /// How long it is.
    length: usize,
    cells: Vec<Option<Cow<'t, str>>>,
}

/// Reads a table row by row. After an error there are no more.
struct Rows<'t> {
    text: &'t str,
    delimiter: u8,
    at: usize,
}

impl<'t> Rows<'t> {
    fn new(text: &'t str, delimiter: u8) -> Self {
        Self { text, delimiter, at: 0 }
    }

    fn row(&mut self) -> Result<Row<'t>, Broken> {
        let start = self.at;
        let mut cells = Vec::new();
        loop {
            cells.push(self.cell()?);
            match self.text.as_bytes().get(self.at) {
                Some(&byte) if byte == self.delimiter => self.at += 1,
                _ => break,
            }
        }
        let length = self.at - start;
        self.at += self.line_end(self.at).unwrap_or(0);
        Ok(Row { start, length, cells })
    }

    fn cell(&mut self) -> Result<Option<Cow<'t, str>>, Broken> {
        let start = self.at;
        if self.text[start..].starts_with('"') {
            return self.quoted().map(Some);
        }
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() && bytes[self.at] != self.delimiter && self.line_end(self.at).is_none() {
            if bytes[self.at] == b'"' {
                return Err((
                    self.at,
                    "a quote stands in a cell that does not begin with one".to_owned(),
                ));
            }
            self.at += 1;
        }
        let cell = &self.text[start..self.at];
        Ok((!cell.is_empty()).then_some(Cow::Borrowed(cell)))
    }

    fn quoted(&mut self) -> Result<Cow<'t, str>, Broken> {
        let start = self.at + 1;
        let mut end = start;
        loop {
            end += self.text[end..]
                .find('"')
                .ok_or_else(|| (start - 1, "the quote is not closed".to_owned()))?;
            if !self.text[end + 1..].starts_with('"') {
                break;
            }
            end += 2;
        }
        self.at = end + 1;
        let is_end = match self.text.as_bytes().get(self.at) {
            None => true,
            Some(&byte) => byte == self.delimiter || self.line_end(self.at).is_some(),
        };
        if !is_end {
            return Err((self.at, "a cell goes on after its closing quote".to_owned()));
        }
        let cell = &self.text[start..end];
        Ok(match cell.contains("\"\"") {
            true => Cow::Owned(cell.replace("\"\"", "\"")),
            false => Cow::Borrowed(cell),
        })
    }

    /// The length of the line end at a byte, if there is one.
    fn line_end(&self, at: usize) -> Option<usize> {
        match self.text.as_bytes().get(at..)? {
            [b'\n', ..] => Some(1),
            [b'\r', b'\n', ..] => Some(2),
            _ => None,
        }
    }
}

impl<'t> Iterator for Rows<'t> {
    type Item = Result<Row<'t>, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.text.len() {
            return None;
        }
        let row = self.row();
        if row.is_err() {
            self.at = self.text.len();
        }
        Some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_as_ruby_reads_them() {
        for (table, expected) in [
            ("z,a,m\n1,\"2,\n3\",\n", r#"[{"z":"1","a":"2,\n3","m":null}]"#),
            ("a,b\n\"\",\"x \"\"y\"\"\"", r#"[{"a":"","b":"x \"y\""}]"#),
            ("a,b\n3\n4,5,6\n", r#"[{"a":"3","b":null},{"a":"4","b":"5"}]"#),
            ("a,b\n1,2\n\n", r#"[{"a":"1","b":"2"},{"a":null,"b":null}]"#),
            (
                "a,b\r\n1,\r\n\r\n3, 4\r\n",
                r#"[{"a":"1","b":null},{"a":null,"b":null},{"a":"3","b":" 4"}]"#,
            ),
            ("a,,a\n1,2,3\n", r#"[{"a":"1"}]"#),
            ("a,b", "[]"),
            ("", "[]"),
        ] {
            let value = read(table, b',').expect("it is a table");
            assert_eq!(value.to_string(), expected, "{table:?}");
        }
    }

    #[test]
    fn what_is_no_table_is_told_at_its_place() {
        for (table, at, message) in [
            ("a,b\n1,\"2\n", 6, "the quote is not closed"),
            (
                "a,b\n1,2\"\n",
                7,
                "a quote stands in a cell that does not begin with one",
            ),
            ("a,b\n\"1\" ,2\n", 7, "a cell goes on after its closing quote"),
        ] {
            assert_eq!(read(table, b','), Err((at, message.to_owned())), "{table:?}");
        }
    }

    #[test]
    fn a_long_name_of_a_column_is_not_repeated_in_row_after_row_without_end() {
        let table = format!("{},b\n{}", "n".repeat(100_000), "1,2\n".repeat(2000));
        let (_, message) = read(&table, b',').expect_err("it is too much");
        let expected = "its rows, each with the names of its columns, come to more than 134217728 bytes";
        assert_eq!(message, expected);
    }

    #[test]
    fn rows_and_columns_have_places() {
        let table = "k l,l\r\n1,2\r\n\r\n3,4\r\n";
        for (pointer, at) in [("/0", 7), ("/2", 14), ("/2/l", 4), ("/9", 0)] {
            assert_eq!(place(table, b',', pointer), at, "{pointer}");
        }
    }
}
