//! Base64, plain and safe for URLs (RFC 4648; Liquid's `base64_*` filters).

use crate::liquid::value::Value;

use super::{Arguments, FilterError, Filtered, Site};

const PLAIN: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// `base64_encode` (Liquid).
pub(super) fn base64_encode<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    Ok(Value::from(encode(&input.into_plain_text(), PLAIN)))
}

/// `base64_url_safe_encode` (Liquid).
pub(super) fn base64_url_safe_encode<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    Ok(Value::from(encode(&input.into_plain_text(), URL_SAFE)))
}

/// `base64_decode`: padding must be there (Liquid).
pub(super) fn base64_decode<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    let text = input.into_plain_text();
    if !text.len().is_multiple_of(4) {
        return Err(invalid());
    }
    decoded(&text, PLAIN)
}

/// `base64_url_safe_decode`: padding may be left out (Liquid).
pub(super) fn base64_url_safe_decode<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    decoded(&input.into_plain_text(), URL_SAFE)
}

fn encode(text: &str, alphabet: &[u8; 64]) -> String {
    let mut encoded = String::with_capacity(text.len().div_ceil(3) * 4);
    for chunk in text.as_bytes().chunks(3) {
        let bits = (0..3).fold(0, |bits, index| {
            bits << 8 | usize::from(chunk.get(index).copied().unwrap_or(0))
        });
        for index in 0..4 {
            encoded.push(if index <= chunk.len() {
                char::from(alphabet[bits >> (18 - 6 * index) & 63])
            } else {
                '='
            });
        }
    }
    encoded
}

fn decoded<'a>(text: &str, alphabet: &[u8; 64]) -> Filtered<'a> {
    let bytes = decode(text, alphabet).ok_or_else(invalid)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Value::from(text)),
        Err(_) => Err(FilterError("decodes to bytes that are not UTF-8".to_owned())),
    }
}

fn decode(text: &str, alphabet: &[u8; 64]) -> Option<Vec<u8>> {
    let digits = text.strip_suffix("==").or(text.strip_suffix('=')).unwrap_or(text);
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3 + 2);
    for chunk in digits.as_bytes().chunks(4) {
        let mut bits: u32 = 0;
        for index in 0..4 {
            let digit = match chunk.get(index) {
                Some(byte) => u32::try_from(alphabet.iter().position(|known| known == byte)?).ok()?,
                None => 0,
            };
            bits = bits << 6 | digit;
        }
        let [_, whole @ ..] = bits.to_be_bytes();
        // A digit alone holds less than a byte.
        let count = (chunk.len() > 1).then_some(chunk.len() - 1)?;
        bytes.extend_from_slice(&whole[..count]);
    }
    Some(bytes)
}

fn invalid() -> FilterError {
    FilterError("wants valid base64".to_owned())
}

#[cfg(test)]
mod tests {
    use crate::liquid::filters::testing::check;

    #[test]
    fn both_ways() {
        check(
            r#"
            "_#_." | base64_encode => "XyNfLg=="
            "abc" | base64_encode => "YWJj"
            "é>?" | base64_encode => "w6k+Pw=="
            "é>?" | base64_url_safe_encode => "w6k-Pw=="
            null | base64_encode => ""
            "XyNfLg==" | base64_decode => "_#_."
            "w6k+Pw==" | base64_decode => "é>?"
            "w6k-Pw" | base64_url_safe_decode => "é>?"
            "w6k-Pw==" | base64_url_safe_decode => "é>?"
            "" | base64_decode => ""
            "XyNfLg" | base64_decode => error: wants valid base64
            "X===" | base64_decode => error: wants valid base64
            "Xy Lg===" | base64_decode => error: wants valid base64
            "/w==" | base64_decode => error: decodes to bytes that are not UTF-8
            "#,
        );
    }
}
