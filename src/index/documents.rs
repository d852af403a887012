//! Posts, drafts and the documents of other collections: what Jekyll adds to their front matter, which of them are
//! published, and where they go (`Document`, `Publisher`).

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::excerpt::Excerpt;
use super::jekyll_keys::{self, location_of};
use super::post_name::{self, PostName};
use super::{IndexedPage, address, permalink};
use crate::config::{Collection, Config, fill_in};
use crate::date::{Time, Zone};
use crate::finding::Finding;
use crate::front_matter::Document;
use crate::guide::Membership;
use crate::liquid::filters::slug::{default_slug, pretty_slug};
use crate::source::{Location, Place, Sources};
use crate::span::Span;

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
        // Other than in pages, an empty value gives way to that of `defaults`.
        values.retain(|key, value| !value.is_null() || key == "published");
        fill_in(&mut values, self.config.defaults_of(path, &collection.label));
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

/// What Jekyll adds to the front matter of a document: `title`, `slug`, `ext`, `categories` and `tags`.
fn complete(values: &mut Map<String, Json>, name: &PostName<'_>, of_path: Vec<&str>) {
    let is_there =
        |values: &Map<String, Json>, key: &str| !matches!(values.get(key), None | Some(Json::Null | Json::Bool(false)));
    let derived = [
        ("title", title_of_slug(name.slug)),
        ("slug", name.slug.to_owned()),
        ("ext", name.extension.to_owned()),
    ];
    for (key, value) in derived {
        if !is_there(values, key) {
            values.insert(key.to_owned(), value.into());
        }
    }
    let mut categories: Vec<String> = of_path.into_iter().map(str::to_owned).collect();
    let listed = list_of(values, "categories", None).into_iter();
    let named = list_of(values, "category", Some("categories"));
    categories.extend(listed.chain(named).map(|value| text_of(&value)));
    let mut seen = std::collections::HashSet::new();
    categories.retain(|category| seen.insert(category.clone()));
    values.insert("categories".to_owned(), categories.into());
    let tags = list_of(values, "tag", Some("tags"));
    values.insert("tags".to_owned(), Json::Array(tags));
}

/// The values of a key: one, a list, or, of `categories` and `tags`, words. Without one, those of `otherwise`.
fn list_of(values: &Map<String, Json>, key: &str, otherwise: Option<&str>) -> Vec<Json> {
    let split = |text: &str| text.split_whitespace().map(Json::from).collect();
    match (values.get(key), otherwise) {
        (None | Some(Json::Null | Json::Bool(false)), None) => Vec::new(),
        (None | Some(Json::Null | Json::Bool(false)), Some(otherwise)) => list_of(values, otherwise, None),
        (Some(Json::Array(items)), _) => flattened(items),
        (Some(Json::String(text)), None) => split(text),
        (Some(value), Some(_)) => vec![value.clone()],
        (Some(_), None) => Vec::new(),
    }
}

/// The elements of a list and of the lists in it, without empty ones.
fn flattened(items: &[Json]) -> Vec<Json> {
    let each = items.iter().flat_map(|item| match item {
        Json::Array(items) => flattened(items),
        Json::Null => Vec::new(),
        other => vec![other.clone()],
    });
    each.collect()
}

/// The folders above the `_posts` or `_drafts` that a document stands in: they are categories of its.
fn categories_of_path<'p>(path: &'p str, name: &str, folder: &str, is_draft: bool) -> Vec<&'p str> {
    let special = if is_draft { "_drafts" } else { folder };
    if path.starts_with(special) {
        return Vec::new();
    }
    let above = path.find(special).map_or(path, |at| &path[..at]);
    let folders = above.split('/').filter(|folder| !folder.is_empty() && *folder != name);
    folders.collect()
}

/// A slug as a title (`Utils.titleize_slug`): `my-first-post` is `My First Post`.
fn title_of_slug(slug: &str) -> String {
    let capitalized = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string());
        first.unwrap_or_default() + &letters.as_str().to_lowercase()
    };
    let words: Vec<String> = slug.trim_end_matches('-').split('-').map(capitalized).collect();
    words.join(" ")
}

/// What a placeholder of a permalink stands for (`Drops::UrlDrop`).
fn placeholder_value(
    placeholder: &str,
    values: &Map<String, Json>,
    path: &str,
    collection: &Collection,
    time: &Time,
) -> String {
    let stem = || address::parts(path).stem_with_dots;
    let slug = || values.get("slug").map(text_of).unwrap_or_else(|| stem().to_owned());
    let categories = |each: &dyn Fn(&str) -> String| {
        let listed = values.get("categories").and_then(Json::as_array);
        let names = listed.into_iter().flatten().map(|category| each(&text_of(category)));
        let mut names: Vec<String> = names.collect();
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names.join("/")
    };
    let format = match placeholder {
        "collection" => return collection.label.clone(),
        "name" => return default_slug(stem()),
        "title" => return pretty_slug(&slug()),
        "slug" => return default_slug(&slug()),
        "categories" => return categories(&str::to_lowercase),
        "slugified_categories" => return categories(&default_slug),
        "path" => {
            let extension = address::parts(path).extension;
            let cleaned = path[..path.len() - extension.len()].replacen(&collection.folder(), "", 1);
            return cleaned.trim_end_matches('.').to_owned();
        }
        "year" => "%Y",
        "month" => "%m",
        "day" => "%d",
        "hour" => "%H",
        "minute" => "%M",
        "second" => "%S",
        "i_day" => "%-d",
        "i_month" => "%-m",
        "short_month" => "%b",
        "long_month" => "%B",
        "short_year" => "%y",
        "w_year" => "%G",
        "week" => "%V",
        "w_day" => "%u",
        "short_day" => "%a",
        "long_day" => "%A",
        "y_day" => "%j",
        _ => return String::new(),
    };
    time.format(format).expect("these formats are short")
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::date::UTC;
    use crate::front_matter;

    /// The document at `path`, in the collection that the config names, or in the posts.
    fn read(config: &str, path: &str, front_matter: &str) -> (Option<Indexed>, Vec<Finding>) {
        let config = Config::parse(config).expect("the config is right");
        let sources = Sources::in_memory([(path, format!("---\n{front_matter}\n---\nText.\n"))]);
        let file = sources.find(path).expect("it was just put there");
        let reading = Reading {
            sources: &sources,
            config: &config,
            now: &Time::after_1970(1_777_636_800, &UTC),
            zone: &config.time_zone,
            takes_unpublished: config.publishing.unpublished,
        };
        let mut findings = Vec::new();
        let document = Arc::new(front_matter::parse(&sources, file, &config.time_zone));
        let read = reading.document(document, config.collections.len() - 1, &mut findings);
        (read, findings)
    }

    #[test]
    fn permalinks_are_filled_in_as_jekyll_does_it() {
        const POST: &str = "a/_posts/2018-02-03-My_Post.v1.md";
        const DOC: &str = "_docs/Sub dir/My_Doc.md";
        const DOCS: &str = "collections: {docs: {output: true, permalink: 'P'}}";
        let posts = |permalink: &str| format!("permalink: '{permalink}'");
        let docs = |permalink: &str| DOCS.replace('P', permalink);
        let categories = "categories: ['B c', B c, \"C'ü\"]";
        for (config, path, front_matter, url, output) in [
            (
                posts("date"),
                POST,
                "",
                "/a/2018/02/03/My_Post.v1.html",
                "a/2018/02/03/My_Post.v1.html",
            ),
            (
                posts("pretty"),
                POST,
                "",
                "/a/2018/02/03/My_Post.v1/",
                "a/2018/02/03/My_Post.v1/index.html",
            ),
            (
                posts("ordinal"),
                POST,
                "",
                "/a/2018/034/My_Post.v1.html",
                "a/2018/034/My_Post.v1.html",
            ),
            (
                posts("weekdate"),
                POST,
                "",
                "/a/2018/W05/Sat/My_Post.v1.html",
                "a/2018/W05/Sat/My_Post.v1.html",
            ),
            (posts("none"), POST, "", "/a/My_Post.v1.html", "a/My_Post.v1.html"),
            (
                posts("/:year/:title"),
                POST,
                "",
                "/2018/My_Post.v1",
                "2018/My_Post.v1.html",
            ),
            (posts("/:slug/"), POST, "", "/my-post-v1/", "my-post-v1/index.html"),
            (
                posts("/:title/"),
                POST,
                "slug: Own Slug",
                "/Own-Slug/",
                "Own-Slug/index.html",
            ),
            (
                posts("/:name/:collection"),
                POST,
                "",
                "/2018-02-03-my-post-v1/posts",
                "2018-02-03-my-post-v1/posts.html",
            ),
            (
                posts("/:categories/:title"),
                POST,
                categories,
                "/a/b%20c/c'%C3%BC/My_Post.v1",
                "a/b c/c'ü/My_Post.v1.html",
            ),
            (
                posts("/:slugified_categories/:title"),
                POST,
                categories,
                "/a/b-c/c-%C3%BC/My_Post.v1",
                "a/b-c/c-ü/My_Post.v1.html",
            ),
            (
                posts("/:short_year-:i_month-:i_day_:hour:minute:second"),
                POST,
                "date: 2019-01-02 03:04:05",
                "/19-1-2_030405",
                "19-1-2_030405.html",
            ),
            (
                posts("/:short_month/:long_month/:short_day/:long_day/:w_day/:w_year/:week"),
                POST,
                "date: 2018-12-31",
                "/Dec/December/Mon/Monday/1/2019/01",
                "Dec/December/Mon/Monday/1/2019/01.html",
            ),
            (posts("date"), POST, "permalink: /v1.2", "/v1.2", "v1.2"),
            (
                posts("date"),
                POST,
                "permalink: /x/:title:output_ext",
                "/x/My_Post.v1.html",
                "x/My_Post.v1.html",
            ),
            (
                posts("date"),
                "_posts/2018-02-03-a.txt",
                "",
                "/2018/02/03/a.txt",
                "2018/02/03/a.txt",
            ),
            (
                docs("/:collection/:path:output_ext"),
                DOC,
                "",
                "/docs/Sub%20dir/My_Doc.html",
                "docs/Sub dir/My_Doc.html",
            ),
            (
                docs("/:path/:name/"),
                DOC,
                "",
                "/Sub%20dir/My_Doc/my-doc/",
                "Sub dir/My_Doc/my-doc/index.html",
            ),
            (
                docs("/:title:output_ext"),
                "_docs/feed.xml",
                "",
                "/feed.xml",
                "feed.xml",
            ),
        ] {
            let (read, findings) = read(&config, path, front_matter);
            let page = read.expect("it is published").page;
            assert_eq!(
                (page.url.as_str(), page.output.as_str()),
                (url, output),
                "{config} {front_matter}"
            );
            assert_eq!(findings, []);
        }
    }

    #[test]
    fn front_matter_is_completed_as_jekyll_does_it() {
        for (path, front_matter, expected) in [
            (
                "x/_posts/y/2018-02-03-my-FIRST--post.md",
                "category: one two\ntags: a b",
                json!({"title": "My First  Post", "slug": "my-FIRST--post", "ext": ".md",
                       "categories": ["x", "one two"], "tags": ["a", "b"], "date": "2018-02-03 00:00:00 +0000"}),
            ),
            (
                "_posts/2018-02-03-a.md",
                "title: T\ncategories: [b, b, 1]\ntag: c d\ntags: e\ndate: 2018-02-04 10:00:00 +0200",
                json!({"title": "T", "slug": "a", "ext": ".md", "categories": ["b", "1"], "tags": ["c d"],
                       "date": "2018-02-04 08:00:00 +0000"}),
            ),
            (
                "_posts/2018-02-03-a.md",
                "categories: b c\ntags: [[d, null], e]\nslug: s",
                json!({"title": "A", "slug": "s", "ext": ".md", "categories": ["b", "c"], "tags": ["d", "e"],
                       "date": "2018-02-03 00:00:00 +0000"}),
            ),
            (
                "_drafts/idea.md",
                "",
                json!({"title": "Idea", "slug": "idea", "ext": ".md", "categories": [], "tags": [],
                       "date": "2026-05-01 12:00:00 +0000"}),
            ),
        ] {
            let values = read("", path, front_matter)
                .0
                .expect("it is published")
                .page
                .front_matter;
            for (key, value) in expected.as_object().expect("it is one") {
                assert_eq!(values.get(key), Some(value), "{key} of {path}");
            }
        }
    }

    #[test]
    fn what_is_published_is_jekylls_choice() {
        let guides = "collections: [guides]";
        for (config, path, front_matter, expected) in [
            ("", "_posts/2018-02-03-a.md", "", Some(true)),
            ("", "_posts/2018-02-03-a.md", "published: false", None),
            (
                "unpublished: true",
                "_posts/2018-02-03-a.md",
                "published: false",
                Some(true),
            ),
            ("", "_posts/2030-02-03-a.md", "", None),
            ("future: true", "_posts/2030-02-03-a.md", "", Some(true)),
            ("", "_posts/2030-02-03-a.md", "date: 2018-02-03", Some(true)),
            (
                "timezone: Asia/Tokyo",
                "_posts/2026-05-01-a.md",
                "date: 2026-05-01 22:00",
                None,
            ),
            (
                "timezone: Asia/Tokyo",
                "_posts/2026-05-01-a.md",
                "date: 2026-05-01 20:00",
                Some(true),
            ),
            (
                "defaults: [{values: {published: false}}]",
                "_posts/2018-02-03-a.md",
                "",
                None,
            ),
            (guides, "_guides/a.md", "", Some(false)),
            ("collections: {guides: {output: true}}", "_guides/a.md", "", Some(true)),
            (
                "collections: {guides: {output: true}}",
                "_guides/a.md",
                "date: 2030-01-01",
                Some(false),
            ),
            (guides, "_guides/a.md", "published: false", None),
        ] {
            let (read, _) = read(config, path, front_matter);
            let found = read.map(|read| read.is_written);
            assert_eq!(found, expected, "{config} {path} {front_matter}");
        }
    }

    #[test]
    fn what_is_no_date_and_no_permalink_is_told() {
        for (front_matter, rule, message) in [
            ("date: soon", "front-matter-schema", "`soon` is no date"),
            (
                "permalink: /:basename/",
                "front-matter-schema",
                "permalinks of documents have no placeholder `:basename`",
            ),
            (
                "permalink: ../x",
                "unsafe-path",
                "the permalink `../x` leads out of the site",
            ),
        ] {
            let (read, findings) = read("", "_posts/2018-02-03-a.md", front_matter);
            let told: Vec<_> = findings
                .iter()
                .map(|finding| (finding.rule, finding.message.as_str()))
                .collect();
            assert_eq!(told, [(rule, message)]);
            assert_eq!(read.expect("it is built").page.url, "/2018/02/03/a.html");
        }
        let (read, findings) = read("", "_posts/2018-02-03-a.md", "category: ..");
        assert_eq!(findings[0].rule, "unsafe-path");
        assert_eq!(read.expect("it is built").page.output, "_posts/2018-02-03-a.html");
    }
}
