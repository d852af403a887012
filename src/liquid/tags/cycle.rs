//! `{% cycle %}`: one value after the other, each time that it is met.

use crate::liquid::expression::Reader;
use crate::liquid::lax;
use crate::liquid::lexer::Slice;
use crate::liquid::parser::{Parser, Tag};
use crate::liquid::render::{Flow, Renderer};
use crate::liquid::syntax::{Cycle, CycleGroup, Expression, Node};

impl<'s> Parser<'s> {
    pub(in crate::liquid) fn cycle(&mut self, tag: Tag<'s>) -> Node<'s> {
        let (group, mut values) = self.read(tag.markup, strict, |markup| match colon(markup.text) {
            Some(colon) => (
                Some(lax::first_expression(markup.to(colon))),
                lax::list(markup.from(colon + 1)),
            ),
            None => (None, lax::list(markup)),
        });
        // Liquid leaves out each `nil`.
        values.retain(|value| !matches!(value, Expression::Nil));
        let group = match group {
            Some(group) => CycleGroup::Named(group),
            None if values.iter().all(is_literal) => CycleGroup::Unnamed(format!("{values:?}")),
            // What a variable is may change, so that such a tag is like no other.
            None => CycleGroup::Unnamed(format!("{:?} {:?}", self.file, tag.span)),
        };
        Node::Cycle(Box::new(Cycle {
            group,
            values,
            span: tag.span,
        }))
    }
}

fn strict<'s>(reader: &mut Reader<'s>) -> (Option<Expression<'s>>, Vec<Expression<'s>>) {
    let first = reader.expression();
    let (group, mut values) = match reader.eat(":") {
        true => (Some(first), vec![reader.expression()]),
        false => (None, vec![first]),
    };
    while reader.eat(",") && !reader.is_at_end() {
        values.push(reader.expression());
    }
    (group, values)
}

/// The place of the `:` after a group's name.
fn colon(markup: &str) -> Option<usize> {
    let first = lax::fragment(Slice { text: markup, at: 0 })?;
    markup
        .find(':')
        .filter(|&at| at < first.span().end || markup[first.span().end..at].trim().is_empty())
}

fn is_literal(value: &Expression<'_>) -> bool {
    !matches!(value, Expression::Variable(_) | Expression::Range(_))
}

impl<'a, 's> Renderer<'a, 's> {
    pub(in crate::liquid) fn cycle(&mut self, cycle: &'a Cycle<'s>) -> Flow {
        let named;
        let group = match &cycle.group {
            CycleGroup::Unnamed(group) => group.as_str(),
            CycleGroup::Named(group) => {
                named = self.expression(group).inspect();
                &named
            }
        };
        let turn = self.state.cycles.get(group).copied().unwrap_or(0);
        let next = if turn + 1 < cycle.values.len() { turn + 1 } else { 0 };
        match self.state.cycles.get_mut(group) {
            Some(known) => *known = next,
            None => {
                self.state.cycles.insert(group.to_owned(), next);
            }
        }
        // Where tags of one group have lists of different lengths, there may be no value of that turn.
        let Some(value) = cycle.values.get(turn) else {
            return Flow::Next;
        };
        let text = self.expression(value).to_text();
        self.print(&text, cycle.span)
    }
}

#[cfg(test)]
mod tests {
    use crate::liquid::testing::{check, check_findings};

    #[test]
    fn each_in_its_turn() {
        check(&[
            ("{% for i in (1..5) %}{% cycle 'a', 'b', 'c' %}{% endfor %}", "abcab"),
            ("{% cycle 'a', 'b' %}{% cycle \"a\",\"b\" %}{% cycle 'a', 'c' %}", "aba"),
            (
                "{% cycle 'g': 1, 2 %}{% cycle 'g': 8, 9 %}{% cycle 'h': 1, 2 %}{% cycle s: 1, 2 %}{% cycle 'text': 8, 9 %}",
                "19119",
            ),
            (
                "{% cycle n, s %}{% cycle n, s %}{% for i in (1..2) %}{% cycle n, s %}{% endfor %}",
                "333text",
            ),
            (
                "{% cycle 'g': 1, 2, 3 %}{% cycle 'g': 1, 2, 3 %}{% cycle 'g': 8 %}{% cycle 'g': 9 %}",
                "129",
            ),
            ("{% cycle list, nil %}{% cycle nil, true, %}{% cycle nil %}", "abcdtrue"),
        ]);
    }

    #[test]
    fn a_cycle_has_values() {
        check_findings(&[
            ("{% cycle %}", "", &[("liquid-syntax", 9)]),
            ("{% cycle 'a' 'b' %}", "a", &[("liquid-syntax", 14)]),
        ]);
    }
}
