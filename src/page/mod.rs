//! The page model: what a rendered page *is*. Rules, schemas and themes see this, never the markdown.
//!
//! [`Page`] serialises to the versioned JSON that `docgen inspect` prints and that page schemas describe; the types
//! below are its documentation. [`build`] makes it of a rendered body.

mod asides;
mod blocks;
mod build;
mod composed;
mod credentials;
mod json;
mod numbering;
mod pieces;
mod prose;
mod sample;
mod target;
mod text;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::source::Location;
use crate::span::{LineIndex, Span};
use crate::yaml::Outline;
pub(crate) use asides::READ_ATTRIBUTES;
pub use asides::{Aside, AsideKind, Asides};
pub(crate) use build::heading_level;
pub use build::{Rendered, build};
pub(crate) use composed::Composed;
use pieces::Pieces;
pub use prose::Prose;
pub(crate) use prose::{ends_text, is_object};
pub(crate) use text::{folded_text, is_block};

/// The version of the page model's JSON. It changes when a member is removed or changes its meaning.
pub const MODEL_VERSION: u32 = 1;

/// The front matter keys whose values readers see, beside those of credentials.
pub const READ_KEYS: [&str; 8] = [
    "apiProvider",
    "description",
    "excerpt",
    "heading",
    "parent",
    "seo",
    "summary",
    "title",
];

/// A rendered page.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// [`MODEL_VERSION`].
    pub version: u32,
    /// The path of its file in the source folder.
    pub source: Arc<str>,
    /// Its URL from the site's root: `/docs/x/setup.html`.
    pub url: String,
    /// Its path in the output folder: `docs/x/setup.html`.
    pub output: String,
    /// What the page is in its guide: `setup`, `authenticate`, ...
    pub kind: Option<String>,
    /// The folder of its guide.
    pub guide: Option<Arc<str>>,
    /// The language folder inside the guide that it stands in.
    pub language: Option<String>,
    /// Its title: `title`, else the first heading, else the file name.
    pub title: String,
    /// Its title where it stands alone, if that is another than among the pages of its guide.
    #[serde(skip)]
    pub full_title: Option<String>,
    /// Its front matter, defaults included.
    pub front_matter: Map<String, Json>,
    /// All headings, in order.
    pub headings: Vec<Heading>,
    /// The ids of all elements, which links may name, in order; of headings too.
    pub ids: Vec<String>,
    /// The text by headings: a section holds those of lower rank. What stands before the first heading is a section
    /// without one.
    pub sections: Vec<Section>,
    /// The first credential table, if the page has one.
    pub credentials: Option<CredentialTable>,
    /// The credential tables after the first, in order: a page may have one for each authentication mode.
    pub further_credentials: Vec<CredentialTable>,
    /// All links, in order.
    pub links: Vec<Link>,
    /// All images, in order.
    pub images: Vec<Image>,
    /// The variables that Liquid printed, in order, once a place.
    pub variables: Vec<Variable>,
    /// The paths of the files that it includes, directly or not, in the order of the paths.
    pub includes: Vec<Arc<str>>,
    /// Its file.
    #[serde(skip)]
    pub file: PageFile,
    /// The files that it includes, as `includes` has them.
    #[serde(skip)]
    pub include_files: Vec<PageFile>,
    /// The `{{ }}` and tags that asked for a variable that nothing defines, in the order of their places.
    #[serde(skip)]
    pub undefined: Vec<Location>,
    /// The `{{ }}` that printed the content of another page.
    #[serde(skip)]
    pub retold: Vec<Location>,
    /// The ids that several elements have, each time but the first.
    #[serde(skip)]
    pub duplicate_ids: Vec<DuplicateId>,
    /// Where its relative links begin, if a `<base href>` says so.
    #[serde(skip)]
    pub base: Option<String>,
    /// Where a `<meta http-equiv="refresh">` leads on to at once.
    #[serde(skip)]
    pub refresh: Option<Link>,
    /// Where the areas of its images and its frames lead.
    #[serde(skip)]
    pub areas: Vec<Target>,
    /// What its images are for other screens, by `srcset`.
    #[serde(skip)]
    pub image_sources: Vec<Target>,
    /// Its running text, in order.
    #[serde(skip)]
    pub prose: Vec<Prose>,
    /// What stands beside its running text, where that is kept.
    #[serde(skip)]
    pub asides: Vec<Aside>,
    /// The comments in its HTML.
    #[serde(skip)]
    pub comments: Vec<Prose>,
    /// The text of its file.
    #[serde(skip)]
    pub raw: Arc<str>,
    /// Whether its front matter could be read, and no limit cut it short: else much is not there that should be.
    #[serde(skip)]
    pub is_readable: bool,
    /// The YAML of its front matter, in `raw`.
    #[serde(skip)]
    pub yaml: Span,
    /// The HTML of its content.
    #[serde(skip)]
    pub html: String,
    /// The markdown that its content was made of, after Liquid, if it was markdown.
    #[serde(skip)]
    pub markdown: Option<String>,
    /// Where the keys and values of its front matter stand, once somebody has asked.
    #[serde(skip)]
    pub(crate) outline: OnceLock<Outline>,
}

/// A file that a page was made of.
#[derive(Clone, Debug)]
pub struct PageFile {
    /// Its path in the source folder.
    pub path: Arc<str>,
    /// Its text, whether the page shows it or not.
    pub text: Arc<str>,
    /// The include tags by which it came in first, innermost first; none for the page's own file.
    pub via: Arc<[Location]>,
    lines: OnceLock<LineIndex>,
}

/// Where something on a page was typed.
///
/// In JSON: `{"file": "docs/a.md", "line": 3, "column": 1, "end_line": 3, "end_column": 9, "start": 40, "end": 48}`,
/// lines and columns from 1, `start` and `end` in bytes; what an include brought in has `via`, the include tags in
/// the same form, innermost first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The author's characters.
    #[serde(flatten)]
    pub location: Location,
    /// The include tags that brought it in, innermost first.
    #[serde(default, skip_serializing_if = "<[Location]>::is_empty")]
    pub via: Arc<[Location]>,
}

/// An address in a tag that is neither a link nor an image of the text.
#[derive(Clone, Debug)]
pub struct Target {
    /// The address, as a link would have it.
    pub address: String,
    /// Where it was typed.
    pub at: Provenance,
}

/// An id that an element before has, too.
#[derive(Clone, Debug)]
pub struct DuplicateId {
    /// The id.
    pub id: String,
    /// The element.
    pub at: Provenance,
    /// The first element that has it.
    pub first: Provenance,
}

/// A heading.
#[derive(Clone, Debug, Serialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its text, without markup.
    pub text: String,
    /// The anchor that links name; empty if it has none.
    pub id: String,
    /// Where it stands.
    pub at: Provenance,
}

/// A heading and what stands below it.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// The heading's text; nothing before the first heading.
    pub heading: Option<String>,
    /// The heading's anchor.
    pub id: Option<String>,
    /// The heading's level; 0 before the first heading.
    pub level: u8,
    /// What stands between this heading and the next.
    pub blocks: Vec<Block>,
    /// The sections of lower rank.
    pub sections: Vec<Section>,
    /// Where the heading stands; before the first heading, the first block.
    pub at: Provenance,
}

/// A part of a section.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Block {
    /// Running text.
    Paragraph(Text),
    /// A quotation.
    Quote(Quote),
    /// A heading that begins no section, since it stands inside an item, a quote or a callout.
    Heading(Heading),
    /// A list without numbers.
    List(List),
    /// Numbered steps with what leads to them.
    Procedure(Procedure),
    /// A table.
    Table(Table),
    /// A code sample.
    Code(Code),
    /// An image that stands by itself.
    Image(Image),
    /// A note, tip, warning and the like.
    Callout(Callout),
}

impl Block {
    /// Where it stands.
    pub fn at(&self) -> &Provenance {
        match self {
            Self::Paragraph(text) => &text.at,
            Self::Quote(quote) => &quote.at,
            Self::Heading(heading) => &heading.at,
            Self::List(list) => &list.at,
            Self::Procedure(procedure) => &procedure.at,
            Self::Table(table) => &table.at,
            Self::Code(code) => &code.at,
            Self::Image(image) => &image.at,
            Self::Callout(callout) => &callout.at,
        }
    }
}

/// A text without its markup, white space folded.
#[derive(Clone, Debug, Serialize)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub at: Provenance,
}

/// A quotation.
#[derive(Clone, Debug, Serialize)]
pub struct Quote {
    /// Its text, without markup.
    pub text: String,
    /// What it consists of.
    pub blocks: Vec<Block>,
    /// Where it stands.
    pub at: Provenance,
}

/// A list without numbers.
#[derive(Clone, Debug, Serialize)]
pub struct List {
    /// Its items.
    pub items: Vec<Step>,
    /// Where it stands.
    pub at: Provenance,
}

/// Steps in their order. A list that goes on after an image is one procedure with the list before it.
#[derive(Clone, Debug, Serialize)]
pub struct Procedure {
    /// The paragraph before the steps: `To find your Encrypted Key:`.
    pub lead_in: Option<Text>,
    /// The steps.
    pub steps: Vec<Step>,
    /// Where the steps begin.
    pub at: Provenance,
}

/// A step of a procedure, or an item of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// Its number or letter as a reader sees it (`3`, `b`, `iv`); `•` in a list without numbers.
    pub marker: String,
    /// Its text, without its sub-steps.
    pub text: String,
    /// Its images.
    pub images: Vec<Image>,
    /// The steps inside it.
    pub steps: Vec<Step>,
    /// What else stands inside it: code samples, tables, callouts, quotes, headings.
    pub blocks: Vec<Block>,
    /// Where it stands.
    pub at: Provenance,
}

/// A table.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// The cells of its header; none where its first row is data.
    pub header: Vec<Cell>,
    /// The cells of each further row.
    pub rows: Vec<Vec<Cell>>,
    /// Where it stands.
    pub at: Provenance,
}

/// A cell of a table.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    /// Its text, without markup.
    pub text: String,
    /// Whether all of its text is code.
    pub code: bool,
    /// Where it stands.
    pub at: Provenance,
    /// Its lines, where `<br>` breaks it.
    #[serde(skip)]
    lines: Vec<CellLine>,
}

#[derive(Clone, Debug)]
struct CellLine {
    text: String,
    code: bool,
}

/// The table that pairs the provider's credentials with the platform's parameters.
#[derive(Clone, Debug, Serialize)]
pub struct CredentialTable {
    /// The texts of its header.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<CredentialRow>,
    /// The authentication mode that its parameters are of, where that is not the page's own.
    pub mode: Option<String>,
    /// Where it stands.
    pub at: Provenance,
}

/// A credential and the parameter that it goes into.
#[derive(Clone, Debug, Serialize)]
pub struct CredentialRow {
    /// The provider's word as the table has it: `client_id`.
    pub term: String,
    /// The front matter key whose value the term is; nothing for a literal term.
    pub credential: Option<String>,
    /// The platform's parameter: `oauth.api.key`.
    pub parameter: String,
    /// What stands before the parameter in its cell, after which the line is broken.
    pub label: Option<String>,
    /// Whether the parameter is formatted as code.
    pub code: bool,
    /// Where the term stands.
    pub at: Provenance,
    /// Where the parameter stands.
    pub parameter_at: Provenance,
}

/// A link.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// Where it goes, as written.
    pub href: String,
    /// Its text, without markup.
    pub text: String,
    /// Where it stands.
    pub at: Provenance,
    /// Where its address was typed; all of the link where that is not known.
    #[serde(skip)]
    pub href_at: Provenance,
    /// Whether it has attributes by which a script may act on it: `onclick`, `role`, `id`, `class`, `data-...`.
    #[serde(skip)]
    pub scripted: bool,
}

/// An image.
#[derive(Clone, Debug, Serialize)]
pub struct Image {
    /// Its file or URL, as written.
    pub src: String,
    /// Its alternative text: empty for a decoration (`alt=""`, `role="presentation"`, `aria-hidden="true"`), nothing
    /// where it is missing. Markdown's `![](a.png)` lacks one.
    pub alt: Option<String>,
    /// Where it stands.
    pub at: Provenance,
    /// Where its address was typed; all of the image where that is not known.
    #[serde(skip)]
    pub src_at: Provenance,
}

/// A code sample.
#[derive(Clone, Debug, Serialize)]
pub struct Code {
    /// Its language as the author wrote it; empty if there is none.
    pub language: String,
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub at: Provenance,
    /// Where its text was typed; nothing is known of a `<pre>`.
    #[serde(skip)]
    pieces: Pieces,
}

/// A note, tip, warning and the like.
#[derive(Clone, Debug, Serialize)]
pub struct Callout {
    /// `note`, `tip`, `warning`, `important`, `info`, ...
    pub kind: String,
    /// Its text, without markup.
    pub text: String,
    /// What it consists of.
    pub blocks: Vec<Block>,
    /// Where it stands.
    pub at: Provenance,
}

/// A variable that Liquid printed.
#[derive(Clone, Debug, Serialize)]
pub struct Variable {
    /// The variable as written: `page.apiKey`.
    pub name: String,
    /// The `{{ }}` that printed it.
    pub at: Provenance,
}

/// Whether a text is an HTML document of its own, which no theme surrounds.
pub fn is_document(html: &str) -> bool {
    let start: String = html
        .trim_start()
        .chars()
        .take(9)
        .collect::<String>()
        .to_ascii_lowercase();
    start == "<!doctype" || start.starts_with("<html")
}

impl Section {
    /// All blocks in it and in its sections, those inside steps, quotes and callouts too, in order.
    pub fn all_blocks(&self) -> Vec<&Block> {
        fn add<'s>(blocks: &'s [Block], all: &mut Vec<&'s Block>) {
            for block in blocks {
                all.push(block);
                match block {
                    Block::Procedure(procedure) => add_steps(&procedure.steps, all),
                    Block::List(list) => add_steps(&list.items, all),
                    Block::Quote(quote) => add(&quote.blocks, all),
                    Block::Callout(callout) => add(&callout.blocks, all),
                    Block::Paragraph(_) | Block::Heading(_) | Block::Table(_) | Block::Code(_) | Block::Image(_) => {}
                }
            }
        }
        fn add_steps<'s>(steps: &'s [Step], all: &mut Vec<&'s Block>) {
            for step in steps {
                add(&step.blocks, all);
                add_steps(&step.steps, all);
            }
        }
        let mut all = Vec::new();
        add(&self.blocks, &mut all);
        for section in &self.sections {
            all.extend(section.all_blocks());
        }
        all
    }
}

impl Cell {
    /// Its last line, where `<br>` breaks it, and whether that is code: the parameter below its label.
    pub fn last_line(&self) -> Option<(&str, bool)> {
        self.lines.last().map(|line| (line.text.as_str(), line.code))
    }
}

impl Page {
    /// What it is called where its title stands alone.
    pub fn full_title(&self) -> &str {
        self.full_title.as_deref().unwrap_or(&self.title)
    }

    /// The files that it was made of: its own, and those that it includes.
    pub fn files(&self) -> impl Iterator<Item = &PageFile> {
        std::iter::once(&self.file).chain(&self.include_files)
    }

    /// All credential tables, in order.
    pub fn credential_tables(&self) -> impl Iterator<Item = &CredentialTable> {
        self.credentials.iter().chain(&self.further_credentials)
    }

    /// The kind whose schemas the page is held against: that of a page of a guide, or the one that its front matter
    /// names. An `index.md` outside all guides is no overview of one.
    pub fn schema_kind(&self) -> Option<&str> {
        let is_meant = self.guide.is_some() || self.front_matter.contains_key("kind");
        self.kind.as_deref().filter(|_| is_meant)
    }

    /// Where the front matter's key and value at a JSON pointer (`/apiKey`) stand, if the page has them itself.
    pub fn front_matter_entry(&self, pointer: &str) -> Option<(Location, Location)> {
        let outline = || Outline::new(&self.raw[self.yaml.start..self.yaml.end]);
        let entry = self.outline.get_or_init(outline).find(pointer)?;
        let location = |span: Span| self.location(span.shifted(self.yaml.start));
        Some((location(entry.key), location(entry.value)))
    }

    /// All code samples, in order.
    pub fn codes(&self) -> impl Iterator<Item = &Code> {
        self.blocks().filter_map(|block| match block {
            Block::Code(code) => Some(code),
            _ => None,
        })
    }

    /// All tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }

    fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.sections.iter().flat_map(Section::all_blocks)
    }

    /// Where the value of the front matter entry at `pointer` stands; what the page does not have itself comes by
    /// default, and is told where its front matter starts.
    pub fn front_matter_place(&self, pointer: &str) -> Location {
        let entry = self.front_matter_entry(pointer);
        entry.map_or_else(|| self.front_matter_start(), |(_, value)| value)
    }

    /// Where `words` stand in the front matter's text `key`, if the page has it itself; the whole value where YAML
    /// writes them otherwise.
    pub fn front_matter_words(&self, key: &str, words: &str) -> Option<Location> {
        let (_, value) = self.front_matter_entry(&format!("/{key}"))?;
        let written = &self.raw[value.span.start..value.span.end];
        Some(match written.find(words) {
            Some(at) => {
                let start = value.span.start + at;
                self.location(Span::new(start, start + words.len()))
            }
            None => value,
        })
    }

    /// The front matter's text or number `key` as a text without white space at its ends; nothing where it is empty.
    pub fn front_matter_text(&self, key: &str) -> Option<Cow<'_, str>> {
        match self.front_matter.get(key)? {
            Json::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(Cow::Borrowed),
            Json::Number(number) => Some(Cow::Owned(number.to_string())),
            _ => None,
        }
    }

    /// Whether a variable that nothing defines is part of what stands at `at` or beside it, where it left nothing
    /// behind. That is told already.
    pub fn has_undefined(&self, at: &Provenance) -> bool {
        let whole = &at.location;
        let is_before = |part: &Location| (&part.path, part.span.end) < (&whole.path, whole.span.start);
        let next = self.undefined.get(self.undefined.partition_point(is_before));
        next.is_some_and(|part| part.path == whole.path && part.span.start <= whole.span.end)
    }

    /// Whether what stands at `at` is the content of another page, of which that page tells what is wrong.
    pub fn is_retold(&self, at: &Location) -> bool {
        let holds = |part: &Location| part.span.start <= at.span.start && at.span.end <= part.span.end;
        self.retold.iter().any(|part| part.path == at.path && holds(part))
    }

    /// The first line of the front matter, where what is missing from it is told; else the start of the file.
    pub fn front_matter_start(&self) -> Location {
        let fence = self.raw[..self.yaml.start].trim_end().len();
        self.location(Span::new(fence.saturating_sub(3), fence))
    }

    fn location(&self, span: Span) -> Location {
        self.file.location(span)
    }
}

impl PageFile {
    /// The file at `path` with its text, which came in by the include tags `via`.
    pub(crate) fn new(path: Arc<str>, text: Arc<str>, via: Arc<[Location]>) -> Self {
        Self {
            path,
            text,
            via,
            lines: OnceLock::new(),
        }
    }

    /// The place of the bytes `span`.
    pub fn location(&self, span: Span) -> Location {
        let lines = self.lines.get_or_init(|| LineIndex::new(&self.text));
        Location {
            path: Arc::clone(&self.path),
            span,
            start: lines.line_column(&self.text, span.start),
            end: lines.line_column(&self.text, span.end),
        }
    }
}
