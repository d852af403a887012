//! Posts, drafts and the documents of other collections: what Jekyll adds to their front matter, which of them are
//! published, and where they go (`Document`, `Publisher`).

mod completion;
mod placeholders;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::excerpt::Excerpt;
use super::jekyll_keys::{self, location_of};
use super::post_name;
use super::{IndexedPage, address, permalink};
use crate::config::{Config, fill_in};
use crate::date::{Time, Zone};
use crate::finding::Finding;
use crate::front_matter::Document;
use crate::guide::Membership;
use crate::source::{Location, Place, Sources};
use crate::span::Span;
use completion::{categories_of_path, complete, join_categories};
use placeholders::placeholder_value;

/// A document, and what its collection has to know of it.
#[derive(Debug)]
pub(super) struct Indexed {
    pub(super) page: IndexedPage,
    /// Its date, if it has one.
    pub(super) time: Option<Time>,
    /// Whether it has a page of its own.
    pub(super) is_written: bool,
}

/// What a page that is a document has beside other pages.
#[derive(Clone, Debug)]
pub struct OfCollection {
    /// The name of its collection.
    pub label: String,
    /// Its path as Jekyll tells it: that in the folder of all collections.
    pub relative_path: String,
    /// Whether it stands in `_drafts`.
    pub is_draft: bool,
    /// The part of its text that is shown instead of it in lists.
    pub excerpt: Option<Excerpt>,
}

/// What documents are read with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading<'r> {
    pub(super) sources: &'r Sources,
    pub(super) config: &'r Config,
    /// The time of the build.
    pub(super) now: &'r Time,
    pub(super) zone: &'r Zone,
    /// Whether what is unpublished is taken.
    pub(super) takes_unpublished: bool,
}

/// The path by which documents are known: that in the folder of all collections.
pub(super) fn relative_path<'p>(path: &'p str, config: &Config) -> &'p str {
    match config.collections_dir.as_str() {
        "" => path,
        folder => {
            let inner = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
            inner.unwrap_or(path)
        }
    }
}

impl Reading<'_> {
    /// A document as a member of its collection; nothing if it is not published.
    pub(super) fn document(
        &self,
        document: Arc<Document>,
        collection_at: usize,
        findings: &mut Vec<Finding>,
    ) -> Option<Indexed> {
        let collection = &self.config.collections[collection_at];
        let source = Arc::clone(self.sources.path(document.file));
        let path = relative_path(&source, self.config);
        let is_posted = collection.is_posts();
        let is_draft = is_posted && !path.contains(&collection.folder());
        let mut values = document.front_matter.clone();
        values.retain(|key, value| !value.is_null() || key == "published");
        let defaults = self.config.defaults_of(path, &collection.label);
        join_categories(&mut values, &defaults);
        fill_in(&mut values, defaults);
        let name = post_name::parse(path);
        let own_time = self.own_time(&document, &values, findings);
        let time = match (own_time, name.date) {
            (None, Some(date)) => Some(self.time_of_name(&document, date, findings)?),
            (None, None) if is_posted => Some(self.now.clone()),
            (time, _) => time,
        };
        let is_future = |time: &Time| time.seconds() > self.now.seconds() && !self.config.publishing.future;
        let is_hidden = time.as_ref().is_some_and(is_future);
        let (is_published, misuse) = jekyll_keys::is_published(&values);
        findings.extend(misuse.map(|misuse| misuse.finding(self.sources, &document, &document.outline(self.sources))));
        let is_published = is_published || self.takes_unpublished;
        // Other collections list what has no page: what is still to come, for one.
        let is_listed = match is_posted {
            true => is_published && !is_hidden,
            false => is_published || values.get("published") != Some(&Json::Bool(false)),
        };
        if !is_listed {
            return None;
        }
        let categories = categories_of_path(path, name_of(&source), &collection.folder(), is_draft);
        complete(&mut values, &name, categories);
        let shown = time.as_ref().unwrap_or(self.now);
        values.insert("date".to_owned(), shown.to_string().into());
        let format = address::format_of(&source, &self.config.markdown_ext);
        let value_of = |placeholder: &str| {
            let extension = address::parts(&source).extension;
            match placeholder {
                "output_ext" => {
                    let permalink = values.get("permalink").and_then(Json::as_str);
                    address::document_extension(permalink, format, extension).to_owned()
                }
                _ => placeholder_value(placeholder, &values, path, collection, shown),
            }
        };
        let fill = |permalink: &str| address::document_url(permalink, &value_of);
        let default_url = fill(&collection.permalink).unwrap_or_else(|refusal| {
            let url = address::default_url(path, format, "date");
            // A category may be called `..`.
            let message = refusal.message("with its values, the permalink", &collection.permalink);
            let finding = Finding::error(refusal.rule(), self.start_of(&document), message).on_page(&source);
            findings.push(finding.with_hint(format!("the page is built at `{url}`")));
            url
        });
        let addressed = permalink::url(self.sources, &document, &values, default_url, &fill, findings);
        let permalink = addressed.permalink.as_deref();
        let text = self.sources.text(document.file);
        let page = IndexedPage {
            output: address::document_output_path(&addressed.url, permalink, format, &source),
            format: address::format_by_permalink(format, permalink),
            membership: Membership::default(),
            of_collection: Some(OfCollection {
                label: collection.label.clone(),
                relative_path: path.to_owned(),
                is_draft,
                excerpt: Excerpt::new(text, document.body, &self.separator(&values)),
            }),
            path: Arc::clone(&source),
            url: addressed.url,
            front_matter: values,
            pager: None,
            document,
        };
        Some(Indexed {
            page,
            time,
            is_written: collection.is_written && is_published && !is_hidden,
        })
    }

    fn separator(&self, values: &Map<String, Json>) -> String {
        match values.get("excerpt_separator") {
            None | Some(Json::Null | Json::Bool(false)) => self.config.excerpt_separator.clone(),
            Some(value) => text_of(value),
        }
    }

    /// `date` of the front matter. What is none is told, and not there.
    fn own_time(&self, document: &Document, values: &Map<String, Json>, findings: &mut Vec<Finding>) -> Option<Time> {
        let text = text_of(values.get("date")?);
        let time = Time::parse(&text, self.now, self.zone).map(|time| time.in_zone(self.zone));
        if time.is_none() {
            let location = location_of(self.sources, document, &document.outline(self.sources), "/date");
            let message = format!("`{text}` is no date");
            let finding = Finding::error("front-matter-schema", location, message);
            let path = self.sources.path(document.file);
            findings.push(finding.with_hint("write it as in `2026-05-01`").on_page(path));
        }
        time
    }

    /// The day that the name of a file begins with. What is in no calendar is told.
    fn time_of_name(&self, document: &Document, date: &str, findings: &mut Vec<Finding>) -> Option<Time> {
        let time = Time::parse(date, self.now, self.zone);
        let day: Option<u32> = date.rsplit('-').next().and_then(|day| day.parse().ok());
        let hint = match &time {
            None => "it is left out; rename the file".to_owned(),
            Some(time) if day.is_some_and(|day| i64::from(day) == time.date().day()) => return Some(time.clone()),
            Some(time) => format!("as in Jekyll it is taken for {}; rename the file", time.date()),
        };
        let message = format!("its name begins with `{date}`, which is no day");
        findings.push(Finding::error("post-name", self.start_of(document), message).with_hint(hint));
        time
    }

    fn start_of(&self, document: &Document) -> Location {
        self.sources.location(Place {
            file: document.file,
            span: Span::at(0),
        })
    }
}

/// A value of front matter as Ruby's `to_s` has it.
pub(super) fn text_of(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
