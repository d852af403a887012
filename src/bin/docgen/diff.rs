//! `docgen diff`

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use docgen::config::Variants;
use docgen::engine::Build;
use docgen::finding::{Hidden, counted, nearest};
use docgen::page::Page;
use docgen::report::one_line;
use docgen::site::{Guide, Site};
use docgen::variants::{self, Allowance, Change, Outcome, PagePair, Pair, PartKind};

use crate::arguments::Diff;
use crate::source::SourceFolder;
use crate::terminal::Terminal;

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const PLAIN: &str = "\u{1b}[0m";

/// What is said of a difference that the config allows.
const MAY_DIFFER: &str = " (may differ)";

pub(crate) fn run(options: &Diff, terminal: &mut Terminal) -> Result<ExitCode> {
    let build = Build::new(SourceFolder::find(&options.source)?.load()?)?;
    let site = &build.site;
    let (first, second) = (guide(site, &options.first)?, guide(site, &options.second)?);
    if first.folder == second.folder {
        bail!("`{}` and `{}` are one guide", options.first, options.second);
    }
    let mut comparison = Comparison {
        text: format!("{RED}- {}{PLAIN}\n{GREEN}+ {}{PLAIN}\n", first.folder, second.folder),
        hidden: &build.hidden,
        shows_all: terminal.is_verbose(),
        differences: 0,
        allowed: 0,
    };
    let declared = site.variants_of(first, second);
    for (left, right) in variants::page_pairs(site, first, second) {
        let (page, guide) = match (left, right) {
            (Some(page), _) => (page, first),
            (None, Some(page)) => (page, second),
            (None, None) => continue,
        };
        let name = variants::name_in(page, guide);
        match (left, right) {
            (Some(left), Some(right)) => comparison.add_pages(name, left, right, declared, site),
            (_, right) => comparison.add_single_page(name, right.is_some(), guide, declared),
        }
    }
    comparison.add_summary();
    terminal.print(&comparison.text)?;
    Ok(ExitCode::SUCCESS)
}

fn guide<'s>(site: &'s Site, name: &str) -> Result<&'s Guide> {
    site.find_guide(name).with_context(|| {
        let names = site.guides.iter().map(Guide::name);
        match nearest(name, names.clone()) {
            Some(nearest) => format!("there is no guide `{name}`; did you mean `{nearest}`?"),
            None => format!(
                "there is no guide `{name}`; the guides are {}",
                names.collect::<Vec<_>>().join(", ")
            ),
        }
    })
}

/// What is shown of two guides.
struct Comparison<'b> {
    text: String,
    /// What is not shown of them.
    hidden: &'b Hidden,
    /// Whether what is the same is shown part by part.
    shows_all: bool,
    differences: usize,
    /// How many of them the config allows.
    allowed: usize,
}

impl Comparison<'_> {
    fn add_pages(&mut self, name: &str, left: &Page, right: &Page, declared: Option<&Variants>, site: &Site) {
        let pages = PagePair::new(left, right);
        let may_differ = declared.map_or(&[][..], |variants| &variants.may_differ);
        let allowance = Allowance::new(may_differ, &pages, &site.registry);
        self.line(0, ' ', &format!("\n{BOLD}{name}{PLAIN}"));
        self.add_pairs(&pages.compare(), 1, &allowance);
    }

    fn add_single_page(&mut self, name: &str, is_second: bool, guide: &Guide, declared: Option<&Variants>) {
        let (sign, colour) = if is_second { ('+', GREEN) } else { ('-', RED) };
        let may_differ = declared.is_some_and(|variants| variants.may_lack(name));
        self.differences += 1;
        self.allowed += usize::from(may_differ);
        let note = if may_differ { MAY_DIFFER } else { "" };
        let line = format!(
            "\n{colour}{sign} {name}{PLAIN}{DIM}{note}{PLAIN} is in {} only",
            guide.folder
        );
        self.line(0, sign, &line);
    }

    fn add_pairs(&mut self, pairs: &[Pair<'_>], depth: usize, allowance: &Allowance) {
        let mut same = 0;
        for pair in pairs {
            if pair.outcome == Outcome::Same && !self.shows_all {
                same += 1;
                continue;
            }
            self.add_same(&mut same, depth);
            self.add_pair(pair, depth, allowance);
        }
        self.add_same(&mut same, depth);
    }

    /// Tells of parts that are the same, and forgets them.
    fn add_same(&mut self, count: &mut usize, depth: usize) {
        if *count > 0 {
            let told = format!("{DIM}{} the same{PLAIN}", counted(*count, "part"));
            self.line(depth, '=', &told);
            *count = 0;
        }
    }

    fn add_pair(&mut self, pair: &Pair<'_>, depth: usize, allowance: &Allowance) {
        let part = pair.part();
        let may_differ = allowance.holds(pair);
        let is_difference = !matches!(pair.outcome, Outcome::Same | Outcome::Within);
        self.differences += usize::from(is_difference);
        self.allowed += usize::from(is_difference && may_differ);
        let note = if may_differ && is_difference { MAY_DIFFER } else { "" };
        let name = format!("{}{DIM}{note}{PLAIN}", part.kind.name());
        let text = shown(part.kind, &self.hidden.starred(&part.text));
        match (pair.outcome, pair.left, pair.right) {
            (Outcome::Same, ..) => self.line(depth, '=', &format!("{DIM}{name} {text}{PLAIN}")),
            (Outcome::Within, ..) => self.line(depth, ' ', &format!("{name} {BOLD}{text}{PLAIN}")),
            (Outcome::Moved, ..) => self.line(depth, '~', &format!("{name} {text}  stands elsewhere in the second")),
            (Outcome::Changed, ..) => {
                let words: String = pair.changes().iter().map(|change| word(change, self.hidden)).collect();
                self.line(depth, '~', &format!("{name} {words}"));
            }
            (_, Some(_), _) => self.line(depth, '-', &format!("{RED}{name} {text}{PLAIN}")),
            (_, None, _) => self.line(depth, '+', &format!("{GREEN}{name} {text}{PLAIN}")),
        }
        self.add_pairs(&pair.pairs, depth + 1, allowance);
    }

    fn add_summary(&mut self) {
        let differences = match self.differences {
            0 => "no difference".to_owned(),
            count => counted(count, "difference"),
        };
        let allowed = match self.allowed {
            0 => String::new(),
            allowed => format!(", {allowed} of which the config allows"),
        };
        self.line(0, ' ', &format!("\n{differences}{allowed}"));
    }

    fn line(&mut self, depth: usize, sign: char, text: &str) {
        let indentation = "  ".repeat(depth);
        let start = if depth == 0 {
            String::new()
        } else {
            format!("{sign} {indentation}")
        };
        self.text.push_str(format!("{start}{text}").trim_end());
        self.text.push('\n');
    }
}

fn word(change: &Change, hidden: &Hidden) -> String {
    let shown = |text: &str| one_line(&hidden.starred(text));
    match change {
        Change::Same(text) => shown(text),
        Change::Removed(text) => format!("{RED}[-{}-]{PLAIN}", shown(text)),
        Change::Added(text) => format!("{GREEN}{{+{}+}}{PLAIN}", shown(text)),
    }
}

/// A part's text in one line.
fn shown(kind: PartKind, text: &str) -> String {
    const LONGEST: usize = 100;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) if kind != PartKind::Line => format!("{}...", one_line(&text[..end])),
        _ => one_line(text),
    }
}
