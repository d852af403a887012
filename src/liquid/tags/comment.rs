//! What is not rendered, or not read: `{% comment %}`, `{% # %}`, `{% doc %}` and `{% raw %}`.

use crate::liquid::lexer::Token;
use crate::liquid::parser::{Parser, Tag};
use crate::liquid::syntax::Node;

impl<'s> Parser<'s> {
    /// Skips up to `{% endcomment %}`; comments nest.
    pub(in crate::liquid) fn comment(&mut self, open: Tag<'s>) {
        let mut depth = 1;
        while depth > 0 {
            match self.lexer.next() {
                None => return self.problem(open.span, "`comment` is not closed by `{% endcomment %}`"),
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

    /// `{% # text %}`
    pub(in crate::liquid) fn inline_comment(&mut self, tag: Tag<'s>) {
        let has_code = |line: &str| !line.trim_start().is_empty() && !line.trim_start().starts_with('#');
        if tag.markup.text.lines().skip(1).any(has_code) {
            self.problem(tag.span, "each line of a comment with `#` must begin with `#`");
        }
    }

    /// Liquid's documentation of a template.
    pub(in crate::liquid) fn doc(&mut self, open: Tag<'s>) {
        if self.lexer.raw_until("enddoc").is_none() {
            self.problem(open.span, "`doc` is not closed by `{% enddoc %}`");
        }
    }

    pub(in crate::liquid) fn raw(&mut self, open: Tag<'s>) -> Option<Node<'s>> {
        if !open.markup.text.is_empty() {
            self.problem(open.markup.span(), "`raw` takes nothing");
        }
        let raw = self.lexer.raw_until("endraw");
        match raw {
            Some(raw) => {
                return Some(Node::Raw {
                    text: raw.text,
                    at: raw.at,
                });
            }
            None => self.problem(open.span, "`raw` is not closed by `{% endraw %}`"),
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::liquid::testing::{check, check_findings};

    #[test]
    fn nothing_of_it_shows() {
        check(&[
            ("{% comment %}{{ n | nope }}{% if %}{% endcomment %}a", "a"),
            (
                "{% comment %}{% comment %}{% endcomment %}{% raw %}{% endcomment %}{% endraw %}{% endcomment %}a",
                "a",
            ),
            ("a {%- comment -%} b {%- endcomment -%} c", "ac"),
            ("{% # note %}{%# a\n # b\n %}a{% doc %}{% if %}{% enddoc %}b", "ab"),
            (
                "{% liquid\n comment\n if whatever\n endcomment\n # note\n echo n %}",
                "3",
            ),
        ]);
    }

    #[test]
    fn raw_text_stays() {
        check(&[
            ("{% raw %}{{ n }}{% if %} {{ {% endraw %}", "{{ n }}{% if %} {{ "),
            ("a {%- raw -%} b {%- endraw -%} c", "a b c"),
            ("{% raw %}{% comment %}{% endraw %}a", "{% comment %}a"),
        ]);
    }

    #[test]
    fn mistakes_around_comments() {
        check_findings(&[
            ("{% # a\n b %}c", "c", &[("liquid-syntax", 1)]),
            ("{% comment %}a", "", &[("liquid-syntax", 1)]),
            ("{% raw x %}a{% endraw %}", "a", &[("liquid-syntax", 8)]),
            ("{% liquid\n raw\n%}", "", &[("liquid-syntax", 2)]),
        ]);
    }
}
