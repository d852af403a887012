//! Writes a tree as valid HTML.
//!
//! Lines, indentation and the quotes in texts no reader sees, but what pages make of another's HTML shows them: how many
//! words it has, where it is cut, what is left when its tags are taken out. So they are those of the renderer that the site
//! is written for (kramdown's `converter/html.rb`).

use std::cell::Cell;

use super::Highlight;
use super::elements;
use super::tree::{Element, Kind, NodeId, Origin, Tree};
use crate::config::Dialect;

/// Who would have written the HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Redcarpet,
    Kramdown,
    /// Nobody: it is the author's own.
    Own,
}

impl From<Dialect> for Style {
    fn from(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Redcarpet => Self::Redcarpet,
            Dialect::Kramdown => Self::Kramdown,
        }
    }
}

/// The HTML of the tree of `text`.
pub(super) fn write(tree: &Tree<'_>, text: &str, style: Style, highlight: &Highlight<'_>) -> String {
    let mut writer = Writer {
        tree,
        text,
        style,
        highlight,
        out: String::with_capacity(text.len() + text.len() / 2),
        depth: 0,
        below_blank: Cell::default(),
    };
    writer.children(Tree::ROOT, false);
    match style {
        Style::Redcarpet | Style::Own => writer.out,
        Style::Kramdown => between_empty_lines(text, writer.out),
    }
}

/// `html` with the empty lines at its edges that kramdown takes over from the text.
fn between_empty_lines(text: &str, mut html: String) -> String {
    if html.is_empty() {
        return html;
    }
    if !html.ends_with('\n') {
        html.push('\n');
    }
    let is_empty = |line: &str| line.trim().is_empty();
    if text.lines().next().is_some_and(is_empty) {
        html.insert(0, '\n');
    }
    if text.ends_with('\n') && text.lines().next_back().is_some_and(is_empty) {
        html.push('\n');
    }
    html
}

/// `text` with the characters that mean something to HTML escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(&mut out, text);
    out
}

struct Writer<'w, 'a> {
    tree: &'w Tree<'a>,
    text: &'w str,
    style: Style,
    highlight: &'w Highlight<'w>,
    out: String,
    /// How many elements around have the lines in them indented.
    depth: usize,
    /// Where the last block began of which it was asked, and whether the line above that is blank.
    below_blank: Cell<(usize, bool)>,
}

impl Writer<'_, '_> {
    /// Writes what stands in a node; the builder bounds how deep that goes.
    fn children(&mut self, parent: NodeId, foreign: bool) {
        let mut before = None;
        for child in self.tree.children(parent) {
            if self.style == Style::Kramdown {
                self.begin_line(parent, before, child);
                before = Some(child);
            }
            match &self.tree.node(child).kind {
                Kind::Root => {}
                Kind::Text(text) => self.escape_text(parent, child, text),
                Kind::Comment(text) => self.comment(text),
                Kind::CodeBlock { language, text, .. } => self.code_block(language, text),
                Kind::Element(element) => self.element(child, element, foreign),
            }
        }
    }

    /// Begins the line that a block begins, as kramdown does: below an empty one if its author left one, and indented.
    fn begin_line(&mut self, parent: NodeId, before: Option<NodeId>, node: NodeId) {
        let is_apart = before.is_some_and(|before| self.are_apart(parent, before, node));
        // In a table of contents, kramdown indents a list on the line of the link above.
        let is_of_toc = |before: NodeId| self.tree.element(before).is_some_and(is_link_of_toc);
        let is_on_line = before.is_some_and(is_of_toc);
        if is_apart && !is_on_line && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        let is_line = |node: NodeId| self.is_block(node) || matches!(self.tree.node(node).kind, Kind::Comment(_));
        if !is_line(node) || self.is_of_html(parent) && !self.is_of_markdown(node) {
            return;
        }
        if before.is_some_and(is_line) && self.is_below_blank(node) {
            if !self.out.ends_with('\n') {
                self.out.push('\n');
            }
            self.out.push('\n');
        }
        if self.out.is_empty() || self.out.ends_with('\n') || is_on_line {
            self.indent();
        }
    }

    fn indent(&mut self) {
        self.out.extend(std::iter::repeat_n("  ", self.depth));
    }

    fn is_block(&self, node: NodeId) -> bool {
        match &self.tree.node(node).kind {
            Kind::CodeBlock { .. } => true,
            Kind::Element(element) => elements::closes_paragraph(&element.name) || lines(element) != Lines::None,
            _ => false,
        }
    }

    /// Whether kramdown has an empty line above a block: its author left one, and it is no part of a list or table.
    fn is_below_blank(&self, node: NodeId) -> bool {
        let element = self.tree.element(node);
        if element.is_some_and(|element| element.attribute("class") == Some("footnotes")) {
            return true;
        }
        let name = element.map_or("pre", |element| &element.name);
        if matches!(
            name,
            "li" | "dt" | "dd" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th"
        ) {
            return false;
        }
        let at = self.tree.node(node).span.start;
        let (before, is_blank) = self.below_blank.get();
        // On a long line, others stood before it.
        let is_on_same_line = self.text.get(before..at).is_some_and(|between| !between.contains('\n'));
        let is_blank = match is_on_same_line {
            true => is_blank,
            false => {
                let above = self.text.get(..at).unwrap_or_default().rsplit('\n').nth(1);
                above.is_some_and(|line| line.trim_start_matches([' ', '\t', '>']).trim_end().is_empty())
            }
        };
        self.below_blank.set((at, is_blank));
        is_blank
    }

    /// Writes the text of `node`. Redcarpet escapes quotes; in their own HTML authors may have done so.
    fn escape_text(&mut self, parent: NodeId, node: NodeId, text: &str) {
        let span = self.tree.node(node).span;
        let is_own = self.style == Style::Own || self.is_of_html(parent);
        let has_escaped = |text: &str| text.contains("&quot;");
        if self.style == Style::Redcarpet || is_own && self.text.get(span.start..span.end).is_some_and(has_escaped) {
            escape(&mut self.out, text);
        } else {
            escape_but_quotes(&mut self.out, text);
        }
    }

    /// Writes a code sample, coloured.
    fn code(&mut self, language: &str, text: &str) {
        let code = (self.highlight)(language, text);
        match self.style {
            Style::Redcarpet => self.out.push_str(&code),
            Style::Kramdown | Style::Own => self.out.push_str(&code.replace("&quot;", "\"")),
        }
    }

    /// Whether a line ends between two neighbours, so that their texts are two where tags are taken out: one of them is
    /// a block, and they are not both in HTML that is written as it came.
    fn are_apart(&self, parent: NodeId, before: NodeId, after: NodeId) -> bool {
        let block = |node: NodeId| match &self.tree.node(node).kind {
            Kind::CodeBlock { .. } => Some(Origin::Markdown),
            Kind::Element(element) if elements::closes_paragraph(&element.name) => Some(element.origin),
            _ => None,
        };
        let is_of_html = self
            .tree
            .element(parent)
            .is_some_and(|parent| parent.origin == Origin::Html);
        let mut blocks = [before, after].into_iter().filter_map(block).peekable();
        match is_of_html {
            true => blocks.any(|origin| origin == Origin::Markdown),
            false => blocks.peek().is_some(),
        }
    }

    fn element(&mut self, id: NodeId, element: &Element<'_>, foreign: bool) {
        let name = &*element.name;
        if !is_name(name) {
            self.children(id, foreign);
            return;
        }
        self.out.push('<');
        self.out.push_str(name);
        for (attribute, value) in &element.attributes {
            self.attribute(element, attribute, value);
        }
        self.out.push('>');
        let lines = match lines(element) {
            // Where no text begins it, what markdown made in an item or in HTML has lines of its own.
            Lines::None | Lines::After if self.style == Style::Kramdown && self.begins_with_block(id) => {
                Lines::AroundContent
            }
            lines => lines,
        };
        if lines == Lines::AroundContent {
            self.out.push('\n');
        }
        let foreign = foreign || matches!(name, "svg" | "math");
        // What markdown made is no part of the SVG around it, and HTML is what it is written as.
        if (!foreign || element.origin == Origin::Markdown) && elements::is_void(name) {
            if lines == Lines::After {
                self.out.push('\n');
            }
            return;
        }
        if !foreign && elements::is_raw_text(name) {
            self.raw_text(name, &self.tree.text(id));
        } else if !foreign && elements::is_escapable_raw_text(name) {
            self.escape_text(id, id, &self.tree.text(id));
        } else if element.origin == Origin::Markdown && element.attribute("class") == Some("reversefootnote") {
            // kramdown's one entity, which shows where tags are taken out.
            let start = self.out.len();
            self.children(id, foreign);
            let inside = self.out.split_off(start);
            self.out.push_str(&inside.replacen('↩', "&#8617;", 1));
        } else if let Some(language) = self.language(id, element) {
            self.code(language, &self.tree.text(id));
        } else {
            let is_indented = lines == Lines::AroundContent || matches!(name, "li" | "dd");
            self.depth += usize::from(is_indented);
            self.children(id, foreign && !elements::is_integration_point(name));
            self.depth -= usize::from(is_indented);
        }
        if self.style == Style::Kramdown && lines != Lines::None && self.out.ends_with('\n') {
            self.indent();
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        if lines != Lines::None {
            self.out.push('\n');
        }
    }

    /// Whether a block of markdown's stands at the start of an element.
    fn begins_with_block(&self, id: NodeId) -> bool {
        let first = self.tree.children(id).next();
        first.is_some_and(|first| self.is_block(first) && self.is_of_markdown(first))
    }

    fn is_of_markdown(&self, node: NodeId) -> bool {
        match &self.tree.node(node).kind {
            Kind::CodeBlock { .. } => true,
            Kind::Element(element) => element.origin == Origin::Markdown,
            _ => false,
        }
    }

    fn is_of_html(&self, node: NodeId) -> bool {
        let element = self.tree.element(node);
        element.is_some_and(|element| element.origin == Origin::Html)
    }

    /// The language of a code sample in HTML that waits to be highlighted, as Liquid's `highlight` leaves it.
    fn language<'e>(&self, id: NodeId, element: &'e Element<'_>) -> Option<&'e str> {
        let language = element.attribute("data-lang").filter(|_| element.name == "code")?;
        let mut children = self.tree.children(id);
        let is_plain = children.all(|child| matches!(self.tree.node(child).kind, Kind::Text(_)));
        is_plain.then_some(language)
    }

    fn attribute(&mut self, element: &Element<'_>, name: &str, value: &str) {
        if !is_name(name) {
            return;
        }
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        if element.origin == Origin::Markdown && matches!(name, "href" | "src") {
            escape_url(&mut self.out, value, self.style);
        } else {
            escape(&mut self.out, value);
        }
        self.out.push('"');
    }

    fn code_block(&mut self, language: &str, text: &str) {
        self.out.push_str("<pre><code");
        if !language.is_empty() {
            self.out.push_str(" class=\"language-");
            escape(&mut self.out, &language.to_lowercase());
            self.out.push('"');
        }
        self.out.push('>');
        self.code(language, text);
        self.out.push_str("</code></pre>\n");
    }

    /// Writes text that no entity can stand in: what would end it early, or keep it from ending, is broken up.
    fn raw_text(&mut self, name: &str, text: &str) {
        let mut text: String = text.chars().filter(|c| is_allowed(*c)).collect();
        // After `<!--` and `<script`, `</script>` ends no script.
        if name == "script" && text.to_ascii_lowercase().contains("<script") {
            text = text.replace("<!--", "<\\!--");
        }
        let mut rest = &*text;
        while let Some(at) = rest.find("</") {
            self.out.push_str(&rest[..at]);
            rest = &rest[at + 2..];
            let ends = rest.as_bytes().get(..name.len());
            let ends = ends.is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()));
            self.out.push_str(if ends { "<\\/" } else { "</" });
        }
        self.out.push_str(rest);
    }

    fn comment(&mut self, text: &str) {
        let text: String = text.chars().filter(|c| is_allowed(*c)).collect();
        self.out.push_str("<!--");
        if text.starts_with(['>', '-']) {
            self.out.push(' ');
        }
        self.out.push_str(&text.replace("--", "- -"));
        if text.ends_with(['-', '!']) {
            self.out.push(' ');
        }
        self.out.push_str("-->");
    }
}

/// Whether an element is a link in a table of contents.
fn is_link_of_toc(element: &Element<'_>) -> bool {
    let id = element.attribute("id");
    element.origin == Origin::Markdown && element.name == "a" && id.is_some_and(|id| id.starts_with("markdown-toc-"))
}

/// Where lines end around an element, which is for people who read the HTML.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    None,
    After,
    AroundContent,
}

/// Raw HTML keeps the lines that its author gave it.
fn lines(element: &Element<'_>) -> Lines {
    match &*element.name {
        _ if element.origin == Origin::Html => Lines::None,
        "ul" | "ol" | "blockquote" | "table" | "thead" | "tbody" | "tr" => Lines::AroundContent,
        "td" | "th" => Lines::After,
        name if elements::closes_paragraph(name) => Lines::After,
        _ => Lines::None,
    }
}

/// Whether HTML can say it as the name of an element or an attribute.
fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars
        .next()
        .is_some_and(|c| c.is_alphabetic() || matches!(c, '_' | ':' | '@' | '#' | '*' | '-' | '.'))
        && chars.all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '@' | '#' | '*'))
}

/// Writes `text`, escaped for content.
fn escape_but_quotes(out: &mut String, text: &str) {
    for (at, part) in text.split('"').enumerate() {
        if at > 0 {
            out.push('"');
        }
        escape(out, part);
    }
}

/// Writes `text`, escaped for content and quoted attributes. Characters that HTML cannot hold even escaped are left
/// out.
pub(super) fn escape(out: &mut String, text: &str) {
    let mut done = 0;
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        let (instead, len) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' => ("&quot;", 1),
            // The first bytes of all that `is_allowed` refuses.
            0..=0x1f | 0x7f | 0xc2 | 0xef..=0xf4 => match text[at..].chars().next() {
                Some(c) if !is_allowed(c) => ("", c.len_utf8()),
                _ => continue,
            },
            _ => continue,
        };
        out.push_str(&text[done..at]);
        out.push_str(instead);
        done = at + len;
    }
    out.push_str(&text[done..]);
}

/// Whether HTML may hold the character: no control characters but blanks, and nothing that Unicode calls no character.
fn is_allowed(c: char) -> bool {
    let code = u32::from(c);
    let control = c.is_control() && !matches!(c, '\t' | '\n' | '\x0c' | '\r');
    !control && !(0xfdd0..=0xfdef).contains(&code) && code & 0xfffe != 0xfffe
}

/// Writes a URL as redcarpet's `houdini_escape_href` does: what is no part of a URL as its UTF-8 bytes in hex. kramdown
/// leaves letters of all scripts as they are.
fn escape_url(out: &mut String, url: &str, style: Style) {
    for (at, c) in url.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '\'' => out.push_str("&#39;"),
            'a'..='z' | 'A'..='Z' | '0'..='9' => out.push(c),
            '-' | '_' | '.' | '+' | '!' | '*' | '(' | ')' | ',' | '%' | '#' | '@' | '?' | '=' | ';' | ':' | '/'
            | '$' | '~' => {
                out.push(c);
            }
            c if style == Style::Kramdown && c.is_alphanumeric() => out.push(c),
            _ => {
                for byte in &url.as_bytes()[at..at + c.len_utf8()] {
                    out.push('%');
                    for digit in [byte >> 4, byte & 15] {
                        out.push(
                            char::from_digit(u32::from(digit), 16)
                                .unwrap_or('0')
                                .to_ascii_uppercase(),
                        );
                    }
                }
            }
        }
    }
}
