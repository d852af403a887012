//! Parses a file into a [`Template`]: one function a tag.
//!
//! A tag that does not parse is noted and left out; everything around it stands. To add a tag, add its node to
//! `syntax`, its name to [`TAGS`] and [`Parser::tag`], and its rendering to `render`.

use super::expression::Reader;
use super::lexer::{Lexer, Slice, Token};
use super::single_brace;
use super::syntax::{
    Branch, Case, Clause, Cycle, Expression, Filtered, For, IncludeFrom, Node, Offset, Order, Problem, Template,
};
use crate::finding::nearest;
use crate::source::FileId;
use crate::span::Span;

/// How deep blocks may nest, as in Liquid.
const MAX_DEPTH: usize = 100;

/// The most problems that are told of one file.
const MAX_PROBLEMS: usize = 100;

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
    "echo",
    "else",
    "elsif",
    "endcapture",
    "endcase",
    "endcomment",
    "endfor",
    "endif",
    "endraw",
    "endunless",
    "for",
    "if",
    "include",
    "include_relative",
    "increment",
    "raw",
    "unless",
    "when",
];

/// Tags of Liquid and Jekyll that are not here yet.
const NOT_YET: &[&str] = &[
    "doc",
    "highlight",
    "ifchanged",
    "include_cached",
    "link",
    "liquid",
    "post_url",
    "render",
    "tablerow",
];

/// Parses the part `span` of the file's text.
pub fn parse(file: FileId, text: &str, span: Span) -> Template<'_> {
    let mut parser = Parser {
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
    lexer: Lexer<'s>,
    problems: Vec<Problem>,
    depth: usize,
}

/// A tag that ends a body, or a part of one: `endif`, `else`, `when`, ...
#[derive(Clone, Copy)]
struct Ending<'s> {
    name: Slice<'s>,
    markup: Slice<'s>,
    span: Span,
}

impl<'s> Parser<'s> {
    /// Reads nodes up to a tag that is no start of anything, and returns that tag.
    fn nodes(&mut self, nodes: &mut Vec<Node<'s>>) -> Option<Ending<'s>> {
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
                    if let Some(ending) = self.tag(nodes, Ending { name, markup, span }) {
                        return Some(ending);
                    }
                }
            }
        }
        None
    }

    fn tag(&mut self, nodes: &mut Vec<Node<'s>>, tag: Ending<'s>) -> Option<Ending<'s>> {
        let Ending { name, markup, span } = tag;
        match name.text {
            "assign" => nodes.extend(self.assign(markup, span)),
            "echo" => {
                let value = self.filtered(markup);
                nodes.push(Node::Output { value, span });
            }
            "include" => nodes.extend(self.include(IncludeFrom::Includes, markup, span)),
            "include_relative" => nodes.extend(self.include(IncludeFrom::PageFolder, markup, span)),
            "increment" => nodes.extend(self.counter(markup, span, 1)),
            "decrement" => nodes.extend(self.counter(markup, span, -1)),
            "cycle" => nodes.push(self.cycle(markup, span)),
            "break" => nodes.push(Node::Break(span)),
            "continue" => nodes.push(Node::Continue(span)),
            "#" => {}
            "raw" => match self.lexer.raw_until("endraw") {
                Some(text) => push_text(nodes, text),
                None => self.problem(span, "`raw` is not closed by `{% endraw %}`"),
            },
            "comment" => self.comment(span),
            "if" | "unless" | "case" | "for" | "capture" => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    self.too_deep(span);
                } else {
                    match name.text {
                        "if" | "unless" => nodes.push(self.branches(tag)),
                        "case" => nodes.push(self.case(tag)),
                        "for" => nodes.extend(self.for_loop(tag)),
                        _ => nodes.extend(self.capture(tag)),
                    }
                }
                self.depth -= 1;
            }
            "elsif" | "else" | "when" => return Some(tag),
            other if other.starts_with("end") && TAGS.contains(&other) => return Some(tag),
            other => {
                let hint = match nearest(other, TAGS.iter().copied()) {
                    _ if NOT_YET.contains(&other.trim_start_matches("end")) => {
                        "docgen does not have this tag yet; nothing is rendered in its place".to_owned()
                    }
                    Some(known) => format!("did you mean `{known}`?"),
                    None => {
                        "tags from Ruby plugins are not known to docgen; nothing is rendered in its place".to_owned()
                    }
                };
                self.problems.push(Problem {
                    rule: "unknown-tag",
                    span,
                    message: format!("there is no tag `{other}`"),
                    hint: Some(hint),
                });
            }
        }
        None
    }

    /// The body of `open` up to `end_tag`, or to one of the tags that divide it.
    fn body(&mut self, open: &Ending<'s>, end_tag: &str, dividers: &[&str]) -> (Vec<Node<'s>>, Option<Ending<'s>>) {
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

    fn branches(&mut self, open: Ending<'s>) -> Node<'s> {
        let (end_tag, wanted) = if open.name.text == "if" {
            ("endif", true)
        } else {
            ("endunless", false)
        };
        let mut branches = Vec::new();
        let mut otherwise = Vec::new();
        let mut current = Some((open, wanted));
        while let Some((tag, wanted)) = current.take() {
            let is_else = tag.name.text == "else";
            let condition = (!is_else).then(|| {
                let mut reader = Reader::new(tag.markup, &mut self.problems);
                let condition = reader.condition();
                reader.finish();
                condition
            });
            let (body, divider) = self.body(&open, end_tag, &["elsif", "else"]);
            match condition {
                Some(condition) => branches.push(Branch {
                    condition,
                    wanted,
                    body,
                }),
                None => otherwise.extend(body),
            }
            current = divider.map(|tag| (tag, true));
        }
        Node::If {
            branches,
            otherwise,
            span: open.span,
        }
    }

    fn case(&mut self, open: Ending<'s>) -> Node<'s> {
        let subject = self.whole(open.markup, |reader| reader.expression());
        // What stands before the first `when` is never shown.
        let (_, mut divider) = self.body(&open, "endcase", &["when", "else"]);
        let mut clauses = Vec::new();
        while let Some(tag) = divider.take() {
            let values = (tag.name.text == "when").then(|| {
                self.whole(tag.markup, |reader| {
                    let mut values = vec![reader.expression()];
                    while reader.eat(",") || reader.eat_name("or") {
                        values.push(reader.expression());
                    }
                    values
                })
            });
            let (body, next) = self.body(&open, "endcase", &["when", "else"]);
            clauses.push(match values {
                Some(values) => Clause::When { values, body },
                None => Clause::Else { body },
            });
            divider = next;
        }
        Node::Case(Box::new(Case {
            subject,
            clauses,
            span: open.span,
        }))
    }

    fn for_loop(&mut self, open: Ending<'s>) -> Option<Node<'s>> {
        let problems_before = self.problems.len();
        let mut reader = Reader::new(open.markup, &mut self.problems);
        let variable = reader.name().map(|(name, _)| name);
        let mut header = None;
        match variable {
            None => reader.fail("the loop's variable is missing: write `for item in list`"),
            Some(_) if !reader.eat_name("in") => reader.fail("`in` is missing: write `for item in list`"),
            Some(variable) => {
                let collection = reader.expression();
                let mut order = Order::Forward;
                let (mut limit, mut offset) = (None, None);
                while !reader.is_at_end() {
                    if reader.eat_name("reversed") {
                        order = Order::Reversed;
                        continue;
                    }
                    match reader.named_argument() {
                        Some("limit") => limit = Some(reader.expression()),
                        Some("offset") if reader.eat_name("continue") => offset = Some(Offset::Continue),
                        Some("offset") => offset = Some(Offset::At(reader.expression())),
                        _ if reader.eat(",") => {}
                        _ => break,
                    }
                }
                header = Some((variable, collection, order, limit, offset));
            }
        }
        reader.finish();
        let is_sound = self.problems.len() == problems_before;
        let (body, divider) = self.body(&open, "endfor", &["else"]);
        let otherwise = match divider {
            Some(_) => self.body(&open, "endfor", &[]).0,
            None => Vec::new(),
        };
        let (variable, collection, order, limit, offset) = header?;
        let collection_text = open.markup.text.split_whitespace().nth(2).unwrap_or_default();
        is_sound.then(|| {
            Node::For(Box::new(For {
                variable,
                collection,
                collection_text,
                order,
                limit,
                offset,
                body,
                otherwise,
                span: open.span,
            }))
        })
    }

    fn capture(&mut self, open: Ending<'s>) -> Option<Node<'s>> {
        let name = self.variable_name(open.markup, open.span, "capture");
        let (body, _) = self.body(&open, "endcapture", &[]);
        Some(Node::Capture {
            name: name?,
            body,
            span: open.span,
        })
    }

    fn assign(&mut self, markup: Slice<'s>, span: Span) -> Option<Node<'s>> {
        let Some(equals) = markup.text.find('=') else {
            self.problem(span, "`assign` needs a name, `=` and a value");
            return None;
        };
        let name = self.variable_name(markup.to(equals).trim(), span, "assign")?;
        let value = self.filtered(markup.from(equals + 1));
        Some(Node::Assign { name, value, span })
    }

    fn counter(&mut self, markup: Slice<'s>, span: Span, by: i64) -> Option<Node<'s>> {
        let tag = if by > 0 { "increment" } else { "decrement" };
        let name = self.variable_name(markup, span, tag)?;
        Some(Node::Increment { name, by, span })
    }

    fn cycle(&mut self, markup: Slice<'s>, span: Span) -> Node<'s> {
        let (group, values) = self.whole(markup, |reader| {
            let mut values = vec![reader.expression()];
            let mut group = None;
            if reader.eat(":") {
                group = values.pop();
                values.push(reader.expression());
            }
            while reader.eat(",") {
                values.push(reader.expression());
            }
            (group, values)
        });
        Node::Cycle(Box::new(Cycle {
            group,
            text: markup.text,
            values,
            span,
        }))
    }

    /// The name that `assign` or `capture` gives; quotes around it are passed over, as in Liquid.
    fn variable_name(&mut self, markup: Slice<'s>, span: Span, tag: &str) -> Option<&'s str> {
        let name = markup.text.trim().trim_matches(['"', '\'']);
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']' | '?');
        if name.is_empty() || !name.chars().all(is_name) {
            let given = if name.is_empty() {
                String::new()
            } else {
                format!(", not `{name}`")
            };
            self.problem(span, format!("`{tag}` needs the name of a variable{given}"));
            return None;
        }
        Some(name)
    }

    /// Skips up to `{% endcomment %}`; comments nest.
    fn comment(&mut self, open: Span) {
        let mut depth = 1;
        while depth > 0 {
            match self.lexer.next() {
                None => return self.problem(open, "`comment` is not closed by `{% endcomment %}`"),
                Some(Token::Tag { name, .. }) => match name.text {
                    "comment" => depth += 1,
                    "endcomment" => depth -= 1,
                    "raw" => {
                        self.lexer.raw_until("endraw");
                    }
                    _ => {}
                },
                Some(_) => {}
            }
        }
    }

    /// Passes over a block that is nested too deeply, which is told once a file.
    fn too_deep(&mut self, open: Span) {
        const RULE: &str = "limit-exceeded";
        if self.problems.iter().all(|problem| problem.rule != RULE) {
            self.problems.push(Problem {
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
            let Token::Tag { name, span, .. } = token else {
                continue;
            };
            match name.text {
                "if" | "unless" | "case" | "for" | "capture" => depth += 1,
                "endif" | "endunless" | "endcase" | "endfor" | "endcapture" => depth -= 1,
                "comment" => self.comment(span),
                "raw" => {
                    self.lexer.raw_until("endraw");
                }
                _ => {}
            }
        }
    }

    pub(super) fn filtered(&mut self, markup: Slice<'s>) -> Filtered<'s> {
        if markup.text.trim().is_empty() {
            // `{{ }}` prints nothing, in Liquid too.
            return Filtered {
                input: Expression::Empty,
                filters: Vec::new(),
            };
        }
        self.whole(markup, |reader| reader.filtered())
    }

    /// Reads all of `markup`; what is left over is a problem.
    pub(super) fn whole<T>(&mut self, markup: Slice<'s>, read: impl FnOnce(&mut Reader<'s, '_>) -> T) -> T {
        let mut reader = Reader::new(markup, &mut self.problems);
        let value = read(&mut reader);
        reader.finish();
        value
    }

    pub(super) fn problem(&mut self, span: Span, message: impl Into<String>) {
        self.problems.push(Problem {
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
