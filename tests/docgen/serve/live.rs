//! What open pages are told while the site is written.

use std::fs;
use std::time::Instant;

use docgen::engine::Engine;
use docgen::serve::{Failure, Limits, Options, Server, Watched};
use serde_json::{Value as Json, json};

use super::{PATIENCE, Serving, line_of, make_site};
use crate::support::Ground;

const CONFIG: &str = "title: A site\ndocgen: {serve: {editor: \"ed://{path}:{line}:{column}\"}}\n";

fn page(title: &str, text: &str) -> String {
    format!("---\ntitle: {title}\n---\n\n{text}\n")
}

fn messages(state: &Json) -> Vec<&str> {
    let findings = state["findings"].as_array().expect("it is a list");
    findings
        .iter()
        .filter_map(|finding| finding["message"].as_str())
        .collect()
}

#[test]
fn a_page_that_changed_is_told_so_and_no_other() {
    let serving = Serving::new([("a.md", &page("A", "One")), ("b.md", &page("B", "One"))]);
    let (mut a, mut b) = (serving.listen("/a.html"), serving.listen("/b.html"));
    let (first_a, first_b) = (a.state(), b.state());
    let (status, text) = serving.get("/a.html");
    assert_eq!(status, 200);
    let fingerprint = first_a["page"].as_str().expect("it is a text");
    assert!(text.contains(&format!("data-page=\"{fingerprint}\"")), "{text}");

    serving.write("a.md", page("A", "Two"));
    let second_a = a.until(|state| state["page"] != first_a["page"]);
    assert!(serving.get("/a.html").1.contains("<p>Two</p>"));
    assert_eq!(second_a["findings"], json!([]));

    // What b is told next is of b: of a's change it heard nothing.
    serving.write("b.md", page("B", "{{ page.x }}"));
    let mut states = std::iter::repeat_with(|| b.state()).peekable();
    let second_b = states.peek().expect("there is always another").clone();
    assert_ne!(second_b["page"], first_b["page"]);
    // What is wrong with it may come a moment after it.
    let mut of_second = states.take_while(|state| state["page"] == second_b["page"]);
    assert!(of_second.any(|state| messages(&state) == ["nothing defines `page.x`"]));
}

#[test]
fn findings_show_on_each_page_that_they_reach_and_vanish_when_mended() {
    let serving = Serving::new([
        ("_config.yml", CONFIG),
        ("_includes/x.md", "Fine.\n"),
        ("a.md", &page("A", "{% include x.md %}")),
        ("b.md", &page("B", "{% include x.md %}")),
        ("c.md", &page("C", "Nothing.")),
    ]);
    let mut pages = ["/a.html", "/b.html"].map(|path| serving.listen(path));
    for page in &mut pages {
        assert_eq!(page.state()["findings"], json!([]));
    }
    serving.write("_includes/x.md", "Say {{ page.nothing }}.\n");
    let file = serving.path("_includes/x.md").canonicalize().expect("it is there");
    for page in &mut pages {
        let state = page.until(|state| state["findings"] != json!([]));
        let finding = &state["findings"][0];
        assert_eq!(finding["rule"], "undefined-variable");
        assert_eq!(finding["severity"], "error");
        assert_eq!(finding["place"], "_includes/x.md:1:5");
        assert_eq!(finding["href"], format!("ed://{}:1:5", file.display()));
        assert_eq!(finding["pages"], 2);
        assert_eq!(
            state["all"],
            json!({"errors": 1, "warnings": 0, "address": "/-docgen/findings"})
        );
    }
    let (status, list) = serving.get("/-docgen/findings");
    assert_eq!(status, 200);
    for part in ["1 error", "href=\"/a.html\"", "_includes/x.md:1:5", "Shows on"] {
        assert!(list.contains(part), "{part}: {list}");
    }
    // A page that is not concerned hears of the number only.
    let state = serving.listen("/c.html").state();
    assert_eq!((&state["findings"], &state["all"]["errors"]), (&json!([]), &json!(1)));

    serving.write("_includes/x.md", "Fine again.\n");
    for page in &mut pages {
        page.until(|state| state["findings"] == json!([]) && state["all"]["errors"] == 0);
    }
}

#[test]
fn a_broken_config_shows_its_place_and_leaves_the_site() {
    let serving = Serving::new([("_config.yml", CONFIG), ("a.md", &page("A", "Text"))]);
    let mut open = serving.listen("/a.html");
    let good = open.state();
    assert_eq!(good["failure"], Json::Null);
    serving.write("_config.yml", "title: A\ndocgen:\n  guidse: x\n");
    let broken = open.until(|state| state["failure"] != Json::Null);
    let failure = &broken["failure"];
    assert_eq!(failure["message"], "there is no setting `guidse`");
    assert_eq!(failure["hint"], "did you mean `guides`?");
    assert_eq!(failure["place"], "_config.yml:3:3");
    assert!(
        failure["href"]
            .as_str()
            .is_some_and(|href| href.ends_with("/_config.yml:3:3"))
    );
    assert_eq!(broken["page"], good["page"]);
    assert!(serving.get("/a.html").1.contains("<p>Text</p>"));

    serving.write("_config.yml", CONFIG);
    let mended = open.until(|state| state["failure"] == Json::Null);
    assert_eq!(mended, good);
}

#[test]
fn a_site_that_is_broken_from_the_start_shows_why_until_it_is_mended() {
    let serving = Serving::new([("_config.yml", "docgen: {guidse: x}\n"), ("a.md", &page("A", "Text"))]);
    let (status, text) = serving.get("/a.html");
    assert_eq!(status, 500);
    assert!(text.contains("there is no setting `guidse`"), "{text}");
    assert!(text.contains("/-docgen/live.js"), "{text}");
    let mut open = serving.listen("/a.html");
    assert_eq!(open.state()["failure"]["place"], "_config.yml:1:10");
    serving.write("_config.yml", "");
    open.until(|state| state["failure"] == Json::Null);
    assert_eq!(serving.get("/a.html").0, 200);
}

#[test]
fn a_template_that_does_not_parse_shows_its_place_and_leaves_the_site() {
    let serving = Serving::new([("a.md", &page("A", "Text"))]);
    let mut open = serving.listen("/a.html");
    let good = open.state();
    serving.write("_themes/default/page.html", "<article>\n  {{ content }\n</article>\n");
    let broken = open.until(|state| state["failure"] != Json::Null);
    let place = broken["failure"]["place"].as_str().expect("it has one");
    assert!(place.starts_with("_themes/default/page.html:2:"), "{place}");
    assert_eq!(broken["page"], good["page"]);
    fs::remove_dir_all(serving.path("_themes")).expect("it is there");
    open.until(|state| *state == good);
}

#[test]
fn a_template_that_cannot_show_a_page_leaves_the_page_as_it_was() {
    let serving = Serving::new([("a.md", &page("A", "Before"))]);
    let mut open = serving.listen("/a.html");
    let good = open.state();
    assert_eq!(serving.report(), ": built");
    serving.write("_themes/default/page.html", "<p>\n{{ nothing.at.all | upper }}</p>\n");
    let broken = open.until(|state| state["failure"] != Json::Null);
    let place = broken["failure"]["place"].as_str().expect("it has one");
    assert!(place.starts_with("_themes/default/page.html:2:"), "{place}");
    assert_eq!(broken["page"], good["page"]);
    let report = serving.report();
    assert!(report.contains(": broken: "), "{report}");

    // The page as it was last good stays, however often something is saved meanwhile.
    serving.write("a.md", page("A", "After"));
    while !serving.report().contains("a.md") {}
    assert!(serving.get("/a.html").1.contains("<p>Before</p>"));

    serving.write("_themes/default/page.html", "<p>Mine</p>{{ content }}\n");
    open.until(|state| state["failure"] == Json::Null);
    let text = serving.get("/a.html").1;
    assert!(text.contains("<p>Mine</p>") && text.contains("<p>After</p>"), "{text}");
}

#[test]
fn a_file_that_an_editor_replaces_is_a_change() {
    let serving = Serving::new([("a.md", &page("A", "0"))]);
    let mut open = serving.listen("/a.html");
    let mut last = open.state();
    for number in 1..4 {
        // As Vim does it: the old file gets another name, the new one its own, and the old one goes.
        let (file, backup) = (serving.path("a.md"), serving.path("a.md~"));
        fs::rename(&file, &backup).expect("it is there");
        serving.write("a.md", page("A", &number.to_string()));
        fs::remove_file(&backup).expect("it is there");
        last = open.until(|state| state["page"] != last["page"]);
        assert_eq!(last["found"], true);
        // As most others do it: written beside, then put in place.
        serving.write(".a.md.new", page("A", &format!("{number}b")));
        fs::rename(serving.path(".a.md.new"), &file).expect("it is there");
        last = open.until(|state| state["page"] != last["page"]);
        assert!(serving.get("/a.html").1.contains(&format!("<p>{number}b</p>")));
    }
    // As a shell does it: emptied, then filled, and somebody may see it empty.
    fs::write(serving.path("a.md"), page("A", "in place")).expect("it is there");
    open.until(|_| serving.get("/a.html").1.contains("<p>in place</p>"));
}

#[test]
fn a_page_that_goes_is_not_found_until_it_is_back() {
    let serving = Serving::new([("docs/a.md", &page("A", "Text")), ("index.md", &page("Home", ""))]);
    let mut open = serving.listen("/docs/a.html");
    let good = open.state();
    fs::remove_file(serving.path("docs/a.md")).expect("it is there");
    let gone = open.until(|state| state["found"] == false);
    assert_ne!(gone["page"], good["page"]);
    let (status, text) = serving.get("/docs/a.html");
    assert_eq!(status, 404);
    assert!(text.contains("Page not found"), "{text}");
    serving.write("docs/a.md", page("A", "Text"));
    open.until(|state| *state == good);
}

#[test]
fn a_page_that_is_soon_back_was_never_gone() {
    let limits = Limits {
        grace: PATIENCE,
        ..Limits::default()
    };
    let serving = Serving::with_limits(Ground::new([("a.md", &page("A", "One"))]), limits);
    let mut open = serving.listen("/a.html");
    let first = open.state();
    assert_eq!(serving.report(), ": built");
    fs::remove_file(serving.path("a.md")).expect("it is there");
    // By then it is known, too, what is wrong with the site that lacks the page.
    assert_eq!(serving.report(), "a.md: built");
    serving.write("a.md", page("A", "Two"));
    let second = open.state();
    assert_eq!(second["found"], true);
    assert_ne!(second["page"], first["page"]);
}

#[test]
fn folders_may_go_and_come_back() {
    let serving = Serving::new([("docs/x/a.md", &page("A", "1")), ("index.md", &page("Home", ""))]);
    let mut open = serving.listen("/docs/x/a.html");
    let good = open.state();
    let (docs, away) = (serving.path("docs"), serving.ground.path("away"));
    fs::rename(&docs, &away).expect("it is there");
    open.until(|state| state["found"] == false);
    fs::rename(&away, &docs).expect("it is there");
    open.until(|state| *state == good);
    // It is watched as before.
    serving.write("docs/x/a.md", page("A", "2"));
    let second = open.until(|state| state["page"] != good["page"]);
    fs::remove_dir_all(&docs).expect("it is there");
    open.until(|state| state["found"] == false);
    serving.write("docs/x/a.md", page("A", "2"));
    open.until(|state| *state == second);
    // A new folder in a new folder.
    serving.write("docs/y/z/b.md", page("B", "1"));
    let mut other = serving.listen("/docs/y/z/b.html");
    let first = other.until(|state| state["found"] == true);
    serving.write("docs/y/z/b.md", page("B", "2"));
    other.until(|state| state["page"] != first["page"] && state["found"] == true);
}

#[test]
fn the_source_folder_itself_may_be_away_for_a_moment() {
    let serving = Serving::new([("a.md", &page("A", "1"))]);
    let mut open = serving.listen("/a.html");
    let good = open.state();
    let (source, away) = (serving.ground.path("source"), serving.ground.path("away"));
    fs::rename(&source, &away).expect("it is there");
    let gone = open.until(|state| state["failure"] != Json::Null);
    assert_eq!(gone["page"], good["page"]);
    fs::rename(&away, &source).expect("it is there");
    open.until(|state| *state == good);
    serving.write("a.md", page("A", "2"));
    open.until(|state| state["page"] != good["page"]);
}

#[test]
fn five_hundred_changes_at_once_are_few_builds() {
    let serving = Serving::new([("index.md", &page("Home", "0"))]);
    let mut open = serving.listen("/docs/9/499.html");
    open.state();
    assert_eq!(serving.report(), ": built");
    let start = Instant::now();
    for number in 0..500 {
        serving.write(
            &format!("docs/{}/{number}.md", number % 10),
            page("Many", &number.to_string()),
        );
    }
    // Before a build it is quiet for so long, however slowly they were written.
    let most = start.elapsed().as_millis() / 8 + 5;
    open.until(|state| state["found"] == true);
    serving.write("index.md", page("Home", "1"));
    let mut builds = 0;
    loop {
        builds += 1;
        if serving.report().contains("index.md") {
            break;
        }
    }
    assert!(builds <= most, "{builds} builds, {most} at most");
    for number in 0..500 {
        let (status, text) = serving.get(&format!("/docs/{}/{number}.html", number % 10));
        assert!(
            status == 200 && text.contains(&format!("<p>{number}</p>")),
            "{number}: {text}"
        );
    }
}

#[test]
fn what_fails_while_files_come_and_go_is_tried_again_before_it_is_told() {
    let ground = Ground::new([("index.md", &page("Home", "0"))]);
    let root = ground.path("source").canonicalize().expect("the source is there");
    let options = Options {
        address: ([127, 0, 0, 1], 0).into(),
        name: None,
        limits: Limits::default(),
        locate: Box::new(|_| None),
    };
    let watched = Watched {
        roots: vec![root.clone()],
        files: Vec::new(),
        is_ignored: Box::new(|_| false),
    };
    let server = Server::new(options, watched).expect("some port is free");
    let stopper = server.stopper();
    let mut engine = Engine::new();
    let mut number = 0;
    let mut make = || {
        number += 1;
        // Of what fails while something changes, only the second is a second try; nothing changes while the sixth fails.
        if [1, 2, 4].contains(&number) {
            ground.write("source/index.md", page("Home", &number.to_string()));
        }
        match number {
            1 | 2 | 4 | 6 => Err(Failure {
                message: number.to_string(),
                file: None,
                at: None,
                hint: None,
            }),
            _ => make_site(&mut engine, &root),
        }
    };
    let mut told = Vec::new();
    server.run(&mut make, &mut |report| {
        told.push(line_of(&report, &root));
        match told.len() {
            1 => {}
            2 => ground.write("source/a.md", page("A", "")),
            3 => ground.write("source/b.md", page("B", "")),
            _ => stopper.stop(),
        }
    });
    assert_eq!(
        told,
        [
            ": failed: 2",
            "index.md: built",
            "a.md index.md: built",
            "b.md: failed: 6"
        ]
    );
}

#[test]
fn what_is_no_part_of_the_site_is_no_change() {
    let serving = Serving::new([
        ("a.md", &page("A", "1")),
        (".git/HEAD", "x"),
        ("_site/a.html", "x"),
        ("node_modules/x/y.md", "x"),
    ]);
    let mut open = serving.listen("/a.html");
    let good = open.state();
    assert_eq!(serving.report(), ": built");
    for path in [
        ".git/HEAD",
        ".git/objects/ab/cd",
        "_site/a.html",
        "node_modules/x/y.md",
        ".a.md.swp",
        "a.md~",
        "4913",
    ] {
        serving.write(path, "y");
    }
    serving.write("a.md", page("A", "2"));
    open.until(|state| state["page"] != good["page"]);
    assert_eq!(serving.report(), "a.md: built");
}

#[test]
fn what_a_page_loads_is_told_by_fingerprints() {
    let serving = Serving::new([
        ("_themes/default/static/own.css", "p { color: red }"),
        ("img/x y.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"),
        ("docs/a.md", &page("A", "![Alt](../img/x%20y.svg)")),
    ]);
    let mut open = serving.listen("/docs/a.html");
    let first = open.state();
    let (css, image) = ("../docgen-theme/own.css", "../img/x%20y.svg");
    assert!(
        first["files"][css].is_string() && first["files"][image].is_string(),
        "{first:#}"
    );
    serving.write("_themes/default/static/own.css", "p { color: green }");
    let second = open.until(|state| state["files"][css] != first["files"][css]);
    assert_eq!(second["page"], first["page"]);
    assert_eq!(second["files"][image], first["files"][image]);
    serving.write("img/x y.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>");
    open.until(|state| state["files"][image] != first["files"][image]);
}

#[test]
fn a_site_below_a_base_url_is_served_there() {
    let serving = Serving::new([
        ("_config.yml", "baseurl: /my docs\n"),
        ("index.md", &page("Home", "Start")),
        ("sub/index.md", &page("Sub", "Below")),
        ("about.md", &page("About", "Us")),
    ]);
    let location = |path| {
        let (status, answer) = serving.get(path);
        assert_eq!(status, 302, "{path}: {answer}");
        let location = answer.lines().find_map(|line| line.strip_prefix("Location: "));
        location.expect("it says where").trim_end().to_owned()
    };
    assert_eq!(location("/"), "/my%20docs/");
    assert_eq!(location("/my%20docs"), "/my%20docs/");
    assert_eq!(location("/my%20docs/sub?a=b"), "/my%20docs/sub/?a=b");
    for (path, text) in [
        ("/my%20docs/", "Start"),
        ("/my%20docs/index.html", "Start"),
        ("/my%20docs/sub/", "Below"),
        ("/my%20docs/about", "Us"),
    ] {
        let (status, answer) = serving.get(path);
        assert!(status == 200 && answer.contains(text), "{path}: {answer}");
    }
    for path in [
        "/index.html",
        "/my%20docs/nothing",
        "/my%20docsindex.html",
        "//my%20docs/",
    ] {
        assert_eq!(serving.get(path).0, 404, "{path}");
    }
}

#[test]
fn a_page_too_large_for_the_script_is_served_whole_without_it() {
    let large = format!("<!doctype html><p>{}the end", "x".repeat(16 * 1024 * 1024));
    let serving = Serving::new([("large.html", &large), ("small.html", "<!doctype html><p>the end")]);
    let (status, small) = serving.get("/small.html");
    assert!(status == 200 && small.contains("the end") && small.contains("live.js"));
    let (status, whole) = serving.get("/large.html");
    assert!(status == 200 && whole.contains("the end") && !whole.contains("live.js"));
}
