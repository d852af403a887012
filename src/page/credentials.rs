//! Recognises the credential table, by what its cells hold.

use serde_json::{Map, Value as Json};

use super::{Cell, CredentialRow, CredentialTable, Table};
use crate::finding::bare_name;
use crate::parameters::{Declared, Registry};

/// The table as a credential table, if it is one: some column after the first holds a parameter in at least half of
/// its rows, and a known one at least once.
///
/// Tables whose *first* column holds parameters describe them (as the authenticate pages do) and pair nothing.
pub(super) fn recognise(
    table: &Table,
    front_matter: &Map<String, Json>,
    registry: &Registry,
) -> Option<CredentialTable> {
    let column = (1..table.rows.iter().map(Vec::len).max().unwrap_or(0)).find(|&column| {
        let parameters: Vec<&str> = table
            .rows
            .iter()
            .filter_map(|row| row.get(column)?.last_line())
            .map(|(text, _)| text)
            .filter(|text| is_parameter(text, registry))
            .collect();
        let first_column_too = table
            .rows
            .iter()
            .filter(|row| row.first().is_some_and(|cell| is_parameter(&cell.text, registry)));
        !table.rows.is_empty()
            && parameters.len() * 2 >= table.rows.len()
            && parameters.iter().any(|name| registry.knows(name))
            && first_column_too.count() * 2 < table.rows.len()
    })?;
    let parameters: Vec<&str> = table
        .rows
        .iter()
        .filter_map(|row| Some(row.get(column)?.last_line()?.0))
        .collect();
    let other_mode = registry.other_mode(&parameters, front_matter);
    let declared: Vec<Declared<'_>> = match other_mode {
        Some(mode) => registry.declared_in(mode, front_matter).collect(),
        None => registry.declared(front_matter).collect(),
    };
    let rows = table.rows.iter().filter_map(|row| {
        let (term, cell) = (row.first()?, row.get(column)?);
        let (label, parameter, code) = parameter_in(cell, registry)?;
        Some(CredentialRow {
            term: term.text.clone(),
            credential: credential_of(&term.text, parameter, &declared),
            parameter: parameter.to_owned(),
            label,
            code,
            at: term.at.clone(),
            parameter_at: cell.at.clone(),
        })
    });
    Some(CredentialTable {
        columns: table.header.iter().map(|cell| cell.text.clone()).collect(),
        rows: rows.collect(),
        mode: other_mode.map(str::to_owned),
        at: table.at.clone(),
    })
}

/// The label, parameter and formatting of a cell whose last line is a parameter, if only a misspelt one.
fn parameter_in<'c>(cell: &'c Cell, registry: &Registry) -> Option<(Option<String>, &'c str, bool)> {
    let (last, before) = cell.lines.split_last()?;
    if !is_parameter(&last.text, registry) && registry.nearest(&last.text).is_none() {
        return None;
    }
    let label: Vec<&str> = before
        .iter()
        .map(|line| line.text.as_str())
        .filter(|text| !text.is_empty())
        .collect();
    let label = (!label.is_empty()).then(|| label.join(" "));
    Some((label, &last.text, last.code))
}

/// Whether a text is a parameter's name: a known one, or one of the form `oauth.api.key`.
fn is_parameter(text: &str, registry: &Registry) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let is_dotted =
        text.starts_with(|c: char| c.is_ascii_lowercase()) && text.contains('.') && text.split('.').all(is_part);
    is_dotted || registry.knows(text)
}

/// The front matter key whose value the term is, if only by its letters and digits: `Client ID` is `client_id`. Of two
/// with the same value, the one that the parameter is for.
fn credential_of(term: &str, parameter: &str, declared: &[Declared<'_>]) -> Option<String> {
    let matching = declared.iter().filter(|declared| is_same_term(&declared.term, term));
    let nearest = matching.min_by_key(|declared| (declared.term != term, declared.parameter.name != parameter))?;
    Some(nearest.parameter.credential.clone())
}

fn is_same_term(a: &str, b: &str) -> bool {
    a == b || bare_name(a) == bare_name(b) && a.contains(char::is_alphanumeric)
}
