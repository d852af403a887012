//! Makes the page model of a rendered body: places first, then the flat lists, then the sections.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value as Json};

use super::pieces::{Piece, Pieces};
use super::{
    Asides, Block, DuplicateId, Heading, Image, Link, MODEL_VERSION, Page, PageFile, Provenance, Section, Target,
    Variable, asides, blocks, credentials, prose, target, text,
};
use crate::finding::Finding;
use crate::index::IndexedPage;
use crate::liquid::{Expanded, FrameId, Origin as Typed, Part};
use crate::markdown::Problem;
use crate::markdown::tree::{Element, NodeId, Origin, TextPiece, Tree};
use crate::parameters::Registry;
use crate::source::{FileId, Location, Place, Sources};
use crate::span::Span;

/// A page and what the stages before made of it.
#[derive(Debug)]
pub struct Rendered<'r> {
    /// The page as it was indexed.
    pub indexed: &'r IndexedPage,
    /// The page after Liquid.
    pub expanded: &'r Expanded,
    /// The page after markdown, as a tree.
    pub tree: &'r Tree<'r>,
    /// The same as HTML.
    pub html: String,
    /// What is wrong with its markdown.
    pub problems: Vec<Problem>,
    /// Its front matter, where readers see another than its author wrote.
    pub front_matter: Option<Map<String, Json>>,
    /// Whether it keeps what stands beside its running text.
    pub asides: Asides,
}

/// Makes the model of a page, and findings of what is wrong with its body.
pub fn build(rendered: Rendered<'_>, sources: &Sources, registry: &Registry) -> (Page, Vec<Finding>) {
    let Rendered {
        indexed,
        expanded,
        tree,
        html,
        problems,
        front_matter,
        asides,
    } = rendered;
    let front_matter = front_matter.unwrap_or_else(|| indexed.front_matter.clone());
    let mut places = Places {
        sources,
        expanded,
        via: HashMap::new(),
        whole: indexed.document.body,
        file: indexed.document.file,
        straight: None,
    };
    let mut headings = Vec::new();
    let mut links = Vec::new();
    let mut images = Vec::new();
    let mut ids = Vec::new();
    let (mut base, mut refresh) = (None, None);
    let mut first_with: HashMap<&str, NodeId> = HashMap::new();
    let mut duplicate_ids = Vec::new();
    let (mut areas, mut sources_of_images) = (Vec::new(), Vec::new());
    let (mut drawing_end, mut template_end) = (0, 0);
    for id in tree.ids() {
        let Some(element) = tree.element(id) else {
            continue;
        };
        // What scripts make pages of is none yet.
        if tree.node(id).span.start < template_end {
            continue;
        }
        if let Some(name) = element.attribute("id") {
            ids.push(name.to_owned());
            let of_drawing = tree.node(id).span.start < drawing_end;
            match first_with.entry(name) {
                Entry::Vacant(entry) => drop(entry.insert(id)),
                // The parts of a drawing are named for itself alone.
                Entry::Occupied(_) if of_drawing => {}
                Entry::Occupied(first) => duplicate_ids.push(DuplicateId {
                    id: name.to_owned(),
                    at: places.of(tree, id),
                    first: places.of(tree, *first.get()),
                }),
            }
        }
        if element.name == "svg" {
            drawing_end = drawing_end.max(tree.node(id).span.end);
        }
        if element.name == "a" {
            ids.extend(element.attribute("name").map(str::to_owned));
        }
        if ["img", "source"].contains(&&*element.name) {
            sources_of_images.extend(source_set(tree, id, element, &mut places));
        }
        match &*element.name {
            "template" => template_end = tree.node(id).span.end,
            "area" => areas.extend(target_of(tree, id, element, "href", &mut places)),
            "iframe" => areas.extend(target_of(tree, id, element, "src", &mut places)),
            "a" => links.extend(link(tree, id, element, &mut places)),
            "img" => images.push(image(tree, id, element, &mut places)),
            // Of several the first one counts.
            "base" => base = base.or_else(|| element.attribute("href").map(str::to_owned)),
            "meta" => refresh = refresh.or_else(|| refresh_of(tree, id, element, &mut places)),
            _ => headings.extend(heading_level(element).map(|level| Heading {
                level,
                text: text::folded_text(tree, id),
                id: element.attribute("id").unwrap_or_default().to_owned(),
                at: places.of(tree, id),
            })),
        }
    }
    let sections = nest(blocks::sections(tree, &mut places));
    let blocks = sections.iter().flat_map(Section::all_blocks);
    let mut credential_tables = blocks.filter_map(|block| match block {
        Block::Table(table) => credentials::recognise(table, &front_matter, registry),
        _ => None,
    });
    let credentials = credential_tables.next();
    let further_credentials = credential_tables.collect();
    let variables = expanded
        .variables
        .iter()
        .map(|variable| Variable {
            name: variable.name.clone(),
            at: places.of_origin(variable.origin),
        })
        .collect();
    let findings = problems
        .into_iter()
        .map(|problem| finding(problem, &mut places).on_page(&indexed.path));
    let findings = findings.collect();
    let (prose, comments) = prose::read(tree, &mut places);
    let asides = match asides {
        Asides::Kept => asides::read(tree, &mut places),
        Asides::Dropped => Vec::new(),
    };
    let include_files = places.include_files();
    let includes = include_files.iter().map(|file| Arc::clone(&file.path)).collect();
    let page = Page {
        version: MODEL_VERSION,
        source: Arc::clone(&indexed.path),
        url: indexed.url.clone(),
        output: indexed.output.clone(),
        kind: indexed.membership.kind.clone(),
        guide: indexed.membership.guide.clone(),
        language: indexed.membership.language.clone(),
        title: title(indexed, &front_matter, &headings),
        full_title: None,
        variables,
        undefined: expanded
            .undefined
            .iter()
            .map(|&place| sources.location(place))
            .collect(),
        retold: expanded.retold.iter().map(|&place| sources.location(place)).collect(),
        headings,
        ids,
        sections,
        credentials,
        further_credentials,
        front_matter,
        links,
        images,
        includes,
        file: places.page_file(indexed.document.file, FrameId::PAGE),
        include_files,
        duplicate_ids,
        base,
        refresh,
        areas,
        image_sources: sources_of_images,
        prose,
        asides,
        comments,
        raw: sources.shared_text(indexed.document.file),
        is_readable: indexed.document.is_readable && expanded.is_whole,
        yaml: indexed.document.yaml,
        html,
        markdown: None,
        outline: OnceLock::new(),
    };
    (page, findings)
}

/// The problem as a finding at its author's place, with a fix where the author typed just what the fix is about.
fn finding(problem: Problem, places: &mut Places<'_>) -> Finding {
    let Provenance { location, via } = places.of_span(problem.span);
    let is_right = !problem.is_of_page || (via.is_empty() && places.is_straight());
    let edits = problem.edits.into_iter().filter(|_| is_right).map(|edit| {
        let place = places.expanded.map.typed(edit.span)?.place;
        (**places.sources.path(place.file) == *location.path).then_some((place, edit.text))
    });
    let edits: Option<Vec<(Place, String)>> = edits.collect();
    let edits = edits.filter(|edits| is_unconditional(edits, places.sources));
    let finding = Finding {
        severity: problem.severity,
        hint: problem.hint,
        ..Finding::error(problem.rule, location, problem.message).with_via(via.to_vec())
    };
    let edits = edits.into_iter().flatten();
    edits.fold(finding, |finding, (place, text)| finding.with_fix(place.span, text))
}

/// Whether edits of one file stand one behind the other, with no tag of Liquid between them that leaves text out or
/// repeats it: what is right together has to be on every page together.
fn is_unconditional(edits: &[(Place, String)], sources: &Sources) -> bool {
    const BRANCHES: [&str; 7] = ["case", "else", "elsif", "for", "if", "unless", "when"];
    let (Some((first, _)), Some((last, _))) = (edits.first(), edits.last()) else {
        return true;
    };
    if !edits.is_sorted_by(|(before, _), (after, _)| before.span.end <= after.span.start) {
        return false;
    }
    let between = &sources.text(first.file)[first.span.end.min(last.span.start)..last.span.start];
    between.split("{%").skip(1).all(|tag| {
        let tag = tag.trim_start_matches(['-', ' ', '\t', '\n', '\r']);
        let name = &tag[..tag.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tag.len())];
        !BRANCHES.contains(&name.trim_start_matches("end"))
    })
}

fn title(indexed: &IndexedPage, front_matter: &Map<String, Json>, headings: &[Heading]) -> String {
    let file_name = || {
        let name = indexed.path.rsplit('/').next().unwrap_or(&indexed.path);
        name.split('.').next().unwrap_or(name).to_owned()
    };
    match front_matter.get("title") {
        Some(Json::String(title)) if !title.trim().is_empty() => title.clone(),
        Some(Json::Number(title)) => title.to_string(),
        _ => headings.first().map_or_else(file_name, |heading| heading.text.clone()),
    }
}

/// Where the nodes of a page were typed.
pub(super) struct Places<'r> {
    sources: &'r Sources,
    expanded: &'r Expanded,
    via: HashMap<FrameId, Arc<[Location]>>,
    whole: Span,
    file: FileId,
    /// Whether the page's own text is straight, once somebody has asked.
    straight: Option<bool>,
}

impl<'r> Places<'r> {
    /// The expanded text of the page.
    pub(super) fn text(&self) -> &'r str {
        &self.expanded.text
    }

    /// Where a node was typed.
    pub(super) fn of(&mut self, tree: &Tree<'_>, id: NodeId) -> Provenance {
        self.of_span(tree.node(id).span)
    }

    /// Where the address of a link or image was typed, which is `value` in the attribute `name`.
    fn of_target(&mut self, tree: &Tree<'_>, id: NodeId, element: &Element<'_>, name: &str, value: &str) -> Provenance {
        let span = tree.node(id).span;
        let text = &self.expanded.text[span.start..span.end];
        let found = match element.origin {
            Origin::Markdown => target::in_markdown(text, value),
            Origin::Html => target::in_tag(text, name),
        };
        match found {
            Some(target) if !target.is_empty() => self.of_span(Span::from(target).shifted(span.start)),
            _ => self.of_span(span),
        }
    }

    /// Where the bytes `span` of the expanded text were typed, blanks at its ends left out.
    pub(super) fn of_span(&mut self, span: Span) -> Provenance {
        let text = &self.expanded.text[span.start..span.end];
        let blank = text.len() - text.trim_start().len();
        let trimmed = match text.trim() {
            "" => span,
            text => Span::new(span.start + blank, span.start + blank + text.len()),
        };
        let origin = self.expanded.map.origin(trimmed).unwrap_or(Typed {
            place: Place {
                file: self.file,
                span: Span::at(self.whole.start),
            },
            frame: FrameId::PAGE,
        });
        self.of_origin(origin)
    }

    /// Whether all that the page itself has is on it once at most: no loop repeats any.
    fn is_straight(&mut self) -> bool {
        let map = &self.expanded.map;
        *self.straight.get_or_insert_with(|| map.is_straight())
    }

    fn of_origin(&mut self, origin: Typed) -> Provenance {
        Provenance {
            location: self.sources.location(origin.place),
            via: self.via(origin.frame),
        }
    }

    /// Where the parts of a text were typed.
    pub(super) fn of_pieces(&mut self, pieces: &[TextPiece]) -> Pieces {
        let expanded = self.expanded;
        let parts = pieces.iter().flat_map(|piece| {
            let parts = expanded.map.parts(piece.span);
            parts.map(move |part| (piece.at + (part.output.start - piece.span.start), part))
        });
        let piece = |(at, part): (usize, Part)| Piece {
            at,
            path: Arc::clone(self.sources.path(part.origin.place.file)),
            typed: part.origin.place.span,
            is_verbatim: part.is_verbatim,
            via: self.via(part.origin.frame),
        };
        Pieces(parts.map(piece).collect())
    }

    /// The files that the page includes.
    fn include_files(&mut self) -> Vec<PageFile> {
        let expanded = self.expanded;
        let includes = expanded.files.iter().filter(|(_, frame)| *frame != FrameId::PAGE);
        includes.map(|&(file, frame)| self.page_file(file, frame)).collect()
    }

    fn page_file(&mut self, file: FileId, frame: FrameId) -> PageFile {
        let via = self.via(frame);
        PageFile::new(Arc::clone(self.sources.path(file)), self.sources.shared_text(file), via)
    }

    /// The include tags by which a frame came into the page, innermost first.
    fn via(&mut self, frame: FrameId) -> Arc<[Location]> {
        let (sources, map) = (self.sources, &self.expanded.map);
        let via = self.via.entry(frame);
        Arc::clone(via.or_insert_with(|| map.via(frame).map(|tag| sources.location(tag)).collect()))
    }
}

/// The link that the element `a` is, if it is one.
fn link(tree: &Tree<'_>, id: NodeId, element: &Element<'_>, places: &mut Places<'_>) -> Option<Link> {
    let href = element.attribute("href")?;
    let is_plain = |name: &str| {
        matches!(
            name,
            "href" | "title" | "target" | "rel" | "style" | "hreflang" | "download"
        )
    };
    Some(Link {
        href: href.to_owned(),
        text: text::folded_text(tree, id),
        at: places.of(tree, id),
        href_at: places.of_target(tree, id, element, "href", href),
        scripted: element.attributes.iter().any(|(name, _)| !is_plain(name)),
    })
}

/// Where an area of an image or a frame leads to, by its attribute `name`.
fn target_of(
    tree: &Tree<'_>,
    id: NodeId,
    element: &Element<'_>,
    name: &str,
    places: &mut Places<'_>,
) -> Option<Target> {
    let address = element.attribute(name).filter(|address| !address.trim().is_empty())?;
    Some(Target {
        address: address.to_owned(),
        at: places.of_target(tree, id, element, name, address),
    })
}

/// The addresses in the `srcset` of an image: `a.png, a@2x.png 2x`.
fn source_set(tree: &Tree<'_>, id: NodeId, element: &Element<'_>, places: &mut Places<'_>) -> Vec<Target> {
    let set = element.attribute("srcset").unwrap_or_default();
    // A comma inside an address parts nothing, and what describes an address ends with one.
    let mut is_described = false;
    let addresses = set
        .split_whitespace()
        .filter(|word| !std::mem::replace(&mut is_described, !word.ends_with(',')));
    let at = |places: &mut Places<'_>| places.of_target(tree, id, element, "srcset", set);
    let target = |address: &str| Target {
        address: address.trim_end_matches(',').to_owned(),
        at: at(places),
    };
    addresses.map(target).collect()
}

/// The link that the element `meta` is, if it leads on to another page: `content="0; url=/setup/"`.
fn refresh_of(tree: &Tree<'_>, id: NodeId, element: &Element<'_>, places: &mut Places<'_>) -> Option<Link> {
    let is_refresh = element.attribute("http-equiv")?.eq_ignore_ascii_case("refresh");
    let content = element.attribute("content").filter(|_| is_refresh)?;
    let (_, target) = content.split_once([';', ','])?;
    let (name, address) = target.split_once('=')?;
    let address = address.trim().trim_matches(['"', '\'']);
    let is_address = name.trim().eq_ignore_ascii_case("url") && !address.is_empty();
    is_address.then(|| Link {
        href: address.to_owned(),
        text: String::new(),
        at: places.of(tree, id),
        href_at: places.of_target(tree, id, element, "content", address),
        scripted: false,
    })
}

/// The image that the element `img` is.
pub(super) fn image(tree: &Tree<'_>, id: NodeId, element: &Element<'_>, places: &mut Places<'_>) -> Image {
    let src = element.attribute("src").unwrap_or_default();
    Image {
        src: src.to_owned(),
        alt: alternative_text(element).map(str::to_owned),
        at: places.of(tree, id),
        src_at: places.of_target(tree, id, element, "src", src),
    }
}

fn alternative_text<'e>(image: &'e Element<'_>) -> Option<&'e str> {
    let is_hidden = || {
        image.attribute("aria-hidden") == Some("true")
            || matches!(image.attribute("role"), Some("presentation" | "none"))
    };
    match image.attribute("alt").or_else(|| image.attribute("aria-label")) {
        // Markdown has no way to say that an image is a decoration.
        Some("") if image.origin == Origin::Markdown => None,
        None if is_hidden() => Some(""),
        text => text,
    }
}

/// The level of a heading element.
pub(crate) fn heading_level(element: &Element<'_>) -> Option<u8> {
    match element.name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// Puts each section into the one before it of a higher rank.
fn nest(flat: Vec<Section>) -> Vec<Section> {
    let mut outermost: Vec<Section> = Vec::new();
    let mut open: Vec<Section> = Vec::new();
    fn close(open: &mut Vec<Section>, outermost: &mut Vec<Section>) {
        if let Some(section) = open.pop() {
            match open.last_mut() {
                Some(parent) => parent.sections.push(section),
                None => outermost.push(section),
            }
        }
    }
    for section in flat {
        while open
            .last()
            .is_some_and(|last| last.level >= section.level || last.level == 0)
        {
            close(&mut open, &mut outermost);
        }
        open.push(section);
    }
    while !open.is_empty() {
        close(&mut open, &mut outermost);
    }
    outermost
}
