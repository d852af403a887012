//! Whole commands as a user runs them: what they print and how they end. Each file in `cmd/` is a case.

use crate::support::Ground;

#[test]
fn commands_print_and_end_as_written() {
    trycmd::TestCases::new()
        .register_bin("docgen", std::path::Path::new(env!("CARGO_BIN_EXE_docgen")))
        .env("SOURCE_DATE_EPOCH", "1777636800")
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .insert_var("[VERSION]", env!("CARGO_PKG_VERSION"))
        .expect("the name is one of a variable")
        .case(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/docgen/cmd/*.md"));
}

#[test]
fn nothing_that_is_quoted_commands_the_terminal() {
    let ground = Ground::new([
        ("_config.yml", "docgen: {guides: guides/*}\n"),
        ("guides/a/setup.md", "---\ntitle: A\n---\nOpen \u{1b}[2J this.\n"),
        (
            "guides/b/setup.md",
            "---\ntitle: B\n---\nOpen that \u{1b}[2J instead.\n",
        ),
    ]);
    let diff = ground.docgen(["diff", "a", "b", "-s", "source", "--color", "always"]);
    diff.assert(0, ["\u{241b}[2J", "\u{1b}["]);
    assert!(!diff.out.contains("\u{1b}[2J"), "{diff:?}");
    ground.write("source/_config.yml", "docgen: {\"\\e[2Jguides\": x}\n");
    let error = ground.docgen(["check", "-s", "source", "--color", "always"]);
    error.assert(2, ["\u{241b}[2Jguides"]);
    assert!(!error.err.contains("\u{1b}[2J"), "{error:?}");
}
