//! Liquid, the template language of Jekyll's pages and includes.
//!
//! It is our own because no crate gives what docgen lives by: the author's place of every byte that comes out,
//! through includes ([`SourceMap`]), and *all* that is wrong with a page, at its place, while the page is still
//! rendered around it.
//!
//! A file goes `lexer` → `parser` (with `tags`, `expression` and `lax`) → [`Template`] (its parts are in `syntax`), once;
//! a page goes `render` (with `tags`, `include`, `evaluate`, `kept`, `undefined`, `single_brace` and [`filters`]) →
//! [`Expanded`]. [`value`] has the values. Strangers start at [`render_str`].

mod evaluate;
mod expression;
pub mod filters;
mod hints;
mod include;
mod kept;
mod lax;
mod lexer;
mod loops;
mod parser;
mod render;
mod single_brace;
mod source_map;
mod syntax;
mod tags;
#[cfg(test)]
mod testing;
mod undefined;
pub mod value;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

pub use parser::parse;
pub use source_map::{FrameId, Origin, Part, SourceMap};
pub use syntax::Template;

use crate::date::UTC;
use crate::finding::Finding;
use crate::source::{FileId, Place, Sources};
use crate::span::Span;
use filters::Site;
use value::Value;

/// What a page may cost. Whoever exceeds a limit gets a `limit-exceeded` finding and the page up to there.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Nodes rendered, passes of loops made, elements and 64 bytes of text given to filters and comparisons.
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
            steps: 20_000_000,
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
    /// Where the files of the site are served.
    pub addresses: &'a dyn Addresses,
    /// The folder that `include_relative` starts from, without a slash at its end.
    pub page_folder: &'a str,
    /// What the page may cost.
    pub limits: Limits,
}

/// Where the files of a site are served, for `link` and `post_url`.
pub trait Addresses: std::fmt::Debug {
    /// The URL, from the site's root, of the page or file at `path` in the source folder.
    fn url(&self, path: &str) -> Option<Cow<'_, str>>;

    /// The paths of all that have a URL.
    fn paths<'p>(&'p self) -> Box<dyn Iterator<Item = &'p str> + 'p>;

    /// Those of them that begin with `start`, in the same order.
    fn paths_from<'p>(&'p self, start: &'p str) -> Box<dyn Iterator<Item = &'p str> + 'p>;
}

/// No site: nothing has a URL.
impl Addresses for () {
    fn url(&self, _: &str) -> Option<Cow<'_, str>> {
        None
    }

    fn paths<'p>(&'p self) -> Box<dyn Iterator<Item = &'p str> + 'p> {
        Box::new(std::iter::empty())
    }

    fn paths_from<'p>(&'p self, _: &'p str) -> Box<dyn Iterator<Item = &'p str> + 'p> {
        self.paths()
    }
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
    /// The files that were read, the page and its includes, in the order of their paths; each with its first call.
    pub files: Vec<(FileId, FrameId)>,
    /// The paths where a file to include was looked for, whether there is one or not.
    pub looked_for: BTreeSet<String>,
    /// The variables that were printed, once a place and call.
    pub variables: Vec<VariableUse>,
    /// The outputs and tags that asked for a variable that nothing defines, or for the URL of a file that is not there,
    /// in the order of their places.
    pub undefined: BTreeSet<Place>,
    /// The outputs that printed the content of another page, in the order of their places.
    pub retold: BTreeSet<Place>,
    /// Whether it is all of the page: no limit cut it short.
    pub is_whole: bool,
}

impl Expanded {
    /// The bytes `body` of a file as they are: Liquid means nothing in them.
    pub fn verbatim(sources: &Sources, file: FileId, body: Span) -> Self {
        let mut map = SourceMap::default();
        map.copied(0, Place { file, span: body }, FrameId::PAGE);
        Self {
            text: sources.text(file)[body.start..body.end].to_owned(),
            map,
            findings: Vec::new(),
            files: vec![(file, FrameId::PAGE)],
            looked_for: BTreeSet::new(),
            variables: Vec::new(),
            undefined: BTreeSet::new(),
            retold: BTreeSet::new(),
            is_whole: true,
        }
    }
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
/// `markdownify` returns its input, since there is no site to say which markdown it is; and `now` is when 1970 began, in
/// Greenwich.
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
    let environment = Environment::of_no_site(globals);
    let expanded = render(templates.get(file), &templates, &environment);
    Rendered {
        text: expanded.text,
        findings: expanded.findings,
    }
}

impl<'e> Environment<'e> {
    /// That of a template that belongs to no site, with the variables of the object `globals`.
    fn of_no_site(globals: &'e serde_json::Value) -> Self {
        let globals = globals.as_object().into_iter().flatten();
        Self {
            globals: globals
                .map(|(name, value)| (name.as_str(), Value::from(value)))
                .collect(),
            site: Site {
                url: "",
                base_url: "",
                markdown: &|text| text.to_owned(),
                now: 0,
                zone: &UTC,
            },
            addresses: &(),
            page_folder: "",
            limits: Limits::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `template` renders to with two includes, and the rules of its findings with their columns.
    fn rendered(template: &str) -> (String, Vec<(&'static str, usize)>) {
        let globals = serde_json::json!({"page": {"a": "A", "list": ["x", "y"], "none": null}, "n": 3});
        let includes = [
            ("echo.html", "<{{ include.x }}>"),
            ("outer.html", "{% include echo.html %}"),
            ("loop.html", "{% include loop.html %}"),
        ];
        let includes = includes.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        let rendered = render_str(template, &globals, &includes);
        let found = rendered
            .findings
            .iter()
            .map(|finding| (finding.rule, finding.location.start.column));
        (rendered.text, found.collect())
    }

    #[test]
    fn templates_render_as_in_jekyll() {
        for (template, expected) in [
            (
                "{{ page.a }}{{ page.none }}{{ page.list[1] }}{{ page.list.size }}{{ page.list[9] }}",
                "Ay2",
            ),
            (
                "{% assign x = page.a | downcase %}{{ x }}{% assign x = 'b' %}{{ x }}",
                "ab",
            ),
            (
                "{% if page.b or n > 2 and page.a == 'A' %}yes{% else %}no{% endif %}",
                "yes",
            ),
            ("{% unless n == 3 %}a{% elsif page.a %}b{% endunless %}", "b"),
            (
                "{% case n %}{% when 1, 3 %}a{% when 3 %}b{% else %}c{% endcase %}",
                "ab",
            ),
            (
                "{% for i in page.list reversed %}{{ forloop.index }}{{ i }}{% unless forloop.last %},{% endunless %}{% endfor %}",
                "1y,2x",
            ),
            (
                "{% for i in (1..9) limit: 2 offset: n %}{{ i }}{% endfor %}{% for i in (1..9) offset: continue %}{{ i }}{% endfor %}",
                "456789",
            ),
            ("{% for i in page.none %}a{% else %}none{% endfor %}", "none"),
            (
                "{% for i in (1..5) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %}",
                "13",
            ),
            (
                "{% capture c %}<{{ page.a }}>{% endcapture %}{{ c }}{{ c.size }}",
                "<A>3",
            ),
            ("a {%- if n -%} b {%- endif -%} c", "abc"),
            (
                "{{ 99999999999999999999 }} {{ -99999999999999999999 | plus: 1 }}",
                "99999999999999999999 -99999999999999999998",
            ),
            (
                "{% raw %}{{ page.a }}{% endraw %}{% comment %}{{ x }}{% endcomment %}{% # note %}",
                "{{ page.a }}",
            ),
            (
                "{% increment i %}{% increment i %}{% decrement j %}{% cycle 'a', 'b' %}{% cycle 'a', 'b' %}",
                "01-1ab",
            ),
            (
                "{% include echo.html x='1' %}{% include echo.html x=page.a %}{% include {{ 'echo' }}.html x=\"\\\"\" %}",
                "<1><A><\">",
            ),
            ("{% include outer.html x='in' %}", "<in>"),
            ("{{ page.missing | default: 'd' }}{% if page.missing %}{% endif %}", "d"),
        ] {
            assert_eq!(rendered(template), (expected.to_owned(), Vec::new()), "{template}");
        }
    }

    #[test]
    fn what_is_wrong_is_found_and_the_rest_is_rendered() {
        for (template, expected, findings) in [
            ("a{{ page.x }}b", "ab", vec![("undefined-variable", 2)]),
            ("{% assign x = page.y %}{{ x }}", "", vec![("undefined-variable", 24)]),
            ("{% include echo.html %}", "<>", vec![("undefined-variable", 2)]),
            ("{% include nope.html %}b", "b", vec![("missing-include", 12)]),
            ("{% include ../../etc/passwd %}b", "b", vec![("unsafe-path", 12)]),
            ("{% include loop.html %}b", "b", vec![("include-cycle", 1)]),
            (
                "{{ page.a | nope }}{% nope %}b",
                "Ab",
                vec![("unknown-filter", 13), ("unknown-tag", 20)],
            ),
            ("{{ n | divided_by: 0 }}b", "b", vec![("filter-argument", 8)]),
            ("{% if page.a %}b", "b", vec![("liquid-syntax", 1)]),
        ] {
            assert_eq!(rendered(template), (expected.to_owned(), findings), "{template}");
        }
    }

    #[test]
    fn every_byte_leads_back_to_what_its_author_typed() {
        let page = "Hi {{ page.a }}, {% include outer.html content=\"[it](x)\" %}\n{% capture c %}z{% endcapture %}{{ c }} end{% liquid\n echo page.b | upcase\n%}";
        let sources = Sources::in_memory([("p.md", page), ("_includes/outer.html", "<p>{{ include.content }}</p>")]);
        let templates = Templates::new(&sources);
        let file = sources.find("p.md").expect("it was just put there");
        let globals = serde_json::json!({"page": {"a": "Ada", "b": "bob"}});
        let environment = Environment::of_no_site(&globals);
        let expanded = render(templates.get(file), &templates, &environment);
        assert_eq!(expanded.text, "Hi Ada, <p>[it](x)</p>\nz endBOB");
        let typed = |text: &str| {
            let at = expanded.text.find(text).expect("the text is on the page");
            let origin = expanded
                .map
                .origin(Span::new(at, at + text.len()))
                .expect("every byte has an origin");
            let span = origin.place.span;
            let via: Vec<usize> = expanded.map.via(origin.frame).map(|tag| tag.span.start).collect();
            (&sources.text(origin.place.file)[span.start..span.end], via)
        };
        for (text, expected, via) in [
            ("Hi", "Hi", vec![]),
            ("Ada", "{{ page.a }}", vec![]),
            ("da, ", "{{ page.a }}, ", vec![]),
            ("<p>", "<p>", vec![17]),
            ("[it](x)", "[it](x)", vec![]),
            ("x", "x", vec![]),
            ("z", "{{ c }}", vec![]),
            (" end", " end", vec![]),
            ("BOB", "echo page.b | upcase", vec![]),
        ] {
            assert_eq!(typed(text), (expected, via), "{text}");
        }
    }
}
