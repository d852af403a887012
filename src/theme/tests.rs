use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::page::{Heading, MODEL_VERSION, Page, PageFile, Provenance};
use crate::parameters::Registry;
use crate::schema::Schemas;
use crate::site::Guide;
use crate::source::Location;
use crate::span::{LineColumn, Span};
use crate::vfs::Memory;

/// A page at `output`, whose source and URL are named alike.
fn page(output: &str, title: &str, html: &str) -> Page {
    Page {
        version: MODEL_VERSION,
        source: output.replace(".html", ".md").into(),
        url: format!("/{output}"),
        output: output.to_owned(),
        kind: None,
        guide: None,
        language: None,
        title: title.to_owned(),
        full_title: None,
        front_matter: Map::new(),
        headings: Vec::new(),
        ids: Vec::new(),
        sections: Vec::new(),
        credentials: None,
        further_credentials: Vec::new(),
        links: Vec::new(),
        images: Vec::new(),
        includes: Vec::new(),
        include_files: Vec::new(),
        variables: Vec::new(),
        file: PageFile::new(output.into(), "".into(), Arc::new([])),
        undefined: Vec::new(),
        retold: Vec::new(),
        duplicate_ids: Vec::new(),
        base: None,
        refresh: None,
        areas: Vec::new(),
        image_sources: Vec::new(),
        prose: Vec::new(),
        asides: Vec::new(),
        comments: Vec::new(),
        raw: "".into(),
        is_readable: true,
        yaml: Span::at(0),
        html: html.to_owned(),
        markdown: Some(html.to_owned()),
        outline: std::sync::OnceLock::new(),
    }
}

fn page_mut(site: &mut Site, at: usize) -> &mut Page {
    Arc::make_mut(&mut site.pages[at])
}

fn heading(level: u8, text: &str, id: &str) -> Heading {
    let nowhere = LineColumn { line: 1, column: 1 };
    Heading {
        level,
        text: text.to_owned(),
        id: id.to_owned(),
        at: Provenance {
            location: Location {
                path: "x.md".into(),
                span: Span::at(0),
                start: nowhere,
                end: nowhere,
            },
            via: Arc::default(),
        },
    }
}

fn guide(folder: &str, language: Option<&str>, title: &str, pages: &[usize]) -> Guide {
    Guide {
        folder: Arc::from(folder),
        language: language.map(str::to_owned),
        title: title.to_owned(),
        pages: pages.to_vec(),
    }
}

/// A start page, two guides, one of them in Korean too, and a page beside the guides.
fn site() -> Site {
    let mut setup = page(
        "guides/acme/setup.html",
        "Set up <Acme> & Co",
        "<p>Do <em>this</em>.</p>",
    );
    setup
        .front_matter
        .insert("description".to_owned(), json!("\"Keys\" & <secrets>"));
    setup.headings = vec![
        heading(2, "Keys & secrets", "keys"),
        heading(3, "Where", "where"),
        heading(4, "Deep", "deep"),
    ];
    let mut korean = page("guides/acme/ko/setup.html", "설정", "<h1 id=\"x\">설정</h1>");
    korean.language = Some("ko".to_owned());
    korean.headings = vec![heading(1, "설정", "x")];
    Site {
        title: "Portal".to_owned(),
        description: Some("All guides".to_owned()),
        language: "en".to_owned(),
        url: "https://example.com".to_owned(),
        base_url: "/docs".to_owned(),
        repository: None,
        pages: [
            page("about.html", "About", "<p>About us.</p>"),
            page("guides/acme/index.html", "Overview", "<p>Acme.</p>"),
            setup,
            korean,
            page("guides/zeta/index.html", "Overview", "<p>Zeta.</p>"),
        ]
        .map(Arc::new)
        .into(),
        files: BTreeSet::new(),
        of_plugins: Vec::new(),
        registry: Registry::common(),
        is_finished: false,
        catalogue: None,
        today: None,
        search: None,
        history: crate::site::History {
            files: Default::default(),
            format: Some("%d.%m.%Y".to_owned()),
            zone: crate::date::UTC.clone(),
        },
        image_sizes: Default::default(),
        lookups: crate::site::Lookups::default(),
        rules: Default::default(),
        variants: Vec::new(),
        schemas: Schemas::default().into(),
        identity: crate::config::Identity::default(),
        kinds: BTreeSet::new(),
        required_kinds: Vec::new(),
        placeholders: crate::site::Placeholders::default(),
        posts: Vec::new(),
        other_files: Vec::new(),
        texts: Vec::new(),
        brand: None,
        guides: vec![
            guide("guides/acme", None, "Acme", &[1, 2]),
            guide("guides/acme", Some("ko"), "Acme", &[3]),
            guide("guides/zeta", None, "Zeta", &[4]),
        ],
    }
}

fn files<const N: usize>(files: [(&str, &str); N]) -> Memory {
    files.into_iter().collect()
}

fn load_with<const N: usize>(templates: [(&str, &str); N], site: &Site) -> Result<Theme, Error> {
    let files = files(templates);
    let folder = ThemeFolder {
        path: "themes/own",
        files: &files,
    };
    Theme::load("own", &[folder], site)
}

/// The path, line, column and message of an error.
fn place(error: &Error) -> (&str, usize, usize, &str) {
    match error {
        Error::Invalid {
            path,
            at: Some(at),
            message,
            ..
        } => (path, at.line, at.column, message),
        other => panic!("not an error with a place: {other}"),
    }
}

fn assert_contains(html: &str, part: &str) {
    assert!(html.contains(part), "no {part} in:\n{html}");
}

#[test]
fn a_page_of_a_guide_has_its_header_tabs_contents_and_neighbours() {
    let site = site();
    let theme = Theme::load("default", &[], &site).unwrap();
    let html = theme.render_page(&site, 2, "guide").unwrap();
    assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"), "{html}");
    assert_contains(&html, "<title>Set up &lt;Acme&gt; &amp; Co | Acme | Portal</title>");
    assert_contains(&html, "<h1>Set up &lt;Acme&gt; &amp; Co</h1>");
    assert_contains(&html, "content=\"&quot;Keys&quot; &amp; &lt;secrets&gt;\"");
    assert_contains(&html, "<p>Do <em>this</em>.</p>");
    assert_contains(
        &html,
        "<link rel=\"canonical\" href=\"https://example.com/docs/guides/acme/setup.html\">",
    );
    assert_contains(&html, "<a href=\"../../guides/acme/setup.html\" aria-current=\"page\">");
    assert_contains(
        &html,
        "<a class=\"previous\" rel=\"prev\" href=\"../../guides/acme/index.html\">",
    );
    assert_contains(&html, "<a href=\"#keys\">Keys &amp; secrets</a>");
    assert_contains(&html, "<a href=\"../../guides/zeta/index.html\">Zeta</a>");
    assert_contains(
        &html,
        "<a href=\"../../guides/acme/index.html\" aria-current=\"true\">Acme</a>",
    );
    assert!(!html.contains("#deep"), "only levels 2 and 3 are listed");
    assert!(!html.contains("rel=\"next\""), "it is the last page");
}

#[test]
fn links_are_relative_at_every_depth_and_work_from_disk() {
    let site = site();
    let theme = Theme::load("default", &[], &site).unwrap();
    for (index, root) in [(0, "./"), (1, "../../"), (3, "../../../")] {
        let html = theme.render_page(&site, index, "page").unwrap();
        assert_contains(&html, &format!("href=\"{root}index.html\""));
        assert_contains(&html, &format!("href=\"{root}docgen-theme/docgen.css\""));
        assert_contains(&html, &format!("src=\"{root}docgen-theme/docgen.js\""));
        assert_eq!(
            html.matches("rel=\"stylesheet\"").count(),
            1,
            "the first paint waits for one"
        );
        assert_contains(&html, &format!("href=\"{root}guides/zeta/index.html\""));
        assert!(!html.contains("href=\"/"), "{html}");
    }
}

#[test]
fn a_page_is_in_its_language_and_leads_to_the_others() {
    let site = site();
    let theme = Theme::load("default", &[], &site).unwrap();
    let html = theme.render_page(&site, 3, "guide").unwrap();
    assert_contains(&html, "<html lang=\"ko\">");
    assert_contains(
        &html,
        "<a href=\"../../../guides/acme/setup.html\" hreflang=\"en\" lang=\"en\">English</a>",
    );
    assert_contains(&html, "hreflang=\"ko\" lang=\"ko\" aria-current=\"true\">한국어</a>");
    assert_contains(
        &html,
        "<li><a href=\"../../../guides/acme/ko/setup.html\" aria-current=\"true\">Acme</a></li>",
    );
    assert_eq!(html.matches("<h1").count(), 1, "the content's own heading is enough");
}

#[test]
fn a_page_that_is_in_one_language_only_leads_to_no_other() {
    let mut site = site();
    page_mut(&mut site, 3).source = "guides/acme/ko/about.md".into();
    let theme = Theme::load("default", &[], &site).unwrap();
    for page in [1, 2, 3] {
        let html = theme.render_page(&site, page, "guide").unwrap();
        assert!(!html.contains("class=\"languages\""), "{html}");
    }
}

#[test]
fn a_page_is_known_in_another_language_by_its_file_wherever_it_is_put() {
    let mut site = site();
    page_mut(&mut site, 1).output = "acme/index.html".to_owned();
    page_mut(&mut site, 2).output = "acme/setup/index.html".to_owned();
    page_mut(&mut site, 3).output = "acme/ko/setup/index.html".to_owned();
    let theme = Theme::load("default", &[], &site).unwrap();
    assert_contains(
        &theme.render_page(&site, 3, "guide").unwrap(),
        "<a href=\"../../../acme/setup/index.html\" hreflang=\"en\"",
    );
    let overview = theme.render_page(&site, 1, "guide").unwrap();
    assert!(!overview.contains("hreflang"), "{overview}");
}

#[test]
fn a_language_is_no_guide_of_its_own_in_the_finder() {
    let mut site = site();
    let index = finder_index(&Theme::load("default", &[], &site).unwrap(), &site);
    assert_eq!(
        index["guides"],
        json!([
            ["Acme", "", "guides/acme/index.html"],
            ["Acme · 한국어", "", ""],
            ["Zeta", "", "guides/zeta/index.html"],
        ]),
        "a guide without an address is none to be found"
    );
    site.guides.remove(0);
    let index = finder_index(&Theme::load("default", &[], &site).unwrap(), &site);
    assert_eq!(
        index["guides"][0][2],
        json!("guides/acme/ko/setup.html"),
        "there is no other"
    );
}

#[test]
fn what_is_written_from_right_to_left_is_shown_so() {
    let mut site = site();
    page_mut(&mut site, 3).language = Some("ar_EG".to_owned());
    let theme = Theme::load("default", &[], &site).unwrap();
    assert_contains(
        &theme.render_page(&site, 3, "page").unwrap(),
        "<html lang=\"ar-EG\" dir=\"rtl\">",
    );
    assert_contains(&theme.render_page(&site, 2, "page").unwrap(), "<html lang=\"en\">");
}

#[test]
fn the_front_matter_of_a_page_says_its_language_first() {
    let mut site = site();
    page_mut(&mut site, 3)
        .front_matter
        .insert("lang".to_owned(), json!("he"));
    page_mut(&mut site, 0)
        .front_matter
        .insert("lang".to_owned(), json!("  "));
    let theme = Theme::load("default", &[], &site).unwrap();
    assert_contains(
        &theme.render_page(&site, 3, "page").unwrap(),
        "<html lang=\"he\" dir=\"rtl\">",
    );
    assert_contains(&theme.render_page(&site, 0, "page").unwrap(), "<html lang=\"en\">");
}

#[test]
fn the_name_of_the_guide_is_not_said_twice() {
    let mut site = site();
    let header = |site: &Site| {
        let html = Theme::load("default", &[], site).unwrap().render_page(site, 2, "page");
        html.unwrap().contains("class=\"guide-title\"")
    };
    assert!(!header(&site), "it is called Set up <Acme>");
    page_mut(&mut site, 2).title = "Setup".to_owned();
    assert!(header(&site));
}

#[test]
fn an_unknown_layout_falls_back_to_page() {
    let site = site();
    let theme = Theme::load("default", &[], &site).unwrap();
    assert!(theme.has_layout("guide") && theme.has_layout("home") && theme.has_layout("page"));
    for unknown in [
        "sidebarelementdoc",
        "base",
        "404",
        "redirect",
        "partials/toc",
        "sitemap",
        "",
    ] {
        assert!(!theme.has_layout(unknown), "{unknown}");
    }
    let as_page = theme.render_page(&site, 1, "page").unwrap();
    assert_eq!(theme.render_page(&site, 1, "sidebarelementdoc").unwrap(), as_page);
}

#[test]
fn a_template_of_the_users_extends_the_one_it_replaces() {
    let site = site();
    let own = [
        (
            "page.html",
            "{% extends \"default/page.html\" %}{% block footer %}Ours{% endblock %}",
        ),
        ("partials/toc.html", "<p>No contents</p>"),
        ("poster.html", "<b>{{ page.title }}</b>{{ content }}"),
        ("static/docgen.css", "body {}"),
        ("static/extra.css", "p {}"),
        ("static/parts/deep.css", "q {}"),
        ("README.md", "{% not a template"),
    ];
    let theme = load_with(own, &site).unwrap();
    let html = theme.render_page(&site, 2, "page").unwrap();
    assert_contains(&html, "Ours");
    assert_contains(&html, "<p>No contents</p>");
    assert_contains(&html, "href=\"../../docgen-theme/extra.css\"");
    assert!(
        !html.contains("Made with docgen") && !html.contains("deep.css"),
        "{html}"
    );
    assert_contains(&theme.render_page(&site, 2, "guide").unwrap(), "Ours");
    assert_eq!(
        theme.render_page(&site, 2, "poster").unwrap(),
        "<b>Set up &lt;Acme&gt; &amp; Co</b><p>Do <em>this</em>.</p>"
    );
    let copied: Vec<&str> = theme.static_files().iter().map(|file| file.output.as_str()).collect();
    assert_eq!(
        copied,
        [
            "docgen-theme/colours.js",
            "docgen-theme/docgen.css",
            "docgen-theme/docgen.js",
            "docgen-theme/extra.css",
            "docgen-theme/finder.js",
            "docgen-theme/icon.svg",
            "docgen-theme/parts/deep.css"
        ]
    );
    assert_eq!(&*theme.static_files()[1].content, b"body {}");
}

#[test]
fn a_copy_of_a_built_in_file_is_as_light_as_that() {
    let site = site();
    let of = |theme: &Theme| -> Vec<Vec<u8>> {
        let files = theme.static_files().iter();
        files.map(|file| file.content.to_vec()).collect()
    };
    let text = |path| builtin::FILES.iter().find(|file| file.path == path).unwrap().text;
    let [style_sheet, script] = ["static/docgen.css", "static/docgen.js"].map(|path| (path, text(path)));
    let built_in = of(&Theme::load("default", &[], &site).unwrap());
    assert_eq!(of(&load_with([style_sheet, script], &site).unwrap()), built_in);
    let changed = format!("{}/* ours */", style_sheet.1);
    let own = load_with([("static/docgen.css", &*changed)], &site).unwrap();
    assert_eq!(
        of(&own)[1],
        changed.as_bytes(),
        "what is changed is nobody's to lighten"
    );
}

#[test]
fn a_theme_file_changes_what_most_want_changed() {
    let site = site();
    let own = [
        (
            "theme.yml",
            "logo: logo.svg\ncolours: {accent: teal}\nfooter: © Acme\nlinks: [{title: About, url: /about.html}]\n",
        ),
        ("static/logo.svg", "<svg/>"),
    ];
    let theme = load_with(own, &site).unwrap();
    let html = theme.render_page(&site, 2, "page").unwrap();
    assert_contains(&html, "<img src=\"../../docgen-theme/logo.svg\" alt=\"Portal\">");
    assert_contains(&html, "<a href=\"../../about.html\">About</a>");
    assert_contains(&html, "<p>© Acme · ");
    let style_sheet = String::from_utf8_lossy(&theme.static_files()[1].content);
    assert!(style_sheet.ends_with("\n:root{--accent:teal;}\n"), "{style_sheet}");
    let error = load_with([("theme.yml", "a: b")], &site).err().unwrap();
    assert_eq!(place(&error), ("themes/own/theme.yml", 1, 1, "there is no setting `a`"));
}

#[test]
fn the_first_folder_comes_before_the_second() {
    let site = site();
    let first = files([("page.html", "first")]);
    let second = files([("page.html", "second"), ("home.html", "second home")]);
    let folder = |path, files| ThemeFolder { path, files };
    let folders = [folder("_themes/default", &first), folder("themes/default", &second)];
    let theme = Theme::load("default", &folders, &site).unwrap();
    assert_eq!(theme.render_page(&site, 0, "page").unwrap(), "first");
    assert_eq!(theme.render_home(&site).unwrap().unwrap(), "second home");
}

#[test]
fn what_is_wrong_in_a_template_has_a_line_and_a_column() {
    let site = site();
    let error = |text: &str| load_with([("page.html", text)], &site).err().unwrap();

    let syntax = error("<p>\n<b>ü</b>{{ page.title | }}</p>");
    assert_eq!(place(&syntax).0, "themes/own/page.html");
    assert_eq!((place(&syntax).1, place(&syntax).2), (2, 25));

    assert_eq!(
        place(&error("<p>\n  {{ page.title | upcase }}")),
        ("themes/own/page.html", 2, 19, "unknown filter `upcase`")
    );
    assert_eq!(
        place(&error("{% include \"partials/none.html\" %}")),
        ("themes/own/page.html", 1, 12, "unknown template `partials/none.html`")
    );
    assert_eq!(
        place(&error("{% extends \"default/pages.html\" %}")),
        (
            "themes/own/page.html",
            1,
            12,
            "there is no template `default/pages.html` to extend"
        )
    );
    let circular = error("{% extends \"page.html\" %}");
    assert_eq!(
        place(&circular),
        ("themes/own/page.html", 1, 12, "the template extends itself")
    );
    assert!(circular.hint().unwrap().contains("default/page.html"));
}

#[test]
fn a_base_of_the_users_needs_the_block_that_pages_fill() {
    let site = site();
    let error = load_with([("base.html", "<html>")], &site).err().unwrap();
    assert!(
        error
            .to_string()
            .starts_with("themes/own/base.html: block `main` is not defined"),
        "{error}"
    );
    let theme = load_with([("base.html", "<html>{% block main %}{% endblock %}")], &site).unwrap();
    assert!(theme.render_not_found(&site).unwrap().starts_with("<html>\n<article"));
}

#[test]
fn what_cannot_be_rendered_has_a_place_and_the_page() {
    let site = site();
    let theme = load_with([("page.html", "<p>\n  {{ page.front_matter.nothing.at_all }}")], &site).unwrap();
    let error = theme.render_page(&site, 0, "page").unwrap_err();
    let (path, line, column, message) = place(&error);
    assert_eq!((path, line, column), ("themes/own/page.html", 2, 24));
    assert!(message.ends_with(", while rendering about.md"), "{message}");
}

#[test]
fn a_name_that_is_misspelt_in_a_template_has_the_nearest_one() {
    let site = site();
    let error = |text: &str| match load_with([("page.html", text)], &site) {
        Ok(theme) => theme.render_page(&site, 0, "page").unwrap_err(),
        Err(error) => error,
    };
    for (text, (line, column), message, hint) in [
        (
            "\n{{ pag.title }}",
            (2, 4),
            "variable `pag` is not defined",
            "did you mean `page`?",
        ),
        (
            "{{ page.titel }}",
            (1, 9),
            "field `titel` is not defined",
            "did you mean `title`?",
        ),
        (
            "{{ site.xyz }}",
            (1, 9),
            "field `xyz` is not defined",
            "the names here are base_url, description,",
        ),
        (
            "{% extends \"default/page.html\" %}\n{% block belwo %}x{% endblock %}",
            (2, 10),
            "block `belwo` is not defined",
            "did you mean `below`?",
        ),
        (
            "{% extends \"default/page.html\" %}\n{% block mine %}x{% endblock %}",
            (2, 10),
            "block `mine` is not defined",
            "the blocks are above, below, content,",
        ),
    ] {
        let error = error(text);
        let (_, at_line, at_column, told) = place(&error);
        assert_eq!((at_line, at_column), (line, column), "{error}");
        assert!(told.starts_with(message) && !told.contains("vailable"), "{told}");
        assert!(
            error.hint().is_some_and(|it| it.starts_with(hint)),
            "{:?}",
            error.hint()
        );
    }
}

#[test]
fn the_blocks_that_messages_name_are_those_of_the_templates() {
    let mut blocks: BTreeSet<&str> = BTreeSet::new();
    for file in builtin::FILES.iter().filter(|file| file.theme == "default") {
        blocks.extend(
            file.text
                .split("{% block ")
                .skip(1)
                .chain(file.text.split("{%- block ").skip(1))
                .map(|rest| rest.split_once([' ', '%']).map_or(rest, |(name, _)| name)),
        );
    }
    assert_eq!(blocks.into_iter().collect::<Vec<_>>(), templates::BLOCKS);
}

#[test]
fn a_template_that_makes_no_end_of_text_is_an_error() {
    let mut site = site();
    page_mut(&mut site, 0).html = "x".repeat(1 << 20);
    let endless = "{% for n in range(end=1000) %}{{ content }}{% endfor %}";
    let theme = load_with([("page.html", endless)], &site).expect("it can be loaded");
    let error = theme.render_page(&site, 0, "page").expect_err("it is too much");
    assert_eq!(
        error.to_string(),
        "themes/own/page.html: the template makes more than 134217728 bytes, while rendering about.md"
    );
}

#[test]
fn a_built_in_name_is_no_place_for_a_template_of_the_users() {
    let error = load_with([("default/page.html", "mine")], &site()).err().unwrap();
    assert_eq!(
        error.to_string(),
        "themes/own/default/page.html: this name belongs to a built-in template"
    );
}

#[test]
fn a_theme_that_is_nowhere_is_an_error_with_the_names_there_are() {
    let error = Theme::load("defualt", &[], &site()).err().unwrap();
    assert_eq!(error.to_string(), "there is no theme `defualt`");
    assert!(error.hint().unwrap().contains("`bare` and `default`"));
}

#[test]
fn the_bare_theme_makes_fragments_and_whole_redirects() {
    let site = site();
    let theme = Theme::load("bare", &[], &site).unwrap();
    for layout in ["page", "guide", "home"] {
        assert!(theme.has_layout(layout));
        assert_eq!(theme.render_page(&site, 0, layout).unwrap(), "<p>About us.</p>\n");
    }
    assert!(!theme.render_not_found(&site).unwrap().contains("<html"));
    assert_eq!(theme.render_home(&site).unwrap(), None);
    assert!(
        theme
            .render_redirect(&site, "a.html", "/b.html")
            .unwrap()
            .contains("<html")
    );
    assert!(theme.static_files().is_empty());
}

#[test]
fn a_redirect_leads_to_the_file_of_the_page() {
    let site = site();
    let theme = Theme::load("default", &[], &site).unwrap();
    let html = theme
        .render_redirect(&site, "old/place.html", "/docs/guides/acme/index.html#keys")
        .unwrap();
    assert_contains(&html, "content=\"0; url=../guides/acme/index.html#keys\"");
    assert_contains(&html, "<a href=\"../guides/acme/index.html#keys\">Overview</a>");
    assert_contains(&html, "href=\"https://example.com/docs/guides/acme/index.html#keys\"");

    let html = theme
        .render_redirect(&site, "old.html", "https://elsewhere.example/?a=1&b=2")
        .unwrap();
    assert_contains(&html, "content=\"0; url=https://elsewhere.example/?a=1&amp;b=2\"");
}

#[test]
fn not_found_links_from_the_base_url_since_it_is_shown_anywhere() {
    let site = site();
    let html = Theme::load("default", &[], &site)
        .unwrap()
        .render_not_found(&site)
        .unwrap();
    assert_contains(&html, "href=\"/docs/docgen-theme/docgen.css\"");
    assert_contains(&html, "href=\"/docs/guides/acme/index.html\"");
    assert!(!html.contains("href=\"./") && !html.contains("href=\"../"), "{html}");
}

#[test]
fn a_site_without_a_start_page_gets_one_that_lists_its_guides() {
    let mut site = site();
    let html = Theme::load("default", &[], &site)
        .unwrap()
        .render_home(&site)
        .unwrap()
        .unwrap();
    assert_contains(&html, "<h1>Portal</h1>");
    assert_contains(&html, "<li><a href=\"./guides/zeta/index.html\">Zeta</a></li>");
    page_mut(&mut site, 0).output = "index.html".to_owned();
    assert_eq!(
        Theme::load("default", &[], &site).unwrap().render_home(&site).unwrap(),
        None
    );
}

#[test]
fn the_sitemap_has_whole_addresses_of_the_pages_that_want_it() {
    let mut site = site();
    page_mut(&mut site, 0)
        .front_matter
        .insert("sitemap".to_owned(), json!(false));
    page_mut(&mut site, 1)
        .front_matter
        .insert("sitemap".to_owned(), json!("no"));
    page_mut(&mut site, 2).url = "/guides/a b/?x&y".to_owned();
    let sitemap = |site: &Site| Theme::load("default", &[], site).unwrap().render_sitemap(site).unwrap();
    let xml = sitemap(&site).unwrap();
    assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"), "{xml}");
    assert_contains(&xml, "<loc>https://example.com/docs/guides/a%20b/?x&amp;y</loc>");
    assert_eq!(xml.matches("<url>").count(), 3);
    site.url.clear();
    assert_eq!(sitemap(&site), None);
}

#[test]
fn the_sitemap_has_the_day_that_the_front_matter_says() {
    let mut site = site();
    let date = json!("2026-05-01 12:00:00 +0000");
    page_mut(&mut site, 0)
        .front_matter
        .insert("last_modified_at".to_owned(), date);
    page_mut(&mut site, 1)
        .front_matter
        .insert("date".to_owned(), json!("some day"));
    let theme = Theme::load("default", &[], &site).unwrap();
    let xml = theme.render_sitemap(&site).unwrap().unwrap();
    assert_contains(
        &xml,
        "<loc>https://example.com/docs/about.html</loc><lastmod>2026-05-01</lastmod>",
    );
    assert_eq!(xml.matches("<lastmod>").count(), 1);
}

/// The site with credentials on its setup page, and a section that tells where one of them is found.
fn site_with_credentials() -> Site {
    use crate::page::{Block, Procedure, Section, Step};
    let mut site = site();
    let setup = page_mut(&mut site, 2);
    setup.kind = Some("setup".to_owned());
    setup.guide = Some(Arc::from("guides/acme"));
    for (key, value) in [
        ("authentication", "oauth2"),
        ("apiKey", "client_id"),
        ("apiSecret", "<secret>"),
        ("callbackURL", ""),
    ] {
        setup.front_matter.insert(key.to_owned(), json!(value));
    }
    let at = setup.headings[0].at.clone();
    let step = Step {
        marker: "1".to_owned(),
        text: "Record the client_id.".to_owned(),
        images: Vec::new(),
        steps: Vec::new(),
        blocks: Vec::new(),
        at: at.clone(),
    };
    setup.sections = vec![Section {
        heading: Some("Keys & secrets".to_owned()),
        id: Some("keys".to_owned()),
        level: 2,
        blocks: vec![Block::Procedure(Procedure {
            lead_in: None,
            steps: vec![step],
            at: at.clone(),
        })],
        sections: Vec::new(),
        at,
    }];
    site
}

#[test]
fn a_setup_page_has_a_card_of_its_credentials() {
    let site = site_with_credentials();
    let theme = Theme::load("default", &[], &site).unwrap();
    let html = theme.render_page(&site, 2, "page").unwrap();
    assert_contains(&html, "The 2 credentials");
    assert_contains(&html, "<p class=\"term\">client_id</p>");
    assert_contains(&html, "<code data-copy>oauth.<wbr>api.<wbr>key</code>");
    assert_contains(&html, "<a href=\"#keys\" title=\"Keys &amp; secrets\">Find it");
    assert_contains(&html, "<p class=\"term\">&lt;secret&gt;</p>");
    assert!(!html.contains("oauth.callback.url"), "nothing is declared for it");
    for other in [0, 1] {
        assert!(!theme.render_page(&site, other, "page").unwrap().contains("data-copy"));
    }
}

#[test]
fn where_credentials_are_put_in_there_is_the_card_too() {
    let mut site = site_with_credentials();
    page_mut(&mut site, 1).kind = Some("authenticate".to_owned());
    let theme = Theme::load("default", &[], &site).unwrap();
    let html = theme.render_page(&site, 1, "page").unwrap();
    assert_contains(
        &html,
        "<p class=\"term\">client_id</p>\n<p class=\"where\"><a href=\"../../guides/acme/setup.html#keys\"",
    );
    assert_contains(
        &html,
        "<p class=\"term\">&lt;secret&gt;</p>\n<p class=\"where\"><a href=\"../../guides/acme/setup.html#keys\"",
    );
    let index = theme.finder_index(&site).unwrap();
    assert_eq!(
        index.matches("client_id").count(),
        1,
        "the finder leads to the setup page only"
    );
}

#[test]
fn a_credential_leads_to_the_steps_that_find_it() {
    let mut site = site_with_credentials();
    let setup = page_mut(&mut site, 2);
    setup.html = "<ol><li>Other</li></ol>\n<ol>\n<li>Record the <b>client_id</b>.</li>\n</ol>".to_owned();
    let html = |site: &Site| {
        Theme::load("default", &[], site)
            .unwrap()
            .render_page(site, 2, "page")
            .unwrap()
    };
    assert_contains(
        &html(&site),
        "<a href=\"#steps-1\" title=\"Keys &amp; secrets\">Find it",
    );
    assert_contains(
        &html(&site),
        "&lt;secret&gt;</p>\n<p class=\"where\"><a href=\"#steps-1\" title=\"Keys &amp; secrets\">See steps",
    );
    assert_contains(&html(&site), "<ol><li>Other</li></ol>\n<ol id=\"steps-1\">\n<li>Record");
    page_mut(&mut site, 2).ids = vec!["steps-1".to_owned()];
    assert_contains(&html(&site), "<a href=\"#keys\"");
    assert!(!html(&site).contains("<ol id"), "the author has that id");
    page_mut(&mut site, 2).html = "<!-- <ol><li>Record the client_id.</li></ol> -->\
        <ol class=\"a\" id=\"mine&amp;b\"><li>Record the client_id.</li></ol>"
        .to_owned();
    assert_contains(&html(&site), "<a href=\"#mine&amp;b\"");
}

#[test]
fn steps_that_name_the_front_matter_key_are_plainer_than_a_text_with_the_label() {
    use crate::page::{Block, Text};
    let mut site = site_with_credentials();
    let setup = page_mut(&mut site, 2);
    let Block::Procedure(procedure) = &mut setup.sections[0].blocks[0] else {
        unreachable!("the fixture has a procedure");
    };
    procedure.steps[0].text = "Record the Secret: the apiSecret.".to_owned();
    let mut overview = setup.sections[0].clone();
    overview.id = Some("overview".to_owned());
    overview.blocks = vec![Block::Paragraph(Text {
        text: "You need an API Secret, and a client_id.".to_owned(),
        at: overview.at.clone(),
    })];
    setup.sections.insert(0, overview);
    let html = Theme::load("default", &[], &site)
        .unwrap()
        .render_page(&site, 2, "page")
        .unwrap();
    let links: Vec<&str> = html
        .split("<p class=\"where\"><a href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(links, ["#overview", "#keys"], "a word of the provider's goes before");
}

#[test]
fn what_a_setup_page_finds_is_known_by_where_it_is_put_in() {
    let mut site = site();
    for (at, kind) in [(1, "authenticate"), (2, "setup")] {
        let page = page_mut(&mut site, at);
        page.kind = Some(kind.to_owned());
        page.guide = Some(Arc::from("guides/acme"));
    }
    page_mut(&mut site, 1).html = "<table>\
        <tr><th>Parameter</th><th>Description</th></tr>\
        <tr><td>API Key<br><code>oauth.api.key</code></td><td>The <strong>Client ID</strong> of <a href=\"setup.html#x\">Setup</a>.</td></tr>\
        <tr><td>Host &amp; path</br><code>acme.host</code></td><td>See <a href=\"/docs/guides/acme/setup.html\">Setup</a>.</td></tr>\
        <tr><td>User<br />username</td><td>See <a href=\"setup.html\">Setup</a>.</td></tr>\
        <!-- <tr><td><code>old.id</code></td><td>The <strong>Old ID</strong> of <a href=\"setup.html\">Setup</a>.</td></tr> -->\
        <tr><th scope=\"row\"><code class=\"k\">acme.id</code></th><td>The <strong class=\"b\">ID</strong> of <a href=\"setup.html\">Setup</a>.</td></tr>\
        <tr><td><code>apiKey</code></td><td>The <strong>Client ID</strong> of <a href=\"setup.html\">Setup</a>.</td></tr>\
        <tr><td><code>acme.pin</code></td><td>From Acme. This is the Client PIN that you noted in <a href=\"setup.html\">Setup</a>.</td></tr>\
        <tr><td>Name<br><code>name</code></td><td>See <a href=\"index.html\">Overview</a>.</td></tr>\
        <tr><td><code>tags</code></td><td>See <a href=\"setup.html\">Setup</a>.</td></tr>\
        </table>"
        .to_owned();
    let index = finder_index(&Theme::load("default", &[], &site).unwrap(), &site);
    assert_eq!(
        index["pages"][1][4],
        json!([
            "Client ID",
            "oauth.api.key",
            "API Key",
            "",
            "Host & path",
            "acme.host",
            "",
            "",
            "User",
            "username",
            "User Name",
            "",
            "ID",
            "acme.id",
            "",
            "",
            "Client PIN",
            "acme.pin",
            "",
            "",
        ])
    );
}

fn finder_index(theme: &Theme, site: &Site) -> Json {
    let index = theme.finder_index(site).unwrap();
    serde_json::from_str(index.strip_prefix("docgenIndex=").unwrap()).unwrap()
}

#[test]
fn the_finder_knows_the_first_tab_of_a_guide_and_the_order_of_the_others() {
    let mut site = site();
    site.guides[0].pages.reverse();
    let index = finder_index(&Theme::load("default", &[], &site).unwrap(), &site);
    assert_eq!(index["guides"][0][2], json!("guides/acme/setup.html"));
    let pages: Vec<&str> = index["pages"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|page| page[2].as_str())
        .collect();
    assert_eq!(pages[..2], ["guides/acme/setup.html", "guides/acme/index.html"]);
    assert_eq!(pages[4], "about.html", "what belongs to no guide comes last");
}

#[test]
fn the_finder_knows_the_parameters_in_samples_as_whole_names() {
    let parameters = |html: &str| {
        let mut site = site();
        page_mut(&mut site, 4).html = html.to_owned();
        let index = finder_index(&Theme::load("default", &[], &site).unwrap(), &site);
        let found = index["pages"][3][4]
            .as_array()
            .unwrap()
            .chunks(4)
            .map(|found| found[1].clone());
        found.collect::<Vec<Json>>()
    };
    for html in [
        "<pre><code class=\"language-json\">{\n  \"oauth.api.key\": \"x\"}</code></pre>",
        "<pre>oauth.api.key=1</pre>",
        "<p><code>&quot;oauth.api.key&quot;</code></p>",
        "<pre># Set oauth.api.key.\n</pre>",
    ] {
        assert_eq!(parameters(html), [json!("oauth.api.key")], "{html}");
    }
    for html in [
        "<p>oauth.api.key</p>",
        "<!-- <code> --><p>oauth.api.key",
        "<pre>oauth.api.keys my.oauth.api.key oauth.api.key.id oauth.api.key_2</pre>",
        "<pre",
        "<precious>oauth.api.key",
    ] {
        assert!(parameters(html).is_empty(), "{html}");
    }
}

#[test]
fn the_finder_knows_every_parameter_of_a_guide_once() {
    let mut site = site_with_credentials();
    let mention = "<p><code>oauth.api.key</code></p>";
    page_mut(&mut site, 1).html = mention.to_owned();
    page_mut(&mut site, 4).html = mention.repeat(2);
    let theme = Theme::load("default", &[], &site).unwrap();
    let index = finder_index(&theme, &site);
    let with_key: Vec<(&Json, &Json)> = index["pages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|page| page[4].to_string().contains("oauth.api.key"))
        .map(|page| (&page[2], &page[4][0]))
        .collect();
    assert_eq!(
        with_key,
        [
            (&json!("guides/acme/setup.html"), &json!("client_id")),
            (&json!("guides/zeta/index.html"), &json!("")),
        ]
    );
    assert_eq!(index["pages"][3][4].as_array().unwrap().len(), 4, "once a guide");
    assert!(Theme::load("bare", &[], &site).unwrap().finder_index(&site).is_none());
}

#[test]
fn many_guides_are_listed_by_letters() {
    let mut site = site();
    for at in 0..200 {
        let letter = char::from(b'A' + at % 26);
        let output = format!("guides/g{at}/index.html");
        let title = format!("{letter} guide {at}");
        site.guides
            .push(guide(&format!("guides/g{at}"), None, &title, &[site.pages.len()]));
        site.pages.push(Arc::new(page(&output, "Overview", "")));
    }
    let theme = Theme::load("default", &[], &site).unwrap();
    let html = theme.render_page(&site, 2, "page").unwrap();
    assert_contains(&html, ">A guide 26</a>");
    assert!(!html.contains(">B guide 27</a>"), "it stands under another letter");
    assert_contains(&html, "<a href=\"../../catalogue.html#letter-b\">B</a>");
    let catalogue = theme.render_catalogue(&site).unwrap().unwrap();
    assert_contains(&catalogue, "<h3 id=\"letter-b\">B</h3>");
    assert_contains(&catalogue, ">B guide 27</a>");
}

#[test]
fn agents_find_every_page_as_markdown() {
    let mut site = site();
    page_mut(&mut site, 1).markdown = None;
    page_mut(&mut site, 2).markdown =
        Some("[a](index.html#x) [b](/docs/about.html) [c](https://b.example/)".to_owned());
    let theme = Theme::load("default", &[], &site).unwrap();
    let markdown = theme.markdown(&site, &site.pages[2]).unwrap();
    assert_eq!(
        markdown,
        "# Set up <Acme> & Co\n\n[a](https://example.com/docs/guides/acme/index.html#x) \
         [b](https://example.com/docs/about.html) [c](https://b.example/)\n"
    );
    let output = theme.markdown_output(&site.pages[2]);
    assert_eq!(output.as_deref(), Some("guides/acme/setup.md"));
    let list = theme.list_for_agents(&site).unwrap();
    assert_contains(
        &list,
        "# Portal\n\n> All guides\n\n## Acme\n\n- [Set up <Acme> & Co](https://example.com/docs/guides/acme/setup.md): \"Keys\"",
    );
    assert_contains(&list, "## Acme · 한국어\n");
    assert_contains(&list, "## Other pages");
    assert!(!list.contains("acme/index.md"), "it was no markdown");
    assert!(theme.markdown(&site, &site.pages[1]).is_none());
    assert!(
        Theme::load("bare", &[], &site)
            .unwrap()
            .list_for_agents(&site)
            .is_none()
    );
}

#[test]
fn content_is_shown_without_inline_styles_and_with_places_for_images() {
    let mut site = site();
    page_mut(&mut site, 0).html = "<td style=\"text-align: right\">1</td><img src=\"img/a.png\" alt=\"\">".to_owned();
    let size = crate::dimensions::Dimensions { width: 40, height: 30 };
    site.image_sizes.insert("img/a.png".to_owned(), size);
    let theme = Theme::load("default", &[], &site).unwrap();
    let html = theme.render_page(&site, 0, "page").unwrap();
    assert_contains(
        &html,
        "<td class=\"align-right\">1</td><img src=\"img/a.png\" alt=\"\" width=\"40\" height=\"30\">",
    );
    let bare = Theme::load("bare", &[], &site)
        .unwrap()
        .render_page(&site, 0, "page")
        .unwrap();
    assert_contains(&bare, "style=\"text-align: right\"");
}

#[test]
fn threads_share_a_theme_and_get_the_same_pages() {
    use rayon::prelude::*;
    let site = site();
    let theme = Theme::load("default", &[], &site).unwrap();
    let render = |theme: &Theme, index: usize| theme.render_page(&site, index % site.pages.len(), "guide").unwrap();
    let together: Vec<String> = (0..200).into_par_iter().map(|index| render(&theme, index)).collect();
    for (index, html) in together.iter().enumerate() {
        let alone = Theme::load("default", &[], &site).unwrap();
        assert_eq!(*html, render(&alone, index));
    }
}
