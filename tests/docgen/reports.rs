//! The formats of `docgen check`, as programs get them: where they go, and which paths they name.

use serde_json::Value;

use crate::support::{Done, Ground};

/// A repository whose folder `source` has a page with an error in its line 5.
fn repository() -> Ground {
    let ground = Ground::new([("my guides/ü.md", "---\ntitle: Setup\n---\n\n{{ page.nothing }}\n")]);
    ground.write(".git/HEAD", "ref: refs/heads/main\n");
    ground
}

fn json(done: &Done) -> Value {
    serde_json::from_str(&done.out).expect("it is JSON")
}

fn schema(text: &str) -> jsonschema::Validator {
    let mut schema: Value = serde_json::from_str(text).expect("the schema is JSON");
    for definition in ["run", "toolComponent"] {
        let language = schema.pointer_mut(&format!("/definitions/{definition}/properties/language"));
        if let Some(language) = language.and_then(Value::as_object_mut) {
            // Of SARIF's schema; no dialect of regular expressions takes it.
            language.remove("pattern");
        }
    }
    jsonschema::validator_for(&schema).expect("the schema is a JSON Schema")
}

#[test]
fn json_is_what_its_schema_says_and_names_paths_from_the_source_folder() {
    let done = repository().docgen(["check", "--source", "source", "--format", "json"]);
    done.assert(1, ["1 page checked; 1 error; "]);
    let report = json(&done);
    let schema = schema(include_str!("../../src/report/findings.schema.json"));
    assert!(schema.is_valid(&report), "{report:#}");
    let finding = &report["findings"][0];
    assert_eq!(finding["path"], "my guides/ü.md");
    assert_eq!(finding["page"], "my guides/ü.md");
    assert_eq!(
        finding["hint"],
        "add `nothing:` to the front matter, or give a `default`"
    );
    assert_eq!(report["summary"]["errors"], 1);
}

#[test]
fn sarif_is_what_its_schema_says_and_names_paths_from_the_root_of_the_repository() {
    let done = repository().docgen(["check", "--source", "source", "--format", "sarif"]);
    let log = json(&done);
    let schema = schema(include_str!("../schemas/sarif-2.1.0.json"));
    let wrong: Vec<String> = schema.iter_errors(&log).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let run = &log["runs"][0];
    let result = &run["results"][0];
    assert_eq!(
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "source/my%20guides/%C3%BC.md"
    );
    let index = usize::try_from(result["ruleIndex"].as_u64().expect("the rule is known")).expect("it is small");
    let rule = &run["tool"]["driver"]["rules"][index];
    assert_eq!(rule["id"], "undefined-variable");
    let help = rule["help"]["markdown"].as_str().expect("it has one");
    assert!(help.contains("## Use instead"), "{help}");
}

#[test]
fn github_gets_paths_from_the_root_of_the_repository() {
    let ground = repository();
    let command = |path| {
        let (place, name) = ("line=5,col=1,endLine=5,endColumn=19", "title=undefined-variable");
        format!("::error file={path},{place},{name}::nothing defines `page.nothing`%0A")
    };
    let done = ground.docgen(["check", "--source", "source", "--format", "github"]);
    assert!(done.out.starts_with(&command("source/my guides/ü.md")), "{}", done.out);
    // A worktree has a file there.
    ground.write("source/.git", "gitdir: elsewhere\n");
    let done = ground.docgen(["check", "--source", "source", "--format", "github"]);
    assert!(done.out.starts_with(&command("my guides/ü.md")), "{}", done.out);
}

#[test]
fn no_format_for_programs_is_coloured_or_silenced() {
    let ground = repository();
    for format in ["json", "sarif", "github", "junit"] {
        let plain = ground.docgen(["check", "-s", "source", "--format", format]);
        let coloured = ground.docgen(["check", "-s", "source", "--format", format, "--color", "always", "-q"]);
        assert_eq!(plain.out, coloured.out);
        assert_eq!((coloured.code, coloured.err.as_str()), (Some(1), ""));
    }
}

#[test]
fn the_same_findings_are_the_same_bytes_whatever_the_number_of_threads() {
    let ground = repository();
    for number in 0..40 {
        ground.write(
            &format!("source/{number}.md"),
            "---\ntitle: T\nbulk: No\n---\n{{ page.a }} {{ page.a }}\n",
        );
    }
    for format in ["human", "concise", "json", "sarif", "github", "junit"] {
        let one = ground.docgen(["check", "-s", "source", "--format", format, "-v", "--jobs", "1"]);
        let many = ground.docgen(["check", "-s", "source", "--format", format, "-v", "--jobs", "7"]);
        assert!(one.out.contains("39.md") && one.out == many.out, "{format}");
    }
}

#[test]
fn a_file_gets_what_standard_output_would() {
    let ground = repository();
    let printed = ground.docgen(["check", "-s", "source", "--format", "json", "--output", "-"]);
    let written = ground.docgen(["check", "-s", "source", "--format", "json", "--output", "report.json"]);
    written.assert(1, ["; written to report.json"]);
    assert_eq!(written.out, "");
    let file = std::fs::read_to_string(ground.path("report.json")).expect("it was written");
    assert_eq!(file, printed.out);
}

#[test]
fn a_file_for_people_has_every_finding_and_no_colours() {
    let ground = repository();
    ground.write(
        "source/many.md",
        "---\ntitle: T\n---\n".to_owned() + &"{{ page.a }}\n\n".repeat(30),
    );
    let done = ground.docgen(["check", "-s", "source", "-o", "report.txt", "--color", "always"]);
    done.assert(1, ["31 errors"]);
    let file = std::fs::read_to_string(ground.path("report.txt")).expect("it was written");
    assert_eq!(file.matches("-->").count(), 31);
    assert!(!file.contains('\u{1b}'));
}

#[test]
fn a_file_that_is_there_is_replaced_as_a_whole_and_nothing_is_left_beside_it() {
    let ground = repository();
    ground.write("reports/old.txt", "old\n".repeat(10_000));
    ground
        .docgen(["check", "-s", "source", "--format", "concise", "-o", "reports/old.txt"])
        .assert(1, []);
    let reports = ground.tree("reports");
    let names: Vec<&str> = reports.keys().map(String::as_str).collect();
    assert_eq!(names, ["old.txt"]);
    let text = String::from_utf8_lossy(&reports["old.txt"]).into_owned();
    assert_eq!(
        text,
        "my guides/ü.md:5:1: error[undefined-variable] nothing defines `page.nothing`\n"
    );
}

#[test]
fn a_file_stays_as_it_is_if_the_check_cannot_be_done() {
    let ground = repository();
    ground.write("report.json", "before");
    ground.write("source/_config.yml", "docgen: {rules: {no-such-rule: off}}\n");
    ground
        .docgen(["check", "-s", "source", "--format", "json", "-o", "report.json"])
        .assert(2, ["there is no rule or group `no-such-rule`"]);
    let file = std::fs::read_to_string(ground.path("report.json")).expect("it is there");
    assert_eq!(file, "before");
}

#[test]
fn what_an_author_wrote_is_never_replaced() {
    let ground = Ground::new([
        ("setup.md", "---\ntitle: Setup\n---\n"),
        ("draft.md", "---\ntitle: Draft\npublished: false\n---\n"),
        ("data.json", "---\ntitle: Data\n---\n{}\n"),
        ("plain.css", "a {}\n"),
        (".docgen-baseline.json", "{\"version\": 1, \"findings\": []}\n"),
        ("_data/a.json", "{}\n"),
        ("report.json", "{}\n"),
    ]);
    let before = ground.tree("source");
    let check = |path: &str| {
        ground.docgen_of(&[
            "check",
            "-s",
            "source",
            "--format",
            "json",
            "-o",
            &format!("source/{path}"),
        ])
    };
    for path in before.keys().filter(|path| *path != "report.json") {
        check(path).assert(2, ["is a part of the source"]);
    }
    assert!(ground.tree("source") == before);
    check("report.json").assert(0, ["; written to"]);
    check("report.json").assert(0, ["; written to"]);
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_a_device_a_device() {
    let ground = repository();
    ground.write("real.txt", "before");
    std::os::unix::fs::symlink("real.txt", ground.path("link.txt")).expect("links can be made");
    std::os::unix::fs::symlink("nothing.txt", ground.path("dangling.txt")).expect("links can be made");
    let check = |output| ground.docgen(["check", "-s", "source", "--format", "concise", "-o", output]);
    check("link.txt").assert(1, []);
    assert!(ground.path("link.txt").is_symlink());
    let real = std::fs::read_to_string(ground.path("real.txt")).expect("it is there");
    assert!(real.starts_with("my guides"), "{real}");
    check("dangling.txt").assert(2, ["cannot write dangling.txt: the link leads nowhere"]);
    check("/dev/null").assert(1, []);
    assert!(!std::path::Path::new("/dev/null").is_file());
    let printed = check("/dev/stdout");
    assert_eq!(printed.out, real);
}

#[test]
fn warnings_fail_where_they_are_denied() {
    let ground = Ground::new([("setup.md", "---\ntitle: Setup\nbulk: No\n---\n\n# Setup\n")]);
    let check = ["check", "--source", "source", "--deny", "warnings"];
    ground.docgen(check).assert(1, ["1 page checked; 1 warning; "]);
    ground.write("source/setup.md", "---\ntitle: Setup\n---\n\n# Setup\n");
    ground.docgen(check).assert(0, ["1 page checked; no findings; "]);
}

#[cfg(unix)]
#[test]
fn whoever_has_read_enough_ends_the_report_quietly() {
    let ground = repository();
    let many = "{{ page.nothing }}\n".repeat(3_000);
    ground.write("source/0.md", format!("---\ntitle: T\n---\n{many}"));
    let done = ground.piped_into("head -n 1", ["check", "-s", "source", "-v", "--format", "human"]);
    assert_eq!(done.out, "0.md: 3000 errors\n");
    assert!(
        !done.err.contains("error:") && !done.err.contains("panicked"),
        "{}",
        done.err
    );
    assert_eq!(done.code, Some(1));
}
