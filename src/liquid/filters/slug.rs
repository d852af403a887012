//! `slugify`: a text as a part of a URL.

use unicode_general_category::{GeneralCategory, get_general_category};

use crate::liquid::value::Value;

use super::{Arguments, Filtered, Site};

/// `slugify`: small letters, with a hyphen for every run of what the mode does not keep, and none at the ends. The modes
/// are `raw` (keeps all but white space), `default` (letters and digits), `pretty` (also what a path may hold), `ascii`,
/// `latin` (letters without their accents) and `none` (Jekyll's `Utils.slugify`).
pub(super) fn slugify<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([], [mode]) = arguments.take()?;
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    let text = input.into_plain_text();
    let default = Value::Nil;
    let mode = mode.unwrap_or(&default);
    Ok(Value::from(match &*mode.to_plain_text() {
        "raw" => slug(&text, |c| !super::strings::is_space(c)),
        "default" => slug(&text, is_letter_or_digit),
        "" if mode.is_nil() => slug(&text, is_letter_or_digit),
        "pretty" => slug(&text, |c| "._~!$&'()+,;=@".contains(c) || is_letter_or_digit(c)),
        "ascii" => slug(&text, |c| c.is_ascii_alphanumeric()),
        "latin" => slug(
            &text.chars().map(Latin).map(|c| c.to_string()).collect::<String>(),
            |c| c.is_ascii_alphanumeric(),
        ),
        // Jekyll changes the case only, for a mode that it does not know too.
        _ => text.to_lowercase(),
    }))
}

/// A text as names of files and addresses have it: small letters and digits, with hyphens between them
/// (`Utils.slugify`).
pub fn default_slug(text: &str) -> String {
    slug(text, is_letter_or_digit)
}

/// The same with what else a path may hold, and capital letters as they are (`mode: "pretty", cased: true`).
pub fn pretty_slug(text: &str) -> String {
    cased_slug(text, |c| "._~!$&'()+,;=@".contains(c) || is_letter_or_digit(c))
}

fn slug(text: &str, keeps: impl Fn(char) -> bool) -> String {
    cased_slug(text, keeps).to_lowercase()
}

fn cased_slug(text: &str, keeps: impl Fn(char) -> bool) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut in_run = false;
    for c in text.chars() {
        if keeps(c) {
            slug.push(c);
        } else if !in_run {
            slug.push('-');
        }
        in_run = !keeps(c);
    }
    let slug = slug.strip_prefix('-').unwrap_or(&slug);
    slug.strip_suffix('-').unwrap_or(slug).to_owned()
}

/// Letters, marks and decimal digits of any script, as Ruby's `\p{L}`, `\p{M}` and `\p{Nd}`.
fn is_letter_or_digit(c: char) -> bool {
    use GeneralCategory::{
        DecimalNumber, EnclosingMark, LowercaseLetter, ModifierLetter, NonspacingMark, OtherLetter, SpacingMark,
        TitlecaseLetter, UppercaseLetter,
    };
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    matches!(
        get_general_category(c),
        UppercaseLetter
            | LowercaseLetter
            | TitlecaseLetter
            | ModifierLetter
            | OtherLetter
            | NonspacingMark
            | SpacingMark
            | EnclosingMark
            | DecimalNumber
    )
}

/// A character as the letters of ASCII that the gem `i18n` writes for it; `?` where it knows none.
struct Latin(char);

impl std::fmt::Display for Latin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(c) = *self;
        // The case is lost in a slug anyway.
        let small = c.to_lowercase().next().unwrap_or(c);
        let known = LATIN.iter().find(|(letters, _)| letters.contains(small));
        match known {
            _ if c.is_ascii() => write!(f, "{c}"),
            // The large I with a dot.
            _ if small.is_ascii() => write!(f, "{small}"),
            Some((_, ascii)) => f.write_str(ascii),
            None => f.write_str("?"),
        }
    }
}

const LATIN: &[(&str, &str)] = &[
    ("àáâãäåāăą", "a"),
    ("æ", "ae"),
    ("çćĉċč", "c"),
    ("ðďđ", "d"),
    ("èéêëēĕėęě", "e"),
    ("ĝğġģ", "g"),
    ("ĥħ", "h"),
    ("ìíîïĩīĭįı", "i"),
    ("\u{133}", "ij"),
    ("ĵ", "j"),
    ("ķĸ", "k"),
    ("ĺļľŀł", "l"),
    ("ñńņň", "n"),
    ("\u{149}", "'n"),
    ("ŋ", "ng"),
    ("òóôõöøōŏő", "o"),
    ("œ", "oe"),
    ("ŕŗř", "r"),
    ("ß", "ss"),
    ("śŝşš", "s"),
    ("ţťŧ", "t"),
    ("þ", "th"),
    ("ùúûüũūŭůűų", "u"),
    ("ŵ", "w"),
    ("ýÿŷ", "y"),
    ("źżž", "z"),
];

#[cfg(test)]
mod tests {
    use crate::liquid::filters::testing::check;

    #[test]
    fn modes() {
        check(
            r#"
            "a\u0301é ß ÀŁ 日本 ½ ② ٣ _x" | slugify => "a\u0301é-ß-àł-日本-٣-x"
            "a\u0301é ß ÀŁ 日本 ½ ② ٣ _x" | slugify: "raw" => "a\u0301é-ß-àł-日本-½-②-٣-_x"
            "a\u0301é ß ÀŁ 日本 ½ ② ٣ _x" | slugify: "default" => "a\u0301é-ß-àł-日本-٣-x"
            "a\u0301é ß ÀŁ 日本 ½ ② ٣ _x" | slugify: "pretty" => "a\u0301é-ß-àł-日本-٣-_x"
            "a\u0301é ß ÀŁ 日本 ½ ② ٣ _x" | slugify: "ascii" => "a-x"
            "a\u0301é ß ÀŁ 日本 ½ ② ٣ _x" | slugify: "latin" => "a-e-ss-al-x"
            "a\u0301é ß ÀŁ" | slugify: "none" => "a\u0301é ß àł"
            "A b" | slugify: "Pretty" => "a b"
            "The _config.yml file" | slugify => "the-config-yml-file"
            "The _config.yml file" | slugify: "pretty" => "the-_config.yml-file"
            "--A--b--" | slugify => "a-b"
            "--A--b--" | slugify: "raw" => "-a--b-"
            "ÆŒŊÞßſİ\u0132\u0149" | slugify: "latin" => "aeoengthss-iij-n"
            "!!!" | slugify => ""
            null | slugify => null
            "#,
        );
    }
}
