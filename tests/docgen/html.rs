//! `docgen check --html`: finished sites of any generator.

use docgen::engine::{Build, Options, Project};
use docgen::report::Style;
use docgen::report::human;

use crate::support::{self, Ground};

/// A whole page with this in its body, and a footer.
fn page(body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=en><head><title>Acme</title><link rel=stylesheet href=/_next/site.css></head>\n\
         <body><nav><a href=/>Home</a> <a href=\"/setup\">Setup</a></nav>\n<main>{body}</main>\n\
         <footer>\n  <p>All that we know of Acme and of its makers stands on\n    <a href=\"/about.html\">this page about us and \
         them</a>, and on no other one.</p>\n</footer></body></html>\n"
    )
}

/// A check of these files with these options, as the user sees it.
fn checked<const N: usize>(files: [(&str, &str); N], options: &Options) -> Build {
    let files = support::site(files);
    let project = Project::load_finished(Box::new(files), options).expect("nothing stops the site from being read");
    let mut build = Build::new(project).expect("nothing stops the check");
    build.look_for_unused_images(&[]).expect("memory can be read");
    build
}

fn rules<const N: usize>(files: [(&str, &str); N]) -> Vec<&'static str> {
    support::rules_of(&checked(files, &Options::default()))
}

#[test]
fn a_defect_of_the_footer_is_told_once_with_its_pages() {
    let (index, setup, more) = (page("<h1>Acme</h1>"), page("<a href=more>More</a>"), page("more"));
    let build = checked(
        [
            ("index.html", &index),
            ("setup/index.html", &setup),
            ("setup/more.html", &more),
        ],
        &Options::default(),
    );
    let told = build.findings.iter();
    let told: Vec<String> = told
        .map(|finding| human::render(finding, &build.project.sources, Style::Plain))
        .collect();
    insta::assert_snapshot!(told.join("\n\n"));
}

#[test]
fn pages_stand_as_they_are() {
    let text =
        "---\ntitle: {{ page.nothing }}\n---\n<p>{% nothing %} {{ nothing }} ~~~</p>\n<a href=\"_next/a.html\">a</a>";
    let page = "<p><a href=\"/.well-known/x.txt\">x</a> <a href=/index.htm#b>b</a></p>";
    let files = [
        ("index.htm", text),
        ("_next/a.html", page),
        (".well-known/x.txt", "x"),
        ("_config.yml", "docgen: {nothing: 1}"),
    ];
    assert_eq!(rules(files), ["broken-anchor"]);
}

#[test]
fn what_docgens_themes_add_is_not_there() {
    let text = "<a href=/sitemap.xml>a</a> <a href=/docgen-theme/x.css>b</a> <a href=#main>c</a>";
    let expected = ["broken-link", "broken-link", "broken-anchor"];
    assert_eq!(rules([("index.html", text)]), expected);
}

#[test]
fn a_base_address_and_a_refresh_count_as_in_browsers() {
    let refresh = "<meta http-equiv=Refresh content=\"0; url='gone.html'\">";
    let files = [
        ("a/b.html", "<base href=\"/c/\"><a href=d.html>d</a>"),
        ("c/d.html", "<a href=/old.html#there>anchors go on</a>"),
        ("old.html", "<meta http-equiv=refresh content=\"0; url=/a/b.html\">"),
        ("older.html", refresh),
        ("x.html", "<base href=\"https://example.com/\"><a href=gone>x</a>"),
    ];
    let build = checked(files, &Options::default());
    let told: Vec<_> = build.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(told, ["the link `gone.html` leads to nothing"]);
}

#[test]
fn highlighted_samples_are_read_through_their_tags() {
    let sample = "<div class=\"language-json highlighter-rouge\"><div class=highlight><pre><code>\
                  <span class=ln>1</span><span class=p>{</span>\n<span class=ln>2</span>  <span class=nl>&quot;token&quot;\
                  </span><span class=p>:</span> <span class=s2>&quot;cuEDq8vJx0yT5rLw2nBf7KdZ1mHs&quot;</span><span \
                  class=p>,</span>\n<span class=ln>3</span><span class=p>}</span></code></pre></div></div>";
    let build = checked([("index.html", sample)], &Options::default());
    let told: Vec<(&str, usize)> = build
        .findings
        .iter()
        .map(|finding| (finding.rule, finding.location.start.line))
        .collect();
    assert_eq!(told, [("secret", 2), ("invalid-json", 2)]);
}

#[test]
fn the_page_itself_in_a_heading_is_no_empty_link() {
    let text = "<h2><a href=#>Acme</a></h2><p><a href=#>the settings</a></p>";
    assert_eq!(rules([("index.html", text)]), ["empty-link"]);
}

#[test]
fn images_are_named_by_any_text_where_that_is_asked_for() {
    let files = [
        ("index.html", "<img src=a.png alt=A>"),
        ("_astro/site.css", "a { background: url(b.png) }"),
        ("a.png", "\0"),
        ("_astro/b.png", "\0"),
        ("c.png", "\0"),
    ];
    let select = vec!["unused-image".to_owned()];
    let options = Options {
        select,
        ..Options::default()
    };
    let build = checked(files, &options);
    let told: Vec<_> = build.findings.iter().map(|finding| &*finding.location.path).collect();
    assert_eq!(told, ["c.png"]);
}

#[test]
fn marks_and_baselines_and_paths_work_as_for_content() {
    let ground = Ground::new([]);
    let broken = "<p><a href=\"gone.html\">gone</a></p>\n";
    let mark = "<!-- docgen allow(broken-link): it will be there -->\n";
    ground.write("site/a/index.html", format!("{mark}{broken}"));
    ground.write("site/b/index.html", page(broken));
    ground.write("site/about.html", "about");
    ground.write("site/index.html", "home");
    ground.write("site/_next/site.css", "");
    ground.write("site/setup.html", "setup");
    let check = |arguments: &[&str]| ground.docgen_of(&[&["check", "--html", "site"], arguments].concat());
    check(&[]).assert(1, ["5 pages checked; 1 error; "]);
    check(&["a"]).assert(0, ["no findings"]);
    check(&["site/b"]).assert(1, ["1 error; "]);
    check(&["--ignore", "links"]).assert(0, ["no findings"]);
    check(&["--update-baseline"]).assert(2, ["error: the next build of the site would remove a baseline in it; "]);
    let known = ["no findings; 1 more in the baseline"];
    check(&["--baseline", "known.json", "--update-baseline"]).assert(0, known);
    check(&["--baseline", "known.json"]).assert(0, known);
}

#[test]
fn what_pages_have_alike_is_known_whichever_page_it_is_told_on() {
    let ground = Ground::new([]);
    let footer = format!("<p>{}</p><p><a href=/gone.html>gone</a></p>\n", "All of us. ".repeat(8));
    for page in ["b", "c", "d"] {
        ground.write(&format!("site/{page}.html"), format!("{page}{footer}"));
    }
    let check = ["check", "--html", "site", "--baseline", "known.json"];
    ground
        .docgen_of(&[&check[..], &["--update-baseline"]].concat())
        .assert(0, ["no findings; 1 more in the baseline"]);
    ground.write("site/a.html", format!("a{footer}"));
    let done = ground.docgen(check);
    done.assert(0, ["4 pages checked; no findings; 1 more in the baseline"]);
    assert!(!done.err.contains("gone"), "{}", done.err);
}

#[test]
fn a_site_below_a_folder_is_checked_with_its_base_url() {
    let ground = Ground::new([]);
    ground.write(
        "site/index.html",
        "<a href=/docs/setup/>1</a> <a href=/docs/setup/index.html>2</a>",
    );
    ground.write(
        "site/setup/index.html",
        "<a href=/docs/>home</a> <a href=../../blog/>another site</a>",
    );
    ground
        .docgen(["check", "--html", "site"])
        .assert(1, ["4 errors", "many links begin with /docs/; ", "--base-url /docs"]);
    ground
        .docgen(["check", "--html", "site", "--base-url", "/docs"])
        .assert(0, ["2 pages checked; no findings; "]);
}

#[test]
fn what_docgen_built_is_found_to_be_right() {
    let ground = Ground::new([]);
    let content = support::in_repository("content");
    let content = content.to_str().expect("the repository has a name in UTF-8");
    ground
        .docgen(["build", "--source", content, "--out", "site"])
        .assert(0, []);
    let done = ground.docgen(["check", "--html", "site"]);
    done.assert(0, [" pages checked; no findings; "]);
    assert_eq!(done.out, "");
}

#[test]
fn rules_of_style_that_need_pages_only_can_be_selected() {
    let body = "<h1>Acme</h1><h3>Keys</h3><a href=\"http://developer.acme.io\">Sign up</a>";
    let options = Options {
        select: vec!["style".to_owned()],
        ..Options::default()
    };
    let index = page(body);
    let build = checked([("index.html", &index)], &options);
    assert_eq!(support::rules_of(&build), ["heading-level", "insecure-link"]);
}

#[test]
fn areas_frames_and_source_sets_lead_somewhere() {
    let there = "<img src=/a.png alt=A srcset=\"/a.png, /b.png 2x\"><area href=/setup/><iframe src=/setup/></iframe>\
                 <iframe src=https://acme.io/x></iframe><template><a href=/{{name}}>x</a><a href=/none>y</a></template>";
    let gone = "<img src=/a.png alt=A srcset=\"/a.png 1x, /none,2.png 2x\"><map><area href=/none></map><iframe src=/none></iframe>";
    let files = |body: &str| {
        let (page, setup) = (page(body), page("more"));
        rules([
            ("index.html", &page),
            ("setup/index.html", &setup),
            ("about.html", &setup),
            ("a.png", ""),
            ("b.png", ""),
        ])
    };
    assert_eq!(files(there), [""; 0]);
    assert_eq!(files(gone), ["broken-image", "broken-link", "broken-link"]);
}
