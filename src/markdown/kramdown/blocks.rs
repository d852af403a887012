//! Takes out of a text, line by line, what kramdown has and CommonMark does not.

use std::collections::HashSet;
use std::ops::Range;

use super::super::Options;
use super::super::excerpt::Excerpt;
use super::super::reader::syntax;
use super::attribute_lists::{AttributeList, braces, name};
use super::html_blocks::{HtmlBlocks, is_of_text_tag};
use super::markers::{Markers, Meaning};
use super::protected::Protected;
use super::{spans, tables};
use crate::config::Dialect;

/// A text on its way through.
pub(super) struct Blocks<'s, 'm> {
    pub(super) source: &'s Excerpt<'s>,
    pub(super) text: &'s str,
    pub(super) out: Excerpt<'static>,
    pub(super) markers: &'m mut Markers,
    pub(super) protected: Protected,
    pub(super) options: &'m Options,
    html: HtmlBlocks,
    /// Whether no block stands right above the line: the text begins here, or an empty line or the end of a block
    /// stands above.
    after_boundary: bool,
    /// The name of links whose address stands right above the line.
    after_definition: Option<String>,
    /// The ends of extensions that the rest of the text does not have.
    missing: HashSet<String>,
    /// The line below the last lines that looked like a table and are none: no table begins in their middle either.
    pub(super) no_table_before: usize,
}

/// A line.
#[derive(Clone, Copy)]
pub(super) struct Line {
    /// Its first byte.
    pub(super) start: usize,
    /// The first byte behind blanks and the marks of quotations.
    pub(super) text: usize,
    /// Behind its last byte that is not a line's end.
    pub(super) end: usize,
    /// Where the next one begins.
    pub(super) next: usize,
}

impl<'s, 'm> Blocks<'s, 'm> {
    pub(super) fn new(source: &'s Excerpt<'_>, options: &'m Options, markers: &'m mut Markers) -> Self {
        let text = source.text();
        let mut protected = Protected::of(text, syntax(options.dialect));
        let mut html = HtmlBlocks::default();
        if options.dialect == Dialect::Kramdown && !options.kramdown.parse_block_html {
            html = HtmlBlocks::of(text);
            if let Some(masked) = html.masked_in(text) {
                protected = Protected::of(&masked, syntax(options.dialect));
            }
            html.leave_out(&protected);
        }
        Self {
            source,
            text,
            out: Excerpt::with_capacity(text.len() + text.len() / 16),
            markers,
            html,
            protected,
            options,
            after_boundary: true,
            after_definition: None,
            missing: HashSet::new(),
            no_table_before: 0,
        }
    }

    /// The text with markers.
    pub(super) fn take(mut self) -> Excerpt<'static> {
        let mut line = self.line_at(0);
        while line.start < self.text.len() {
            let next = self.line(line);
            line = self.line_from(line, next);
        }
        self.out
    }

    /// The text with markers, if it is one line inside of a block.
    pub(super) fn take_line(mut self) -> Excerpt<'static> {
        let end = self.text.len();
        spans::take(&mut self, 0, end);
        self.out
    }

    pub(super) fn is_kramdown(&self) -> bool {
        self.options.dialect == Dialect::Kramdown
    }

    pub(super) fn line_at(&self, start: usize) -> Line {
        let rest = &self.text[start..];
        let len = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
        let line = rest[..len].trim_end_matches(['\n', '\r']);
        let text = line.trim_start_matches([' ', '\t', '>']);
        Line {
            start,
            text: start + line.len() - text.len(),
            end: start + line.len(),
            next: start + len,
        }
    }

    /// The rest of the line from byte `start` on, or the line that begins there if that is behind it.
    fn line_from(&self, line: Line, start: usize) -> Line {
        if start >= line.next {
            return self.line_at(start);
        }
        // Its end is known, and may be far.
        let text = self.text[start..line.end].trim_start_matches([' ', '\t', '>']);
        Line {
            start,
            text: line.end - text.len(),
            ..line
        }
    }

    /// Takes the line, and those that belong to what begins on it; gives where the next one begins.
    fn line(&mut self, line: Line) -> usize {
        let rest = &self.text[line.text..line.end];
        if rest.is_empty() {
            self.copy(line.start, line.next);
            self.after_boundary = true;
            self.after_definition = None;
            return line.next;
        }
        let next = self
            .html_block(line)
            .or_else(|| self.protected_block(line))
            .or_else(|| self.block(line, rest));
        if let Some(next) = next {
            return next;
        }
        self.after_boundary = false;
        self.after_definition = name_of_definition(rest).map(str::to_owned);
        self.paragraph_line(line, rest);
        if is_footnote(rest) && self.ends_footnote(line) {
            self.out.insert("\n");
            self.after_boundary = true;
        }
        line.next
    }

    /// What stands in a code sample, or in what pulldown-cmark has for an HTML block.
    fn protected_block(&mut self, line: Line) -> Option<usize> {
        // What kramdown has for an HTML block is taken already.
        let block = self.protected.block(line.text)?;
        if self.is_kramdown() && !self.protected.is_code(line.text) {
            return None;
        }
        let end = block.end.max(line.next);
        // The block may end inside of a line only where the text ends.
        let next = match self.text[..end].ends_with('\n') {
            true => end,
            false => self.line_at(end).next,
        };
        self.copy(line.start, next);
        self.after_boundary = false;
        Some(next)
    }

    /// An HTML block that kramdown takes as a whole: its content is no markdown, whatever empty lines it has.
    fn html_block(&mut self, line: Line) -> Option<usize> {
        let end = self.html.end(line.text)?;
        if self.is_comment_in_text(line) {
            return None;
        }
        let html = self.within_quotation(line, line.text..end);
        self.marker_line(line, end, Meaning::Html(html));
        self.after_boundary = false;
        let rest = self.line_from(line, end);
        if self.text[rest.start..rest.end].trim_start().is_empty() {
            return Some(rest.next);
        }
        self.copy(line.start, line.text);
        Some(end + (self.text[end..].len() - self.text[end..].trim_start_matches([' ', '\t']).len()))
    }

    /// The bytes `range` without the marks of the quotations that `line` stands in, at whose text they begin or below it.
    fn within_quotation(&self, line: Line, range: Range<usize>) -> Excerpt<'static> {
        let depth = self.quotations(line);
        if depth == 0 {
            return self.source.part(range);
        }
        let mut part = Excerpt::with_capacity(range.len());
        let mut at = range.start;
        if at < line.next {
            part.append(self.source, at..line.next.min(range.end));
            at = line.next;
        }
        while at < range.end {
            let below = self.line_at(at);
            let start = self.inside_quotations(depth, below);
            part.append(self.source, start.min(range.end)..below.next.min(range.end));
            at = below.next;
        }
        part
    }

    /// How many quotations the line stands in.
    fn quotations(&self, line: Line) -> usize {
        self.text[line.start..line.text].matches('>').count()
    }

    /// Where the content of a line begins that stands in `depth` quotations.
    fn inside_quotations(&self, depth: usize, line: Line) -> usize {
        let mut text = &self.text[line.start..line.end];
        for _ in 0..depth {
            let Some(inside) = text.trim_start_matches(' ').strip_prefix('>') else {
                break;
            };
            text = inside.strip_prefix(' ').unwrap_or(inside);
        }
        line.end - text.len()
    }

    fn block(&mut self, line: Line, rest: &str) -> Option<usize> {
        match rest.as_bytes().first()? {
            b'{' => self.extension(line, rest),
            b'*' => self.abbreviation(line, rest),
            b'^' if self.is_kramdown() && rest.trim_end() == "^" => {
                self.nothing(line, line.end);
                Some(line.next)
            }
            b'$' if self.is_kramdown() && self.options.kramdown.math => self.formula(line),
            _ if self.is_kramdown() && self.after_boundary => {
                let next = tables::take(self, line)?;
                self.after_boundary = false;
                Some(next)
            }
            _ => None,
        }
    }

    /// Attribute lists, named or not, and extensions.
    fn extension(&mut self, line: Line, rest: &str) -> Option<usize> {
        let inside = braces(rest)?;
        let end = line.text + 1 + inside.len() + 1;
        if !self.text[end..line.end].trim().is_empty() {
            return None;
        }
        let inside = inside.strip_prefix(':')?;
        if let Some(extension) = inside.strip_prefix(':') {
            return self.tagged(line, end, extension);
        }
        if inside.starts_with('/') {
            return None;
        }
        let own = name(inside);
        if let Some(list) = inside[own.len()..].strip_prefix(':')
            && !own.is_empty()
        {
            self.markers
                .named
                .entry(own.to_owned())
                .or_default()
                .extend(AttributeList::read(list));
            self.nothing(line, end);
            return Some(line.next);
        }
        let list = AttributeList::read(inside);
        if let Some(link) = &self.after_definition {
            self.markers.add_to_links(link, list);
            self.nothing(line, end);
            return Some(line.next);
        }
        let is_for_next = self.after_boundary;
        self.marker_line(line, end, Meaning::OfBlock { list, is_for_next });
        // The next block's attributes may take more lines than one.
        self.after_boundary = is_for_next;
        Some(line.next)
    }

    /// `{::name}` … `{:/name}`, and `{::name /}`.
    fn tagged(&mut self, line: Line, end: usize, extension: &str) -> Option<usize> {
        let own = name(extension);
        if !matches!(own, "comment" | "nomarkdown" | "options") {
            return None;
        }
        if extension.ends_with('/') {
            self.nothing(line, end);
            return Some(line.next);
        }
        let (body_end, next) = self.end_of(own, line.next)?;
        let meaning = match own {
            "nomarkdown" if is_html(extension) => Meaning::Html(self.within_quotation(line, line.next..body_end)),
            _ => Meaning::Nothing,
        };
        self.marker_line(line, end, meaning);
        self.after_boundary = true;
        Some(next)
    }

    /// Where the body of an extension that begins at `from` ends, and the line behind its end.
    fn end_of(&mut self, own: &str, from: usize) -> Option<(usize, usize)> {
        if self.missing.contains(own) {
            return None;
        }
        let mut at = from;
        while at < self.text.len() {
            let line = self.line_at(at);
            let rest = self.text[line.text..line.end].trim_end();
            if let Some(rest) = rest.strip_prefix("{:/")
                && (rest == "}" || rest.strip_suffix('}') == Some(own))
            {
                return Some((line.start, line.next));
            }
            at = line.next;
        }
        self.missing.insert(own.to_owned());
        None
    }

    /// `*[HTML]: what it stands for`
    fn abbreviation(&mut self, line: Line, rest: &str) -> Option<usize> {
        let (short, long) = rest.strip_prefix("*[")?.split_once("]:")?;
        if short.is_empty() {
            return None;
        }
        self.markers
            .abbreviations
            .push((short.to_owned(), long.trim().to_owned()));
        self.nothing(line, line.end);
        Some(line.next)
    }

    /// `$$` … `$$` between empty lines.
    fn formula(&mut self, line: Line) -> Option<usize> {
        let inside = self.text[line.text..].strip_prefix("$$")?;
        if !self.after_boundary || self.missing.contains("$$") {
            return None;
        }
        let Some(len) = inside.find("$$") else {
            self.missing.insert("$$".to_owned());
            return None;
        };
        let end = line.text + 2 + len + 2;
        let last = self.line_at(end);
        let after = self.line_at(last.next.min(self.text.len()));
        let below = self.text[self.inside_quotations(self.quotations(line), after)..after.end].trim();
        if !self.text[end..last.end].trim().is_empty() || !(below.is_empty() || below.starts_with("{:")) {
            return None;
        }
        let formula = self.within_quotation(line, line.text + 2..line.text + 2 + len);
        let text = formula.text().trim().to_owned();
        self.marker_line(line, end, Meaning::Math { display: true, text });
        self.after_boundary = false;
        Some(last.next)
    }

    /// Whether the footnote whose first line this is ends with it: what belongs to it is indented.
    fn ends_footnote(&self, line: Line) -> bool {
        let below = self.line_at(line.next.min(self.text.len()));
        let below = &self.text[below.start..below.end];
        !below.is_empty() && !below.starts_with("    ") && !below.starts_with('\t')
    }

    /// A line of text: a heading's id, an item's attributes, and what stands in the line.
    fn paragraph_line(&mut self, line: Line, rest: &str) {
        let mut from = line.start;
        if let Some(at) = attributes_of_item(rest).or_else(|| self.attributes_of_term(line, rest)) {
            let at = line.text + at;
            let braces = braces(&self.text[at..line.end]).unwrap_or_default();
            let list = AttributeList::read(braces.trim_start_matches(':'));
            spans::take(self, from, at);
            from = at + 1 + braces.len() + 1;
            from += self.text[from..line.end].len() - self.text[from..line.end].trim_start().len();
            // A term begins behind its list.
            let key = if at == line.text { from } else { at };
            self.markers.items.insert(self.source.span(key..key + 1).start, list);
        }
        if self.is_kramdown() && (is_tag_of_text(rest) || self.is_comment_in_text(line)) {
            // Without it, a tag or comment that has a line for itself would be a block.
            self.copy(from, line.text);
            self.out.insert(BLANK);
            from = line.text;
        }
        if self.is_kramdown()
            && let Some(digits) = parenthesis_of_item(rest)
        {
            self.copy(from, line.text + digits);
            self.out.insert("\\");
            from = line.text + digits;
        }
        if self.is_kramdown() && (is_heading_without_text(rest) || is_rule(rest) && self.is_below_text(line)) {
            self.copy(from, line.text);
            self.out.insert("\\");
            from = line.text;
        }
        match self.heading_id(line, rest) {
            Some((at, id)) => {
                spans::take(self, from, at);
                let span = self.source.span(at..line.end);
                let marker = self.markers.add(Meaning::HeadingId(id), span);
                self.out.push(&marker, span);
                self.copy(line.end, line.next);
            }
            None => {
                // Two backslashes at a line's end break it, as one does.
                let breaks = self.is_kramdown()
                    && line.next < self.text.len()
                    && self.text[from..line.end].ends_with("\\\\")
                    && self.protected.span(line.end - 1).is_none();
                spans::take(self, from, line.end - usize::from(breaks));
                self.copy(line.end, line.next);
            }
        }
    }

    /// Whether the line begins with a comment that the text above goes on behind.
    fn is_comment_in_text(&self, line: Line) -> bool {
        let rest = &self.text[line.text..line.end];
        rest.starts_with("<!--") && rest.contains("-->") && !self.after_boundary && self.is_below_text(line)
    }

    /// Whether the line above is one of running text.
    fn is_below_text(&self, line: Line) -> bool {
        let Some(above) = line.start.checked_sub(1) else {
            return false;
        };
        // What an HTML block ends before in the same line has that above it.
        if self.text.as_bytes()[above] != b'\n' {
            return false;
        }
        let start = memchr::memrchr(b'\n', &self.text.as_bytes()[..above]).map_or(0, |at| at + 1);
        let above = self.line_at(start);
        let rest = self.text[above.text..above.end].trim_end();
        let begins_block = ["#", "```", "~~~", "|", "<", "{:", "$$"]
            .iter()
            .any(|mark| rest.starts_with(mark));
        let is_line = rest.chars().all(|c| matches!(c, '=' | '-' | '*' | '_' | ' '));
        !begins_block && !is_line && !self.protected.is_code(above.text)
    }

    /// Where the attribute list of a term begins, if the line is one: it begins the line, and a definition stands below.
    fn attributes_of_term(&self, line: Line, rest: &str) -> Option<usize> {
        let inside = braces(rest)?.strip_prefix(':')?;
        let below = self.line_at(line.next.min(self.text.len()));
        let is_term = self.text[below.text..below.end].starts_with(": ");
        (is_term && !inside.starts_with([':', '/'])).then_some(0)
    }

    /// `{#id}` at the end of a heading, and where it begins.
    fn heading_id(&self, line: Line, rest: &str) -> Option<(usize, String)> {
        let rest = rest.trim_end();
        let open = rest.strip_suffix('}')?.rfind("{#")?;
        let id = &rest[open + 2..rest.len() - 1];
        let is_id = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
        let before = &rest[..open];
        let begins = id.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | ':'));
        if !begins || !id.chars().all(is_id) || !before.ends_with([' ', '\t']) {
            return None;
        }
        let marks = rest.len() - rest.trim_start_matches('#').len();
        let is_atx = (1..=6).contains(&marks) && rest[marks..].starts_with([' ', '\t']);
        let below = self.line_at(line.next.min(self.text.len()));
        let below = self.text[below.text..below.end].trim_end();
        let is_line = |mark: char| !below.is_empty() && below.chars().all(|c| c == mark);
        (is_atx || is_line('=') || is_line('-')).then(|| (line.text + open, id.to_owned()))
    }

    /// A line that stands for nothing but the end of what is above it.
    fn nothing(&mut self, line: Line, end: usize) {
        self.marker_line(line, end, Meaning::Nothing);
        self.after_boundary = true;
    }

    /// Writes a marker in place of what begins on the line and ends at byte `end`.
    pub(super) fn marker_line(&mut self, line: Line, end: usize, meaning: Meaning) {
        self.copy(line.start, line.text);
        let span = self.source.span(line.text..end);
        let marker = self.markers.add(meaning, span);
        self.out.push(&marker, span);
        self.out.insert("\n");
    }

    /// Writes the bytes as they are.
    pub(super) fn copy(&mut self, start: usize, end: usize) {
        self.out.append(self.source, start..end);
    }
}

/// A blank that the author did not write, and that is not shown.
pub(in super::super) const BLANK: &str = "&#32;";

/// Whether the line begins with a tag of running text.
fn is_tag_of_text(rest: &str) -> bool {
    let tag = rest.strip_prefix('<').map(|tag| tag.trim_start_matches('/'));
    tag.is_some_and(|tag| tag.starts_with(|c: char| c.is_ascii_alphabetic()) && is_of_text_tag(tag))
}

/// Whether the line is nothing but the mark of a heading, which is text to kramdown.
fn is_heading_without_text(rest: &str) -> bool {
    let rest = rest.trim_end();
    rest.len() <= 6 && rest.bytes().all(|byte| byte == b'#')
}

/// Whether the line is a rule that kramdown has for one between blocks only. One of hyphens makes a heading of the text
/// above, and one of marks with blanks between them begins a list.
fn is_rule(rest: &str) -> bool {
    let rest = rest.trim_end();
    let is_of = |mark| rest.len() >= 3 && rest.bytes().all(|byte| byte == mark);
    is_of(b'*') || is_of(b'_')
}

/// The name of the links whose address the line gives, if it gives one.
fn name_of_definition(rest: &str) -> Option<&str> {
    let named = rest.strip_prefix('[').filter(|named| !named.starts_with('^'))?;
    let (name, _) = named.split_once("]:")?;
    (!name.trim().is_empty()).then_some(name)
}

/// Whether the line begins a footnote.
fn is_footnote(rest: &str) -> bool {
    let named = rest.strip_prefix("[^");
    named.is_some_and(|named| !name(named).is_empty() && named[name(named).len()..].starts_with("]:"))
}

/// Whether `{::nomarkdown type="…"}` holds HTML: it does unless it says otherwise.
pub(super) fn is_html(extension: &str) -> bool {
    let list = AttributeList::read(extension);
    let kind = list.attributes.iter().find(|(name, _)| name == "type");
    kind.is_none_or(|(_, kinds)| kinds.split_whitespace().any(|kind| kind == "html"))
}

/// Where the attribute list of a list item or a definition begins: behind its marker.
fn attributes_of_item(rest: &str) -> Option<usize> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let marker = match rest.as_bytes().get(digits)? {
        b'*' | b'+' | b'-' | b':' if digits == 0 => 1,
        b'.' if digits > 0 => digits + 1,
        _ => return None,
    };
    let after = rest[marker..].trim_start_matches([' ', '\t']);
    let at = rest.len() - after.len();
    let inside = braces(after)?.strip_prefix(':')?;
    let is_list = at > marker && !inside.starts_with([':', '/']) && !inside[name(inside).len()..].starts_with(':');
    is_list.then_some(at)
}

/// Where the parenthesis of `1)` stands, which begins no item to kramdown.
fn parenthesis_of_item(rest: &str) -> Option<usize> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_item = (1..10).contains(&digits) && (rest[digits..].starts_with(") ") || &rest[digits..] == ")");
    is_item.then_some(digits)
}
