//! Times.

use std::fmt;

use super::{Date, Zone};

pub(super) const DAY: i64 = 86_400;

/// A time, and the zone that it is told in. It prints as in Ruby: `2026-05-01 12:00:00 +0200`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    /// Since 1970.
    seconds: i64,
    nanosecond: u32,
    zone: Told,
}

/// The zone that a time is told in.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Told {
    /// Of the world.
    Utc,
    /// So many seconds before the time in Greenwich, and no more is known.
    Offset(i64),
    /// Of a place: the seconds, and its name there.
    Local(i64, String),
}

impl Time {
    /// The time so many seconds after 1970 began, told in `zone`.
    pub fn after_1970(seconds: i64, zone: &Zone) -> Self {
        // What is added to a time must not overflow.
        let seconds = seconds.clamp(i64::MIN + 1_000_000, i64::MAX - 1_000_000);
        let offset = zone.at(seconds);
        Self {
            seconds,
            nanosecond: 0,
            zone: Told::Local(offset.seconds, offset.name),
        }
    }

    /// The time at which the clocks of `zone` show so many seconds after 1970 began.
    pub(super) fn shown(seconds: i64, zone: &Zone) -> Self {
        Self::after_1970(zone.when(seconds), zone)
    }

    /// The same time of the world.
    pub(super) fn in_utc(self) -> Self {
        Self {
            zone: Told::Utc,
            ..self
        }
    }

    /// The same time, so many seconds before the time in Greenwich.
    pub(super) fn at_offset(self, seconds: i64) -> Self {
        let zone = Told::Offset(seconds);
        Self { zone, ..self }
    }

    /// The same time in another zone.
    #[must_use]
    pub fn in_zone(self, zone: &Zone) -> Self {
        let offset = zone.at(self.seconds);
        Self {
            zone: Told::Local(offset.seconds, offset.name),
            ..self
        }
    }

    pub(super) fn with_nanosecond(self, nanosecond: u32) -> Self {
        Self { nanosecond, ..self }
    }

    /// Seconds since 1970.
    pub fn seconds(&self) -> i64 {
        self.seconds
    }

    /// The part of the second, in 1 000 000 000ths.
    pub fn nanosecond(&self) -> u32 {
        self.nanosecond
    }

    /// The day.
    pub fn date(&self) -> Date {
        Date::after_1970((self.seconds + self.offset()).div_euclid(DAY))
    }

    /// The seconds of the day that are over.
    pub(super) fn second_of_day(&self) -> i64 {
        (self.seconds + self.offset()).rem_euclid(DAY)
    }

    /// Seconds before the time in Greenwich.
    pub(super) fn offset(&self) -> i64 {
        match &self.zone {
            Told::Utc => 0,
            Told::Offset(seconds) | Told::Local(seconds, _) => *seconds,
        }
    }

    /// `CET`; empty where nothing but the offset is known.
    pub(super) fn zone_name(&self) -> &str {
        match &self.zone {
            Told::Utc => "UTC",
            Told::Offset(_) => "",
            Told::Local(_, name) => name,
        }
    }

    /// As RFC 3339 has it: `2026-05-01T12:00:00+02:00`.
    pub fn to_xmlschema(&self) -> String {
        let zone = match self.zone {
            Told::Utc => "Z".to_owned(),
            _ => format!("{}{}", self.sign(), self.hours_and_minutes(":")),
        };
        format!("{}T{}{zone}", self.date(), self.clock())
    }

    /// `12:00:00`
    fn clock(&self) -> String {
        let seconds = self.second_of_day();
        format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
    }

    fn sign(&self) -> char {
        if self.offset() < 0 { '-' } else { '+' }
    }

    fn hours_and_minutes(&self, between: &str) -> String {
        let minutes = self.offset().abs() / 60;
        format!("{:02}{between}{:02}", minutes / 60, minutes % 60)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.date(), self.clock())?;
        match self.zone {
            Told::Utc => f.write_str("UTC"),
            _ => write!(f, "{}{}", self.sign(), self.hours_and_minutes("")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::UTC;

    #[test]
    fn times_print_with_their_zone() {
        let paris = Zone::named("Europe/Paris").expect("the database has it");
        let time = Time::after_1970(1_777_636_800, &paris);
        assert_eq!(time.to_string(), "2026-05-01 14:00:00 +0200");
        assert_eq!(time.to_xmlschema(), "2026-05-01T14:00:00+02:00");
        assert_eq!(time.clone().in_utc().to_string(), "2026-05-01 12:00:00 UTC");
        assert_eq!(time.clone().in_utc().to_xmlschema(), "2026-05-01T12:00:00Z");
        assert_eq!(time.clone().in_zone(&UTC).to_string(), "2026-05-01 12:00:00 +0000");
        assert_eq!(time.at_offset(-16_200).to_string(), "2026-05-01 07:30:00 -0430");
        assert_eq!(Time::after_1970(-1, &UTC).to_string(), "1969-12-31 23:59:59 +0000");
    }
}
