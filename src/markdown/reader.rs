//! Markdown: from pulldown-cmark's events into the tree.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options as Syntax, Parser, Tag, TagEnd};

use super::builder::{Attributes, Builder, MAX_DEPTH, MAX_NODES};
use super::excerpt::Excerpt;
use super::kramdown::typography;
use super::kramdown::{self, BLANK, DEFINITION, Markers};
use super::pending::{Code, Image, Pending, Table};
use super::problem::{Problem, Problems};
use super::raw_html::{MAX_ATTRIBUTES, MAX_NESTED_MARKDOWN};
use super::tree::{TextPiece, Tree};
use super::{Options, autolink, cow, elements};
use crate::config::Dialect;
use crate::span::Span;

/// Reads a page into a tree.
pub(super) struct Reader<'a, 'o> {
    pub(super) page: &'a str,
    pub(super) options: &'o Options,
    /// What was taken out of the text before it is read.
    pub(super) markers: Markers,
    pub(super) builder: Builder<'a>,
    /// Whether raw HTML may hold markdown: not in an HTML page.
    pub(super) markdown: bool,
    /// How many elements with a `markdown` attribute are being read.
    pub(super) nested: usize,
    /// The first tag whose attribute `markdown` did not count because it stood in too many others.
    pub(super) unread: Option<Span>,
    /// The first tag with too many attributes.
    pub(super) overlong: Option<Span>,
    /// What is wrong with the text itself.
    pub(super) problems: Problems,
}

/// What an element's attribute `markdown` says that its content is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// One line of markdown.
    Span,
    /// Markdown, in which blocks may stand.
    Block,
}

impl<'a, 'o> Reader<'a, 'o> {
    pub(super) fn new(page: &'a str, options: &'o Options) -> Self {
        Self {
            page,
            options,
            markers: Markers::default(),
            builder: Builder::new(page),
            markdown: true,
            nested: 0,
            unread: None,
            overlong: None,
            problems: Problems::default(),
        }
    }

    /// The tree of what was read, what the markers in it stand for, and what is wrong with the text; of what limits
    /// kept out, each limit once.
    pub(super) fn finish(self) -> (Tree<'a>, Markers, Vec<Problem>) {
        let too_deep = self.builder.lost().map(|span| {
            let limit = format!("elements nest more than {MAX_DEPTH} deep");
            (span, limit + "; deeper ones are left out, their text stays")
        });
        let too_many = self.builder.cut().map(|span| {
            let limit = format!("the page has more than {MAX_NODES} elements and texts");
            (span, limit + "; it ends here")
        });
        let unread = self.unread.map(|span| {
            let limit = format!("elements with the attribute `markdown` nest more than {MAX_NESTED_MARKDOWN} deep");
            (span, limit + "; the content of deeper ones is read as HTML")
        });
        let overlong = self.overlong.map(|span| {
            let limit = format!("a tag has more than {MAX_ATTRIBUTES} attributes");
            (span, limit + "; it is shown as text")
        });
        let limits = [too_deep, too_many, unread, overlong].into_iter().flatten();
        let limits = limits.map(|(span, message)| Problem::error("limit-exceeded", span, message));
        let (tree, of_tags) = self.builder.finish();
        let problems = limits.chain(self.problems.finish()).chain(of_tags).collect();
        (tree, self.markers, problems)
    }

    /// Reads markdown.
    pub(super) fn markdown(&mut self, excerpt: &Excerpt<'_>) {
        let marked = kramdown::take(excerpt, self.options, &mut self.markers);
        let excerpt = marked.as_ref().unwrap_or(excerpt);
        let mut pending = Pending::default();
        for (event, range) in parse(excerpt.text(), syntax(self.options.dialect)) {
            self.event(excerpt, &mut pending, event, range);
        }
        self.flush_text(excerpt, &mut pending);
    }

    /// Reads the bytes `range` of raw HTML as markdown: the content of an element with a `markdown` attribute.
    pub(super) fn nested_markdown(&mut self, html: &Excerpt<'_>, range: Range<usize>, content: Content) {
        if range.is_empty() {
            return;
        }
        self.nested += 1;
        let excerpt = match content {
            Content::Span => html.one_line(range),
            Content::Block => html.part(range),
        };
        let marked = match content {
            Content::Span => kramdown::take_line(&excerpt, self.options, &mut self.markers),
            Content::Block => kramdown::take(&excerpt, self.options, &mut self.markers),
        };
        let excerpt = marked.unwrap_or(excerpt);
        let keeps_paragraph = content == Content::Block && self.options.dialect == Dialect::Kramdown;
        let mut events: Vec<_> = parse(excerpt.text(), syntax(self.options.dialect)).collect();
        if let [
            (Event::Start(Tag::Paragraph), _),
            inner @ ..,
            (Event::End(TagEnd::Paragraph), _),
        ] = &mut events[..]
            && !keeps_paragraph
            && !inner
                .iter()
                .any(|(event, _)| matches!(event, Event::Start(Tag::Paragraph)))
        {
            // The full stop that `one_line` put before the text.
            if content == Content::Span
                && let Some((Event::Text(text), range)) = inner.first_mut()
            {
                *text = CowStr::from(text.strip_prefix('.').unwrap_or(text).to_owned());
                range.start += 1;
            }
            let mut pending = Pending {
                block: 0..excerpt.text().len(),
                ..Pending::default()
            };
            for (event, range) in inner {
                let event = std::mem::replace(event, Event::SoftBreak);
                self.event(&excerpt, &mut pending, event, range.clone());
            }
            self.flush_text(&excerpt, &mut pending);
        } else {
            let mut pending = Pending::default();
            for (event, range) in events {
                self.event(&excerpt, &mut pending, event, range);
            }
        }
        self.nested -= 1;
    }

    fn event<'t>(
        &mut self,
        excerpt: &'t Excerpt<'_>,
        pending: &mut Pending<'t>,
        event: Event<'t>,
        range: Range<usize>,
    ) {
        if pending.raw.contains(&range.start) {
            return;
        }
        if let Some(image) = &mut pending.image {
            if image.event(&event) {
                return;
            }
        } else if let Some(code) = &mut pending.code {
            if let Event::Text(text) = event {
                code.push(excerpt.text(), text, range);
                return;
            }
        } else if let Some(html) = &mut pending.html {
            if matches!(event, Event::Html(_) | Event::Text(_)) {
                html.append(excerpt, range);
                return;
            }
        } else if let Event::Text(text) = event {
            if !self.is_inserted(excerpt, &text, &range) {
                pending.text.push((text, range));
            }
            return;
        }
        self.flush_text(excerpt, pending);
        let span = excerpt.span(range.clone());
        match event {
            // Neither redcarpet nor kramdown strikes through by one tilde.
            Event::Start(Tag::Strikethrough) if !excerpt.text()[range.clone()].starts_with("~~") => {
                let mark = range.start..range.start + 1;
                pending.text.push((CowStr::Borrowed("~"), mark));
            }
            Event::End(TagEnd::Strikethrough) if !excerpt.text()[range.clone()].starts_with("~~") => {
                let mark = range.end - 1..range.end;
                pending.text.push((CowStr::Borrowed("~"), mark));
            }
            Event::Start(tag) => {
                pending.lists.start(&tag, excerpt.text(), range.start);
                self.start(pending, tag, range, span);
            }
            Event::End(tag) => {
                if let Some(problem) = pending.lists.end(tag, excerpt) {
                    self.problems.add(problem);
                }
                self.end(excerpt, pending, tag, range, span);
            }
            Event::Code(text) => {
                self.builder.begin("code", Vec::new(), span);
                let inner = self.inside_backticks(span, &text);
                self.builder.text(cow(self.page, inner, &text), inner);
                self.builder.end(span.end);
            }
            Event::InlineHtml(text) => self.inline_html(excerpt, pending, &text, range),
            Event::Html(_) => self.html(&excerpt.part(range)),
            Event::SoftBreak if self.builder.is_in_term() => {
                self.builder.end(span.start);
                self.builder.begin("dt", Vec::new(), Span::at(span.end));
            }
            Event::SoftBreak if self.options.kramdown.hard_wrap => {
                self.builder.void("br", Vec::new(), span);
                self.builder.text(Cow::Borrowed("\n"), Span::at(span.end));
            }
            Event::SoftBreak => self.builder.text(Cow::Borrowed("\n"), span),
            Event::HardBreak => {
                self.builder.void("br", Vec::new(), span);
                self.builder.text(Cow::Borrowed("\n"), Span::at(span.end));
            }
            Event::Rule => self.builder.void("hr", Vec::new(), span),
            Event::TaskListMarker(is_checked) => self.task(is_checked, span),
            Event::FootnoteReference(_) | Event::Text(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start<'t>(&mut self, pending: &mut Pending<'t>, tag: Tag<'t>, range: Range<usize>, span: Span) {
        let mut attributes = Attributes::new();
        let name = match tag {
            Tag::Paragraph => "p",
            Tag::Heading { level, .. } => heading(level),
            Tag::BlockQuote(_) => "blockquote",
            Tag::List(Some(start)) => {
                // kramdown counts from 1, whatever the author does.
                if start != 1 && self.options.dialect == Dialect::Redcarpet {
                    attributes.push((Cow::Borrowed("start"), Cow::Owned(start.to_string())));
                }
                "ol"
            }
            Tag::List(None) => "ul",
            Tag::Item => "li",
            Tag::DefinitionList => "dl",
            Tag::DefinitionListTitle => "dt",
            Tag::DefinitionListDefinition => "dd",
            Tag::FootnoteDefinition(name) => {
                self.markers.has_footnotes = true;
                attributes.push((Cow::Borrowed(DEFINITION), Cow::Owned(name.into_string())));
                "li"
            }
            Tag::Emphasis => "em",
            Tag::Strong => "strong",
            Tag::Strikethrough => "del",
            Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            } => {
                let href = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.into_string(),
                };
                attributes.push((Cow::Borrowed("href"), Cow::Owned(href)));
                if !title.is_empty() {
                    attributes.push((Cow::Borrowed("title"), Cow::Owned(title.into_string())));
                }
                if let Some(list) = self.markers.of_links(&id) {
                    list.apply(&self.markers.named, &mut attributes);
                }
                "a"
            }
            Tag::Image {
                dest_url, title, id, ..
            } => {
                pending.image = Some(Image::new(dest_url, title, id));
                return;
            }
            Tag::CodeBlock(kind) => {
                pending.code = Some(Code::new(&kind, range.start));
                return;
            }
            Tag::HtmlBlock => {
                pending.html = Some(Excerpt::empty());
                return;
            }
            Tag::Table(alignments) => {
                pending.table = Table::new(alignments);
                "table"
            }
            Tag::TableHead => {
                pending.table.in_head = true;
                pending.table.column = 0;
                self.builder.begin("thead", Vec::new(), span);
                "tr"
            }
            Tag::TableRow => {
                pending.table.column = 0;
                if !pending.table.has_body {
                    pending.table.has_body = true;
                    self.builder.begin("tbody", Vec::new(), span);
                }
                "tr"
            }
            Tag::TableCell => {
                attributes.extend(pending.table.alignment());
                pending.table.column += 1;
                if pending.table.in_head { "th" } else { "td" }
            }
            // What the parser's options leave off.
            _ => return,
        };
        if !matches!(name, "em" | "strong" | "del" | "a") {
            pending.block = range;
            pending.unended.clear();
        }
        self.builder.begin(name, attributes, span);
    }

    fn end(&mut self, excerpt: &Excerpt<'_>, pending: &mut Pending<'_>, tag: TagEnd, range: Range<usize>, span: Span) {
        match tag {
            TagEnd::Image => {
                if let Some(image) = pending.image.take() {
                    let list = self.markers.of_links(&image.name).cloned();
                    let mut attributes = image.attributes();
                    if let Some(list) = list {
                        list.apply(&self.markers.named, &mut attributes);
                    }
                    self.builder.void("img", attributes, span);
                }
                return;
            }
            TagEnd::CodeBlock => {
                if let Some(code) = pending.code.take() {
                    if let Some(fence) = code.unclosed_fence(excerpt.text(), range) {
                        let fence = excerpt.span(fence);
                        self.unclosed_fence(fence, &code);
                    }
                    let text = cow(self.page, excerpt.span(code.range), &code.text);
                    let pieces = code.pieces.into_iter().flat_map(|(at, range)| {
                        excerpt
                            .spans(range)
                            .map(move |(offset, span)| TextPiece { at: at + offset, span })
                    });
                    // As kramdown has it where an attribute list gives the title.
                    let is_titled = code.title.is_some();
                    if let Some(title) = code.title {
                        let title = (Cow::Borrowed("title"), Cow::Owned(title));
                        self.builder.begin("div", vec![title], span);
                    }
                    self.builder
                        .code_block(Cow::Owned(code.language), text, pieces.collect(), span);
                    if is_titled {
                        self.builder.end(span.end);
                    }
                }
                return;
            }
            TagEnd::HtmlBlock => {
                if let Some(html) = pending.html.take() {
                    let whole = 0..html.text().len();
                    match self.markers.read(&html, whole) {
                        Some(number) => self.marker(number, span),
                        None => self.html(&html),
                    }
                }
                return;
            }
            TagEnd::TableHead => {
                pending.table.in_head = false;
                self.builder.end(span.end);
            }
            TagEnd::TableRow => {
                if let Some(surplus) = pending.table.surplus(excerpt.text(), range.end) {
                    let columns = pending.table.alignments.len();
                    self.surplus_cells(excerpt.span(surplus), columns);
                }
            }
            TagEnd::TableCell => pending.table.cell_end = range.end,
            TagEnd::Table if pending.table.has_body => self.builder.end(span.end),
            TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::FootnoteDefinition
            | TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Table => {}
            _ => return,
        }
        self.builder.end(span.end);
    }

    /// Puts the marker of that number into the tree, or the HTML that it stands for.
    pub(super) fn marker(&mut self, number: usize, span: Span) {
        if let Some(html) = self.markers.take_html(number) {
            self.html(&html);
        } else {
            self.builder.comment(Markers::in_tree(number), span);
        }
    }

    /// Adds the box of a task list's item.
    fn task(&mut self, is_checked: bool, span: Span) {
        self.builder.classify(&["li"], "task-list-item");
        self.builder.classify(&["ul", "ol"], "task-list");
        let mut attributes: Attributes<'a> = vec![
            (Cow::Borrowed("type"), Cow::Borrowed("checkbox")),
            (Cow::Borrowed("class"), Cow::Borrowed("task-list-item-checkbox")),
            (Cow::Borrowed("disabled"), Cow::Borrowed("disabled")),
        ];
        if is_checked {
            attributes.push((Cow::Borrowed("checked"), Cow::Borrowed("checked")));
        }
        self.builder.void("input", attributes, span);
    }

    /// Reads a tag that stands in a line of text. Where its element holds text only, all of the element is raw HTML.
    fn inline_html<'t>(
        &mut self,
        excerpt: &'t Excerpt<'_>,
        pending: &mut Pending<'t>,
        tag: &str,
        mut range: Range<usize>,
    ) {
        if let Some(number) = self.markers.read(excerpt, range.clone()) {
            self.marker(number, excerpt.span(range));
            return;
        }
        let name = tag.trim_start_matches('<');
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        let name = name.to_ascii_lowercase();
        let text_only = elements::is_raw_text(&name) || elements::is_escapable_raw_text(&name);
        if text_only && !pending.unended.contains(&name) {
            let rest = excerpt.text().get(range.end..pending.block.end).unwrap_or_default();
            let end_tag = format!("</{name}>");
            let found = rest
                .as_bytes()
                .windows(end_tag.len())
                .position(|part| part.eq_ignore_ascii_case(end_tag.as_bytes()));
            match found {
                Some(at) => {
                    range.end += at + end_tag.len();
                    pending.raw = range.clone();
                }
                None => pending.unended.push(name),
            }
        }
        self.html(&excerpt.part(range));
    }

    /// Adds the text read so far, in which bare URLs become links.
    fn flush_text<'t>(&mut self, excerpt: &'t Excerpt<'_>, pending: &mut Pending<'t>) {
        let pieces = &mut pending.text;
        if self.options.dialect == Dialect::Kramdown {
            self.typographic_text(excerpt, pieces);
            return;
        }
        if pieces.iter().any(|(text, _)| autolink::is_likely(text)) && !self.builder.is_inside(&["a", "code", "pre"]) {
            // pulldown-cmark splits text where something might have begun: at `_`, `[`, `&amp;`.
            let mut text = Excerpt::empty();
            for (piece, range) in pieces.drain(..) {
                if excerpt.text().get(range.clone()) == Some(&*piece) {
                    text.append(excerpt, range);
                } else {
                    text.push(&piece, excerpt.span(range));
                }
            }
            self.text_with_links(&text);
            return;
        }
        for (text, range) in pieces.drain(..) {
            let span = excerpt.span(range);
            self.builder.text(cow(self.page, span, &text), span);
        }
    }

    /// Adds text in which quotes and dashes are what kramdown makes of them. It makes no links.
    fn typographic_text<'t>(&mut self, excerpt: &'t Excerpt<'_>, pieces: &mut Vec<(CowStr<'t>, Range<usize>)>) {
        let is_plain = self
            .builder
            .is_inside(&["code", "pre", "kbd", "samp", "var", "script", "style"]);
        // pulldown-cmark splits text where something might have begun.
        let mut run: Option<Range<usize>> = None;
        for (text, range) in pieces.drain(..) {
            let is_verbatim = excerpt.text().get(range.clone()) == Some(&*text);
            match &mut run {
                Some(run) if is_verbatim && run.end == range.start => run.end = range.end,
                _ => {
                    self.run(excerpt, run.take(), is_plain);
                    if is_verbatim {
                        run = Some(range);
                    } else {
                        let span = excerpt.span(range);
                        self.builder.text(cow(self.page, span, &text), span);
                    }
                }
            }
        }
        self.run(excerpt, run, is_plain);
    }

    /// Whether the bytes are a blank that no author wrote.
    fn is_inserted(&self, excerpt: &Excerpt<'_>, text: &str, range: &Range<usize>) -> bool {
        if text != " " || range.len() != BLANK.len() {
            return false;
        }
        let span = excerpt.span(range.clone());
        excerpt.text().get(range.clone()) == Some(BLANK)
            && self.page.get(span.start..span.start + BLANK.len()) != Some(BLANK)
    }

    /// Adds a run of plain text.
    fn run(&mut self, excerpt: &Excerpt<'_>, run: Option<Range<usize>>, is_plain: bool) {
        let Some(run) = run else {
            return;
        };
        if is_plain {
            self.text(excerpt, run);
            return;
        }
        // kramdown knows fewer characters that a backslash makes mean themselves.
        let is_escaped = excerpt.text()[..run.start].ends_with('\\');
        if is_escaped && excerpt.text()[run.clone()].starts_with(['&', '%', '/', ',', ';', '?', '@', '^']) {
            self.text(excerpt, run.start - 1..run.start);
        }
        self.told_links(excerpt, run.clone());
        for (range, shown) in typography::parts(excerpt.text(), run, &self.options.kramdown) {
            match shown {
                Some(shown) => self.builder.text(Cow::Owned(shown), excerpt.span(range)),
                None => self.text(excerpt, range),
            }
        }
    }

    /// Tells of the `[text] (url)` in a run of text, of which kramdown makes no links.
    fn told_links(&mut self, excerpt: &Excerpt<'_>, run: Range<usize>) {
        let text = &excerpt.text()[run.clone()];
        if !text.contains("](") && text.contains(']') {
            let at = |part: Range<usize>| run.start + part.start..run.start + part.end;
            for link in autolink::find(text) {
                if let Some(gap) = link.gap {
                    self.spaced_link(excerpt.span(at(link.range)), excerpt.span(at(gap)));
                }
            }
        }
    }

    /// Adds text in which links, and tags that CommonMark does not take for any, may stand.
    fn text_with_links(&mut self, text: &Excerpt<'_>) {
        let mut done = 0;
        while let Some(tag) = autolink::find_tag(text.text(), done) {
            self.links(text, done..tag.start);
            self.html(&text.part(tag.clone()));
            done = tag.end;
        }
        self.links(text, done..text.text().len());
    }

    fn links(&mut self, text: &Excerpt<'_>, range: Range<usize>) {
        let mut done = range.start;
        for link in autolink::find(&text.text()[range.clone()]) {
            let at = |part: Range<usize>| range.start + part.start..range.start + part.end;
            let whole = at(link.range);
            self.text(text, done..whole.start);
            let span = text.span(whole.clone());
            if let Some(gap) = link.gap {
                self.spaced_link(span, text.span(at(gap)));
            }
            self.builder
                .begin("a", vec![(Cow::Borrowed("href"), Cow::Owned(link.href))], span);
            self.text(text, at(link.text));
            self.builder.end(span.end);
            done = whole.end;
        }
        self.text(text, done..range.end);
    }

    /// Notes a code fence that runs to the end.
    fn unclosed_fence(&mut self, fence: Span, code: &Code<'_>) {
        let message = "the code that begins here does not end before the page does";
        let hint = match code.text.trim().is_empty() {
            true => "nothing follows this fence: take it away, or begin the code that it ends",
            false => "end the code by a line with the same fence",
        };
        self.problems
            .add(Problem::error("unclosed-fence", fence, message).with_hint(hint));
    }

    /// Notes what a row has beyond the columns of its table.
    fn surplus_cells(&mut self, span: Span, columns: usize) {
        let columns = match columns {
            1 => "the only column of its table".to_owned(),
            _ => format!("the {columns} columns of its table"),
        };
        let message = format!("this stands beyond {columns} and is not shown");
        let hint = "add a column to the header, or write `\\|` for a stroke inside a cell";
        self.problems
            .add(Problem::warning("table-cells", span, message).with_hint(hint));
    }

    /// Notes `[text] (url)`.
    fn spaced_link(&mut self, span: Span, gap: Span) {
        let message = "there is white space between a link's text and its address";
        let problem = Problem::warning("spaced-link", span, message);
        let problem = problem.with_hint("without it, every renderer makes a link of this: `[text](address)`");
        // In a quotation, a line's mark stands in the gap too.
        let is_blank = self
            .page
            .get(gap.start..gap.end)
            .is_some_and(|gap| gap.trim().is_empty());
        self.problems.add(match is_blank {
            true => problem.with_edit(gap, ""),
            false => problem,
        });
    }

    fn text(&mut self, text: &Excerpt<'_>, range: Range<usize>) {
        let span = text.span(range.clone());
        self.builder.text(cow(self.page, span, &text.text()[range]), span);
    }

    /// Where the text of a code span stands: inside the backticks and the blanks that go with them.
    fn inside_backticks(&self, span: Span, text: &str) -> Span {
        let Some(source) = self.page.get(span.start..span.end) else {
            return span;
        };
        let ticks = source.len() - source.trim_start_matches('`').len();
        let inner = Span::new(
            (span.start + ticks).min(span.end),
            span.end.saturating_sub(ticks).max(span.start + ticks).min(span.end),
        );
        match self
            .page
            .get(inner.start..inner.end)
            .and_then(|source| source.find(text))
        {
            Some(at) => Span::new(inner.start + at, inner.start + at + text.len()),
            None => inner,
        }
    }
}

/// What pulldown-cmark is to know besides CommonMark.
pub(super) fn syntax(dialect: Dialect) -> Syntax {
    let both = Syntax::ENABLE_TABLES
        | Syntax::ENABLE_STRIKETHROUGH
        | Syntax::ENABLE_FOOTNOTES
        | Syntax::ENABLE_DEFINITION_LIST;
    match dialect {
        Dialect::Redcarpet => both,
        Dialect::Kramdown => both | Syntax::ENABLE_TASKLISTS,
    }
}

pub(super) fn parse(text: &str, syntax: Syntax) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    Parser::new_ext(text, syntax).into_offset_iter()
}

fn heading(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "h1",
        HeadingLevel::H2 => "h2",
        HeadingLevel::H3 => "h3",
        HeadingLevel::H4 => "h4",
        HeadingLevel::H5 => "h5",
        HeadingLevel::H6 => "h6",
    }
}
