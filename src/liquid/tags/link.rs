//! Jekyll's `{% link %}` and `{% post_url %}`: the URL of a file of the site, by its path, and of a post, by its name.

use std::borrow::Cow;

use crate::liquid::filters::{self, Arguments};
use crate::liquid::parser::{Parser, Tag};
use crate::liquid::render::{Flow, Renderer};
use crate::liquid::syntax::{Link, LinkTo, Node};
use crate::liquid::value::Value;

impl<'s> Parser<'s> {
    pub(in crate::liquid) fn link(&mut self, to: LinkTo, tag: Tag<'s>) -> Option<Node<'s>> {
        if tag.markup.text.is_empty() {
            let wanted = match to {
                LinkTo::File => "the path of a file",
                LinkTo::Post => "the name of a post",
            };
            self.problem(tag.span, format!("`{}` needs {wanted}", tag.name.text));
            return None;
        }
        // Jekyll prints variables in the path of a `link` only.
        let target = match to {
            LinkTo::File => self.text_and_outputs(tag.markup),
            LinkTo::Post => vec![Node::Text {
                text: tag.markup.text,
                at: tag.markup.at,
            }],
        };
        Some(Node::Link(Box::new(Link {
            to,
            target,
            target_span: tag.markup.span(),
            span: tag.span,
        })))
    }
}

impl<'a, 's> Renderer<'a, 's> {
    pub(in crate::liquid) fn link(&mut self, link: &'a Link<'s>) -> Flow {
        let undefined_before = self.seen_undefined.len();
        let (target, flow) = match link.target.as_slice() {
            [Node::Text { text, .. }] => (Cow::Borrowed(*text), Flow::Next),
            nodes => {
                let (text, flow) = self.captured(|renderer| renderer.nodes(nodes));
                (Cow::Owned(text), flow)
            }
        };
        if flow != Flow::Next {
            return flow;
        }
        let is_known = self.seen_undefined.len() == undefined_before;
        let (addresses, hints) = (self.environment.addresses, self.hints);
        let url = match link.to {
            LinkTo::File => addresses.url(target.trim_start_matches('/')),
            LinkTo::Post => {
                let post = Post::named(&target);
                post.and_then(|post| {
                    let starts = post.starts();
                    let mut paths = starts.iter().flat_map(|start| addresses.paths_from(start));
                    addresses.url(paths.find(|path| post.is_at(path))?)
                })
            }
        };
        let Some(url) = url else {
            // What it leaves of a link on the page is told here already.
            self.seen_undefined
                .insert((self.place(link.span), target.to_string(), None));
            if is_known {
                let what = match link.to {
                    LinkTo::File => "page or file",
                    LinkTo::Post => "post",
                };
                self.error(
                    "broken-link",
                    link.target_span,
                    format!("there is no {what} `{target}`"),
                    || {
                        hints
                            .nearest(&target, addresses.paths())
                            .map(|path| format!("did you mean `{path}`?"))
                    },
                );
            }
            return Flow::Next;
        };
        match filters::relative_url(Value::from(url), &Arguments::default(), &self.environment.site) {
            Ok(url) => self.print(&url.to_text(), link.span),
            Err(error) => {
                self.error("filter-argument", link.span, error.0, || None);
                Flow::Next
            }
        }
    }
}

/// The name of a post: `folder/2026-05-01-title`.
#[derive(Debug, PartialEq, Eq)]
struct Post<'t> {
    /// Empty, or with a slash at its end.
    folder: &'t str,
    /// `2026-05-01-title`
    name: &'t str,
}

impl<'t> Post<'t> {
    fn named(text: &'t str) -> Option<Self> {
        let text = text.strip_prefix('/').unwrap_or(text);
        let (folder, name) = text.split_at(text.rfind('/').map_or(0, |slash| slash + 1));
        let mut parts = name.splitn(4, '-');
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let has_date = parts.by_ref().take(3).filter(|part| is_number(part)).count() == 3;
        (has_date && parts.next().is_some()).then_some(Self { folder, name })
    }

    /// What the paths begin with that it may stand at.
    fn starts(&self) -> [String; 2] {
        let Self { folder, name } = self;
        [format!("_posts/{folder}{name}."), format!("{folder}_posts/{name}.")]
    }

    /// Whether it stands at `path`: `_posts/folder/name.md` or `folder/_posts/name.md`.
    fn is_at(&self, path: &str) -> bool {
        let is_file = |rest: &str| {
            let ending = rest.strip_prefix(self.name).and_then(|rest| rest.strip_prefix('.'));
            ending.is_some_and(|ending| !ending.is_empty() && !ending.contains('/'))
        };
        let within = |path: &str, first: &str, second: &str| {
            let rest = path.strip_prefix(first).and_then(|rest| rest.strip_prefix(second));
            rest.is_some_and(is_file)
        };
        within(path, "_posts/", self.folder) || within(path, self.folder, "_posts/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posts_are_known_by_folder_and_name() {
        for (name, path, expected) in [
            ("2026-05-01-a-b", "_posts/2026-05-01-a-b.md", true),
            ("/2026-05-01-a-b", "_posts/2026-05-01-a-b.markdown", true),
            ("x/2026-05-01-a", "_posts/x/2026-05-01-a.md", true),
            ("x/2026-05-01-a", "x/_posts/2026-05-01-a.md", true),
            ("2026-05-01-a", "_posts/2026-05-01-ab.md", false),
            ("2026-05-01-a", "_posts/x/2026-05-01-a.md", false),
            ("2026-05-01-a", "docs/2026-05-01-a.md", false),
        ] {
            let post = Post::named(name).expect("it is the name of a post");
            assert_eq!(post.is_at(path), expected, "{name} {path}");
        }
        assert_eq!(Post::named("a-b-c-d"), None);
        assert_eq!(Post::named("2026-05-01"), None);
    }
}
