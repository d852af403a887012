//! What no report shows although an author wrote it: secrets.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use aho_corasick::AhoCorasick;

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

#[derive(Debug, Default)]
struct All {
    /// By file: spans in their order, none overlapping another.
    spans: BTreeMap<Arc<str>, Vec<Span>>,
    /// What stands there.
    texts: BTreeSet<Arc<str>>,
    /// Looks for the texts, once somebody asks.
    search: OnceLock<AhoCorasick>,
}

impl PartialEq for All {
    fn eq(&self, other: &Self) -> bool {
        (&self.spans, &self.texts) == (&other.spans, &other.texts)
    }
}

impl Eq for All {}

/// Longer texts are not quoted whole.
const MAX_QUOTED: usize = 512;

impl Hidden {
    /// The bytes `spans` of the file at `path`, whose text is `text`.
    pub fn new(path: &Arc<str>, text: &str, spans: &[Span]) -> Self {
        let texts = spans.iter().filter_map(|span| text.get(span.start..span.end));
        let texts = texts.filter(|text| text.len() <= MAX_QUOTED).map(Arc::from).collect();
        Self::of([&All {
            spans: BTreeMap::from([(Arc::clone(path), spans.to_vec())]),
            texts,
            search: OnceLock::new(),
        }])
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

    /// The text with stars for what is hidden.
    pub fn starred<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let Some(all) = &self.all else {
            return Cow::Borrowed(text);
        };
        let found = all.search().find_overlapping_iter(text);
        let mut spans: Vec<Span> = found.map(|found| Span::new(found.start(), found.end())).collect();
        if spans.is_empty() {
            return Cow::Borrowed(text);
        }
        join(&mut spans);
        let mut starred = String::with_capacity(text.len());
        let mut done = 0;
        for span in spans {
            starred.push_str(&text[done..span.start]);
            starred.extend(text[span.start..span.end].chars().map(|_| '*'));
            done = span.end;
        }
        starred.push_str(&text[done..]);
        Cow::Owned(starred)
    }

    /// What is hidden in any of `findings`.
    pub fn in_any(findings: &[Finding]) -> Self {
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
        all.spans.values_mut().for_each(join);
        all.spans.retain(|_, spans| !spans.is_empty());
        Self {
            all: (!all.spans.is_empty()).then(|| Arc::new(all)),
        }
    }
}

impl All {
    fn search(&self) -> &AhoCorasick {
        let texts = || self.texts.iter().map(|text| text.as_bytes());
        let search = || AhoCorasick::new(texts()).expect("texts as short as these, and as few as sources hold, fit");
        self.search.get_or_init(search)
    }
}

/// Puts spans in order and makes one of those that overlap or touch.
fn join(spans: &mut Vec<Span>) {
    spans.sort_unstable();
    spans.dedup_by(|next, span| {
        let overlaps = next.start <= span.end;
        if overlaps {
            span.end = span.end.max(next.end);
        }
        overlaps
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::merge;
    use crate::source::{Place, Sources};

    #[test]
    fn every_hidden_text_is_starred_wherever_it_stands() {
        let keys: Vec<String> = (1000..3000).map(|key| format!("ké{key}")).collect();
        let text = keys.join(" ");
        let spans: Vec<Span> = keys
            .iter()
            .scan(0, |at, key| {
                let span = Span::new(*at, *at + key.len());
                *at = span.end + 1;
                Some(span)
            })
            .collect();
        let hidden = Hidden::new(&Arc::from("a.md"), &text, &spans);
        assert!(hidden.starred(&text).chars().all(|c| matches!(c, '*' | ' ')));
        assert_eq!(hidden.starred("no key"), "no key");
        let hidden = Hidden::new(&Arc::from("a.md"), "abcdef", &[Span::new(2, 4), Span::new(0, 5)]);
        assert_eq!(hidden.starred("xcdx abcde cdef"), "x**x ***** **ef");
    }

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
