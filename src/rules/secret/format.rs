//! The shapes of providers' keys.

use std::sync::LazyLock;

use crate::finding::Severity::{self, Error, Warning};
use crate::span::Span;
use Alphabet::{Base64, Digit, Hex, LowerAlnum, UpperAlnum, Word};
use Part::{Run, Text};

/// What a provider's keys look like.
#[derive(Debug)]
pub(super) struct Format {
    /// Whose key it is, with its article: `an AWS access key id`.
    pub(super) name: &'static str,
    /// A warning where the key opens nothing by itself, or only a sandbox.
    pub(super) severity: Severity,
    parts: &'static [Part],
}

#[derive(Debug)]
enum Part {
    /// These characters.
    Text(&'static str),
    /// Characters of an alphabet, so many at least and at most.
    Run(Alphabet, usize, usize),
}

#[derive(Clone, Copy, Debug)]
enum Alphabet {
    Digit,
    Hex,
    LowerAlnum,
    UpperAlnum,
    Alnum,
    /// Letters, digits, `_` and `-`: base64 for URLs.
    Word,
    /// Letters, digits, `_` and `.`.
    Dotted,
    /// Letters, digits, `+` and `/`.
    Base64,
}

impl Alphabet {
    fn has(self, byte: u8) -> bool {
        match self {
            Self::Digit => byte.is_ascii_digit(),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::LowerAlnum => byte.is_ascii_lowercase() || byte.is_ascii_digit(),
            Self::UpperAlnum => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Self::Alnum => byte.is_ascii_alphanumeric(),
            Self::Word => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Self::Dotted => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'),
            Self::Base64 => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'),
        }
    }
}

/// No key of this shape is longer: what goes on is data.
const LONG: usize = 4096;

const fn error(name: &'static str, parts: &'static [Part]) -> Format {
    Format {
        name,
        severity: Error,
        parts,
    }
}

const fn warning(name: &'static str, parts: &'static [Part]) -> Format {
    Format {
        name,
        severity: Warning,
        parts,
    }
}

const ALNUM: Alphabet = Alphabet::Alnum;

/// The shapes that are known, those that another one's shape would fit too before that one.
#[rustfmt::skip]
const FORMATS: &[Format] = &[
    error("an AWS access key id", &[Text("AKIA"), Run(UpperAlnum, 16, 16)]),
    error("a temporary AWS access key id", &[Text("ASIA"), Run(UpperAlnum, 16, 16)]),
    error("an Amazon MWS token", &[Text("amzn.mws."), Run(Hex, 8, 8), Text("-"), Run(Word, 27, 27)]),
    error("a GitHub token", &[Text("ghp_"), Run(ALNUM, 36, 255)]),
    error("a GitHub token", &[Text("gho_"), Run(ALNUM, 36, 255)]),
    error("a GitHub token", &[Text("ghu_"), Run(ALNUM, 36, 255)]),
    error("a GitHub token", &[Text("ghs_"), Run(ALNUM, 36, 255)]),
    error("a GitHub token", &[Text("ghr_"), Run(ALNUM, 36, 255)]),
    error("a GitHub token", &[Text("github_pat_"), Run(ALNUM, 22, 22), Text("_"), Run(ALNUM, 59, 59)]),
    error("a GitLab token", &[Text("glpat-"), Run(Word, 20, 300)]),
    error("a GitLab deploy token", &[Text("gldt-"), Run(Word, 20, 300)]),
    error("a GitLab runner token", &[Text("glrt-"), Run(Word, 20, 300)]),
    error("a Slack token", &[Text("xoxb-"), Run(Word, 24, 255)]),
    error("a Slack token", &[Text("xoxp-"), Run(Word, 24, 255)]),
    error("a Slack token", &[Text("xoxa-"), Run(Word, 24, 255)]),
    error("a Slack token", &[Text("xoxr-"), Run(Word, 24, 255)]),
    error("a Slack token", &[Text("xoxs-"), Run(Word, 24, 255)]),
    error("a Slack token", &[Text("xapp-"), Run(Word, 40, 255)]),
    error(
        "a Slack webhook",
        &[Text("hooks.slack.com/services/T"), Run(UpperAlnum, 7, 12), Text("/B"), Run(UpperAlnum, 7, 12), Text("/"),
          Run(ALNUM, 20, 40)],
    ),
    error("a Stripe secret key", &[Text("sk_live_"), Run(ALNUM, 16, 255)]),
    error("a Stripe restricted key", &[Text("rk_live_"), Run(ALNUM, 16, 255)]),
    warning("a Stripe test key", &[Text("sk_test_"), Run(ALNUM, 16, 255)]),
    warning("a Stripe test key", &[Text("rk_test_"), Run(ALNUM, 16, 255)]),
    error("a Stripe webhook secret", &[Text("whsec_"), Run(Base64, 32, 255)]),
    error("a Google API key", &[Text("AIza"), Run(Word, 35, 35)]),
    error("a Google OAuth client secret", &[Text("GOCSPX-"), Run(Word, 28, 28)]),
    error("a Google OAuth access token", &[Text("ya29."), Run(Word, 30, LONG)]),
    error("a Google OAuth refresh token", &[Text("1//0"), Run(Word, 30, 255)]),
    error("a SendGrid key", &[Text("SG."), Run(Word, 22, 22), Text("."), Run(Word, 43, 43)]),
    error("a Twilio API key", &[Text("SK"), Run(Hex, 32, 32)]),
    warning("a Twilio account SID", &[Text("AC"), Run(Hex, 32, 32)]),
    error("a Square access token", &[Text("sq0atp-"), Run(Word, 22, 22)]),
    error("a Square OAuth secret", &[Text("sq0csp-"), Run(Word, 43, 43)]),
    error("a Square access token", &[Text("EAAA"), Run(Word, 60, 60)]),
    error("a Facebook access token", &[Text("EAA"), Run(ALNUM, 80, 500)]),
    error("a Shopify token", &[Text("shpat_"), Run(Hex, 32, 32)]),
    error("a Shopify token", &[Text("shpss_"), Run(Hex, 32, 32)]),
    error("a Shopify token", &[Text("shpca_"), Run(Hex, 32, 32)]),
    error("a Shopify token", &[Text("shppa_"), Run(Hex, 32, 32)]),
    error("an npm token", &[Text("npm_"), Run(ALNUM, 36, 36)]),
    error("a PyPI token", &[Text("pypi-AgE"), Run(Word, 50, LONG)]),
    error("a Mailgun key", &[Text("key-"), Run(LowerAlnum, 32, 32)]),
    error("a Mailchimp key", &[Run(Hex, 32, 32), Text("-us"), Run(Digit, 1, 2)]),
    error("a HubSpot token", &[Text("pat-na1-"), Run(Hex, 8, 8), Text("-"), Run(Word, 27, 27)]),
    error("a HubSpot token", &[Text("pat-eu1-"), Run(Hex, 8, 8), Text("-"), Run(Word, 27, 27)]),
    error("a Salesforce session id", &[Text("00D"), Run(ALNUM, 12, 15), Text("!"), Run(Alphabet::Dotted, 60, 255)]),
    error("a Zoho token", &[Text("1000."), Run(Hex, 32, 32), Text("."), Run(Hex, 32, 32)]),
    error("an Asana token", &[Text("1/"), Run(Digit, 16, 16), Text(":"), Run(Hex, 32, 32)]),
    error("an Airtable token", &[Text("pat"), Run(ALNUM, 14, 14), Text("."), Run(Hex, 64, 64)]),
    error("an Atlassian token", &[Text("ATATT3"), Run(Word, 100, 300)]),
    error("a Dropbox token", &[Text("sl."), Run(Word, 120, LONG)]),
    error("a Typeform token", &[Text("tfp_"), Run(Word, 40, 80)]),
    error("a Postman key", &[Text("PMAK-"), Run(Hex, 24, 24), Text("-"), Run(Hex, 34, 34)]),
    error("a PayPal token", &[Text("access_token$production$"), Run(LowerAlnum, 16, 16), Text("$"), Run(Hex, 32, 32)]),
    error("an Azure storage key", &[Text("AccountKey="), Run(Base64, 86, 86), Text("==")]),
    error("a DigitalOcean token", &[Text("dop_v1_"), Run(Hex, 64, 64)]),
    error("a Telegram bot token", &[Text("bot"), Run(Digit, 8, 10), Text(":AA"), Run(Word, 33, 33)]),
    error("a Telegram bot token", &[Run(Digit, 8, 10), Text(":AA"), Run(Word, 33, 33)]),
    error("an Anthropic key", &[Text("sk-ant-"), Run(Word, 40, 255)]),
    error("an OpenAI key", &[Text("sk-proj-"), Run(Word, 40, 255)]),
    error("an OpenAI key", &[Text("sk-"), Run(ALNUM, 48, 48)]),
    error(
        "a JSON Web Token",
        &[Text("eyJ"), Run(Word, 10, LONG), Text(".eyJ"), Run(Word, 10, LONG), Text("."), Run(Word, 20, LONG)],
    ),
];

/// A key of a known format.
#[derive(Debug)]
pub(super) struct Key {
    /// Its format.
    pub(super) format: &'static Format,
    /// Its characters.
    pub(super) span: Span,
    /// Those of them that chance made.
    pub(super) body: Span,
}

/// The key that begins at byte `at` of the text, which begins a word.
pub(super) fn at(text: &str, at: usize) -> Option<Key> {
    let bytes = &text.as_bytes()[at..];
    let key = |format: &'static Format| {
        let end = at + format.len_in(bytes)?;
        let prefix = match format.parts {
            [Text(text), ..] => text,
            _ => "",
        };
        let body = Span::new(at + prefix.len(), end);
        // `AccountKey=` is the name of the key.
        let span = if prefix.ends_with('=') {
            body
        } else {
            Span::new(at, end)
        };
        Some(Key { format, span, body })
    };
    let first = *bytes.first()?;
    by_first_byte()[usize::from(first)].iter().copied().find_map(key)
}

/// The formats whose keys may begin with a byte, by that byte: a text has many words, and few of them are tried.
fn by_first_byte() -> &'static [Vec<&'static Format>] {
    static BY_FIRST_BYTE: LazyLock<Vec<Vec<&'static Format>>> = LazyLock::new(|| {
        let of = |byte: u8| FORMATS.iter().filter(|format| format.may_begin_with(byte)).collect();
        (0..=u8::MAX).map(of).collect()
    });
    &BY_FIRST_BYTE
}

impl Format {
    fn may_begin_with(&self, byte: u8) -> bool {
        match self.parts {
            [Text(text), ..] => text.as_bytes().first() == Some(&byte),
            [Run(alphabet, ..), ..] => alphabet.has(byte),
            [] => false,
        }
    }

    /// How many of `bytes` are a key of this format.
    fn len_in(&self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        for part in self.parts {
            at += match part {
                Text(text) => bytes[at..].starts_with(text.as_bytes()).then_some(text.len())?,
                Run(alphabet, min, max) => {
                    let found = bytes[at..].iter().take(*max).take_while(|&&byte| alphabet.has(byte));
                    Some(found.count()).filter(|count| count >= min)?
                }
            };
        }
        let goes_on = |byte: &u8| match self.parts.last() {
            Some(Run(alphabet, ..)) => alphabet.has(*byte) || byte.is_ascii_alphanumeric(),
            _ => byte.is_ascii_alphanumeric(),
        };
        (!bytes.get(at).is_some_and(goes_on)).then_some(at)
    }
}
