//! A page that nobody has held against the provider for long.
//!
//! ## What it does
//! Finds pages whose `verified: 2026-05-01` in the front matter, the day on which somebody last followed them at the
//! provider, is longer ago than the option `days`; and a `verified` that is no date, or is yet to come. What day it is,
//! `docgen check --today` says, else the clock. Pages without `verified` are left in peace, those aside whose kinds the
//! option `required` names: `stale-guide: {days: 365, required: [setup]}`. The rule is off until a site selects it.
//!
//! ## Why it matters
//! Providers move their settings and rename their buttons, and tell nobody. What was right two years ago sends readers
//! looking for a page that is gone.
//!
//! ## Example
//! `_config.yml`:
//! ```yaml
//! docgen:
//!   guides: guides/*
//!   rules: {stale-guide: {days: 365}}
//! ```
//!
//! `guides/acme/setup.md`:
//! ```markdown
//! ---
//! heading: Acme
//! verified: 2019-02-01
//! ---
//! ```
//!
//! ## Use instead
//! Follow the page at the provider, mend it, and write down when you did, in `guides/acme/setup.md`:
//! ```markdown
//! ---
//! heading: Acme
//! verified: 2026-02-01
//! ---
//! ```

use super::{Group, Meta, OptionKind, Rule, RuleOption};
use crate::date::Date;
use crate::finding::{Finding, Severity};
use crate::page::Page;
use crate::site::Site;

const ID: &str = "stale-guide";

/// The front matter key that says when a page was verified.
const KEY: &str = "verified";

/// How far ahead the day may be elsewhere on earth.
const AHEAD: i64 = 1;

pub(super) struct StaleGuide;

impl Rule for StaleGuide {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Style,
            severity: Severity::Warning,
            source: include_str!("stale_guide.rs"),
        }
    }

    fn options(&self) -> &'static [RuleOption] {
        &[
            RuleOption {
                name: "days",
                kind: OptionKind::Number,
                about: "for how many days a page counts as verified",
            },
            RuleOption {
                name: "required",
                kind: OptionKind::Kinds,
                about: "kinds of pages that have to say when they were verified",
            },
        ]
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let Some(text) = page.front_matter_text(KEY) else {
            return missing(page, site).into_iter().collect();
        };
        let location = page.front_matter_place(&format!("/{KEY}"));
        let finding = match (Date::parse(&text), site.today) {
            (None, _) => Finding::warning(ID, location, format!("`{KEY}: {text}` is no date"))
                .with_hint("write year, month and day as in `2026-05-01`"),
            (Some(date), Some(today)) => match defect(date, today, site.option_number(ID, "days")) {
                Some((message, hint)) => Finding::warning(ID, location, message).with_hint(hint),
                None => return Vec::new(),
            },
            (Some(_), None) => return Vec::new(),
        };
        vec![finding]
    }
}

fn missing(page: &Page, site: &Site) -> Option<Finding> {
    let kind = page.kind.as_deref().filter(|_| page.guide.is_some())?;
    let required = site.option_texts(ID, "required")?;
    let is_required = required.iter().any(|required| required == kind);
    is_required.then(|| {
        let message = format!("a page of kind `{kind}` says when it was verified, and this one does not");
        Finding::warning(ID, page.front_matter_start(), message)
            .with_hint(format!("follow it at the provider, and write `{KEY}:` and the day"))
    })
}

/// What is wrong with a page that was verified at `date`, and what to do. How old it is changes from day to day, and is
/// no part of the message, by which a baseline knows a finding again.
fn defect(date: Date, today: Date, days: Option<u64>) -> Option<(String, String)> {
    let age = today.days_since(date);
    if age < -AHEAD {
        let message = format!("it is not yet {date}, when this page is to have been verified");
        return Some((message, format!("today is {today}")));
    }
    let days = days?;
    let is_stale = u64::try_from(age).is_ok_and(|age| age > days);
    is_stale.then(|| {
        let message = format!("this page was verified on {date}, which holds for {days} days");
        let hint = format!("that was {age} days ago; follow it at the provider again, and write the new day");
        (message, hint)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_stale_after_its_last_day() {
        let on = |day: &str, days: Option<u64>| {
            let date = |text| Date::parse(text).expect("it is a date");
            defect(date("2026-05-01"), date(day), days).map(|(message, _)| message)
        };
        assert_eq!(on("2026-05-31", Some(30)), None);
        let message = "this page was verified on 2026-05-01, which holds for 30 days";
        assert_eq!(on("2026-06-01", Some(30)).as_deref(), Some(message));
        assert_eq!(on("2027-06-01", Some(30)).as_deref(), Some(message));
        assert_eq!(on("2046-06-01", None), None);
        assert_eq!(on("2026-04-30", Some(30)), None);
        let message = "it is not yet 2026-05-01, when this page is to have been verified";
        assert_eq!(on("2026-04-29", None).as_deref(), Some(message));
    }
}
