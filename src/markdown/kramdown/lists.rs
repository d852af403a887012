//! The indentation of lines in lists, from what kramdown asks for to what CommonMark asks for.
//!
//! To kramdown a line right below an item's text belongs to the item, however little it is indented: another kind of list
//! is a list inside it, whatever number that begins with. All bullets are one kind. [`mend`] moves such lines to where
//! CommonMark reads them so, and writes the bullets of a list alike (kramdown's `parse_list`).

use super::super::excerpt::Excerpt;
use super::html_blocks::HtmlBlocks;

/// How deep lists are mended inside lists.
const MAX_DEPTH: usize = 16;

/// How many times the length of a text its mended lines may have, and how many bytes more. No list that anybody reads needs
/// as many blanks; lines behind that are left as they are indented.
const MAX_GROWTH: usize = 16;
const FREE_GROWTH: usize = 64 * 1024;

/// `source` with its lines indented as CommonMark wants them; `None` if they already are.
pub(super) fn mend(source: &Excerpt<'_>) -> Option<Excerpt<'static>> {
    let text = source.text();
    let mut mending = Mending {
        source,
        text,
        html: HtmlBlocks::of(text),
        out: Excerpt::with_capacity(text.len() + text.len() / 16),
        items: Vec::new(),
        after_blank: true,
        fence: None,
        is_changed: false,
    };
    let mut at = 0;
    while at < text.len() {
        at = mending.line(at);
    }
    mending.is_changed.then_some(mending.out)
}

struct Mending<'s> {
    source: &'s Excerpt<'s>,
    text: &'s str,
    html: HtmlBlocks,
    out: Excerpt<'static>,
    /// The items that are open, the outermost first.
    items: Vec<Item>,
    after_blank: bool,
    /// The fence of the code sample that is being read.
    fence: Option<&'s str>,
    is_changed: bool,
}

#[derive(Clone, Copy)]
struct Item {
    is_ordered: bool,
    bullet: u8,
    /// The columns from the list's edge to the item's text: what a line has to be indented.
    width: usize,
    /// The same in what is written.
    out: usize,
}

/// The marker that a text begins with.
#[derive(Clone, Copy)]
struct Marker {
    is_ordered: bool,
    bullet: u8,
    /// Its bytes without blanks.
    len: usize,
    /// The blanks behind it.
    blanks: usize,
    /// Whether the rest of the line is empty.
    is_empty: bool,
}

impl Marker {
    fn of(rest: &str) -> Option<Self> {
        let bytes = rest.as_bytes();
        let digits = bytes.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let (is_ordered, len) = match (digits, bytes.get(digits)?) {
            (0, b'*' | b'-' | b'+') => (false, 1),
            (1..=9, b'.') => (true, digits + 1),
            _ => return None,
        };
        let blanks = bytes[len..]
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        let is_empty = len + blanks == bytes.len();
        (blanks > 0 && !is_rule(rest)).then_some(Self {
            is_ordered,
            bullet: bytes[0],
            len,
            blanks,
            is_empty,
        })
    }
}

impl Mending<'_> {
    /// Writes the line that begins at byte `start`; gives where the next one begins.
    fn line(&mut self, start: usize) -> usize {
        let next = memchr::memchr(b'\n', &self.text.as_bytes()[start..]).map_or(self.text.len(), |at| start + at + 1);
        let line = self.text[start..next].trim_end_matches(['\n', '\r']);
        let (blanks, columns) = indentation(line);
        let rest = &line[blanks..];
        if rest.is_empty() {
            self.out.append(self.source, start..next);
            self.after_blank = true;
            return next;
        }
        let marker = Marker::of(rest).filter(|_| self.fence.is_none());
        let is_kept = self.fence.is_none() && is_kept_out(rest);
        // How deep the line stands, and the columns that are left and that the items around it take.
        let (mut depth, mut left, mut base) = (0, columns, 0);
        let mut sibling = None;
        while let Some(item) = self.items.get(depth) {
            let is_sibling = |marker: &Marker| marker.is_ordered == item.is_ordered && left <= 3.min(item.width - 1);
            if marker.as_ref().is_some_and(is_sibling) {
                sibling = Some(*item);
                break;
            }
            if left >= item.width {
                left -= item.width;
            } else if self.after_blank || is_kept {
                break;
            }
            base += item.out;
            depth += 1;
        }
        if depth < self.items.len() {
            self.fence = None;
            self.items.truncate(depth);
        }
        let was_blank = std::mem::replace(&mut self.after_blank, false);
        if let Some(end) = self
            .html
            .end(start + blanks)
            .filter(|_| self.fence.is_none() && left <= 3)
        {
            self.indent(columns, blanks, base + left);
            let next = memchr::memchr(b'\n', &self.text.as_bytes()[end..]).map_or(self.text.len(), |at| end + at + 1);
            self.out.append(self.source, start + blanks..next);
            return next;
        }
        let marker = marker.filter(|_| left <= 3 && depth < MAX_DEPTH);
        let mut from = start + blanks;
        self.indent(columns, blanks, base + left);
        match marker {
            Some(marker) => from = self.item(from, marker, left, sibling, was_blank),
            None => self.note_fence(rest),
        }
        self.out.append(self.source, from..next);
        next
    }

    /// Writes the markers that begin at byte `at`; gives where the text behind them does.
    fn item(
        &mut self,
        mut at: usize,
        mut marker: Marker,
        left: usize,
        sibling: Option<Item>,
        was_blank: bool,
    ) -> usize {
        let mut left = left;
        let mut bullet = sibling.map_or(marker.bullet, |sibling| sibling.bullet);
        let begins_in_text = sibling.is_none() && !was_blank;
        loop {
            let start = at;
            at += marker.len + marker.blanks;
            let blanks = if marker.blanks > 4 { 1 } else { marker.blanks };
            let mut len = marker.len;
            if marker.is_ordered && begins_in_text && &self.text[start..start + marker.len] != "1." {
                // Only a list that begins with 1 may begin in the middle of a text.
                let number = self.source.span(start..start + marker.len - 1);
                self.out.push("1", number);
                self.out.append(self.source, start + marker.len - 1..start + marker.len);
                self.is_changed = true;
                len = 2;
            } else if !marker.is_ordered && bullet != marker.bullet {
                self.out.push(
                    if bullet == b'*' {
                        "*"
                    } else if bullet == b'-' {
                        "-"
                    } else {
                        "+"
                    },
                    self.source.span(start..start + 1),
                );
                self.is_changed = true;
            } else {
                self.out.append(self.source, start..start + marker.len);
            }
            self.is_changed |= blanks != marker.blanks;
            self.out
                .append(self.source, start + marker.len..start + marker.len + blanks);
            let width = if marker.is_empty {
                4
            } else {
                left + marker.len + marker.blanks
            };
            let out = if marker.is_empty {
                left + len + 1
            } else {
                left + len + blanks
            };
            self.items.push(Item {
                is_ordered: marker.is_ordered,
                bullet,
                width,
                out,
            });
            let line_end = memchr::memchr(b'\n', &self.text.as_bytes()[at..]).map_or(self.text.len(), |end| at + end);
            let rest = self.text[at..line_end].trim_end_matches('\r');
            match Marker::of(rest).filter(|_| self.items.len() < MAX_DEPTH) {
                Some(next) => {
                    marker = next;
                    bullet = next.bullet;
                    left = 0;
                }
                None => {
                    self.note_fence(rest);
                    return at;
                }
            }
        }
    }

    /// Writes the blanks of a line: `out` columns in place of `columns`.
    fn indent(&mut self, columns: usize, blanks: usize, out: usize) {
        let has_grown = self.out.text().len() > MAX_GROWTH * self.text.len() + FREE_GROWTH;
        let out = if has_grown { columns } else { out };
        self.is_changed |= columns != out || blanks != columns;
        self.out.insert_blanks(out);
    }

    /// Takes notice of a fence.
    fn note_fence(&mut self, rest: &str) {
        let mark = rest.chars().next().filter(|c| matches!(c, '`' | '~'));
        let len = mark.map_or(0, |mark| rest.len() - rest.trim_start_matches(mark).len());
        match self.fence {
            None if len >= 3 => {
                const FENCES: [&str; 2] = ["```", "~~~"];
                self.fence = FENCES.into_iter().find(|fence| rest.starts_with(fence));
            }
            Some(fence) if rest.starts_with(fence) && rest[len..].trim().is_empty() => self.fence = None,
            _ => {}
        }
    }
}

/// The bytes that the blanks at a line's start take, and the columns.
fn indentation(line: &str) -> (usize, usize) {
    let mut columns = 0;
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b' ' => columns += 1,
            b'\t' => columns += 4 - columns % 4,
            _ => return (at, columns),
        }
    }
    (line.len(), columns)
}

/// What begins no line of an item that it is not indented for.
fn is_kept_out(rest: &str) -> bool {
    let is_tag = rest.strip_prefix('<').is_some_and(|tag| {
        let name = tag.trim_start_matches('/');
        name.starts_with(|c: char| c.is_ascii_alphabetic()) && !super::html_blocks::is_of_text_tag(name)
    });
    is_tag || rest.starts_with("{:") || rest.trim_end() == "^"
}

fn is_rule(rest: &str) -> bool {
    let mut chars = rest.chars().filter(|c| !matches!(c, ' ' | '\t'));
    let Some(mark) = chars.next().filter(|c| matches!(c, '*' | '-' | '_')) else {
        return false;
    };
    chars.clone().count() >= 2 && chars.all(|c| c == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_do_not_outgrow_the_text() {
        let text = "123456789.    ".repeat(MAX_DEPTH) + "x\n" + &"a\n".repeat(20_000);
        let mended = mend(&Excerpt::of(&text, 0)).expect("its lines are not indented for the items");
        assert!(mended.text().len() <= MAX_GROWTH * text.len() + FREE_GROWTH + text.len());
        assert!(mended.text().contains(&format!("\n{}a\n", " ".repeat(14 * MAX_DEPTH))));
        assert!(mended.text().ends_with("a\na\n"));
    }
}
