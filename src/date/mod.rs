//! Days of the calendar that all the world uses (the Gregorian one), and times of these days. There is no clock here:
//! what time it is, the binary says.
//!
//! Times are Ruby's, since Jekyll's are: how they print ([`Time`]), how they are read ([`Time::parse`]), how a template
//! writes them ([`Time::format`]), and the zone of the site that they are shown in ([`Zone`]).

mod format;
mod parse;
mod time;
mod zone;

use std::fmt;

pub use format::FormatError;
pub use time::Time;
pub use zone::{UTC, Zone};

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Days since 1 January 1970.
    number: i64,
}

/// The days from 1 March of the year 0 to 1 January 1970.
const TO_1970: i64 = 719_468;

/// The days of 400 years, after which the calendar repeats.
const ERA: i64 = 146_097;

impl Date {
    /// The day so many days after 1 January 1970.
    pub fn after_1970(days: i64) -> Self {
        Self { number: days }
    }

    /// The day that is written `2026-05-01`; nothing for what is written otherwise, or is in no calendar.
    pub fn parse(text: &str) -> Option<Self> {
        let part = |digits: &str| -> Option<i64> {
            let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| digits.parse().ok()).flatten()
        };
        let (year, rest) = text.split_once('-').filter(|(year, _)| year.len() == 4)?;
        let (month, day) = rest.split_once('-').filter(|(month, _)| month.len() == 2)?;
        if day.len() != 2 {
            return None;
        }
        let (year, month, day) = (part(year)?, part(month)?, part(day)?);
        Self::checked(year, month, day)
    }

    /// The day by its year, month and day, if the calendar has it.
    fn checked(year: i64, month: i64, day: i64) -> Option<Self> {
        let date = Self::of(year, month, day);
        (date.parts() == (year, month, day)).then_some(date)
    }

    /// The day of its month.
    pub fn day(self) -> i64 {
        self.parts().2
    }

    /// 0 on Sunday, to 6 on Saturday.
    fn weekday(self) -> i64 {
        // 1 January 1970 was a Thursday.
        (self.number + 4).rem_euclid(7)
    }

    /// 1 on 1 January.
    fn day_of_year(self) -> i64 {
        let (year, ..) = self.parts();
        self.number - Self::of(year, 1, 1).number + 1
    }

    /// The year that the week belongs to and its number in it, by ISO 8601: a week has its Thursday's year.
    fn week(self) -> (i64, i64) {
        let thursday = Self::after_1970(self.number - (self.weekday() + 6) % 7 + 3);
        let (year, ..) = thursday.parts();
        (year, (thursday.day_of_year() - 1) / 7 + 1)
    }

    /// How many days it is after `earlier`; less than 0 if it is before.
    pub fn days_since(self, earlier: Self) -> i64 {
        self.number - earlier.number
    }

    /// The days from 1 January 1970 on; less than 0 before.
    fn number(self) -> i64 {
        self.number
    }

    /// The day by its year, month and day, which may run over.
    fn of(year: i64, month: i64, day: i64) -> Self {
        // Years are counted from 1 March, so that a leap day is the last of its year.
        let (year, month) = if month > 2 {
            (year, month - 3)
        } else {
            (year - 1, month + 9)
        };
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let day_of_year = (153 * month + 2) / 5 + day - 1;
        let day_of_era = 365 * year_of_era + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self {
            number: era * ERA + day_of_era - TO_1970,
        }
    }

    /// Year, month and day.
    fn parts(self) -> (i64, i64, i64) {
        let days = self.number + TO_1970;
        let (era, day_of_era) = (days.div_euclid(ERA), days.rem_euclid(ERA));
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        (year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }
}

impl fmt::Display for Date {
    /// `2026-05-01`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        let width = if year < 0 { 5 } else { 4 };
        write!(f, "{year:0width$}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (11_015, "2000-02-28"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_574, "2026-05-01"),
            (-719_528, "0000-01-01"),
        ] {
            assert_eq!(Date::after_1970(days).to_string(), expected);
            assert_eq!(Date::parse(expected), Some(Date::after_1970(days)), "{expected}");
        }
        for days in (-800_000..800_000).step_by(61) {
            let (year, month, day) = Date::after_1970(days).parts();
            assert_eq!(Date::of(year, month, day), Date::after_1970(days));
        }
    }

    #[test]
    fn what_is_in_no_calendar_is_no_date() {
        for text in [
            "2026-02-29",
            "2100-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-04-31",
            "2026-04-00",
            "2026-4-01",
            "26-04-01",
            "+026-04-01",
            "2026-04-01T00:00",
            "2026/04/01",
            "",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }
}
