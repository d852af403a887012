//! Renders a parsed page: walks its nodes, writes the output and the source map, and notes what is wrong.
//!
//! [`Renderer`] holds what changes while a page is rendered; looking values up is in `evaluate`, and what each tag does
//! in `tags`.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::evaluate::Purpose;
use super::hints::Hints;
use super::include::Literal;
use super::kept::Kept;
use super::source_map::{FrameId, Origin, SourceMap};
use super::syntax::{Expression, Filtered, Node, Plugin, Problem, Template};
use super::undefined::markup_around;
use super::value::Value;
use super::{Environment, Expanded, Limits, Templates, VariableUse};
use crate::finding::Finding;
use crate::source::{FileId, Location, Place};
use crate::span::Span;

/// Renders `page`, a page's own template.
pub(super) fn render<'s>(page: &Template<'s>, templates: &Templates<'s>, environment: &Environment<'_>) -> Expanded {
    let (kept, hints) = (Kept::default(), Hints::default());
    let mut renderer = Renderer::new(page, templates, environment, &kept, &hints);
    renderer.enter_file(page);
    // Nothing is left to be done with a `break` or `continue` outside a loop.
    let flow = renderer.nodes(&page.nodes);
    renderer.finish(flow)
}

/// How rendering goes on after a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    Next,
    Break,
    Continue,
    /// A limit is exceeded: the rest of the page is left out.
    Stop,
}

pub(super) struct Renderer<'a, 's> {
    pub(super) templates: &'a Templates<'s>,
    pub(super) environment: &'a Environment<'a>,
    /// The expressions that templates made.
    pub(super) kept: &'a Kept,
    pub(super) hints: &'a Hints,
    /// The filter whose expression is being evaluated: what stands in that has no place of its own.
    pub(super) within: Option<Span>,
    pub(super) out: String,
    pub(super) map: SourceMap,
    pub(super) findings: Vec<Finding>,
    /// The page, then the includes that are being rendered, innermost last.
    pub(super) calls: Vec<Call<'a>>,
    pub(super) state: State<'a>,
    /// How many `capture`s (and names of includes) are being written; their output is a value, not yet text.
    pub(super) captures: usize,
    pub(super) depth: usize,
    pub(super) steps_left: usize,
    /// A limit of work is exceeded: it is told once.
    is_exhausted: bool,
    pub(super) bytes_left: usize,
    /// The files that were read, each with its first call.
    pub(super) files: BTreeMap<FileId, FrameId>,
    /// Where a file to include was looked for.
    pub(super) looked_for: BTreeSet<String>,
    /// The files that include themselves without end; they are included no more.
    pub(super) cyclic: HashSet<FileId>,
    /// The one of them whose calls are being left, all but what stands after the first.
    pub(super) unwound: Option<FileId>,
    pub(super) variables: Vec<VariableUse>,
    pub(super) seen_variables: HashSet<(Place, FrameId)>,
    pub(super) seen_errors: HashSet<(&'static str, Place, String)>,
    pub(super) seen_undefined: HashSet<(Place, String, Option<Place>)>,
    /// The outputs that printed the content of another page.
    pub(super) retold: BTreeSet<Place>,
    /// Findings of what an element of a list lacks, with the variable and its place.
    pub(super) lacking: Vec<(usize, Place, &'a str)>,
    /// The variables that had a value where others of a list lack it, perhaps, and their places.
    pub(super) had: HashSet<(Place, &'a str)>,
    /// Findings of undefined values that stand in the output: which, and where nothing was written.
    pub(super) left_behind: Vec<(usize, usize)>,
}

/// What tags set: there is one for the page with its includes, and one for each `render`.
#[derive(Default)]
pub(super) struct State<'a> {
    /// Variables of loops, and what `render` was given; innermost last.
    pub(super) locals: Vec<(&'a str, Value<'a>)>,
    /// What `assign` and `capture` set: visible everywhere from then on.
    pub(super) assigned: HashMap<&'a str, Value<'a>>,
    pub(super) counters: HashMap<&'a str, i64>,
    /// Whose turn it is in each group of `cycle`.
    pub(super) cycles: HashMap<String, usize>,
    /// Where the last loop of each name left off.
    pub(super) offsets: HashMap<&'a str, i64>,
    /// What the last `ifchanged` came to.
    pub(super) changed: Option<String>,
}

/// How much has been written: what follows can be taken back.
pub(super) struct Written {
    pub(super) out: usize,
    pieces: usize,
}

/// The page, or an include on it.
pub(super) struct Call<'a> {
    pub(super) file: FileId,
    pub(super) frame: FrameId,
    pub(super) tag: Option<Place>,
    /// The value of `include`; nothing on the page itself.
    pub(super) include: Option<Value<'a>>,
    /// The parameters that were given as a literal, and where that stands.
    pub(super) literals: Vec<(&'a str, Literal)>,
}

impl<'a, 's> Renderer<'a, 's> {
    fn new(
        page: &'a Template<'s>,
        templates: &'a Templates<'s>,
        environment: &'a Environment<'a>,
        kept: &'a Kept,
        hints: &'a Hints,
    ) -> Self {
        let Limits { steps, bytes, .. } = environment.limits;
        Self {
            templates,
            environment,
            kept,
            hints,
            within: None,
            out: String::with_capacity(4096),
            map: SourceMap::default(),
            findings: Vec::new(),
            calls: vec![Call {
                file: page.file,
                frame: FrameId::PAGE,
                tag: None,
                include: None,
                literals: Vec::new(),
            }],
            state: State::default(),
            captures: 0,
            depth: 0,
            steps_left: steps,
            is_exhausted: false,
            bytes_left: bytes,
            files: BTreeMap::new(),
            looked_for: BTreeSet::new(),
            cyclic: HashSet::new(),
            unwound: None,
            variables: Vec::new(),
            seen_variables: HashSet::new(),
            seen_errors: HashSet::new(),
            seen_undefined: HashSet::new(),
            retold: BTreeSet::new(),
            lacking: Vec::new(),
            had: HashSet::new(),
            left_behind: Vec::new(),
        }
    }

    fn finish(mut self, flow: Flow) -> Expanded {
        for (finding, at) in std::mem::take(&mut self.left_behind) {
            if let Some(left) = markup_around(&self.out, at) {
                let hint = self.findings[finding].hint.take().unwrap_or_default();
                self.findings[finding].hint = Some(format!("it leaves {left} on the page; {hint}"));
            }
        }
        // What one element has, another need not have.
        let optional = self
            .lacking
            .iter()
            .filter(|(_, place, name)| self.had.contains(&(*place, *name)));
        for &(finding, ..) in optional.rev() {
            self.findings.remove(finding);
        }
        Expanded {
            text: self.out,
            map: self.map,
            findings: self.findings,
            files: self.files.into_iter().collect(),
            looked_for: self.looked_for,
            variables: self.variables,
            undefined: self.seen_undefined.into_iter().map(|(place, ..)| place).collect(),
            retold: self.retold,
            is_whole: flow != Flow::Stop && self.cyclic.is_empty(),
        }
    }

    pub(super) fn call(&self) -> &Call<'a> {
        self.calls.last().expect("the page's own call is never taken off")
    }

    pub(super) fn place(&self, span: Span) -> Place {
        Place {
            file: self.call().file,
            span: self.within.unwrap_or(span),
        }
    }

    /// A place of the file that is being rendered, as people read it.
    pub(super) fn location(&self, span: Span) -> Location {
        self.templates.sources.location(self.place(span))
    }

    /// Adds a finding in the file that is being rendered.
    pub(super) fn find(&mut self, finding: Finding) -> usize {
        let via = self
            .map
            .via(self.call().frame)
            .map(|tag| self.templates.sources.location(tag))
            .collect();
        self.findings.push(finding.with_via(via));
        self.findings.len() - 1
    }

    /// Notes an error. What a loop or a second call of an include meets again is noted once.
    pub(super) fn error(
        &mut self,
        rule: &'static str,
        span: Span,
        message: impl Into<String>,
        hint: impl FnOnce() -> Option<String>,
    ) {
        let message = message.into();
        if self.seen_errors.insert((rule, self.place(span), message.clone())) {
            let finding = Finding::error(rule, self.location(span), message);
            self.find(finding.with_optional_hint(hint()));
        }
    }

    /// Notes what does not parse in the file that is entered, once a page.
    pub(super) fn enter_file(&mut self, template: &Template<'_>) {
        let frame = self.call().frame;
        if let Entry::Vacant(first) = self.files.entry(template.file) {
            first.insert(frame);
            for problem in &template.problems {
                match problem.plugin.filter(|plugin| self.has_plugin(plugin.name)) {
                    Some(plugin) => self.work_of_plugin(plugin, problem),
                    None => self.error(problem.rule, problem.span, problem.message.clone(), || {
                        problem.hint.clone()
                    }),
                }
            }
        }
    }

    /// Whether the config names the plugin.
    pub(super) fn has_plugin(&self, name: &str) -> bool {
        let site = self.global("site");
        let named = |key| site.as_ref()?.member(key);
        let is_named = |plugins: Value<'_>| plugins.contains(&Value::from(name));
        ["plugins", "gems"].into_iter().filter_map(named).any(is_named)
    }

    /// Tells that a tag or filter which the site has by its plugin makes nothing here, if readers miss what it makes.
    fn work_of_plugin(&mut self, plugin: Plugin, problem: &Problem) {
        let place = self.place(problem.span);
        if plugin.is_seen && self.seen_errors.insert((problem.rule, place, problem.message.clone())) {
            let message = format!("docgen does not run the plugin `{}`", plugin.name);
            let finding = Finding::warning(problem.rule, self.location(problem.span), message);
            self.find(finding.with_hint(match problem.rule {
                "unknown-filter" => "the value passes through the filter unchanged",
                _ => "nothing is rendered in place of the tag",
            }));
        }
    }

    pub(super) fn nodes(&mut self, nodes: &'a [Node<'s>]) -> Flow {
        self.depth += 1;
        let flow = if self.depth > self.environment.limits.depth {
            match self.call().tag.filter(|_| self.is_recursive(self.call().file)) {
                Some(tag) => self.include_cycle(self.call().file, tag),
                None => {
                    let span = nodes.first().map_or(Span::at(0), Node::span);
                    let message = format!(
                        "blocks and includes nest more than {} deep",
                        self.environment.limits.depth
                    );
                    self.error("limit-exceeded", span, message, || None);
                }
            }
            Flow::Stop
        } else {
            self.each_node(nodes)
        };
        self.depth -= 1;
        flow
    }

    fn each_node(&mut self, nodes: &'a [Node<'s>]) -> Flow {
        for node in nodes {
            if !self.step(node.span()) {
                return Flow::Stop;
            }
            let flow = match node {
                Node::Text { text, at } | Node::Raw { text, at } => self.copy(text, *at),
                Node::SingleBrace { path, span } => {
                    self.single_brace(path, *span);
                    Flow::Next
                }
                Node::Output { value, span } => self.output(value, *span),
                Node::Assign { name, value, span } => self.assign(name, value, *span),
                Node::Capture { name, body, .. } => self.capture(name, body),
                Node::If(branches) => self.branches(branches),
                Node::Case(case) => self.case(case),
                Node::For(each) => self.for_loop(each),
                Node::TableRow(row) => self.table_row(row),
                Node::IfChanged(block) => self.if_changed(block),
                Node::Highlight(highlight) => self.highlight(highlight),
                Node::Break(_) => Flow::Break,
                Node::Continue(_) => Flow::Continue,
                Node::Include(include) => self.include(include),
                Node::Render(render) => self.render(render),
                Node::Link(link) => self.link(link),
                Node::Counter { name, step, span } => self.counter(name, *step, *span),
                Node::Cycle(cycle) => self.cycle(cycle),
            };
            if flow != Flow::Next {
                return flow;
            }
        }
        Flow::Next
    }

    /// Counts a node, or a pass of a loop, against the limits.
    pub(super) fn step(&mut self, span: Span) -> bool {
        self.work(1, span)
    }

    /// Counts work against the limits; a step is about what printing a variable takes.
    pub(super) fn work(&mut self, steps: usize, span: Span) -> bool {
        if let Some(left) = self.steps_left.checked_sub(steps) {
            self.steps_left = left;
            return true;
        }
        // What is left of the page takes no more work, and the limit is told once.
        self.steps_left = 0;
        if std::mem::replace(&mut self.is_exhausted, true) {
            return false;
        }
        let limit = self.environment.limits.steps;
        let message = format!("the page takes more than {limit} steps of Liquid; what follows is left out");
        self.error("limit-exceeded", span, message, || {
            Some("a loop runs too often, or over too much".to_owned())
        });
        false
    }

    /// Counts what is about to be written or made against the limits.
    pub(super) fn charge(&mut self, bytes: usize, span: Span) -> bool {
        match self.bytes_left.checked_sub(bytes) {
            Some(left) => {
                self.bytes_left = left;
                true
            }
            None => {
                if self.bytes_left > 0 {
                    self.bytes_left = 0;
                    let limit = self.environment.limits.bytes / (1024 * 1024);
                    let message = format!("the page makes more than {limit} MB of text; what follows is left out");
                    self.error("limit-exceeded", span, message, || {
                        Some("something doubles in a loop".to_owned())
                    });
                }
                false
            }
        }
    }

    fn copy(&mut self, text: &str, at: usize) -> Flow {
        let span = Span::new(at, at + text.len());
        if !self.charge(text.len(), span) {
            return Flow::Stop;
        }
        if self.captures == 0 {
            self.map.copied(self.out.len(), self.place(span), self.call().frame);
        }
        self.out.push_str(text);
        Flow::Next
    }

    fn output(&mut self, filtered: &'a Filtered<'s>, span: Span) -> Flow {
        let value = self.filtered(filtered, Purpose::Print, span);
        self.note_variable(filtered, span);
        let text = value.to_text();
        let Some(Literal { origin, is_verbatim }) = self.literal_of(filtered) else {
            return self.print(&text, span);
        };
        if !self.charge(text.len(), span) {
            return Flow::Stop;
        }
        if self.captures == 0 {
            let note = if is_verbatim {
                SourceMap::copied
            } else {
                SourceMap::made
            };
            note(&mut self.map, self.out.len(), origin.place, origin.frame);
        }
        self.out.push_str(&text);
        Flow::Next
    }

    /// Notes the variable that an output prints, for the page model.
    fn note_variable(&mut self, filtered: &Filtered<'_>, span: Span) {
        if let Expression::Variable(variable) = &filtered.input {
            let origin = Origin {
                place: self.place(span),
                frame: self.call().frame,
            };
            if self.is_content_of_another(variable) {
                self.retold.insert(origin.place);
            }
            if self.seen_variables.insert((origin.place, origin.frame)) {
                self.variables.push(VariableUse {
                    name: variable.text.to_owned(),
                    origin,
                });
            }
        }
    }

    /// Renders to a text of its own.
    pub(super) fn captured(&mut self, write: impl FnOnce(&mut Self) -> Flow) -> (String, Flow) {
        let outer = std::mem::take(&mut self.out);
        self.captures += 1;
        let flow = write(self);
        self.captures -= 1;
        (std::mem::replace(&mut self.out, outer), flow)
    }

    /// How much has been written.
    pub(super) fn written(&self) -> Written {
        Written {
            out: self.out.len(),
            pieces: self.map.len(),
        }
    }

    /// Takes back what was written since.
    pub(super) fn take_back(&mut self, to: Written) {
        self.out.truncate(to.out);
        self.map.truncate(to.pieces);
        if self.captures == 0 {
            self.left_behind.retain(|(_, at)| *at < to.out);
        }
    }

    /// Notes a value of a kind that the tag at `span` cannot work with.
    pub(super) fn mismatch(&mut self, span: Span, message: String) {
        self.error("mismatched-value", span, message, || None);
    }

    /// Writes what the tag or output at `span` made.
    pub(super) fn print(&mut self, text: &str, span: Span) -> Flow {
        if !self.charge(text.len(), span) {
            return Flow::Stop;
        }
        if self.captures == 0 {
            self.map.made(self.out.len(), self.place(span), self.call().frame);
        }
        self.out.push_str(text);
        Flow::Next
    }
}
