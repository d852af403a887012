//! What takes several of pulldown-cmark's events: kept until its end comes.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, Tag, TagEnd};

use super::builder::Attributes;
use super::excerpt::Excerpt;
use super::numbers::Lists;

/// What has been read of something that takes several events.
#[derive(Default)]
pub(super) struct Pending<'t> {
    /// Text, up to an event that is not text.
    pub(super) text: Vec<(CowStr<'t>, Range<usize>)>,
    /// An HTML block.
    pub(super) html: Option<Excerpt<'static>>,
    /// A code sample.
    pub(super) code: Option<Code<'t>>,
    /// An image.
    pub(super) image: Option<Image<'t>>,
    pub(super) table: Table,
    pub(super) lists: Lists,
    /// The paragraph, heading, item or cell that was begun last.
    pub(super) block: Range<usize>,
    /// Elements of text only that are begun but not ended in that block: looked for once.
    pub(super) unended: Vec<String>,
    /// What was read as raw HTML although pulldown-cmark sees markdown there: the content of a `<script>`.
    pub(super) raw: Range<usize>,
}

pub(super) struct Code<'t> {
    /// Whether it stands between fences, not indented.
    is_fenced: bool,
    pub(super) language: String,
    /// What the fence says the sample is called.
    pub(super) title: Option<String>,
    pub(super) text: Cow<'t, str>,
    pub(super) range: Range<usize>,
    /// The bytes of the whole that its text consists of, each part with where it begins in the text.
    pub(super) pieces: Vec<(usize, Range<usize>)>,
}

pub(super) struct Image<'t> {
    pub(super) src: CowStr<'t>,
    pub(super) title: CowStr<'t>,
    /// The name that it is given an address by, if that stands elsewhere.
    pub(super) name: CowStr<'t>,
    pub(super) alt: String,
    /// How many images stand in its alternative text around what is read.
    pub(super) inside: usize,
}

#[derive(Default)]
pub(super) struct Table {
    pub(super) alignments: Vec<Alignment>,
    pub(super) column: usize,
    pub(super) in_head: bool,
    pub(super) has_body: bool,
    /// Where the last cell ended.
    pub(super) cell_end: usize,
}

impl<'t> Code<'t> {
    /// A sample that begins at byte `at`.
    pub(super) fn new(kind: &CodeBlockKind<'_>, at: usize) -> Self {
        Self {
            is_fenced: matches!(kind, CodeBlockKind::Fenced(_)),
            language: language(kind),
            title: title(kind),
            text: Cow::Borrowed(""),
            range: at..at,
            pieces: Vec::new(),
        }
    }

    /// Adds `text`, which is `range` of `whole`.
    pub(super) fn push(&mut self, whole: &'t str, text: CowStr<'t>, range: Range<usize>) {
        if whole.get(range.clone()) == Some(&*text) {
            match self.pieces.last_mut() {
                Some((at, last)) if last.end == range.start && *at + last.len() == self.text.len() => {
                    last.end = range.end;
                }
                _ => self.pieces.push((self.text.len(), range.clone())),
            }
        }
        if self.text.is_empty() {
            self.range = range;
            self.text = text.into();
            return;
        }
        match whole.get(self.range.start..range.end) {
            Some(both)
                if both.len() == self.text.len() + text.len()
                    && both.ends_with(&*text)
                    && self.range.end == range.start =>
            {
                self.text = Cow::Borrowed(both);
            }
            _ => self.text.to_mut().push_str(&text),
        }
        self.range.end = range.end;
    }
}

impl Code<'_> {
    /// The opening fence of the sample at `range` of `whole`, if only the end of that text ends the sample.
    pub(super) fn unclosed_fence(&self, whole: &str, range: Range<usize>) -> Option<Range<usize>> {
        let sample = &whole[range.clone()];
        let is_closed = match self.range.is_empty() {
            true => sample.trim_end().contains('\n'),
            false => self.range.end < range.end,
        };
        let is_last = whole[range.end..].trim_start().is_empty();
        let opening = sample.lines().next().map_or(0, |line| line.trim_end().len());
        (self.is_fenced && !is_closed && is_last).then_some(range.start..range.start + opening)
    }
}

impl<'t> Image<'t> {
    pub(super) fn new(src: CowStr<'t>, title: CowStr<'t>, name: CowStr<'t>) -> Self {
        Self {
            src,
            title,
            name,
            alt: String::new(),
            inside: 0,
        }
    }

    /// Takes an event of the alternative text; not the end of the image itself.
    pub(super) fn event(&mut self, event: &Event<'_>) -> bool {
        match event {
            Event::Text(text) | Event::Code(text) => self.alt.push_str(text),
            Event::SoftBreak | Event::HardBreak => self.alt.push(' '),
            Event::Start(Tag::Image { .. }) => self.inside += 1,
            Event::End(TagEnd::Image) => match self.inside.checked_sub(1) {
                Some(inside) => self.inside = inside,
                None => return false,
            },
            _ => {}
        }
        true
    }

    pub(super) fn attributes<'a>(self) -> Attributes<'a> {
        let mut attributes: Attributes<'a> = vec![
            (Cow::Borrowed("src"), Cow::Owned(self.src.into_string())),
            (Cow::Borrowed("alt"), Cow::Owned(self.alt)),
        ];
        if !self.title.is_empty() {
            attributes.push((Cow::Borrowed("title"), Cow::Owned(self.title.into_string())));
        }
        attributes
    }
}

impl Table {
    pub(super) fn new(alignments: Vec<Alignment>) -> Self {
        Self {
            alignments,
            ..Self::default()
        }
    }

    /// What the row that ends at byte `end` of `whole` has beyond its last cell that is shown.
    pub(super) fn surplus(&self, whole: &str, end: usize) -> Option<Range<usize>> {
        let rest = whole.get(self.cell_end..end)?.trim_end();
        let rest = rest.strip_suffix('|').unwrap_or(rest).trim_end();
        let surplus = rest.trim_start().strip_prefix('|')?.trim_start();
        let end = self.cell_end + rest.len();
        (!surplus.is_empty()).then(|| end - surplus.len()..end)
    }

    /// The attribute that aligns the cell of this column.
    pub(super) fn alignment<'a>(&self) -> Option<(Cow<'a, str>, Cow<'a, str>)> {
        let style = match self.alignments.get(self.column)? {
            Alignment::None => return None,
            Alignment::Left => "text-align: left",
            Alignment::Center => "text-align: center",
            Alignment::Right => "text-align: right",
        };
        Some((Cow::Borrowed("style"), Cow::Borrowed(style)))
    }
}

/// The first word after a fence, without the braces that redcarpet allowed around it.
fn language(kind: &CodeBlockKind<'_>) -> String {
    match kind {
        CodeBlockKind::Indented => String::new(),
        CodeBlockKind::Fenced(info) => info
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, '{' | '}'))
            .split_whitespace()
            .next()
            .filter(|word| !word.starts_with(TITLE))
            .unwrap_or_default()
            .to_owned(),
    }
}

/// What begins the title of a sample in what stands after its fence: `title="Request"`.
const TITLE: &str = "title=";

/// The title that stands after the fence, if there is one.
fn title(kind: &CodeBlockKind<'_>) -> Option<String> {
    let CodeBlockKind::Fenced(info) = kind else {
        return None;
    };
    let mut starts = info.match_indices(TITLE).map(|(at, _)| at);
    let is_word = |at: &usize| {
        info[..*at]
            .chars()
            .next_back()
            .is_none_or(|c| c.is_whitespace() || c == '{')
    };
    let rest = &info[starts.find(is_word)? + TITLE.len()..];
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let title = rest[1..].split(quote).next()?.trim();
    (!title.is_empty()).then(|| title.to_owned())
}
