//! Parses a file into a [`Template`]: what is text and what are tags, and which ends which. The tags themselves are in
//! [`tags`](super::tags).
//!
//! A tag that does not parse is noted and left out; everything around it stands. What is no strict Liquid, but shows
//! something in Jekyll, is noted and shown ([`lax`](super::lax)). To add a tag, add its node to `syntax`, its name to
//! [`TAGS`] and [`Parser::tag`], its parsing and rendering to `tags`, and a line to `render`.

use super::expression::{self, Reader};
use super::filters;
use super::lax;
use super::lexer::{Lexer, Slice, Token};
use super::single_brace;
use super::syntax::{Filtered, IncludeFrom, LinkTo, Node, Plugin, Problem, Template};
use crate::finding::nearest;
use crate::source::FileId;
use crate::span::Span;

/// How deep blocks may nest, as in Liquid.
const MAX_DEPTH: usize = 100;

/// The most problems that are told of one file.
const MAX_PROBLEMS: usize = 100;

/// The tags that well-known plugins bring.
const TAGS_OF_PLUGINS: [(&str, Plugin); 7] = {
    const fn plugin(name: &'static str, is_seen: bool) -> Plugin {
        Plugin { name, is_seen }
    }
    [
        ("avatar", plugin("jekyll-avatar", true)),
        ("feed_meta", plugin("jekyll-feed", false)),
        ("gist", plugin("jekyll-gist", true)),
        ("github_edit_link", plugin("jekyll-github-metadata", true)),
        ("last_modified_at", plugin("jekyll-last-modified-at", true)),
        ("seo", plugin("jekyll-seo-tag", false)),
        ("toc", plugin("jekyll-toc", true)),
    ]
};

/// The filters that well-known plugins bring, and those.
const FILTERS_OF_PLUGINS: [(&str, &str); 5] = [
    ("emojify", "jemoji"),
    ("get_toc", "jekyll-toc"),
    ("inject_anchors", "jekyll-toc"),
    ("toc", "jekyll-toc"),
    ("toc_only", "jekyll-toc"),
];

/// The names of all tags, for hints.
const TAGS: &[&str] = &[
    "#",
    "assign",
    "break",
    "capture",
    "case",
    "comment",
    "continue",
    "cycle",
    "decrement",
    "doc",
    "echo",
    "else",
    "elsif",
    "endcapture",
    "endcase",
    "endcomment",
    "enddoc",
    "endfor",
    "endhighlight",
    "endif",
    "endifchanged",
    "endraw",
    "endtablerow",
    "endunless",
    "for",
    "highlight",
    "if",
    "ifchanged",
    "include",
    "include_cached",
    "include_relative",
    "increment",
    "link",
    "liquid",
    "post_url",
    "raw",
    "render",
    "tablerow",
    "unless",
    "when",
];

/// The tags that have a body of tags.
const BLOCKS: &[&str] = &[
    "capture",
    "case",
    "for",
    "highlight",
    "if",
    "ifchanged",
    "tablerow",
    "unless",
];

/// Parses the part `span` of the file's text.
pub fn parse(file: FileId, text: &str, span: Span) -> Template<'_> {
    let mut parser = Parser {
        file,
        lexer: Lexer::new(text, span),
        problems: Vec::new(),
        depth: 0,
    };
    let mut nodes = Vec::new();
    while let Some(stray) = parser.nodes(&mut nodes) {
        parser.problem(stray.span, format!("`{}` ends nothing that is open", stray.name.text));
    }
    parser.problems.sort_by_key(|problem| problem.span);
    if parser.problems.len() > MAX_PROBLEMS {
        let more = parser.problems.len() - MAX_PROBLEMS;
        let span = parser.problems[MAX_PROBLEMS].span;
        parser.problems.truncate(MAX_PROBLEMS);
        parser.problems.push(Problem {
            plugin: None,
            rule: "limit-exceeded",
            span,
            message: "the file's Liquid has more problems, which are not told".to_owned(),
            hint: Some(format!("mend the first ones; {more} more are left")),
        });
    }
    Template {
        file,
        nodes,
        problems: parser.problems,
    }
}

pub(super) struct Parser<'s> {
    pub(super) file: FileId,
    pub(super) lexer: Lexer<'s>,
    problems: Vec<Problem>,
    depth: usize,
}

/// A tag as it stands in the file.
#[derive(Clone, Copy)]
pub(super) struct Tag<'s> {
    pub(super) name: Slice<'s>,
    pub(super) markup: Slice<'s>,
    pub(super) span: Span,
}

impl<'s> Parser<'s> {
    /// Reads nodes up to a tag that is no start of anything, and returns that tag.
    fn nodes(&mut self, nodes: &mut Vec<Node<'s>>) -> Option<Tag<'s>> {
        while let Some(token) = self.lexer.next() {
            match token {
                Token::Text(text) => {
                    push_text(nodes, text);
                    nodes.extend(single_brace::find(text));
                }
                Token::Output { inside, span } => {
                    let value = self.filtered(inside);
                    nodes.push(Node::Output { value, span });
                }
                Token::Unclosed { text, end } => {
                    push_text(nodes, text);
                    self.problem(text.span(), format!("`{}` is not closed by `{end}`", &text.text[..2]));
                }
                Token::Tag { name, markup, span } => {
                    if let Some(ending) = self.tag(nodes, Tag { name, markup, span }) {
                        return Some(ending);
                    }
                }
            }
        }
        None
    }

    fn tag(&mut self, nodes: &mut Vec<Node<'s>>, tag: Tag<'s>) -> Option<Tag<'s>> {
        let Tag { name, markup, span } = tag;
        match name.text {
            "assign" => nodes.extend(self.assign(tag)),
            "echo" => {
                let value = self.filtered(markup);
                nodes.push(Node::Output { value, span });
            }
            "include" | "include_cached" => nodes.extend(self.include(IncludeFrom::Includes, markup, span)),
            "include_relative" => nodes.extend(self.include(IncludeFrom::PageFolder, markup, span)),
            "render" => nodes.extend(self.render(tag)),
            "link" => nodes.extend(self.link(LinkTo::File, tag)),
            "post_url" => nodes.extend(self.link(LinkTo::Post, tag)),
            "increment" | "decrement" => nodes.push(self.counter(tag)),
            "cycle" => nodes.push(self.cycle(tag)),
            "break" => nodes.push(Node::Break(span)),
            "continue" => nodes.push(Node::Continue(span)),
            "#" => self.inline_comment(tag),
            "raw" => nodes.extend(self.raw(tag)),
            "comment" => self.comment(tag),
            "doc" => self.doc(tag),
            "liquid" => self.liquid(nodes, markup),
            block if BLOCKS.contains(&block) => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    self.too_deep(span);
                } else {
                    match block {
                        "case" => nodes.extend(self.case(tag)),
                        "for" => nodes.extend(self.for_loop(tag)),
                        "tablerow" => nodes.extend(self.table_row(tag)),
                        "capture" => nodes.extend(self.capture(tag)),
                        "ifchanged" => nodes.push(self.if_changed(tag)),
                        "highlight" => nodes.extend(self.highlight(tag)),
                        _ => nodes.extend(self.branches(tag)),
                    }
                }
                self.depth -= 1;
            }
            "elsif" | "else" | "when" => return Some(tag),
            other if other.starts_with("end") && TAGS.contains(&other) => return Some(tag),
            other => self.unknown_tag(other, span),
        }
        None
    }

    fn unknown_tag(&mut self, name: &str, span: Span) {
        let hint = match nearest(name, TAGS.iter().copied()) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "tags from Ruby plugins are not known to docgen; nothing is rendered in its place".to_owned(),
        };
        self.problems.push(Problem {
            plugin: TAGS_OF_PLUGINS
                .iter()
                .find(|(tag, _)| *tag == name)
                .map(|(_, plugin)| *plugin),
            rule: "unknown-tag",
            span,
            message: format!("there is no tag `{name}`"),
            hint: Some(hint),
        });
    }

    /// `{% liquid %}`: each line is a tag. What is opened in it ends in it.
    fn liquid(&mut self, nodes: &mut Vec<Node<'s>>, markup: Slice<'s>) {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.too_deep(markup.span());
        } else {
            let lines = self.lexer.lines_of(markup);
            let outer = std::mem::replace(&mut self.lexer, lines);
            while let Some(stray) = self.nodes(nodes) {
                let message = format!("`{}` ends nothing that is open in this `liquid`", stray.name.text);
                self.problem(stray.span, message);
            }
            self.lexer = outer;
        }
        self.depth -= 1;
    }

    /// The body of `open` up to `end_tag`, or to one of the tags that divide it.
    pub(super) fn body(
        &mut self,
        open: &Tag<'s>,
        end_tag: &str,
        dividers: &[&str],
    ) -> (Vec<Node<'s>>, Option<Tag<'s>>) {
        let mut nodes = Vec::new();
        loop {
            match self.nodes(&mut nodes) {
                Some(ending) if ending.name.text == end_tag => return (nodes, None),
                Some(ending) if dividers.contains(&ending.name.text) => return (nodes, Some(ending)),
                Some(stray) => {
                    let message = format!(
                        "`{}` stands inside `{}`, which it does not end",
                        stray.name.text, open.name.text
                    );
                    self.problem(stray.span, message);
                }
                None => {
                    self.problem(
                        open.span,
                        format!("`{}` is not closed by `{{% {end_tag} %}}`", open.name.text),
                    );
                    return (nodes, None);
                }
            }
        }
    }

    /// Passes over a block that is nested too deeply, which is told once a file.
    fn too_deep(&mut self, open: Span) {
        const RULE: &str = "limit-exceeded";
        if self.problems.iter().all(|problem| problem.rule != RULE) {
            self.problems.push(Problem {
                plugin: None,
                rule: RULE,
                span: open,
                message: format!("blocks are nested more than {MAX_DEPTH} deep"),
                hint: Some("what is nested more deeply is left out".to_owned()),
            });
        }
        let mut depth = 1;
        while depth > 0
            && let Some(token) = self.lexer.next()
        {
            let Token::Tag { name, markup, span } = token else {
                continue;
            };
            match name.text {
                "comment" => self.comment(Tag { name, markup, span }),
                "raw" => {
                    self.lexer.raw_until("endraw");
                }
                block if BLOCKS.contains(&block) => depth += 1,
                end if end.strip_prefix("end").is_some_and(|name| BLOCKS.contains(&name)) => depth -= 1,
                _ => {}
            }
        }
    }

    pub(super) fn filtered(&mut self, markup: Slice<'s>) -> Filtered<'s> {
        let filtered = self.read(markup, Reader::filtered, lax::filtered);
        for call in filtered.filters.iter().filter(|call| call.filter.is_none()) {
            let plugin = FILTERS_OF_PLUGINS.iter().find(|(filter, _)| *filter == call.name);
            self.problems.push(Problem {
                plugin: plugin.map(|&(_, name)| Plugin { name, is_seen: true }),
                rule: "unknown-filter",
                span: call.span,
                message: format!("there is no filter `{}`", call.name),
                hint: nearest(call.name, filters::names()).map(|known| format!("did you mean `{known}`?")),
            });
        }
        filtered
    }

    /// Reads all of `markup` strictly. What that does not take is noted, and read laxly.
    pub(super) fn read<T>(
        &mut self,
        markup: Slice<'s>,
        strict: impl FnOnce(&mut Reader<'s>) -> T,
        lax: impl FnOnce(Slice<'s>) -> T,
    ) -> T {
        expression::read(markup, strict).unwrap_or_else(|problem| {
            self.problems.push(problem);
            lax(markup)
        })
    }

    /// How much has been noted.
    pub(super) fn problem_count(&self) -> usize {
        self.problems.len()
    }

    pub(super) fn problem(&mut self, span: Span, message: impl Into<String>) {
        self.problems.push(Problem {
            plugin: None,
            rule: "liquid-syntax",
            span,
            message: message.into(),
            hint: None,
        });
    }
}

pub(super) fn push_text<'s>(nodes: &mut Vec<Node<'s>>, text: Slice<'s>) {
    if !text.text.is_empty() {
        nodes.push(Node::Text {
            text: text.text,
            at: text.at,
        });
    }
}

/// Takes the white space out of `bodies` of a tag of which nothing can be seen, as Liquid does, so that no empty lines
/// remain of `assign`s; `false` where there is something to be seen.
pub(super) fn take_blanks<'n, 's: 'n>(bodies: impl IntoIterator<Item = &'n mut Vec<Node<'s>>>) -> bool {
    let bodies: Vec<_> = bodies.into_iter().collect();
    let is_blank = bodies.iter().all(|body| body.iter().all(Node::is_blank));
    if is_blank {
        for body in bodies {
            body.retain(|node| !matches!(node, Node::Text { .. }));
        }
    }
    is_blank
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<(usize, String)> {
        let template = parse(FileId(0), text, Span::new(0, text.len()));
        template
            .problems
            .into_iter()
            .map(|problem| (problem.span.start, problem.message))
            .collect()
    }

    #[test]
    fn sound_templates_have_no_problems() {
        for text in [
            "{% if a %}x{% elsif b == 'c' %}y{% else %}z{% endif %}",
            "{% for i in (1..3) reversed limit:2 offset: continue %}{{ i }}{% else %}none{% endfor %}",
            "{% case x %}{% when 1, 2 or 3 %}a{% else %}b{% endcase %}",
            "{% capture \"x\" %}{% endcapture %}{% assign a-b = 1 %}",
            "{% raw %}{{ {% {% endraw %}{% comment %}{% if %}{{ {% endcomment %}",
            "{% include x.md%}{% include a/{{ page.x }}.html b=\"c \\\"d\\\"\" e='f'\n g=page.h %}",
            "{{ }}{%# anything | goes %}",
        ] {
            assert_eq!(problems(text), [], "{text}");
        }
    }

    #[test]
    fn each_problem_is_told_at_its_tag_and_the_rest_stands() {
        let cases: &[(&str, &[(usize, &str)])] = &[
            ("a{% if x %}b", &[(1, "`if` is not closed by `{% endif %}`")]),
            ("{% endif %}", &[(0, "`endif` ends nothing that is open")]),
            (
                "{% if x %}{% endfor %}{% endif %}",
                &[(10, "`endfor` stands inside `if`, which it does not end")],
            ),
            (
                "{% for x of y %}{% endfor %}",
                &[(9, "`in` is missing: write `for item in list`")],
            ),
            ("{% includ x %}", &[(0, "there is no tag `includ`")]),
            ("{{ a | apend: 1 }}", &[(7, "there is no filter `apend`")]),
            ("{% include x a=\"b %}", &[(15, "the quote \" is not closed")]),
            ("{% raw %}", &[(0, "`raw` is not closed by `{% endraw %}`")]),
            ("{{ a", &[(0, "`{{` is not closed by `}}`")]),
            ("{% assign x %}", &[(0, "`assign` needs a name, `=` and a value")]),
            (
                "{% liquid\n if a\n echo b |\n%}{% endif %}",
                &[
                    (11, "`if` is not closed by `{% endif %}`"),
                    (25, "a filter's name is missing after `|`"),
                    (28, "`endif` ends nothing that is open"),
                ],
            ),
            (
                "{% if a = b %}{% endif %}",
                &[(8, "a single `=` compares nothing: write `==`")],
            ),
        ];
        for (text, expected) in cases {
            let told = problems(text);
            let told: Vec<_> = told.iter().map(|(at, message)| (*at, message.as_str())).collect();
            assert_eq!(told, *expected, "{text}");
        }
    }
}
