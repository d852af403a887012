//! A link to a place that its page does not have.
//!
//! ## What it does
//! Finds links whose `#fragment` is the id of nothing on the page that they lead to, or on their own page. What counts
//! are the ids that were really rendered, those of headings too.
//!
//! ## Why it matters
//! The reader lands at the top of a long page, and nothing says what to look for.
//!
//! ## Example
//! ```markdown
//! See [Parameters](#parameter).
//!
//! ## Parameters
//! ```
//!
//! ## Use instead
//! ```markdown
//! See [Parameters](#parameters).
//!
//! ## Parameters
//! ```

use super::addresses::is_settled;
use super::{Group, Meta, Needs, Rule};
use crate::finding::{Finding, Severity, bare_name, nearest};
use crate::page::Page;
use crate::site::{Address, Site};
use crate::url::{trimmed, unescape};

const ID: &str = "broken-anchor";

/// How many findings of a page get a hint, and how many ids are looked at for one.
const HINTED: usize = 20;
const COMPARED: usize = 1000;

/// The ids that the built-in themes put around a page.
const OF_THE_THEME: [&str; 1] = ["main"];

pub(super) struct BrokenAnchor;

impl Rule for BrokenAnchor {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Links,
            severity: Severity::Error,
            source: include_str!("broken_anchor.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let mut findings = Vec::new();
        for link in page.links.iter().filter(|link| link.href.contains('#')) {
            let href = trimmed(&link.href);
            let Some((target, fragment)) = target(page, &href, site) else {
                continue;
            };
            let name = unescape(fragment);
            let is_of_theme = !site.is_finished && OF_THE_THEME.contains(&&*name);
            let is_there = is_of_theme || [fragment, &name].iter().any(|id| site.has_id(&target.output, id));
            if is_there || !is_settled(page, &link.href, &link.href_at) {
                continue;
            }
            // The same words for all pages that an include reaches, so that it is told once.
            let message = match href.split('#').next() {
                None | Some("") => format!("nothing on this page has the id `{name}`"),
                Some(address) => format!("nothing on `{address}` has the id `{name}`"),
            };
            let hint = (findings.len() < HINTED).then(|| hint(&name, target)).flatten();
            let at = &link.href_at;
            let finding = Finding::error(ID, at.location.clone(), message);
            findings.push(finding.with_optional_hint(hint).with_via(at.via.to_vec()));
        }
        findings
    }
}

/// The page that a link leads to, and the fragment that names a place on it.
fn target<'s, 'h>(page: &Page, href: &'h str, site: &'s Site) -> Option<(&'s Page, &'h str)> {
    let (_, fragment) = href.split_once('#')?;
    // Text fragments are looked for by the browser; routes are made by scripts.
    let name = fragment.split(":~:").next().unwrap_or(fragment).trim_end();
    if name.is_empty() || name.eq_ignore_ascii_case("top") || name.starts_with(['/', '!']) {
        return None;
    }
    let Address::Inside { path } = site.resolve(page, href) else {
        return None;
    };
    let target = site.page_at(&site.existing(&path)?)?;
    // A page that only leads on has another one's places.
    let leads_on = target.refresh.is_some() || target.front_matter.contains_key("redirect_to");
    // Its headings may print what it lacks.
    (target.is_readable && !leads_on).then_some((target, name))
}

/// The id that was probably meant: the one that differs in signs and letter case only, or the nearest.
fn hint(name: &str, target: &Page) -> Option<String> {
    let is_sound = |id: &&str| !id.contains(|c: char| c.is_whitespace() || c.is_control());
    let ids = || target.ids.iter().map(String::as_str).filter(is_sound).take(COMPARED);
    let wanted = bare_name(name);
    let meant = ids()
        .find(|id| !wanted.is_empty() && bare_name(id) == wanted)
        .or_else(|| nearest(name, ids()))?;
    Some(format!("did you mean `#{meant}`?"))
}
