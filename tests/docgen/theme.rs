//! The final HTML of the default theme against the page model: a theme may add, but must not lose or change.

use std::collections::BTreeSet;
use std::io::Write;

use docgen::engine::{Artifacts, Content};
use docgen::page::{Block, Page, Section, Step};
use flate2::Compression;
use flate2::write::GzEncoder;
use html5gum::{Token, Tokenizer};

use crate::support;

#[test]
fn the_final_html_has_the_headings_anchors_tables_and_links_of_the_model() {
    let mut build = support::build(support::content());
    let theme = build.load_theme("default", &[]).expect("the theme is right");
    let mut compared = (0, 0, 0);
    for (position, page) in build.site.pages.iter().enumerate() {
        let html = build.render_page(&theme, position).expect("the page can be rendered");
        let found = Found::of_content(&html);

        let headings = page.headings.iter();
        let headings: Vec<_> = headings.map(|h| (h.level, h.id.clone(), h.text.clone())).collect();
        assert_eq!(found.headings, headings, "headings of {}", page.source);

        let links: Vec<_> = page
            .links
            .iter()
            .map(|link| (link.href.clone(), link.text.clone()))
            .collect();
        assert_eq!(found.links, links, "links of {}", page.source);

        let tables = tables(page);
        assert_eq!(found.tables, tables, "tables of {}", page.source);

        let images: Vec<_> = page
            .images
            .iter()
            .map(|image| (image.src.clone(), image.alt.clone().unwrap_or_default()))
            .collect();
        assert_eq!(found.images, images, "images of {}", page.source);
        compared = (
            compared.0 + headings.len(),
            compared.1 + links.len(),
            compared.2 + tables.len(),
        );
    }
    let (headings, links, tables) = compared;
    assert!(
        headings > 50 && links > 90 && tables > 20,
        "there is little to compare: {compared:?}"
    );
}

#[test]
fn every_anchor_that_the_final_html_links_to_is_on_the_page() {
    let mut build = support::build(support::content());
    let theme = build.load_theme("default", &[]).expect("the theme is right");
    for position in 0..build.site.pages.len() {
        let html = build.render_page(&theme, position).expect("the page can be rendered");
        let path = &build.site.pages[position].source;
        let mut ids = BTreeSet::new();
        let mut fragments = Vec::new();
        for (_, attributes) in start_tags(&html) {
            for (name, value) in attributes {
                match (name.as_str(), value.strip_prefix('#')) {
                    ("id", _) => assert!(ids.insert(value.clone()), "{path} has the id {value} twice"),
                    ("href", Some(fragment)) => fragments.push(fragment.to_owned()),
                    _ => {}
                }
            }
        }
        assert!(!fragments.is_empty(), "{path} has the link to its content at least");
        for fragment in fragments {
            assert!(
                ids.contains(&fragment),
                "{path} links to #{fragment}, which is not there"
            );
        }
    }
}

#[test]
fn every_link_of_the_final_html_leads_to_a_file_of_the_site() {
    let ground = support::Ground::new([]);
    let out = ground.path("public");
    let mut build = support::build(support::content());
    let theme = build.load_theme("default", &[]).expect("the theme is right");
    build.write(&theme, &out).expect("the site can be written");
    let files = ground.tree("public");
    for (path, content) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(content).expect("pages are UTF-8");
        let base = format!("http://site/{path}");
        for (_, attributes) in start_tags(html) {
            for (name, value) in attributes {
                let leads_out = value.contains("://") || value.starts_with(['#']);
                if !matches!(name.as_str(), "href" | "src") || leads_out {
                    continue;
                }
                let target = resolve(&base["http://site/".len()..], &value);
                let target = if target.is_empty() || target.ends_with('/') {
                    format!("{target}index.html")
                } else {
                    target
                };
                assert!(
                    files.contains_key(&target),
                    "{path} links to {value}, which is no file of the site"
                );
            }
        }
    }
}

/// The path in the site that `href` on the page at `path` leads to.
fn resolve(path: &str, href: &str) -> String {
    let href = href.split(['#', '?']).next().unwrap_or_default();
    if href.is_empty() {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = match href.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => path
            .split('/')
            .rev()
            .skip(1)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect(),
    };
    for part in href.trim_start_matches('/').split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The tables of a page, wherever they stand, as the texts of their cells by rows.
fn tables(page: &Page) -> Vec<Vec<Vec<String>>> {
    let mut tables = Vec::new();
    page.sections
        .iter()
        .for_each(|section| of_section(section, &mut tables));
    return tables;

    fn of_section(section: &Section, tables: &mut Vec<Vec<Vec<String>>>) {
        of_blocks(&section.blocks, tables);
        section.sections.iter().for_each(|section| of_section(section, tables));
    }

    fn of_blocks(blocks: &[Block], tables: &mut Vec<Vec<Vec<String>>>) {
        for block in blocks {
            match block {
                Block::Table(table) => {
                    let rows = std::iter::once(&table.header).chain(&table.rows);
                    tables.push(
                        rows.map(|row| row.iter().map(|cell| cell.text.clone()).collect())
                            .collect(),
                    );
                }
                Block::List(list) => of_steps(&list.items, tables),
                Block::Procedure(procedure) => of_steps(&procedure.steps, tables),
                _ => {}
            }
        }
    }

    fn of_steps(steps: &[Step], tables: &mut Vec<Vec<Vec<String>>>) {
        for step in steps {
            of_blocks(&step.blocks, tables);
            of_steps(&step.steps, tables);
        }
    }
}

/// What stands in the content of a whole page.
#[derive(Debug, Default)]
struct Found {
    headings: Vec<(u8, String, String)>,
    links: Vec<(String, String)>,
    tables: Vec<Vec<Vec<String>>>,
    images: Vec<(String, String)>,
}

impl Found {
    fn of_content(html: &str) -> Self {
        let (_, content) = html
            .split_once("<article class=\"content\">")
            .expect("the page has its content");
        let (content, _) = content.split_once("</article>").expect("the content ends");
        let mut found = Self::default();
        let mut link: Option<(String, String)> = None;
        let mut heading: Option<(u8, String, String)> = None;
        let mut cell: Option<String> = None;
        for token in Tokenizer::new(content) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    let attribute = |name: &str| {
                        let value = tag.attributes.get(name.as_bytes());
                        value.map(|value| String::from_utf8_lossy(value).into_owned())
                    };
                    let id = || attribute("id").unwrap_or_default();
                    match &**tag.name {
                        b"a" => link = attribute("href").map(|href| (href, String::new())),
                        [b'h', level @ b'1'..=b'6'] => heading = Some((level - b'0', id(), String::new())),
                        b"table" => found.tables.push(Vec::new()),
                        b"tr" => found.tables.last_mut().expect("rows are in tables").push(Vec::new()),
                        b"th" | b"td" => cell = Some(String::new()),
                        b"img" => found.images.push((
                            attribute("src").unwrap_or_default(),
                            attribute("alt").unwrap_or_default(),
                        )),
                        b"br" => {
                            for text in [link.as_mut().map(|link| &mut link.1), cell.as_mut()]
                                .into_iter()
                                .flatten()
                            {
                                text.push(' ');
                            }
                        }
                        _ => {}
                    }
                }
                Token::EndTag(tag) => match &**tag.name {
                    b"a" => found
                        .links
                        .extend(link.take().map(|(href, text)| (href, folded(&text)))),
                    [b'h', b'1'..=b'6'] => {
                        found
                            .headings
                            .extend(heading.take().map(|(level, id, text)| (level, id, folded(&text))));
                    }
                    b"th" | b"td" => {
                        let row = found.tables.last_mut().and_then(|table| table.last_mut());
                        row.expect("cells are in rows")
                            .extend(cell.take().map(|text| folded(&text)));
                    }
                    _ => {}
                },
                Token::String(text) => {
                    let text = String::from_utf8_lossy(&text);
                    link.iter_mut().for_each(|link| link.1.push_str(&text));
                    heading.iter_mut().for_each(|heading| heading.2.push_str(&text));
                    cell.iter_mut().for_each(|cell| cell.push_str(&text));
                }
                Token::Error(error) => panic!("the final HTML is wrong: {error:?}"),
                Token::Comment(_) | Token::Doctype(_) => {}
            }
        }
        found
    }
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All start tags of a page: name, and attributes by name.
fn start_tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let tag = |token| match token {
        Ok(Token::StartTag(tag)) => {
            let attributes = tag.attributes.iter().map(|(name, value)| (text(name), text(value)));
            Some((text(&tag.name), attributes.collect()))
        }
        _ => None,
    };
    Tokenizer::new(html).filter_map(tag).collect()
}

/// The most that a setup guide may weigh without its images, in bytes: as it is, and compressed as servers send it.
const MOST: (usize, usize) = (60_000, 20_000);

#[test]
fn a_setup_guide_is_light_and_is_painted_with_one_style_sheet() {
    let mut build = support::build(support::content());
    let theme = build.load_theme("default", &[]).expect("the theme is right");
    let artifacts = Artifacts::new(&build, &theme).expect("no two files have one path");
    let text = |path: &str| {
        let content = artifacts.get(path).unwrap_or_else(|| panic!("there is no {path}"));
        match content.expect("it can be rendered") {
            Content::Bytes(bytes) => String::from_utf8(bytes.into_owned()).expect("it is a text"),
            Content::Copy { path, .. } => panic!("{path} is copied"),
        }
    };
    let setups = build
        .site
        .pages
        .iter()
        .filter(|page| page.kind.as_deref() == Some("setup"));
    let mut judged = 0;
    for page in setups {
        let html = text(&page.output);
        let mut loaded = vec![html.clone()];
        let (mut style_sheets, mut scripts) = (0, 0);
        for (name, attributes) in start_tags(&html) {
            let attribute = |name: &str| {
                attributes
                    .iter()
                    .find(|(known, _)| known == name)
                    .map(|(_, value)| &**value)
            };
            let file = |address: &str| text(address.trim_start_matches("../"));
            assert_eq!(attribute("style"), None, "{} is styled within", page.output);
            match &*name {
                "link" if attribute("rel") == Some("stylesheet") => {
                    loaded.push(file(attribute("href").expect("it has an address")));
                    style_sheets += 1;
                }
                "script" => {
                    let script = file(attribute("src").expect("no script stands within"));
                    assert!(
                        attribute("defer").or(attribute("async")).is_some(),
                        "the first paint waits for more than the style sheet"
                    );
                    loaded.push(script);
                    scripts += 1;
                }
                "style" => panic!("{} is styled within", page.output),
                _ => {}
            }
        }
        assert_eq!((style_sheets, scripts), (1, 2), "of {}", page.output);
        let weight: usize = loaded.iter().map(String::len).sum();
        let sent: usize = loaded.iter().map(|text| compressed(text)).sum();
        assert!(
            weight < MOST.0 && sent < MOST.1,
            "{} weighs {weight}, and {sent} as it is sent",
            page.output
        );
        judged += 1;
    }
    assert_eq!(judged, 3);
}

#[test]
fn what_two_modes_have_alike_is_on_the_card_once() {
    let mut build = support::build(support::site([
        ("_config.yml", "docgen: {guides: guides/*}\n"),
        (
            "_data/parameters.yml",
            "oauth2: [{credential: apiKey, parameter: key}]\nbasic: [{credential: apiKey, parameter: key}]\n",
        ),
        (
            "guides/acme/setup.md",
            "---\ntitle: Setup\nheading: Acme\napiKey: Client ID\n---\n\n1. Record the Client ID.\n",
        ),
    ]));
    let theme = build.load_theme("default", &[]).expect("the theme is right");
    let html = build.render_page(&theme, 0).expect("the page can be rendered");
    assert_eq!(html.matches("<p class=\"term\">Client ID</p>").count(), 1);
}

fn compressed(text: &str) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).expect("it goes into memory");
    encoder.finish().expect("it goes into memory").len()
}
