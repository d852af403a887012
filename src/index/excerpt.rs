//! The excerpt of a document: its text up to the separator, as Jekyll cuts it (`Excerpt`).

use crate::span::Span;

/// The parts of a document's file that make its excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The text before the separator.
    pub head: Span,
    /// The definitions of links (`[name]: address`) behind it that the text uses.
    pub definitions: Vec<Span>,
}

impl Excerpt {
    /// The excerpt of the text `body` of a file; nothing without a separator.
    pub(super) fn new(text: &str, body: Span, separator: &str) -> Option<Self> {
        if separator.is_empty() {
            return None;
        }
        let content = &text[body.start..body.end];
        let whole = Self {
            head: body,
            definitions: Vec::new(),
        };
        let Some(at) = content.find(separator) else {
            return Some(whole);
        };
        let head = Span::new(body.start, body.start + at);
        let head_text = &content[..at];
        let mut line_start = head.end + separator.len();
        let mut definitions = Vec::new();
        for line in text[line_start..body.end].split_inclusive('\n') {
            if defined_name(line).is_some_and(|name| head_text.contains(name)) {
                definitions.push(Span::new(line_start, line_start + line.trim_end_matches('\n').len()));
            }
            line_start += line.len();
        }
        Some(Self { head, definitions })
    }

    /// Its source: the text with the definitions.
    pub fn source(&self, text: &str) -> String {
        let part = |span: &Span| &text[span.start..span.end];
        let mut source = part(&self.head).to_owned();
        for (at, definition) in self.definitions.iter().enumerate() {
            source.push_str(if at == 0 { "\n\n" } else { "\n" });
            source.push_str(part(definition));
        }
        source
    }
}

/// The name, with its brackets, that a line defines.
fn defined_name(line: &str) -> Option<&str> {
    let trimmed = line.trim_start_matches(' ');
    let is_near = line.len() - trimmed.len() <= 3;
    let end = trimmed.find(']').filter(|_| is_near && trimmed.starts_with('['))?;
    let is_definition = end > 1
        && trimmed[end + 1..]
            .trim_end()
            .strip_prefix(':')
            .is_some_and(|to| !to.is_empty());
    is_definition.then(|| &trimmed[..=end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_excerpt_ends_at_the_separator_and_takes_its_definitions_along() {
        for (text, separator, expected) in [
            ("One.\n\nTwo.", "\n\n", Some("One.")),
            ("One.\nTwo.", "\n\n", Some("One.\nTwo.")),
            ("One.\n\n", "\n\n", Some("One.")),
            ("One<!--more-->Two", "<!--more-->", Some("One")),
            ("One.\n\nTwo.", "", None),
            (
                "See [a] and [b][].\n\nMore.\n\n[a]: /x\n   [b]: /y \"z\"\n[c]: /z\n    [a]: code\n[a]:\n",
                "\n\n",
                Some("See [a] and [b][].\n\n[a]: /x\n   [b]: /y \"z\""),
            ),
            ("", "\n\n", Some("")),
        ] {
            let excerpt = Excerpt::new(text, Span::new(0, text.len()), separator);
            let source = excerpt.map(|excerpt| excerpt.source(text));
            assert_eq!(source.as_deref(), expected, "{text:?}");
        }
    }
}
