//! Splits a template into text, `{{ outputs }}` and `{% tags %}`, as Liquid's own tokeniser does: an output ends at
//! the first `}`, a tag at the first `%}`, whatever stands in quotes before. In `{% liquid %}` each line is a tag.

use memchr::{memchr, memmem};

use crate::span::Span;

/// A slice of a template that knows where it stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slice<'s> {
    /// The text.
    pub(crate) text: &'s str,
    /// Its first byte in the template.
    pub(crate) at: usize,
}

impl<'s> Slice<'s> {
    pub(crate) fn span(self) -> Span {
        Span::new(self.at, self.at + self.text.len())
    }

    /// The part of it from byte `from` on.
    pub(crate) fn from(self, from: usize) -> Self {
        Self {
            text: &self.text[from..],
            at: self.at + from,
        }
    }

    /// The first `length` bytes of it.
    pub(crate) fn to(self, length: usize) -> Self {
        Self {
            text: &self.text[..length],
            at: self.at,
        }
    }

    pub(crate) fn trim(self) -> Self {
        self.trim_start().trim_end()
    }

    pub(crate) fn trim_start(self) -> Self {
        self.from(self.text.len() - self.text.trim_start_matches(is_blank).len())
    }

    pub(crate) fn trim_end(self) -> Self {
        self.to(self.text.trim_end_matches(is_blank).len())
    }
}

/// What Ruby strips.
fn is_blank(c: char) -> bool {
    matches!(c, '\0' | '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | ' ')
}

/// A character of names.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// A part of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'s> {
    /// What is copied as it is, white space control applied.
    Text(Slice<'s>),
    /// `{{ inside }}`
    Output { inside: Slice<'s>, span: Span },
    /// `{% name markup %}`
    Tag {
        name: Slice<'s>,
        markup: Slice<'s>,
        span: Span,
    },
    /// `{{` or `{%` without its end. It stays in the text as it is, and what follows is read as if it were not there.
    Unclosed { text: Slice<'s>, end: &'static str },
}

/// The places in [`Lexer::without`].
const OUTPUT_END: usize = 0;
const TAG_END: usize = 1;
const RAW_END: usize = 2;

/// What a [`Lexer`] reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Text with outputs and tags.
    Template,
    /// The inside of a `{% liquid %}`.
    Lines,
}

/// A template being read from front to back.
#[derive(Debug)]
pub(crate) struct Lexer<'s> {
    text: &'s str,
    at: usize,
    end: usize,
    mode: Mode,
    /// The last output or tag ended with `-`, so that blanks that follow vanish.
    trims_next: bool,
    /// Ends that were looked for in vain, so that they need not be looked for again: `}`, `%}`, `{% endraw %}`.
    without: [bool; 3],
}

impl<'s> Lexer<'s> {
    /// Reads the part `span` of the file text `text`; all places are places in `text`.
    pub(crate) fn new(text: &'s str, span: Span) -> Self {
        Self {
            text,
            at: span.start,
            end: span.end,
            mode: Mode::Template,
            trims_next: false,
            without: [false; 3],
        }
    }

    /// Reads the part `span` of the file text `text` as what stands in `{% liquid %}`: a tag a line.
    pub(crate) fn of_lines(text: &'s str, span: Span) -> Self {
        Self {
            mode: Mode::Lines,
            ..Self::new(text, span)
        }
    }

    /// Such a reader of the inside `markup` of one of this one's tags.
    pub(crate) fn lines_of(&self, markup: Slice<'s>) -> Self {
        Self::of_lines(self.text, markup.span())
    }

    /// What `{% raw %}` protects: everything up to `{% endraw %}`, which is passed too, as it stands whatever `-`
    /// these tags have; `None`, and nothing is passed, where there is no such end.
    pub(crate) fn raw_until(&mut self, end_tag: &str) -> Option<Slice<'s>> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut from = start;
        if self.without[RAW_END] || self.mode == Mode::Lines {
            return None;
        }
        while let Some(found) = memmem::find(&bytes[from..self.end], b"{%") {
            let open = from + found;
            // The `%` of `{%}` opens and does not close too.
            let Some(close) = memmem::find(&bytes[open + 2..self.end], b"%}") else {
                break;
            };
            let length = 2 + close + 2;
            let inside = &self.text[open + 2..open + length - 2];
            let name = inside.strip_prefix('-').unwrap_or(inside).trim_start();
            let after = name.strip_prefix(end_tag).and_then(|rest| rest.chars().next());
            if name.starts_with(end_tag) && !after.is_some_and(is_word) {
                self.at = open + length;
                self.trims_next = inside.ends_with('-');
                return Some(Slice {
                    text: &self.text[start..open],
                    at: start,
                });
            }
            from = open + 2;
        }
        self.without[RAW_END] = true;
        None
    }

    /// The place of the next `{{` or `{%`.
    fn next_opening(&self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut from = self.at;
        while let Some(found) = memchr(b'{', &bytes[from..self.end]) {
            let at = from + found;
            if at + 1 < self.end && matches!(bytes[at + 1], b'{' | b'%') {
                return Some(at);
            }
            from = at + 1;
        }
        None
    }

    fn take_text(&mut self, end: usize) -> Slice<'s> {
        let mut text = Slice {
            text: &self.text[self.at..end],
            at: self.at,
        };
        self.at = end;
        if std::mem::take(&mut self.trims_next) {
            text = text.trim_start();
        }
        text
    }
}

/// The name of a tag, and what follows it.
fn tag<'s>(inside: Slice<'s>, span: Span) -> Token<'s> {
    let inside = inside.trim();
    let length = match inside.text.starts_with('#') {
        true => 1,
        false => inside.text.find(|c| !is_word(c)).unwrap_or(inside.text.len()),
    };
    Token::Tag {
        name: inside.to(length),
        markup: inside.from(length).trim(),
        span,
    }
}

impl<'s> Lexer<'s> {
    /// The next line that is not blank.
    fn next_line(&mut self) -> Option<Token<'s>> {
        while self.at < self.end {
            let rest = &self.text[self.at..self.end];
            let length = memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
            let line = Slice {
                text: &rest[..length],
                at: self.at,
            };
            self.at = (self.at + length + 1).min(self.end);
            let line = line.trim();
            if !line.text.is_empty() {
                return Some(tag(line, line.span()));
            }
        }
        None
    }
}

impl<'s> Iterator for Lexer<'s> {
    type Item = Token<'s>;

    fn next(&mut self) -> Option<Token<'s>> {
        if self.at >= self.end {
            return None;
        }
        if self.mode == Mode::Lines {
            return self.next_line();
        }
        let bytes = self.text.as_bytes();
        let Some(open) = self.next_opening() else {
            return Some(Token::Text(self.take_text(self.end)));
        };
        if open > self.at {
            let trims_before = open + 2 < self.end && bytes[open + 2] == b'-';
            let text = self.take_text(open);
            return Some(Token::Text(if trims_before { text.trim_end() } else { text }));
        }
        let is_tag = bytes[open + 1] == b'%';
        let rest = &self.text[open + 2..self.end];
        let end = if is_tag { TAG_END } else { OUTPUT_END };
        let found = match is_tag {
            _ if self.without[end] => None,
            true => memmem::find(rest.as_bytes(), b"%}"),
            false => memchr(b'}', rest.as_bytes()),
        };
        self.without[end] = found.is_none();
        let close = found.filter(|&at| is_tag || rest[at..].starts_with("}}"));
        let Some(close) = close else {
            self.at = open + 2;
            self.trims_next = false;
            return Some(Token::Unclosed {
                text: Slice {
                    text: &self.text[open..open + 2],
                    at: open,
                },
                end: if is_tag { "%}" } else { "}}" },
            });
        };
        let mut inside = Slice {
            text: &rest[..close],
            at: open + 2,
        };
        let span = Span::new(open, open + 2 + close + 2);
        // The `-` of `{{-}}` trims both ways.
        self.trims_next = inside.text.ends_with('-');
        if inside.text.starts_with('-') {
            inside = inside.from(1);
        }
        if inside.text.ends_with('-') {
            inside = inside.to(inside.text.len() - 1);
        }
        self.at = span.end;
        Some(match is_tag {
            true => tag(inside, span),
            false => Token::Output { inside, span },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Vec<String> {
        Lexer::new(text, Span::new(0, text.len()))
            .map(|token| match token {
                Token::Text(text) => format!("text {:?}", text.text),
                Token::Output { inside, .. } => format!("output {:?}", inside.text),
                Token::Tag { name, markup, .. } => format!("tag {} {:?}", name.text, markup.text),
                Token::Unclosed { text, end } => format!("unclosed {:?} {end}", text.text),
            })
            .collect()
    }

    #[test]
    fn text_outputs_and_tags() {
        let cases: &[(&str, &[&str])] = &[
            ("a{{ b }}c", &["text \"a\"", "output \" b \"", "text \"c\""]),
            ("{% if a %}", &["tag if \"a\""]),
            ("{%if a%}{%- endif -%}", &["tag if \"a\"", "tag endif \"\""]),
            ("a {{- b -}} c", &["text \"a\"", "output \" b \"", "text \"c\""]),
            ("{ a } %}", &["text \"{ a } %}\""]),
            ("{%# note %}", &["tag # \"note\""]),
            (
                "{% include a.html x=\"{{ y }}\" %}",
                &["tag include \"a.html x=\\\"{{ y }}\\\"\""],
            ),
            ("{{ a } b", &["unclosed \"{{\" }}", "text \" a } b\""]),
            ("{{ a", &["unclosed \"{{\" }}", "text \" a\""]),
            ("x {% if", &["text \"x \"", "unclosed \"{%\" %}", "text \" if\""]),
            ("{{}}{{-}} a", &["output \"\"", "output \"\"", "text \"a\""]),
        ];
        for (text, expected) in cases {
            assert_eq!(show(text), *expected, "{text}");
        }
    }

    #[test]
    fn lines_are_tags_at_their_places() {
        let text = "\n  assign x = 1\r\n\n  # note %\n endif";
        let lexer = Lexer::of_lines(text, Span::new(0, text.len()));
        let lines: Vec<_> = lexer
            .map(|token| match token {
                Token::Tag { name, markup, span } => (name.text, markup.text, &text[span.start..span.end]),
                other => panic!("a line is a tag, not {other:?}"),
            })
            .collect();
        let expected = [
            ("assign", "x = 1", "assign x = 1"),
            ("#", "note %", "# note %"),
            ("endif", "", "endif"),
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn raw_text_ends_at_its_end_tag_only() {
        let text = "{{ a }} {% if %} {%- endraw -%} b";
        let mut lexer = Lexer::new(text, Span::new(0, text.len()));
        assert_eq!(lexer.raw_until("endraw").map(|raw| raw.text), Some("{{ a }} {% if %} "));
        assert_eq!(lexer.next(), Some(Token::Text(Slice { text: "b", at: 32 })));
        assert_eq!(Lexer::new("{% endra %}", Span::new(0, 11)).raw_until("endraw"), None);
    }
}
