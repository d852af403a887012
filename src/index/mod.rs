//! What every page may ask about all others: front matter, URLs, the site's data. The first barrier: Liquid begins
//! when this is complete.
//!
//! Posts, collections and pagination will stand here beside the pages. `address` says where a page goes, `redirects`
//! what leads there, `links` answers Liquid's `link`, `jekyll_keys` what front matter says of both, and `site_values` is what Liquid sees.

mod address;
mod jekyll_keys;
mod links;
mod redirects;
mod site_values;

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::config::{Config, ancestors, fill_in};
use crate::finding::Finding;
use crate::front_matter::Document;
use crate::guide::{self, Membership};
use crate::source::{FileId, Place, Sources};
use crate::span::Span;
use jekyll_keys::location_of;
pub use redirects::Redirect;
use redirects::redirects;
pub use site_values::SiteValues;

/// All pages before they are rendered, and what they share.
#[derive(Debug)]
pub struct Index {
    /// The pages, in the order of their source paths.
    pub pages: Vec<IndexedPage>,
    /// The redirects to pages, in the order of their output paths.
    pub redirects: Vec<Redirect>,
    /// The static files that are copied, with their output paths.
    pub static_files: Vec<(FileId, String)>,
    /// Liquid's `site`.
    pub site: SiteValues,
    /// Conflicts and what else was noticed.
    pub findings: Vec<Finding>,
    /// Whether these are the pages of a finished site: they stay as they are, and no theme adds anything.
    pub is_finished: bool,
}

/// A page that waits to be rendered.
#[derive(Debug)]
pub struct IndexedPage {
    /// The page as its author wrote it.
    pub document: Document,
    /// Its path in the source folder.
    pub path: Arc<str>,
    /// What its text is.
    pub format: Format,
    /// Its URL from the site's root, with a slash at its start.
    pub url: String,
    /// Its path in the output folder.
    pub output: String,
    /// Its front matter with the config's defaults.
    pub front_matter: Map<String, Json>,
    /// What it is in its guide.
    pub membership: Membership,
}

/// What a page's text is after Liquid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Markdown, which becomes HTML.
    Markdown,
    /// HTML, which a theme surrounds.
    Html,
    /// Anything else with front matter (a style sheet, a feed): Liquid only.
    Other,
}

/// What the index is made with, beside the documents.
#[derive(Clone, Copy, Debug)]
pub struct IndexOptions<'o> {
    /// The time of the build, as Liquid prints it: `2026-05-01 12:00:00 +0000`.
    pub time: &'o str,
    /// Whether pages with `published: false` are taken.
    pub drafts: Drafts,
}

/// Whether unpublished pages are built.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drafts {
    /// They are left out.
    #[default]
    Hidden,
    /// They are built.
    Shown,
}

impl Index {
    /// Makes the index of all documents.
    pub fn new(
        sources: &Sources,
        config: &Config,
        documents: Vec<Document>,
        static_files: &[FileId],
        data: Map<String, Json>,
        options: IndexOptions<'_>,
    ) -> Self {
        let mut findings = Vec::new();
        let mut pages = Vec::with_capacity(documents.len());
        for document in documents {
            let page = index_page(sources, config, document, &mut findings);
            let (is_published, misuse) = jekyll_keys::is_published(&page.front_matter);
            findings
                .extend(misuse.map(|misuse| misuse.finding(sources, &page.document, &page.document.outline(sources))));
            if options.drafts == Drafts::Shown || is_published {
                pages.push(page);
            }
        }
        let paths: Vec<_> = pages.iter().map(|page| (&*page.path, &page.front_matter)).collect();
        let memberships = guide::memberships(config, &paths);
        for (page, membership) in pages.iter_mut().zip(memberships) {
            page.membership = membership;
        }
        let static_files: Vec<(FileId, String)> = static_files
            .iter()
            .map(|&file| (file, sources.path(file).to_string()))
            .collect();
        let mut outputs = Outputs::default();
        let own_outputs = pages.iter().map(|page| (page.document.file, &page.output));
        let own_outputs = own_outputs.chain(static_files.iter().map(|(file, output)| (*file, output)));
        for (file, output) in own_outputs {
            #[expect(
                clippy::let_underscore_must_use,
                reason = "whoever is given a path may lose it to a later one: all are asked for again below"
            )]
            let _: Claim = outputs.claim(sources, output, file, Span::at(0), &mut findings);
        }
        // A page that is not in the site leads nowhere, and nothing leads to it.
        pages.retain(|page| outputs.serves(&page.output, page.document.file));
        let redirects = redirects(sources, &pages, &mut outputs, &mut findings);
        let static_files: Vec<(FileId, String)> = static_files
            .into_iter()
            .filter(|(file, output)| outputs.serves(output, *file))
            .collect();
        let site = SiteValues::new(config.site.clone(), data, &static_files, &pages, options.time);
        Self {
            static_files,
            pages,
            redirects,
            site,
            findings,
            is_finished: false,
        }
    }

    /// The index of a finished site, each of whose files is served from where it stands.
    pub fn of_finished(sources: &Sources, documents: Vec<Document>, static_files: &[FileId]) -> Self {
        let path = |file: FileId| sources.path(file);
        let page = |document: Document| IndexedPage {
            path: Arc::clone(path(document.file)),
            format: Format::Html,
            url: address::url_of_file(path(document.file)),
            output: path(document.file).to_string(),
            front_matter: Map::new(),
            membership: Membership::default(),
            document,
        };
        let pages: Vec<IndexedPage> = documents.into_iter().map(page).collect();
        let static_files: Vec<_> = static_files
            .iter()
            .map(|&file| (file, path(file).to_string()))
            .collect();
        Self {
            site: SiteValues::new(Map::new(), Map::new(), &static_files, &pages, ""),
            redirects: Vec::new(),
            static_files,
            pages,
            findings: Vec::new(),
            is_finished: true,
        }
    }

    /// The output paths of all pages, redirects and static files.
    pub fn outputs(&self) -> impl Iterator<Item = &str> {
        let pages = self.pages.iter().map(|page| page.output.as_str());
        let redirects = self.redirects.iter().map(|redirect| redirect.output.as_str());
        pages
            .chain(redirects)
            .chain(self.static_files.iter().map(|(_, output)| output.as_str()))
    }
}

/// Who has which output path. The last in path order has it, as in Jekyll, where it writes last.
#[derive(Default)]
struct Outputs {
    taken: HashMap<String, FileId>,
    /// The folders that the paths stand in, each with the first file in it.
    folders: HashMap<String, FileId>,
}

/// The longest name of a file that file systems take, in bytes.
const MAX_NAME: usize = 255;

/// The longest output path, in bytes: what systems take, with room for the folder that it stands in.
const MAX_PATH: usize = 2048;

/// Whether a file may have an output path.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Claim {
    /// The path is its own until a later file claims it.
    Granted,
    /// It cannot be written beside what was claimed before.
    Refused,
}

impl Outputs {
    /// Whether `output` is the file's own, after all claims.
    fn serves(&self, output: &str, file: FileId) -> bool {
        self.taken.get(output) == Some(&file)
    }

    /// Gives `output` to the file, and tells of a conflict. What would need a file and a folder of one name is not
    /// given at all.
    fn claim(
        &mut self,
        sources: &Sources,
        output: &str,
        file: FileId,
        span: Span,
        findings: &mut Vec<Finding>,
    ) -> Claim {
        if output.len() > MAX_PATH || output.split('/').any(|name| name.len() > MAX_NAME) {
            let location = sources.location(Place { file, span });
            let message =
                format!("its address has a name of more than {MAX_NAME} bytes, or more than {MAX_PATH} in all");
            let finding = Finding::error("limit-exceeded", location, message).on_page(sources.path(file));
            findings.push(
                finding.with_hint("no file can be called so, and it is left out; shorten the name or `permalink`"),
            );
            return Claim::Refused;
        }
        let folders = || ancestors(output);
        let as_folder = folders()
            .find_map(|folder| self.taken.get(folder))
            .or_else(|| self.folders.get(output));
        let (claim, earlier, hint) = match as_folder {
            Some(&earlier) => (
                Claim::Refused,
                earlier,
                "one path cannot be a file and a folder; this one is left out",
            ),
            None => {
                for folder in folders() {
                    self.folders.entry(folder.to_owned()).or_insert(file);
                }
                match self.taken.insert(output.to_owned(), file) {
                    Some(earlier) => (
                        Claim::Granted,
                        earlier,
                        "only one of the two is in the site; change a `permalink`, `redirect_from` or name",
                    ),
                    None => return Claim::Granted,
                }
            }
        };
        let location = sources.location(Place { file, span });
        let message = format!("`{output}` is made from `{}` too", sources.path(earlier));
        findings.push(
            Finding::error("output-conflict", location, message)
                .on_page(sources.path(file))
                .with_hint(hint),
        );
        claim
    }
}

fn index_page(sources: &Sources, config: &Config, document: Document, findings: &mut Vec<Finding>) -> IndexedPage {
    let path = Arc::clone(sources.path(document.file));
    let mut front_matter = document.front_matter.clone();
    fill_in(&mut front_matter, config.defaults_of(&path, "pages"));
    let format = address::format_of(&path);
    let default_url = address::default_url(&path, format, config.permalink);
    let permalink = jekyll_keys::permalink(&front_matter);
    let built_at = format!("the page is built at `{default_url}`");
    let url = match permalink {
        Ok(None) => default_url,
        Ok(Some(permalink)) => match address::permalink_url(permalink, &path, format) {
            Ok(url) => url,
            Err(refusal) => {
                let location = location_of(sources, &document, &document.outline(sources), "/permalink");
                let message = refusal.message("the permalink", permalink);
                let advice = refusal.hint().map_or(String::new(), |hint| format!("{hint}; "));
                let finding = Finding::error(refusal.rule(), location, message).on_page(&path);
                findings.push(finding.with_hint(advice + &built_at));
                default_url
            }
        },
        Err(mut misuse) => {
            misuse.hint = format!("{}; {built_at}", misuse.hint);
            findings.push(misuse.finding(sources, &document, &document.outline(sources)));
            default_url
        }
    };
    IndexedPage {
        output: address::output_path(&url, format, &path),
        document,
        path,
        format,
        url,
        front_matter,
        membership: Membership::default(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::front_matter;

    fn index(config: &str, files: &[(&str, &str)]) -> Index {
        let sources = Sources::in_memory(files.iter().copied());
        let config = Config::parse(config).expect("the config is right");
        let documents = sources
            .iter()
            .map(|source| front_matter::parse(&sources, source.id))
            .collect();
        let options = IndexOptions {
            time: "",
            drafts: Drafts::Hidden,
        };
        Index::new(&sources, &config, documents, &[], Map::new(), options)
    }

    #[test]
    fn urls_and_output_paths_are_jekylls() {
        for (config, path, front_matter, url, output) in [
            ("", "docs/x/setup.md", "", "/docs/x/setup.html", "docs/x/setup.html"),
            ("", "docs/x/index.md", "", "/docs/x/", "docs/x/index.html"),
            ("", "index.html", "", "/", "index.html"),
            ("", "feed.xml", "", "/feed.xml", "feed.xml"),
            ("", "feed.xml", "permalink: /news", "/news", "news.xml"),
            ("", "LICENSE", "", "/LICENSE", "LICENSE"),
            ("", "v1.2/LICENSE", "", "/v1.2/LICENSE", "v1.2/LICENSE"),
            ("permalink: pretty", "a/b.md", "", "/a/b/", "a/b/index.html"),
            ("", "a.md", "permalink: /b/", "/b/", "b/index.html"),
            ("", "a.md", "permalink: b.html", "/b.html", "b.html"),
            ("", "a.md", "permalink: /b", "/b", "b.html"),
            (
                "",
                "d/a.md",
                "permalink: /:path/x/:basename:output_ext",
                "/d/x/a.html",
                "d/x/a.html",
            ),
            ("", "a.md", "permalink: //b//c/", "/b/c/", "b/c/index.html"),
            ("", "a.md", "permalink: /", "/", "index.html"),
            ("", "a.md", "permalink: /a b/", "/a b/", "a b/index.html"),
            ("", "a.md", "permalink: /a%20b/", "/a%20b/", "a b/index.html"),
            ("", "a.md", "permalink: /%zz", "/%zz", "%zz.html"),
            ("", "a b/ü#.md", "", "/a%20b/%C3%BC%23.html", "a b/ü#.html"),
            ("permalink: pretty", "a b.md", "", "/a%20b/", "a b/index.html"),
            ("", "a b.xml", "", "/a%20b.xml", "a b.xml"),
            ("", "%2e%2e.md", "", "/%252e%252e.html", "%2e%2e.html"),
            (
                "",
                "d e/f g.md",
                "permalink: /:path/x y/:basename/",
                "/d%20e/x y/f%20g/",
                "d e/x y/f g/index.html",
            ),
            ("", "d/a.xml", "permalink: /:basename:output_ext", "/a.xml", "a.xml"),
            ("", "v1.2/a", "permalink: /:path/x", "/v1.2/x", "v1.2/x"),
            ("", "v1.2.md", "permalink: /v1.2", "/v1.2", "v1.2.html"),
        ] {
            let index = index(config, &[(path, &format!("---\n{front_matter}\n---\n"))]);
            let page = &index.pages[0];
            assert_eq!(
                (page.url.as_str(), page.output.as_str()),
                (url, output),
                "{path} {front_matter}"
            );
            assert_eq!(index.findings, []);
        }
    }

    #[test]
    fn what_leads_out_of_the_site_is_told_and_not_followed() {
        let index = index(
            "",
            &[("a.md", "---\npermalink: ../../x\nredirect_from: [/ok, ../y]\n---\n")],
        );
        let told: Vec<_> = index
            .findings
            .iter()
            .map(|finding| (finding.rule, finding.location.start.line))
            .collect();
        assert_eq!(told, [("unsafe-path", 2), ("unsafe-path", 3)]);
        assert_eq!(index.pages[0].output, "a.html");
        let redirects: Vec<_> = index
            .redirects
            .iter()
            .map(|redirect| redirect.output.as_str())
            .collect();
        assert_eq!(redirects, ["ok.html"]);
    }

    #[test]
    fn a_permalink_that_cannot_be_is_told_and_the_page_built_at_its_place() {
        for (permalink, rule, message, hint) in [
            (
                "/:title/",
                "front-matter-schema",
                "permalinks of pages have no placeholder `:title`",
                "they have `:path`, `:basename`, `:output_ext`; ",
            ),
            (
                "/:base_name/",
                "front-matter-schema",
                "permalinks of pages have no placeholder `:base_name`",
                "did you mean `:basename`?; ",
            ),
            ("''", "front-matter-schema", "the permalink is empty", ""),
            (
                "2015",
                "front-matter-schema",
                "`permalink` is a number, and no address",
                "write an address such as `/setup/`; ",
            ),
            (
                "/%2e%2e/x",
                "unsafe-path",
                "the permalink `/%2e%2e/x` leads out of the site",
                "",
            ),
            (
                "https://example.com/",
                "unsafe-path",
                "the permalink `https://example.com/` leads out of the site",
                "",
            ),
            (
                "/10:30/",
                "unsafe-path",
                "the permalink `/10:30/` has a colon, a backslash or a control character",
                "no path of the site may have one; ",
            ),
        ] {
            let index = index("", &[("a.md", &format!("---\npermalink: {permalink}\n---\n"))]);
            let [finding] = &*index.findings else {
                panic!("{permalink}: {:?}", index.findings);
            };
            assert_eq!((finding.rule, finding.message.as_str()), (rule, message), "{permalink}");
            let hint = format!("{hint}the page is built at `/a.html`");
            assert_eq!(finding.hint.as_deref(), Some(hint.as_str()), "{permalink}");
            assert_eq!(finding.location.start.line, 2, "{permalink}");
            assert_eq!(index.pages[0].output, "a.html", "{permalink}");
        }
    }

    #[test]
    fn a_misused_key_from_the_config_says_where_it_is_from() {
        let config = "defaults: [{scope: {path: ''}, values: {permalink: [/x/]}}]\n";
        let index = index(config, &[("a.md", "---\n---\n")]);
        let hint = index.findings[0].hint.as_deref().unwrap_or_default();
        assert!(hint.ends_with("it comes from `defaults` in `_config.yml`"), "{hint}");
    }

    #[test]
    fn redirects_are_made_of_lists_texts_and_numbers() {
        let index = index(
            "",
            &[
                ("a.md", "---\nredirect_from: [/o%20ld/, 2015, {x: y}]\n---\n"),
                ("b c.md", "---\nredirect_from: /b\nredirect_to: [/a.html]\n---\n"),
            ],
        );
        let redirects: Vec<_> = index
            .redirects
            .iter()
            .map(|redirect| (redirect.output.as_str(), redirect.to.as_str()))
            .collect();
        let expected = [
            ("2015.html", "/a.html"),
            ("b c.html", "/a.html"),
            ("b.html", "/b%20c.html"),
            ("o ld/index.html", "/a.html"),
        ];
        assert_eq!(redirects, expected);
        let told: Vec<_> = index.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(told, ["`redirect_from` has a mapping, which is no address"]);
    }

    #[test]
    fn the_last_of_two_pages_with_one_output_path_has_it() {
        let page = "---\npermalink: /same.html\n---\n";
        let index = index("", &[("a.md", page), ("b.md", page)]);
        assert_eq!(index.pages.len(), 1);
        assert_eq!(&*index.pages[0].path, "b.md");
        assert_eq!(index.findings[0].rule, "output-conflict");
    }

    #[test]
    fn a_name_that_no_file_can_have_is_told_and_left_out() {
        let (name, path) = ("n".repeat(300), "a/".repeat(3000));
        let permalinks = format!("---\npermalink: /{name}\nredirect_from: /{path}\n---\n");
        let index = index(
            "",
            &[
                ("a.md", &permalinks),
                ("b.md", &format!("---\npermalink: /{path}\n---\n")),
                ("c.md", "---\n---\n"),
            ],
        );
        let outputs: Vec<_> = index.outputs().collect();
        assert_eq!(outputs, ["c.html"]);
        let told: Vec<_> = index.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(told, ["limit-exceeded"; 2]);
    }

    #[test]
    fn a_path_that_would_be_file_and_folder_is_told_and_left_out() {
        let index = index(
            "",
            &[
                ("a.md", "---\n---\n"),
                ("b.md", "---\npermalink: /a.html/b.html\n---\n"),
            ],
        );
        let outputs: Vec<_> = index.pages.iter().map(|page| page.output.as_str()).collect();
        assert_eq!(outputs, ["a.html"]);
        assert_eq!(index.findings[0].rule, "output-conflict");
    }

    #[test]
    fn a_redirect_that_would_make_a_file_a_folder_is_left_out() {
        let index = index("", &[("setup.md", "---\nredirect_from: /setup.html/\n---\n")]);
        assert!(index.redirects.is_empty(), "{:?}", index.redirects);
        assert_eq!(index.findings.len(), 1);
        assert_eq!(index.findings[0].rule, "output-conflict");
    }

    #[test]
    fn a_page_that_is_left_out_leads_nowhere() {
        let lost = "---\npermalink: /a.html/b.html\nredirect_to: /x\nredirect_from: /old\n---\n";
        let index = index("", &[("a.md", "---\n---\n"), ("b.md", lost)]);
        assert!(index.redirects.is_empty(), "{:?}", index.redirects);
    }

    #[test]
    fn unpublished_pages_are_left_out_and_defaults_filled_in() {
        let config = "defaults:\n- {scope: {path: ''}, values: {a: 1, b: 1}}\n- {scope: {path: d}, values: {a: 2}}\n";
        let index = index(
            config,
            &[("d/x.md", "---\nb: 3\n---\n"), ("y.md", "---\npublished: no\n---\n")],
        );
        assert_eq!(index.pages.len(), 1);
        assert_eq!(json!(index.pages[0].front_matter), json!({"b": 3, "a": 2}));
    }
}
