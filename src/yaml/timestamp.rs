//! Dates and times among the plain scalars (Ruby's Psych).

use std::sync::LazyLock;

use regex::Regex;

use crate::date::{Time, UTC, Zone};

/// What Ruby prints for the scalar, which is how values hold it; nothing if that is how it is written, or if it is no
/// date and no time. A time without an offset is Greenwich's, and told in `zone`.
pub(super) fn timestamp(scalar: &str, zone: &Zone) -> Option<String> {
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        let form = r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}((?:[Tt]| +)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?( *(?:Z|[-+][0-9]{2}:?(?:[0-9]{2})?))?)?$";
        Regex::new(form).expect("the pattern is one")
    });
    if !may_be_one(scalar) {
        return None;
    }
    let parts = FORM.captures(scalar)?;
    // The text leaves nothing open that a clock would have to say.
    let time = Time::parse(scalar, &Time::after_1970(0, &UTC), &UTC)?;
    let written = match (parts.get(1), parts.get(2)) {
        // 30 February is a text.
        (None, _) if scalar.rsplit('-').next()?.parse() != Ok(time.date().day()) => return None,
        (None, _) => time.date().to_string(),
        (Some(_), None) => time.in_zone(zone).to_string(),
        (Some(_), Some(_)) => time.to_string(),
    };
    (written != scalar).then_some(written)
}

/// Whether a scalar, or the first word of one, begins as dates do.
pub(super) fn may_be_one(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.get(4) == Some(&b'-') && bytes[..4].iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_as_ruby_prints_them() {
        let berlin = Zone::named("Europe/Berlin").expect("the database has it");
        for (scalar, expected) in [
            ("2018-02-20 10:11:12", Some("2018-02-20 11:11:12 +0100")),
            ("2018-02-20T10:11:12.5", Some("2018-02-20 11:11:12 +0100")),
            ("2018-02-20t10:11:12 +02:00", Some("2018-02-20 10:11:12 +0200")),
            ("2018-02-20 10:11:12 -05", Some("2018-02-20 10:11:12 -0500")),
            ("2018-02-20T10:11:12Z", Some("2018-02-20 10:11:12 UTC")),
            ("2018-02-20 10:11:12 +0200", None),
            ("2018-2-3", Some("2018-02-03")),
            ("2018-02-03", None),
            ("2018-2-30", None),
            ("2018-13-20", None),
            ("2018-02-20 10:11", None),
            ("2018-02-20 x", None),
            ("2018", None),
        ] {
            assert_eq!(timestamp(scalar, &berlin).as_deref(), expected, "{scalar}");
        }
    }
}
