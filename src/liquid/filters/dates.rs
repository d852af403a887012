//! Filters that write times.
//!
//! Values have no times of their own: front matter's and the site's are texts as Ruby prints them, which these filters
//! read as they read what an author typed.

use crate::date::{FormatError, Time};
use crate::liquid::value::Value;

use super::{Arguments, FilterError, Filtered, Site, limits};

/// `date`: as a format with `%` directives says; what is no time stays what it is (Liquid; Ruby's `strftime`).
pub(super) fn date<'a>(input: Value<'a>, arguments: &Arguments<'a>, site: &Site<'a>) -> Filtered<'a> {
    let [format] = arguments.exactly()?;
    let format = format.to_plain_text();
    match time(&input, site) {
        Some(time) if !format.is_empty() => formatted(&time, &format),
        _ => Ok(input),
    }
}

/// `date_to_string`: `27 Jan 2011`; with `"ordinal"` as `27th Jan 2011`, and with `"US"` too as `Jan 27th, 2011` (Jekyll).
pub(super) fn date_to_string<'a>(input: Value<'a>, arguments: &Arguments<'a>, site: &Site<'a>) -> Filtered<'a> {
    day(input, arguments, site, "%b")
}

/// `date_to_long_string`: as `date_to_string`, with the whole name of the month (Jekyll).
pub(super) fn date_to_long_string<'a>(input: Value<'a>, arguments: &Arguments<'a>, site: &Site<'a>) -> Filtered<'a> {
    day(input, arguments, site, "%B")
}

/// `date_to_xmlschema`: `2011-01-27T12:00:00+01:00` (Jekyll).
pub(super) fn date_to_xmlschema<'a>(input: Value<'a>, arguments: &Arguments<'a>, site: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    local_time(input, site, |time| Ok(Value::from(time.to_xmlschema())))
}

/// `date_to_rfc822`: `Thu, 27 Jan 2011 12:00:00 +0100` (Jekyll).
pub(super) fn date_to_rfc822<'a>(input: Value<'a>, arguments: &Arguments<'a>, site: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    local_time(input, site, |time| formatted(time, "%a, %d %b %Y %T %z"))
}

fn day<'a>(input: Value<'a>, arguments: &Arguments<'a>, site: &Site<'a>, month: &str) -> Filtered<'a> {
    let ([], [kind, style]) = arguments.take()?;
    let is = |argument: Option<&Value<'a>>, text: &str| argument.is_some_and(|value| value.equals(&Value::from(text)));
    local_time(input, site, |time| {
        if !is(kind, "ordinal") {
            return formatted(time, &format!("%d {month} %Y"));
        }
        let day = format!("%-d{}", ordinal(time));
        if is(style, "US") {
            formatted(time, &format!("{month} {day}, %Y"))
        } else {
            formatted(time, &format!("{day} {month} %Y"))
        }
    })
}

/// The end of a day's number: 1st, 2nd, 3rd, 4th.
fn ordinal(time: &Time) -> &'static str {
    match time.date().day() {
        11..=13 => "th",
        day if day % 10 == 1 => "st",
        day if day % 10 == 2 => "nd",
        day if day % 10 == 3 => "rd",
        _ => "th",
    }
}

fn formatted<'a>(time: &Time, format: &str) -> Filtered<'a> {
    let text = time
        .format(format)
        .map_err(|error: FormatError| FilterError(format!("is given a format that {error}")))?;
    limits::text(text.len())?;
    Ok(Value::from(text))
}

/// What Jekyll's filters make of a time, as clocks show it in the site's zone; nothing stays nothing.
fn local_time<'a>(input: Value<'a>, site: &Site<'a>, write: impl Fn(&Time) -> Filtered<'a>) -> Filtered<'a> {
    if input.to_plain_text().is_empty() {
        return Ok(input);
    }
    match time(&input, site) {
        Some(time) => write(&time.in_zone(site.zone)),
        None => Err(FilterError(format!("wants a time, was given {}", input.inspect()))),
    }
}

/// The time that a value is: seconds since 1970, or what a text writes (Liquid's `to_date`).
fn time(value: &Value<'_>, site: &Site<'_>) -> Option<Time> {
    let now = || Time::after_1970(site.now, site.zone);
    match value {
        Value::Integer(seconds) => Some(Time::after_1970(*seconds, site.zone)),
        Value::String(text) if text.eq_ignore_ascii_case("now") || text.eq_ignore_ascii_case("today") => Some(now()),
        Value::String(text) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(Time::after_1970(text.parse().ok()?, site.zone))
        }
        Value::String(text) => Time::parse(text, &now(), site.zone),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::date::Zone;
    use crate::liquid::filters::Site;
    use crate::liquid::filters::testing::{SITE, check, check_on};

    #[test]
    fn dates_of_texts_and_numbers() {
        check(
            r#"
            "March 14, 2016" | date: "%b %d, %y" => "Mar 14, 16"
            "2018-02-20 10:11:12 +0200" | date: "%H:%M %z" => "10:11 +0200"
            1152098955 | date: "%m/%d/%Y" => "07/05/2006"
            "1152098955" | date: "%m/%d/%Y" => "07/05/2006"
            "now" | date: "%Y-%m-%d %H:%M" => "2026-05-01 12:00"
            "Today" | date: "%A" => "Friday"
            "2018-02-20" | date: "" => "2018-02-20"
            "2018-02-20" | date: null => "2018-02-20"
            "some text" | date: "%Y" => "some text"
            null | date: "%Y" => null
            1.5 | date: "%Y" => 1.5
            [1] | date: "%Y" => [1]
            "now" | date: "%Y%" => error: is given a format that ends within a directive: write `%%` for `%`
            "#,
        );
    }

    #[test]
    fn jekyll_s_forms() {
        check(
            r#"
            "2011-01-07" | date_to_string => "07 Jan 2011"
            "2011-01-07" | date_to_long_string => "07 January 2011"
            "2011-01-07" | date_to_string: "ordinal" => "7th Jan 2011"
            "2011-01-22" | date_to_string: "ordinal", "US" => "Jan 22nd, 2011"
            "2011-01-11" | date_to_long_string: "ordinal", "UK" => "11th January 2011"
            "2011-01-03" | date_to_long_string: "other", "US" => "03 January 2011"
            "2011-01-07 10:00:00 +0200" | date_to_xmlschema => "2011-01-07T08:00:00+00:00"
            "2011-01-07 10:00:00 +0200" | date_to_rfc822 => "Fri, 07 Jan 2011 08:00:00 +0000"
            null | date_to_string => null
            "" | date_to_xmlschema => ""
            "soon" | date_to_string => error: wants a time, was given "soon"
            [] | date_to_rfc822 => error: wants a time, was given []
            "#,
        );
    }

    #[test]
    fn clocks_are_the_site_s() {
        let zone = Zone::named("America/New_York").expect("the database has it");
        check_on(
            &Site { zone: &zone, ..SITE },
            r#"
            "now" | date: "%H:%M %Z" => "08:00 EDT"
            1500000000 | date: "%F %T %z" => "2017-07-13 22:40:00 -0400"
            "2018-02-20 10:11:12 UTC" | date: "%H:%M %z" => "10:11 +0000"
            "2018-02-20 10:11:12 UTC" | date_to_xmlschema => "2018-02-20T05:11:12-05:00"
            "2018-07-01" | date_to_rfc822 => "Sun, 01 Jul 2018 00:00:00 -0400"
            "#,
        );
    }
}
