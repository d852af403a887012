//! The indentation of lines in lists, from what redcarpet asks for to what CommonMark asks for.
//!
//! redcarpet takes up to four blanks off every line of an item, and an item that is indented at all belongs to the
//! one above it. CommonMark wants what belongs to an item to stand where the item's text does. Authors wrote for
//! redcarpet: a sub-list two blanks under `1.`, a code sample eight blanks under `*`. [`mend`] moves such lines to
//! where CommonMark reads them as redcarpet did. Lines that CommonMark has in an item but redcarpet had not (two
//! blanks under `*`, after an empty line) stay as they are: other sites are written so.

use super::elements;
use super::excerpt::Excerpt;
use crate::span::Span;

/// How deep lists are mended inside lists.
const MAX_DEPTH: usize = 16;

/// redcarpet takes at most this many blanks off a line of an item.
const STRIPPED: usize = 4;

/// `page` with its lines indented as CommonMark wants them; `None` if they already are.
pub(super) fn mend(page: &str) -> Option<Excerpt<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut start = 0;
    for text in page.split_inclusive('\n') {
        lines.push(Line::new(text, start));
        start += text.len();
    }
    measure_fences(&mut lines);
    blocks(&mut lines, 0, MAX_DEPTH);
    if lines.iter().all(Line::is_as_written) {
        return None;
    }
    let mut excerpt = Excerpt::with_capacity(page.len() + page.len() / 8);
    for line in &lines {
        let end = line.start + line.text.len();
        if line.is_as_written() {
            excerpt.push(line.text, Span::new(line.start, end));
        } else {
            excerpt.insert_blanks(line.out);
            excerpt.push(&line.text[line.blanks..], Span::new(line.start + line.blanks, end));
        }
    }
    Some(excerpt)
}

/// A line, with its end.
#[derive(Clone, Debug)]
struct Line<'p> {
    text: &'p str,
    /// Its first byte in the page.
    start: usize,
    /// The bytes of blanks and tabs that it begins with.
    blanks: usize,
    /// The columns that these take: a tab goes to the next multiple of four.
    columns: usize,
    /// The columns that are to be before its first character.
    out: usize,
    /// The columns that the lists around it leave.
    indent: usize,
    /// What the lists around it leave begins here: after the indentation, and the markers on the line.
    rest: usize,
    /// How many lines the fenced code sample has that begins here, behind whatever markers, fences included.
    fenced: Option<usize>,
}

impl<'p> Line<'p> {
    fn new(text: &'p str, start: usize) -> Self {
        let mut columns = 0;
        let mut blanks = 0;
        for byte in text.bytes() {
            match byte {
                b' ' => columns += 1,
                b'\t' => columns += 4 - columns % 4,
                _ => break,
            }
            blanks += 1;
        }
        Self {
            text,
            start,
            blanks,
            columns,
            out: columns,
            indent: columns,
            rest: blanks,
            fenced: None,
        }
    }

    fn is_as_written(&self) -> bool {
        self.is_blank() || (self.out == self.columns && self.columns == self.blanks)
    }

    fn rest(&self) -> &'p str {
        self.text[self.rest..].trim_end_matches(['\n', '\r'])
    }

    fn is_blank(&self) -> bool {
        self.text[self.blanks..].trim_end().is_empty()
    }

    /// Puts the line into a list whose text begins at column `base`; not the line of an item's own marker.
    fn place(&mut self, base: usize) {
        if self.rest == self.blanks {
            self.out = base + self.indent;
        }
    }
}

/// The marker of a list item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Marker {
    ordered: bool,
    /// Whether it may begin a list in the middle of a paragraph.
    interrupts: bool,
    /// The columns from it to the item's text.
    width: usize,
}

impl Marker {
    fn of(line: &Line<'_>) -> Option<Self> {
        let rest = line.rest();
        let bytes = rest.as_bytes();
        let digits = bytes.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let len = match (digits, bytes.get(digits)?) {
            (0, b'*' | b'-' | b'+') => 1,
            (1..=9, b'.' | b')') => digits + 1,
            _ => return None,
        };
        let blanks = bytes[len..]
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        if blanks == 0 || len + blanks == bytes.len() || is_rule(rest) {
            return None;
        }
        Some(Self {
            ordered: digits > 0,
            interrupts: digits == 0 || (digits == 1 && bytes[0] == b'1'),
            width: len + if blanks > STRIPPED { 1 } else { blanks },
        })
    }
}

/// Places the lines of a container whose text begins at column `base`.
fn blocks(lines: &mut [Line<'_>], base: usize, depth: usize) {
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let end = if line.is_blank() {
            at + 1
        } else if line.indent >= 4 {
            end_of_indented_code(lines, at)
        } else if let Some(end) = end_of_fence(lines, at).or_else(|| end_of_html(lines, at)) {
            end
        } else if let Some(marker) = Marker::of(line).filter(|_| depth > 0) {
            at = list(lines, at, marker, base, depth);
            continue;
        } else {
            end_of_paragraph(lines, at)
        };
        for line in &mut lines[at..end] {
            line.place(base);
        }
        at = end;
    }
}

/// Places the lines of the list that begins with the marker at `at`; gives where it ends.
fn list(lines: &mut [Line<'_>], mut at: usize, mut marker: Marker, base: usize, depth: usize) -> usize {
    let base = base + lines[at].indent;
    loop {
        let end = item(lines, at, marker);
        let first = &mut lines[at];
        first.indent = 0;
        first.place(base);
        first.rest += marker.width;
        blocks(&mut lines[at..end], base + marker.width, depth - 1);
        match lines.get(end).filter(|line| line.indent < 4).and_then(Marker::of) {
            Some(next) => {
                at = end;
                marker = next;
            }
            None => return end,
        }
    }
}

/// Takes the indentation off the lines of the item that begins at `at`; gives where it ends (redcarpet's
/// `parse_listitem`).
fn item(lines: &mut [Line<'_>], at: usize, marker: Marker) -> usize {
    let own = lines[at].indent;
    let text = own + marker.width;
    let mut after_blank = false;
    let mut sublist = None;
    let mut code = None;
    let mut end = at + 1;
    let mut next = at + 1;
    while let Some(line) = lines.get(next) {
        if line.is_blank() {
            after_blank = true;
            next += 1;
            continue;
        }
        let indent = line.indent;
        if after_blank && indent < text.min(STRIPPED) && Marker::of(line).is_none() {
            break;
        }
        if let Some(fenced) = end_of_fence(lines, next) {
            let strip = indent.min(STRIPPED);
            lines[next..fenced]
                .iter_mut()
                .for_each(|line| line.indent = line.indent.saturating_sub(strip));
            (next, end, after_blank) = (fenced, fenced, false);
            continue;
        }
        if let Some(other) = Marker::of(line) {
            if indent <= own || (after_blank && indent < text && other.ordered != marker.ordered) {
                break;
            }
            sublist = sublist.or(Some(indent.min(STRIPPED)));
        } else if indent < text && (is_heading(line.rest()) || is_rule(line.rest())) {
            break;
        }
        // A sample eight blanks in is one to redcarpet; one four blanks from the item's text is to CommonMark.
        code = match code {
            _ if indent < text + 4 => None,
            None if after_blank => Some(if indent < 2 * STRIPPED { text } else { STRIPPED }),
            code => code,
        };
        let strip = code.or(sublist).unwrap_or(STRIPPED);
        lines[next].indent = indent.saturating_sub(strip);
        next += 1;
        (end, after_blank) = (next, false);
    }
    end
}

fn end_of_indented_code(lines: &[Line<'_>], at: usize) -> usize {
    run(lines, at, |line| line.is_blank() || line.indent >= 4)
}

/// Where the fenced code sample at `at` ends, if there is one and it is ended.
fn end_of_fence(lines: &[Line<'_>], at: usize) -> Option<usize> {
    let line = lines.get(at).filter(|line| line.rest().starts_with(['`', '~']))?;
    Some(at + line.fenced?).filter(|&end| end <= lines.len())
}

/// Finds the end of every fenced code sample that may begin somewhere, in one pass from the last line to the first.
fn measure_fences(lines: &mut [Line<'_>]) {
    // The lines after this one that can end a sample, as line and length of the fence, of backticks and of tildes. The
    // nearest one is last, and each is longer than those after it: what is no longer than a nearer one ends nothing.
    let mut ends: [Vec<(usize, usize)>; 2] = Default::default();
    for at in (0..lines.len()).rev() {
        let line = &lines[at];
        let is_marker = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '\t' | '*' | '-' | '+' | '.' | ')');
        let Some((fence, info)) = fence(line.text.trim_start_matches(is_marker)) else {
            continue;
        };
        let ends = &mut ends[usize::from(fence.starts_with('~'))];
        let shorter = ends.partition_point(|&(_, len)| len >= fence.len());
        if fence.starts_with('~') || !info.contains('`') {
            lines[at].fenced = shorter.checked_sub(1).map(|nearest| ends[nearest].0 - at + 1);
        }
        if info.trim_end().is_empty() && lines[at].rest().starts_with(fence) {
            ends.truncate(ends.partition_point(|&(_, len)| len > fence.len()));
            ends.push((at, fence.len()));
        }
    }
}

/// The fence that `text` begins with, and what follows it.
fn fence(text: &str) -> Option<(&str, &str)> {
    let mark = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let info = text.trim_start_matches(mark);
    let fence = &text[..text.len() - info.len()];
    (fence.len() >= 3).then_some((fence, info))
}

/// Where the HTML block at `at` ends: at its end tag if its content is text, else at an empty line.
fn end_of_html(lines: &[Line<'_>], at: usize) -> Option<usize> {
    let rest = lines[at].rest();
    if !is_html_block(rest) {
        return None;
    }
    let ends: &[&str] = match () {
        () if rest.starts_with("<!--") => &["-->"],
        () if ["<pre", "<script", "<style", "<textarea"]
            .iter()
            .any(|tag| rest.starts_with(tag)) =>
        {
            &["</pre>", "</script>", "</style>", "</textarea>"]
        }
        () => return Some(run(lines, at, |line| !line.is_blank())),
    };
    let last = run(lines, at, |line| !ends.iter().any(|end| line.text.contains(end)));
    Some((last + 1).min(lines.len()))
}

/// Where the paragraph, heading, quotation or rule at `at` ends.
fn end_of_paragraph(lines: &[Line<'_>], at: usize) -> usize {
    if is_heading(lines[at].rest()) || is_rule(lines[at].rest()) {
        return at + 1;
    }
    let following = run(lines, at + 1, |line| {
        let rest = line.rest();
        let begins_block = line.indent < 4
            && (is_heading(rest)
                || is_html_block(rest)
                || rest.starts_with("```")
                || rest.starts_with("~~~")
                || Marker::of(line).is_some_and(|marker| marker.interrupts));
        !line.is_blank() && !begins_block
    });
    following.max(at + 1)
}

/// Where the lines from `at` on are no longer `like` that.
fn run(lines: &[Line<'_>], at: usize, like: impl Fn(&Line<'_>) -> bool) -> usize {
    at + lines[at..].iter().take_while(|line| like(line)).count()
}

fn is_heading(rest: &str) -> bool {
    let text = rest.trim_start_matches('#');
    (1..=6).contains(&(rest.len() - text.len())) && (text.is_empty() || text.starts_with([' ', '\t']))
}

fn is_rule(rest: &str) -> bool {
    let mut chars = rest.chars().filter(|c| !matches!(c, ' ' | '\t'));
    let Some(mark) = chars.next().filter(|c| matches!(c, '*' | '-' | '_')) else {
        return false;
    };
    chars.clone().count() >= 2 && chars.all(|c| c == mark)
}

fn is_html_block(rest: &str) -> bool {
    let Some(tag) = rest.strip_prefix('<') else {
        return false;
    };
    let name = tag.trim_start_matches('/');
    let len = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let name = name[..len].to_ascii_lowercase();
    tag.starts_with("!--") || elements::is_special(&name)
}
