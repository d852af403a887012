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
const HARMLESS: &str = "apt cache checksum continuation csrf cursor digest element fingerprint foreign gpg hash \
    idempotency integrity md5 next object page partition pgp postman prev previous primary public publishable receive recv \
    sha1 sha1sum sha256 sha256sum sha512 sha512sum sort sync turn xsrf";

/// What the last word of a name says that its value is, where that is nothing secret: `tokenAddress`, `secret_name`.
const ABOUT: &str = "address arn endpoint expiration expires expiry hash length name path type uri url version";

/// Endings of files, whose digests stand beside their names.
const FILES: &str = "bz2 css deb dmg exe gz html jar js json md msi pdf pem php png py rb rpm sh tar tgz ts txt whl xml xz \
    yaml yml zip";

/// English words that end with "key".
const NO_KEYS: &str = "donkey hockey hotkey jockey monkey turkey turnkey whiskey";

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
    let words: Vec<String> = parts(name).map(str::to_ascii_lowercase).collect();
    let is_about = match words.as_slice() {
        [.., key, id] if id == "id" => key == "key",
        [_, .., last] => is_one_of(ABOUT, last),
        _ => false,
    };
    let is_file = name
        .rsplit_once('.')
        .is_some_and(|(_, ending)| is_one_of(FILES, ending));
    // `public key`, `next page token`: a name may be several words of a sentence.
    let previous = before.trim_end_matches(' ').rsplit(|c: char| !is_of_name(c)).next();
    let is_harmless = |word: &str| is_one_of(HARMLESS, word);
    words.iter().any(|word| is_of_secret(word))
        && !is_about
        && !is_file
        && !is_random(name)
        && !words.iter().any(|word| is_harmless(word))
        && !previous.is_some_and(|word| is_harmless(&word.to_ascii_lowercase()))
}

/// Whether a word in small letters names a secret: `key`, `apikey`, `accesstoken2`, but not `tokenizer`.
fn is_of_secret(word: &str) -> bool {
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let one = word.strip_suffix('s').unwrap_or(word);
    matches!(one, "pwd" | "passphrase" | "bearer" | "authorization")
        || ["secret", "token", "password", "passwd", "passwort", "credential"]
            .iter()
            .any(|end| one.ends_with(end))
        || one.ends_with("key") && !is_one_of(NO_KEYS, one)
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
            ("gpg --recv-keys ", None),
            ("sha256sum token.tar.gz: ", None),
            ("tokenizer: ", None),
            ("\"turnKey\": \"", None),
            ("\"tokenAddress\": \"", None),
            ("keyId=", None),
            ("\"secret_id\": \"", Some("secret_id")),
            ("accesstokens: ", Some("accesstokens")),
            ("password2=", Some("password2")),
            ("\"elementKey\": \"", None),
            ("the ‘token’ – ", None),
            ("token\n", None),
            ("", None),
        ] {
            assert_eq!(secret_word(before, before.len()), expected, "{before}");
        }
    }
}
