//! `{% assign %}` and `{% capture %}`: variables that are there from then on.

use crate::liquid::evaluate::Purpose;
use crate::liquid::lexer::Slice;
use crate::liquid::parser::{Parser, Tag};
use crate::liquid::render::{Flow, Renderer};
use crate::liquid::syntax::{Filtered, Node};
use crate::liquid::value::Value;
use crate::span::Span;

impl<'s> Parser<'s> {
    pub(in crate::liquid) fn assign(&mut self, tag: Tag<'s>) -> Option<Node<'s>> {
        let Some(equals) = tag.markup.text.find('=') else {
            self.problem(tag.span, "`assign` needs a name, `=` and a value");
            return None;
        };
        let given = tag.markup.to(equals).trim();
        // Liquid takes what stands before the `=`, whatever comes before that.
        let name = &given.text[given.text.trim_end_matches(is_of_name).len()..];
        self.check_name(&tag, given, name);
        let value = self.filtered(tag.markup.from(equals + 1));
        (!name.is_empty()).then_some(Node::Assign {
            name,
            value,
            span: tag.span,
        })
    }

    pub(in crate::liquid) fn capture(&mut self, open: Tag<'s>) -> Option<Node<'s>> {
        let given = open.markup.trim();
        // Quotes around the name are passed over, as all is that cannot stand in a name.
        let start = given.text.trim_start_matches(|c| !is_of_name(c));
        let name = &start[..start.find(|c| !is_of_name(c)).unwrap_or(start.len())];
        let inside = match given.text.as_bytes() {
            [b'"', .., b'"'] | [b'\'', .., b'\''] => given.from(1).to(given.text.len() - 2),
            _ => given,
        };
        self.check_name(&open, inside, name);
        let (body, _) = self.body(&open, "endcapture", &[]);
        (!name.is_empty()).then_some(Node::Capture {
            name,
            body,
            span: open.span,
        })
    }

    /// Notes where `given` is not the name that is made out of it.
    fn check_name(&mut self, tag: &Tag<'s>, given: Slice<'s>, name: &str) {
        if given.text.is_empty() {
            self.problem(tag.span, format!("`{}` needs the name of a variable", tag.name.text));
        } else if given.text != name {
            let message = format!("`{}` needs the name of a variable, not `{}`", tag.name.text, given.text);
            self.problem(given.span(), message);
        }
    }
}

/// What Liquid takes for a part of a name that is set.
fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']')
}

impl<'a, 's> Renderer<'a, 's> {
    pub(in crate::liquid) fn assign(&mut self, name: &'a str, value: &'a Filtered<'s>, span: Span) -> Flow {
        let value = self.filtered(value, Purpose::Assign, span);
        self.state.assigned.insert(name, value);
        Flow::Next
    }

    pub(in crate::liquid) fn capture(&mut self, name: &'a str, body: &'a [Node<'s>]) -> Flow {
        let (text, flow) = self.captured(|renderer| renderer.nodes(body));
        self.state.assigned.insert(name, Value::from(text));
        flow
    }
}

#[cfg(test)]
mod tests {
    use crate::liquid::testing::{check, check_findings};

    #[test]
    fn values_are_there_from_then_on() {
        check(&[
            ("{% assign x = s | upcase | append: '!' %}{{ x }}", "TEXT!"),
            ("{% assign a-b = 1 %}{{ a-b }}{% assign a.b = 2 %}{{ ['a.b'] }}", "12"),
            ("{% for i in list %}{% assign x = i %}{% endfor %}{{ x }}", "d"),
            (
                "{% assign item = 1 %}{% for item in list limit: 1 %}{{ item }}{% assign item = 2 %}{{ item }}{% endfor %}{{ item }}",
                "aa2",
            ),
            ("{% assign n = 4 %}{{ n }}{% assign x = empty %}[{{ x }}]", "4[]"),
            ("{% capture x %}<{{ n }}>{% endcapture %}{{ x }}{{ x.size }}", "<3>3"),
            ("{% capture 'x' -%} a {%- endcapture %}[{{ x }}]", "[a]"),
            (
                "{% for i in (1..3) %}{% capture x %}{{ i }}{% break %}no{% endcapture %}no{% endfor %}{{ x }}",
                "1",
            ),
        ]);
    }

    #[test]
    fn what_is_no_name_is_told_and_liquid_makes_something_of_it() {
        check_findings(&[
            ("{% assign x y = 1 %}{{ y }}", "1", &[("liquid-syntax", 11)]),
            ("{% assign x = n == 3 %}{{ x }}", "3", &[("liquid-syntax", 17)]),
            ("{% assign x %}", "", &[("liquid-syntax", 1)]),
            ("{% assign x = %}[{{ x }}]", "[]", &[]),
            ("{% assign = 1 %}", "", &[("liquid-syntax", 1)]),
            (
                "{% capture x y %}a{% endcapture %}{{ x }}",
                "a",
                &[("liquid-syntax", 12)],
            ),
            ("{% capture %}a{% endcapture %}", "", &[("liquid-syntax", 1)]),
        ]);
    }
}
