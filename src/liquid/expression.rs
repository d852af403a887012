//! Parses what stands inside outputs and tags by Liquid's strict grammar: variables, literals, filters, conditions.
//! What that does not take is a mistake, and `lax` says what Liquid makes of it.

use super::filters;
use super::lexer::Slice;
use super::syntax::{
    Comparison, Condition, Connective, Ends, Expression, FilterCall, Filtered, Operator, Problem, Step, Test, Variable,
};
use super::value::leading_integer;
use crate::span::Span;

/// How deep ranges and indexes may nest.
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

/// What `read` takes all of `markup` for, or where that is not Liquid.
pub(crate) fn read<'s, T>(markup: Slice<'s>, read: impl FnOnce(&mut Reader<'s>) -> T) -> Result<T, Problem> {
    let mut reader = Reader {
        slice: markup,
        position: 0,
        peeked: None,
        depth: 0,
        problem: None,
    };
    let value = read(&mut reader);
    reader.expect_end();
    reader.problem.map_or(Ok(value), Err)
}

/// Reads one expression after the other from a slice of a template, by Liquid's strict grammar.
#[derive(Debug)]
pub(crate) struct Reader<'s> {
    slice: Slice<'s>,
    position: usize,
    peeked: Option<(Token<'s>, Span)>,
    depth: usize,
    /// The first thing that is wrong. Nothing that is read from there on counts.
    problem: Option<Problem>,
}

impl<'s> Reader<'s> {
    /// `expression | filter: argument, name: argument`
    pub(crate) fn filtered(&mut self) -> Filtered<'s> {
        let input = match self.peek() {
            // `{{ }}` prints nothing, in Liquid too.
            None => Expression::Nil,
            Some(_) => self.expression(),
        };
        let mut filters = Vec::new();
        while self.eat("|") {
            let Some((name, span)) = self.name() else {
                self.fail("a filter's name is missing after `|`");
                break;
            };
            filters.push(self.filter_call(name, span));
        }
        Filtered { input, filters }
    }

    fn filter_call(&mut self, name: &'s str, span: Span) -> FilterCall<'s> {
        let mut call = FilterCall {
            name,
            span,
            filter: filters::find(name),
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
            if !self.eat(",") {
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
            Some((Token::Sign("("), span)) => self.range(span),
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
        match self.peek() {
            Some((Token::Sign("." | "["), _)) => None,
            _ => literal(name),
        }
        .unwrap_or_else(|| self.variable(Step::Name(name), span))
    }

    fn variable(&mut self, root: Step<'s>, start: Span) -> Expression<'s> {
        let mut steps = Vec::new();
        loop {
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
        Expression::Variable(Box::new(Variable {
            text: self.text(start.start).text,
            root,
            steps,
        }))
    }

    fn index(&mut self) -> Expression<'s> {
        let index = self.expression();
        self.expect("]");
        index
    }

    fn range(&mut self, open: Span) -> Expression<'s> {
        let first = self.expression();
        self.expect("..");
        let last = self.expression();
        self.expect(")");
        let span = self.text(open.start).span();
        range(first, last, span)
    }

    /// `a == b and c`
    pub(crate) fn condition(&mut self) -> Condition<'s> {
        let first = self.test();
        let mut rest = Vec::new();
        loop {
            let connective = if self.eat_name("and") {
                Connective::And
            } else if self.eat_name("or") {
                Connective::Or
            } else {
                return Condition { first, rest };
            };
            rest.push((connective, self.test()));
        }
    }

    fn test(&mut self) -> Test<'s> {
        let start = self.position();
        let left = self.expression();
        let Some(operator) = self.operator() else {
            return Test::Truth(left);
        };
        let right = self.expression();
        let text = self.text(start);
        Test::Comparison(Box::new(Comparison {
            left,
            operator,
            right,
            span: text.span(),
        }))
    }

    fn operator(&mut self) -> Option<Operator> {
        let operator = match self.peek()?.0 {
            Token::Sign(sign) => operator(sign)?,
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

    /// Notes a problem if anything is left.
    fn expect_end(&mut self) {
        if let Some((token, span)) = self.peek() {
            let text = match token {
                Token::Name(text) | Token::Sign(text) | Token::Odd(text) => text,
                _ => self.slice.from(span.start - self.slice.at).to(span.len()).text,
            };
            self.fail_at(span, format!("`{text}` is not expected here"));
        }
    }

    /// A text in quotes, and its place without them.
    pub(crate) fn string(&mut self) -> Option<(&'s str, Span)> {
        match self.next_if(|token| matches!(token, Token::String(_)))? {
            (Token::String(text), span) => Some((text, Span::new(span.start + 1, span.end - 1))),
            _ => None,
        }
    }

    pub(crate) fn eat(&mut self, sign: &str) -> bool {
        self.next_if(|token| matches!(token, Token::Sign(text) if text == sign))
            .is_some()
    }

    pub(crate) fn eat_name(&mut self, name: &str) -> bool {
        self.next_if(|token| matches!(token, Token::Name(text) if text == name))
            .is_some()
    }

    /// Whether the name `name` comes next.
    pub(crate) fn is_at_name(&mut self, name: &str) -> bool {
        matches!(self.peek(), Some((Token::Name(text), _)) if text == name)
    }

    pub(crate) fn name(&mut self) -> Option<(&'s str, Span)> {
        match self.next_if(|token| matches!(token, Token::Name(_)))? {
            (Token::Name(name), span) => Some((name, span)),
            _ => None,
        }
    }

    pub(crate) fn expect(&mut self, sign: &str) {
        if !self.eat(sign) {
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
        self.problem.get_or_insert(Problem {
            plugin: None,
            rule: "liquid-syntax",
            span,
            message,
            hint: None,
        });
    }

    /// Whether nothing comes next.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// The place of what comes next.
    pub(crate) fn position(&mut self) -> usize {
        self.peek().map_or(self.consumed(), |(_, span)| span.start)
    }

    /// What was taken from byte `start` of the file on.
    pub(crate) fn text(&self, start: usize) -> Slice<'s> {
        let end = self.consumed().max(start);
        self.slice.from(start - self.slice.at).to(end - start).trim_end()
    }

    /// The place up to which tokens were taken.
    fn consumed(&self) -> usize {
        self.peeked
            .map_or(self.slice.at + self.position, |(_, span)| span.start)
    }

    /// The next token; none after a problem, so that every loop ends there.
    fn peek(&mut self) -> Option<(Token<'s>, Span)> {
        if self.problem.is_some() {
            return None;
        }
        if self.peeked.is_none() {
            self.peeked = self.read();
        }
        self.peeked
    }

    fn next(&mut self) -> Option<(Token<'s>, Span)> {
        self.peek()?;
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

/// The comparison that a sign stands for.
pub(super) fn operator(sign: &str) -> Option<Operator> {
    Some(match sign {
        "==" => Operator::Equal,
        "!=" | "<>" => Operator::NotEqual,
        "<" => Operator::Less,
        "<=" => Operator::LessOrEqual,
        ">" => Operator::Greater,
        ">=" => Operator::GreaterOrEqual,
        "contains" => Operator::Contains,
        _ => return None,
    })
}

/// The value that a name stands for by itself.
pub(super) fn literal(name: &str) -> Option<Expression<'static>> {
    Some(match name {
        "nil" | "null" => Expression::Nil,
        "true" => Expression::Bool(true),
        "false" => Expression::Bool(false),
        "empty" => Expression::Empty,
        "blank" => Expression::Blank,
        _ => return None,
    })
}

/// A range. Ends that are literals lose their fractions here; those that turn out to have some later are mistakes.
pub(super) fn range<'s>(first: Expression<'s>, last: Expression<'s>, span: Span) -> Expression<'s> {
    let (first, last) = match (whole_part(&first), whole_part(&last)) {
        (Some(first), Some(last)) => (Expression::Integer(first), Expression::Integer(last)),
        _ => (first, last),
    };
    Expression::Range(Box::new(Ends { first, last, span }))
}

/// A literal as a whole number (Ruby's `to_i`).
fn whole_part(literal: &Expression<'_>) -> Option<i64> {
    match *literal {
        Expression::Integer(number) => Some(number),
        #[expect(clippy::cast_possible_truncation, reason = "as Ruby's to_i, and saturating")]
        Expression::Float(number) => Some(number as i64),
        Expression::String(text) => Some(leading_integer(text)),
        Expression::Nil => Some(0),
        _ => None,
    }
}

fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

/// A name's letters, digits, `_` and `-`, and one `?` at its end.
fn name_length(text: &str) -> usize {
    let length = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
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
    let float = |end: usize| Token::Float(text[..end].parse().unwrap_or(f64::NAN));
    if fraction == 0 {
        // As filters have them, numbers beyond 64 bits are texts of their digits.
        let digits = &text[..integer_end];
        let token = digits.parse().map_or(Token::String(digits), Token::Integer);
        return Some((integer_end, token));
    }
    let end = integer_end + 1 + fraction;
    Some((end, float(end)))
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
            match read(slice(text), |reader| reader.expression()) {
                Ok(Expression::Variable(variable)) => assert_eq!(variable.text, text),
                other => panic!("{text} is a variable, not {other:?}"),
            }
        }
    }

    #[test]
    fn filters_take_positional_and_named_arguments() {
        let markup = slice("a | split: \",\", -1.5 | default: b, allow_false: true");
        let filtered = read(markup, |reader| reader.filtered()).expect("it is Liquid");
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
            ("a | b: ", 7, "a value is missing"),
            ("größe", 2, "`ö` is not expected here"),
        ];
        for (text, at, message) in cases {
            let problem = read(slice(text), |reader| reader.filtered()).expect_err(text);
            assert_eq!((problem.span.start, problem.message.as_str()), (at, message), "{text}");
        }
    }

    #[test]
    fn conditions_are_lists_of_tests() {
        let markup = slice("a == 1 and b contains 'x' or c");
        let condition = read(markup, |reader| reader.condition()).expect("it is Liquid");
        let connectives: Vec<_> = condition.rest.iter().map(|(connective, _)| *connective).collect();
        assert_eq!(connectives, [Connective::And, Connective::Or]);
        let (_, Test::Comparison(comparison)) = &condition.rest[0] else {
            panic!("the second test is a comparison");
        };
        assert_eq!(comparison.span, Span::new(11, 25));
    }

    #[test]
    fn literal_ends_of_ranges_are_whole_numbers() {
        for text in ["(1..5)", "(1.9 .. 5)", "('1'..\"5x\")"] {
            let Ok(Expression::Range(range)) = read(slice(text), |reader| reader.expression()) else {
                panic!("{text} is a range");
            };
            assert!(
                matches!(
                    (range.first, range.last),
                    (Expression::Integer(1), Expression::Integer(5))
                ),
                "{text}"
            );
        }
    }
}
