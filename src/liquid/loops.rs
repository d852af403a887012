//! What a loop says of itself: `forloop` and `tablerowloop`.

use std::cell::Cell;
use std::rc::Rc;

use super::value::{Object, Value, to_i64};

/// A loop that is running. Whoever holds it sees it go on, as in Liquid.
#[derive(Debug)]
pub struct Loop<'a> {
    kind: Kind<'a>,
    length: usize,
    index: Cell<usize>,
}

/// What kind of loop it is.
#[derive(Debug)]
enum Kind<'a> {
    For {
        name: &'a str,
        parent: Option<Rc<Loop<'a>>>,
    },
    TableRow {
        columns: usize,
    },
}

impl<'a> Loop<'a> {
    /// `forloop` in a loop of `length` passes, which stands in the loop `parent`.
    pub(crate) fn of_for(name: &'a str, length: usize, parent: Option<Rc<Self>>) -> Rc<Self> {
        Self::new(Kind::For { name, parent }, length)
    }

    /// `tablerowloop` in a table of `length` cells; a row of 0 columns has no end.
    pub(crate) fn of_table_row(length: usize, columns: usize) -> Rc<Self> {
        Self::new(Kind::TableRow { columns }, length)
    }

    fn new(kind: Kind<'a>, length: usize) -> Rc<Self> {
        Rc::new(Self {
            kind,
            length,
            index: Cell::new(0),
        })
    }

    /// On to the next pass.
    pub(crate) fn advance(&self) {
        self.index.set(self.index.get() + 1);
    }

    /// The number of the row, and of the column in it, from 0.
    fn cell(&self, columns: usize) -> (usize, usize) {
        let index = self.index.get();
        match columns {
            0 => (0, index),
            _ => (index / columns, index % columns),
        }
    }

    /// The number of the row of a table, and of the column in it, from 1.
    pub(crate) fn row_and_column(&self) -> (usize, usize) {
        let (row, column) = match self.kind {
            Kind::TableRow { columns } => self.cell(columns),
            Kind::For { .. } => (0, self.index.get()),
        };
        (row + 1, column + 1)
    }

    /// Whether another row follows.
    pub(crate) fn ends_row(&self) -> bool {
        let Kind::TableRow { columns } = self.kind else {
            return false;
        };
        self.cell(columns).1 + 1 == columns && self.index.get() + 1 < self.length
    }

    /// The member `name`.
    pub(crate) fn get(&self, name: &str) -> Option<Value<'a>> {
        let index = self.index.get();
        let count = |count: usize| Some(Value::Integer(to_i64(count)));
        let left = || to_i64(self.length) - to_i64(index);
        match name {
            "length" => return count(self.length),
            "index" => return count(index + 1),
            "index0" => return count(index),
            "rindex" => return Some(Value::Integer(left())),
            "rindex0" => return Some(Value::Integer(left() - 1)),
            "first" => return Some(Value::Bool(index == 0)),
            "last" => return Some(Value::Bool(index + 1 == self.length)),
            _ => {}
        }
        match (&self.kind, name) {
            (Kind::For { name, .. }, "name") => Some(Value::from(*name)),
            (Kind::For { parent, .. }, "parentloop") => Some(parent.clone().map_or(Value::Nil, Value::from)),
            (Kind::TableRow { columns }, _) => {
                let (row, column) = self.cell(*columns);
                match name {
                    "row" => count(row + 1),
                    "col" => count(column + 1),
                    "col0" => count(column),
                    "col_first" => Some(Value::Bool(column == 0)),
                    "col_last" => Some(Value::Bool(column + 1 == *columns)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The names of all members.
    pub(crate) fn names(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::For { .. } => &[
                "name",
                "length",
                "index",
                "index0",
                "rindex",
                "rindex0",
                "first",
                "last",
                "parentloop",
            ],
            Kind::TableRow { .. } => &[
                "length",
                "index",
                "index0",
                "rindex",
                "rindex0",
                "first",
                "last",
                "row",
                "col",
                "col0",
                "col_first",
                "col_last",
            ],
        }
    }

    /// What it prints as.
    pub(crate) fn class(&self) -> &'static str {
        match self.kind {
            Kind::For { .. } => "Liquid::ForloopDrop",
            Kind::TableRow { .. } => "Liquid::TablerowloopDrop",
        }
    }
}

impl<'a> From<Rc<Loop<'a>>> for Value<'a> {
    fn from(running: Rc<Loop<'a>>) -> Self {
        Self::Object(Object::Loop(running))
    }
}
