//! Renders a parsed page: walks its nodes, writes the output and the source map, and notes what is wrong.
//!
//! [`Renderer`] holds what changes while a page is rendered; looking values up is in `evaluate`.

use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use super::evaluate::Purpose;
use super::include::Literal;
use super::kept::Kept;
use super::source_map::{FrameId, Origin, SourceMap};
use super::syntax::{Case, Clause, Cycle, Expression, Filtered, For, Node, Offset, Order, Template};
use super::undefined::markup_around;
use super::value::{Object, Value, to_i64};
use super::{Environment, Expanded, Limits, Templates, VariableUse};
use crate::finding::Finding;
use crate::source::{FileId, Location, Place};
use crate::span::Span;

/// Renders `page`, a page's own template.
pub(super) fn render<'s>(page: &Template<'s>, templates: &Templates<'s>, environment: &Environment<'_>) -> Expanded {
    let kept = Kept::default();
    let mut renderer = Renderer::new(page, templates, environment, &kept);
    renderer.enter_file(page);
    // Nothing is left to be done with a `break` or `continue` outside a loop.
    let flow = renderer.nodes(&page.nodes);
    renderer.finish(flow)
}

/// The most numbers that a loop over a range walks through.
const MAX_PASSES: i64 = 100_000;

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
    /// The filter whose expression is being evaluated: what stands in that has no place of its own.
    pub(super) within: Option<Span>,
    pub(super) out: String,
    pub(super) map: SourceMap,
    pub(super) findings: Vec<Finding>,
    /// The page, then the includes that are being rendered, innermost last.
    pub(super) calls: Vec<Call<'a>>,
    /// Loop variables, innermost last.
    pub(super) locals: Vec<(&'a str, Value<'a>)>,
    /// What `assign` and `capture` set: visible everywhere on the page from then on.
    pub(super) assigned: HashMap<&'a str, Value<'a>>,
    pub(super) counters: HashMap<&'a str, i64>,
    pub(super) cycles: HashMap<String, usize>,
    /// Where the last loop of each name left off.
    pub(super) offsets: HashMap<String, usize>,
    /// How many `capture`s (and names of includes) are being written; their output is a value, not yet text.
    pub(super) captures: usize,
    pub(super) depth: usize,
    pub(super) steps_left: usize,
    /// A limit of work is exceeded: it is told once.
    is_exhausted: bool,
    pub(super) bytes_left: usize,
    /// The files that were read, each with its first call.
    pub(super) files: BTreeMap<FileId, FrameId>,
    /// The files that include themselves without end; they are included no more.
    pub(super) cyclic: HashSet<FileId>,
    /// The one of them whose calls are being left, all but what stands after the first.
    pub(super) unwound: Option<FileId>,
    pub(super) variables: Vec<VariableUse>,
    pub(super) seen_variables: HashSet<(Place, FrameId)>,
    pub(super) seen_errors: HashSet<(&'static str, Place, String)>,
    pub(super) seen_undefined: HashSet<(Place, String, Option<Place>)>,
    /// Findings of undefined values that stand in the output: which, and where nothing was written.
    pub(super) left_behind: Vec<(usize, usize)>,
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
    ) -> Self {
        let Limits { steps, bytes, .. } = environment.limits;
        Self {
            templates,
            environment,
            kept,
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
            locals: Vec::new(),
            assigned: HashMap::new(),
            counters: HashMap::new(),
            cycles: HashMap::new(),
            offsets: HashMap::new(),
            captures: 0,
            depth: 0,
            steps_left: steps,
            is_exhausted: false,
            bytes_left: bytes,
            files: BTreeMap::new(),
            cyclic: HashSet::new(),
            unwound: None,
            variables: Vec::new(),
            seen_variables: HashSet::new(),
            seen_errors: HashSet::new(),
            seen_undefined: HashSet::new(),
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
        Expanded {
            text: self.out,
            map: self.map,
            findings: self.findings,
            files: self.files.into_iter().collect(),
            variables: self.variables,
            undefined: self.seen_undefined.into_iter().map(|(place, ..)| place).collect(),
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
                self.error(problem.rule, problem.span, problem.message.clone(), || {
                    problem.hint.clone()
                });
            }
        }
    }

    pub(super) fn nodes(&mut self, nodes: &'a [Node<'s>]) -> Flow {
        self.depth += 1;
        let flow = if self.depth > self.environment.limits.depth {
            match self.call().tag.filter(|_| self.is_recursive(self.call().file)) {
                Some(tag) => self.include_cycle(self.call().file, tag),
                None => {
                    let span = nodes.first().map_or(Span::at(0), node_span);
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
            if !self.step(node_span(node)) {
                return Flow::Stop;
            }
            let flow = match node {
                Node::Text { text, at } => self.copy(text, *at),
                Node::SingleBrace { path, span } => {
                    self.single_brace(path, *span);
                    Flow::Next
                }
                Node::Output { value, span } => self.output(value, *span),
                Node::Assign { name, value, span } => {
                    let value = self.filtered(value, Purpose::Assign, *span);
                    self.assigned.insert(name, value);
                    Flow::Next
                }
                Node::Capture { name, body, .. } => {
                    let (text, flow) = self.captured(|renderer| renderer.nodes(body));
                    self.assigned.insert(name, Value::from(text));
                    flow
                }
                Node::If {
                    branches,
                    otherwise,
                    span,
                } => {
                    let taken = branches
                        .iter()
                        .find(|branch| self.condition(&branch.condition, *span) == branch.wanted);
                    self.nodes(taken.map_or(otherwise.as_slice(), |branch| &branch.body))
                }
                Node::Case(case) => self.case(case),
                Node::For(each) => self.for_loop(each),
                Node::Break(_) => Flow::Break,
                Node::Continue(_) => Flow::Continue,
                Node::Include(include) => self.include(include),
                Node::Increment { name, by, span } => self.increment(name, *by, *span),
                Node::Cycle(cycle) => self.cycle(cycle),
            };
            if flow != Flow::Next {
                return flow;
            }
        }
        Flow::Next
    }

    /// Counts a node, or a pass of a loop, against the limits.
    fn step(&mut self, span: Span) -> bool {
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

    fn case(&mut self, case: &'a Case<'s>) -> Flow {
        let subject = self.expression(&case.subject);
        let mut has_matched = false;
        for clause in &case.clauses {
            match clause {
                Clause::When { values, body } => {
                    // As in Liquid, a body is rendered as often as values of its `when` match.
                    let matches = values
                        .iter()
                        .filter(|value| self.expression(value).equals(&subject))
                        .count();
                    has_matched |= matches > 0;
                    for _ in 0..matches {
                        let flow = self.nodes(body);
                        if flow != Flow::Next {
                            return flow;
                        }
                    }
                }
                Clause::Else { body } if !has_matched => {
                    let flow = self.nodes(body);
                    if flow != Flow::Next {
                        return flow;
                    }
                }
                Clause::Else { .. } => {}
            }
        }
        Flow::Next
    }

    fn for_loop(&mut self, each: &'a For<'s>) -> Flow {
        let name = format!("{}-{}", each.variable, each.collection_text);
        let items = self.loop_items(each, &name);
        if items.is_empty() {
            return self.nodes(&each.otherwise);
        }
        let parent = self
            .locals
            .iter()
            .rev()
            .find(|(name, _)| *name == "forloop")
            .map(|(_, value)| value.clone());
        let length = items.len();
        for (index, item) in items.into_iter().enumerate() {
            if !self.step(each.span) {
                return Flow::Stop;
            }
            let forloop = forloop(index, length, &name, parent.clone());
            self.locals.push(("forloop", forloop));
            self.locals.push((each.variable, item));
            let flow = self.nodes(&each.body);
            self.locals.truncate(self.locals.len() - 2);
            match flow {
                Flow::Next | Flow::Continue => {}
                Flow::Break => break,
                Flow::Stop => return Flow::Stop,
            }
        }
        Flow::Next
    }

    fn loop_items(&mut self, each: &'a For<'s>, name: &str) -> Vec<Value<'a>> {
        let collection = self.expression(&each.collection);
        let offset = match &each.offset {
            None => 0,
            Some(Offset::Continue) => self.offsets.get(name).copied().unwrap_or(0),
            Some(Offset::At(expression)) => self.count(expression).unwrap_or(0),
        };
        let limit = each.limit.as_ref().and_then(|limit| self.count(limit));
        let mut items = match collection {
            Value::String(text) if text.is_empty() => Vec::new(),
            Value::Range(first, last) => {
                let first = first.saturating_add(to_i64(offset));
                let length = last
                    .saturating_sub(first)
                    .saturating_add(1)
                    .min(limit.map_or(i64::MAX, to_i64));
                if length > MAX_PASSES {
                    let message = format!(
                        "the loop over `{}` has more than {MAX_PASSES} passes",
                        each.collection_text
                    );
                    self.error("limit-exceeded", each.span, message, || {
                        Some("it is left out".to_owned())
                    });
                    return Vec::new();
                }
                (0..length).map(|at| Value::Integer(first + at)).collect()
            }
            collection @ (Value::Array(_) | Value::Object(_) | Value::String(_)) => collection
                .elements()
                .into_iter()
                .skip(offset)
                .take(limit.unwrap_or(usize::MAX))
                .collect(),
            _ => Vec::new(),
        };
        if !self.work(items.len() / 8, each.span) {
            return Vec::new();
        }
        self.offsets.insert(name.to_owned(), offset + items.len());
        if each.order == Order::Reversed {
            items.reverse();
        }
        items
    }

    /// A `limit:` or `offset:`; nothing where it is no number.
    fn count(&mut self, expression: &'a Expression<'s>) -> Option<usize> {
        match self.expression(expression) {
            Value::Integer(count) => Some(usize::try_from(count).unwrap_or(0)),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    fn increment(&mut self, name: &'a str, by: i64, span: Span) -> Flow {
        let counter = self.counters.entry(name).or_insert(0);
        // `increment` prints the value before, `decrement` the value after.
        let printed = if by > 0 { *counter } else { *counter + by };
        *counter += by;
        self.print(&printed.to_string(), span)
    }

    fn cycle(&mut self, cycle: &'a Cycle<'s>) -> Flow {
        let group = match &cycle.group {
            Some(group) => self.expression(group).to_text().into_owned(),
            None => cycle.text.to_owned(),
        };
        let turn = self.cycles.entry(group).or_insert(0);
        let at = *turn % cycle.values.len();
        *turn = at + 1;
        let text = self.expression(&cycle.values[at]).to_text();
        self.print(&text, cycle.span)
    }

    /// Writes what the tag or output at `span` made.
    fn print(&mut self, text: &str, span: Span) -> Flow {
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

/// What `forloop` is in the pass at `index` of `length`.
fn forloop<'a>(index: usize, length: usize, name: &str, parent: Option<Value<'a>>) -> Value<'a> {
    let number = |value: usize| Value::Integer(to_i64(value));
    let members: Rc<[(Cow<'a, str>, Value<'a>)]> = Rc::new([
        (Cow::Borrowed("name"), Value::from(name.to_owned())),
        (Cow::Borrowed("length"), number(length)),
        (Cow::Borrowed("index"), number(index + 1)),
        (Cow::Borrowed("index0"), number(index)),
        (Cow::Borrowed("rindex"), number(length - index)),
        (Cow::Borrowed("rindex0"), number(length - index - 1)),
        (Cow::Borrowed("first"), Value::Bool(index == 0)),
        (Cow::Borrowed("last"), Value::Bool(index + 1 == length)),
        (Cow::Borrowed("parentloop"), parent.unwrap_or_default()),
    ]);
    Value::Object(Object::Made(members))
}

fn node_span(node: &Node<'_>) -> Span {
    match node {
        Node::Text { text, at } => Span::new(*at, at + text.len()),
        Node::SingleBrace { span, .. } | Node::Output { span, .. } | Node::Assign { span, .. } => *span,
        Node::Include(include) => include.span,
        Node::Cycle(cycle) => cycle.span,
        Node::Capture { span, .. } | Node::If { span, .. } | Node::Increment { span, .. } => *span,
        Node::Break(span) | Node::Continue(span) => *span,
        Node::For(each) => each.span,
        Node::Case(case) => case.span,
    }
}
