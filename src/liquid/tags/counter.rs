//! `{% increment %}` and `{% decrement %}`: counters, which are no variables that `assign` sets.

use crate::liquid::parser::{Parser, Tag};
use crate::liquid::render::{Flow, Renderer};
use crate::liquid::syntax::{CounterStep, Node};
use crate::liquid::value::Value;
use crate::span::Span;

impl<'s> Parser<'s> {
    pub(in crate::liquid) fn counter(&mut self, tag: Tag<'s>) -> Node<'s> {
        let name = tag.markup.text;
        if name.is_empty() || name.contains(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))) {
            self.problem(tag.span, format!("`{}` needs the name of a counter", tag.name.text));
        }
        Node::Counter {
            name,
            step: match tag.name.text {
                "increment" => CounterStep::Up,
                _ => CounterStep::Down,
            },
            span: tag.span,
        }
    }
}

impl<'a> Renderer<'a, '_> {
    pub(in crate::liquid) fn counter(&mut self, name: &'a str, step: CounterStep, span: Span) -> Flow {
        // A counter goes on from the number that the site has by that name.
        let given = match self.state.counters.get(name) {
            None => self.global(name),
            Some(counter) => Some(Value::Integer(*counter)),
        };
        let counter = match given {
            Some(Value::Integer(number)) => number,
            None | Some(Value::Nil) => 0,
            Some(other) => {
                self.mismatch(span, format!("`{name}` is {}, which does not count", other.described()));
                return Flow::Next;
            }
        };
        let (printed, kept) = match step {
            CounterStep::Up => (counter, counter.saturating_add(1)),
            CounterStep::Down => (counter.saturating_sub(1), counter.saturating_sub(1)),
        };
        self.state.counters.insert(name, kept);
        self.print(&printed.to_string(), span)
    }
}

#[cfg(test)]
mod tests {
    use crate::liquid::testing::{check, check_findings};

    #[test]
    fn counters_are_no_variables() {
        check(&[
            (
                "{% increment i %}{% increment i %}{{ i }}{% decrement i %}{{ i }}",
                "01211",
            ),
            ("{% decrement j %}{% decrement j %}{% increment j %}", "-1-2-2"),
            ("{% assign i = 7 %}{% increment i %}{{ i }}{% increment i %}", "071"),
            ("{% increment n %}{{ n }}{% decrement n %}", "343"),
        ]);
    }

    #[test]
    fn a_counter_has_a_name() {
        check_findings(&[
            (
                "{% increment %}{% increment a b %}",
                "00",
                &[("liquid-syntax", 1), ("liquid-syntax", 16)],
            ),
            ("{% increment page %}", "", &[("mismatched-value", 1)]),
        ]);
    }
}
