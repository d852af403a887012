//! Whether a word begins with a vowel's sound, as far as its letters say so.

/// What a word begins with when it is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sound {
    /// A vowel.
    Vowel,
    /// A consonant, or what sounds like one: "user".
    Consonant,
}

use Sound::{Consonant, Vowel};

impl Sound {
    /// The article before a word that begins so.
    pub fn article(self) -> &'static str {
        match self {
            Vowel => "an",
            Consonant => "a",
        }
    }

    /// `vowel` or `consonant`.
    pub fn name(self) -> &'static str {
        match self {
            Vowel => "vowel",
            Consonant => "consonant",
        }
    }
}

/// What begins with a vowel's sound and does not look like it.
const VOWELS: &[&str] = &[
    "heir", "honest", "honor", "honour", "hour", "onerous", "uber", "ubuntu", "unident", "unimag", "unimp", "unin",
    "xargs", "xbox", "xor", "xpath",
];

/// What begins with a consonant's sound and does not look like it.
const CONSONANTS: &[&str] = &[
    "eula",
    "uganda",
    "uid",
    "ukr",
    "ulyss",
    "unanim",
    "unary",
    "unesco",
    "unic",
    "unidirect",
    "unif",
    "unila",
    "unimod",
    "unio",
    "unip",
    "uniq",
    "unisex",
    "unison",
    "unit",
    "univ",
    "unix",
    "uuid",
];

/// Words that people begin in two ways, or whose beginning says too little.
const UNSURE: &[&str] = &[
    "euler", "ew", "habitual", "herb", "heroic", "histor", "homage", "hotel", "href", "hypothe", "hysteric", "nginx",
    "oui", "sql", "uname", "unet", "upn",
];

/// Short forms, and names of letters and things, that some people spell and others read.
const EITHER: &[&str] = &[
    "aaa", "eu", "eur", "faq", "hors", "mau", "mou", "nas", "sap", "sas", "sid", "sku", "sme", "sow",
];

/// Short forms that are spelled although they could be read as words, and small letters that are spelled.
const SPELLED: &[&str] = &[
    "fbi", "ftp", "ftps", "hmac", "hr", "hris", "html", "http", "https", "hvac", "ldap", "llc", "lms", "mba", "mfa",
    "mp3", "mp4", "mri", "nda", "ngo", "nfc", "npm", "nsa", "rfi", "roi", "rpa", "rsa", "rss", "sdk", "seo", "sftp",
    "sla", "smb", "sms", "smtp", "ssh", "ssl", "sso", "svg", "uae", "uat", "udf", "udp", "ui", "uk", "uml", "un",
    "upc", "ups", "uri", "url", "us", "usa", "usb", "utc", "utf", "ux", "xls", "xlsx", "xml", "xmpp", "xsd", "xslt",
];

/// Short forms that are read as words although they are written in capitals.
const READ: &[&str] = &[
    "fifo", "fips", "head", "hex", "hipaa", "lamp", "lan", "lifo", "like", "linq", "list", "live", "mac", "mime",
    "nasa", "nat", "nato", "new", "nosql", "not", "null", "radius", "raid", "ram", "read", "rest", "rom", "saas",
    "saml", "scim", "scorm", "set", "sha", "siem", "sim", "soap", "swift",
];

/// What `word` begins with; nothing where that is not sure.
pub(super) fn first_sound(word: &str) -> Option<Sound> {
    let length = word.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(word.len());
    let (part, rest) = word.split_at(length);
    let first = part.chars().next()?;
    if rest.starts_with(|c: char| c.is_alphabetic()) {
        return None;
    }
    if first.is_ascii_digit() {
        return number(part, rest);
    }
    let lower = part.to_ascii_lowercase();
    let capitals = part.strip_suffix('s').unwrap_or(part);
    match part.len() {
        // `an X`, `an e-mail`; but what is `a b`?
        1 if first.is_ascii_uppercase() || rest.starts_with('-') => Some(letter(first)),
        1 => None,
        _ if capitals.len() > 1 && !capitals.contains(|c: char| c.is_ascii_lowercase()) => short_form(capitals),
        _ if first.is_ascii_lowercase() && part[1..].starts_with(|c: char| c.is_ascii_uppercase()) => mixed(first),
        // "OneDrive", but not "Onehub", which may be read in two ways.
        _ if part.starts_with("One") && part[3..].starts_with(|c: char| c.is_ascii_uppercase()) => Some(Consonant),
        _ => self::word(&lower),
    }
}

/// A word in small letters.
fn word(lower: &str) -> Option<Sound> {
    let begins = |list: &[&str]| list.iter().any(|start| lower.starts_with(start));
    let is_in = |list: &[&str]| list.contains(&lower) || list.contains(&lower.strip_suffix('s').unwrap_or(lower));
    if is_in(SPELLED) {
        return lower.chars().next().map(letter);
    }
    if is_in(EITHER) || begins(UNSURE) {
        return None;
    }
    if begins(VOWELS) {
        return Some(Vowel);
    }
    if begins(CONSONANTS) {
        return Some(Consonant);
    }
    let bytes = lower.as_bytes();
    let (first, second) = (*bytes.first()?, *bytes.get(1)?);
    let is_vowel_next = is_vowel(second) || second == b'y';
    match first {
        b'e' if second == b'u' => Some(Consonant),
        b'o' if lower.starts_with("one") || lower.starts_with("once") => {
            ["one", "ones", "oneself", "once"].contains(&lower).then_some(Consonant)
        }
        b'a' | b'e' | b'i' | b'o' => Some(Vowel),
        b'u' => you_or_uh(bytes),
        // What cannot be spoken is spelled, or nobody knows.
        _ if !bytes.iter().any(|&byte| is_vowel(byte) || byte == b'y') => None,
        b'h' | b'n' => is_vowel_next.then_some(Consonant),
        b'x' => matches!(second, b'e' | b'i' | b'y').then_some(Consonant),
        b'y' => is_vowel(second).then_some(Consonant),
        b'f' | b'l' | b'm' | b'r' | b's' => {
            let cluster = [first, second];
            let is_cluster = [b"fl", b"fr", b"ll", b"mc", b"mn", b"rh"].contains(&&cluster)
                || (first == b's' && b"chklmnpqtvw".contains(&second));
            (is_vowel_next || is_cluster).then_some(Consonant)
        }
        _ => Some(Consonant),
    }
}

/// Whether a word with `u` begins like "user" or like "update". Names of programs and their parts (`udev`, `uname`) are
/// rarely known.
fn you_or_uh(word: &[u8]) -> Option<Sound> {
    match *word {
        [_, b'n', b'i', ..] | [_, b'n' | b'p', _] => None,
        [_, b'n' | b'p', _, ..] => Some(Vowel),
        [_, b'l', b't' | b'c', ..] | [_, b'm', b'b' | b'l' | b'p', ..] => Some(Vowel),
        [_, b'r', b'b' | b'c' | b'd' | b'g' | b'n', ..] | [_, b't', b't', ..] => Some(Vowel),
        [_, b'g', b'l', b'i' | b'y', ..] | [_, b's', b'h', b'e', ..] => Some(Vowel),
        [
            _,
            b'b' | b'c' | b'f' | b'h' | b'j' | b'k' | b'q' | b'r' | b's' | b't',
            third,
            ..,
        ] if is_vowel(third) => Some(Consonant),
        _ => None,
    }
}

/// A word in capitals, perhaps with digits: `API`, `S3`, `UPDATED`.
fn short_form(capitals: &str) -> Option<Sound> {
    /// No short form that is spelled is as long.
    const LONG: usize = 6;
    let lower = capitals.to_ascii_lowercase();
    let name = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    let first = capitals.chars().next()?;
    if SPELLED.contains(&&*lower) || SPELLED.contains(&name) || name.len() == 1 {
        return Some(letter(first));
    }
    if READ.contains(&name) || name.len() >= LONG {
        return word(name);
    }
    if CONSONANTS.contains(&name) || ["one", "once"].contains(&name) {
        return Some(Consonant);
    }
    if EITHER.contains(&name) || UNSURE.contains(&name) || matches!(name, "mr" | "mrs" | "ms" | "st") {
        return None;
    }
    match first {
        // Spelled or read, the sound is the same.
        'A' | 'E' | 'I' | 'O' => Some(Vowel),
        'U' | 'F' | 'H' | 'L' | 'M' | 'N' | 'R' | 'S' | 'X' => {
            let is_spelled = !name.bytes().any(|byte| is_vowel(byte) || byte == b'y');
            is_spelled.then(|| letter(first))
        }
        _ => Some(Consonant),
    }
}

/// A name such as `eBay` or `nCino`, whose first letter may be spelled.
fn mixed(first: char) -> Option<Sound> {
    match first {
        'a' | 'e' | 'i' | 'o' => Some(Vowel),
        'f' | 'h' | 'l' | 'm' | 'n' | 'r' | 's' | 'x' => None,
        _ => Some(Consonant),
    }
}

/// A letter's own name: "an X", "a U".
fn letter(letter: char) -> Sound {
    match letter.to_ascii_lowercase() {
        'a' | 'e' | 'f' | 'h' | 'i' | 'l' | 'm' | 'n' | 'o' | 'r' | 's' | 'x' => Vowel,
        _ => Consonant,
    }
}

/// `8`, `18th` and `11,000` begin with a vowel's sound; `1100` is read in two ways, and `0x` too.
fn number(part: &str, rest: &str) -> Option<Sound> {
    let digits = part.bytes().take_while(u8::is_ascii_digit).count();
    let is_grouped = rest.starts_with(',') && rest[1..].starts_with(|c: char| c.is_ascii_digit());
    let starts_as_eleven = part.starts_with("11") || part.starts_with("18");
    Some(match digits {
        _ if part.starts_with('0') => return None,
        _ if part.starts_with('8') => Vowel,
        2 if starts_as_eleven => Vowel,
        _ if is_grouped => Consonant,
        4 if starts_as_eleven => return None,
        _ if starts_as_eleven && digits % 3 == 2 => Vowel,
        _ => Consonant,
    })
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_sound_as_they_are_spoken() {
        let vowels = "apple hour honest heirloom hourly umbrella update upload unauthorized uninstall unidentified unimportant \
             under urgent utter ulterior Infusionsoft Eloqua Evernote Amazon OAuth OAuth2 iPhone eBay E-conomic e-mail \
             X-Header x-axis L-shaped F-Secure N/A html https xml XML HTML HTTP API APIs APIs' ID SMS SSL ERP LDAP MFA \
             SDK S3 X509 MP3 F5 M X 8 8-bit 80 800 8xx 11 18 18th 11,000 11000 Uber UPDATED ISO I/O Instagram onerous \
             R&D HRIS H.264 MQ xor xargs";
        for word in vowels.split_whitespace() {
            assert_eq!(first_sound(word), Some(Vowel), "{word}");
        }
        let consonants = "find user username user-defined unique unified unit universal unidirectional useful usual utility \
             ubiquitous uranium uuid UUID URL URLs URI UI USB UTC UK US European euro one once one-time OneDrive SaaS \
             NetSuite Hub help house JSON CSV CRM GUI BAPI PATCH GET POST NULL REST SOAP SAML SHA256 SCIM Zendesk year \
             yellow Xero Xerox 1 14 64Base 400 502 110,000 1,800 3D U-turn T-shirt U Y B2B EULA Ukraine McAfee small \
             Shopify Freshdesk flag McDonald rhythm uTorrent PUT W3C";
        for word in consonants.split_whitespace() {
            assert_eq!(first_sound(word), Some(Consonant), "{word}");
        }
        let unsure = "SAP SQL sql FAQ SSAP herb historic hotel nginx mLab nCino xAPI b x 1100 1800 1890 \u{e9}lite Onehub mbed \
             href hm LED USER MS homage Euler hors 0x 0-day 0 \
             eu-west-1 EUR faq FAQs sku skus xattr xunit AAA";
        for word in unsure.split_whitespace() {
            assert_eq!(first_sound(word), None, "{word}");
        }
    }

    #[test]
    fn of_words_with_u_only_the_known_ones_are_sure() {
        for (words, sound) in [
            (
                "ugly ulcer ultimate umbrella umpire unable undo unequal unset uptime urban usher utter",
                Some(Vowel),
            ),
            (
                "UNESCO UNICEF unilateral unicorn unison usable usb utopia Ukraine uTorrent Ubisoft Uruguay",
                Some(Consonant),
            ),
            (
                "udev Udemy Udacity umask ulimit uname uint8 ulong ushort uv uwsgi ufw utm_source upn UPnP ul ulid usd uvicorn",
                None,
            ),
            ("unironic unissued unirrigated", None),
        ] {
            for word in words.split_whitespace() {
                assert_eq!(first_sound(word), sound, "{word}");
            }
        }
    }
}
