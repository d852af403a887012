//! Secrets that are known by what they stand in: private keys, passwords in URLs, basic authentication.

use memchr::memmem;

use super::dummy::{is_dummy, is_password, is_random};
use super::scan::Secret;
use crate::finding::Severity::Error;
use crate::span::Span;

/// So far, in bytes, credentials in a URL or header are read.
const LONGEST: usize = 512;

/// All of them in a text, kind by kind.
pub(super) fn secrets(text: &str) -> Vec<Secret> {
    let mut secrets = private_keys(text);
    secrets.extend(memmem::find_iter(text.as_bytes(), "://").filter_map(|at| password_in_url(text, at + 3)));
    secrets.extend(memmem::find_iter(text.as_bytes(), BASIC).filter_map(|at| basic(text, at)));
    let options = ["-u", "--user"].into_iter();
    secrets.extend(options.flat_map(|option| {
        let at = memmem::find_iter(text.as_bytes(), option).collect::<Vec<_>>();
        at.into_iter().filter_map(|at| password_of_user(text, at, option.len()))
    }));
    secrets
}

/// The end of the name of basic authentication's scheme, whose first letter may be small, as in HTTP all of it.
const BASIC: &str = "asic ";

/// `-----BEGIN RSA PRIVATE KEY-----` and what follows, its last line included.
fn private_keys(text: &str) -> Vec<Secret> {
    const DASHES: &str = "-----";
    const BEGIN: &str = "-----BEGIN ";
    const LONGEST_TITLE: usize = 48;
    /// Letters and digits; what is shorter is cut or made up.
    const SHORTEST: usize = 64;
    let dashes = |from: usize| memmem::find(&text.as_bytes()[from..], DASHES.as_bytes()).map(|at| from + at);
    let key = |start: usize| {
        let title_start = start + BEGIN.len();
        let near = &text[title_start..text.floor_char_boundary(title_start + LONGEST_TITLE)];
        let title = &near[..near.find(DASHES)?];
        let body_start = title_start + title.len() + DASHES.len();
        let body_end = dashes(body_start)?;
        let body = &text[body_start..body_end];
        let letters: String = body.chars().filter(char::is_ascii_alphanumeric).take(256).collect();
        let is_cut = body.contains("..") || body.contains(['<', '{', '*', '\u{2026}']);
        let is_ended = text[body_end..].starts_with("-----END ");
        if !title.contains("PRIVATE KEY") || !is_ended || is_cut || letters.len() < SHORTEST || is_dummy(&letters) {
            return None;
        }
        let end = dashes(body_end + DASHES.len())? + DASHES.len();
        Some(Secret {
            span: Span::new(start, end),
            severity: Error,
            what: Some("is a private key".to_owned()),
        })
    };
    memmem::find_iter(text.as_bytes(), BEGIN).filter_map(key).collect()
}

/// The password of `https://user:password@host`, whose part after `://` begins at `start`.
fn password_in_url(text: &str, start: usize) -> Option<Secret> {
    const EXAMPLES: [&str; 5] = ["example", "localhost", "127.0.0.1", "host", "your"];
    let near = &text[start..text.floor_char_boundary(start + LONGEST)];
    let is_end = |c: char| c.is_whitespace() || "/\"'<>?#`|\\".contains(c);
    let authority = &near[..near.find(is_end).unwrap_or(near.len())];
    let (user_info, host) = authority.rsplit_once('@')?;
    let (user, password) = user_info.split_once(':')?;
    let is_example = EXAMPLES.iter().any(|part| host.starts_with(part)) || host.contains(".example");
    (!is_example && is_password(password)).then(|| Secret {
        span: Span::new(start + user.len() + 1, start + user_info.len()),
        severity: Error,
        what: Some("is a password in a URL".to_owned()),
    })
}

/// The password of `curl -u user:password`, whose option of `len` bytes begins at `start`.
fn password_of_user(text: &str, start: usize, len: usize) -> Option<Secret> {
    let is_option = text[..start].ends_with(char::is_whitespace);
    let near = &text[start + len..text.floor_char_boundary(start + LONGEST)];
    let value = near.trim_start_matches([' ', '=']).trim_start_matches(['"', '\'']);
    let at = start + len + (near.len() - value.len());
    let is_end = |c: char| c.is_whitespace() || "\"'`<>|\\".contains(c);
    let (user, password) = value[..value.find(is_end).unwrap_or(value.len())].split_once(':')?;
    // Other programs have an option of that name, for users and groups.
    (is_option && value.len() < near.len() && is_password(password) && is_random(password)).then(|| Secret {
        span: Span::new(at + user.len() + 1, at + user.len() + 1 + password.len()),
        severity: Error,
        what: Some("is a password in a command".to_owned()),
    })
}

/// The credentials of `Authorization: Basic dXNlcjpwYXNzd29yZA==`, whose scheme but its first letter begins at `start`.
fn basic(text: &str, start: usize) -> Option<Secret> {
    let is_scheme = text[..start].ends_with(['B', 'b']);
    let rest = &text[start + BASIC.len()..];
    let blanks = rest.bytes().take(LONGEST).take_while(|&byte| byte == b' ').count();
    let start = start + BASIC.len() + blanks;
    if !is_scheme {
        return None;
    }
    let is_of_base64 = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let bytes = text.as_bytes()[start..].iter().take(LONGEST);
    let end = start + bytes.take_while(is_of_base64).count();
    let decoded = decoded(&text[start..end])?;
    let (user, password) = decoded.split_once(':')?;
    // Some providers take a key as the user, and no password.
    (is_password(password) || is_password(user) && is_random(user)).then(|| Secret {
        span: Span::new(start, end),
        severity: Error,
        what: Some("is a user name and a password in base64".to_owned()),
    })
}

/// The printable text that `text` is the base64 of.
pub(super) fn decoded(text: &str) -> Option<String> {
    let text = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(text.len());
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    let is_printable = |byte: &u8| byte.is_ascii_graphic() || *byte == b' ';
    (bytes.len() >= 3 && bytes.iter().all(is_printable))
        .then(|| String::from_utf8(bytes).ok())
        .flatten()
}
