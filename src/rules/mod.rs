//! The rules of `check`: one file each, and here the registry.
//!
//! A rule sees pages and the site, nothing else. What an earlier stage notices on its way (a variable that nothing
//! defines, an include that is missing) it emits by the rule's id; the rule's file then holds its documentation and
//! severity only.
//!
//! To add a rule: write `src/rules/<rule_id>.rs` (documentation, `meta`, the check, its tests), add its line to
//! `rules!` below in the order of the ids, and put fixtures into `tests/rules/<rule-id>/`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rayon::prelude::*;

use crate::finding::{Finding, Severity, nearest};
use crate::page::Page;
use crate::site::Site;
pub use settings::{OptionKind, RuleOption, Settings, WrongSetting};

/// What a rule is.
pub trait Rule: Sync {
    /// Its id, group, severity and documentation.
    fn meta(&self) -> Meta;

    /// The options that a site may give it in its config.
    fn options(&self) -> &'static [RuleOption] {
        &[]
    }

    /// What it needs to know of a site.
    fn needs(&self) -> Needs {
        Needs::Content
    }

    /// Whether it runs even where it is off: then nothing that it finds is told, but what it hides, no report shows.
    fn hides(&self) -> bool {
        false
    }

    /// Whether it offers to write something else where what to write is beyond doubt.
    fn has_fixes(&self) -> bool {
        false
    }

    /// What is wrong with one page.
    fn check_page(&self, _page: &Page, _site: &Site) -> Vec<Finding> {
        Vec::new()
    }

    /// What is wrong between pages. Such a finding says itself which pages it shows on.
    fn check_site(&self, _site: &Site) -> Vec<Finding> {
        Vec::new()
    }
}

/// What a rule needs to know of a site to be right about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// What its authors wrote: front matter, Liquid, markdown, guides.
    Content,
    /// No more than the pages as readers get them: it runs on a finished site, whoever made that.
    Pages,
    /// The pages as the readers of one brand get them: it runs where a brand is asked for.
    Brand,
}

/// What is said of a rule.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// The id, which names the defect: `undefined-variable`.
    pub id: &'static str,
    /// The rules that it is listed and selected with.
    pub group: Group,
    /// The severity where the config says nothing.
    pub severity: Severity,
    /// The rule's own source, which begins with its documentation.
    source: &'static str,
}

impl Meta {
    /// The documentation, as markdown: what it finds, why it matters, an example, and what to write instead.
    pub fn documentation(&self) -> String {
        let lines = self.source.lines().map_while(|line| line.strip_prefix("//!"));
        lines
            .map(|line| line.strip_prefix(' ').unwrap_or(line))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// Rules that are about the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Front matter, and what the pages of a site say there about each other.
    FrontMatter,
    /// Liquid, and reading files altogether.
    Liquid,
    /// Markdown, HTML and language.
    Writing,
    /// Credentials, parameters, OAuth.
    Credentials,
    /// Links, images, layouts, output paths.
    Links,
    /// Code samples and secrets.
    Samples,
    /// The rendered page as a whole, and guides that are variants of each other.
    Page,
    /// Marks by which authors allow findings.
    Marks,
    /// Matters of taste: off until a site selects them.
    Style,
}

impl Group {
    /// All groups, in the order in which they are listed.
    pub const ALL: [Self; 9] = [
        Self::FrontMatter,
        Self::Liquid,
        Self::Writing,
        Self::Credentials,
        Self::Links,
        Self::Samples,
        Self::Page,
        Self::Marks,
        Self::Style,
    ];

    /// Its id, by which configs and command lines select it. No rule has the same.
    pub fn id(self) -> &'static str {
        match self {
            Self::FrontMatter => "front-matter",
            Self::Liquid => "liquid",
            Self::Writing => "writing",
            Self::Credentials => "credentials",
            Self::Links => "links",
            Self::Samples => "samples",
            Self::Page => "page",
            Self::Marks => "marks",
            Self::Style => "style",
        }
    }

    /// Whether its rules are on where a site says nothing.
    pub fn is_on(self) -> bool {
        self != Self::Style
    }
}

/// Declares the rules' modules and the registry, in the order of the ids.
macro_rules! rules {
    ($($module:ident::$rule:ident,)*) => {
        $(mod $module;)*

        /// All rules, in the order of their ids.
        pub const RULES: &[&dyn Rule] = &[$(&$module::$rule,)*];
    };
}

mod addresses;
mod json;
mod language;
mod settings;
mod urls;
mod words;

rules! {
    ambiguous_scalar::AmbiguousScalar,
    brand_leak::BrandLeak,
    broken_anchor::BrokenAnchor,
    broken_image::BrokenImage,
    broken_link::BrokenLink,
    credential_table::CredentialTable,
    data_conflict::DataConflict,
    duplicate_heading::DuplicateHeading,
    duplicate_id::DuplicateId,
    duplicate_identity::DuplicateIdentity,
    duplicate_json_key::DuplicateJsonKey,
    duplicate_order::DuplicateOrder,
    empty_link::EmptyLink,
    filter_argument::FilterArgument,
    front_matter_schema::FrontMatterSchema,
    front_matter_syntax::FrontMatterSyntax,
    guide_identity::GuideIdentity,
    heading_level::HeadingLevel,
    html_syntax::HtmlSyntax,
    include_cycle::IncludeCycle,
    indefinite_article::IndefiniteArticle,
    insecure_link::InsecureLink,
    invalid_encoding::InvalidEncoding,
    invalid_json::InvalidJson,
    limit_exceeded::LimitExceeded,
    link_text_url::LinkTextUrl,
    liquid_syntax::LiquidSyntax,
    list_numbering::ListNumbering,
    mismatched_value::MismatchedValue,
    missing_alt::MissingAlt,
    missing_include::MissingInclude,
    missing_page::MissingPage,
    oauth_url::OauthUrl,
    output_conflict::OutputConflict,
    page_schema::PageSchema,
    parameter_not_code::ParameterNotCode,
    placeholder_value::PlaceholderValue,
    post_name::PostName,
    remote_image::RemoteImage,
    repeated_word::RepeatedWord,
    sample_mismatch::SampleMismatch,
    secret::Secret,
    single_brace::SingleBrace,
    spaced_link::SpacedLink,
    stale_guide::StaleGuide,
    table_cells::TableCells,
    unclosed_fence::UnclosedFence,
    undefined_variable::UndefinedVariable,
    unknown_filter::UnknownFilter,
    unknown_layout::UnknownLayout,
    unknown_parameter::UnknownParameter,
    unknown_tag::UnknownTag,
    unsafe_path::UnsafePath,
    unused_allow::UnusedAllow,
    unused_image::UnusedImage,
    variant_drift::VariantDrift,
    writer_note::WriterNote,
    wrong_connector::WrongConnector,
    wrong_description::WrongDescription,
}

/// The rule of that id.
pub fn find(id: &str) -> Option<&'static dyn Rule> {
    RULES.iter().copied().find(|rule| rule.meta().id == id)
}

/// The id that `id` was probably meant to be.
pub fn nearest_id(id: &str) -> Option<&'static str> {
    nearest(id, RULES.iter().map(|rule| rule.meta().id))
}

/// The id of a rule or a group that `name` was probably meant to be.
pub fn nearest_name(name: &str) -> Option<&'static str> {
    let ids = RULES.iter().map(|rule| rule.meta().id);
    nearest(name, ids.chain(Group::ALL.into_iter().map(Group::id)))
}

/// What the rules made of a site.
#[derive(Debug)]
pub struct Checked {
    /// What they found.
    pub findings: Vec<Finding>,
    /// How long each of them took on all threads together; nothing where there is no clock.
    pub costs: Vec<(&'static str, Duration)>,
}

/// Which rules judge a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// All.
    All,
    /// Those about what its authors wrote, which is the same for all brands, and those that hide something of it.
    ByAuthors,
    /// Those about what the readers of a brand get. What is hidden there is in what its authors wrote, too.
    ByReaders,
}

/// What all rules that run find on all pages. `clock` tells the time since some moment.
pub fn check(site: &Site, settings: &Settings, clock: Option<Clock>, judged: Judged) -> Checked {
    let is_asked_for = |rule: &&dyn Rule| match judged {
        Judged::All => true,
        Judged::ByAuthors => rule.needs() == Needs::Content || rule.hides(),
        Judged::ByReaders => rule.needs() != Needs::Content && !rule.hides(),
    };
    let rules = settings.rules_that_run().filter(is_asked_for);
    let rules: Vec<Timed> = rules.map(|rule| Timed::new(rule, clock)).collect();
    let check_page = |page: &Page| -> Vec<Finding> {
        let findings = rules
            .iter()
            .flat_map(|rule| rule.run(|rule| rule.check_page(page, site)));
        let findings = findings.filter(|finding| !page.is_retold(&finding.location));
        findings.map(|finding| finding.on_page(&page.source)).collect()
    };
    // Of others little would be true but that they cannot be read.
    let pages = site.pages.par_iter().filter(|page| page.is_readable);
    let mut findings: Vec<Finding> = pages.flat_map_iter(|page| check_page(page)).collect();
    let of_site = rules
        .par_iter()
        .flat_map_iter(|rule| rule.run(|rule| rule.check_site(site)));
    findings.par_extend(of_site);
    let costs = rules.iter().filter(|rule| rule.clock.is_some());
    Checked {
        costs: costs.map(Timed::cost).collect(),
        findings,
    }
}

/// Tells the time since some moment, the same for all who ask.
pub type Clock = fn() -> Duration;

/// A rule, and how long it took so far.
struct Timed {
    rule: &'static dyn Rule,
    clock: Option<Clock>,
    nanoseconds: AtomicU64,
}

impl Timed {
    fn new(rule: &'static dyn Rule, clock: Option<Clock>) -> Self {
        Self {
            rule,
            clock,
            nanoseconds: AtomicU64::new(0),
        }
    }

    fn run(&self, check: impl Fn(&dyn Rule) -> Vec<Finding>) -> Vec<Finding> {
        let Some(clock) = self.clock else {
            return check(self.rule);
        };
        let start = clock();
        let findings = check(self.rule);
        let took = clock().saturating_sub(start).as_nanos();
        self.nanoseconds
            .fetch_add(u64::try_from(took).unwrap_or(u64::MAX), Ordering::Relaxed);
        findings
    }

    fn cost(&self) -> (&'static str, Duration) {
        let nanoseconds = self.nanoseconds.load(Ordering::Relaxed);
        (self.rule.meta().id, Duration::from_nanos(nanoseconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_is_sorted_and_each_rule_documented() {
        let ids: Vec<_> = RULES.iter().map(|rule| rule.meta().id).collect();
        assert!(ids.is_sorted(), "{ids:?}");
        assert!(Group::ALL.iter().all(|group| !ids.contains(&group.id())));
        for rule in RULES {
            let meta = rule.meta();
            let documentation = meta.documentation();
            for heading in ["## What it does", "## Why it matters", "## Example", "## Use instead"] {
                assert!(documentation.contains(heading), "{} lacks {heading}", meta.id);
            }
        }
    }
}
