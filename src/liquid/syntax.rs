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
}

/// A part of a template.
#[derive(Debug)]
pub(crate) enum Node<'s> {
    Text {
        text: &'s str,
        at: usize,
    },
    /// `{page.x}` in the text before: no output, but perhaps meant to be one.
    SingleBrace {
        path: &'s str,
        span: Span,
    },
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
    If {
        branches: Vec<Branch<'s>>,
        otherwise: Vec<Node<'s>>,
        span: Span,
    },
    Case(Box<Case<'s>>),
    For(Box<For<'s>>),
    Break(Span),
    Continue(Span),
    Include(Box<Include<'s>>),
    Increment {
        name: &'s str,
        by: i64,
        span: Span,
    },
    Cycle(Box<Cycle<'s>>),
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
    pub(crate) span: Span,
}

/// `{% when %}`, or `{% else %}` in a `case`.
#[derive(Debug)]
pub(crate) enum Clause<'s> {
    When {
        values: Vec<Expression<'s>>,
        body: Vec<Node<'s>>,
    },
    Else {
        body: Vec<Node<'s>>,
    },
}

#[derive(Debug)]
pub(crate) struct For<'s> {
    pub(crate) variable: &'s str,
    pub(crate) collection: Expression<'s>,
    /// The collection as written, which with the variable names the loop.
    pub(crate) collection_text: &'s str,
    pub(crate) order: Order,
    pub(crate) limit: Option<Expression<'s>>,
    pub(crate) offset: Option<Offset<'s>>,
    pub(crate) body: Vec<Node<'s>>,
    pub(crate) otherwise: Vec<Node<'s>>,
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
pub(crate) struct Cycle<'s> {
    pub(crate) group: Option<Expression<'s>>,
    /// The values as written, which name the cycle where it has no group.
    pub(crate) text: &'s str,
    pub(crate) values: Vec<Expression<'s>>,
    pub(crate) span: Span,
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
        self.filters.iter().any(|filter| filter.name == "default")
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
    Range(Box<(Expression<'s>, Expression<'s>)>),
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

#[derive(Debug)]
pub(crate) enum Condition<'s> {
    Truth(Expression<'s>),
    Comparison(Expression<'s>, Operator, Expression<'s>),
    And(Box<(Condition<'s>, Condition<'s>)>),
    Or(Box<(Condition<'s>, Condition<'s>)>),
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
