//! What a template is once it is parsed. Names and texts borrow from the file (`'s`); spans are bytes of it.

use super::filters::Filter;
use crate::source::FileId;
use crate::span::Span;

/// A parsed file: parse once, render on every page that includes it.
#[derive(Debug)]
pub struct Template<'s> {
    /// The file that it was parsed from.
    pub file: FileId,
    pub(crate) nodes: Vec<Node<'s>>,
    pub(crate) problems: Vec<Problem>,
}

/// What does not parse; told on the pages that the file comes into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) rule: &'static str,
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    /// The plugin that brings what docgen does not know.
    pub(crate) plugin: Option<Plugin>,
}

/// A plugin of Jekyll's that brings a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plugin {
    pub(crate) name: &'static str,
    /// Whether readers see what the tag makes.
    pub(crate) is_seen: bool,
}

/// A part of a template.
#[derive(Debug)]
pub(crate) enum Node<'s> {
    Text {
        text: &'s str,
        at: usize,
    },
    /// What `{% raw %}` protects.
    Raw {
        text: &'s str,
        at: usize,
    },
    /// `{page.x}` in the text before: no output, but perhaps meant to be one.
    SingleBrace {
        path: &'s str,
        span: Span,
    },
    /// `{{ }}` and `{% echo %}`
    Output {
        value: Filtered<'s>,
        span: Span,
    },
    Assign {
        name: &'s str,
        value: Filtered<'s>,
        span: Span,
    },
    Capture {
        name: &'s str,
        body: Vec<Node<'s>>,
        span: Span,
    },
    If(If<'s>),
    Case(Box<Case<'s>>),
    For(Box<For<'s>>),
    TableRow(Box<TableRow<'s>>),
    IfChanged(Block<'s>),
    Highlight(Box<Highlight<'s>>),
    Break(Span),
    Continue(Span),
    Include(Box<Include<'s>>),
    Render(Box<Render<'s>>),
    Link(Box<Link<'s>>),
    Counter {
        name: &'s str,
        step: CounterStep,
        span: Span,
    },
    Cycle(Box<Cycle<'s>>),
}

impl Node<'_> {
    /// The bytes of it, or of the tag that opens it.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Text { text, at } | Self::Raw { text, at } => Span::new(*at, at + text.len()),
            Self::SingleBrace { span, .. } | Self::Output { span, .. } | Self::Assign { span, .. } => *span,
            Self::Capture { span, .. } | Self::Counter { span, .. } => *span,
            Self::Break(span) | Self::Continue(span) => *span,
            Self::If(branches) => branches.span,
            Self::Case(case) => case.span,
            Self::For(each) => each.span,
            Self::TableRow(row) => row.span,
            Self::IfChanged(block) => block.span,
            Self::Highlight(highlight) => highlight.block.span,
            Self::Include(include) => include.span,
            Self::Render(render) => render.span,
            Self::Link(link) => link.span,
            Self::Cycle(cycle) => cycle.span,
        }
    }

    /// Whether nothing of it can be seen: the white space between such nodes vanishes from `if`, `case` and `for`
    /// (Liquid's `blank?`).
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Text { text, .. } => text.bytes().all(|b| b.is_ascii_whitespace() || b == b'\x0b'),
            Self::Raw { text, .. } => text.is_empty(),
            // The text that it was found in is not blank.
            Self::SingleBrace { .. } => true,
            Self::Assign { .. } | Self::Capture { .. } => true,
            Self::If(branches) => branches.is_blank,
            Self::Case(case) => case.is_blank,
            Self::For(each) => each.is_blank,
            Self::TableRow(row) => row.body.iter().all(Self::is_blank),
            Self::IfChanged(block) => block.is_blank(),
            Self::Highlight(highlight) => highlight.block.is_blank(),
            Self::Output { .. } | Self::Break(_) | Self::Continue(_) | Self::Include(_) | Self::Render(_) => false,
            Self::Link(_) | Self::Counter { .. } | Self::Cycle(_) => false,
        }
    }
}

/// A tag with a body, and nothing else to it.
#[derive(Debug)]
pub(crate) struct Block<'s> {
    pub(crate) body: Vec<Node<'s>>,
    pub(crate) span: Span,
}

impl Block<'_> {
    fn is_blank(&self) -> bool {
        self.body.iter().all(Node::is_blank)
    }
}

/// `{% if %}` and `{% unless %}`
#[derive(Debug)]
pub(crate) struct If<'s> {
    pub(crate) branches: Vec<Branch<'s>>,
    pub(crate) otherwise: Vec<Node<'s>>,
    pub(crate) is_blank: bool,
    pub(crate) span: Span,
}

/// `{% if %}`, `{% elsif %}`, and `{% unless %}` with its condition turned round.
#[derive(Debug)]
pub(crate) struct Branch<'s> {
    pub(crate) condition: Condition<'s>,
    /// The outcome of the condition for which the body is rendered.
    pub(crate) wanted: bool,
    pub(crate) body: Vec<Node<'s>>,
}

#[derive(Debug)]
pub(crate) struct Case<'s> {
    pub(crate) subject: Expression<'s>,
    pub(crate) clauses: Vec<Clause<'s>>,
    pub(crate) is_blank: bool,
    pub(crate) span: Span,
}

/// `{% when %}`, or `{% else %}` in a `case`.
#[derive(Debug)]
pub(crate) struct Clause<'s> {
    /// Nothing for `{% else %}`.
    pub(crate) values: Option<Vec<Expression<'s>>>,
    pub(crate) body: Vec<Node<'s>>,
}

#[derive(Debug)]
pub(crate) struct For<'s> {
    /// The variable and the collection as written, which name the loop: `item-page.list`.
    pub(crate) name: String,
    pub(crate) variable: &'s str,
    pub(crate) collection: Expression<'s>,
    pub(crate) order: Order,
    pub(crate) limit: Option<Expression<'s>>,
    pub(crate) offset: Option<Offset<'s>>,
    pub(crate) body: Vec<Node<'s>>,
    pub(crate) otherwise: Vec<Node<'s>>,
    pub(crate) is_blank: bool,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Forward,
    Reversed,
}

#[derive(Debug)]
pub(crate) enum Offset<'s> {
    At(Expression<'s>),
    /// `offset: continue`: where the last loop of that name left off.
    Continue,
}

#[derive(Debug)]
pub(crate) struct TableRow<'s> {
    pub(crate) variable: &'s str,
    pub(crate) collection: Expression<'s>,
    pub(crate) columns: Option<Expression<'s>>,
    pub(crate) limit: Option<Expression<'s>>,
    pub(crate) offset: Option<Expression<'s>>,
    pub(crate) body: Vec<Node<'s>>,
    pub(crate) span: Span,
}

/// Jekyll's `{% highlight ruby linenos %}`.
#[derive(Debug)]
pub(crate) struct Highlight<'s> {
    pub(crate) language: &'s str,
    pub(crate) block: Block<'s>,
}

/// What a counter does before or after it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CounterStep {
    /// `increment`: it is printed, then counts up.
    Up,
    /// `decrement`: it counts down, then is printed.
    Down,
}

#[derive(Debug)]
pub(crate) struct Cycle<'s> {
    pub(crate) group: CycleGroup<'s>,
    pub(crate) values: Vec<Expression<'s>>,
    pub(crate) span: Span,
}

/// What tells one cycle from another.
#[derive(Debug)]
pub(crate) enum CycleGroup<'s> {
    /// `{% cycle group: a, b %}`: the group's value.
    Named(Expression<'s>),
    /// The values, or the tag itself where one of them is a variable.
    Unnamed(String),
}

/// Jekyll's `{% link %}` and `{% post_url %}`.
#[derive(Debug)]
pub(crate) struct Link<'s> {
    pub(crate) to: LinkTo,
    /// The path of a file or the name of a post, which may hold `{{ }}`.
    pub(crate) target: Vec<Node<'s>>,
    pub(crate) target_span: Span,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkTo {
    File,
    Post,
}

/// `{% render "file" with value as name, argument: value %}`
#[derive(Debug)]
pub(crate) struct Render<'s> {
    pub(crate) file: &'s str,
    pub(crate) file_span: Span,
    pub(crate) subject: Option<Subject<'s>>,
    pub(crate) arguments: Vec<(&'s str, Expression<'s>)>,
    pub(crate) span: Span,
}

/// What a rendered file is about.
#[derive(Debug)]
pub(crate) struct Subject<'s> {
    /// Whether the file is rendered once for it, or for each of its elements.
    pub(crate) times: Times,
    pub(crate) value: Expression<'s>,
    /// The name that the file knows it by.
    pub(crate) name: &'s str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Times {
    Once,
    ForEach,
}

/// Jekyll's `{% include %}` and `{% include_relative %}`.
#[derive(Debug)]
pub(crate) struct Include<'s> {
    pub(crate) from: IncludeFrom,
    /// The file's name, which may hold `{{ }}`.
    pub(crate) name: Vec<Node<'s>>,
    pub(crate) parameters: Vec<Parameter<'s>>,
    pub(crate) name_span: Span,
    pub(crate) span: Span,
}

/// The folder that an include is looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IncludeFrom {
    /// `_includes`
    Includes,
    /// The folder of the page.
    PageFolder,
}

#[derive(Debug)]
pub(crate) struct Parameter<'s> {
    pub(crate) name: &'s str,
    pub(crate) value: ParameterValue<'s>,
}

#[derive(Debug)]
pub(crate) enum ParameterValue<'s> {
    /// `name="text"`: the text as written, and its place.
    Literal { text: &'s str, at: usize },
    /// `name="a \"text\""`: the text with its escapes resolved, and the place of what was written.
    Escaped { text: String, span: Span },
    /// `name=variable`
    Expression(Expression<'s>),
}

/// An expression with its filters.
#[derive(Debug)]
pub(crate) struct Filtered<'s> {
    pub(crate) input: Expression<'s>,
    pub(crate) filters: Vec<FilterCall<'s>>,
}

impl Filtered<'_> {
    /// Whether an undefined input is foreseen.
    pub(crate) fn has_default(&self) -> bool {
        self.filters.iter().any(FilterCall::is_default)
    }
}

impl FilterCall<'_> {
    /// Whether it stands in for what is undefined.
    pub(crate) fn is_default(&self) -> bool {
        self.name == "default"
    }
}

#[derive(Debug)]
pub(crate) struct FilterCall<'s> {
    pub(crate) name: &'s str,
    pub(crate) span: Span,
    /// Nothing where there is no filter of that name, which has been told.
    pub(crate) filter: Option<Filter>,
    pub(crate) positional: Vec<Expression<'s>>,
    pub(crate) named: Vec<(&'s str, Expression<'s>)>,
}

#[derive(Debug)]
pub(crate) enum Expression<'s> {
    Nil,
    Empty,
    Blank,
    Bool(bool),
    Integer(i64),
    Float(f64),
    String(&'s str),
    Variable(Box<Variable<'s>>),
    Range(Box<Ends<'s>>),
}

/// The ends of a range.
#[derive(Debug)]
pub(crate) struct Ends<'s> {
    pub(crate) first: Expression<'s>,
    pub(crate) last: Expression<'s>,
    pub(crate) span: Span,
}

/// `page.apiKey`, `site.data.glossary["a-b"]`, `targets[forloop.index0]`
#[derive(Debug)]
pub(crate) struct Variable<'s> {
    /// All of it, as written.
    pub(crate) text: &'s str,
    pub(crate) root: Step<'s>,
    pub(crate) steps: Vec<Step<'s>>,
}

#[derive(Debug)]
pub(crate) enum Step<'s> {
    /// `.name`
    Name(&'s str),
    /// `[expression]`
    Index(Expression<'s>),
}

/// Tests joined by `and` and `or`, which bind alike and to the right.
#[derive(Debug)]
pub(crate) struct Condition<'s> {
    pub(crate) first: Test<'s>,
    pub(crate) rest: Vec<(Connective, Test<'s>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Connective {
    And,
    Or,
}

#[derive(Debug)]
pub(crate) enum Test<'s> {
    Truth(Expression<'s>),
    Comparison(Box<Comparison<'s>>),
    /// What is compared by no operator that there is, which has been told: it never holds.
    Never,
}

#[derive(Debug)]
pub(crate) struct Comparison<'s> {
    pub(crate) left: Expression<'s>,
    pub(crate) operator: Operator,
    pub(crate) right: Expression<'s>,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
}
