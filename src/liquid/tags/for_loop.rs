//! `{% for %}`, with `{% else %}`.

use std::rc::Rc;

use crate::liquid::expression::Reader;
use crate::liquid::lax;
use crate::liquid::lexer::Slice;
use crate::liquid::loops::Loop;
use crate::liquid::parser::{Parser, Tag, take_blanks};
use crate::liquid::render::{Flow, Renderer};
use crate::liquid::syntax::{Expression, For, Node, Offset, Order};
use crate::liquid::value::{Object, Value, to_i64};
use crate::span::Span;

/// The most numbers that a loop over a range walks through.
const MAX_PASSES: i64 = 100_000;

/// What stands in the tag.
struct Header<'s> {
    variable: &'s str,
    collection: Expression<'s>,
    /// The collection as written.
    text: &'s str,
    order: Order,
    limit: Option<Expression<'s>>,
    offset: Option<Offset<'s>>,
}

impl<'s> Parser<'s> {
    pub(in crate::liquid) fn for_loop(&mut self, open: Tag<'s>) -> Option<Node<'s>> {
        let header = self.read(open.markup, strict, lax);
        let (mut body, divider) = self.body(&open, "endfor", &["else"]);
        let mut otherwise = Vec::new();
        if divider.is_some() {
            otherwise = self.body(&open, "endfor", &[]).0;
        }
        let is_blank = take_blanks([&mut body, &mut otherwise]);
        let header = header?;
        Some(Node::For(Box::new(For {
            name: format!("{}-{}", header.variable, header.text),
            variable: header.variable,
            collection: header.collection,
            order: header.order,
            limit: header.limit,
            offset: header.offset,
            body,
            otherwise,
            is_blank,
            span: open.span,
        })))
    }
}

/// `item in list reversed limit: 2 offset: 3`
fn strict<'s>(reader: &mut Reader<'s>) -> Option<Header<'s>> {
    let Some(variable) = reader.name().map(|(name, _)| name) else {
        reader.fail("the loop's variable is missing: write `for item in list`");
        return None;
    };
    if !reader.eat_name("in") {
        reader.fail("`in` is missing: write `for item in list`");
        return None;
    }
    let start = reader.position();
    let collection = reader.expression();
    let mut header = Header {
        variable,
        collection,
        text: reader.text(start).text,
        order: Order::Forward,
        limit: None,
        offset: None,
    };
    if reader.eat_name("reversed") {
        header.order = Order::Reversed;
    }
    loop {
        let comma = reader.eat(",");
        match reader.named_argument() {
            Some("limit") => header.limit = Some(reader.expression()),
            Some("offset") if reader.eat_name("continue") => header.offset = Some(Offset::Continue),
            Some("offset") => header.offset = Some(Offset::At(reader.expression())),
            Some(other) => reader.fail(format!("`for` takes `limit` and `offset`, not `{other}`")),
            None if comma => reader.fail("`limit:` or `offset:` is missing after `,`"),
            None if reader.is_at_name("reversed") => {
                reader.fail("`reversed` counts only directly after the list");
            }
            None => return Some(header),
        }
    }
}

fn lax<'s>(markup: Slice<'s>) -> Option<Header<'s>> {
    let (variable, collection, rest) = lax::each(markup)?;
    let mut header = Header {
        variable,
        collection: lax::expression(collection),
        text: collection.text,
        order: match rest.trim_start().text.starts_with("reversed") {
            true => Order::Reversed,
            false => Order::Forward,
        },
        limit: None,
        offset: None,
    };
    for (name, value) in lax::attributes(markup) {
        match (name, value.text) {
            ("limit", _) => header.limit = Some(lax::expression(value)),
            ("offset", "continue") => header.offset = Some(Offset::Continue),
            ("offset", _) => header.offset = Some(Offset::At(lax::expression(value))),
            _ => {}
        }
    }
    Some(header)
}

impl<'a, 's> Renderer<'a, 's> {
    pub(in crate::liquid) fn for_loop(&mut self, each: &'a For<'s>) -> Flow {
        let items = self.loop_items(each);
        if items.is_empty() {
            return self.nodes(&each.otherwise);
        }
        let parent = self.state.locals.iter().rev().find_map(|(name, value)| match value {
            Value::Object(Object::Loop(running)) if *name == "forloop" => Some(Rc::clone(running)),
            _ => None,
        });
        let forloop = Loop::of_for(&each.name, items.len(), parent);
        let outside = self.state.locals.len();
        self.state.locals.push(("forloop", Value::from(Rc::clone(&forloop))));
        self.state.locals.push((each.variable, Value::Nil));
        let mut flow = Flow::Next;
        for item in items {
            flow = match self.step(each.span) {
                true => {
                    self.state.locals[outside + 1].1 = item;
                    self.nodes(&each.body)
                }
                false => Flow::Stop,
            };
            forloop.advance();
            if matches!(flow, Flow::Break | Flow::Stop) {
                break;
            }
        }
        self.state.locals.truncate(outside);
        match flow {
            Flow::Stop => flow,
            _ => Flow::Next,
        }
    }

    fn loop_items(&mut self, each: &'a For<'s>) -> Vec<Value<'a>> {
        let collection = self.expression(&each.collection);
        let from = match &each.offset {
            None => 0,
            Some(Offset::Continue) => self.state.offsets.get(&*each.name).copied().unwrap_or(0),
            Some(Offset::At(offset)) => self.whole_number(offset, "offset", each.span).unwrap_or(0),
        };
        let limit = each.limit.as_ref();
        let limit = limit.and_then(|limit| self.whole_number(limit, "limit", each.span));
        let to = limit.map(|limit| from.saturating_add(limit));
        let Some(mut items) = self.slice(collection, from, to, each.span) else {
            return Vec::new();
        };
        self.state
            .offsets
            .insert(&each.name, from.saturating_add(to_i64(items.len())));
        if each.order == Order::Reversed {
            items.reverse();
        }
        items
    }

    /// A `limit:` or `offset:`; nothing where it is nil or, which is told, no whole number.
    fn whole_number(&mut self, expression: &'a Expression<'s>, name: &str, span: Span) -> Option<i64> {
        let value = self.expression(expression);
        let number = match &value {
            Value::Nil | Value::Undefined(_) => return None,
            Value::Integer(number) => Some(*number),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.mismatch(
                span,
                format!("`{name}:` wants a whole number, not {}", value.described()),
            );
        }
        number
    }

    /// The elements of `collection` from position `from` up to `to`, as loops see them: a text that is not empty is
    /// one element, whatever the positions. Nothing, with a finding, where they are too many.
    pub(in crate::liquid) fn slice(
        &mut self,
        collection: Value<'a>,
        from: i64,
        to: Option<i64>,
        span: Span,
    ) -> Option<Vec<Value<'a>>> {
        let from = from.max(0);
        let items: Vec<Value<'a>> = match collection {
            Value::String(text) if text.is_empty() => Vec::new(),
            Value::String(_) => vec![collection],
            Value::Range(first, last) => {
                let first = first.saturating_add(from);
                let length = last.saturating_sub(first).saturating_add(1);
                let length = to.map_or(length, |to| length.min(to.saturating_sub(from)));
                if length > MAX_PASSES {
                    let message = format!("the loop has more than {MAX_PASSES} passes");
                    self.error("limit-exceeded", span, message, || Some("it is left out".to_owned()));
                    return None;
                }
                (0..length).map(|at| Value::Integer(first + at)).collect()
            }
            Value::Array(_) | Value::Object(_) => {
                let count = |at: i64| usize::try_from(at).unwrap_or(0);
                let length = to.map_or(usize::MAX, |to| count(to.saturating_sub(from)));
                collection
                    .elements()
                    .into_iter()
                    .skip(count(from))
                    .take(length)
                    .collect()
            }
            _ => Vec::new(),
        };
        self.work(items.len() / 8, span).then_some(items)
    }
}

#[cfg(test)]
mod tests {
    use crate::liquid::testing::{check, check_findings};

    #[test]
    fn lists_and_what_counts_as_one() {
        check(&[
            (
                "{% for i in list %}{{ i }}{% endfor %}{% for i in list reversed %}{{ i }}{% endfor %}",
                "abcddcba",
            ),
            (
                "{% for i in s %}{{ i }}{% endfor %}{% for i in s limit: 0 %}{{ i }}{% endfor %}",
                "texttext",
            ),
            (
                "{% for i in object limit: 1 %}{{ i[0] }}={{ i.last }}{% endfor %}{% for i in deep %}{{ i }},{% endfor %}",
                "a=1a1,b2,",
            ),
            (
                "{% for i in nil %}{% else %}a{% endfor %}{% for i in n %}{% else %}b{% endfor %}{% for i in e %}{% else %}c{% endfor %}",
                "abc",
            ),
            (
                "{% for i in (1..n) %}{{ i }}{% endfor %}{% for i in ('8'..9.9) %}{{ i }}{% endfor %}{% for i in (3..1) %}{{ i }}{% endfor %}",
                "12389",
            ),
        ]);
    }

    #[test]
    fn limits_and_offsets() {
        check(&[
            (
                "{% for i in list reversed limit: 2 offset: 1 %}{{ i }}{% endfor %}",
                "cb",
            ),
            (
                "{% for i in list limit: '1', offset: n %}{{ i }}{% endfor %}{% for i in list limit: nil offset: nil %}{{ i }}{% endfor %}",
                "dabcd",
            ),
            (
                "{% for i in list limit: -1 %}a{% else %}b{% endfor %}{% for i in list offset: -2 limit: 3 %}{{ i }}{% endfor %}",
                "ba",
            ),
            (
                "{% for i in list limit: 1 %}{{ i }}{% endfor %}{% for j in list offset: continue limit: 1 %}{{ j }}{% endfor %}{% for i in list offset: continue %}{{ i }}{% endfor %}",
                "aabcd",
            ),
            (
                "{% for i in list %}{% break %}{% endfor %}{% for i in list offset: continue %}a{% else %}b{% endfor %}",
                "b",
            ),
        ]);
    }

    #[test]
    fn forloop() {
        check(&[
            (
                "{% for i in list %}{{ forloop.index }}{{ forloop.index0 }}{{ forloop.rindex }}{{ forloop.rindex0 }}{{ forloop.length }} {% endfor %}",
                "10434 21324 32214 43104 ",
            ),
            (
                "{% for i in (1..2) %}{{ forloop.first }} {{ forloop.last }} {{ forloop.name }} {% endfor %}",
                "true false i-(1..2) false true i-(1..2) ",
            ),
            (
                "{% for i in (1..2) %}{% for j in (1..2) %}{{ forloop.parentloop.index }}{{ forloop.index }} {% endfor %}{{ forloop.parentloop }}{% endfor %}",
                "11 12 21 22 ",
            ),
            (
                "{% for i in (1..2) %}{% assign loop = forloop %}{{ forloop }}{% endfor %}{{ loop.index }}",
                "Liquid::ForloopDropLiquid::ForloopDrop3",
            ),
        ]);
    }

    #[test]
    fn break_and_continue() {
        check(&[
            (
                "{% for i in (1..4) %}{% if i == 2 %}{% continue %}{% elsif i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %}",
                "13",
            ),
            (
                "{% for i in (1..2) %}{% for j in list %}{{ j }}{% break %}{% endfor %}{{ i }}{% endfor %}",
                "a1a2",
            ),
            ("a{% if t %}b{% break %}c{% endif %}d", "ab"),
            ("{% for i in (1..3) %}{% include break.html %}no{% endfor %}a", "(a"),
        ]);
    }

    #[test]
    fn what_shows_nothing_leaves_no_white_space() {
        check(&[
            ("[{% for i in list %} {% assign x = i %} {% else %} {% endfor %}]", "[]"),
            ("[{% for i in (1..2) %} {% else %} a {% endfor %}]", "[  ]"),
        ]);
    }

    #[test]
    fn what_is_no_loop_is_told_and_liquid_makes_something_of_it() {
        check_findings(&[
            ("{% for i of list %}a{% endfor %}", "", &[("liquid-syntax", 10)]),
            (
                "{% for i in list limit: 2 reversed %}{{ i }}{% endfor %}",
                "ab",
                &[("liquid-syntax", 27)],
            ),
            (
                "{% for i in list | reverse %}{{ i }}{% endfor %}",
                "abcd",
                &[("liquid-syntax", 18)],
            ),
            (
                "{% for i in list limit 2 offset: n %}{{ i }}{% endfor %}",
                "d",
                &[("liquid-syntax", 18)],
            ),
            (
                "{% for i in (1...2) %}{{ i }}{% endfor %}",
                "12",
                &[("liquid-syntax", 17)],
            ),
            (
                "{% for i in list limit: f %}{{ i }}{% endfor %}",
                "abcd",
                &[("mismatched-value", 1)],
            ),
            (
                "{% for i in (1..f) %}{{ i }}{% endfor %}",
                "12",
                &[("mismatched-value", 13)],
            ),
            ("{% for i in (1..1000000) %}a{% endfor %}", "", &[("limit-exceeded", 1)]),
            ("{% for i in (1..1000000) limit: 2 %}{{ i }}{% endfor %}", "12", &[]),
        ]);
    }
}
