//! The repository's own fixtures and pages, spliced: what people wrote, where they did not write it.

use docgen::fix::fixed_files;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::fuzz;
use super::site::{holds, try_build};
use crate::support;

/// What is done to a text at a place of it.
#[derive(Clone, Debug)]
enum Mutation {
    /// Lines of another text come in.
    Splice(String),
    /// So many lines go.
    Cut(usize),
    /// The line is there so many times.
    Repeat(usize),
    /// A line break goes.
    Join,
    /// All to the end is moved in or put in a quote.
    Prefix(&'static str),
    /// Some characters come in, in the middle of the line.
    Insert(String),
}

fn apply(mut lines: Vec<String>, mutations: &[(Index, Mutation)]) -> String {
    for (at, mutation) in mutations {
        let at = at.index(lines.len() + 1);
        let here = at..lines.len();
        match mutation {
            Mutation::Splice(text) => {
                lines.splice(at..at, text.lines().map(str::to_owned));
            }
            Mutation::Cut(count) => drop(lines.drain(here.start..(at + count).min(here.end))),
            Mutation::Repeat(count) => {
                if let Some(line) = lines.get(at).cloned() {
                    lines.splice(at..at, vec![line; *count]);
                }
            }
            Mutation::Join => {
                if at + 1 < lines.len() {
                    let next = lines.remove(at + 1);
                    lines[at] += &next;
                }
            }
            Mutation::Prefix(prefix) => lines[here].iter_mut().for_each(|line| line.insert_str(0, prefix)),
            Mutation::Insert(text) => {
                if let Some(line) = lines.get_mut(at) {
                    let middle = line.char_indices().nth(line.chars().count() / 2);
                    line.insert_str(middle.map_or(0, |(at, _)| at), text);
                }
            }
        }
    }
    lines.join("\n") + "\n"
}

/// Every page, include and data file of the fixtures and of the repository's content.
fn corpus() -> Vec<String> {
    let folders = [
        "content",
        "tests/rules",
        "tests/kramdown",
        "tests/jekyll",
        "tests/sites",
    ];
    let mut texts = Vec::new();
    for folder in folders {
        let files = support::tree_of(&support::in_repository(folder));
        let fit = files
            .into_iter()
            .filter(|(path, _)| !path.contains("snapshots/") && !path.ends_with(".snap"));
        texts.extend(fit.filter_map(|(_, content)| String::from_utf8(content).ok()));
    }
    texts.retain(|text| (1..8_000).contains(&text.len()));
    assert!(texts.len() > 200, "{}", texts.len());
    texts
}

#[test]
fn any_spliced_fixture_is_checked_and_its_fixes_come_to_an_end() {
    let corpus = corpus();
    let chunk = (select(corpus.clone()), any::<Index>(), 1..12_usize).prop_map(|(text, at, count)| {
        let lines: Vec<&str> = text.lines().collect();
        let at = at.index(lines.len().max(1));
        lines
            .get(at..(at + count).min(lines.len()))
            .unwrap_or_default()
            .join("\n")
    });
    let insert = prop_oneof![
        select(
            &[
                "{{", "}}", "{%", "%}", "`", "*", "|", "<", ">", "\"", "[", "](", "\t", "\r", "\u{0}", "é", "---", ":",
                "{:"
            ][..]
        )
        .prop_map(str::to_owned),
        ".{1,3}",
    ];
    let mutation = prop_oneof![
        4 => chunk.prop_map(Mutation::Splice),
        2 => (1..6_usize).prop_map(Mutation::Cut),
        1 => (1..30_usize).prop_map(Mutation::Repeat),
        1 => Just(Mutation::Join),
        1 => select(&["  ", "    ", "> ", "- ", "\t"][..]).prop_map(Mutation::Prefix),
        4 => insert.prop_map(Mutation::Insert),
    ];
    let case = (
        select(corpus.clone()),
        vec((any::<Index>(), mutation), 1..6),
        select(corpus),
        any::<bool>(),
    );
    fuzz("mutants", 40, &case, |(text, mutations, include, is_kramdown)| {
        let page = apply(text.lines().map(str::to_owned).collect(), &mutations);
        let dialect = if is_kramdown { "kramdown" } else { "redcarpet" };
        let mut texts = [
            ("guides/one/setup.md", page),
            ("_includes/a.md", include),
            (
                "_config.yml",
                format!("markdown: {dialect}\ndocgen: {{guides: guides/*, rules: {{style: warning}}}}\n"),
            ),
        ]
        .map(|(path, text)| (path.to_owned(), text))
        .into();
        for round in 0.. {
            let build = try_build(&texts).expect("the config is right");
            holds(&build, &texts)?;
            let fixed = fixed_files(&build.findings, &build.project.sources);
            if fixed.is_empty() {
                break;
            }
            prop_assert!(round < super::site::ROUNDS, "{}", fixed[0].diff(""));
            for file in fixed {
                texts.insert(file.path.to_string(), file.after());
            }
        }
        Ok(())
    });
}
