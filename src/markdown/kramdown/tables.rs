//! kramdown's tables: without a head, with several bodies, with a foot, with as many columns as the longest row has.
//!
//! They are written as the one kind of table that CommonMark's extension knows, with markers where bodies part, and taken
//! apart again in the tree (kramdown's `parse_table`).

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::super::tree::{Element, Kind, NodeId, Origin, Tree};
use super::blocks::{Blocks, Line};
use super::markers::{Markers, Meaning};
use super::spans;

/// A line of a table.
enum Row {
    Cells(Vec<Range<usize>>),
    /// `|---|`
    Rule,
    /// `|===|`
    Foot,
}

/// Writes the table that begins on the line; gives where the text behind it begins.
pub(super) fn take(blocks: &mut Blocks<'_, '_>, first: Line) -> Option<usize> {
    let start = &blocks.text[first.text..first.end];
    if first.start < blocks.no_table_before || begins_other_block(start) || pipes(blocks, first).is_empty() {
        return None;
    }
    let mut lines = Vec::new();
    let mut at = first.start;
    while at < blocks.text.len() {
        let line = blocks.line_at(at);
        if !has_pipe(&blocks.text[line.text..line.end]) {
            break;
        }
        lines.push(line);
        at = line.next;
    }
    let below = blocks.line_at(at);
    let below = &blocks.text[below.text..below.end];
    if !(below.is_empty() || below.starts_with("{:") || below == "^") {
        blocks.no_table_before = at;
        return None;
    }
    let has_lead = start.starts_with('|');
    let mut rows = Vec::with_capacity(lines.len());
    for &line in &lines {
        let text = blocks.text[line.text..line.end].trim();
        let is_of = |mark: char| text.contains(mark) && text.chars().all(|c| c == mark || "+|: \t".contains(c));
        rows.push(match () {
            () if is_of('-') => Row::Rule,
            () if is_of('=') => Row::Foot,
            () => match cells(blocks, line, has_lead) {
                Some(cells) => Row::Cells(cells),
                None => {
                    blocks.no_table_before = line.next;
                    return None;
                }
            },
        });
    }
    let columns = rows
        .iter()
        .map(|row| if let Row::Cells(cells) = row { cells.len() } else { 0 })
        .max()?;
    let written = write(blocks, first, &lines, &rows, columns);
    if written.is_none() {
        blocks.no_table_before = at;
    }
    written.map(|()| at)
}

/// Writes the rows, `columns` cells each.
fn write(blocks: &mut Blocks<'_, '_>, first: Line, lines: &[Line], rows: &[Row], columns: usize) -> Option<()> {
    // A rule above all rows means nothing.
    let begin = rows.iter().position(|row| matches!(row, Row::Cells(_)))?;
    let rule = rows[begin..]
        .iter()
        .position(|row| !matches!(row, Row::Cells(_)))
        .map(|at| begin + at);
    let head = rule.filter(|&rule| matches!(rows[rule], Row::Rule));
    let body = match head {
        Some(rule) => rows[rule..]
            .iter()
            .position(|row| matches!(row, Row::Cells(_)))
            .map(|at| rule + at)?,
        None => begin,
    };
    // More than its cells would be what the longest row makes of each.
    let cells: usize = rows
        .iter()
        .map(|row| if let Row::Cells(cells) = row { cells.len() } else { 0 })
        .sum();
    if columns == 0 || columns * (rows.len() + 2) > MAX_FILLED * (cells + 16) {
        return None;
    }
    let alignments = head
        .map(|rule| alignments(&blocks.text[lines[rule].text..lines[rule].end]))
        .unwrap_or_default();
    let mut index = begin;
    match head {
        Some(_) => {
            row(blocks, lines[begin], &rows[begin], columns);
            index += 1;
        }
        None => {
            blocks.copy(first.start, first.text);
            let span = blocks.source.span(first.text..first.end);
            let marker = blocks.markers.add(Meaning::NoHead, span);
            blocks.out.insert("|");
            blocks.out.push(&marker, span);
            blocks.out.insert(&"|".repeat(columns));
            blocks.out.insert("\n");
        }
    }
    blocks.copy(first.start, first.text);
    for column in 0..columns {
        blocks.out.insert(alignments.get(column).copied().unwrap_or("|---"));
    }
    blocks.out.insert("|\n");
    let mut parted: Option<bool> = None;
    while let Some(next) = rows.get(index) {
        match next {
            Row::Cells(_) => {
                if let Some(is_foot) = parted.take().filter(|is_foot| *is_foot || index > body) {
                    part(blocks, lines[index], is_foot);
                }
                row(blocks, lines[index], next, columns);
            }
            Row::Rule if index > body => parted = parted.or(Some(false)),
            Row::Rule => {}
            Row::Foot => parted = Some(true),
        }
        index += 1;
    }
    Some(())
}

/// How many cells a table may have for each that is written in it.
const MAX_FILLED: usize = 64;

fn part(blocks: &mut Blocks<'_, '_>, line: Line, is_foot: bool) {
    blocks.copy(line.start, line.text);
    let span = blocks.source.span(line.text..line.end);
    let marker = blocks.markers.add(Meaning::TablePart { is_foot }, span);
    blocks.out.insert("|");
    blocks.out.push(&marker, span);
    blocks.out.insert("|\n");
}

/// Writes a row, in which the strokes of code mean themselves.
fn row(blocks: &mut Blocks<'_, '_>, line: Line, row: &Row, columns: usize) {
    let Row::Cells(cells) = row else {
        return;
    };
    blocks.copy(line.start, line.text);
    blocks.out.insert("|");
    for cell in cells {
        let mut done = cell.start;
        for (at, _) in blocks.text[cell.clone()].match_indices('|') {
            let at = cell.start + at;
            if !is_escaped(blocks.text, at) {
                spans::take(blocks, done, at);
                blocks.out.insert("\\");
                done = at;
            }
        }
        spans::take(blocks, done, cell.end);
        // A backslash that ends the line escapes no stroke.
        let ends_in_backslash = blocks.text[cell.clone()].ends_with('\\');
        blocks.out.insert(if ends_in_backslash { " |" } else { "|" });
    }
    blocks.out.insert(&"|".repeat(columns.saturating_sub(cells.len())));
    blocks.out.insert("\n");
}

/// Whether the line begins something else than a table.
fn begins_other_block(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = digits > 0 && text[digits..].starts_with(". ");
    is_number
        || ["* ", "- ", "+ ", "# ", "##", "```", "~~~", ": ", "[^", "*["]
            .iter()
            .any(|start| text.starts_with(start))
}

fn has_pipe(text: &str) -> bool {
    text.match_indices('|').any(|(at, _)| !is_escaped(text, at))
}

/// Whether the stroke at byte `at` means itself: after any backslash it does, to kramdown and to CommonMark's extension,
/// even after one that is escaped itself.
fn is_escaped(text: &str, at: usize) -> bool {
    text[..at].ends_with('\\')
}

/// Where the strokes stand that part the cells of a line.
fn pipes(blocks: &Blocks<'_, '_>, line: Line) -> Vec<usize> {
    let text = &blocks.text[line.text..line.end];
    let mut found = Vec::new();
    let mut last_ticks = None;
    let mut at = 0;
    while let Some(next) = text[at..].find(['|', '`', '\\']) {
        at += next;
        match text.as_bytes()[at] {
            b'|' => {
                if !is_escaped(text, at) {
                    found.push(line.text + at);
                }
                at += 1;
            }
            b'\\' => at += 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
            _ => {
                let last = last_ticks.get_or_insert_with(|| last_ticks_of(text));
                at = end_of_code(text, at, last);
            }
        }
    }
    found
}

/// Where the last run of backticks of each length begins.
fn last_ticks_of(text: &str) -> HashMap<usize, usize> {
    let mut last = HashMap::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let len = ticks(text, at + found);
        last.insert(len, at + found);
        at += found + len;
    }
    last
}

/// How many backticks stand at byte `at`.
fn ticks(text: &str, at: usize) -> usize {
    text[at..].bytes().take_while(|byte| *byte == b'`').count()
}

/// Where the code span ends whose backticks begin at byte `at`; where the backticks do, if there is none. `last` spares the
/// search for what no run ends.
fn end_of_code(text: &str, at: usize, last: &HashMap<usize, usize>) -> usize {
    let own = ticks(text, at);
    let mut next = at + own;
    let has_end = last.get(&own).is_some_and(|last| *last >= next);
    while has_end && let Some(found) = text[next..].find('`') {
        let len = ticks(text, next + found);
        next += found + len;
        if len == own {
            return next;
        }
    }
    at + own
}

/// The cells of a line; none if no stroke parts it.
fn cells(blocks: &Blocks<'_, '_>, line: Line, has_lead: bool) -> Option<Vec<Range<usize>>> {
    let pipes = pipes(blocks, line);
    let mut start = line.text;
    let mut cells = Vec::with_capacity(pipes.len() + 1);
    for &pipe in &pipes {
        cells.push(start..pipe);
        start = pipe + 1;
    }
    cells.push(start..line.end);
    let is_empty = |cell: &Range<usize>| blocks.text[cell.clone()].trim().is_empty();
    if cells.last().is_some_and(is_empty) {
        cells.pop();
    }
    if has_lead && cells.first().is_some_and(is_empty) {
        cells.remove(0);
    }
    (!pipes.is_empty()).then_some(cells)
}

/// What CommonMark's extension has for the columns of a rule.
fn alignments(rule: &str) -> Vec<&'static str> {
    let columns = rule
        .split(['|', '+'])
        .map(str::trim)
        .filter(|column| column.contains('-'));
    let alignment = |column: &str| match (column.starts_with(':'), column.ends_with(':')) {
        (true, true) => "|:-:",
        (true, false) => "|:--",
        (false, true) => "|--:",
        (false, false) => "|---",
    };
    columns.map(alignment).collect()
}

/// Takes the rows that only mark something out of the tables of a tree, and does what they say.
pub(super) fn settle(tree: &mut Tree<'_>, markers: &Markers) {
    let is_table = |&id: &NodeId| tree.element(id).is_some_and(|table| table.name == "table");
    let tables: Vec<NodeId> = tree.ids().filter(is_table).collect();
    for table in tables {
        let mut parts = Vec::new();
        for part in tree.children(table).collect::<Vec<_>>() {
            match tree.element(part).map(|part| &*part.name) {
                Some("thead") if is_no_head(tree, markers, part) => {}
                Some("tbody") => parts.extend(bodies(tree, markers, part)),
                _ => parts.push(part),
            }
        }
        tree.set_children(table, &parts);
    }
}

/// The marker in the first cell of a row.
fn mark<'m>(tree: &Tree<'_>, markers: &'m Markers, row: NodeId) -> Option<&'m Meaning> {
    let cell = tree.children(row).next()?;
    let content = tree.children(cell).next()?;
    markers.of(tree, content).map(|marker| &marker.meaning)
}

fn is_no_head(tree: &Tree<'_>, markers: &Markers, head: NodeId) -> bool {
    tree.children(head)
        .any(|row| matches!(mark(tree, markers, row), Some(Meaning::NoHead)))
}

/// The parts of a table's body.
fn bodies(tree: &mut Tree<'_>, markers: &Markers, body: NodeId) -> Vec<NodeId> {
    let mut parts = vec![(body, Vec::new())];
    for row in tree.children(body).collect::<Vec<_>>() {
        let Some(Meaning::TablePart { is_foot }) = mark(tree, markers, row) else {
            if let Some((_, rows)) = parts.last_mut() {
                rows.push(row);
            }
            continue;
        };
        let name = Cow::Borrowed(if *is_foot { "tfoot" } else { "tbody" });
        let element = Element {
            name,
            attributes: Vec::new(),
            origin: Origin::Markdown,
        };
        let span = tree.node(row).span;
        parts.push((tree.add(Kind::Element(element), span), Vec::new()));
    }
    for (part, rows) in &parts {
        tree.set_children(*part, rows);
    }
    parts.into_iter().map(|(part, _)| part).collect()
}
