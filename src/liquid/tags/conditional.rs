//! `{% if %}` and `{% unless %}`, with `{% elsif %}` and `{% else %}`.

use crate::liquid::expression::Reader;
use crate::liquid::lax;
use crate::liquid::parser::{Parser, Tag, take_blanks};
use crate::liquid::render::{Flow, Renderer};
use crate::liquid::syntax::{Branch, If, Node};

impl<'s> Parser<'s> {
    pub(in crate::liquid) fn branches(&mut self, open: Tag<'s>) -> Option<Node<'s>> {
        let (end_tag, wanted) = match open.name.text {
            "if" => ("endif", true),
            _ => ("endunless", false),
        };
        let mut branches = Vec::new();
        let mut otherwise = None;
        let mut current = Some((open, wanted));
        while let Some((tag, wanted)) = current.take() {
            let condition = match tag.name.text {
                "else" => {
                    if tag.markup.text.starts_with("if") {
                        self.problem(tag.span, "`else` takes no condition: write `elsif`");
                    }
                    None
                }
                _ => self.read(tag.markup, |reader| Some(Reader::condition(reader)), lax::condition),
            };
            let (body, divider) = self.body(&open, end_tag, &["elsif", "else"]);
            match condition {
                _ if otherwise.is_some() => self.problem(
                    tag.span,
                    format!("`{}` comes after `else`, so what follows is never shown", tag.name.text),
                ),
                Some(condition) => branches.push(Branch {
                    condition,
                    wanted,
                    body,
                }),
                None if tag.name.text == "else" => otherwise = Some(body),
                // A test that cannot be made out never holds.
                None => {}
            }
            current = divider.map(|tag| (tag, true));
        }
        let mut otherwise = otherwise.unwrap_or_default();
        let bodies = branches.iter_mut().map(|branch| &mut branch.body);
        let is_blank = take_blanks(bodies.chain([&mut otherwise]));
        Some(Node::If(If {
            branches,
            otherwise,
            is_blank,
            span: open.span,
        }))
    }
}

impl<'a, 's> Renderer<'a, 's> {
    pub(in crate::liquid) fn branches(&mut self, branches: &'a If<'s>) -> Flow {
        let taken = branches
            .branches
            .iter()
            .find(|branch| self.condition(&branch.condition, branches.span) == branch.wanted);
        self.nodes(taken.map_or(branches.otherwise.as_slice(), |branch| &branch.body))
    }
}

#[cfg(test)]
mod tests {
    use crate::liquid::testing::{check, check_findings};

    #[test]
    fn the_first_branch_that_holds() {
        check(&[
            ("{% if no %}a{% elsif n == 3 %}b{% else %}c{% endif %}", "b"),
            ("{% unless t %}a{% elsif n == 3 %}b{% else %}c{% endunless %}", "b"),
            ("{% unless no %}a{% elsif t %}b{% endunless %}", "a"),
            (
                "{% if 0 %}a{% endif %}{% if e %}b{% endif %}{% if empty %}c{% endif %}{% if nil %}d{% endif %}",
                "abc",
            ),
        ]);
    }

    #[test]
    fn and_and_or_bind_alike_and_to_the_right() {
        check(&[
            ("{% if true or false and false %}a{% endif %}", "a"),
            ("{% if false and true or true %}a{% else %}b{% endif %}", "b"),
            ("{% if false or true and false or true %}a{% endif %}", "a"),
        ]);
    }

    #[test]
    fn comparisons() {
        check(&[
            (
                "{% if n == 3.0 %}a{% endif %}{% if n == '3' %}b{% endif %}{% if t == 'true' %}c{% endif %}",
                "a",
            ),
            (
                "{% if n <> 3 %}a{% endif %}{% if n>=3 %}b{% endif %}{% if f < n %}c{% endif %}{% if 'B' < 'a' %}d{% endif %}",
                "bcd",
            ),
            (
                "{% if nil < 1 %}a{% endif %}{% if 1 > page.none %}b{% endif %}{% if t > 1 %}c{% endif %}{% if list > 1 %}d{% endif %}",
                "",
            ),
            (
                "{% if s contains 'ex' %}a{% endif %}{% if s contains nil %}b{% endif %}{% if list contains 'a' %}c{% endif %}",
                "ac",
            ),
            (
                "{% if object contains 'a' %}a{% endif %}{% if object contains 1 %}b{% endif %}{% if n contains 3 %}c{% endif %}",
                "a",
            ),
            (
                "{% if (1..3) contains 2.5 %}a{% endif %}{% if (1..3) contains '2' %}b{% endif %}{% if 'a1' contains 1 %}c{% endif %}",
                "ac",
            ),
            (
                "{% if list == list %}a{% endif %}{% if (1..2) == (1..2) %}b{% endif %}{% if object == object %}c{% endif %}",
                "abc",
            ),
        ]);
    }

    #[test]
    fn empty_and_blank() {
        check(&[
            (
                "{% if e == empty %}a{% endif %}{% if empty == nil %}b{% endif %}{% if 0 == empty %}c{% endif %}{% if empty == '' %}d{% endif %}",
                "ad",
            ),
            (
                "{% if '  ' == blank %}a{% endif %}{% if blank == nil %}b{% endif %}{% if no == blank %}c{% endif %}{% if 0 == blank %}d{% endif %}",
                "abc",
            ),
            (
                "{% if empty == empty %}a{% endif %}{% if blank == blank %}b{% endif %}{% if list != empty %}c{% endif %}",
                "c",
            ),
        ]);
    }

    #[test]
    fn what_shows_nothing_leaves_no_white_space() {
        check(&[
            (
                "[{% if t %} \n {% assign x = 1 %} {% if t %} {% # a %} {% endif %} {% else %} {% endif %}]",
                "[]",
            ),
            (
                "[{% if t %} {{ e }} {% endif %}{% if t %} {% raw %} {% endraw %}{% endif %}]",
                "[    ]",
            ),
            ("[{% if t %} {% assign x = 1 %} {% else %} a {% endif %}]", "[  ]"),
            ("{%- if t -%} a {%- endif -%} b", "ab"),
        ]);
    }

    #[test]
    fn what_is_no_condition_is_told_and_liquid_makes_something_of_it() {
        check_findings(&[
            ("{% if n = 4 %}a{% else %}b{% endif %}", "b", &[("liquid-syntax", 9)]),
            ("{% if no && t %}a{% else %}b{% endif %}", "b", &[("liquid-syntax", 10)]),
            ("{% if (no or t) and t %}a{% endif %}", "a", &[("liquid-syntax", 11)]),
            ("{% if n == 3 | plus: 1 %}a{% endif %}", "a", &[("liquid-syntax", 14)]),
            ("{% if nil == %}a{% endif %}", "a", &[("liquid-syntax", 13)]),
            ("{% if %}a{% else %}b{% endif %}", "b", &[("liquid-syntax", 6)]),
            ("{% if n and %}a{% else %}b{% endif %}", "b", &[("liquid-syntax", 12)]),
            (
                "{% if no %}a{% else %}b{% else %}c{% endif %}",
                "b",
                &[("liquid-syntax", 24)],
            ),
            ("{% if no %}a{% else if t %}b{% endif %}", "b", &[("liquid-syntax", 13)]),
        ]);
    }

    #[test]
    fn kinds_that_cannot_be_compared() {
        check_findings(&[
            (
                "{% if n < '4' %}a{% else %}b{% endif %}",
                "b",
                &[("mismatched-value", 7)],
            ),
            ("{% if t and s > 1 %}a{% endif %}", "", &[("mismatched-value", 13)]),
        ]);
    }
}
