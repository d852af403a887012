//! Times as a template of `%` directives writes them (Ruby's `Time#strftime`).

use std::fmt::Write;

use super::Time;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

/// The widest that a directive may be made: nobody needs more, and a short template must not fill the memory.
const MAX_WIDTH: usize = 1024;

/// Why a time cannot be written so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// A directive is wider than anybody needs.
    #[error("makes a directive wider than {MAX_WIDTH} characters")]
    TooWide,
    /// The format ends within a directive.
    #[error("ends within a directive: write `%%` for `%`")]
    Unfinished,
}

impl Time {
    /// The time as `format` says: `%Y-%m-%d`, with the flags `-_0^#:` and widths.
    ///
    /// # Errors
    /// A directive is made wider than 1024 characters, or not finished.
    pub fn format(&self, format: &str) -> Result<String, FormatError> {
        let mut out = String::with_capacity(format.len() + 16);
        let mut rest = format;
        while let Some(at) = rest.find('%') {
            out.push_str(&rest[..at]);
            let directive = Directive::read(&rest[at + 1..]);
            let length = 1 + directive.length;
            if directive.width.is_some_and(|width| width > MAX_WIDTH) {
                return Err(FormatError::TooWide);
            }
            if directive.letter.is_none() && rest.len() == at + length {
                return Err(FormatError::Unfinished);
            }
            if !self.write(&mut out, &directive)? {
                // What is no directive stands for itself.
                out.push_str(&rest[at..at + length]);
            }
            rest = &rest[at + length..];
        }
        out.push_str(rest);
        Ok(out)
    }

    /// Appends what the directive stands for; answers whether it is one.
    fn write(&self, out: &mut String, directive: &Directive) -> Result<bool, FormatError> {
        let date = self.date();
        let (year, month, day) = date.parts();
        let (week_year, week) = date.week();
        let clock = self.second_of_day();
        let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
        let twelve = (hour + 11) % 12 + 1;
        let weekday = date.weekday();
        // The weeks that have begun this year, by the days on which weeks begin.
        let weeks = |since_start: i64| (date.day_of_year() + 6 - since_start) / 7;
        let year_width = |year: i64| if year < 0 { 5 } else { 4 };
        let name = |names: &[&'static str], index: i64| usize::try_from(index).map_or("", |index| names[index]);
        match directive.letter {
            Some('Y') => directive.number(out, '0', year_width(year), year),
            Some('C') => directive.number(out, '0', 2, year.div_euclid(100)),
            Some('y') => directive.number(out, '0', 2, year.rem_euclid(100)),
            Some('m') => directive.number(out, '0', 2, month),
            Some('d') => directive.number(out, '0', 2, day),
            Some('e') => directive.number(out, ' ', 2, day),
            Some('j') => directive.number(out, '0', 3, date.day_of_year()),
            Some('H') => directive.number(out, '0', 2, hour),
            Some('k') => directive.number(out, ' ', 2, hour),
            Some('I') => directive.number(out, '0', 2, twelve),
            Some('l') => directive.number(out, ' ', 2, twelve),
            Some('M') => directive.number(out, '0', 2, minute),
            Some('S') => directive.number(out, '0', 2, second),
            Some('s') => directive.number(out, '0', 1, self.seconds()),
            Some('u') => directive.number(out, '0', 1, (weekday + 6) % 7 + 1),
            Some('w') => directive.number(out, '0', 1, weekday),
            Some('U') => directive.number(out, '0', 2, weeks(weekday)),
            Some('W') => directive.number(out, '0', 2, weeks((weekday + 6) % 7)),
            Some('V') => directive.number(out, '0', 2, week),
            Some('G') => directive.number(out, '0', year_width(week_year), week_year),
            Some('g') => directive.number(out, '0', 2, week_year.rem_euclid(100)),
            Some('L') => directive.fraction(out, 3, self.nanosecond()),
            Some('N') => directive.fraction(out, 9, self.nanosecond()),
            Some('A') => directive.text(out, name(&WEEKDAYS, weekday), Case::Upper),
            Some('a') => directive.text(out, &name(&WEEKDAYS, weekday)[..3], Case::Upper),
            Some('B') => directive.text(out, name(&MONTHS, month - 1), Case::Upper),
            Some('b' | 'h') => directive.text(out, &name(&MONTHS, month - 1)[..3], Case::Upper),
            Some('p') => directive.text(out, if hour < 12 { "AM" } else { "PM" }, Case::Lower),
            Some('P') if directive.is_upper || directive.is_changed => {
                directive.text(out, if hour < 12 { "AM" } else { "PM" }, Case::Upper);
            }
            Some('P') => directive.text(out, if hour < 12 { "am" } else { "pm" }, Case::Lower),
            Some('Z') if self.zone_name().is_empty() => {}
            Some('Z') => directive.text(out, self.zone_name(), Case::Lower),
            Some('z') => directive.offset(out, self.offset()),
            Some('%') => directive.text(out, "%", Case::Upper),
            Some('n') => directive.text(out, "\n", Case::Upper),
            Some('t') => directive.text(out, "\t", Case::Upper),
            Some('c') => directive.whole(out, &self.format("%a %b %e %H:%M:%S %Y")?),
            Some('D' | 'x') => directive.whole(out, &self.format("%m/%d/%y")?),
            Some('F') => directive.whole(out, &self.format("%Y-%m-%d")?),
            Some('R') => directive.whole(out, &self.format("%H:%M")?),
            Some('r') => directive.whole(out, &self.format("%I:%M:%S %p")?),
            Some('T' | 'X') => directive.whole(out, &self.format("%H:%M:%S")?),
            Some('v') => directive.whole(out, &self.format("%e-%^b-%4Y")?),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// What follows a `%`.
#[derive(Debug, Default)]
struct Directive {
    /// Nothing where no directive is written.
    letter: Option<char>,
    /// The bytes that it takes, or up to what makes it none.
    length: usize,
    /// `-`
    is_bare: bool,
    /// `^`
    is_upper: bool,
    /// `#`
    is_changed: bool,
    /// `_` or `0`
    padding: Option<char>,
    colons: usize,
    width: Option<usize>,
}

/// What `#` makes of letters.
#[derive(Clone, Copy)]
enum Case {
    Upper,
    Lower,
}

impl Directive {
    fn read(text: &str) -> Self {
        let mut found = Self::default();
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            found.length += c.len_utf8();
            // No flag follows a width.
            let is_open = found.width.is_none_or(|width| width == 0);
            match c {
                '-' if is_open => (found.is_bare, found.padding, found.width) = (true, None, None),
                '^' if is_open => found.is_upper = true,
                '#' if is_open => found.is_changed = true,
                '_' if is_open => found.padding = Some(' '),
                '0'..='9' => {
                    if c == '0' {
                        found.padding = Some('0');
                    }
                    let mut digits = String::from(c);
                    while let Some(digit) = rest.next_if(char::is_ascii_digit) {
                        found.length += 1;
                        digits.push(digit);
                    }
                    found.width = Some(digits.parse().unwrap_or(usize::MAX));
                }
                ':' if text[found.length..].trim_start_matches(':').starts_with('z') && found.colons < 3 => {
                    found.colons += 1;
                }
                // The other calendars and digits that a language may have: Ruby knows none.
                'E' if rest
                    .next_if(|c| "cCxXyY".contains(*c))
                    .is_some_and(|c| found.ends_with(c)) =>
                {
                    return found;
                }
                'O' if rest
                    .next_if(|c| "deHkIlmMSuUVwWy".contains(*c))
                    .is_some_and(|c| found.ends_with(c)) =>
                {
                    return found;
                }
                c => {
                    found.letter = Some(c).filter(|c| found.colons == 0 || *c == 'z');
                    return found;
                }
            }
        }
        found
    }

    /// Always true.
    fn ends_with(&mut self, letter: char) -> bool {
        self.length += letter.len_utf8();
        self.letter = Some(letter);
        true
    }

    fn number(&self, out: &mut String, padding: char, width: usize, number: i64) {
        let width = match self.width {
            _ if self.is_bare => 1,
            Some(width) if width > 0 => width,
            _ => width,
        };
        let written = match self.padding.unwrap_or(padding) {
            '0' => write!(out, "{number:0width$}"),
            _ => write!(out, "{number:width$}"),
        };
        written.expect("writing to a String cannot fail");
    }

    fn fraction(&self, out: &mut String, width: usize, nanosecond: u32) {
        let width = self.width.filter(|width| *width > 0).unwrap_or(width);
        let digits = format!("{nanosecond:09}");
        out.push_str(&digits[..width.min(9)]);
        out.extend(std::iter::repeat_n('0', width.saturating_sub(9)));
    }

    fn text(&self, out: &mut String, text: &str, changed: Case) {
        self.pad(out, text, !self.is_bare);
        match changed {
            Case::Lower if self.is_changed => out.push_str(&text.to_lowercase()),
            _ if self.is_upper || self.is_changed => out.push_str(&text.to_uppercase()),
            _ => out.push_str(text),
        }
    }

    /// What a directive that stands for others makes.
    fn whole(&self, out: &mut String, text: &str) {
        self.pad(out, text, true);
        if self.is_upper {
            out.push_str(&text.to_uppercase());
        } else {
            out.push_str(text);
        }
    }

    fn pad(&self, out: &mut String, text: &str, may_pad: bool) {
        let missing = self.width.unwrap_or(0).saturating_sub(text.len());
        if may_pad {
            out.extend(std::iter::repeat_n(self.padding.unwrap_or(' '), missing));
        }
    }

    /// `+0200`, with colons, and with seconds where there are any.
    fn offset(&self, out: &mut String, offset: i64) {
        let sign = if offset < 0 { '-' } else { '+' };
        let (hours, minutes, seconds) = (offset.abs() / 3600, offset.abs() / 60 % 60, offset.abs() % 60);
        let tail = match self.colons {
            0 => format!("{minutes:02}"),
            1 => format!(":{minutes:02}"),
            2 => format!(":{minutes:02}:{seconds:02}"),
            _ if seconds > 0 => format!(":{minutes:02}:{seconds:02}"),
            _ if minutes > 0 => format!(":{minutes:02}"),
            _ => String::new(),
        };
        let width = self.width.unwrap_or(0).saturating_sub(tail.len() + 1).max(2);
        let written = match self.padding {
            Some(' ') => {
                let hours = format!("{sign}{hours}");
                write!(out, "{hours:>width$}{tail}", width = width + 1)
            }
            _ => write!(out, "{sign}{hours:0width$}{tail}"),
        };
        written.expect("writing to a String cannot fail");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::{UTC, Zone};

    fn written(format: &str) -> String {
        let zone = Zone::named("Europe/Berlin").expect("the database has it");
        // A Tuesday.
        let time = Time::after_1970(1_519_117_872, &zone).with_nanosecond(123_456_789);
        time.format(format).expect(format)
    }

    #[test]
    fn directives_are_ruby_s() {
        for (format, expected) in [
            ("%Y-%m-%d %H:%M:%S", "2018-02-20 10:11:12"),
            ("%a %A %b %B %h", "Tue Tuesday Feb February Feb"),
            ("%y %C %e %j %k %l %I %p %P", "18 20 20 051 10 10 10 AM am"),
            ("%u %w %U %W %V %G %g", "2 2 07 08 08 2018 18"),
            ("%s %L %N %3N %12N", "1519117872 123 123456789 123 123456789000"),
            ("%z %:z %::z %:::z %Z", "+0100 +01:00 +01:00:00 +01 CET"),
            (
                "%c|%x|%X|%D|%F",
                "Tue Feb 20 10:11:12 2018|02/20/18|10:11:12|02/20/18|2018-02-20",
            ),
            ("%T|%R|%r|%v", "10:11:12|10:11|10:11:12 AM|20-FEB-2018"),
            ("%n%t%%", "\n\t%"),
            ("%Ey %Od %EY", "18 20 2018"),
        ] {
            assert_eq!(written(format), expected, "{format}");
        }
    }

    #[test]
    fn flags_and_widths() {
        for (format, expected) in [
            ("%-m/%-d %_m %_5d %05d %-5d", "2/20  2    20 00020 20"),
            ("%^a %#B %#p %#Z %^P", "TUE FEBRUARY am cet AM"),
            ("%10A|%010A|%^10b|%-10b", "   Tuesday|000Tuesday|       FEB|Feb"),
            ("%10F|%012F|%^15c", "2018-02-20|002018-02-20|TUE FEB 20 10:11:12 2018"),
            ("%_z %10z %_10:z", " +100 +000000100      +1:00"),
        ] {
            assert_eq!(written(format), expected, "{format}");
        }
    }

    #[test]
    fn what_is_no_directive_stands_for_itself() {
        for format in ["", "no", "%Q %K %J", "%-Q %5K", "%:d %::::z", "%Ed %Oc", "%+", "%E"] {
            assert_eq!(written(format), format);
        }
        let time = Time::after_1970(0, &UTC);
        for format in ["%", "50 %", "%-", "%5"] {
            assert_eq!(time.format(format), Err(FormatError::Unfinished), "{format}");
        }
        assert_eq!(time.format("%2000d"), Err(FormatError::TooWide));
        assert_eq!(time.format("%99999999999999999999d"), Err(FormatError::TooWide));
    }

    #[test]
    fn years_and_weeks_at_their_ends() {
        for (seconds, expected) in [
            (1_483_228_799, "2016 2016 52 52 366"),
            (1_483_228_800, "2017 2016 52 00 001"),
            (1_230_768_000, "2009 2009 01 00 001"),
            (-62_167_219_201, "-0001 -0001 52 52 365"),
        ] {
            let written = Time::after_1970(seconds, &UTC).format("%Y %G %V %W %j");
            assert_eq!(written.as_deref(), Ok(expected));
        }
    }
}
