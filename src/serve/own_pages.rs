//! The server's own pages: what stands in place of a site that cannot be built, and the list of all findings.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::shown::{Judged, Version};
use super::told::{self, Told};
use super::{Failure, Shared};
use crate::finding::{Counts, Severity};
use crate::url;

/// The most findings that are listed one by one.
const MAX_LISTED: usize = 2_000;

/// The most pages that a finding names.
const MAX_PAGES: usize = 3;

/// What stands in place of any page while there is none to show. The script puts the failure on it, too; this is what
/// is there without.
pub(super) fn broken(failure: &Failure, shared: &Shared) -> String {
    let told = told::failure(failure, shared, None);
    let mut body = "<h1>The site cannot be built</h1>\n".to_owned();
    item(&mut body, "div", &told, "");
    body.push_str("<p>This page goes on by itself once that is mended.</p>\n");
    page("The site cannot be built", &body)
}

/// What is said where nothing is, by a theme that has no page for it.
pub(super) fn not_found() -> String {
    page(
        "Not found",
        "<h1>Not found</h1>\n<p>There is nothing at this address.</p>\n",
    )
}

/// All that is wrong with a site: how much on which page, then one by one.
pub(super) fn findings(version: &Version, judged: &Judged, shared: &Shared) -> String {
    let build = version.site.build();
    let config = &build.project.config;
    let address = |output: &str| format!("{}/{}", config.base_url, url::escape_path(output));
    let by_source: BTreeMap<&str, (&str, String)> = build
        .site
        .pages
        .iter()
        .map(|page| (&*page.source, (&*page.title, address(&page.output))))
        .collect();
    let all = &judged.findings;
    let counts = match all.is_empty() {
        true => "Nothing is wrong.".to_owned(),
        false => Counts::new(all).to_string(),
    };
    let mut body = format!("<h1>Findings</h1>\n<p>{counts}</p>\n");
    if !all.is_empty() {
        body.push_str(
            "<h2 id=\"pages\">By page</h2>\n<table>\n<thead><tr><th>Page</th><th>Findings</th></tr></thead>\n<tbody>\n",
        );
        let mut pages: Vec<(&str, Counts)> = by_source
            .keys()
            .map(|source| (*source, Counts::new(judged.on_page(source))))
            .filter(|(_, counts)| !counts.rules.is_empty())
            .collect();
        // The worst first; among equals the order of the paths stays.
        pages.sort_by_key(|(_, counts)| Reverse((counts.of(Severity::Error), counts.of(Severity::Warning))));
        for (source, counts) in pages {
            let (title, address) = &by_source[source];
            put(
                &mut body,
                format_args!(
                    "<tr><td><a href=\"{}\">{}</a><br><small>{}</small></td><td>{counts}</td></tr>\n",
                    escape(address),
                    escape(title),
                    escape(source)
                ),
            );
        }
        body.push_str("</tbody>\n</table>\n<h2 id=\"all\">One by one</h2>\n<ol class=\"findings\">\n");
        for finding in all.iter().take(MAX_LISTED) {
            let named = finding.pages.iter().filter_map(|page| by_source.get_key_value(&**page));
            let links: Vec<String> = named
                .take(MAX_PAGES)
                .map(|(source, (_, address))| format!("<a href=\"{}\">{}</a>", escape(address), escape(source)))
                .collect();
            let more = match finding.pages.len().saturating_sub(links.len()) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let shows = match links.is_empty() {
                true => String::new(),
                false => format!("<p>Shows on {}{more}.</p>", links.join(", ")),
            };
            let told = told::finding(finding, shared, config.editor.as_ref());
            item(&mut body, "li", &told, &shows);
        }
        body.push_str("</ol>\n");
        if let Some(more) = all.len().checked_sub(MAX_LISTED).filter(|more| *more > 0) {
            put(
                &mut body,
                format_args!("<p>And {more} more: <code>docgen check -v</code> lists all.</p>\n"),
            );
        }
    }
    page("Findings", &body)
}

/// One thing that is wrong, as an element that ends with `more`, which is HTML.
fn item(body: &mut String, element: &str, told: &Told, more: &str) {
    let what = told.rule.map_or(String::new(), |rule| format!(" <code>{rule}</code>"));
    put(
        body,
        format_args!(
            "<{element} class=\"finding\"><p><b class=\"{0}\">{0}</b>{what} {1}</p>",
            told.severity,
            escape(&told.message)
        ),
    );
    if let Some(hint) = &told.hint {
        put(body, format_args!("<p class=\"hint\">{}</p>", escape(hint)));
    }
    if let Some(place) = &told.place {
        let place = escape(place);
        match &told.href {
            Some(href) => put(
                body,
                format_args!("<p class=\"place\"><a href=\"{}\">{place}</a></p>", escape(href)),
            ),
            None => put(body, format_args!("<p class=\"place\">{place}</p>")),
        }
    }
    put(body, format_args!("{more}</{element}>\n"));
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{} · docgen serve</title>\n\
         <link rel=\"icon\" href=\"/-docgen/icon.svg\">\n\
         <link rel=\"stylesheet\" href=\"/-docgen/page.css\">\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n",
        escape(title)
    )
}

fn put(text: &mut String, more: std::fmt::Arguments<'_>) {
    text.write_fmt(more).expect("a string takes whatever is written to it");
}

/// Text as it stands in HTML, in attributes too.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // HTML has no way to write these.
            c if c.is_control() && !c.is_ascii_whitespace() => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}
