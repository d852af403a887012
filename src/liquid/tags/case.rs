//! `{% case %}`, with `{% when %}` and `{% else %}`.

use crate::liquid::expression::Reader;
use crate::liquid::lax;
use crate::liquid::parser::{Parser, Tag, take_blanks};
use crate::liquid::render::{Flow, Renderer};
use crate::liquid::syntax::{Case, Clause, Expression, Node};

impl<'s> Parser<'s> {
    pub(in crate::liquid) fn case(&mut self, open: Tag<'s>) -> Option<Node<'s>> {
        let subject = self.read(open.markup, Reader::expression, lax::first_expression);
        // What stands before the first `when` is never shown.
        let (mut preamble, mut divider) = self.body(&open, "endcase", &["when", "else"]);
        let mut clauses = Vec::new();
        while let Some(tag) = divider.take() {
            let values = (tag.name.text == "when").then(|| self.read(tag.markup, alternatives, lax::alternatives));
            if tag.name.text == "else" && !tag.markup.text.is_empty() {
                self.problem(tag.markup.span(), "`else` takes no value");
            }
            let (body, next) = self.body(&open, "endcase", &["when", "else"]);
            clauses.push(Clause { values, body });
            divider = next;
        }
        let bodies = clauses.iter_mut().map(|clause| &mut clause.body);
        let is_blank = take_blanks(bodies.chain([&mut preamble]));
        Some(Node::Case(Box::new(Case {
            subject,
            clauses,
            is_blank,
            span: open.span,
        })))
    }
}

/// The values of a `when`.
fn alternatives<'s>(reader: &mut Reader<'s>) -> Vec<Expression<'s>> {
    let mut values = vec![reader.expression()];
    while reader.eat(",") || reader.eat_name("or") {
        values.push(reader.expression());
    }
    values
}

impl<'a, 's> Renderer<'a, 's> {
    pub(in crate::liquid) fn case(&mut self, case: &'a Case<'s>) -> Flow {
        let mut has_matched = false;
        for clause in &case.clauses {
            let Some(values) = &clause.values else {
                // An `else` may stand before a `when`.
                let body: &[Node<'s>] = if has_matched { &[] } else { &clause.body };
                match self.nodes(body) {
                    Flow::Next => continue,
                    flow => return flow,
                }
            };
            // As in Liquid, a body is rendered as often as values of its `when` match, and may change what is asked for.
            for value in values {
                let subject = self.expression(&case.subject);
                if !subject.equals(&self.operand(value)) {
                    continue;
                }
                has_matched = true;
                let flow = self.nodes(&clause.body);
                if flow != Flow::Next {
                    return flow;
                }
            }
        }
        Flow::Next
    }
}

#[cfg(test)]
mod tests {
    use crate::liquid::testing::{check, check_findings};

    #[test]
    fn bodies_of_the_values_that_match() {
        check(&[
            (
                "{% case n %}{% when 1 %}a{% when 2, 3 %}b{% when 3 or 4 %}c{% else %}d{% endcase %}",
                "bc",
            ),
            ("{% case s %}{% when 'text', 'x' or 'text' %}a{% endcase %}", "aa"),
            ("{% case n %}{% when 3.0 %}a{% when '3' %}b{% endcase %}", "a"),
            ("{% case n %}{% else %}a{% when 4 %}b{% else %}c{% endcase %}", "ac"),
            ("{% case n %}{% else %}a{% when 3 %}b{% else %}c{% endcase %}", "ab"),
            ("{% case e %}{% when empty %}a{% when blank %}b{% endcase %}", "ab"),
            (
                "{% case n %}{% when 3, 4 %}{% assign n = 4 %}a{% when 3 %}b{% endcase %}",
                "aa",
            ),
            ("{% case n %} no {% when 3 %}a{% endcase %}", "a"),
            (
                "{% case list.size %}{% when page.title %}a{% when 4 %}b{% endcase %}",
                "b",
            ),
            ("[{% case n %} {% when 3 %} {% assign x = 1 %} {% endcase %}]", "[]"),
        ]);
    }

    #[test]
    fn what_is_left_over_is_told() {
        check_findings(&[
            (
                "{% case n s %}{% when 3 %}a{% endcase %}",
                "a",
                &[("liquid-syntax", 11)],
            ),
            (
                "{% case n %}{% when 3 4 %}a{% endcase %}",
                "a",
                &[("liquid-syntax", 23)],
            ),
            ("{% case n %}{% when %}a{% endcase %}", "", &[("liquid-syntax", 20)]),
            ("{% case n %}{% else x %}a{% endcase %}", "a", &[("liquid-syntax", 21)]),
            ("{% case %}{% when nil %}a{% endcase %}", "a", &[("liquid-syntax", 8)]),
        ]);
    }
}
