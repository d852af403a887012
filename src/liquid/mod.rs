//! Liquid, the template language of Jekyll's pages and includes.
//!
//! It is our own because no crate gives what docgen lives by: the author's place of every byte that comes out,
//! through includes ([`SourceMap`]), and *all* that is wrong with a page, at its place, while the page is still
//! rendered around it.
//!
//! A file goes `lexer` → `parser` (with `expression`) → [`Template`] (its parts are in `syntax`), once; a page goes
//! `render` (with `include`, `evaluate`, `undefined` and [`filters`]) → [`Expanded`]. [`value`] has the values. Strangers start at
//! [`render_str`].

mod evaluate;
mod expression;
pub mod filters;
mod include;
mod include_tag;
mod lexer;
mod parser;
mod render;
mod source_map;
mod syntax;
mod undefined;
pub mod value;

use std::collections::BTreeMap;
use std::sync::OnceLock;

pub use parser::parse;
pub use source_map::{FrameId, Origin, SourceMap};
pub use syntax::Template;

use crate::finding::Finding;
use crate::source::{FileId, Sources};
use crate::span::Span;
use filters::Site;
use value::Value;

/// What a page may cost. Whoever exceeds a limit gets a `limit-exceeded` finding and the page up to there.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Nodes rendered and passes of loops made.
    pub steps: usize,
    /// Bytes written and made by filters.
    pub bytes: usize,
    /// Includes within includes.
    pub includes: usize,
    /// Blocks within blocks, includes counted.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            steps: 5_000_000,
            bytes: 64 * 1024 * 1024,
            includes: 100,
            depth: 500,
        }
    }
}

/// What a page sees of the world.
#[derive(Clone, Debug)]
pub struct Environment<'a> {
    /// The variables that are there from the start: `page`, `site`, ...
    pub globals: Vec<(&'a str, Value<'a>)>,
    /// What filters may ask of the site.
    pub site: Site<'a>,
    /// The folder that `include_relative` starts from, without a slash at its end.
    pub page_folder: &'a str,
    /// What the page may cost.
    pub limits: Limits,
}

/// The parsed files of a source folder, each parsed when it is first included.
pub struct Templates<'s> {
    sources: &'s Sources,
    parsed: Vec<OnceLock<Template<'s>>>,
}

impl<'s> Templates<'s> {
    /// Templates of the files of `sources`.
    pub fn new(sources: &'s Sources) -> Self {
        let parsed = std::iter::repeat_with(OnceLock::new).take(sources.len()).collect();
        Self { sources, parsed }
    }

    /// The whole of `file` as a template.
    fn get(&self, file: FileId) -> &Template<'s> {
        self.parsed[file.index()].get_or_init(|| {
            let text = self.sources.text(file);
            let start = if text.starts_with('\u{feff}') {
                '\u{feff}'.len_utf8()
            } else {
                0
            };
            parse(file, text, Span::new(start, text.len()))
        })
    }
}

impl std::fmt::Debug for Templates<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Templates")
            .field("sources", self.sources)
            .finish_non_exhaustive()
    }
}

/// A page after Liquid: markdown (or HTML), and where each byte of it came from.
#[derive(Debug)]
pub struct Expanded {
    /// The text.
    pub text: String,
    /// From the text back to the author's files.
    pub map: SourceMap,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// The files that were read: the page and its includes.
    pub files: Vec<FileId>,
    /// The variables that were printed, once a place and call.
    pub variables: Vec<VariableUse>,
}

/// A variable that was printed.
#[derive(Clone, Debug)]
pub struct VariableUse {
    /// The variable as written: `page.apiKey`.
    pub name: String,
    /// The `{{ }}` that printed it.
    pub origin: Origin,
}

/// Renders a page's template, a part of a file that [`parse`] has parsed.
pub fn render<'s>(page: &Template<'s>, templates: &Templates<'s>, environment: &Environment<'_>) -> Expanded {
    render::render(page, templates, environment)
}

/// What [`render_str`] gives.
#[derive(Debug)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// What is wrong; their paths are `template`, and `_includes/` with an include's name.
    pub findings: Vec<Finding>,
}

/// Renders `template` by itself: with the variables of the object `globals`, and `includes` by name for
/// `{% include name %}`.
///
/// `markdownify` returns its input, since there is no site to say which markdown it is.
///
/// ```
/// let globals = serde_json::json!({"page": {"apiKey": "client_id"}});
/// let includes = [("note.html".to_owned(), "Note: {{ include.content }}".to_owned())].into();
/// let template = "{% include note.html content=\"keep it\" %}, {{ page.apiKey }}{{ page.apiSecret }}";
///
/// let rendered = docgen::liquid::render_str(template, &globals, &includes);
/// assert_eq!(rendered.text, "Note: keep it, client_id");
/// assert_eq!(rendered.findings[0].rule, "undefined-variable");
/// assert_eq!(rendered.findings[0].location.start.column, 61);
/// ```
pub fn render_str(template: &str, globals: &serde_json::Value, includes: &BTreeMap<String, String>) -> Rendered {
    const PAGE: &str = "template";
    let includes = includes
        .iter()
        .map(|(name, text)| (format!("_includes/{name}"), text.as_str()));
    let sources = Sources::in_memory(includes.chain([(PAGE.to_owned(), template)]));
    let templates = Templates::new(&sources);
    let file = sources.find(PAGE).expect("the page was just put there");
    let globals = globals.as_object().into_iter().flatten();
    let environment = Environment {
        globals: globals
            .map(|(name, value)| (name.as_str(), Value::from(value)))
            .collect(),
        site: Site {
            url: "",
            base_url: "",
            markdown: &|text| text.to_owned(),
        },
        page_folder: "",
        limits: Limits::default(),
    };
    let expanded = render(templates.get(file), &templates, &environment);
    Rendered {
        text: expanded.text,
        findings: expanded.findings,
    }
}
