//! Times as people write them (Ruby's `Time.parse`): `2026-05-01 12:00`, `March 14, 2016`, `1st of May`, and many more.
//!
//! Ruby takes one thing after the other out of a text: the day of the week, the time, the date in the first of a dozen
//! forms. What a text leaves open is of today, if it is larger than what the text says; else it is the first.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::time::DAY;
use super::{Date, Time, Zone};

/// The longest text that Ruby takes for a time, in bytes.
const MAX_LENGTH: usize = 128;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

impl Time {
    /// The time that `text` writes, in whichever case. It is told in `zone`, unless it writes an offset that differs.
    pub fn parse(text: &str, now: &Time, zone: &Zone) -> Option<Self> {
        if text.len() > MAX_LENGTH {
            return None;
        }
        Parts::read(&text.to_lowercase()).time(now, zone)
    }
}

/// What a text says of a time.
#[derive(Debug, Default)]
struct Parts {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    day_of_year: Option<i64>,
    hour: Option<i64>,
    minute: Option<i64>,
    second: Option<i64>,
    nanosecond: Option<u32>,
    zone: Option<String>,
    /// `98` is not 1998.
    is_full_year: bool,
    is_before_christ: bool,
}

/// A form of dates, and how its groups are understood.
type Form = (LazyLock<Regex>, fn(&mut Parts, &Captures<'_>));

macro_rules! pattern {
    ($($part:expr),+) => {
        LazyLock::new(|| Regex::new(concat!($($part),+)).expect("the pattern is one"))
    };
}

macro_rules! month {
    () => {
        "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    };
}

macro_rules! era {
    () => {
        r"(c(?:e|\.e\.)|b(?:ce|\.c\.e\.)|a(?:d|\.d\.)|b(?:c|\.c\.))"
    };
}

static SQUEEZED: LazyLock<Regex> = pattern!(r"[^-+',./:@\p{Alphabetic}\d\[\]]+");
static WEEKDAY: LazyLock<Regex> = pattern!(r"\b(?:sun|mon|tue|wed|thu|fri|sat)[^-/0-9 ]*");
static CLOCK: LazyLock<Regex> = pattern!(
    r"(",
    r"(?:[0-9]+ *: *[0-9]+(?: *: *[0-9]+(?:[,.][0-9]*)?)?|[0-9]+ *h(?: *[0-9]+m?(?: *[0-9]+s?)?)?)",
    r"(?: *[ap](?:m\b|\.m\.))?",
    r"|[0-9]+ *[ap](?:m\b|\.m\.))",
    r"(?: *(",
    r"(?:gmt|utc?)?[-+][0-9]+(?:[,.:][0-9]+(?::[0-9]+)?)?",
    r"|[\p{Alphabetic}. ]+(?:standard|daylight) time\b",
    r"|\p{Alphabetic}+(?: dst)?\b))?"
);
static CLOCK_PARTS: LazyLock<Regex> =
    pattern!(r"^([0-9]+)h?(?: *:? *([0-9]+)m?(?: *:? *([0-9]+)(?:[,.]([0-9]+))?s?)?)?(?: *([ap])(?:m\b|\.m\.))?");
static BEFORE_CHRIST: LazyLock<Regex> = pattern!(r"\b(?:bc\b|bce\b|b\.c\.|b\.c\.e\.)");
static REST: LazyLock<Regex> = pattern!(r"^ *([0-9]{1,2}) *$");

/// The forms of dates, in Ruby's order: the first that is there counts.
static FORMS: [Form; 16] = [
    // 14th March 2016
    (
        pattern!(
            r"('?[0-9]+)[^-0-9 ]* *",
            month!(),
            r"[^-0-9 ']*(?: *",
            era!(),
            r"? *('?-?[0-9]+(?:(?:st|nd|rd|th)\b)?))?"
        ),
        |parts, found| parts.date(found.text(4), found.month(2), found.text(1), found.is_before_christ(3)),
    ),
    // March 14th, 2016
    (
        pattern!(
            r"\b",
            month!(),
            r"[^-0-9 ']* *('?[0-9]+)[^-0-9 ']*(?: *,? *",
            era!(),
            r"? *('?-?[0-9]+))?"
        ),
        |parts, found| parts.date(found.text(4), found.month(1), found.text(2), found.is_before_christ(3)),
    ),
    // 2016-03-14
    (pattern!(r"('?[-+]?[0-9]+)-([0-9]+)-('?-?[0-9]+)"), |parts, found| {
        parts.date(found.text(1), found.text(2), found.text(3), false);
    }),
    // h28.03.14, by the emperor's years
    (pattern!(r"\b([mtshr])([0-9]+)\.([0-9]+)\.([0-9]+)"), |parts, found| {
        let first = match found.text(1).as_deref() {
            Some("m") => 1867,
            Some("t") => 1911,
            Some("s") => 1925,
            Some("h") => 1988,
            _ => 2018,
        };
        parts.year = found.number(2).map(|year| year + first);
        (parts.month, parts.day) = (found.number(3), found.number(4));
    }),
    // 14-mar-2016
    (
        pattern!(r"('?-?[0-9]+)-", month!(), r"[^-/.]*-('?-?[0-9]+)"),
        |parts, found| parts.date(found.text(3), found.month(2), found.text(1), false),
    ),
    // mar-14-2016
    (
        pattern!(r"\b", month!(), r"[^-/.]*-('?[0-9]+)(?:-('?-?[0-9]+))?"),
        |parts, found| parts.date(found.text(3), found.month(1), found.text(2), false),
    ),
    // 2016/03/14
    (
        pattern!(r"('?-?[0-9]+)/ *('?[0-9]+)(?:[^0-9] *('?-?[0-9]+))?"),
        |parts, found| parts.date(found.text(1), found.text(2), found.text(3), false),
    ),
    // 2016.03.14
    (
        pattern!(r"('?-?[0-9]+)\. *('?[0-9]+)\. *('?-?[0-9]+)"),
        |parts, found| parts.date(found.text(1), found.text(2), found.text(3), false),
    ),
    // 2016-w11-1: weeks say nothing that Ruby's times listen to.
    (
        pattern!(r"\b(?:[0-9]{2}|[0-9]{4})?-?w[0-9]{2}(?:-?[0-9])?\b|-w-[0-9]\b"),
        |_, _| {},
    ),
    // --03-14
    (pattern!(r"--([0-9]{2})?-([0-9]{2})\b"), |parts, found| {
        (parts.month, parts.day) = (found.number(1), found.number(2));
    }),
    // --0314
    (pattern!(r"--([0-9]{2})([0-9]{2})?\b"), |parts, found| {
        (parts.month, parts.day) = (found.number(1), found.number(2));
    }),
    // 2016-074
    (pattern!(r"\b([0-9]{2}|[0-9]{4})-([0-9]{3})\b"), |parts, found| {
        (parts.year, parts.day_of_year) = (found.number(1), found.number(2));
    }),
    // '16
    (pattern!(r"'([0-9]+)\b"), |parts, found| parts.year = found.number(1)),
    // march
    (pattern!(r"\b", month!(), r"[^ ]*"), |parts, found| {
        parts.month = found.month(1).and_then(|month| month.parse().ok());
    }),
    // 14th
    (pattern!(r"([0-9]+)(?:st|nd|rd|th)\b"), |parts, found| {
        parts.day = found.number(1)
    }),
    // 20160314t1030
    (
        pattern!(
            r"([-+]?)([0-9]{2,14})(?: *t? *([0-9]{2,6})?(?:[,.]([0-9]*))?)?",
            r"(?: *(z\b|[-+][0-9]{1,4}\b|\[[-+]?[0-9][^\]]*\]))?"
        ),
        Parts::digits,
    ),
];

/// What is asked of the groups of a form.
trait Groups {
    fn text(&self, group: usize) -> Option<String>;

    fn number(&self, group: usize) -> Option<i64> {
        self.text(group)?.parse().ok()
    }

    /// The number of a month that is given by name.
    fn month(&self, group: usize) -> Option<String> {
        let name = self.text(group)?;
        let at = MONTHS.iter().position(|month| *month == name)?;
        Some((at + 1).to_string())
    }

    fn is_before_christ(&self, group: usize) -> bool {
        self.text(group).is_some_and(|era| era.starts_with('b'))
    }
}

impl Groups for Captures<'_> {
    fn text(&self, group: usize) -> Option<String> {
        Some(self.get(group)?.as_str().to_owned())
    }
}

impl Parts {
    fn read(text: &str) -> Self {
        let mut parts = Self::default();
        let mut text = SQUEEZED.replace_all(text, " ").into_owned();
        let mut take = |pattern: &Regex, understand: &mut dyn FnMut(&Captures<'_>)| {
            let Some(found) = pattern.captures(&text) else {
                return false;
            };
            understand(&found);
            text = pattern.replace(&text, " ").into_owned();
            true
        };
        take(&WEEKDAY, &mut |_| {});
        take(&CLOCK, &mut |found| parts.clock(found));
        for (pattern, understand) in &FORMS {
            if take(pattern, &mut |found| understand(&mut parts, found)) {
                break;
            }
        }
        parts.is_before_christ |= take(&BEFORE_CHRIST, &mut |_| {});
        take(&REST, &mut |found| {
            let number = found.number(1);
            if parts.hour.is_some() && parts.day.is_none() {
                parts.day = number.filter(|day| (1..=31).contains(day));
            }
            if parts.day.is_some() && parts.hour.is_none() {
                parts.hour = number.filter(|hour| (0..=24).contains(hour));
            }
        });
        if parts.is_before_christ {
            parts.year = parts.year.map(|year| 1 - year);
        }
        if !parts.is_full_year {
            parts.year = parts.year.map(|year| match year {
                69..=99 => year + 1900,
                0..=68 => year + 2000,
                _ => year,
            });
        }
        parts
    }

    fn clock(&mut self, found: &Captures<'_>) {
        self.zone = found.text(2);
        let Some(parts) = CLOCK_PARTS.captures(&found[1]) else {
            return;
        };
        self.hour = match (parts.number(1), parts.text(5).as_deref()) {
            (Some(hour), Some(half)) => Some(hour % 12 + if half == "p" { 12 } else { 0 }),
            (hour, _) => hour,
        };
        (self.minute, self.second) = (parts.number(2), parts.number(3));
        self.nanosecond = parts.text(4).map(|digits| nanosecond(&digits));
    }

    /// Year, month and day in the order that a form has them in, which their looks may change: what has more than two
    /// digits or an apostrophe is the year.
    fn date(&mut self, year: Option<String>, month: Option<String>, day: Option<String>, is_before_christ: bool) {
        let is_year = |text: &Option<String>| {
            text.as_ref()
                .is_some_and(|text| text.starts_with('\'') || text.len() > 2)
        };
        let (mut year, mut month, mut day) = (year, month, day);
        if year.is_some() && month.is_some() && day.is_none() {
            (year, month, day) = (None, year, month);
        }
        if year.is_none() && is_year(&day) {
            (year, day) = (day, None);
        }
        if let Some(text) = &year {
            let start = text
                .find(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+'))
                .unwrap_or(0);
            let number = &text[start..];
            let signed = usize::from(number.starts_with(['-', '+']));
            let digits = number[signed..].bytes().take_while(u8::is_ascii_digit).count();
            if signed + digits < number.len() {
                // `14 march 3rd`: what comes last is the day.
                (year, day) = (day, Some(number[..signed + digits].to_owned()));
            }
        }
        if is_year(&month) {
            (year, month, day) = (month, day, year);
        }
        if is_year(&day) {
            (year, day) = (day, year);
        }
        if let Some(text) = &year {
            let number = text.trim_start_matches('\'');
            self.is_full_year |= number.starts_with(['-', '+']) || number.len() > 2;
            self.year = number.parse().ok();
        }
        self.is_before_christ = is_before_christ;
        self.month = month.as_deref().and_then(first_number);
        self.day = day.as_deref().and_then(first_number);
    }

    /// Digits without anything between them, which are understood by how many they are.
    fn digits(&mut self, found: &Captures<'_>) {
        let (sign, digits) = (&found[1], &found[2]);
        let fraction = found.text(4);
        let at = |from: usize, length: usize| digits.get(from..from + length)?.parse::<i64>().ok();
        let signed = |length: usize| format!("{sign}{}", &digits[..length]).parse::<i64>().ok();
        if found.get(3).is_none() && fraction.is_some() && matches!(digits.len(), 9 | 11 | 13) {
            // Ruby takes no more of them than the fraction.
        } else if found.get(3).is_none() && fraction.is_some() {
            // Seconds come last, and all before them counts back from there.
            let from_end = |back: usize| match digits.len().checked_sub(back) {
                Some(from) => at(from, 2),
                None if digits.len() + 1 == back => at(0, 1),
                None => None,
            };
            self.set_clock([from_end(6), from_end(4), from_end(2)]);
            (self.day, self.month) = (from_end(8), from_end(10));
            match digits.len() {
                12 => self.year = signed(2),
                14 => (self.year, self.is_full_year) = (signed(4), true),
                _ => {}
            }
        } else {
            match digits.len() {
                2 => self.day = at(0, 2),
                3 => self.day_of_year = at(0, 3),
                4 => (self.month, self.day) = (at(0, 2), at(2, 2)),
                5 => (self.year, self.day_of_year) = (signed(2), at(2, 3)),
                6 => (self.year, self.month, self.day) = (signed(2), at(2, 2), at(4, 2)),
                7 => (self.year, self.day_of_year) = (signed(4), at(4, 3)),
                8 | 10 | 12 | 14 => {
                    (self.year, self.month, self.day) = (signed(4), at(4, 2), at(6, 2));
                    self.set_clock([at(8, 2), at(10, 2), at(12, 2)]);
                    self.is_full_year = true;
                }
                _ => {}
            }
        }
        if let Some(clock) = found.text(3).filter(|clock| clock.len() % 2 == 0) {
            let at = |from: usize| clock.get(from..from + 2).and_then(|part| part.parse().ok());
            let two = [at(0), at(2), at(4)];
            self.set_clock(match (fraction.is_some(), clock.len()) {
                (true, 2) => [None, None, two[0]],
                (true, 4) => [None, two[0], two[1]],
                _ => two,
            });
        }
        if let Some(fraction) = fraction {
            self.nanosecond = Some(nanosecond(&fraction));
        }
        if let Some(zone) = found.text(5) {
            self.zone = Some(match zone.strip_prefix('[') {
                Some(inner) => inner.trim_end_matches(']').to_owned(),
                None => zone,
            });
        }
    }

    /// Sets of hour, minute and second what is there.
    fn set_clock(&mut self, [hour, minute, second]: [Option<i64>; 3]) {
        self.hour = hour.or(self.hour);
        self.minute = minute.or(self.minute);
        self.second = second.or(self.second);
    }

    /// The time; nothing where nothing is said of it, or what no calendar or clock has.
    fn time(self, now: &Time, zone: &Zone) -> Option<Time> {
        let is_said = [
            self.year,
            self.month,
            self.day,
            self.day_of_year,
            self.hour,
            self.minute,
            self.second,
        ]
        .iter()
        .any(Option::is_some)
            || self.nanosecond.is_some();
        if !is_said {
            return None;
        }
        // No one means the year 1,000,000, and sums stay far within their bounds.
        if self.year.is_some_and(|year| year.unsigned_abs() >= 1_000_000) {
            return None;
        }
        let offset = |year| offset_of(self.zone.as_deref()?, year, zone);
        let here = now.clone().in_zone(zone);
        let offset_now = offset(self.year.unwrap_or(here.date().parts().0));
        let now = match offset_now {
            Some(seconds) => here.at_offset(seconds),
            None => here,
        };
        let (this_year, this_month, this_day) = now.date().parts();
        let year = self.year.unwrap_or(this_year);
        // What is larger than all that is said is of today.
        let is_open = self.year.is_none();
        let (month, day, is_open) = match (self.month, self.day) {
            _ if self.day_of_year.is_some() => (None, None, false),
            (Some(month), day) => (Some(month), day, false),
            (None, Some(day)) if is_open => (Some(this_month), Some(day), false),
            (None, None) if is_open => (Some(this_month), Some(this_day), true),
            (None, day) => (None, day, false),
        };
        let clock = now.second_of_day();
        let hour = self.hour.or(is_open.then_some(clock / 3600));
        let is_open = is_open && self.hour.is_none();
        let minute = self.minute.or(is_open.then_some(clock / 60 % 60)).unwrap_or(0);
        let is_open = is_open && self.minute.is_none();
        let (month, day, hour) = (month.unwrap_or(1), day.unwrap_or(1), hour.unwrap_or(0));
        let second = self.second.or(is_open.then_some(clock % 60)).unwrap_or(0);
        let is_possible = (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && (0..=24).contains(&hour)
            && (0..=59).contains(&minute)
            && (0..=60).contains(&second)
            && (hour < 24 || (minute, second) == (0, 0));
        if !is_possible {
            return None;
        }
        let date = match self.day_of_year {
            Some(number) => {
                let date = Date::after_1970(Date::of(year, 1, 1).number() + number - 1);
                Some(date).filter(|date| number >= 1 && date.parts().0 == year)?
            }
            // 31 February is 3 March.
            None => Date::of(year, month, day),
        };
        let shown = date.number() * DAY + hour * 3600 + minute * 60 + second;
        let time = match offset_now {
            None => Time::shown(shown, zone),
            Some(seconds) => {
                let time = Time::after_1970(shown - seconds, zone);
                match self.zone.as_deref() {
                    Some("-00:00" | "-0000" | "-00" | "utc" | "z" | "ut") => time.in_utc(),
                    _ if time.offset() != seconds => time.at_offset(seconds),
                    _ => time,
                }
            }
        };
        Some(time.with_nanosecond(self.nanosecond.unwrap_or(0)))
    }
}

/// The seconds before the time in Greenwich that a zone is, as mail names it or as it is named in `local`; nothing for
/// others: Ruby takes them for `local` too.
fn offset_of(name: &str, year: i64, local: &Zone) -> Option<i64> {
    const LETTERS: &str = "yxwvutsrqponzabcdefghiklm";
    if let Some(rest) = name.strip_prefix(['+', '-']) {
        let sign = if name.starts_with('-') { -1 } else { 1 };
        let parts: Vec<&str> = match rest.len() {
            2 | 4 | 6 => (0..rest.len())
                .step_by(2)
                .filter_map(|at| rest.get(at..at + 2))
                .collect(),
            _ => rest.split(':').collect(),
        };
        let is_offset = parts.len() <= 3
            && parts
                .iter()
                .all(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()));
        let seconds = parts
            .iter()
            .zip([3600, 60, 1])
            .map(|(part, unit)| Some(part.parse::<i64>().ok()? * unit));
        return is_offset
            .then(|| seconds.sum::<Option<i64>>())
            .flatten()
            .map(|seconds| sign * seconds);
    }
    let hours = match name {
        "utc" | "ut" | "gmt" => Some(0),
        "edt" => Some(-4),
        "est" | "cdt" => Some(-5),
        "cst" | "mdt" => Some(-6),
        "mst" | "pdt" => Some(-7),
        "pst" => Some(-8),
        letter if letter.len() == 1 => LETTERS
            .find(letter)
            .and_then(|at| i64::try_from(at).ok())
            .map(|at| at - 12),
        _ => None,
    };
    let local_offset = || {
        [1, 7].into_iter().find_map(|month| {
            let time = Time::shown(Date::of(year, month, 1).number() * DAY, local);
            (time.zone_name().to_lowercase() == name).then(|| time.offset())
        })
    };
    hours.map(|hours| hours * 3600).or_else(local_offset)
}

fn nanosecond(digits: &str) -> u32 {
    let nine: String = digits.chars().chain("000000000".chars()).take(9).collect();
    nine.parse().expect("they are nine digits")
}

fn first_number(text: &str) -> Option<i64> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let length = text[start..].bytes().take_while(u8::is_ascii_digit).count();
    text[start..start + length].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::UTC;

    fn parsed(text: &str, zone: &Zone) -> String {
        // A Friday, 12:34.
        let now = Time::after_1970(1_777_638_840, zone);
        Time::parse(text, &now, zone).map_or_else(String::new, |time| time.to_string())
    }

    #[test]
    fn dates_have_many_forms() {
        for (text, expected) in [
            ("2018-02-20", "2018-02-20"),
            ("2018/2/3", "2018-02-03"),
            ("20.02.2018", "2018-02-20"),
            ("20180220", "2018-02-20"),
            ("March 14, 2016", "2016-03-14"),
            ("14th March 2016", "2016-03-14"),
            ("Mon, 14 Mar 16", "2016-03-14"),
            ("mar-14-2016", "2016-03-14"),
            ("14-Mar-2016", "2016-03-14"),
            ("Mar '98", "1998-03-01"),
            ("98-12-31", "1998-12-31"),
            ("5-6-7", "2005-06-07"),
            ("0005-01-02", "0005-01-02"),
            ("h28.03.14", "2016-03-14"),
            ("2016-366", "2016-12-31"),
            ("14 March 44 BC", "-0043-03-14"),
            ("2018-02-31", "2018-03-03"),
        ] {
            assert_eq!(parsed(text, &UTC), format!("{expected} 00:00:00 +0000"), "{text}");
        }
    }

    #[test]
    fn what_is_left_open_is_of_today_or_the_first() {
        for (text, expected) in [
            ("March", "2026-03-01 00:00:00 +0000"),
            ("the 3rd", "2026-05-03 00:00:00 +0000"),
            ("5:30 pm", "2026-05-01 17:30:00 +0000"),
            ("12 am", "2026-05-01 00:00:00 +0000"),
            ("10h30", "2026-05-01 10:30:00 +0000"),
            ("'98", "1998-01-01 00:00:00 +0000"),
            ("123456789.5", "2026-05-01 12:34:00 +0000"),
        ] {
            assert_eq!(parsed(text, &UTC), expected, "{text}");
        }
    }

    #[test]
    fn zones_are_kept_where_they_are_not_the_site_s() {
        let berlin = Zone::named("Europe/Berlin").expect("the database has it");
        for (text, expected) in [
            ("2018-02-20 10:11:12", "2018-02-20 10:11:12 +0100"),
            ("2018-07-20 10:11", "2018-07-20 10:11:00 +0200"),
            ("2018-02-20T10:11:12Z", "2018-02-20 10:11:12 UTC"),
            ("Tue, 20 Feb 2018 10:11:12 -0530", "2018-02-20 10:11:12 -0530"),
            ("2018-02-20 10:11:12 PST", "2018-02-20 10:11:12 -0800"),
            ("2018-07-20 10:11:12 CET", "2018-07-20 10:11:12 +0100"),
            ("2018-02-20 10:11:12 Elsewhere", "2018-02-20 10:11:12 +0100"),
            ("20180220T101112.5", "2018-02-20 10:11:12 +0100"),
        ] {
            assert_eq!(parsed(text, &berlin), expected, "{text}");
        }
    }

    #[test]
    fn what_says_nothing_or_nonsense_is_no_time() {
        for text in [
            "",
            "abc",
            "Monday",
            "25:00",
            "10:60",
            "2018-13-01",
            "2018-02",
            "2018-366",
            "99999999-01-01",
            "59.999999999121May-25:99May",
            "24:00:01",
            &"1".repeat(200),
        ] {
            assert_eq!(parsed(text, &UTC), "", "{text}");
        }
    }
}
