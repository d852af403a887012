//! Filters that replace or remove a part of a text.

use std::borrow::Cow;

use crate::liquid::value::Value;

use super::{Arguments, FilterError, Filtered, Site, limits, part};

/// `replace`: every occurrence replaced, by nothing if nothing is given; in what replaces it `\0` and `\\` have Ruby's
/// meaning (Liquid).
pub(super) fn replace<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([pattern], [replacement]) = arguments.take()?;
    all(input, pattern, &expanded(replacement, pattern)?)
}

/// `remove`: without any occurrence (Liquid).
pub(super) fn remove<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let [pattern] = arguments.exactly()?;
    all(input, pattern, "")
}

/// `replace_first`: the first occurrence replaced, as by `replace` (Liquid).
pub(super) fn replace_first<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([pattern], [replacement]) = arguments.take()?;
    let replacement = expanded(replacement, pattern)?;
    one(input, pattern, &replacement, |text, pattern| text.find(pattern))
}

/// `replace_last`: the last occurrence replaced, by what is given as it is (Liquid).
pub(super) fn replace_last<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let [pattern, replacement] = arguments.exactly()?;
    one(input, pattern, &replacement.to_plain_text(), |text, pattern| {
        text.rfind(pattern)
    })
}

/// `remove_first`: without the first occurrence (Liquid).
pub(super) fn remove_first<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let [pattern] = arguments.exactly()?;
    one(input, pattern, "", |text, pattern| text.find(pattern))
}

/// `remove_last`: without the last occurrence (Liquid).
pub(super) fn remove_last<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let [pattern] = arguments.exactly()?;
    one(input, pattern, "", |text, pattern| text.rfind(pattern))
}

/// What replaces an occurrence: Ruby puts the occurrence for `\0` and `\&`, nothing for `\1` to `\9`, and one backslash
/// for two. (It also puts the text after the occurrence for `\'`, which has never been what an author meant.)
fn expanded<'x>(replacement: Option<&'x Value<'_>>, pattern: &Value<'_>) -> Result<Cow<'x, str>, FilterError> {
    let text = replacement.unwrap_or(&Value::Nil).to_plain_text();
    if !text.contains('\\') {
        return Ok(text);
    }
    let pattern = pattern.to_plain_text();
    let mut expanded = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find('\\') {
        expanded.push_str(&rest[..at]);
        let mut tail = rest[at + 1..].chars();
        match tail.next() {
            Some('0' | '&') => expanded.push_str(&pattern),
            Some('1'..='9') => {}
            Some('\\') | None => expanded.push('\\'),
            Some(c) => expanded.extend(['\\', c]),
        }
        limits::text(expanded.len())?;
        rest = tail.as_str();
    }
    expanded.push_str(rest);
    Ok(Cow::Owned(expanded))
}

fn all<'a>(input: Value<'a>, pattern: &Value<'_>, replacement: &str) -> Filtered<'a> {
    let text = input.into_plain_text();
    let pattern = pattern.to_plain_text();
    let count = text.matches(&*pattern).count();
    if count == 0 {
        return Ok(Value::String(text));
    }
    limits::text(count.saturating_mul(replacement.len()).saturating_add(text.len()))?;
    Ok(Value::from(text.replace(&*pattern, replacement)))
}

fn one<'a>(
    input: Value<'a>,
    pattern: &Value<'_>,
    replacement: &str,
    find: fn(&str, &str) -> Option<usize>,
) -> Filtered<'a> {
    let text = input.into_plain_text();
    let pattern = pattern.to_plain_text();
    let Some(at) = find(&text, &pattern) else {
        return Ok(Value::String(text));
    };
    let end = at + pattern.len();
    if replacement.is_empty() && at == 0 {
        return Ok(part(text, |text| &text[end..]));
    }
    if replacement.is_empty() && end == text.len() {
        return Ok(part(text, |text| &text[..at]));
    }
    limits::text(text.len() + replacement.len())?;
    Ok(Value::from(format!("{}{replacement}{}", &text[..at], &text[end..])))
}

#[cfg(test)]
mod tests {
    use crate::liquid::filters::testing::check;

    #[test]
    fn occurrences_are_texts_not_patterns() {
        check(
            r#"
            "abc" | replace: "", "-" => "-a-b-c-"
            "abcabc" | replace: "b" => "acac"
            "abcabc" | replace: "b", "<\\0>" => "a<b>ca<b>c"
            "a.b" | replace: ".", "<\\0\\&\\1\\\\\\q>\\" => "a<..\\\\q>\\b"
            "a.b" | replace_first: ".", "\\\\" => "a\\b"
            "a.b" | replace_last: ".", "\\\\" => "a\\\\b"
            "a.c" | replace: ".", 5 => "a5c"
            5.5 | replace: 5, "x" => "x.x"
            null | replace: "a", "b" => ""
            "abcabc" | replace_first: "b", "x" => "axcabc"
            "abcabc" | replace_first: "", "x" => "xabcabc"
            "abcabc" | replace_last: "b", "x" => "abcaxc"
            "abcabc" | replace_last: "", "x" => "abcabcx"
            "abcabc" | replace_last: "z", "x" => "abcabc"
            "abcabc" | remove: "b" => "acac"
            "abcabc" | remove_first: "b" => "acabc"
            "abcabc" | remove_first: "ab" => "cabc"
            "abcabc" | remove_last: "b" => "abcac"
            "abcabc" | remove_last: "bc" => "abca"
            "#,
        );
    }
}
