//! The tokens of a sample, those that only stand for JSON too.

use std::ops::Range;

/// A token of a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Its bytes.
    pub(super) span: Range<usize>,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{`, `}`, `[`, `]`, `,` or `:`.
    Mark(u8),
    /// A text between double quotes.
    Text,
    /// The same, broken off by the end of the line or of the sample.
    OpenText,
    /// `true`, `false`, `null` or a number.
    Scalar,
    /// A run of letters, digits and the like that is none of these.
    Word,
    /// A quotation mark that JSON does not know.
    Quote,
    /// What authors write in place of JSON: `...`, `<id>`, what Liquid has left.
    Stand,
    /// The same, where only its place tells it from what was mistyped: `YOUR_ID`, `${id}`.
    Placeholder,
    /// A comment, which JSON does not know.
    Comment,
    /// The end of the sample.
    End,
}

/// Reads tokens one after the other.
#[derive(Clone, Debug)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Goes on with the next line.
    pub(super) fn skip_line(&mut self) {
        self.at += run(&self.text[self.at..], |c| c != '\n');
    }

    /// The next token; at the end, [`Kind::End`] for ever.
    pub(super) fn next(&mut self) -> Token {
        let blank = |c: char| c.is_whitespace() || c == '\u{feff}';
        self.at = self.text.len() - self.text[self.at..].trim_start_matches(blank).len();
        let start = self.at;
        let rest = &self.text[start..];
        let (kind, len) = match rest.as_bytes() {
            [] => (Kind::End, 0),
            [b'{', b'{' | b'%', ..] => (Kind::Stand, 2),
            [mark @ (b'{' | b'}' | b'[' | b']' | b',' | b':'), ..] => (Kind::Mark(*mark), 1),
            [b'"', ..] => text(rest),
            [b'.', b'.', ..] => (Kind::Stand, run(rest, |c| c == '.')),
            [b'/', b'/', ..] | [b'#', ..] => (Kind::Comment, run(rest, |c| c != '\n')),
            [b'/', b'*', ..] => (Kind::Comment, rest.find("*/").map_or(rest.len(), |end| end + 2)),
            [b'<', ..] => (Kind::Stand, run(rest, |c| !matches!(c, '>' | '\n')) + 1),
            _ => other(rest),
        };
        self.at = self.text.ceil_char_boundary((start + len).min(self.text.len()));
        Token {
            kind,
            span: start..self.at,
        }
    }
}

/// A text in double quotes.
fn text(rest: &str) -> (Kind, usize) {
    let mut is_escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            b'\n' | b'\r' => return (Kind::OpenText, at),
            _ if std::mem::take(&mut is_escaped) => {}
            b'\\' => is_escaped = true,
            b'"' => return (Kind::Text, at + 1),
            _ => {}
        }
    }
    (Kind::OpenText, rest.len())
}

/// How many digits a character is escaped with.
const DIGITS: usize = 4;

/// The first escape in a text that JSON does not know.
pub(super) fn bad_escape(text: &str) -> Option<Range<usize>> {
    let mut rest = text.char_indices();
    while let Some((at, c)) = rest.next() {
        if c == '\\' {
            let (_, escaped) = rest.next()?;
            let end = at + 1 + escaped.len_utf8();
            if !"\"\\/bfnrtu".contains(escaped) {
                return Some(at..end);
            }
            if escaped == 'u' && !is_code(&text[end..]) {
                let digits = text[end..].bytes().take(DIGITS).take_while(u8::is_ascii_alphanumeric);
                return Some(at..end + digits.count());
            }
        }
    }
    None
}

/// Whether a text begins with the four digits of a character, or with `XXXX`, which stands for them.
fn is_code(text: &str) -> bool {
    text.as_bytes().get(..DIGITS).is_some_and(|code| {
        let is_placeholder = code[0].is_ascii_alphabetic() && code.iter().all(|&byte| byte == code[0]);
        is_placeholder || code.iter().all(u8::is_ascii_hexdigit)
    })
}

fn other(rest: &str) -> (Kind, usize) {
    let len = run(rest, |c| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.'));
    let first = rest.chars().next().map_or(0, char::len_utf8);
    match &rest[..len] {
        "" if rest.starts_with(['\'', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '`']) => (Kind::Quote, first),
        "" => (Kind::Placeholder, first),
        "true" | "false" | "null" => (Kind::Scalar, len),
        word if is_number(word) => (Kind::Scalar, len),
        word if is_placeholder(word) => (Kind::Placeholder, len),
        _ => (Kind::Word, len),
    }
}

fn run(rest: &str, is_part: impl Fn(char) -> bool) -> usize {
    rest.find(|c| !is_part(c)).unwrap_or(rest.len())
}

/// Whether a word is a number as JSON writes it.
fn is_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match word.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (word, None),
    };
    let mantissa = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let is_whole = digits(whole) && (whole == "0" || !whole.starts_with('0'));
    is_whole && fraction.is_none_or(digits) && exponent.is_none_or(digits)
}

/// Whether a word stands for a value that readers put in: `YOUR_ID`, `xxxx`, `123...`, `string`.
fn is_placeholder(word: &str) -> bool {
    const TYPES: &str = "any array bool boolean byte date datetime dateTime decimal double email enum float id int \
        integer list long map number object string text timestamp url uuid value";
    let is_capital = word.len() > 1
        && word.chars().any(char::is_alphabetic)
        && word
            .chars()
            .all(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '.'));
    is_capital
        || word.contains("..")
        || word.to_ascii_lowercase().contains("xx")
        || TYPES.split(' ').any(|name| name == word)
}
