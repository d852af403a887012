//! Whole commands as a user runs them: what they print and how they end. Each file in `cmd/` is a case.

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
