//! What expressions, filters and conditions come to while a page is rendered.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::filters::{Arguments, Filter, FilterError, Scope};
use super::render::Renderer;
use super::syntax::{Condition, Connective, Expression, FilterCall, Filtered, Operator, Step, Test, Variable};
use super::value::{Object, Value, leading_integer};
use crate::span::Span;

/// The longest range that a filter is given.
const MAX_RANGE: i64 = 1_000_000;

/// What an expression is evaluated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be printed: something undefined is told of, unless a `default` stands in for it.
    Print,
    /// To be assigned: something undefined is told of where it is printed, if it ever is.
    Assign,
}

/// An undefined variable whose value is asked for.
pub(super) struct Undefined<'v> {
    /// The variable as written where it is asked for.
    pub(super) variable: &'v str,
    /// The variable that nothing defines: the same, or what it was assigned from.
    pub(super) origin: &'v str,
}

impl<'a, 's> Renderer<'a, 's> {
    /// The value of an expression with filters, in the output or tag at `span`.
    pub(super) fn filtered(&mut self, filtered: &Filtered<'a>, purpose: Purpose, span: Span) -> Value<'a> {
        let mut value = self.expression(&filtered.input);
        if purpose == Purpose::Print && !filtered.has_default() {
            self.note_undefined(&filtered.input, &value, span);
        }
        let last_default = filtered.filters.iter().rposition(FilterCall::is_default);
        for (at, call) in filtered.filters.iter().enumerate() {
            // What stands in for a value may itself have something that stands in for it.
            let is_foreseen = call.is_default() && last_default.is_some_and(|last| at < last);
            let purpose = if is_foreseen { Purpose::Assign } else { purpose };
            value = self.filter(value, call, purpose, span);
        }
        value
    }

    fn note_undefined(&mut self, expression: &Expression<'a>, value: &Value<'_>, span: Span) {
        let Expression::Variable(variable) = expression else {
            return;
        };
        let of_element = self.is_of_element(variable);
        match value {
            Value::Undefined(_) if is_given_by_jekyll(variable) || self.is_of_another_page(variable) => {}
            Value::Undefined(origin) => {
                let undefined = Undefined {
                    variable: variable.text,
                    origin,
                };
                if let Some(finding) = self.undefined(&undefined, span)
                    && of_element
                {
                    self.lacking.push((finding, self.place(span), variable.text));
                }
            }
            _ if of_element => {
                self.had.insert((self.place(span), variable.text));
            }
            _ => {}
        }
    }

    /// Whether the variable is a member of what a tag has set: an element of a list, say, of which one has what another
    /// lacks.
    fn is_of_element(&self, variable: &Variable<'_>) -> bool {
        let Step::Name(root) = &variable.root else {
            return false;
        };
        !variable.steps.is_empty() && self.is_set(root)
    }

    /// Whether the variable fails at what another page than this one lacks and some page has: not all pages have all
    /// keys.
    fn is_of_another_page(&mut self, variable: &Variable<'a>) -> bool {
        let Step::Name(root) = &variable.root else {
            return false;
        };
        let is_own = *root == "page" && !self.is_set(root);
        let Some(mut value) = self.root(root) else {
            return false;
        };
        for (at, step) in variable.steps.iter().enumerate() {
            let name = match step {
                Step::Name(name) => Value::from(*name),
                Step::Index(index) => self.expression(index),
            };
            let member = match &name {
                Value::String(name) => value.member(name),
                index => value.lookup(index),
            };
            match (member, &value, &name) {
                (Some(member), ..) => value = member,
                (None, Value::Object(Object::Member(family, _)), Value::String(name)) => {
                    return !(is_own && at == 0) && family.has(name);
                }
                _ => return false,
            }
        }
        false
    }

    /// Whether the variable is the content of another page than this one.
    pub(super) fn is_content_of_another(&self, variable: &Variable<'_>) -> bool {
        matches!(
            variable.steps.last(),
            Some(Step::Name("content" | "excerpt" | "output"))
        ) && (variable.steps.len() > 1 || self.is_of_element(variable))
    }

    /// Whether a tag has set the variable `name`.
    fn is_set(&self, name: &str) -> bool {
        self.state.locals.iter().any(|(local, _)| *local == name) || self.state.assigned.contains_key(name)
    }

    fn filter(&mut self, input: Value<'a>, call: &FilterCall<'a>, purpose: Purpose, span: Span) -> Value<'a> {
        // An unknown filter passes its input on, as Jekyll's lax mode does.
        let Some(filter) = call.filter else {
            return input;
        };
        if let Value::Range(first, last) = input
            && last.saturating_sub(first) > MAX_RANGE
        {
            let message = format!("`{}` is given a range of more than {MAX_RANGE} numbers", call.name);
            self.error("limit-exceeded", call.span, message, || None);
            return Value::Nil;
        }
        let mut argument = |argument| {
            let value = self.expression(argument);
            if purpose == Purpose::Print {
                self.note_undefined(argument, &value, span);
            }
            value
        };
        let arguments = Arguments {
            positional: call.positional.iter().map(&mut argument).collect(),
            named: call
                .named
                .iter()
                .map(|(name, value)| (*name, argument(value)))
                .collect(),
        };
        let given = weight(&input) + arguments.positional.iter().map(weight).sum::<usize>();
        if !self.work(given, call.span) {
            return Value::Nil;
        }
        let made = match filter {
            Filter::Plain(filter) => filter(input, &arguments, &self.environment.site),
            Filter::Expression(filter) => {
                let outer = self.within;
                self.within = outer.or(Some(call.span));
                let made = filter(input, &arguments, self);
                self.within = outer;
                made
            }
        };
        match made {
            Ok(Value::String(Cow::Owned(text))) if !self.charge(text.len(), span) => Value::Nil,
            Ok(value) if !self.work(weight(&value), call.span) => Value::Nil,
            Ok(value) => value,
            Err(error) => {
                self.error(
                    "filter-argument",
                    call.span,
                    format!("`{}` {}", call.name, error.0),
                    || None,
                );
                Value::Nil
            }
        }
    }

    /// The value of an expression. What nothing defines is [`Value::Undefined`].
    pub(super) fn expression(&mut self, expression: &Expression<'a>) -> Value<'a> {
        match expression {
            Expression::Nil => Value::Nil,
            // They are more than empty texts in comparisons only.
            Expression::Empty | Expression::Blank => Value::from(""),
            Expression::Bool(value) => Value::Bool(*value),
            Expression::Integer(value) => Value::Integer(*value),
            Expression::Float(value) => Value::Float(*value),
            Expression::String(text) => Value::from(*text),
            Expression::Variable(variable) => self.variable(variable),
            Expression::Range(range) => {
                let first = self.range_end(&range.first, range.span);
                let last = self.range_end(&range.last, range.span);
                Value::Range(first, last)
            }
        }
    }

    /// The value of what is compared: `empty` and `blank` equal all that is so.
    pub(super) fn operand(&mut self, expression: &Expression<'a>) -> Value<'a> {
        match expression {
            Expression::Empty => Value::Empty,
            Expression::Blank => Value::Blank,
            other => self.expression(other),
        }
    }

    /// An end of a range: a whole number, or a text's leading digits.
    fn range_end(&mut self, end: &Expression<'a>, span: Span) -> i64 {
        match self.expression(end) {
            Value::Integer(number) => number,
            Value::String(text) => leading_integer(&text),
            Value::Nil | Value::Undefined(_) => 0,
            other => {
                self.mismatch(span, format!("a range wants whole numbers, not {}", other.described()));
                #[expect(clippy::cast_possible_truncation, reason = "as Ruby's to_i, and saturating")]
                other.as_f64().map_or(0, |number| number as i64)
            }
        }
    }

    fn variable(&mut self, variable: &Variable<'a>) -> Value<'a> {
        let root = match &variable.root {
            Step::Name(name) => self.root(name),
            Step::Index(index) => {
                let name = self.expression(index).to_text();
                self.root(&name)
            }
        };
        let Some(mut value) = root else {
            return Value::Undefined(variable.text);
        };
        let mut is_beyond_the_last = false;
        for step in &variable.steps {
            let found = match step {
                Step::Name(name) => value.member(name),
                Step::Index(index) => value.lookup(&self.expression(index)),
            };
            let leads_on =
                matches!(value, Value::Object(Object::Member(..))) && matches!(step, Step::Name("next" | "previous"));
            value = match (found, &value) {
                (Some(member), _) => member,
                (None, Value::Undefined(_)) => return value,
                // Past the end of a list is nothing, but no mistake.
                (None, Value::Array(_) | Value::Range(..)) => Value::Nil,
                (None, Value::Nil) if is_beyond_the_last => Value::Nil,
                (None, _) => return Value::Undefined(variable.text),
            };
            // Neither is what would be beyond the last post.
            is_beyond_the_last |= leads_on && value.is_nil();
        }
        value
    }

    /// The variable `name`: what loops and includes set, then what was assigned, then counters and the site's values.
    fn root(&self, name: &str) -> Option<Value<'a>> {
        if let Some((_, value)) = self.state.locals.iter().rev().find(|(local, _)| *local == name) {
            return Some(value.clone());
        }
        if name == "include"
            && let Some(include) = self.calls.last().and_then(|call| call.include.clone())
        {
            return Some(include);
        }
        if let Some(value) = self.state.assigned.get(name) {
            return Some(value.clone());
        }
        match self.state.counters.get(name) {
            Some(counter) => Some(Value::Integer(*counter)),
            None => self.global(name),
        }
    }

    /// The variable `name` as it is from the start.
    pub(super) fn global(&self, name: &str) -> Option<Value<'a>> {
        let mut globals = self.environment.globals.iter();
        globals
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.clone())
    }

    /// The value of a plain path such as `page.x`, for hints.
    pub(super) fn resolve(&self, path: &str) -> Option<Value<'a>> {
        let mut names = path.split('.');
        let root = self.root(names.next()?)?;
        names.try_fold(root, |value, name| value.member(name))
    }

    /// Whether a condition of the tag at `span` holds: `a or b and c` is `a or (b and c)`, `a and b or c` is
    /// `a and (b or c)`, and what does not count any more is not looked at.
    pub(super) fn condition(&mut self, condition: &Condition<'a>, span: Span) -> bool {
        let mut holds = self.test(&condition.first, span);
        for (connective, test) in &condition.rest {
            if holds == (*connective == Connective::Or) {
                return holds;
            }
            holds = self.test(test, span);
        }
        holds
    }

    fn test(&mut self, test: &Test<'a>, span: Span) -> bool {
        let comparison = match test {
            Test::Truth(expression) => return self.expression(expression).is_truthy(),
            Test::Comparison(comparison) => comparison,
            Test::Never => return false,
        };
        let (left, right) = (self.operand(&comparison.left), self.operand(&comparison.right));
        if !self.work(weight(&left) + weight(&right), span) {
            return false;
        }
        let ordering = match comparison.operator {
            Operator::Equal => return left.equals(&right),
            Operator::NotEqual => return !left.equals(&right),
            Operator::Contains => return left.contains(&right),
            _ => order(&left, &right),
        };
        if ordering.is_none() && is_ordered(&left) && is_ordered(&right) {
            let message = format!("{} cannot be compared with {}", left.described(), right.described());
            self.mismatch(comparison.span, message);
        }
        ordering.is_some_and(match comparison.operator {
            Operator::Less => Ordering::is_lt,
            Operator::LessOrEqual => Ordering::is_le,
            Operator::Greater => Ordering::is_gt,
            _ => Ordering::is_ge,
        })
    }
}

impl<'a> Scope<'a> for Renderer<'a, '_> {
    fn keep(&mut self, text: Cow<'a, str>) -> Result<&'a str, FilterError> {
        match text {
            Cow::Borrowed(text) => Ok(text),
            Cow::Owned(text) => {
                let too_many = || FilterError("is given too many different expressions".to_owned());
                self.kept.keep(text).ok_or_else(too_many)
            }
        }
    }

    fn holds(&mut self, condition: &Condition<'a>, variable: &'a str, item: Value<'a>) -> bool {
        let span = self.within.unwrap_or(Span::at(0));
        self.state.locals.push((variable, item));
        let holds = self.work(1, span) && self.condition(condition, span);
        self.state.locals.pop();
        holds
    }

    fn value(&mut self, expression: &Filtered<'a>, variable: &'a str, item: Value<'a>) -> Value<'a> {
        let span = self.within.unwrap_or(Span::at(0));
        self.state.locals.push((variable, item));
        let value = if self.work(1, span) {
            self.filtered(expression, Purpose::Assign, span)
        } else {
            Value::Nil
        };
        self.state.locals.pop();
        value
    }
}

/// Whether the variable is of what docgen does not have and content rightly asks for: `site.github`, which GitHub Pages
/// gives, and the front matter of the layout.
fn is_given_by_jekyll(variable: &Variable<'_>) -> bool {
    match &variable.root {
        Step::Name("site") => matches!(variable.steps.first(), Some(Step::Name("github"))),
        Step::Name("layout") => !variable.steps.is_empty(),
        _ => false,
    }
}

/// What looking at all of a value costs, in steps.
fn weight(value: &Value<'_>) -> usize {
    const BYTES_A_STEP: usize = 64;
    match value {
        Value::String(text) => text.len() / BYTES_A_STEP,
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        _ => 0,
    }
}

/// Whether a value is one of those of which one is less than another of its kind.
fn is_ordered(value: &Value<'_>) -> bool {
    matches!(value, Value::Integer(_) | Value::Float(_) | Value::String(_))
}

/// How two values stand to each other; nothing where they cannot be compared, which makes every comparison false.
fn order(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Integer(a), Value::Integer(b)) => Some(a.cmp(b)),
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}
