//! The command line.

use std::path::PathBuf;

use clap::{ArgAction, Args, ColorChoice, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use docgen::date::Date;

/// Generator and checker for API-provider setup guides: Jekyll content in, a validated site out.
#[derive(Debug, Parser)]
#[command(name = "docgen", version, max_term_width = 100, arg_required_else_help = true, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to use colours; by default where the output is a terminal and NO_COLOR is not set
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        display_order = 900
    )]
    pub(crate) color: ColorChoice,

    /// Say more: every finding, and what was done
    #[arg(short, long, global = true, action = ArgAction::Count, display_order = 901)]
    pub(crate) verbose: u8,

    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose", display_order = 902)]
    pub(crate) quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  docgen build                                   build the site of this folder into ./public
  docgen build --source docs --out /srv/site     build another folder, to another place
  docgen serve --open                            show the site in the browser while you write it
  docgen check                                   find defects; exit code 1 if there are errors
  docgen explain undefined-variable              what a rule finds, and what to write instead
  docgen inspect guides/hubspot/setup.md         show what docgen sees in a page, as JSON

The source is the folder that --source names, else the current folder if it has a _config.yml, else ./content.
Exit codes: 0 all is well, 1 check (or build --strict) found errors, 2 docgen itself could not do its work.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Build the site
    #[command(after_help = BUILD_EXAMPLES)]
    Build(Build),
    /// Show the site while you write it: build in memory, and again after each change
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(Serve),
    /// Find what is wrong with the content, without writing anything
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    /// Show what two guides share, and where they differ
    #[command(after_help = DIFF_EXAMPLES)]
    Diff(Diff),
    /// Tell of the rules of check, or of one of them in full
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain {
        /// A rule, or a group of rules, which are listed then; without one, all rules are listed
        rule: Option<String>,
    },
    /// Show what a page is at a stage of the build
    #[command(after_help = INSPECT_EXAMPLES)]
    Inspect(Inspect),
    /// Print a completion script for a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell
        shell: Shell,
    },
}

const BUILD_EXAMPLES: &str = "\
Examples:
  docgen build --base-url https://docs.example.com/guides
  docgen build --theme bare --out fragments      pages as HTML fragments, to embed elsewhere
  docgen build --strict                          exit code 1 if there are errors in the content
  docgen build --brand acme                      the site as `brands: acme:` of the config has it
  docgen build --all-brands                      every brand: public/acme, ...

Findings do not fail a build, since Jekyll built such pages too. More than 20 are only counted; -v shows all of them.";

const SERVE_EXAMPLES: &str = "\
Examples:
  docgen serve                                   serve at http://127.0.0.1:4000/ until Ctrl-C
  docgen serve --source docs --open              another folder, and open it in the browser
  docgen serve --port 0                          at any free port, which is printed
  docgen serve --drafts --theme corporate        drafts too, in a theme of your own
  docgen serve --host 0.0.0.0                    for everybody in the network, too

Nothing is written. When a file is saved, docgen builds what depends on it, and open pages show it at once, where they \
were scrolled to. What docgen check finds shows on the page concerned. To have its places open in your editor, say \
which that is in _config.yml: docgen: {serve: {editor: vscode}}.";

const CHECK_EXAMPLES: &str = "\
Examples:
  docgen check --source docs
  docgen check guides/hubspot                    only what concerns one guide
  docgen check --since origin/main               only what concerns what changed
  docgen check --select style,broken-link        only these rules and groups
  docgen check --brand acme                      what is wrong for the readers of a brand
  docgen check --update-baseline                 begin with what there is: from now on only new findings count
  docgen check --diff                            show what --fix would change
  docgen check -q || echo \"there are errors\"
  docgen check --by owner                        who is to mend what
  docgen check --deny warnings                   exit code 1 if there are warnings, too
  docgen check --html _site --base-url /docs     any finished site, to be served at /docs
  docgen check --format concise                  a line a finding, for grep and editors
  docgen check --format sarif --output docgen.sarif

The findings go to standard output, or into the file; the summary goes to standard error. For people, more than 20 \
findings are only counted, unless -v asks for them. sarif is for GitHub's code scanning and editors, github for the \
log of GitHub Actions, junit for most other CI.

With --html, the rules run that need only pages: links, anchors, images, HTML, samples, secrets. What many pages have \
alike, in a footer say, is told once. No config is read.

Exit codes: 0 no errors, 1 errors (with --deny warnings: or warnings; with --diff: something to fix), 2 docgen itself could not do its work.";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  docgen explain                                 all rules, by group
  docgen explain links                           those of a group
  docgen explain undefined-variable              what one finds, and what to write instead";

const DIFF_EXAMPLES: &str = "\
Examples:
  docgen diff infusionsoft-rest infusionsoft-crm
  docgen diff guides/hubspot guides/hubspot-crm -v   what is the same too, part by part

Lines begin with - for what only the first guide has, + for the second, ~ for what differs, = for what is the same.
What a page prints of its own front matter is no difference. `variants` of the config names what may differ.";

const INSPECT_EXAMPLES: &str = "\
Examples:
  docgen inspect guides/hubspot/setup.md                   the page model, as JSON
  docgen inspect guides/hubspot/setup.md --stage expanded  the markdown after Liquid
  docgen inspect setup.md --brand acme           the same as a brand has it
  docgen inspect --stage body --out bodies                 the HTML of every page, into a folder";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  docgen completions bash > ~/.local/share/bash-completion/completions/docgen";

/// What every command that reads a site takes.
#[derive(Debug, Args)]
pub(crate) struct Source {
    /// The Jekyll source folder
    #[arg(short, long, value_name = "DIR")]
    pub(crate) source: Option<PathBuf>,

    /// Build drafts and pages with `published: false` too
    #[arg(long)]
    pub(crate) drafts: bool,

    /// As this brand of the config has it
    #[arg(long, value_name = "NAME")]
    pub(crate) brand: Option<String>,

    /// How many threads to use; as many as there are cores by default
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,
}

#[derive(Debug, Args)]
pub(crate) struct Build {
    #[command(flatten)]
    pub(crate) source: Source,

    /// The folder to write the site into
    #[arg(short, long, value_name = "DIR", default_value = "public")]
    pub(crate) out: PathBuf,

    /// A theme of your own (_themes/NAME or themes/NAME) or a built-in one: default, bare
    #[arg(short, long, value_name = "NAME", default_value = "default")]
    pub(crate) theme: String,

    /// The address that the site will have, in place of the config's url and baseurl
    #[arg(long, value_name = "URL", value_parser = site_address)]
    pub(crate) base_url: Option<String>,

    /// Build every brand of the config, each into its own folder in the folder of --out
    #[arg(long, conflicts_with_all = ["brand", "base_url"])]
    pub(crate) all_brands: bool,

    /// Exit with 1 if there are errors in the content, those of a baseline too
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) source: Source,

    /// The port to listen at; 0 is any that is free
    #[arg(short, long, value_name = "PORT", default_value_t = 4000)]
    pub(crate) port: u16,

    /// The address to listen at, or a name of it; others than this machine can reach any but the default
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    pub(crate) host: String,

    /// Open the site in the browser
    #[arg(long)]
    pub(crate) open: bool,

    /// A theme of your own (_themes/NAME or themes/NAME) or a built-in one: default, bare
    #[arg(short, long, value_name = "NAME", default_value = "default")]
    pub(crate) theme: String,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Only what concerns these files and folders; paths from here or from the source folder
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) source: Source,

    /// Check a finished site instead, whatever made it: the HTML files of this folder, as they are
    #[arg(long, value_name = "DIR", conflicts_with_all = ["source", "brand", "drafts", "theme", "fix", "diff"])]
    pub(crate) html: Option<PathBuf>,

    /// The address that the site has, in place of the config's url and baseurl
    #[arg(long, value_name = "URL", value_parser = site_address)]
    pub(crate) base_url: Option<String>,

    /// Only these rules and groups, whatever the config says
    #[arg(long, value_name = "RULES", value_delimiter = ',', help_heading = "Rules")]
    pub(crate) select: Vec<String>,

    /// Not these rules and groups
    #[arg(long, value_name = "RULES", value_delimiter = ',', help_heading = "Rules")]
    pub(crate) ignore: Vec<String>,

    /// Only what concerns files that changed since this git revision, committed or not
    #[arg(long, value_name = "REV", conflicts_with = "paths")]
    pub(crate) since: Option<String>,

    #[command(flatten)]
    pub(crate) report: Report,

    /// Exit with 1 for these findings, too
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) deny: Option<Denied>,

    /// The findings that are known and do not count [default: .docgen-baseline.json of the source, if it is there]
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    pub(crate) baseline: Option<PathBuf>,

    /// Make the baseline know all present findings, and no others
    #[arg(
        long,
        help_heading = "Baseline",
        conflicts_with_all = ["paths", "select", "ignore", "since", "fix", "diff"]
    )]
    pub(crate) update_baseline: bool,

    /// Make the safe fixes, and tell what is left
    #[arg(long, help_heading = "Fixes")]
    pub(crate) fix: bool,

    /// Show what --fix would change, as a diff; exit code 1 if that is anything
    #[arg(long, conflicts_with_all = ["fix", "format", "by", "deny"], help_heading = "Fixes")]
    pub(crate) diff: bool,

    /// The day that `verified` is held against, as 2026-05-01 [default: that of SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DATE", value_parser = date, help_heading = "Rules")]
    pub(crate) today: Option<Date>,

    /// The theme whose layouts the pages may have
    #[arg(short, long, value_name = "NAME", default_value = "default")]
    pub(crate) theme: String,
}

/// How findings are told, and where.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// How the findings are told
    #[arg(long, value_enum, default_value_t = Format::Human, help_heading = "Report")]
    pub(crate) format: Format,

    /// What the findings are told together by, for people; `owner` is that of the pages' front matter
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = By::File, help_heading = "Report")]
    pub(crate) by: By,

    /// The file that they are written to; `-` is standard output
    #[arg(short, long, value_name = "FILE", default_value = "-", help_heading = "Report")]
    pub(crate) output: PathBuf,
}

// No documentation of the values: it would make clap spread the help of all options over several lines each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Human,
    Concise,
    Json,
    Sarif,
    Github,
    Junit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    File,
    Owner,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Denied {
    Warnings,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// A guide: its folder, or the last name of that
    #[arg(value_name = "GUIDE")]
    pub(crate) first: String,

    /// The guide to hold against it
    #[arg(value_name = "GUIDE")]
    pub(crate) second: String,

    #[command(flatten)]
    pub(crate) source: Source,
}

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// The page: its path in the source folder, its path in the site, or its URL
    #[arg(value_name = "PAGE", required_unless_present = "out")]
    pub(crate) page: Option<String>,

    #[command(flatten)]
    pub(crate) source: Source,

    /// What to show
    #[arg(long, value_enum, default_value_t = Stage::Page)]
    pub(crate) stage: Stage,

    /// Write every page into this folder, at its path in the site: `x.html` as `x.json`, `x.md` or `x.html` by the
    /// stage, and anything else with that ending added, as in `feed.xml.json`
    #[arg(short, long, value_name = "DIR", conflicts_with = "page")]
    pub(crate) out: Option<PathBuf>,
}

/// A stage of the build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// The text after Liquid
    Expanded,
    /// The HTML of the content
    Body,
    /// The page model: what rules, schemas and themes see
    Page,
}

/// A day, as 2026-05-01.
fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "write it as 2026-05-01".to_owned())
}

/// The address of a site: `https://example.com/docs`, or a path on its host.
fn site_address(address: &str) -> Result<String, String> {
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|scheme| address.strip_prefix(scheme));
    let has_host = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', ':', '?', '#']));
    let is_path = address.starts_with('/') && !address.starts_with("//");
    let is_plain =
        !address.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '?' | '#' | '"' | '<'));
    if (has_host || is_path) && is_plain {
        Ok(address.to_owned())
    } else {
        Err("write it as https://example.com/docs, or as a path such as /docs".to_owned())
    }
}
