//! What is wrong with an address that leads to nothing, for the rules about links and images.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::words::parts;
use crate::finding::Finding;
use crate::page::{Page, Provenance};
use crate::site::{Address, Site};
use crate::url::{escape_path, trimmed};

/// How many findings of a page, or of all front matter, are told what was probably meant: that is looked for among
/// many files.
const HINTED: usize = 20;

/// What has an address.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    Link,
    Image,
}

impl Target {
    /// What is said of one whose address is `address`.
    fn says(self, address: &str, what: &str) -> String {
        match self {
            Self::Link => format!("the link `{address}` {what}"),
            Self::Image => format!("the image `{address}` {what}"),
        }
    }
}

/// Whether an address can be judged: one that an undefined variable or a placeholder is part of is told by other rules.
pub(super) fn is_settled(page: &Page, address: &str, at: &Provenance) -> bool {
    !address.contains(['{', '}', '<', '>']) && !page.has_undefined(at)
}

/// What `rule` finds of those addresses of `target`s on `page` that lead to nothing.
pub(super) fn dead<'p>(
    rule: &'static str,
    target: Target,
    addresses: impl Iterator<Item = (&'p str, &'p Provenance)>,
    page: &Page,
    site: &Site,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (address, at) in addresses {
        // What Jekyll made an address of the site is one.
        let own = || site.path_on_own_host(address).filter(|_| is_made(page, at));
        let resolved = match site.resolve(page, address) {
            Address::Elsewhere => own().map_or(Address::Elsewhere, |path| site.resolve(page, path)),
            resolved => resolved,
        };
        // The words are the same for all pages that an include reaches, so that it is told once; the paths differ.
        let (message, hint) = match resolved {
            Address::WithoutBase { output } => (
                target.says(address, &format!("leaves out the base URL `{}`", site.base_url)),
                Some(format!("write `{}`", site.link_to(&output))),
            ),
            Address::Inside { path } if site.existing(&path).is_none() => {
                let is_hinted = findings.len() < HINTED;
                let hint = is_hinted.then(|| hint(&path, address, Some(page), site)).flatten();
                (message(&path, target, address, site), hint)
            }
            // What leads out of the site is told by `unsafe-path`.
            _ => continue,
        };
        if is_settled(page, address, at) {
            let finding = Finding::error(rule, at.location.clone(), message);
            findings.push(finding.with_optional_hint(hint).with_via(at.via.to_vec()));
        }
    }
    findings
}

/// Whether what stands at `at` is printed by the filter `absolute_url`.
fn is_made(page: &Page, at: &Provenance) -> bool {
    let (path, span) = (&at.location.path, at.location.span);
    let mut files = page.files();
    let printed = files
        .find(|file| file.path == *path)
        .and_then(|file| file.text.get(span.start..span.end));
    printed.is_some_and(|printed| printed.contains("absolute_url"))
}

/// The same of addresses in front matter that begin at the site's root, as far as `is_meant` says of the pointer to
/// one, and of itself, that it is one. Many pages often have the same: it is told once.
pub(super) fn dead_in_front_matter(
    rule: &'static str,
    target: Target,
    is_meant: &dyn Fn(&str, &str) -> bool,
    site: &Site,
) -> Vec<Finding> {
    let mut findings: BTreeMap<(String, &str), Finding> = BTreeMap::new();
    for page in &site.pages {
        for (pointer, address) in of_front_matter(page) {
            let path = match is_meant(&pointer, address) {
                true => site.resolve_from_root(address),
                false => None,
            };
            let Some(path) = path.filter(|path| site.existing(path).is_none()) else {
                continue;
            };
            let is_hinted = findings.len() < HINTED;
            let finding = findings.entry((pointer, address)).or_insert_with_key(|(pointer, _)| {
                let location = page.front_matter_place(pointer);
                let hint = is_hinted.then(|| hint(&path, address, None, site)).flatten();
                Finding::error(rule, location, message(&path, target, address, site)).with_optional_hint(hint)
            });
            finding.pages.push(Arc::clone(&page.source));
        }
    }
    findings.into_values().collect()
}

fn message(path: &str, target: Target, address: &str, site: &Site) -> String {
    let what = match target {
        _ if site.in_other_case(path).is_some() => "has the wrong letter case",
        Target::Link => "leads to nothing",
        Target::Image => "is not there",
    };
    target.says(address, what)
}

fn hint(path: &str, address: &str, page: Option<&Page>, site: &Site) -> Option<String> {
    let address = &*trimmed(address);
    if is_host(address) {
        return Some(format!("to another host it is `https://{address}`"));
    }
    if let Some(meant) = site.page_of_source(path) {
        let link = written(&meant.output, address, page, site);
        return Some(format!("that is the source file; its page is `{link}`"));
    }
    if let Some(output) = site.in_other_case(path).or_else(|| site.nearest_file(path)) {
        return Some(format!("did you mean `{}`?", written(output, address, page, site)));
    }
    match site.missing_folder(path) {
        Some(folder) => Some(format!("there is no folder `/{}`", escape_path(folder))),
        None => (!address.starts_with('/')).then(|| format!("there is no `/{}`", escape_path(path))),
    }
}

/// How a link to the file at `output` would be written in the place of `address`: relative to the page where that is.
fn written(output: &str, address: &str, page: Option<&Page>, site: &Site) -> String {
    let folder = |page: &Page| page.output.rfind('/').map_or(0, |slash| slash + 1);
    let below_page = page.and_then(|page| output.strip_prefix(&page.output[..folder(page)]));
    match below_page {
        Some(relative) if !address.starts_with('/') && !relative.ends_with("index.html") => escape_path(relative),
        _ => site.link_to(output),
    }
}

/// Whether a relative address is probably a host without its scheme: `www.example.com`.
fn is_host(address: &str) -> bool {
    let first = address.split(['/', '?', '#']).next().unwrap_or(address);
    let is_top_level = |name: &str| ["com", "io", "net", "org"].contains(&name);
    first.starts_with("www.") || first.rsplit_once('.').is_some_and(|(_, ending)| is_top_level(ending))
}

/// The texts of a page's front matter that begin with a slash, and so may be addresses from the site's root, with
/// pointers to them.
pub(super) fn of_front_matter(page: &Page) -> Vec<(String, &str)> {
    let mut found = Vec::new();
    let others = page.front_matter.iter().filter(|(key, _)| !is_of_page_itself(key));
    others.for_each(|(key, value)| collect(value, &mut vec![key.as_str().into()], &mut found));
    found
}

/// Whether a key says where the page is or was itself, or what it is known by: its value leads nowhere.
fn is_of_page_itself(key: &str) -> bool {
    const WORDS: [&str; 9] = [
        "alias",
        "aliases",
        "disqus",
        "former",
        "guid",
        "identifier",
        "legacy",
        "old",
        "redirects",
    ];
    let is_word = |part: &str| WORDS.iter().any(|word| part.eq_ignore_ascii_case(word));
    ["permalink", "redirect_from"].contains(&key) || parts(key).any(is_word)
}

fn collect<'p>(value: &'p Json, keys: &mut Vec<Cow<'p, str>>, found: &mut Vec<(String, &'p str)>) {
    let mut inside = |key: Cow<'p, str>, value: &'p Json| {
        keys.push(key);
        collect(value, keys, found);
        keys.pop();
    };
    match value {
        Json::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(at, item)| inside(at.to_string().into(), item));
        }
        Json::Object(map) => {
            let others = map.iter().filter(|(key, _)| !is_of_page_itself(key));
            others.for_each(|(key, value)| inside(key.as_str().into(), value));
        }
        Json::String(text)
            if text.starts_with('/') && !text.contains(|c: char| c.is_whitespace() || "{}<>".contains(c)) =>
        {
            let escaped = keys.iter().map(|key| key.replace('~', "~0").replace('/', "~1"));
            let pointer = escaped.fold(String::new(), |pointer, key| pointer + "/" + &key);
            found.push((pointer, text));
        }
        _ => {}
    }
}
