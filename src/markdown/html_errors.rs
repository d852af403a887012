//! What the HTML Standard calls a parse error, in authors' words: rule `html-syntax`.
//!
//! The tokeniser tells of tags that are mistyped, [`super::builder`] of tags that end nothing or are never ended.

use std::ops::Range;

use html5gum::Error;

use super::elements;
use super::excerpt::Excerpt;
use super::problem::Problem;
use crate::span::Span;

const RULE: &str = "html-syntax";

/// How much of the text around a place is read to judge it.
const NEAR: usize = 200;

/// `</br>`, which browsers read as `<br>`.
pub(super) fn end_of_break(tag: Span) -> Problem {
    let problem = Problem::warning(RULE, tag, "there is no end tag `</br>`");
    problem.with_hint("browsers read it as `<br>`").with_edit(tag, "<br>")
}

/// An end tag that nothing open belongs to; `rest` is what goes if it is taken away.
pub(super) fn stray(name: &str, tag: Span, rest: Option<Span>) -> Problem {
    let problem = Problem::warning(RULE, tag, format!("`</{name}>` ends nothing"));
    let problem = problem.with_hint(match name {
        "p" => "a paragraph ends before a list, a table and the like; take the tag away",
        _ if elements::is_void(name) => "this element has no content and no end tag",
        _ => "take it away, or begin the element that it is to end",
    });
    match rest {
        Some(rest) => problem.with_edit(rest, "").for_this_page(),
        None => problem,
    }
}

/// `<h2>` that `</h3>` ends.
pub(super) fn wrong_heading(begun: &str, ended: &str, tag: Span) -> Problem {
    let problem = Problem::warning(RULE, tag, format!("`</{ended}>` ends a `<{begun}>`"));
    problem.with_edit(tag, format!("</{begun}>")).for_this_page()
}

/// `</b>` inside a block that began inside the `<b>`.
pub(super) fn crossed(name: &str, inner: &str, tag: Span) -> Problem {
    let message = format!("`</{name}>` comes before the end of the `<{inner}>` inside it");
    Problem::warning(RULE, tag, message).with_hint(format!("end the `<{inner}>` first"))
}

/// `<a href=x>text<a>`: the second start tag lacks the slash of an end tag.
pub(super) fn start_instead_of_end(name: &str, tag: Span) -> Problem {
    let problem = Problem::warning(RULE, tag, format!("`<{name}>` stands inside another `<{name}>`"));
    problem.with_hint(format!("the end tag is `</{name}>`"))
}

/// A start tag without its end tag.
pub(super) fn unclosed(name: &str, tag: Span, page: &str) -> Problem {
    if elements::is_html(name) {
        let problem = Problem::warning(RULE, tag, format!("`<{name}>` is not closed"));
        return problem.with_hint(format!(
            "end it by `</{name}>`, in the paragraph or item that it began in"
        ));
    }
    let written = page.get(tag.start..tag.end).unwrap_or_default();
    let words: Vec<&str> = written.trim_matches(['<', '>']).split_whitespace().collect();
    let name = words.first().unwrap_or(&name);
    let message = format!("`<{name}>` is taken for a tag of HTML, and not shown");
    let hint = format!("write `&lt;{}&gt;`, or put it between backticks", words.join(" "));
    Problem::warning(RULE, tag, message).with_hint(hint)
}

/// `<a name="x"/>`: the slash closes nothing, whether an end tag follows (`is_ended`) or not.
pub(super) fn slash(name: &str, tag: Span, page: &str, is_ended: bool) -> Problem {
    let problem = Problem::warning(RULE, tag, format!("a slash does not close `<{name}>`"));
    if !is_ended {
        return problem.with_hint(format!("end it by `</{name}>`"));
    }
    let problem = problem.with_hint("leave the slash out");
    match page.get(tag.start..tag.end).and_then(|text| text.strip_suffix("/>")) {
        Some(text) => problem.with_edit(Span::new(tag.start + text.trim_end().len(), tag.end), ">"),
        None => problem,
    }
}

/// What is mistyped in a tag of the name and at the bytes `tag` of `html`; the tokeniser noticed it at byte `at`.
pub(super) fn mistyped_tag(
    (error, at): (Error, usize),
    html: &Excerpt<'_>,
    (name, range): (&str, Range<usize>),
    page: &str,
) -> Option<Problem> {
    let text = &html.text()[range.clone()];
    // `<your own key>` is no tag with three attributes, and `</br/>` is told as it is.
    if !elements::is_html(name) || (name == "br" && text.starts_with("</")) {
        return None;
    }
    let span = html.span(range);
    let problem = mistyped(error, span)?;
    // To CommonMark it was no tag, and is one when it is mended.
    if !is_in_text(page, span) {
        return Some(problem);
    }
    Some(match error {
        Error::EndTagWithAttributes | Error::EndTagWithTrailingSolidus => problem.with_edit(span, format!("</{name}>")),
        // It is noticed one byte behind the quote that ends the value.
        Error::MissingWhitespaceBetweenAttributes => {
            let quote = at.saturating_sub(2)..at.saturating_sub(1);
            match html.text().get(quote.clone()) {
                Some(mark @ ("\"" | "'")) => problem.with_edit(html.span(quote), format!("{mark} ")),
                _ => problem,
            }
        }
        _ => problem,
    })
}

/// What is mistyped outside of tags: a comment, an entity, a `<`; the tokeniser noticed it at byte `at` of `html`.
pub(super) fn mistyped_text(error: Error, html: &Excerpt<'_>, at: usize) -> Option<Problem> {
    let text = html.text();
    let problem = mistyped(error, Span::at(0))?;
    // The character that is wrong has been read, if there was one.
    let is_at_end = matches!(error, Error::EofBeforeTagName | Error::EofInTag | Error::EofInComment);
    let before = &text[..text.floor_char_boundary(if is_at_end { at } else { at.saturating_sub(1) })];
    let (start, end) = match error {
        Error::MissingSemicolonAfterCharacterReference | Error::UnknownNamedCharacterReference => {
            let start = before.rfind('&')?;
            let length = text[start + 1..]
                .bytes()
                .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#')
                .count();
            (start, start + 1 + length)
        }
        Error::InvalidFirstCharacterOfTagName | Error::EofBeforeTagName | Error::MissingEndTagName => {
            let start = before.rfind('<')?;
            (start, start + 1)
        }
        Error::EofInTag => (before.rfind('<')?, text.len()),
        _ => (before.rfind("<!").or(before.rfind('<'))?, text.len()),
    };
    // A tag that goes on for long is told by its beginning: many of them would be read through again and again.
    let told = text.floor_char_boundary(end.min(start + NEAR));
    let line = text[start..told].lines().next().unwrap_or_default().len();
    let span = html.span(start..start + line);
    let problem = Problem { span, ..problem };
    Some(match error {
        Error::UnknownNamedCharacterReference => problem.with_edit(html.span(start..start + 1), "&amp;"),
        Error::InvalidFirstCharacterOfTagName | Error::EofBeforeTagName if !text[end..].starts_with('/') => {
            problem.with_edit(span, "&lt;")
        }
        _ => problem,
    })
}

/// An error of the tokeniser as a problem; nothing where it is none of the author's.
fn mistyped(error: Error, span: Span) -> Option<Problem> {
    let (message, hint) = match error {
        Error::DuplicateAttribute => ("an attribute stands twice in this tag", "the second one does not count"),
        Error::UnexpectedCharacterInAttributeName => (
            "an attribute's name in this tag has a quote or `<` in it",
            "attributes are written `name=\"value\"`",
        ),
        Error::UnexpectedEqualsSignBeforeAttributeName => (
            "an attribute in this tag has no name",
            "attributes are written `name=\"value\"`",
        ),
        Error::MissingAttributeValue => (
            "an attribute in this tag has no value after its `=`",
            "give it one, or leave the `=` out",
        ),
        Error::UnexpectedCharacterInUnquotedAttributeValue => (
            "a value in this tag needs quotes",
            "quote a value that has quotes, `=`, `<` or a backtick in it",
        ),
        Error::MissingWhitespaceBetweenAttributes => {
            ("two attributes in this tag stand together", "put a blank between them")
        }
        Error::UnexpectedSolidusInTag => ("a slash in this tag means nothing", "leave it out"),
        Error::EndTagWithAttributes => ("an end tag has no attributes", "they do not count"),
        Error::EndTagWithTrailingSolidus => ("an end tag has no slash at its end", "leave it out"),
        Error::EofInTag => ("this tag has no `>`", "end it, or write `&lt;` for the character"),
        Error::EofInComment => ("this comment has no end", "end it by `-->`: it hides what follows"),
        Error::AbruptClosingOfEmptyComment => ("this comment is too short", "write `<!-- -->`"),
        Error::IncorrectlyClosedComment => ("this comment is ended by `--!>`", "end it by `-->`"),
        Error::NestedComment => (
            "a comment begins inside this comment",
            "comments cannot stand in each other: the first `-->` ends both",
        ),
        Error::IncorrectlyOpenedComment => (
            "this is taken for a comment, and not shown",
            "a comment begins with `<!--`; for the character, write `&lt;`",
        ),
        Error::CdataInHtmlContent | Error::UnexpectedQuestionMarkInsteadOfTagName => (
            "this is XML, which HTML takes for a comment and does not show",
            "to show it, put it between backticks or fences",
        ),
        Error::InvalidFirstCharacterOfTagName | Error::EofBeforeTagName | Error::MissingEndTagName => {
            ("this `<` begins no tag", "write `&lt;` for the character")
        }
        Error::MissingSemicolonAfterCharacterReference => (
            "an entity has no `;`",
            "end it by `;`, or write `&amp;` for the character",
        ),
        Error::UnknownNamedCharacterReference => ("there is no such entity", "write `&amp;` for the character"),
        // Characters that no file should have, doctypes, scripts.
        _ => return None,
    };
    Some(Problem::warning(RULE, span, message).with_hint(hint))
}

/// What goes when the end tag at `tag` is taken away without a trace; nothing where the text around might then be read
/// as something else.
pub(super) fn removable(page: &str, tag: Span) -> Option<Span> {
    let (line, after) = around(page, tag);
    let (left, right) = (line.chars().next_back(), after.chars().next());
    // Nothing else may come of what then stands together: `*` and `*`, `&am` and `p;`.
    let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let is_plain = |c: Option<char>| c.is_none_or(|c| c.is_alphanumeric() || c.is_whitespace() || ".,;:!?".contains(c));
    let is_apart = is_plain(left) && is_plain(right) && (is_blank(left) || is_blank(right));
    // Blanks that are then at the end of a line would break it.
    let is_last = after.split('\n').next().unwrap_or(after).trim().is_empty();
    if is_in_text(page, tag) && is_apart && !(is_last && is_blank(left)) {
        return Some(tag);
    }
    let is_all = line.is_empty() && after.trim().is_empty() && tag.end + after.len() == page.len();
    is_all.then(|| Span::new(page[..tag.start].trim_end().len(), tag.end))
}

/// Whether text stands before the tag at `tag` in its line. A line that begins with a tag may be a block because of it.
fn is_in_text(page: &str, tag: Span) -> bool {
    let (line, _) = around(page, tag);
    // A tag is no text, nor is a list's number.
    let mut text = line
        .split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    text.any(|text| text.contains(char::is_alphabetic))
}

/// The part of a tag's line that stands before it, and what follows it; not more than is needed to judge them.
fn around(page: &str, tag: Span) -> (&str, &str) {
    let before = &page[page.ceil_char_boundary(tag.start.saturating_sub(NEAR))..tag.start];
    let after = &page[tag.end..page.floor_char_boundary(tag.end + NEAR)];
    (before.rsplit('\n').next().unwrap_or(before), after)
}
