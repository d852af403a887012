//! Code samples that raw HTML has, as generators write them: which language, what text, and where that stands.

use super::composed::Composed;
use crate::markdown::tree::{Element, Kind, NodeId, Tree};

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

/// The sample that the element `pre` is; its tree was made of `html`.
pub(super) fn read(tree: &Tree<'_>, pre: NodeId, html: &str) -> Composed {
    let mut sample = Composed::default();
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

/// Whether an element holds the numbers of a sample's lines, or a button beside them.
fn is_number(element: &Element<'_>) -> bool {
    let mut classes = element.attribute("class").unwrap_or_default().split_ascii_whitespace();
    element.name == "button" || classes.any(|class| NUMBERS.contains(&class))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{Options, render_html};

    /// The text of a sample, and what of it stands where.
    fn shown(html: &str) -> (String, Vec<(String, String)>) {
        let options = Options::default();
        let body = render_html(html, &options);
        let is_pre = |id: &NodeId| body.tree.element(*id).is_some_and(|element| element.name == "pre");
        let pre = body.tree.ids().find(is_pre).expect("there is a sample");
        let sample = read(&body.tree, pre, html);
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
        let (text, pieces) = shown(html);
        assert_eq!(text, "{ \"ä&amp;\": <b> &nope; x");
        for (text, typed) in &pieces {
            assert_eq!(text, typed);
        }
        assert_eq!(pieces.last().map(|(_, typed)| typed.as_str()), Some("nope; x"));
    }

    #[test]
    fn numbers_of_lines_are_no_text() {
        let (text, _) =
            shown("<pre><span class=\"ln\">1</span>{<br><span class=lnt>2\n</span>}<button>Copy</button></pre>");
        assert_eq!(text, "{\n}");
    }
}
