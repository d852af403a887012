//! The words beside a value: whether they say that it is a secret.

use super::dummy::is_random;
use crate::rules::words::parts;

/// So far before a value, in bytes, its name is looked for.
const NEAR: usize = 48;

/// So far before a value an `Authorization` header may begin, which holds several.
const HEADER: usize = 256;

/// Words between a name and its value: `Your API key is: ...`, `<input name="token" value="...">`.
const FILLERS: &str = "a as called example for has header is like looks of the to value";

/// Words that make a key or token one that opens nothing.
const HARMLESS: &str = "cache continuation csrf cursor element foreign idempotency next object page partition postman prev \
    previous primary public publishable sort sync xsrf";

/// What stands beside the value that begins at byte `start` and says that it is a secret: `client_secret`.
pub(super) fn secret_word(text: &str, start: usize) -> Option<&str> {
    let before = line_before(text, start, NEAR);
    let mut rest = before;
    loop {
        rest = rest.trim_end_matches(is_between);
        let (others, name) = rest.split_at(rest.trim_end_matches(is_of_name).len());
        if name.is_empty() {
            break;
        }
        if is_secret_name(name, others) {
            return Some(name);
        }
        if !is_one_of(FILLERS, &name.to_ascii_lowercase()) {
            break;
        }
        rest = others;
    }
    header(text, start)
}

/// Whether the words close before byte `start` are of Amazon Web Services' secret key.
pub(super) fn is_aws_secret(text: &str, start: usize) -> bool {
    let words: String = line_before(text, start, NEAR)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    words.contains("secretaccesskey") || words.contains("aws") && words.contains("secret")
}

/// The `Authorization` of the header that the value stands in.
fn header(text: &str, start: usize) -> Option<&str> {
    const NAME: &str = "authorization";
    let before = line_before(text, start, HEADER);
    let at = before.to_ascii_lowercase().rfind(NAME)?;
    let (name, between) = before[at..].split_at(NAME.len());
    // A word that ends a quotation, an option or a sentence ends the header.
    let mut between = between.trim_start_matches(['"', '\'', '\\', '*', '`']).chars();
    let is_header = between.next().is_some_and(|c| matches!(c, ':' | '='));
    let mut inside = between
        .as_str()
        .trim_start()
        .trim_start_matches(['"', '\'', '\\', '`'])
        .chars();
    let is_of_value = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '_' | '-' | '.' | ',' | ' ');
    (is_header && inside.all(is_of_value)).then_some(name)
}

/// Whether a name is that of a secret; `before` stands before it.
fn is_secret_name(name: &str, before: &str) -> bool {
    if matches!(name, "-u" | "--user") {
        return true;
    }
    let lower = name.to_ascii_lowercase();
    let words = || parts(name).map(str::to_ascii_lowercase);
    let is_of_secret = ["secret", "token", "passw", "apikey", "credential"]
        .iter()
        .any(|part| lower.contains(part))
        || lower.ends_with("key")
        || words().any(|word| {
            matches!(
                word.as_str(),
                "key" | "keys" | "pwd" | "passphrase" | "bearer" | "authorization"
            )
        });
    // `public key`, `next page token`: a name may be several words of a sentence.
    let previous = before.trim_end_matches(' ').rsplit(|c: char| !is_of_name(c)).next();
    let is_harmless = |word: &str| is_one_of(HARMLESS, word);
    is_of_secret
        && !is_random(name)
        && !words().any(|word| is_harmless(&word))
        && !previous.is_some_and(|word| is_harmless(&word.to_ascii_lowercase()))
}

fn is_one_of(words: &str, word: &str) -> bool {
    words.split(' ').any(|known| known == word)
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
}

/// Whether a character stands between a name and its value.
fn is_between(c: char) -> bool {
    c.is_ascii_whitespace() || "\"'`:=<>*|([{,\\&;#".contains(c)
}

/// The line up to byte `at`, `near` bytes of it at most.
fn line_before(text: &str, at: usize, near: usize) -> &str {
    let before = &text[text.ceil_char_boundary(at.saturating_sub(near)).min(at)..at];
    before.rfind('\n').map_or(before, |end| &before[end + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_value_may_stand_in_many_ways() {
        for (before, expected) in [
            ("\"oauth.user.token\": \"", Some("oauth.user.token")),
            ("apiKey: ", Some("apiKey")),
            ("| **API Key** | `", Some("Key")),
            ("?client_secret=", Some("client_secret")),
            ("<input name=\"token\" value=\"", Some("token")),
            ("Your API key is `", Some("key")),
            ("Authorization: Bearer ", Some("Bearer")),
            (
                "-H 'Authorization: User abc+/=, Organization def, Element ",
                Some("Authorization"),
            ),
            ("\"Authorization\": \"User ", Some("Authorization")),
            ("curl -u ", Some("-u")),
            ("client_id=", None),
            ("Authorization is needed. Call ", None),
            ("\"nextPageToken\": \"", None),
            ("the public key ", None),
            ("\"elementKey\": \"", None),
            ("the ‘token’ – ", None),
            ("token\n", None),
            ("", None),
        ] {
            assert_eq!(secret_word(before, before.len()), expected, "{before}");
        }
    }
}
