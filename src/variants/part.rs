//! A page as parts that can be compared: sections, what stands in them, and that one's steps, rows and lines.

use std::borrow::Cow;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use serde_json::Value as Json;

use crate::page::{Block, Cell, Page, Provenance, Section, Step};

/// A part of a page.
#[derive(Debug)]
pub struct Part<'p> {
    /// What it is.
    pub kind: PartKind,
    /// Its own text, without that of its parts: a section's heading, a procedure's lead-in, a table's header.
    pub text: Cow<'p, str>,
    /// Where it stands.
    pub at: &'p Provenance,
    /// What it consists of.
    pub parts: Vec<Part<'p>>,
    /// Its text, with `…` in place of what the front matter makes different.
    pub(super) key: String,
    /// The words of `key`, sorted, by which alike texts are found.
    pub(super) words: Vec<u64>,
    /// How many parts there are in it, itself among them.
    pub(super) size: usize,
}

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartKind {
    /// A heading and what stands below it.
    Section,
    /// Running text.
    Paragraph,
    /// A quotation.
    Quote,
    /// A heading inside a step, quote or callout.
    Heading,
    /// A list without numbers.
    List,
    /// An item of such a list.
    Item,
    /// Numbered steps with their lead-in.
    Procedure,
    /// A step of a procedure.
    Step,
    /// A table.
    Table,
    /// A row of a table; code in its cells stands in backticks.
    Row,
    /// A note, tip, warning and the like, its kind before its text.
    Callout,
    /// A code sample.
    Code,
    /// A line of a code sample.
    Line,
}

impl PartKind {
    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Paragraph => "paragraph",
            Self::Quote => "quote",
            Self::Heading => "heading",
            Self::List => "list",
            Self::Item => "item",
            Self::Procedure => "procedure",
            Self::Step => "step",
            Self::Table => "table",
            Self::Row => "row",
            Self::Callout => "callout",
            Self::Code => "code sample",
            Self::Line => "line",
        }
    }
}

/// The values of the front matter that make the texts of two pages different.
pub(super) struct Names {
    pub(super) left: Vec<String>,
    pub(super) right: Vec<String>,
}

/// What stands in a compared text for a value of the front matter.
const VALUE: &str = "\u{2026}";

impl Names {
    /// The values of the variables that both pages print and that differ, the longest first.
    pub(super) fn of(left: &Page, right: &Page) -> Self {
        let mut names = Self {
            left: Vec::new(),
            right: Vec::new(),
        };
        for (key, value) in &left.front_matter {
            let variable = format!("page.{key}");
            let is_printed = |page: &Page| page.variables.iter().any(|printed| printed.name == variable);
            let (Some(left_value), Some(right_value)) = (printed(value), right.front_matter.get(key).and_then(printed))
            else {
                continue;
            };
            if left_value == right_value || !(is_printed(left) && is_printed(right)) {
                continue;
            }
            names.left.push(left_value);
            names.right.push(right_value);
        }
        for names in [&mut names.left, &mut names.right] {
            names.sort_by(|a, b| (b.len(), a).cmp(&(a.len(), b)));
            names.dedup();
        }
        names
    }
}

fn printed(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Json::Number(_) | Json::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// The parts of a page, outermost first.
pub(super) fn of_page<'p>(page: &'p Page, names: &[String]) -> Vec<Part<'p>> {
    let sections = page.sections.iter();
    sections.flat_map(|section| of_section(section, names)).collect()
}

/// A section as one part; what stands before the first heading as parts by themselves.
fn of_section<'p>(section: &'p Section, names: &[String]) -> Vec<Part<'p>> {
    let mut parts: Vec<Part<'p>> = section
        .blocks
        .iter()
        .filter_map(|block| of_block(block, names))
        .collect();
    parts.extend(section.sections.iter().flat_map(|section| of_section(section, names)));
    match &section.heading {
        Some(heading) => vec![Part::new(
            PartKind::Section,
            heading.as_str(),
            &section.at,
            parts,
            names,
        )],
        None => parts,
    }
}

/// A block as a part; images are none, since each guide has its own.
fn of_block<'p>(block: &'p Block, names: &[String]) -> Option<Part<'p>> {
    let part = |kind, text: &'p str, at, parts| Part::new(kind, text, at, parts, names);
    Some(match block {
        Block::Image(_) => return None,
        Block::Paragraph(text) => part(PartKind::Paragraph, &text.text, &text.at, Vec::new()),
        Block::Heading(heading) => part(PartKind::Heading, &heading.text, &heading.at, Vec::new()),
        Block::Quote(quote) => part(PartKind::Quote, &quote.text, &quote.at, Vec::new()),
        Block::Callout(callout) => {
            let text = format!("{}: {}", callout.kind, callout.text);
            Part::new(PartKind::Callout, text, &callout.at, Vec::new(), names)
        }
        Block::List(list) => part(
            PartKind::List,
            "",
            &list.at,
            of_steps(PartKind::Item, &list.items, names),
        ),
        Block::Procedure(procedure) => part(
            PartKind::Procedure,
            procedure.lead_in.as_ref().map_or("", |text| &text.text),
            procedure.lead_in.as_ref().map_or(&procedure.at, |text| &text.at),
            of_steps(PartKind::Step, &procedure.steps, names),
        ),
        Block::Code(code) => {
            let line = |line| part(PartKind::Line, line, &code.at, Vec::new());
            part(
                PartKind::Code,
                &code.language,
                &code.at,
                code.text.lines().map(line).collect(),
            )
        }
        Block::Table(table) => {
            let row = |cells: &'p Vec<Cell>| {
                let at = cells.first().map_or(&table.at, |cell| &cell.at);
                Part::new(PartKind::Row, row_text(cells), at, Vec::new(), names)
            };
            let rows = table.rows.iter().map(row).collect();
            Part::new(PartKind::Table, row_text(&table.header), &table.at, rows, names)
        }
    })
}

fn of_steps<'p>(kind: PartKind, steps: &'p [Step], names: &[String]) -> Vec<Part<'p>> {
    let step = |step: &'p Step| {
        let mut parts: Vec<Part<'p>> = step.blocks.iter().filter_map(|block| of_block(block, names)).collect();
        parts.extend(of_steps(kind, &step.steps, names));
        Part::new(kind, step.text.as_str(), &step.at, parts, names)
    };
    steps.iter().map(step).collect()
}

/// The cells of a row, code in backticks.
fn row_text(cells: &[Cell]) -> String {
    let cell = |cell: &Cell| match cell.code {
        true => format!("`{}`", cell.text),
        false => cell.text.clone(),
    };
    cells.iter().map(cell).collect::<Vec<_>>().join(" | ")
}

impl<'p> Part<'p> {
    pub(super) fn new(
        kind: PartKind,
        text: impl Into<Cow<'p, str>>,
        at: &'p Provenance,
        parts: Vec<Part<'p>>,
        names: &[String],
    ) -> Self {
        let text = text.into();
        let key = without(&text, names);
        let words = key.split(|c: char| !c.is_alphanumeric() && !VALUE.contains(c));
        let mut words: Vec<u64> = words.filter(|word| !word.is_empty()).map(hash).collect();
        words.sort_unstable();
        Self {
            kind,
            at,
            key,
            words,
            size: 1 + parts.iter().map(|part| part.size).sum::<usize>(),
            parts,
            text,
        }
    }

    /// Whether two parts are the same by their own texts: as they stand, or but for values of the front matter.
    pub(super) fn has_same_text(&self, other: &Self) -> bool {
        self.kind == other.kind && (self.text == other.text || self.key == other.key)
    }

    /// Whether two parts and all that they consist of are the same.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.size == other.size
            && self.has_same_text(other)
            && self.parts.len() == other.parts.len()
            && self
                .parts
                .iter()
                .zip(&other.parts)
                .all(|(one, other)| one.is_same(other))
    }
}

/// `text` with a mark in place of each of `values`, as whole words.
fn without(text: &str, values: &[String]) -> String {
    let mut text = text.to_owned();
    for value in values {
        if !text.contains(value.as_str()) {
            continue;
        }
        let mut replaced = String::with_capacity(text.len());
        let mut done = 0;
        for (at, _) in text.match_indices(value.as_str()) {
            let end = at + value.len();
            let is_whole =
                !text[..at].ends_with(char::is_alphanumeric) && !text[end..].starts_with(char::is_alphanumeric);
            if is_whole {
                replaced.push_str(&text[done..at]);
                replaced.push_str(VALUE);
                done = end;
            }
        }
        replaced.push_str(&text[done..]);
        text = replaced;
    }
    text
}

/// A number that equal words share, the same in every run.
fn hash(word: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(word)
}
