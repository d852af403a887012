//! What only stands for a key, and what looks made by chance as keys are.

/// Words of which dummies are made. None is shorter than four letters: chance would make those too.
const WORDS: &str = "access admin apikey application asdf authorization callback change client custom deadbeef demo dummy \
    enter example fake foobar here insert password passwort placeholder qwerty random redacted replace \
    sample secret some test token user value your";

/// Keys that providers print in their documentation, without what would make scanners take them for real ones.
const DOCUMENTED: [&str; 4] = [
    // Stripe's
    "4eC39HqLyjWDarjtT1zdp7dc",
    "BQokikJOvBiI2HlWgAH4olfQ",
    // Mailgun's
    "3ax6xnjp29jd6fds4gc373sgvjxteol0",
    // jwt.io's, whose subject is 1234567890
    "eyJzdWIiOiIxMjM0NTY3ODkw",
];

/// So much of a value tells what it is.
const LOOKED_AT: usize = 256;

/// Whether a value only stands for a key: it is documented, made of words, repeats itself or counts.
pub(super) fn is_dummy(value: &str) -> bool {
    let value = &value[..value.floor_char_boundary(LOOKED_AT)];
    DOCUMENTED.iter().any(|known| value.contains(known))
        || has_word(value)
        || repeats(value.as_bytes())
        || counts(value.as_bytes())
}

/// Whether a value looks made by chance: letters and digits in a mixture that no words have.
pub(super) fn is_random(value: &str) -> bool {
    let bytes = &value.as_bytes()[..value.len().min(LOOKED_AT)];
    let has = |is: fn(&u8) -> bool| bytes.iter().any(is);
    has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
        && entropy(bytes) >= 3.0
        // Of random characters every second or third begins anew, of `PayPalV2Sandbox` every fourth.
        && beginnings(bytes) * 4 >= bytes.len()
}

/// Whether a value is written as words are: without digits, and rarely beginning anew.
pub(super) fn is_wordy(value: &str) -> bool {
    let bytes = &value.as_bytes()[..value.len().min(LOOKED_AT)];
    !bytes.iter().any(u8::is_ascii_digit) && beginnings(bytes) * 4 < bytes.len()
}

/// Whether a password is one that a person would keep: neither a word nor a dummy.
pub(super) fn is_password(text: &str) -> bool {
    let is_template = text.starts_with(['<', '{', '[', '$', '%', '*', '(', ':']);
    let has_letter = text.bytes().any(|byte| byte.is_ascii_alphabetic());
    let is_word = text
        .bytes()
        .all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-' | b' ' | b'.'));
    let is_short_dummy = text.len() < 12 && folded(text).contains("pass");
    text.len() >= 6 && has_letter && !is_template && !is_word && !is_short_dummy && !is_dummy(text)
}

fn has_word(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let folded = folded(value);
    // Chance makes short words of digits that look like letters.
    WORDS
        .split(' ')
        .any(|word| lower.contains(word) || word.len() > 4 && folded.contains(word))
}

/// In lower case, the digits that stand for letters (`s3cr3t`) as these letters.
fn folded(value: &str) -> String {
    let letter = |c: char| match c.to_ascii_lowercase() {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    value.chars().map(letter).collect()
}

/// `xxxx`, `abcabcabc`, or but a few different characters.
fn repeats(bytes: &[u8]) -> bool {
    const LONGEST_PERIOD: usize = 24;
    let is_run = |run: &[u8]| match run[0].to_ascii_lowercase() {
        b'x' | b'0' | b'*' | b'.' | b'-' | b'_' => run.len() >= 4,
        _ => run.len() >= 5,
    };
    let same = |a: &u8, b: &u8| a.eq_ignore_ascii_case(b);
    let is_period = |period: usize| {
        let pairs = bytes.iter().zip(&bytes[period..]);
        pairs.filter(|(a, b)| a == b).count() * 4 >= (bytes.len() - period) * 3
    };
    let mut seen = [false; 256];
    bytes.iter().for_each(|&byte| seen[usize::from(byte)] = true);
    let different = seen.iter().filter(|seen| **seen).count();
    bytes.chunk_by(same).any(is_run)
        || (1..=LONGEST_PERIOD.min(bytes.len() / 2)).any(is_period)
        || bytes.len() >= 20 && different < 8
}

/// `12345`, `a1b2c3d4`, or the alphabet in pieces.
fn counts(bytes: &[u8]) -> bool {
    let follows = |a: u8, b: u8| {
        let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
        a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric() && (a + 1 == b || (a, b) == (b'9', b'0'))
    };
    let longest = |step: usize, is_next: &dyn Fn(u8, u8) -> bool| {
        let mut run = 0;
        let mut longest = 0;
        for (&a, &b) in bytes.iter().zip(bytes.get(step..).unwrap_or_default()) {
            run = if is_next(a, b) { run + 1 } else { 0 };
            longest = longest.max(run);
        }
        longest
    };
    let neighbours = bytes.windows(2).filter(|pair| follows(pair[0], pair[1])).count();
    longest(1, &follows) >= 4
        || longest(1, &|a, b| follows(b, a)) >= 4
        || longest(2, &follows) >= 5
        || neighbours * 3 >= bytes.len()
}

/// Shannon's entropy in bits a character.
fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    bytes.iter().for_each(|&byte| counts[usize::from(byte)] += 1);
    let all = f64::from(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
    let of = |&count: &u32| {
        let share = f64::from(count) / all;
        -share * share.log2()
    };
    counts.iter().filter(|&&count| count > 0).map(of).sum()
}

/// How often letters and digits change, and small letters into capital ones; a capital letter before small ones is a
/// word's.
fn beginnings(bytes: &[u8]) -> usize {
    let kind = |byte: u8| match byte {
        b'0'..=b'9' => Some(2),
        b'a'..=b'z' => Some(0),
        b'A'..=b'Z' => Some(1),
        _ => None,
    };
    let kinds: Vec<u8> = bytes.iter().filter_map(|&byte| kind(byte)).collect();
    let is_new = |pair: &&[u8]| pair[0] != pair[1] && (pair[0], pair[1]) != (1, 0);
    kinds.windows(2).filter(is_new).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dummies_are_told_from_what_chance_made() {
        for value in [
            "YOUR_CLIENT_ID_0123",
            "IOSFODNN7EXAMPLE",
            "xxxxxxxxxxxxxxxxxxxx",
            "a8f9xxxx7hG3kL0pQ2",
            "1234567890abcdef1234567890abcdef",
            "a1b2c3d4e5f6g7h8i9j0",
            "123abc123abc123abc123abc123abc12",
            "9876543210fedcba",
            "fak3AP1-s3Cr3t-t0ken",
            "ABC/D/efgHIJK1234lmnopQRS+1tuVWx+yz98765",
            "0f0f0f0f0f0f0f0f0f0f",
        ] {
            assert!(is_dummy(value), "{value}");
        }
        for value in [
            "7hG3kL0pQ2vRt9XcMz4W",
            "4e3127e892099c22a5181492329bd10c",
            "zR8pWk2mVq+6JtB/0yXcN4hLfD1sGa==",
            "JB7KQWX3ZP5T2MNV",
        ] {
            assert!(!is_dummy(value) && is_random(value), "{value}");
        }
    }

    #[test]
    fn words_are_not_random() {
        for value in [
            "paypalv2.sandbox.environment",
            "PayPalV2SandboxConnector2",
            "custentity_2663_direct_debit",
            "cloudelements1.sharepoint.com",
            "2018-01-01T00:00:00Z",
            "012346799013468901",
            "ThisIsMyPersonalAccess1",
        ] {
            assert!(!is_random(value), "{value}");
        }
    }

    #[test]
    fn passwords_are_told_from_words() {
        for (text, expected) in [
            ("hunter22x", true),
            ("Tr0ub4dor&3", true),
            ("letmein", false),
            ("mypass1", false),
            ("passw0rd", false),
            ("{password1}", false),
            ("$PASSWORD", false),
            ("123456", false),
            ("a1", false),
        ] {
            assert_eq!(is_password(text), expected, "{text}");
        }
    }
}
