//! Filters that make HTML of texts, or texts of HTML.

use std::borrow::Cow;

use crate::liquid::value::Value;

use super::{Arguments, Filtered, Site, limits};

/// `escape`: what HTML gives a meaning is written as an entity (Liquid).
pub(super) fn escape<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    escaped(input.into_plain_text(), |c, _| entity(c))
}

/// `escape_once`: as `escape`, but what is an entity already stays (Liquid).
pub(super) fn escape_once<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    escaped(input.into_plain_text(), |c, rest| match c {
        '&' if is_entity(rest) => None,
        c => entity(c),
    })
}

/// `xml_escape`: as `escape`, with XML's name for the apostrophe (Jekyll).
pub(super) fn xml_escape<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    xml_escaped(input.into_plain_text())
}

/// A text in which what XML gives a meaning is written as an entity.
pub(super) fn xml_escaped<'a>(text: Cow<'a, str>) -> Filtered<'a> {
    escaped(text, |c, _| match c {
        '\'' => Some("&apos;"),
        c => entity(c),
    })
}

/// `newline_to_br`: a `<br />` before every line end (Liquid).
pub(super) fn newline_to_br<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    let text = input.into_plain_text();
    Ok(if text.contains('\n') {
        Value::from(text.replace("\r\n", "\n").replace('\n', "<br />\n"))
    } else {
        Value::String(text)
    })
}

/// `strip_html`: without tags and comments, and without what scripts and style sheets hold (Liquid).
pub(super) fn strip_html<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    let text = input.into_plain_text();
    if !text.contains('<') {
        return Ok(Value::String(text));
    }
    let blocks = [("<script", "</script>"), ("<!--", "-->"), ("<style", "</style>")];
    // Two passes, as in Liquid: a block taken out may join the halves of a tag.
    let text = without(&text, &blocks);
    Ok(Value::from(without(&text, &[("<", ">")])))
}

/// `markdownify`: the HTML of a markdown text (Jekyll).
pub(super) fn markdownify<'a>(input: Value<'a>, arguments: &Arguments<'a>, site: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    Ok(Value::from((site.markdown)(&input.to_plain_text())))
}

/// A text with some characters replaced; `replacement` sees each with the text after it.
fn escaped<'a>(text: Cow<'a, str>, replacement: impl Fn(char, &str) -> Option<&'static str>) -> Filtered<'a> {
    let mut escaped = String::new();
    let mut copied = 0;
    for (at, c) in text.match_indices(['&', '<', '>', '"', '\'']) {
        let end = at + c.len();
        if let Some(entity) = c.chars().next().and_then(|c| replacement(c, &text[end..])) {
            escaped.push_str(&text[copied..at]);
            escaped.push_str(entity);
            copied = end;
        }
    }
    if copied == 0 {
        return Ok(Value::String(text));
    }
    limits::text(escaped.len())?;
    escaped.push_str(&text[copied..]);
    Ok(Value::from(escaped))
}

/// What stands for a character that HTML gives a meaning.
pub(super) fn entity(c: char) -> Option<&'static str> {
    match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        _ => None,
    }
}

/// Whether an entity goes on after its `&`: by name or by a decimal number, as Liquid sees it.
pub(super) fn is_entity(rest: &str) -> bool {
    let (rest, belongs): (&str, fn(&u8) -> bool) = match rest.strip_prefix('#') {
        Some(number) => (number, u8::is_ascii_digit),
        None => (rest, u8::is_ascii_alphabetic),
    };
    let length = rest.bytes().take_while(belongs).count();
    length > 0 && rest[length..].starts_with(';')
}

/// The text without what stands between one of the pairs, these included.
fn without(text: &str, pairs: &[(&str, &str)]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    // Ends that are not to come any more, so that they are not searched for at each of many starts.
    let mut missing = vec![false; pairs.len()];
    while let Some(at) = rest.find('<') {
        let (before, tail) = rest.split_at(at);
        kept.push_str(before);
        let end = pairs.iter().zip(&mut missing).find_map(|((start, end), missing)| {
            let inner = tail.strip_prefix(start).filter(|_| !*missing)?;
            let found = inner.find(end);
            *missing = found.is_none();
            Some(start.len() + found? + end.len())
        });
        rest = match end {
            Some(end) => &tail[end..],
            None => {
                kept.push('<');
                &tail[1..]
            }
        };
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use crate::liquid::filters::testing::check;

    #[test]
    fn escapes() {
        check(
            r#"
            "\"a\" 'b' <c> & &amp; &#39; &#x27; &lt" | escape => "&quot;a&quot; &#39;b&#39; &lt;c&gt; &amp; &amp;amp; &amp;#39; &amp;#x27; &amp;lt"
            "\"a\" 'b' <c> & &amp; &#39; &#x27; &lt" | escape_once => "&quot;a&quot; &#39;b&#39; &lt;c&gt; &amp; &amp; &#39; &amp;#x27; &amp;lt"
            "\"a\" 'b' <c> & &amp; &#39; &#x27; &lt" | xml_escape => "&quot;a&quot; &apos;b&apos; &lt;c&gt; &amp; &amp;amp; &amp;#39; &amp;#x27; &amp;lt"
            "no" | escape => "no"
            null | escape => null
            5 | escape => "5"
            {"a": [1]} | escape => "{&quot;a&quot;=&gt;[1]}"
            "**a**" | markdownify => "<p>**a**</p>\n"
            "#,
        );
    }

    #[test]
    fn tags_and_lines() {
        check(
            r#"
            "a\nb\r\nc\rd" | newline_to_br => "a<br />\nb<br />\nc\rd"
            "a<script>x<b></script>b<!-- c > -->d<style type='x'>q</style>e<br\n/>f<g" | strip_html => "abdef<g"
            "<<script></script>b>x" | strip_html => "x"
            "a <script>b" | strip_html => "a b"
            "1 < 2" | strip_html => "1 < 2"
            "<script<script<style" | strip_html => "<script<script<style"
            "#,
        );
    }
}
