//! Parses Jekyll's `{% include %}`: a name that may hold outputs, and parameters.

use crate::liquid::expression::Reader;
use crate::liquid::lax;
use crate::liquid::lexer::Slice;
use crate::liquid::parser::{Parser, push_text};
use crate::liquid::syntax::{Include, IncludeFrom, Node, Parameter, ParameterValue};
use crate::span::Span;

impl<'s> Parser<'s> {
    /// `{% include folder/name.html parameter="text" other=page.x %}`
    pub(in crate::liquid) fn include(&mut self, from: IncludeFrom, markup: Slice<'s>, span: Span) -> Option<Node<'s>> {
        let name_length = include_name_length(markup.text);
        let name = markup.to(name_length);
        if name.text.is_empty() {
            self.problem(span, "the name of the file to include is missing");
            return None;
        }
        let parameters = self.parameters(markup.from(name_length).trim_start());
        let name_nodes = self.text_and_outputs(name);
        Some(Node::Include(Box::new(Include {
            from,
            name: name_nodes,
            parameters,
            name_span: name.span(),
            span,
        })))
    }

    /// The text and outputs of the name that a tag takes.
    pub(in crate::liquid) fn text_and_outputs(&mut self, name: Slice<'s>) -> Vec<Node<'s>> {
        let mut nodes = Vec::new();
        let mut rest = name;
        while let Some(open) = rest.text.find("{{") {
            let Some(close) = rest.text[open..].find("}}") else {
                break;
            };
            push_text(&mut nodes, rest.to(open));
            let output = rest.from(open).to(close + 2);
            let value = self.filtered(output.from(2).to(close - 2));
            nodes.push(Node::Output {
                value,
                span: output.span(),
            });
            rest = rest.from(open + close + 2);
        }
        push_text(&mut nodes, rest);
        nodes
    }

    fn parameters(&mut self, mut rest: Slice<'s>) -> Vec<Parameter<'s>> {
        let mut parameters = Vec::new();
        while !rest.text.is_empty() {
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
            let name = rest.to(rest.text.find(|c| !is_name(c)).unwrap_or(rest.text.len()));
            let after = rest.from(name.text.len()).trim_start();
            let value = after.text.strip_prefix('=').map(|_| after.from(1).trim_start());
            let (Some(value), false) = (value, name.text.is_empty()) else {
                self.problem(
                    rest.span(),
                    "an include takes parameters of the form `name=\"text\"` or `name=variable`",
                );
                return parameters;
            };
            let Some((value, length)) = self.parameter_value(value) else {
                return parameters;
            };
            let end = length.end;
            // The last one of a name counts.
            parameters.retain(|parameter: &Parameter<'_>| parameter.name != name.text);
            parameters.push(Parameter { name: name.text, value });
            let after = rest.from(end - rest.at);
            rest = after.trim_start();
            if let Some(first) = rest.text.chars().next().filter(|_| rest.at == after.at) {
                self.problem(rest.to(first.len_utf8()).span(), "parameters stand apart by blanks");
                // A comma after the value is passed over.
                rest = rest.from(usize::from(rest.text.starts_with(','))).trim_start();
            }
        }
        parameters
    }

    /// A parameter's value and the bytes that it takes.
    fn parameter_value(&mut self, value: Slice<'s>) -> Option<(ParameterValue<'s>, Span)> {
        let quote = value.text.chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some(quote) = quote else {
            let is_end = |c: char| c.is_whitespace() || c == ',';
            let word = value.to(value.text.find(is_end).unwrap_or(value.text.len()));
            let problems = self.problem_count();
            let expression = self.read(word, Reader::expression, lax::first_expression);
            let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
            if self.problem_count() == problems && !word.text.chars().all(is_plain) {
                self.problem(word.span(), "Jekyll takes a plain variable here: `assign` it before");
            }
            return Some((ParameterValue::Expression(expression), word.span()));
        };
        let Some(end) = closing_quote(value.text, quote) else {
            self.problem(value.to(1).span(), format!("the quote {quote} is not closed"));
            return None;
        };
        let inside = value.from(1).to(end - 1);
        let taken = value.to(end + 1).span();
        let escaped = format!("\\{quote}");
        let value = if inside.text.contains(&escaped) {
            ParameterValue::Escaped {
                text: inside.text.replace(&escaped, &quote.to_string()),
                span: inside.span(),
            }
        } else {
            ParameterValue::Literal {
                text: inside.text,
                at: inside.at,
            }
        };
        Some((value, taken))
    }
}

/// The length of an include's name: up to the first blank outside `{{ }}`.
fn include_name_length(markup: &str) -> usize {
    let mut at = 0;
    while at < markup.len() {
        let rest = &markup[at..];
        if rest.starts_with("{{") {
            match rest.find("}}") {
                Some(end) => at += end + 2,
                None => return markup.len(),
            }
        } else {
            match rest.chars().next() {
                Some(c) if !c.is_whitespace() => at += c.len_utf8(),
                _ => break,
            }
        }
    }
    at
}

/// The place of the quote that closes the text which `text` begins with; `\` takes the next character along.
fn closing_quote(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    text.char_indices().skip(1).find_map(|(at, c)| {
        let was_escaped = is_escaped;
        is_escaped = c == '\\' && !was_escaped;
        (c == quote && !was_escaped).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use crate::liquid::testing::{check, check_findings};

    #[test]
    fn parameters_are_texts_and_variables() {
        check(&[
            (
                "{% include x.html x=s %}{% include_cached x.html x = \"a\" %}",
                "<text><a>",
            ),
            (
                "{% include x.html x='1' x='2' %}{% include x.html\n  x=\"a\\\"b\"\n%}",
                "<2><a\"b>",
            ),
            (
                "{% assign f = 'x' %}{% include {{ f }}.html x=-1.5 %}{% include {{ f | append: '.html' }} x=t %}",
                "<-1.5><true>",
            ),
            (
                "{% for item in list limit: 2 %}{% include assign.html %}{% endfor %}{{ made }}",
                "abmade",
            ),
        ]);
    }

    #[test]
    fn what_jekyll_does_not_take_is_told() {
        check_findings(&[
            ("{% include x.html x=list[0] %}", "<a>", &[("liquid-syntax", 21)]),
            ("{% include x.html x=n, y=2 %}", "<3>", &[("liquid-syntax", 22)]),
            ("{% include x.html x='a'y='b' %}", "<a>", &[("liquid-syntax", 24)]),
            (
                "{% include x.html x='a'é %}",
                "<a>",
                &[("liquid-syntax", 24), ("liquid-syntax", 24)],
            ),
            ("{% include x.html x=s|upcase %}", "<text>", &[("liquid-syntax", 22)]),
            (
                "{% include x.html x='a %}",
                "<>",
                &[("liquid-syntax", 21), ("undefined-variable", 2)],
            ),
            ("{% include %}", "", &[("liquid-syntax", 1)]),
        ]);
    }
}
