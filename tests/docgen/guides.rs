//! The guides of `content/`: what two of them are and how they differ, and that spoiling one is found out.

use std::fmt::Write;

use docgen::page::Page;
use docgen::vfs::Files;
use serde_json::Value as Json;
use similar::TextDiff;

use crate::support;

const REST: &str = "guides/infusionsoft-rest/setup.md";
const CRM: &str = "guides/infusionsoft-crm/setup.md";

#[test]
fn the_setup_pages_are_as_they_were() {
    let build = support::build(support::content());
    for (name, path) in [("rest", REST), ("crm", CRM)] {
        let page = &build.site.pages[support::position(&build, path)];
        insta::with_settings!({omit_expression => true}, {
            insta::assert_snapshot!(format!("{name}_model"), model(page, Places::Short));
            insta::assert_snapshot!(format!("{name}_body"), page.html);
        });
    }
}

#[test]
fn the_setup_pages_differ_by_the_encrypted_key_alone() {
    let build = support::build(support::content());
    let [rest, crm] = [REST, CRM].map(|path| &build.site.pages[support::position(&build, path)]);
    let difference = |of: &dyn Fn(&Page) -> String| {
        let (rest, crm) = (of(rest), of(crm));
        let lines = TextDiff::from_lines(&rest, &crm);
        lines.unified_diff().context_radius(2).header("rest", "crm").to_string()
    };
    insta::with_settings!({omit_expression => true}, {
        insta::assert_snapshot!("difference_of_models", difference(&|page| model(page, Places::None)));
        insta::assert_snapshot!("difference_of_bodies", difference(&|page| page.html.clone()));
    });
}

#[test]
fn a_word_spoilt_in_one_variant_is_drift() {
    let text = |path: &str| {
        let content = support::content().read(path).expect("the guides share it");
        String::from_utf8(content).expect("it is UTF-8")
    };
    let steps = text("_includes/infusionsoft/create-application.md");
    let setup = text("_includes/infusionsoft/setup.md");
    // The CRM guide with a copy of what it shares, before and after a word of a step and of a paragraph is spoilt.
    for (words, spoilt) in [
        ("", ""),
        ("Register Application", "Register App"),
        ("trust the latter", "trust these"),
    ] {
        let tag = "{% include infusionsoft/create-application.md %}";
        let copy = setup.replace(tag, &steps).replacen(words, spoilt, 1);
        let page = text(CRM).replace("{% include infusionsoft/setup.md %}", &copy);
        let mut files = support::content();
        files.insert(CRM, page);
        let build = support::build(files);
        let found: Vec<(&str, &str)> = build
            .findings
            .iter()
            .map(|finding| (finding.rule, &*finding.location.path))
            .collect();
        let expected = if words.is_empty() {
            vec![]
        } else {
            vec![("variant-drift", CRM)]
        };
        assert_eq!(found, expected, "{}", support::report(&build));
    }
}

#[test]
fn a_page_without_its_front_matter_is_told_once() {
    let page = support::content().read(CRM).expect("it is there");
    let page = String::from_utf8(page).expect("it is UTF-8");
    let mark = "\n<!-- docgen allow(broken-link): it is yet to come -->\n[Events](/events.html)\n";
    for (closing, broken) in [("\n---\n", "\n"), ("\nheading: ", "\nheading: [")] {
        let mut files = support::content();
        files.insert(CRM, page.replacen(closing, broken, 1) + mark);
        let build = support::build(files);
        assert_eq!(
            support::rules_of(&build),
            ["front-matter-syntax"],
            "{}",
            support::report(&build)
        );
    }
}

#[test]
fn what_is_wrong_with_a_value_is_told_by_one_rule() {
    let path = "guides/infusionsoft-crm/authenticate.md";
    for (line, mistake, rule) in [
        ("layout: guide", "layout: guid", "unknown-layout"),
        ("layout: guide", "layout: No", "ambiguous-scalar"),
        (
            "elementId: 191",
            "elementId: 191\nelementId: 192",
            "front-matter-syntax",
        ),
    ] {
        let mut files = support::content();
        let page = String::from_utf8(files.read(path).expect("it is there")).expect("it is UTF-8");
        assert!(page.contains(line), "{page}");
        files.insert(path, page.replacen(line, mistake, 1));
        let build = support::build(files);
        assert_eq!(support::rules_of(&build), [rule], "{}", support::report(&build));
    }
}

#[test]
fn an_include_without_end_is_told_once() {
    let path = "_includes/infusionsoft/locate-oauth.md";
    let text = support::content().read(path).expect("it is there");
    let mut files = support::content();
    files.insert(path, [b"{% include infusionsoft/setup.md %}\n", &*text].concat());
    let build = support::build(files);
    assert_eq!(
        support::rules_of(&build),
        ["include-cycle"],
        "{}",
        support::report(&build)
    );
}

#[test]
fn a_value_that_one_variant_lacks_is_no_drift() {
    let page = support::content().read(CRM).expect("it is there");
    let page = String::from_utf8(page).expect("it is UTF-8");
    let lines = page.lines().filter(|line| !line.starts_with("apiProvider:"));
    let mut files = support::content();
    files.insert(CRM, lines.collect::<Vec<_>>().join("\n"));
    let build = support::build(files);
    let told = support::rules_of(&build);
    assert!(told.contains(&"undefined-variable"), "{}", support::report(&build));
    assert!(!told.contains(&"variant-drift"), "{}", support::report(&build));
}

#[test]
fn a_credential_table_is_recognised_in_all_its_forms() {
    let build = support::build(support::files_of(&support::in_repository(
        "tests/sites/credential-forms",
    )));
    assert!(build.findings.is_empty(), "{}", support::report(&build));
    let rows = |path: &str| {
        let page = &build.site.pages[support::position(&build, path)];
        let mut text = String::new();
        for row in &page.credentials.as_ref().expect("the page has the table").rows {
            let label = row.label.as_deref().unwrap_or("no label");
            let form = if row.code { "code" } else { "text" };
            let credential = row.credential.as_deref().unwrap_or("nothing");
            writeln!(
                text,
                "{} ({credential}): {} as {form}, {label}",
                row.term, row.parameter
            )
            .expect("a text grows");
        }
        text
    };
    assert_eq!(
        rows("guides/rest/setup.md"),
        "client_id (apiKey): oauth.api.key as code, no label\n\
         client_secret (apiSecret): oauth.api.secret as text, no label\n\
         Callback URL (callbackURL): oauth.callback.url as text, no label\n"
    );
    assert_eq!(
        rows("guides/crm/setup.md"),
        "Encrypted Key (encryptedKey): infusionsoft.private.key as code, Infusionsoft Encrypted Key\n\
         client_id (apiKey): oauth.api.key as code, no label\n\
         client_secret (apiSecret): oauth.api.secret as code, no label\n\
         Callback URL (callbackURL): oauth.callback.url as code, no label\n"
    );
}

#[test]
fn a_procedure_is_one_whatever_its_markers_and_images() {
    let build = support::build(support::files_of(&support::in_repository(
        "tests/sites/credential-forms",
    )));
    let page = &build.site.pages[support::position(&build, "guides/rest/setup.md")];
    let model: Json = serde_json::to_value(page).expect("the page model is JSON");
    let steps = model
        .pointer("/sections/0/sections/0/blocks/0/steps")
        .and_then(Json::as_array);
    let markers = steps
        .expect("the section begins with a procedure")
        .iter()
        .map(|step| step["marker"].as_str());
    assert_eq!(markers.flatten().collect::<Vec<_>>(), ["1", "2", "3", "4", "5"]);
}

#[test]
fn a_wrong_authorize_url_is_in_the_model_as_it_was_written() {
    let build = support::build(support::files_of(&support::in_repository("tests/sites/authorize-url")));
    let links = build.site.pages[0].links.iter().map(|link| link.href.as_str());
    assert_eq!(
        links.collect::<Vec<_>>(),
        [
            "https://signin.example.com/app/oauth/authorize",
            "https://signin.example.com/app/oauth/authorize/client_id=pt3s6w9ngm9kpkj7xxxxxxx"
        ]
    );
}

#[test]
fn nothing_is_wrong_with_the_repositorys_own_guides() {
    let build = support::build(support::content());
    assert!(build.findings.is_empty(), "{}", support::report(&build));
}

#[test]
fn a_spoilt_table_cell_is_found() {
    spoilt(
        "_includes/credentials.html",
        "| {{ page[row.credential] }} | `{{ row.parameter }}` |",
        "| {{ page[row.credential] }} | `oauth.api.secret` |",
        "credential-table",
    );
}

#[test]
fn a_spoilt_row_is_found() {
    spoilt(
        "_includes/credentials.html",
        "{%- for row in rows %}",
        "{%- for row in rows limit: 2 %}",
        "credential-table",
    );
}

#[test]
fn a_spoilt_section_is_found() {
    for (file, heading) in [
        ("_includes/infusionsoft/setup.md", "## Create an Application"),
        ("guides/freshdesk/setup.md", "## Next Steps"),
    ] {
        let text = heading.trim_start_matches("## ");
        let build = spoilt(file, heading, text, "page-schema");
        let message = format!("a page of kind `setup` needs a section `{text}`");
        let is_told = build
            .findings
            .iter()
            .any(|finding| finding.message.starts_with(&message));
        assert!(is_told, "{}", support::report(&build));
    }
}

#[test]
fn a_spoilt_key_is_found() {
    for (key, other, rule) in [
        ("heading: ", "headng: ", "front-matter-schema"),
        ("apiSecret: client_secret\n", "", "undefined-variable"),
        ("order: 5", "order: fifth", "front-matter-schema"),
        (
            "apiKey: client_id",
            "apiKey: client_id\napiKey: id",
            "front-matter-syntax",
        ),
        (
            "title: API Provider Setup",
            "title: Setup: API Provider",
            "front-matter-syntax",
        ),
        ("layout: guide", "layout: giude", "unknown-layout"),
    ] {
        spoilt(REST, key, other, rule);
    }
}

#[test]
fn a_spoilt_include_is_found_where_it_is() {
    let build = spoilt(
        "_includes/infusionsoft/create-application.md",
        "**{{ page.apiKey }}**",
        "**{{ page.apiKye }}**",
        "undefined-variable",
    );
    let [finding] = build.findings.as_slice() else {
        panic!("it is told once:\n{}", support::report(&build));
    };
    assert_eq!(&*finding.location.path, "_includes/infusionsoft/create-application.md");
    let pages: Vec<&str> = finding.pages.iter().map(|page| &**page).collect();
    assert_eq!(pages, [CRM, REST]);
}

/// The build of `content/` with one text replaced, in which `rule` has to find something.
fn spoilt(path: &str, text: &str, other: &str, rule: &str) -> docgen::engine::Build {
    let mut files = support::content();
    let content = String::from_utf8(files.read(path).expect("the file is there")).expect("it is UTF-8");
    assert!(content.contains(text), "{path} has no `{text}` to spoil");
    files.insert(path, content.replacen(text, other, 1));
    let build = support::build(files);
    assert!(
        support::rules_of(&build).contains(&rule),
        "{rule} does not find `{other}` in {path}:\n{}",
        support::report(&build)
    );
    build
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Places {
    /// As `path:line:column`, with the include tags behind.
    Short,
    None,
}

/// The page model as JSON, its places short enough to be read.
fn model(page: &Page, places: Places) -> String {
    let mut model = serde_json::to_value(page).expect("the page model is JSON");
    shorten(&mut model, places);
    serde_json::to_string_pretty(&model).expect("JSON can be written")
}

fn shorten(value: &mut Json, places: Places) {
    match value {
        Json::Object(members) => {
            if places == Places::None {
                members.retain(|_, member| member.get("end_column").is_none());
            }
            for member in members.values_mut() {
                match member.get("end_column") {
                    Some(_) => *member = Json::String(short(member)),
                    None => shorten(member, places),
                }
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| shorten(item, places)),
        _ => {}
    }
}

fn short(place: &Json) -> String {
    let own = format!(
        "{}:{}:{}",
        place["file"].as_str().unwrap_or_default(),
        place["line"],
        place["column"]
    );
    let via = place["via"].as_array().into_iter().flatten();
    via.fold(own, |text, tag| format!("{text} < {}", short(tag)))
}
