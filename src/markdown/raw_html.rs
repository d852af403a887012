//! Raw HTML: from tags and text, as a browser reads them, into the tree.

use std::borrow::Cow;
use std::ops::Range;

use html5gum::{DefaultEmitter, Error, StartTag, Token, Tokenizer};

use super::builder::Attributes;
use super::excerpt::Excerpt;
use super::reader::{Content, Reader};
use super::{cow, elements, html_errors, kramdown};
use crate::config::Dialect;

/// How deep elements with a `markdown` attribute are read as markdown inside each other. An outer one's text is
/// parsed again for the inner one, so without a limit the time would be the square of the length.
pub(super) const MAX_NESTED_MARKDOWN: usize = 8;

/// The most attributes that a tag may have; the text around a tag with more is shown as it is.
pub(super) const MAX_ATTRIBUTES: usize = 200;

impl<'a> Reader<'a, '_> {
    /// Reads a run of raw HTML: a whole block, or a page.
    pub(super) fn html(&mut self, html: &Excerpt<'_>) {
        if let Some(tag) = overlong_tag(html.text()) {
            let whole = html.span(0..html.text().len());
            self.overlong.get_or_insert(html.span(tag));
            self.builder.text(cow(self.page, whole, html.text()), whole);
            return;
        }
        let tokens = tokens(html.text());
        let mut errors = Vec::new();
        let mut done = 0;
        let mut next = 0;
        while let Some(token) = tokens.get(next) {
            next += 1;
            match token {
                Token::StartTag(tag) => {
                    done = tag.span.end;
                    self.mistyped(html, &mut errors, Some((&tag.name, tag.span)));
                    let content = self.start_tag(html, tag);
                    if content.is_some() && self.nested == MAX_NESTED_MARKDOWN {
                        self.unread.get_or_insert(html.span(tag.span.start..tag.span.end));
                    } else if let Some(content) = content {
                        next = end_of(&tokens, next, &tag.name);
                        let end = tokens.get(next).map_or(html.text().len(), |token| span_of(token).start);
                        self.nested_markdown(html, done..end, content);
                        done = end;
                    }
                }
                Token::EndTag(tag) => {
                    done = tag.span.end;
                    self.mistyped(html, &mut errors, Some((&tag.name, tag.span)));
                    self.builder.end_tag(
                        &String::from_utf8_lossy(&tag.name),
                        html.span(tag.span.start..tag.span.end),
                    );
                }
                Token::String(text) => {
                    done = text.span.end;
                    let span = html.span(text.span.start..text.span.end);
                    self.builder
                        .text(cow(self.page, span, &String::from_utf8_lossy(text)), span);
                }
                Token::Comment(text) => {
                    done = text.span.end;
                    let value = String::from_utf8_lossy(text).into_owned();
                    let span = html.span(text.span.start..text.span.end);
                    match self.markers.read_comment(&value, span) {
                        Some(number) => {
                            errors.pop();
                            self.marker(number, span);
                        }
                        None => self.builder.comment(Cow::Owned(value), span),
                    }
                }
                Token::Doctype(doctype) => done = doctype.span.end,
                // The tokens that follow are a browser's.
                Token::Error(error) => errors.push((error.value, error.span.start)),
            }
        }
        self.mistyped(html, &mut errors, None);
        // A tag without its `>`: a browser would swallow it, and with it the text that follows.
        if let Some(rest) = html.text().get(done..)
            && !rest.is_empty()
        {
            let span = html.span(done..html.text().len());
            self.builder.text(cow(self.page, span, rest), span);
        }
        self.builder
            .end_raw_text(html.span(html.text().len()..html.text().len()).end);
    }

    /// Tells of the tokeniser's errors up to the end of a tag, or of the text.
    fn mistyped(
        &mut self,
        html: &Excerpt<'_>,
        errors: &mut Vec<(Error, usize)>,
        tag: Option<(&[u8], html5gum::Span<usize>)>,
    ) {
        // One is enough to have the author look at the tag.
        let mut is_tag_told = false;
        for (error, at) in errors.drain(..) {
            let problem = match tag {
                Some((_, span)) if is_tag_told && at > span.start => None,
                Some((name, span)) if at > span.start => {
                    is_tag_told = true;
                    let tag = (&*String::from_utf8_lossy(name), span.start..span.end);
                    html_errors::mistyped_tag((error, at), html, tag, self.page)
                }
                _ => html_errors::mistyped_text(error, html, at),
            };
            if let Some(problem) = problem {
                self.builder.problems.add(problem);
            }
        }
    }

    fn start_tag(&mut self, html: &Excerpt<'_>, tag: &StartTag<usize>) -> Option<Content> {
        let span = html.span(tag.span.start..tag.span.end);
        let mut attributes: Vec<_> = tag.attributes.iter().collect();
        attributes.sort_by_key(|(_, value)| value.span.start);
        let mut attributes: Attributes<'a> = attributes
            .into_iter()
            .map(|(name, value)| {
                (
                    Cow::Owned(String::from_utf8_lossy(name).into_owned()),
                    Cow::Owned(String::from_utf8_lossy(value).into_owned()),
                )
            })
            .collect();
        let name = String::from_utf8_lossy(&tag.name);
        let content = self.take_content(&name, &mut attributes);
        self.builder
            .start_tag(Cow::Owned(name.into_owned()), attributes, tag.self_closing, span);
        content
    }

    /// What kramdown's attribute `markdown` says of an element's content; the attribute itself goes.
    fn take_content(&self, name: &str, attributes: &mut Attributes<'a>) -> Option<Content> {
        if !self.markdown {
            return None;
        }
        let at = attributes.iter().position(|(name, _)| name == "markdown")?;
        let (_, value) = attributes.remove(at);
        if elements::is_void(name) || elements::is_raw_text(name) || elements::is_escapable_raw_text(name) {
            return None;
        }
        match &*value {
            "1" if self.options.dialect == Dialect::Kramdown => kramdown::content_of(name),
            "span" => Some(Content::Span),
            "1" | "block" => Some(Content::Block),
            _ => None,
        }
    }
}

/// The first tag with more than [`MAX_ATTRIBUTES`], as far as its name. The tokeniser goes deeper with each.
fn overlong_tag(html: &str) -> Option<Range<usize>> {
    let bytes = html.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        let start = at + found;
        at = start + 1;
        if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let mut attributes = 0;
        let mut before = b' ';
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'>' => break,
                b'"' | b'\'' if before == b'=' => {
                    at += memchr::memchr(byte, &bytes[at..]).map_or(bytes.len() - at, |length| length + 1);
                    attributes += 1;
                }
                b'/' | b' ' | b'\t' | b'\r' | b'\n' | 0xc
                    if !matches!(before, b'/' | b' ' | b'\t' | b'\r' | b'\n' | 0xc) =>
                {
                    attributes += 1;
                }
                _ => {}
            }
            // Blanks may stand between `=` and a quote.
            if !(byte.is_ascii_whitespace() && before == b'=') {
                before = byte;
            }
        }
        if attributes > 2 * MAX_ATTRIBUTES {
            return Some(start..start + 1);
        }
    }
    None
}

fn tokens(html: &str) -> Vec<Token<usize>> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter)
        .map(|token| match token {
            Ok(token) => token,
            Err(never) => match never {},
        })
        .collect()
}

/// The token that ends the element `name` whose content begins at token `from`, or the number of tokens.
fn end_of(tokens: &[Token<usize>], from: usize, name: &[u8]) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        match token {
            Token::StartTag(tag) if **tag.name == *name && !tag.self_closing => depth += 1,
            Token::EndTag(tag) if **tag.name == *name => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return at,
            },
            _ => {}
        }
    }
    tokens.len()
}

fn span_of(token: &Token<usize>) -> html5gum::Span<usize> {
    match token {
        Token::StartTag(tag) => tag.span,
        Token::EndTag(tag) => tag.span,
        Token::String(text) | Token::Comment(text) => text.span,
        Token::Doctype(doctype) => doctype.span,
        Token::Error(error) => error.span,
    }
}
