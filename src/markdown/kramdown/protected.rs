//! Where nothing of kramdown's stands, whatever it looks like: code, tags, the addresses of links.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::super::reader::parse;

/// The parts of a text in which nothing is to be taken for kramdown's.
#[derive(Debug, Default)]
pub(super) struct Protected {
    /// Code samples and HTML blocks: whole lines. Whether it is code.
    blocks: Vec<(Range<usize>, bool)>,
    /// Code spans, tags and addresses.
    spans: Vec<Range<usize>>,
}

impl Protected {
    pub(super) fn of(text: &str, options: pulldown_cmark::Options) -> Self {
        let mut protected = Self::default();
        for (event, range) in parse(text, options) {
            match event {
                Event::Start(Tag::CodeBlock(_)) => protected.blocks.push((range, true)),
                Event::Start(Tag::HtmlBlock) => protected.blocks.push((range, false)),
                Event::Code(_) | Event::InlineHtml(_) => protected.spans.push(range),
                Event::Start(Tag::Link { link_type, .. } | Tag::Image { link_type, .. }) => {
                    if matches!(link_type, LinkType::Autolink | LinkType::Email) {
                        protected.spans.push(range);
                    }
                }
                Event::End(TagEnd::Link | TagEnd::Image) => {
                    if let Some(address) = text.get(range.clone()).and_then(|link| link.rfind("](")) {
                        protected.spans.push(range.start + address..range.end);
                    }
                }
                _ => {}
            }
        }
        protected.spans.sort_by_key(|span| span.start);
        protected
    }

    /// The code sample or HTML block that the byte `at` belongs to.
    pub(super) fn block(&self, at: usize) -> Option<Range<usize>> {
        self.block_and_kind(at).map(|(range, _)| range.clone())
    }

    /// Whether the byte `at` belongs to a code sample.
    pub(super) fn is_code(&self, at: usize) -> bool {
        self.block_and_kind(at).is_some_and(|(_, is_code)| *is_code)
    }

    fn block_and_kind(&self, at: usize) -> Option<&(Range<usize>, bool)> {
        let after = self.blocks.partition_point(|(range, _)| range.start <= at);
        self.blocks[..after].last().filter(|(range, _)| range.contains(&at))
    }

    /// The code span, tag or address that the byte `at` belongs to.
    pub(super) fn span(&self, at: usize) -> Option<Range<usize>> {
        let after = self.spans.partition_point(|range| range.start <= at);
        let range = self.spans[..after].last()?;
        range.contains(&at).then(|| range.clone())
    }
}
