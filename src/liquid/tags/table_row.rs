//! `{% tablerow %}`: the cells of an HTML table.

use std::rc::Rc;

use crate::liquid::expression::Reader;
use crate::liquid::lax;
use crate::liquid::lexer::Slice;
use crate::liquid::loops::Loop;
use crate::liquid::parser::{Parser, Tag};
use crate::liquid::render::{Flow, Renderer};
use crate::liquid::syntax::{Expression, Node, TableRow};
use crate::liquid::value::{Value, leading_integer};
use crate::span::Span;

impl<'s> Parser<'s> {
    pub(in crate::liquid) fn table_row(&mut self, open: Tag<'s>) -> Option<Node<'s>> {
        let row = self.read(
            open.markup,
            |reader| strict(reader, open.span),
            |markup| lax(markup, open.span),
        );
        let (body, _) = self.body(&open, "endtablerow", &[]);
        row.map(|row| Node::TableRow(Box::new(TableRow { body, ..row })))
    }
}

/// `item in list cols: 2 limit: 4 offset: 1`
fn strict<'s>(reader: &mut Reader<'s>, span: Span) -> Option<TableRow<'s>> {
    let Some(variable) = reader.name().map(|(name, _)| name) else {
        reader.fail("the loop's variable is missing: write `tablerow item in list`");
        return None;
    };
    if !reader.eat_name("in") {
        reader.fail("`in` is missing: write `tablerow item in list`");
        return None;
    }
    let mut row = empty(variable, reader.expression(), span);
    loop {
        let comma = reader.eat(",");
        let Some(name) = reader.named_argument() else {
            if comma {
                reader.fail("`cols:`, `limit:` or `offset:` is missing after `,`");
            }
            return Some(row);
        };
        let value = reader.expression();
        if row.set(name, value).is_err() {
            reader.fail(format!("`tablerow` takes `cols`, `limit` and `offset`, not `{name}`"));
        }
    }
}

fn lax<'s>(markup: Slice<'s>, span: Span) -> Option<TableRow<'s>> {
    let (variable, collection, _) = lax::each(markup)?;
    let mut row = empty(variable, lax::expression(collection), span);
    for (name, value) in lax::attributes(markup) {
        // What it does not know is passed over.
        row.set(name, lax::expression(value)).unwrap_or(());
    }
    Some(row)
}

fn empty<'s>(variable: &'s str, collection: Expression<'s>, span: Span) -> TableRow<'s> {
    TableRow {
        variable,
        collection,
        columns: None,
        limit: None,
        offset: None,
        body: Vec::new(),
        span,
    }
}

/// There is no argument of that name.
struct UnknownArgument;

impl<'s> TableRow<'s> {
    fn set(&mut self, name: &str, value: Expression<'s>) -> Result<(), UnknownArgument> {
        match name {
            "cols" => self.columns = Some(value),
            "limit" => self.limit = Some(value),
            "offset" => self.offset = Some(value),
            // Liquid documents it, and does nothing with it.
            "range" => {}
            _ => return Err(UnknownArgument),
        }
        Ok(())
    }
}

impl<'a, 's> Renderer<'a, 's> {
    pub(in crate::liquid) fn table_row(&mut self, row: &'a TableRow<'s>) -> Flow {
        let collection = self.expression(&row.collection);
        if !collection.is_truthy() {
            return Flow::Next;
        }
        let mut number = |expression: &'a Option<Expression<'s>>, name| {
            expression
                .as_ref()
                .map(|expression| self.number(expression, name, row.span))
        };
        let from = number(&row.offset, "offset").unwrap_or(0);
        let to = number(&row.limit, "limit").map(|limit| from.saturating_add(limit));
        let columns = number(&row.columns, "cols");
        let Some(items) = self.slice(collection, from, to, row.span) else {
            return Flow::Next;
        };
        // Without `cols` all is one row.
        let columns = columns.map_or(items.len(), |columns| usize::try_from(columns).unwrap_or(0));
        let running = Loop::of_table_row(items.len(), columns);
        let outside = self.state.locals.len();
        self.state
            .locals
            .push(("tablerowloop", Value::from(Rc::clone(&running))));
        self.state.locals.push((row.variable, Value::Nil));
        let mut flow = self.print("<tr class=\"row1\">\n", row.span);
        for item in items {
            if flow == Flow::Stop || !self.step(row.span) {
                flow = Flow::Stop;
                break;
            }
            self.state.locals[outside + 1].1 = item;
            flow = self.cell(row, &running);
            running.advance();
            if flow == Flow::Break {
                break;
            }
        }
        self.state.locals.truncate(outside);
        match flow {
            Flow::Stop => flow,
            _ => self.print("</tr>\n", row.span),
        }
    }

    fn cell(&mut self, row: &'a TableRow<'s>, running: &Loop<'a>) -> Flow {
        let (number, column) = running.row_and_column();
        if self.print(&format!("<td class=\"col{column}\">"), row.span) == Flow::Stop {
            return Flow::Stop;
        }
        let flow = self.nodes(&row.body);
        if flow == Flow::Stop || self.print("</td>", row.span) == Flow::Stop {
            return Flow::Stop;
        }
        if running.ends_row() && flow != Flow::Break {
            let next = format!("</tr>\n<tr class=\"row{}\">", number + 1);
            if self.print(&next, row.span) == Flow::Stop {
                return Flow::Stop;
            }
        }
        flow
    }

    /// An argument as a whole number (Ruby's `to_i`).
    fn number(&mut self, expression: &'a Expression<'s>, name: &str, span: Span) -> i64 {
        match self.expression(expression) {
            Value::Integer(number) => number,
            #[expect(clippy::cast_possible_truncation, reason = "as Ruby's to_i, and saturating")]
            Value::Float(number) => number as i64,
            Value::String(text) => leading_integer(&text),
            Value::Nil | Value::Undefined(_) => 0,
            other => {
                self.mismatch(
                    span,
                    format!("`{name}:` wants a whole number, not {}", other.described()),
                );
                0
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::liquid::testing::{check, check_findings};

    #[test]
    fn cells_and_rows() {
        check(&[
            (
                "{% tablerow i in (1..3) cols: 2 %}{{ i }}{% endtablerow %}",
                "<tr class=\"row1\">\n<td class=\"col1\">1</td><td class=\"col2\">2</td></tr>\n<tr class=\"row2\"><td class=\"col1\">3</td></tr>\n",
            ),
            (
                "{% tablerow i in list, cols: '1', limit: 2, offset: 1 %}{{ i }}{% endtablerow %}",
                "<tr class=\"row1\">\n<td class=\"col1\">b</td></tr>\n<tr class=\"row2\"><td class=\"col1\">c</td></tr>\n",
            ),
            (
                "{% tablerow i in (1..2) %}{{ i }}{% endtablerow %}",
                "<tr class=\"row1\">\n<td class=\"col1\">1</td><td class=\"col2\">2</td></tr>\n",
            ),
            (
                "{% tablerow i in nil %}a{% endtablerow %}{% tablerow i in e %}a{% endtablerow %}",
                "<tr class=\"row1\">\n</tr>\n",
            ),
            (
                "{% tablerow i in s %}{{ i }}{% endtablerow %}",
                "<tr class=\"row1\">\n<td class=\"col1\">text</td></tr>\n",
            ),
            (
                "{% tablerow i in (1..9) %}{% if i == 2 %}{% break %}{% endif %}{{ i }}{% endtablerow %}",
                "<tr class=\"row1\">\n<td class=\"col1\">1</td><td class=\"col2\"></td></tr>\n",
            ),
        ]);
    }

    #[test]
    fn tablerowloop() {
        check(&[(
            "{% tablerow i in (1..3) cols: 2 %}{{ tablerowloop.index }}{{ tablerowloop.rindex0 }}{{ tablerowloop.row }}{{ tablerowloop.col }}{{ tablerowloop.col0 }}{{ tablerowloop.col_first }}{{ tablerowloop.col_last }}{% endtablerow %}",
            "<tr class=\"row1\">\n<td class=\"col1\">12110truefalse</td><td class=\"col2\">21121falsetrue</td></tr>\n<tr class=\"row2\"><td class=\"col1\">30210truefalse</td></tr>\n",
        )]);
    }

    #[test]
    fn what_is_no_table_is_told() {
        check_findings(&[
            (
                "{% tablerow i of list %}a{% endtablerow %}",
                "",
                &[("liquid-syntax", 15)],
            ),
            (
                "{% tablerow i in e wide: 2 %}a{% endtablerow %}",
                "<tr class=\"row1\">\n</tr>\n",
                &[("liquid-syntax", 27)],
            ),
            (
                "{% tablerow i in e cols: t %}a{% endtablerow %}",
                "<tr class=\"row1\">\n</tr>\n",
                &[("mismatched-value", 1)],
            ),
        ]);
    }
}
