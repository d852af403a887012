//! `{% render %}`: a file of `_includes` that sees the site and what it is given, and nothing else.
//!
//! Jekyll sets up no folder for it, so that it always fails there.

use crate::liquid::expression::Reader;
use crate::liquid::include::INCLUDES;
use crate::liquid::lax;
use crate::liquid::lexer::Slice;
use crate::liquid::loops::Loop;
use crate::liquid::parser::{Parser, Tag};
use crate::liquid::render::{Flow, Renderer, State};
use crate::liquid::syntax::{Expression, Node, Render, Subject, Times};
use crate::liquid::value::Value;
use crate::span::Span;

impl<'s> Parser<'s> {
    pub(in crate::liquid) fn render(&mut self, tag: Tag<'s>) -> Option<Node<'s>> {
        let render = self.read(
            tag.markup,
            |reader| strict(reader, tag.span),
            |markup| lax(markup, tag.span),
        );
        render.map(|render| Node::Render(Box::new(render)))
    }
}

/// `"file" with value as name, argument: value`
fn strict<'s>(reader: &mut Reader<'s>, span: Span) -> Option<Render<'s>> {
    let Some((file, file_span)) = reader.string() else {
        reader.fail("the name of the file to render is missing, in quotes");
        return None;
    };
    let times = if reader.eat_name("with") {
        Some(Times::Once)
    } else if reader.eat_name("for") {
        Some(Times::ForEach)
    } else {
        None
    };
    let value = times.map(|times| (times, reader.expression()));
    let alias = reader.eat_name("as").then(|| reader.name());
    if alias.is_some_and(|alias| alias.is_none()) {
        reader.fail("a name is missing after `as`");
    }
    let name = alias.flatten().map_or(name_of(file), |(name, _)| name);
    let mut arguments = Vec::new();
    loop {
        let comma = reader.eat(",");
        match reader.named_argument() {
            Some(name) => arguments.push((name, reader.expression())),
            // Liquid does not mind a comma at the end.
            None if comma => {}
            None => break,
        }
    }
    Some(Render {
        file,
        file_span,
        subject: value.map(|(times, value)| Subject { times, value, name }),
        arguments,
        span,
    })
}

fn lax<'s>(markup: Slice<'s>, span: Span) -> Option<Render<'s>> {
    let file = lax::quoted(markup)?;
    let arguments = lax::attributes(markup);
    Some(Render {
        file: file.text,
        file_span: file.span(),
        subject: None,
        arguments: arguments
            .into_iter()
            .map(|(name, value)| (name, lax::expression(value)))
            .collect(),
        span,
    })
}

/// The name that a file has for what it is rendered with.
fn name_of(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

impl<'a, 's> Renderer<'a, 's> {
    pub(in crate::liquid) fn render(&mut self, render: &'a Render<'s>) -> Flow {
        let Some(file) = self.find_include(INCLUDES, render.file, render.file_span, true) else {
            return Flow::Next;
        };
        let given = |renderer: &mut Self, arguments: &'a [(&'s str, Expression<'s>)]| -> Vec<(&'a str, Value<'a>)> {
            let evaluated = arguments
                .iter()
                .map(|(name, value)| (*name, renderer.expression(value)));
            evaluated.collect()
        };
        let Some(subject) = &render.subject else {
            let given = given(self, &render.arguments);
            return self.isolated(file, render.span, given);
        };
        let value = self.expression(&subject.value);
        let is_list = matches!(value, Value::Array(_) | Value::Object(_) | Value::Range(..));
        if subject.times == Times::Once || !is_list {
            let mut given = given(self, &render.arguments);
            if !value.is_nil() {
                given.push((subject.name, value));
            }
            return self.isolated(file, render.span, given);
        }
        let Some(items) = self.slice(value, 0, None, render.span) else {
            return Flow::Next;
        };
        let forloop = Loop::of_for(render.file, items.len(), None);
        for item in items {
            if !self.step(render.span) {
                return Flow::Stop;
            }
            let mut locals = vec![("forloop", Value::from(forloop.clone()))];
            locals.extend(given(self, &render.arguments));
            locals.push((subject.name, item));
            if self.isolated(file, render.span, locals) == Flow::Stop {
                return Flow::Stop;
            }
            forloop.advance();
        }
        Flow::Next
    }

    /// Renders a file with variables of its own.
    fn isolated(&mut self, file: crate::source::FileId, span: Span, locals: Vec<(&'a str, Value<'a>)>) -> Flow {
        let inside = State {
            locals,
            ..State::default()
        };
        let outside = std::mem::replace(&mut self.state, inside);
        let flow = self.render_file(file, span, None, Vec::new());
        self.state = outside;
        // A `break` ends the file, not the loop around the tag.
        match flow {
            Flow::Stop => flow,
            _ => Flow::Next,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::liquid::testing::{check, check_findings};

    #[test]
    fn a_file_sees_the_site_and_what_it_is_given() {
        check(&[
            ("{% render 'card', a: n, b: 2 %}{% render 'card' a: s %}", "[3][text]"),
            (
                "{% render 'card' with s %}{% render 'card' with s as a %}{% render 'card' with n, a: 1 %}",
                "[text][text][31]",
            ),
            ("{% render 'card' for list as a %}", "[a1][b2][c3][d4]"),
            (
                "{% render 'card' for (1..2) as a, card: '-' %}{% render 'card' for s as a %}",
                "[-11][-22][text]",
            ),
            (
                "{% for i in (1..2) %}{% render 'break.html' %}{{ i }}{% endfor %}",
                "(1(2",
            ),
        ]);
    }

    #[test]
    fn it_keeps_to_itself() {
        check_findings(&[
            (
                "{% assign item = 1 %}{% increment i %}{% render 'outside' %}{% increment i %}{{ made }}",
                "0Title01",
                &[("undefined-variable", 1), ("undefined-variable", 78)],
            ),
            ("{% render 'again' %}a", "a", &[("include-cycle", 1)]),
            ("{% render 'nope' %}", "", &[("missing-include", 12)]),
            ("{% render card %}", "", &[("liquid-syntax", 11)]),
            ("{% render 'card' x %}", "[]", &[("liquid-syntax", 18)]),
        ]);
    }
}
