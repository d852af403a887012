//! The text of a page as sections and blocks: what stands under which heading, which steps make one procedure.

use super::build::{Places, heading_level, image};
use super::numbering::{Numbering, integer};
use super::sample::{self, language_of};
use super::text::{Words, callout_kind, cell_lines, folded_text, is_block, own_text};
use super::{Block, Callout, Cell, Code, Heading, Image, List, Procedure, Quote, Section, Step, Table, Text};
use crate::markdown::tree::{Element, Kind, NodeId, Tree};
use crate::span::Span;

/// The sections of a page one after the other, not yet nested.
pub(super) fn sections(tree: &Tree<'_>, places: &mut Places<'_>) -> Vec<Section> {
    let mut reader = BlockReader {
        tree,
        places,
        sections: Vec::new(),
        blocks: Vec::new(),
        nesting: 0,
        language: None,
    };
    reader.read(Tree::ROOT);
    reader.end_section();
    reader.sections
}

struct BlockReader<'t, 'p, 's> {
    tree: &'t Tree<'t>,
    places: &'p mut Places<'s>,
    sections: Vec<Section>,
    /// The blocks since the last heading.
    blocks: Vec<Block>,
    /// How many items, quotes and callouts are being read; a heading inside one begins no section.
    nesting: usize,
    /// The language that the wrapper around a code sample names.
    language: Option<String>,
}

impl BlockReader<'_, '_, '_> {
    /// Reads the blocks among the children of a node.
    fn read(&mut self, parent: NodeId) {
        let mut inline: Vec<NodeId> = Vec::new();
        for id in self.tree.children(parent) {
            match &self.tree.node(id).kind {
                Kind::Comment(_) => {}
                Kind::Root | Kind::Text(_) => inline.push(id),
                Kind::CodeBlock { language, text, pieces } => {
                    self.end_inline(&mut inline);
                    let code = Code {
                        language: language.to_string(),
                        text: text.to_string(),
                        at: self.places.of(self.tree, id),
                        pieces: self.places.of_pieces(pieces),
                    };
                    self.blocks.push(Block::Code(code));
                }
                Kind::Element(element) if is_block(element) => {
                    self.end_inline(&mut inline);
                    self.block(id, element);
                }
                Kind::Element(_) => inline.push(id),
            }
        }
        self.end_inline(&mut inline);
    }

    fn block(&mut self, id: NodeId, element: &Element<'_>) {
        if let Some(level) = heading_level(element) {
            self.heading(id, element, level);
            return;
        }
        if let Some(kind) = callout_kind(element) {
            let callout = Callout {
                kind,
                text: folded_text(self.tree, id),
                blocks: self.inner(id),
                at: self.places.of(self.tree, id),
            };
            self.blocks.push(Block::Callout(callout));
            return;
        }
        match &*element.name {
            "p" | "dt" => {
                let children: Vec<NodeId> = self.tree.children(id).collect();
                self.paragraph(&children, self.tree.node(id).span);
            }
            "ol" => self.numbered(id, element),
            "ul" => {
                let list = List {
                    items: self.steps(id, &Numbering::BULLETS),
                    at: self.places.of(self.tree, id),
                };
                self.blocks.push(Block::List(list));
            }
            "table" => {
                let table = self.table(id);
                self.blocks.push(Block::Table(table));
            }
            "blockquote" => {
                let quote = Quote {
                    text: folded_text(self.tree, id),
                    blocks: self.inner(id),
                    at: self.places.of(self.tree, id),
                };
                self.blocks.push(Block::Quote(quote));
            }
            "pre" => {
                let inner = self.tree.children(id).find_map(|child| self.tree.element(child));
                let language = inner.and_then(language_of).or(language_of(element));
                let language = language.map(str::to_owned).or_else(|| self.language.clone());
                let sample = sample::read(self.tree, id, self.places.text());
                let code = Code {
                    language: language.unwrap_or_default(),
                    text: sample.text,
                    at: self.places.of(self.tree, id),
                    pieces: self.places.of_pieces(&sample.pieces),
                };
                self.blocks.push(Block::Code(code));
            }
            "hr" => {}
            _ => {
                let outer = self.language.clone();
                if let Some(language) = language_of(element) {
                    self.language = Some(language.to_owned());
                }
                self.read(id);
                self.language = outer;
            }
        }
    }

    /// A heading begins a section, unless it stands inside something.
    fn heading(&mut self, id: NodeId, element: &Element<'_>, level: u8) {
        let text = folded_text(self.tree, id);
        let at = self.places.of(self.tree, id);
        let anchor = element.attribute("id").map(str::to_owned);
        if self.nesting > 0 {
            self.blocks.push(Block::Heading(Heading {
                level,
                text,
                id: anchor.unwrap_or_default(),
                at,
            }));
            return;
        }
        self.end_section();
        self.sections.push(Section {
            heading: Some(text),
            id: anchor,
            level,
            blocks: Vec::new(),
            sections: Vec::new(),
            at,
        });
    }

    /// The blocks inside an item, quote or callout.
    fn inner(&mut self, id: NodeId) -> Vec<Block> {
        let outer = std::mem::take(&mut self.blocks);
        self.nesting += 1;
        self.read(id);
        self.nesting -= 1;
        std::mem::replace(&mut self.blocks, outer)
    }

    /// What stands between blocks without an element of its own is a paragraph too.
    fn end_inline(&mut self, inline: &mut Vec<NodeId>) {
        let (Some(first), Some(last)) = (inline.first(), inline.last()) else {
            return;
        };
        let span = Span::new(self.tree.node(*first).span.start, self.tree.node(*last).span.end);
        self.paragraph(inline, span);
        inline.clear();
    }

    /// A paragraph, or the images that it consists of.
    fn paragraph(&mut self, children: &[NodeId], span: Span) {
        let mut words = Words::default();
        let mut images = Vec::new();
        for &child in children {
            words.add(self.tree, child, &|_| true);
            self.images(child, &mut images);
        }
        if words.text.is_empty() {
            self.blocks.extend(images.into_iter().map(Block::Image));
        } else {
            let text = Text {
                text: words.text,
                at: self.places.of_span(span),
            };
            self.blocks.push(Block::Paragraph(text));
        }
    }

    fn images(&mut self, id: NodeId, images: &mut Vec<Image>) {
        match self.tree.element(id) {
            Some(element) if element.name == "img" => images.push(image(self.tree, id, element, self.places)),
            _ => {
                for child in self.tree.children(id) {
                    self.images(child, images);
                }
            }
        }
    }

    /// Steps: a procedure of their own, or more steps of the one before, when only images stand between or the
    /// numbers say that they go on.
    fn numbered(&mut self, id: NodeId, element: &Element<'_>) {
        let numbering = Numbering::of(element);
        let steps = self.steps(id, &numbering);
        if let Some(at) = self.continued_procedure(&numbering) {
            let between: Vec<Block> = self.blocks.drain(at + 1..).collect();
            if let Some(Block::Procedure(procedure)) = self.blocks.last_mut() {
                if let Some(last) = procedure.steps.last_mut() {
                    last.take(between);
                }
                procedure.steps.extend(steps);
            }
            return;
        }
        let lead_in = match self.blocks.pop() {
            Some(Block::Paragraph(text)) => Some(text),
            other => {
                self.blocks.extend(other);
                None
            }
        };
        let at = self.places.of(self.tree, id);
        self.blocks.push(Block::Procedure(Procedure { lead_in, steps, at }));
    }

    /// The position of the procedure that a list with this numbering goes on with.
    fn continued_procedure(&self, numbering: &Numbering) -> Option<usize> {
        let is_procedure = |block: &Block| matches!(block, Block::Procedure(_));
        let at = self.blocks.iter().rposition(is_procedure)?;
        let Block::Procedure(procedure) = &self.blocks[at] else {
            return None;
        };
        let between = &self.blocks[at + 1..];
        let only_images = !between.is_empty() && between.iter().all(|block| matches!(block, Block::Image(_)));
        let next = i64::try_from(procedure.steps.len()).map_or(0, |steps| steps + 1);
        let goes_on = numbering.start == next
            && between
                .iter()
                .all(|block| !matches!(block, Block::Paragraph(_) | Block::Table(_)));
        (only_images || goes_on).then_some(at)
    }

    fn steps(&mut self, list: NodeId, numbering: &Numbering) -> Vec<Step> {
        let items: Vec<NodeId> = self.tree.children(list).collect();
        let mut number = numbering.start;
        let mut steps = Vec::new();
        for id in items {
            let Some(element) = self.tree.element(id).filter(|element| element.name == "li") else {
                continue;
            };
            number = integer(element.attribute("value")).unwrap_or(number);
            steps.push(self.step(id, numbering.marker(number)));
            number += 1;
        }
        steps
    }

    fn step(&mut self, id: NodeId, marker: String) -> Step {
        let mut step = Step {
            marker,
            text: own_text(self.tree, id),
            images: Vec::new(),
            steps: Vec::new(),
            blocks: Vec::new(),
            at: self.places.of(self.tree, id),
        };
        let inner = self.inner(id);
        step.take(inner);
        self.images_in_text(id, &mut step.images);
        step
    }

    /// The images that stand in an item's running text.
    fn images_in_text(&mut self, id: NodeId, images: &mut Vec<Image>) {
        let mut found = Vec::new();
        let own: Vec<NodeId> = self.tree.children(id).collect();
        for child in own {
            let is_text = self
                .tree
                .element(child)
                .is_none_or(|element| element.name == "p" || !is_block(element));
            if is_text {
                self.images(child, &mut found);
            }
        }
        for image in found {
            if !images.iter().any(|known| known.at == image.at) {
                images.push(image);
            }
        }
    }

    fn table(&mut self, id: NodeId) -> Table {
        let mut rows = Vec::new();
        self.rows(id, &mut rows);
        let has_header = rows.first().is_some_and(|(_, is_header)| *is_header);
        let mut rows = rows.into_iter().map(|(cells, _)| cells);
        Table {
            header: if has_header {
                rows.next().unwrap_or_default()
            } else {
                Vec::new()
            },
            rows: rows.collect(),
            at: self.places.of(self.tree, id),
        }
    }

    /// The rows of a table, each with whether all of its cells are header cells.
    fn rows(&mut self, id: NodeId, rows: &mut Vec<(Vec<Cell>, bool)>) {
        for child in self.tree.children(id).collect::<Vec<_>>() {
            let Some(element) = self.tree.element(child) else {
                continue;
            };
            match &*element.name {
                "tr" => {
                    let cells: Vec<NodeId> = self.tree.children(child).collect();
                    let is_header = cells
                        .iter()
                        .filter_map(|&cell| self.tree.element(cell))
                        .all(|cell| cell.name == "th");
                    let cells: Vec<Cell> = cells.into_iter().filter_map(|cell| self.cell(cell)).collect();
                    // A row without cells shows nothing, and is no header.
                    if !cells.is_empty() {
                        rows.push((cells, is_header));
                    }
                }
                "thead" | "tbody" | "tfoot" => self.rows(child, rows),
                _ => {}
            }
        }
    }

    fn cell(&mut self, id: NodeId) -> Option<Cell> {
        let element = self.tree.element(id)?;
        if !matches!(&*element.name, "td" | "th") {
            return None;
        }
        let lines = cell_lines(self.tree, id);
        let text = folded_text(self.tree, id);
        Some(Cell {
            code: !text.is_empty() && lines.iter().all(|line| line.code || line.text.is_empty()),
            text,
            at: self.places.of(self.tree, id),
            lines,
        })
    }

    /// Gives the blocks since the last heading to the section that it began.
    fn end_section(&mut self) {
        let blocks = std::mem::take(&mut self.blocks);
        match self.sections.last_mut() {
            Some(section) => section.blocks = blocks,
            None => {
                if let Some(first) = blocks.first() {
                    self.sections.push(Section {
                        heading: None,
                        id: None,
                        level: 0,
                        at: first.at().clone(),
                        blocks,
                        sections: Vec::new(),
                    });
                }
            }
        }
    }
}

impl Step {
    /// Takes blocks that stand inside it: images and steps to its own, running text is its text already.
    fn take(&mut self, blocks: Vec<Block>) {
        for block in blocks {
            match block {
                Block::Image(image) => self.images.push(image),
                Block::Procedure(procedure) => self.steps.extend(procedure.steps),
                Block::List(list) => self.steps.extend(list.items),
                Block::Paragraph(_) => {}
                other => self.blocks.push(other),
            }
        }
    }
}
