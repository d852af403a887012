//! Code samples that raw HTML has, as generators write them: which language, what text, and where that stands.

use crate::markdown::tree::{CodePiece, Element, Kind, NodeId, Tree};
use crate::span::Span;

/// The classes of what stands in a sample and is not its text: the numbers of its lines.
const NUMBERS: [&str; 8] = [
    "gutter",
    "line-number",
    "line-numbers",
    "lineno",
    "linenos",
    "linenumber",
    "ln",
    "lnt",
];

/// The text of a sample.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sample {
    pub(super) text: String,
    /// Where its bytes stand, in their order.
    pub(super) pieces: Vec<CodePiece>,
}

/// The language that an element says its code is in: by `data-lang`, or by a class as highlighters write it.
pub(super) fn language_of<'e>(element: &'e Element<'_>) -> Option<&'e str> {
    const PREFIXES: [&str; 4] = ["language-", "lang-", "highlight-source-", "highlight-"];
    let of_class = |class: &'e str| PREFIXES.iter().find_map(|prefix| class.strip_prefix(prefix));
    let classes = || element.attribute("class").unwrap_or_default().split_ascii_whitespace();
    let named = element.attribute("data-lang").or(element.attribute("data-language"));
    named
        .or_else(|| classes().find_map(of_class))
        .filter(|language| !language.is_empty())
}

impl Sample {
    /// The sample that the element `pre` is; its tree was made of `html`.
    pub(super) fn of(tree: &Tree<'_>, pre: NodeId, html: &str) -> Self {
        let mut sample = Self::default();
        let mut rest = vec![pre];
        while let Some(id) = rest.pop() {
            let node = tree.node(id);
            match &node.kind {
                Kind::Text(text) | Kind::CodeBlock { text, .. } => sample.push(text, node.span, html),
                Kind::Element(element) if is_number(element) => continue,
                Kind::Element(element) if element.name == "br" => sample.text.push('\n'),
                Kind::Element(_) | Kind::Root | Kind::Comment(_) => {}
            }
            let first = rest.len();
            rest.extend(tree.children(id));
            rest[first..].reverse();
        }
        sample
    }

    /// Adds the text of the bytes `span`, in which entities are resolved.
    fn push(&mut self, text: &str, span: Span, html: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        let typed = html.get(span.start..span.end).unwrap_or_default();
        let (mut at, mut done) = (0, 0);
        while at < text.len() {
            let (text, typed) = (&text[at..], &typed[done..]);
            let is_plain = |(a, b): &(u8, u8)| a == b && *a != b'&';
            let same = text.bytes().zip(typed.bytes()).take_while(is_plain).count();
            let same = text.floor_char_boundary(same);
            self.piece(start + at, span.start + done, same);
            // What is resolved has no place of its own: it belongs to what stands before it.
            let Some((made, of)) = resolved(&text[same..], &typed[same..]) else {
                return;
            };
            at += same + made;
            done += same + of;
        }
    }

    fn piece(&mut self, at: usize, typed: usize, length: usize) {
        if length > 0 {
            let span = Span::new(typed, typed + length);
            self.pieces.push(CodePiece { at, span });
        }
    }
}

/// How long the first character of `text` is, and what it was made of at the start of `typed`; nothing where nobody
/// can tell.
fn resolved(text: &str, typed: &str) -> Option<(usize, usize)> {
    let first = text.chars().next().map(char::len_utf8)?;
    if text.starts_with('\n') && typed.starts_with("\r\n") {
        return Some((first, 2));
    }
    match entity(typed) {
        // An ampersand alone, or what is called so and is none, stays.
        Some(entity) if entity != "&amp;" && text.starts_with(entity) => Some((first, 1)),
        Some(entity) => Some((first, entity.len())),
        None => (text.starts_with('&') && typed.starts_with('&')).then_some((first, 1)),
    }
}

/// The entity that `html` begins with, or looks like one.
fn entity(html: &str) -> Option<&str> {
    const LONGEST: usize = 40;
    let rest = html.strip_prefix('&')?;
    let length = rest.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'#';
    rest[..length].bytes().all(is_name).then(|| &html[..length + 2])
}

/// Whether an element holds the numbers of a sample's lines, or a button beside them.
fn is_number(element: &Element<'_>) -> bool {
    let mut classes = element.attribute("class").unwrap_or_default().split_ascii_whitespace();
    element.name == "button" || classes.any(|class| NUMBERS.contains(&class))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{HeadingIds, Options, render_html};

    /// The text of a sample, and what of it stands where.
    fn read(html: &str) -> (String, Vec<(String, String)>) {
        let options = Options {
            heading_ids: HeadingIds::default(),
        };
        let body = render_html(html, &options);
        let is_pre = |id: &NodeId| body.tree.element(*id).is_some_and(|element| element.name == "pre");
        let pre = body.tree.ids().find(is_pre).expect("there is a sample");
        let sample = Sample::of(&body.tree, pre, html);
        let pieces = sample.pieces.iter().map(|piece| {
            let typed = html[piece.span.start..piece.span.end].to_owned();
            (sample.text[piece.at..piece.at + typed.len()].to_owned(), typed)
        });
        (sample.text.clone(), pieces.collect())
    }

    #[test]
    fn highlighted_text_is_read_through_its_tags_and_entities() {
        let html =
            "<pre><code><span class=p>{</span> <span>&quot;ä&amp;amp;&quot;</span>: &lt;b&gt; &nope; x</code></pre>";
        let (text, pieces) = read(html);
        assert_eq!(text, "{ \"ä&amp;\": <b> &nope; x");
        for (text, typed) in &pieces {
            assert_eq!(text, typed);
        }
        assert_eq!(pieces.last().map(|(_, typed)| typed.as_str()), Some("nope; x"));
    }

    #[test]
    fn numbers_of_lines_are_no_text() {
        let (text, _) =
            read("<pre><span class=\"ln\">1</span>{<br><span class=lnt>2\n</span>}<button>Copy</button></pre>");
        assert_eq!(text, "{\n}");
    }
}
