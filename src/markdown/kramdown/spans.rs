//! What kramdown has inside a line of text: attribute lists, references to footnotes, comments, raw HTML and formulas.

use std::ops::Range;

use super::attribute_lists::{AttributeList, braces, name};
use super::blocks::{BLANK, Blocks, is_html};
use super::markers::Meaning;
use super::url_emphasis;

/// The most bytes that stand between the tags of an extension in a line, and in a formula. Without a limit, tags that are
/// never ended would cost the square of the length.
const MAX_BODY: usize = 4096;

/// The elements in a line of text whose content is no markdown.
const RAW: [&str; 4] = ["code", "kbd", "samp", "var"];

/// Writes the bytes from `start` to `end`, all in one line, with markers in place of what CommonMark does not know.
pub(super) fn take(blocks: &mut Blocks<'_, '_>, start: usize, end: usize) {
    let mut done = start;
    while let Some(raw) = raw_content(blocks, done, end) {
        markdown(blocks, done, raw.start);
        let span = blocks.source.span(raw.clone());
        let html = blocks.source.part(raw.clone());
        let marker = blocks.markers.add(Meaning::Html(html), span);
        blocks.out.push(&marker, span);
        done = raw.end;
    }
    markdown(blocks, done, end);
}

/// The first content of an element between two bytes that CommonMark would take for markdown, and kramdown does not.
fn raw_content(blocks: &Blocks<'_, '_>, start: usize, end: usize) -> Option<Range<usize>> {
    if !blocks.is_kramdown() {
        return None;
    }
    let mut at = start;
    while let Some(found) = memchr::memchr(b'<', &blocks.text.as_bytes()[at..end]) {
        let tag = at + found;
        at = tag + 1;
        let Some(protected) = blocks.protected.span(tag) else {
            continue;
        };
        let own = name(&blocks.text[tag + 1..end]);
        if protected.start != tag || protected.end > end || !RAW.contains(&own) {
            at = at.max(protected.end.min(end));
            continue;
        }
        let rest = &blocks.text[protected.end..end];
        let Some(len) = rest[..rest.floor_char_boundary(MAX_BODY)].find(&format!("</{own}>")) else {
            continue;
        };
        let content = protected.end..protected.end + len;
        if rest[..len].contains(['*', '_', '`', '[', '~', '$', '{', '\\']) {
            return Some(content);
        }
        at = content.end;
    }
    None
}

/// The same of what holds no such element.
fn markdown(blocks: &mut Blocks<'_, '_>, start: usize, end: usize) {
    let mut done = start;
    for at in url_emphasis::starts(blocks.text, start..end) {
        if blocks.protected.span(at).is_none() {
            part(blocks, done, at);
            let span = blocks.source.span(at..at);
            let marker = blocks.markers.add(Meaning::Apart, span);
            blocks.out.push(&marker, span);
            done = at;
        }
    }
    part(blocks, done, end);
}

fn part(blocks: &mut Blocks<'_, '_>, start: usize, end: usize) {
    let mut done = start;
    let mut at = start;
    // What is never closed need not be looked at.
    let last =
        memchr::memrchr3(b'}', b'$', b']', &blocks.text.as_bytes()[start..end]).map_or(start, |last| start + last);
    let first = start + marks_of_blocks(&blocks.text[start..end]);
    while at < last
        && let Some(found) = memchr::memchr3(b'{', b'$', b'[', &blocks.text.as_bytes()[at..last])
    {
        at += found;
        if let Some(protected) = blocks.protected.span(at) {
            at = protected.end.min(end);
            continue;
        }
        let before = &blocks.text[start..at];
        let escaped = before.len() - before.trim_end_matches('\\').len();
        match span(blocks, before, at, end, first).filter(|_| escaped.is_multiple_of(2)) {
            Some((meaning, len)) => {
                blocks.copy(done, at);
                // A marker that begins a line would be a block.
                if at <= first {
                    blocks.out.insert(BLANK);
                }
                let span = blocks.source.span(at..at + len);
                let marker = blocks.markers.add(meaning, span);
                blocks.out.push(&marker, span);
                at += len;
                done = at;
            }
            None => at += 1,
        }
    }
    blocks.copy(done, end);
}

/// What begins at byte `at`, and its length. `first` is where the text begins behind the marks of blocks.
fn span(blocks: &Blocks<'_, '_>, before: &str, at: usize, end: usize, first: usize) -> Option<(Meaning, usize)> {
    let rest = &blocks.text[at..end];
    if let Some(formula) = rest.strip_prefix("$$") {
        if !blocks.is_kramdown() || !blocks.options.kramdown.math {
            return None;
        }
        let len = formula.get(..formula.floor_char_boundary(MAX_BODY))?.find("$$")?;
        let text = formula[..len].trim().to_owned();
        return Some((Meaning::Math { display: false, text }, len + 4));
    }
    if let Some(note) = rest.strip_prefix("[^") {
        let own = name(note);
        let is_definition = note[own.len()..].starts_with("]:") && at <= first;
        let is_reference = !own.is_empty() && note[own.len()..].starts_with(']') && !is_definition;
        return is_reference.then(|| (Meaning::Footnote(own.to_owned()), own.len() + 3));
    }
    let inside = braces(rest)?.strip_prefix(':')?;
    let whole = inside.len() + 3;
    if let Some(extension) = inside.strip_prefix(':') {
        return extended(blocks, extension, &rest[whole..], at, whole);
    }
    let is_after_span = before.ends_with(['*', '_', '`', ')', ']', '>', '~', '}', '$']);
    let is_list = !inside.starts_with('/') && !inside[name(inside).len()..].starts_with(':');
    (is_after_span && is_list).then(|| (Meaning::OfSpan(AttributeList::read(inside)), whole))
}

/// `{::name}` … `{:/name}` in one line.
fn extended(blocks: &Blocks<'_, '_>, extension: &str, body: &str, at: usize, whole: usize) -> Option<(Meaning, usize)> {
    let own = name(extension);
    if !matches!(own, "comment" | "nomarkdown" | "options") {
        return None;
    }
    if extension.ends_with('/') {
        return Some((Meaning::Nothing, whole));
    }
    let stop = body[..body.floor_char_boundary(MAX_BODY)].find("{:/")?;
    let tag = braces(&body[stop..])?;
    if tag != ":/" && tag.strip_prefix(":/") != Some(own) {
        return None;
    }
    let meaning = match own {
        "nomarkdown" if is_html(extension) => {
            let start = at + whole;
            Meaning::Html(blocks.source.part(start..start + stop))
        }
        _ => Meaning::Nothing,
    };
    Some((meaning, whole + stop + 2 + tag.len()))
}

/// The bytes that the marks of blocks take at the start of a line.
fn marks_of_blocks(line: &str) -> usize {
    let is_mark = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '\t' | '>' | '*' | '+' | '-' | '.' | ':');
    line.len() - line.trim_start_matches(is_mark).len()
}
