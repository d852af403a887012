//! Parses what stands inside outputs and tags: variables, literals, filters, conditions.

use super::filters;
use super::lexer::Slice;
use super::syntax::{Condition, Expression, FilterCall, Filtered, Operator, Problem, Step, Variable};
use crate::finding::nearest;
use crate::span::Span;

/// How deep ranges, indexes and conditions may nest.
const MAX_DEPTH: usize = 100;

/// A word, literal or sign of an expression.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Token<'s> {
    Name(&'s str),
    String(&'s str),
    Integer(i64),
    Float(f64),
    /// `.` `..` `[` `]` `(` `)` `|` `:` `,` and the comparison signs.
    Sign(&'s str),
    /// What has no place in an expression.
    Odd(&'s str),
}

/// Reads one expression after the other from a slice of a template. What goes wrong is noted in `problems`, and what
/// could be read before it stands, as in Liquid's lax mode.
#[derive(Debug)]
pub(crate) struct Reader<'s, 'p> {
    slice: Slice<'s>,
    position: usize,
    peeked: Option<(Token<'s>, Span)>,
    depth: usize,
    problems: &'p mut Vec<Problem>,
    has_failed: bool,
}

impl<'s, 'p> Reader<'s, 'p> {
    pub(crate) fn new(slice: Slice<'s>, problems: &'p mut Vec<Problem>) -> Self {
        Self {
            slice,
            position: 0,
            peeked: None,
            depth: 0,
            problems,
            has_failed: false,
        }
    }

    /// `expression | filter: argument, name: argument`
    pub(crate) fn filtered(&mut self) -> Filtered<'s> {
        let input = self.expression();
        let mut filters = Vec::new();
        while !self.has_failed && self.eat("|") {
            let Some((name, span)) = self.name() else {
                self.fail("a filter's name is missing after `|`");
                break;
            };
            filters.push(self.filter_call(name, span));
        }
        Filtered { input, filters }
    }

    fn filter_call(&mut self, name: &'s str, span: Span) -> FilterCall<'s> {
        let filter = filters::find(name);
        if filter.is_none() {
            self.problems.push(Problem {
                rule: "unknown-filter",
                span,
                message: format!("there is no filter `{name}`"),
                hint: nearest(name, filters::names()).map(|known| format!("did you mean `{known}`?")),
            });
        }
        let mut call = FilterCall {
            name,
            span,
            filter,
            positional: Vec::new(),
            named: Vec::new(),
        };
        if !self.eat(":") {
            return call;
        }
        loop {
            match self.named_argument() {
                Some(name) => {
                    let value = self.expression();
                    call.named.push((name, value));
                }
                None => call.positional.push(self.expression()),
            }
            if self.has_failed || !self.eat(",") {
                return call;
            }
        }
    }

    /// `name:` before an argument; passed where it is there.
    pub(crate) fn named_argument(&mut self) -> Option<&'s str> {
        let (position, peeked) = (self.position, self.peeked);
        if let Some((name, _)) = self.name()
            && self.eat(":")
        {
            return Some(name);
        }
        (self.position, self.peeked) = (position, peeked);
        None
    }

    /// A literal, a variable or a range.
    pub(crate) fn expression(&mut self) -> Expression<'s> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.fail("the expression is nested too deeply");
            return Expression::Nil;
        }
        let expression = match self.next() {
            Some((Token::String(text), _)) => Expression::String(text),
            Some((Token::Integer(value), _)) => Expression::Integer(value),
            Some((Token::Float(value), _)) => Expression::Float(value),
            Some((Token::Name(name), span)) => self.named(name, span),
            Some((Token::Sign("("), _)) => self.range(),
            Some((Token::Sign("["), span)) => {
                let index = self.index();
                self.variable(Step::Index(index), span)
            }
            Some((Token::Sign(text) | Token::Odd(text), span)) => {
                self.fail_at(span, format!("a value is expected here, not `{text}`"));
                Expression::Nil
            }
            None => {
                self.fail("a value is missing");
                Expression::Nil
            }
        };
        self.depth -= 1;
        expression
    }

    fn named(&mut self, name: &'s str, span: Span) -> Expression<'s> {
        let is_literal = !matches!(self.peek(), Some((Token::Sign("." | "["), _)));
        match name {
            "nil" | "null" if is_literal => Expression::Nil,
            "true" if is_literal => Expression::Bool(true),
            "false" if is_literal => Expression::Bool(false),
            "empty" if is_literal => Expression::Empty,
            "blank" if is_literal => Expression::Blank,
            _ => self.variable(Step::Name(name), span),
        }
    }

    fn variable(&mut self, root: Step<'s>, start: Span) -> Expression<'s> {
        let mut steps = Vec::new();
        while !self.has_failed {
            if self.eat(".") {
                match self.name() {
                    Some((name, _)) => steps.push(Step::Name(name)),
                    None => self.fail("a name is missing after `.`"),
                }
            } else if self.eat("[") {
                let index = self.index();
                steps.push(Step::Index(index));
            } else {
                break;
            }
        }
        let end = self.consumed().max(start.end);
        let text = self
            .slice
            .from(start.start - self.slice.at)
            .to(end - start.start)
            .trim_end();
        Expression::Variable(Box::new(Variable {
            text: text.text,
            root,
            steps,
        }))
    }

    fn index(&mut self) -> Expression<'s> {
        let index = self.expression();
        self.expect("]");
        index
    }

    fn range(&mut self) -> Expression<'s> {
        let first = self.expression();
        self.expect("..");
        let last = self.expression();
        self.expect(")");
        Expression::Range(Box::new((first, last)))
    }

    /// `a == b and c`: comparisons joined by `and` and `or`, which bind alike and to the right.
    pub(crate) fn condition(&mut self) -> Condition<'s> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.fail("the condition is too long");
            return Condition::Truth(Expression::Nil);
        }
        let left = self.expression();
        let comparison = match self.operator() {
            Some(operator) => {
                let right = self.expression();
                Condition::Comparison(left, operator, right)
            }
            None => Condition::Truth(left),
        };
        if self.has_failed {
            comparison
        } else if self.eat_name("and") {
            Condition::And(Box::new((comparison, self.condition())))
        } else if self.eat_name("or") {
            Condition::Or(Box::new((comparison, self.condition())))
        } else {
            comparison
        }
    }

    fn operator(&mut self) -> Option<Operator> {
        let operator = match self.peek()?.0 {
            Token::Sign("==") => Operator::Equal,
            Token::Sign("!=" | "<>") => Operator::NotEqual,
            Token::Sign("<") => Operator::Less,
            Token::Sign("<=") => Operator::LessOrEqual,
            Token::Sign(">") => Operator::Greater,
            Token::Sign(">=") => Operator::GreaterOrEqual,
            Token::Name("contains") => Operator::Contains,
            Token::Odd("=") => {
                let span = self.peeked.map_or(Span::at(self.consumed()), |(_, span)| span);
                self.fail_at(span, "a single `=` compares nothing: write `==`".to_owned());
                return None;
            }
            _ => return None,
        };
        self.next();
        Some(operator)
    }

    /// Notes a problem if anything is left, and says whether nothing is.
    pub(crate) fn finish(&mut self) {
        if let Some((token, span)) = self.peek()
            && !self.has_failed
        {
            let text = match token {
                Token::Name(text) | Token::Sign(text) | Token::Odd(text) => text,
                _ => self.slice.from(span.start - self.slice.at).to(span.len()).text,
            };
            self.fail_at(span, format!("`{text}` is not expected here"));
        }
    }

    /// Whether everything has been read.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.has_failed || self.peek().is_none()
    }

    pub(crate) fn eat(&mut self, sign: &str) -> bool {
        self.next_if(|token| matches!(token, Token::Sign(text) if text == sign))
            .is_some()
    }

    pub(crate) fn eat_name(&mut self, name: &str) -> bool {
        self.next_if(|token| matches!(token, Token::Name(text) if text == name))
            .is_some()
    }

    pub(crate) fn name(&mut self) -> Option<(&'s str, Span)> {
        match self.next_if(|token| matches!(token, Token::Name(_)))? {
            (Token::Name(name), span) => Some((name, span)),
            _ => None,
        }
    }

    pub(crate) fn expect(&mut self, sign: &str) {
        if !self.has_failed && !self.eat(sign) {
            self.fail(format!("`{sign}` is missing"));
        }
    }

    /// Notes that something is wrong at what comes next.
    pub(crate) fn fail(&mut self, message: impl Into<String>) {
        let span = match self.peek() {
            Some((_, span)) => span,
            None => Span::at(self.slice.span().end),
        };
        self.fail_at(span, message.into());
    }

    fn fail_at(&mut self, span: Span, message: String) {
        if !std::mem::replace(&mut self.has_failed, true) {
            self.problems.push(Problem {
                rule: "liquid-syntax",
                span,
                message,
                hint: None,
            });
        }
    }

    /// The place up to which tokens were taken.
    fn consumed(&self) -> usize {
        self.peeked
            .map_or(self.slice.at + self.position, |(_, span)| span.start)
    }

    fn peek(&mut self) -> Option<(Token<'s>, Span)> {
        if self.peeked.is_none() {
            self.peeked = self.read();
        }
        self.peeked
    }

    fn next(&mut self) -> Option<(Token<'s>, Span)> {
        self.peek();
        self.peeked.take()
    }

    fn next_if(&mut self, is_wanted: impl Fn(Token<'s>) -> bool) -> Option<(Token<'s>, Span)> {
        match self.peek() {
            Some((token, _)) if is_wanted(token) => self.next(),
            _ => None,
        }
    }

    fn read(&mut self) -> Option<(Token<'s>, Span)> {
        let rest = self.slice.from(self.position).trim_start();
        let first = rest.text.chars().next()?;
        let (length, token) = if is_name_start(first) {
            let length = name_length(rest.text);
            (length, Token::Name(&rest.text[..length]))
        } else if matches!(first, '"' | '\'') {
            match rest.text[1..].find(first) {
                Some(end) => (end + 2, Token::String(&rest.text[1..=end])),
                None => (rest.text.len(), Token::Odd(rest.text)),
            }
        } else if let Some(number) = number(rest.text) {
            number
        } else {
            const SIGNS: [&str; 15] = [
                "..", "==", "!=", "<>", "<=", ">=", "<", ">", ".", "[", "]", "(", ")", "|", ":",
            ];
            let sign = SIGNS.into_iter().chain([","]).find(|sign| rest.text.starts_with(sign));
            match sign {
                Some(sign) => (sign.len(), Token::Sign(sign)),
                None => (first.len_utf8(), Token::Odd(&rest.text[..first.len_utf8()])),
            }
        };
        let start = rest.at;
        self.position = start - self.slice.at + length;
        Some((token, Span::new(start, start + length)))
    }
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// A name's letters, digits, `_` and `-`, and one `?` at its end.
fn name_length(text: &str) -> usize {
    let length = text
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))
        .unwrap_or(text.len());
    length + usize::from(text[length..].starts_with('?'))
}

fn number<'s>(text: &'s str) -> Option<(usize, Token<'s>)> {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let sign = usize::from(text.starts_with('-'));
    let whole = digits(sign);
    if whole == 0 {
        return None;
    }
    let integer_end = sign + whole;
    let fraction = match text[integer_end..].strip_prefix('.') {
        Some(_) => digits(integer_end + 1),
        None => 0,
    };
    if fraction == 0 {
        let token = text[..integer_end]
            .parse()
            .map_or(Token::Float(f64::INFINITY), Token::Integer);
        return Some((integer_end, token));
    }
    let end = integer_end + 1 + fraction;
    Some((end, Token::Float(text[..end].parse().unwrap_or(f64::NAN))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(text: &str) -> Slice<'_> {
        Slice { text, at: 0 }
    }

    #[test]
    fn variables_keep_their_text() {
        for text in [
            "page.apiKey",
            "site.data.glossary.element-auth-api-key",
            "a[b.c].d",
            "x[\"a b\"]",
            "[\"page\"].x",
        ] {
            let mut problems = Vec::new();
            let mut reader = Reader::new(slice(text), &mut problems);
            let Expression::Variable(variable) = reader.expression() else {
                panic!("{text} is a variable");
            };
            reader.finish();
            assert_eq!(variable.text, text);
            assert_eq!(problems, []);
        }
    }

    #[test]
    fn filters_take_positional_and_named_arguments() {
        let mut problems = Vec::new();
        let mut reader = Reader::new(
            slice("a | split: \",\", -1.5 | default: b, allow_false: true"),
            &mut problems,
        );
        let filtered = reader.filtered();
        reader.finish();
        let shape: Vec<_> = filtered
            .filters
            .iter()
            .map(|call| (call.name, call.positional.len(), call.named.len()))
            .collect();
        assert_eq!(shape, [("split", 2, 0), ("default", 1, 1)]);
    }

    #[test]
    fn what_is_wrong_is_told_once_and_at_its_place() {
        let cases = [
            ("a b", 2, "`b` is not expected here"),
            ("a |", 3, "a filter's name is missing after `|`"),
            ("a.", 2, "a name is missing after `.`"),
            ("a[1", 3, "`]` is missing"),
            ("'abc", 0, "a value is expected here, not `'abc`"),
            ("", 0, "a value is missing"),
        ];
        for (text, at, message) in cases {
            let mut problems = Vec::new();
            let mut reader = Reader::new(slice(text), &mut problems);
            reader.filtered();
            reader.finish();
            let told: Vec<_> = problems
                .iter()
                .map(|problem| (problem.span.start, problem.message.as_str()))
                .collect();
            assert_eq!(told, [(at, message)], "{text}");
        }
    }

    #[test]
    fn conditions_bind_to_the_right() {
        let mut problems = Vec::new();
        let mut reader = Reader::new(slice("a == 1 and b contains 'x' or c"), &mut problems);
        let Condition::And(both) = reader.condition() else {
            panic!("`and` is the outermost");
        };
        assert!(matches!(both.1, Condition::Or(_)));
        assert_eq!(problems, []);
    }

    #[test]
    fn a_number_ends_before_a_range() {
        let mut problems = Vec::new();
        let mut reader = Reader::new(slice("(1..5)"), &mut problems);
        let Expression::Range(range) = reader.expression() else {
            panic!("a range");
        };
        assert!(matches!(*range, (Expression::Integer(1), Expression::Integer(5))));
    }
}
