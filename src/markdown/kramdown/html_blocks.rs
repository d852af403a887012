//! HTML blocks as kramdown has them: from the start tag to the end tag, with all that stands between. Only the attribute
//! `markdown` makes markdown of that.

use std::collections::HashMap;

use super::super::reader::Content;
use super::protected::Protected;

/// Where HTML blocks end, by where they begin.
#[derive(Debug, Default)]
pub(super) struct HtmlBlocks {
    ends: HashMap<usize, usize>,
}

impl HtmlBlocks {
    /// Those of a text, and what looks like one where code has no fences.
    pub(super) fn of(text: &str) -> Self {
        let mut blocks = Self::default();
        let mut open: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut fences = Fences::of(text);
        let mut at = 0;
        while let Some(found) = memchr::memchr(b'<', &text.as_bytes()[at..]) {
            let start = at + found;
            if let Some(end) = fences.end_around(at, start) {
                at = end;
                continue;
            }
            let rest = &text[start + 1..];
            at = start + 1;
            if let Some(comment) = rest.strip_prefix("!--") {
                match comment.find("-->") {
                    Some(end) => {
                        at += 3 + end + 3;
                        blocks.ends.insert(start, at);
                    }
                    None => break,
                }
                continue;
            }
            let (is_end, tag) = match rest.strip_prefix('/') {
                Some(tag) => (true, tag),
                None => (false, rest),
            };
            let name = &tag[..tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len())];
            if is_of_text(name) || name.is_empty() {
                continue;
            }
            let Some(end) = end_of_tag(rest) else {
                continue;
            };
            let end = start + 1 + end;
            at = end;
            let is_closed = text[..end].ends_with("/>");
            if is_end {
                if let Some(begun) = open.get_mut(name).and_then(Vec::pop) {
                    blocks.ends.insert(begun, end);
                }
            } else if matches!(name, "script" | "style") {
                match text[end..].find("</") {
                    Some(len) => at = end + len,
                    None => break,
                }
                open.entry(name).or_default().push(start);
            } else if !is_closed {
                open.entry(name).or_default().push(start);
            }
        }
        blocks
    }

    /// Leaves out what begins in code or inside of a tag.
    pub(super) fn leave_out(&mut self, protected: &Protected) {
        self.ends.retain(|start, _| {
            !protected.is_code(*start) && protected.span(*start).is_none_or(|tag| tag.start == *start)
        });
    }

    /// `text` with something in place of each block that ends where the block does: to CommonMark, a block goes on to the
    /// next empty line. `None` where that makes no difference.
    pub(super) fn masked_in(&self, text: &str) -> Option<String> {
        let mut blocks: Vec<(usize, usize)> = self.ends.iter().map(|(&start, &end)| (start, end)).collect();
        blocks.sort_unstable();
        let mut masked = text.as_bytes().to_vec();
        let is_edge = |byte: &u8| matches!(byte, b' ' | b'\t' | b'>');
        let margin = |line: usize| text.as_bytes()[line..].iter().take_while(|byte| is_edge(byte)).count();
        let (mut behind, mut is_needed) = (0, false);
        // Up to where line starts were looked for, and where the text of the last line begins.
        let (mut done, mut first) = (0, margin(0));
        for (start, end) in blocks {
            if start < behind {
                continue;
            }
            if let Some(at) = memchr::memrchr(b'\n', &text.as_bytes()[done..start]) {
                let line = done + at + 1;
                first = line + margin(line);
            }
            done = start;
            if start > first {
                continue;
            }
            behind = end;
            let mut is_margin = false;
            for byte in &mut masked[start..end] {
                is_margin = *byte == b'\n' || is_margin && is_edge(byte);
                if !is_margin {
                    *byte = b'x';
                }
            }
            masked[start..start + OPEN.len()].copy_from_slice(OPEN);
            masked[end - CLOSE.len()..end].copy_from_slice(CLOSE);
            let below = text[end..].lines().nth(1);
            is_needed |= below.is_some_and(|below| !below.trim().is_empty());
        }
        is_needed.then(|| String::from_utf8_lossy(&masked).into_owned())
    }

    /// Where the HTML block ends that begins at byte `at`, if one does.
    pub(super) fn end(&self, at: usize) -> Option<usize> {
        self.ends.get(&at).copied()
    }
}

/// The code samples between fences, one after the other. What CommonMark has for code is no help here: to it, the end tag
/// of a block hides the fence right below.
struct Fences<'t> {
    text: &'t str,
    /// The first line that was not looked at.
    line: usize,
    /// The marks of a fence that nothing ends.
    endless: Vec<char>,
}

impl<'t> Fences<'t> {
    fn of(text: &'t str) -> Self {
        Self {
            text,
            line: 0,
            endless: Vec::new(),
        }
    }

    /// Where the code sample ends that byte `at` stands in, if it stands in one that begins behind byte `from`.
    fn end_around(&mut self, from: usize, at: usize) -> Option<usize> {
        if self.line < from {
            self.line = self.line_end(from - 1);
        }
        while self.line <= at {
            let next = self.line_end(self.line);
            self.line = self.end_of_fence(next).unwrap_or(next);
            if self.line > at && self.line > next {
                return Some(self.line);
            }
        }
        None
    }

    /// Behind the fence that ends the one on the line that ends at `next`, if that is one.
    fn end_of_fence(&mut self, next: usize) -> Option<usize> {
        let (mark, length, _) = fence(&self.text[self.line..next])?;
        if self.endless.contains(&mark) {
            return None;
        }
        let mut start = next;
        while start < self.text.len() {
            let end = self.line_end(start);
            if fence(&self.text[start..end]) == Some((mark, length, true)) {
                return Some(end);
            }
            start = end;
        }
        self.endless.push(mark);
        None
    }

    /// Behind the line that byte `at` stands in.
    fn line_end(&self, at: usize) -> usize {
        memchr::memchr(b'\n', &self.text.as_bytes()[at..]).map_or(self.text.len(), |end| at + end + 1)
    }
}

/// The mark of the fence that a line is, how many of it there are, and whether that is all of the line.
fn fence(line: &str) -> Option<(char, usize, bool)> {
    let line = line.trim_start_matches([' ', '\t', '>']).trim_end();
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let rest = line.trim_start_matches(mark);
    let length = line.len() - rest.len();
    (length >= 3 && !(mark == '`' && rest.contains('`'))).then_some((mark, length, rest.is_empty()))
}

/// What stands around a block in a masked text, which is no shorter than `<p>` and `</p>` are: a processing instruction.
const OPEN: &[u8] = b"<?";
const CLOSE: &[u8] = b"?>";

/// Where the tag ends whose inside `text` begins with: behind the `>` that stands in no quotes.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().take(MAX_TAG) {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(mark), _) if mark == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The most bytes of a tag: what is longer begins no block here.
const MAX_TAG: usize = 4096;

/// An element of running text, which begins no block.
fn is_of_text(name: &str) -> bool {
    matches!(
        name.to_ascii_lowercase().as_str(),
        "a" | "abbr"
            | "acronym"
            | "b"
            | "big"
            | "bdo"
            | "br"
            | "button"
            | "cite"
            | "code"
            | "del"
            | "dfn"
            | "em"
            | "i"
            | "img"
            | "input"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "option"
            | "q"
            | "rb"
            | "rbc"
            | "rp"
            | "rt"
            | "rtc"
            | "ruby"
            | "samp"
            | "select"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "tt"
            | "u"
            | "var"
    )
}

/// What `markdown="1"` makes of the content of an element: what the element may hold.
pub(in super::super) fn content_of(name: &str) -> Option<Content> {
    match name {
        "address" | "applet" | "article" | "aside" | "blockquote" | "body" | "dd" | "details" | "div" | "dl"
        | "fieldset" | "figure" | "figcaption" | "footer" | "form" | "header" | "hgroup" | "iframe" | "li" | "main"
        | "map" | "menu" | "nav" | "noscript" | "object" | "section" | "summary" | "td" => Some(Content::Block),
        "caption" | "dt" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "legend" | "optgroup" | "p" | "th" => {
            Some(Content::Span)
        }
        _ if is_of_text(name) && !matches!(name, "option" | "code" | "kbd" | "samp" | "var") => Some(Content::Span),
        _ => None,
    }
}

/// Whether `tag`, the inside of a tag, begins with the name of an element of running text.
pub(super) fn is_of_text_tag(tag: &str) -> bool {
    let len = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
    is_of_text(&tag[..len])
}
