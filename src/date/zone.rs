//! Time zones by name.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The zone that a site's times are shown in: `timezone` of the config.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// The zone of the time in Greenwich.
pub static UTC: Zone = Zone(TimeZone::UTC);

/// What clocks of a zone show at some time.
pub(super) struct Offset {
    /// Seconds before the time in Greenwich.
    pub(super) seconds: i64,
    /// `CET`, or `+07` where the zone has no letters for it.
    pub(super) name: String,
}

impl Zone {
    /// The zone of that name in the database that all systems share (`Europe/Berlin`), or by its rules as POSIX has them
    /// (`EST5EDT,M3.2.0,M11.1.0`).
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).or_else(|_| TimeZone::posix(name)).ok().map(Self)
    }

    /// What clocks show at a time in seconds since 1970.
    pub(super) fn at(&self, seconds: i64) -> Offset {
        // The database knows 20 000 years; no rule changes beyond them.
        let (first, last) = (Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
        let time = Timestamp::from_second(seconds.clamp(first, last)).expect("it is within the bounds");
        let info = self.0.to_offset_info(time);
        Offset {
            seconds: info.offset().seconds().into(),
            name: info.abbreviation().to_owned(),
        }
    }

    /// The time in seconds since 1970 at which clocks show so many. Of two such times it is the earlier; a time that is
    /// left out is as much later as clocks are set forward.
    pub(super) fn when(&self, shown: i64) -> i64 {
        let shown_as = |seconds| {
            Timestamp::from_second(seconds)
                .ok()
                .map(|time| TimeZone::UTC.to_datetime(time))
        };
        let time = shown_as(shown).and_then(|shown: DateTime| self.0.to_timestamp(shown).ok());
        time.map_or_else(|| shown - self.at(shown).seconds, Timestamp::as_second)
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Zone").field(&self.0.iana_name()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_set_twice_a_year() {
        let berlin = Zone::named("Europe/Berlin").expect("the database has it");
        for (seconds, offset, name) in [(1_774_745_999, 3600, "CET"), (1_774_746_000, 7200, "CEST")] {
            let found = berlin.at(seconds);
            assert_eq!((found.seconds, &*found.name), (offset, name));
        }
        // 29 March 2026, 1:59, 2:30 (which no clock shows) and 3:00; 25 October, 2:30, which clocks show twice.
        for (shown, seconds) in [
            (1_774_749_540, 1_774_745_940),
            (1_774_751_400, 1_774_747_800),
            (1_774_753_200, 1_774_746_000),
            (1_792_895_400, 1_792_888_200),
        ] {
            assert_eq!(berlin.when(shown), seconds);
        }
    }

    #[test]
    fn zones_have_names_or_rules() {
        assert_eq!(UTC.at(0).name, "UTC");
        assert_eq!(UTC.when(i64::MAX), i64::MAX);
        let west = Zone::named("XYZ3").expect("it is a rule");
        assert_eq!((west.at(0).seconds, &*west.at(0).name), (-10_800, "XYZ"));
        assert_eq!(Zone::named("Europe/Atlantis"), None);
    }
}
