//! `{page.x}`: a variable that its author put into one brace where Liquid wants two, so that it is text.

use memchr::memchr_iter;

use super::lexer::Slice;
use super::render::Renderer;
use super::syntax::Node;
use super::value::Value;
use crate::finding::Finding;
use crate::span::Span;

const RULE: &str = "single-brace";

/// The variables whose members authors print.
const ROOTS: [&str; 3] = ["page", "site", "include"];

/// The paths of variables in single braces in a text of a template.
pub(super) fn find<'s>(text: Slice<'s>) -> impl Iterator<Item = Node<'s>> {
    memchr_iter(b'{', text.text.as_bytes()).filter_map(move |open| {
        // `${page.x}` and `#{page.x}` are other languages'.
        if text.text[..open].ends_with(['$', '#', '{', '\\']) {
            return None;
        }
        let inside = text.from(open + 1).trim_start();
        let is_of_path = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        let path = inside.to(inside.text.bytes().take_while(|byte| is_of_path(byte)).count());
        let after = inside.from(path.text.len()).trim_start();
        (is_path(path.text) && after.text.starts_with('}')).then(|| Node::SingleBrace {
            path: path.text,
            span: Span::new(text.at + open, after.at + 1),
        })
    })
}

/// Whether a text is a variable such as `page.x` or `site.data.a.b`.
fn is_path(text: &str) -> bool {
    text.split_once('.')
        .is_some_and(|(root, members)| ROOTS.contains(&root) && members.split('.').all(|name| !name.is_empty()))
}

impl Renderer<'_, '_> {
    /// Notes a variable in single braces. Where there is no such variable, the braces mean something else.
    pub(super) fn single_brace(&mut self, path: &str, span: Span) {
        if matches!(self.resolve(path), None | Some(Value::Nil | Value::Undefined(_))) {
            return;
        }
        let message = format!("`{{{path}}}` is shown as it stands, not the variable's value");
        if self.seen_errors.insert((RULE, self.place(span), message.clone())) {
            let finding = Finding::warning(RULE, self.location(span), message);
            self.find(finding.with_hint(format!("a variable takes two braces: `{{{{{path}}}}}`")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_the_known_variables_are_found() {
        let text = "{page.a} /{ site.data.a-b }}/{include.x} ${page.a} #{page.a} {page} {page.} {pages.a} {page.a + 1} {page.a";
        let found = find(Slice { text, at: 0 }).map(|node| match node {
            Node::SingleBrace { path, span } => (path, &text[span.start..span.end]),
            _ => ("", ""),
        });
        let expected = [
            ("page.a", "{page.a}"),
            ("site.data.a-b", "{ site.data.a-b }"),
            ("include.x", "{include.x}"),
        ];
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }
}
