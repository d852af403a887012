//! The rows of tables that describe parameters.

use crate::page::{Cell, Page, Table, Variable};

/// A row of a table that describes a parameter by an entry of the glossary.
pub(super) struct Described<'p> {
    pub(super) parameter: &'p str,
    /// The entry that it prints; nothing where only its words may be those of one.
    pub(super) variable: Option<&'p Variable>,
    pub(super) cell: &'p Cell,
}

/// The parameters that a page describes.
pub(super) fn described(page: &Page) -> Vec<Described<'_>> {
    let mut variables: Vec<&Variable> = page
        .variables
        .iter()
        .filter(|variable| variable.name.starts_with("site.data."))
        .collect();
    variables.sort_by_key(|variable| (&variable.at.location.path, variable.at.location.span));
    let in_cell = |cell: &Cell| {
        let here = &cell.at.location;
        let first = variables.partition_point(|variable| {
            let there = &variable.at.location;
            (&there.path, there.span.start) < (&here.path, here.span.start)
        });
        let inside = variables[first..].iter().take_while(|variable| {
            let there = &variable.at.location;
            there.path == here.path && there.span.end <= here.span.end
        });
        let inside: Vec<&Variable> = inside
            .copied()
            .filter(|variable| variable.at.via == cell.at.via)
            .collect();
        let printed = inside.iter().copied().find(|variable| entry(&variable.name).is_some());
        // Which entry `site.data.glossary[term]` is, the page alone knows.
        (printed.is_some() || inside.is_empty()).then_some(printed)
    };
    let rows = page.tables().flat_map(|table: &Table| &table.rows);
    rows.flat_map(|row| {
        let parameter = row.first().and_then(Cell::last_line).map(|(text, _)| text);
        let parameter = parameter.filter(|text| !text.is_empty() && !text.contains(char::is_whitespace));
        let cells = row.get(1..).unwrap_or_default();
        parameter
            .into_iter()
            .flat_map(move |parameter| cells.iter().map(move |cell| (parameter, cell)))
    })
    .filter_map(|(parameter, cell)| {
        Some(Described {
            parameter,
            variable: in_cell(cell)?,
            cell,
        })
    })
    .collect()
}

/// The name of the entry of a data file that a variable is: `oauth-api-key` of `site.data.glossary.oauth-api-key`.
pub(super) fn entry(variable: &str) -> Option<&str> {
    let (_, entry) = variable.strip_prefix("site.data.")?.split_once('.')?;
    (!entry.contains(['.', '['])).then_some(entry)
}
