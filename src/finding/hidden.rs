//! What no report shows although an author wrote it: secrets.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::Finding;
use crate::span::Span;

/// The author's characters that no report shows: neither in excerpts nor quoted in messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    all: Option<Arc<All>>,
}

/// A part of an author's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'t> {
    /// What reports may show.
    Shown(&'t str),
    /// What none of them does.
    Hidden(&'t str),
}

#[derive(Debug, Default, PartialEq, Eq)]
struct All {
    /// By file: spans in their order, none overlapping another.
    spans: BTreeMap<Arc<str>, Vec<Span>>,
    /// What stands there.
    texts: BTreeSet<Arc<str>>,
}

/// So many different texts are looked for in messages. Who hides more has them hidden in excerpts only.
const MAX_TEXTS: usize = 256;

/// Longer texts are not quoted whole.
const MAX_QUOTED: usize = 512;

impl Hidden {
    /// The bytes `spans` of the file at `path`, whose text is `text`.
    pub fn new(path: &Arc<str>, text: &str, spans: &[Span]) -> Self {
        let texts = spans.iter().filter_map(|span| text.get(span.start..span.end));
        let texts = texts.filter(|text| text.len() <= MAX_QUOTED).map(Arc::from).collect();
        let spans = BTreeMap::from([(Arc::clone(path), spans.to_vec())]);
        Self::of([&All { spans, texts }])
    }

    /// The bytes `range` of `text`, which is the file's at `path`, in order: what may be shown and what is hidden.
    pub fn parts<'t>(&self, path: &str, text: &'t str, range: Range<usize>) -> Vec<Part<'t>> {
        let mut parts = Vec::new();
        let mut done = range.start;
        for span in self.within(path, range.clone()) {
            let start = text.floor_char_boundary(span.start).max(done);
            let end = text.ceil_char_boundary(span.end).clamp(start, range.end);
            parts.extend([Part::Shown(&text[done..start]), Part::Hidden(&text[start..end])]);
            done = end;
        }
        parts.push(Part::Shown(&text[done..range.end]));
        parts
    }

    /// The hidden spans of the file at `path` that touch the bytes `range`, in order.
    fn within(&self, path: &str, range: Range<usize>) -> impl Iterator<Item = Span> {
        let spans = self.all.as_ref().and_then(|all| all.spans.get(path));
        let spans = spans.map_or(&[][..], Vec::as_slice);
        let first = spans.partition_point(|span| span.end <= range.start);
        let touching = move |span: &&Span| span.start < range.end;
        spans[first..].iter().take_while(touching).copied()
    }

    /// The text with stars for what is hidden; nothing, if it quotes nothing of that.
    pub(super) fn starred(&self, text: &str) -> Option<String> {
        let mut starred: Option<String> = None;
        for hidden in self.all.iter().flat_map(|all| all.texts.iter().take(MAX_TEXTS)) {
            let so_far = starred.as_deref().unwrap_or(text);
            if memchr::memmem::find(so_far.as_bytes(), hidden.as_bytes()).is_some() {
                starred = Some(so_far.replace(&**hidden, &"*".repeat(hidden.chars().count())));
            }
        }
        starred
    }

    /// What is hidden in any of `findings`.
    pub(super) fn in_any(findings: &[Finding]) -> Self {
        let mut all: Vec<&Arc<All>> = findings.iter().filter_map(|f| f.hidden.all.as_ref()).collect();
        all.sort_by_key(|all| Arc::as_ptr(all));
        all.dedup_by(|a, b| Arc::ptr_eq(a, b));
        match all[..] {
            [only] => Self {
                all: Some(Arc::clone(only)),
            },
            _ => Self::of(all.into_iter().map(|all| &**all)),
        }
    }

    fn of<'a>(parts: impl IntoIterator<Item = &'a All>) -> Self {
        let mut all = All::default();
        for part in parts {
            for (path, spans) in &part.spans {
                all.spans.entry(Arc::clone(path)).or_default().extend(spans);
            }
            all.texts.extend(part.texts.iter().cloned());
        }
        for spans in all.spans.values_mut() {
            spans.sort_unstable();
            spans.dedup_by(|next, span| {
                let overlaps = next.start <= span.end;
                if overlaps {
                    span.end = span.end.max(next.end);
                }
                overlaps
            });
        }
        all.spans.retain(|_, spans| !spans.is_empty());
        Self {
            all: (!all.spans.is_empty()).then(|| Arc::new(all)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::merge;
    use crate::source::{Place, Sources};

    #[test]
    fn what_one_finding_hides_all_of_them_hide() {
        let text = "0123456789";
        let sources = Sources::in_memory([("a.md", text), ("b.md", text)]);
        let at = |path: &str| {
            let file = sources.find(path).expect("it was just put there");
            sources.location(Place {
                file,
                span: Span::new(0, 1),
            })
        };
        let hiding = |path: &str, spans: &[(usize, usize)]| {
            let spans: Vec<_> = spans.iter().map(|&(start, end)| Span::new(start, end)).collect();
            Finding::error("r", at(path), "m").with_hidden(Hidden::new(&Arc::from(path), text, &spans))
        };
        let quoting = Finding::warning("other", at("a.md"), "`67` and `8`")
            .with_hint("write 1267")
            .with_fix(Span::new(0, 1), "67")
            .with_label(at("b.md"), "019");
        let merged = merge(vec![
            hiding("a.md", &[(6, 8), (1, 3), (2, 4)]),
            hiding("b.md", &[(0, 2)]),
            quoting,
        ]);
        for finding in &merged {
            let within = |path, range| {
                let spans = finding.hidden.within(path, range);
                spans.map(|span| (span.start, span.end)).collect::<Vec<_>>()
            };
            assert_eq!(within("a.md", 0..10), [(1, 4), (6, 8)]);
            assert_eq!(within("a.md", 4..6), []);
            assert_eq!(within("a.md", 3..7), [(1, 4), (6, 8)]);
            assert_eq!(within("b.md", 0..10), [(0, 2)]);
            assert_eq!(within("c.md", 0..10), []);
        }
        let quoting = merged
            .iter()
            .find(|finding| finding.rule == "other")
            .expect("it is there");
        assert_eq!(quoting.message, "`**` and `8`");
        assert_eq!(quoting.hint.as_deref(), Some("write ****"));
        assert_eq!(quoting.labels[0].message, "**9");
        assert_eq!(quoting.fix, None);
    }
}
