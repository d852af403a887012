//! JSON samples as authors write them: what can be read of one, and what keeps it from being JSON.
//!
//! Much in a guide is nearly JSON: members without their braces, `...` for what is left out, `<placeholders>`,
//! comments, several documents one after the other. Such a fragment is read as far as it goes and never called wrong.

mod lexer;
mod problem;

use std::ops::Range;

use crate::page::{Code, Page};
use lexer::{Kind, Lexer, Token};
pub(super) use problem::Problem;

/// What a sample says.
#[derive(Debug, Default)]
pub(super) struct Sample {
    /// The members of all objects, up to where the sample cannot be read any further.
    pub(super) members: Vec<Member>,
    /// What keeps it from being JSON; nothing of a fragment.
    pub(super) problem: Option<Problem>,
    /// The member that each object is the value of, by the objects' numbers.
    owners: Vec<Option<usize>>,
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// The number of its object.
    pub(super) object: usize,
    /// Its key in the text, without the quotation marks.
    pub(super) key: Range<usize>,
    /// Its value in the text, if that is a text, a number, `true`, `false` or `null`; a text without the quotation
    /// marks.
    pub(super) value: Option<Range<usize>>,
}

/// The page's samples that say to be JSON.
pub(super) fn samples(page: &Page) -> impl Iterator<Item = (&Code, Sample)> {
    let codes = page.codes().filter(|code| code.language.eq_ignore_ascii_case("json"));
    codes.map(|code| (code, read(&code.text)))
}

impl Sample {
    /// The member whose value is the object that `member` is in.
    pub(super) fn owner(&self, member: &Member) -> Option<&Member> {
        self.owners[member.object].map(|at| &self.members[at])
    }
}

/// Reads a sample.
pub(super) fn read(text: &str) -> Sample {
    let mut reader = Reader {
        text,
        lexer: Lexer::new(text),
        sample: Sample::default(),
        open: Vec::new(),
        pending: None,
        previous: 0..0,
        is_fragment: false,
    };
    if let Err(problem) = reader.read() {
        reader.look_for_stands();
        reader.sample.problem = (!reader.is_fragment).then_some(problem);
    }
    reader.sample
}

/// An object or array whose end is still to come.
#[derive(Clone, Debug)]
struct Open {
    /// Its first character; nothing where only its members are there.
    mark: Option<Range<usize>>,
    /// Its number, if it is an object.
    object: Option<usize>,
}

/// What is expected next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    /// A document.
    Document,
    /// Nothing more, or another document.
    NextDocument,
    /// A value.
    Value,
    /// The first value of an array, or its end.
    FirstValue,
    /// A key.
    Key,
    /// The first key of an object, or its end.
    FirstKey,
    /// What follows a key.
    Colon,
    /// What follows a value.
    CommaOrEnd,
}

struct Reader<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    sample: Sample,
    open: Vec<Open>,
    /// The member whose value comes next.
    pending: Option<usize>,
    /// The token before.
    previous: Range<usize>,
    is_fragment: bool,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), Problem> {
        use Expected::{Colon, CommaOrEnd, Document, FirstKey, FirstValue, Key, NextDocument, Value};
        let mut expected = Document;
        loop {
            let token = self.lexer.next();
            if token.kind == Kind::Text
                && let Some(escape) = lexer::bad_escape(&self.text[token.span.clone()])
            {
                let escape = token.span.start + escape.start..token.span.start + escape.end;
                return Err(Problem::escape(self.text, escape, self.previous.clone()));
            }
            expected = match (expected, token.kind) {
                (_, Kind::Comment) => {
                    self.is_fragment = true;
                    continue;
                }
                (Document | NextDocument, Kind::End) => return Ok(()),
                (_, Kind::End) if self.open.iter().all(|open| open.mark.is_none()) => return Ok(()),
                (Document, Kind::Text) if self.next_kind() == Kind::Mark(b':') => {
                    self.is_fragment = true;
                    self.begin(None, true);
                    self.member(&token);
                    Colon
                }
                (Document | NextDocument | Value | FirstValue, Kind::Mark(mark @ (b'{' | b'['))) => {
                    self.is_fragment |= expected == NextDocument;
                    self.begin(Some(token.span.clone()), mark == b'{');
                    if mark == b'{' { FirstKey } else { FirstValue }
                }
                (NextDocument, Kind::Mark(b',')) if self.next_kind() == Kind::Mark(b'{') => {
                    self.is_fragment = true;
                    NextDocument
                }
                (Document | Value | FirstValue, Kind::Text | Kind::Scalar) => {
                    self.value(&token);
                    self.after_value()
                }
                (Value | FirstValue, Kind::Stand | Kind::Placeholder) => {
                    self.is_fragment = true;
                    self.after_value()
                }
                (Key | FirstKey, Kind::Text) => {
                    self.member(&token);
                    Colon
                }
                // `...`, or a placeholder and its colon.
                (Key | FirstKey, Kind::Stand | Kind::Placeholder) => {
                    self.is_fragment = true;
                    if self.next_kind() == Kind::Mark(b':') {
                        Colon
                    } else {
                        CommaOrEnd
                    }
                }
                (Colon, Kind::Mark(b':')) => Value,
                (CommaOrEnd, Kind::Mark(b',')) if self.is_in_object() => Key,
                (CommaOrEnd, Kind::Mark(b',')) => Value,
                (CommaOrEnd | FirstKey, Kind::Mark(b'}')) if self.is_in_object() => self.end(),
                (CommaOrEnd | FirstValue, Kind::Mark(b']')) if !self.is_in_object() => self.end(),
                (CommaOrEnd | Colon, Kind::Stand | Kind::Placeholder) => {
                    self.is_fragment = true;
                    continue;
                }
                // No JSON at all, but a request, a heading, or the middle of something.
                (Document, _) | (NextDocument, Kind::Stand | Kind::Placeholder) => {
                    self.is_fragment = true;
                    return Ok(());
                }
                _ => {
                    let open = self.open.last().and_then(|open| open.mark.clone());
                    return Err(Problem::new(self.text, expected, &token, self.previous.clone(), open));
                }
            };
            self.previous = token.span;
        }
    }

    /// Sees whether the lines after a problem have something that only stands for JSON. The rest of its own line may be
    /// anything: the text that a quotation mark ended too early, say.
    fn look_for_stands(&mut self) {
        self.lexer.skip_line();
        while !self.is_fragment {
            let token = self.lexer.next();
            let is_apart = || self.text[..token.span.start].ends_with(char::is_whitespace);
            match token.kind {
                Kind::End => return,
                Kind::Stand => self.is_fragment = true,
                // A URL goes on as a comment begins.
                Kind::Comment => self.is_fragment = is_apart(),
                _ => {}
            }
        }
    }

    fn next_kind(&self) -> Kind {
        self.lexer.clone().next().kind
    }

    /// Begins an object or array; without its mark where only its members are there.
    fn begin(&mut self, mark: Option<Range<usize>>, is_object: bool) {
        let owner = self.pending.take();
        let object = is_object.then_some(self.sample.owners.len());
        if is_object {
            self.sample.owners.push(owner);
        }
        self.open.push(Open { mark, object });
    }

    fn end(&mut self) -> Expected {
        self.open.pop();
        self.after_value()
    }

    fn after_value(&mut self) -> Expected {
        self.pending = None;
        match self.open.is_empty() {
            true => Expected::NextDocument,
            false => Expected::CommaOrEnd,
        }
    }

    fn member(&mut self, key: &Token) {
        if let Some(object) = self.open.last().and_then(|open| open.object) {
            self.pending = Some(self.sample.members.len());
            self.sample.members.push(Member {
                object,
                key: inside(key),
                value: None,
            });
        }
    }

    fn value(&mut self, value: &Token) {
        if let Some(member) = self.pending {
            self.sample.members[member].value = Some(match value.kind {
                Kind::Text => inside(value),
                _ => value.span.clone(),
            });
        }
    }

    fn is_in_object(&self) -> bool {
        self.open.last().is_some_and(|open| open.object.is_some())
    }
}

/// What stands between the quotation marks.
fn inside(text: &Token) -> Range<usize> {
    text.span.start + 1..text.span.end - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong, and where.
    fn problem(text: &str) -> Option<(&str, String)> {
        let problem = read(text).problem?;
        Some((&text[problem.span], problem.message))
    }

    #[test]
    fn json_and_its_fragments_are_not_wrong() {
        for text in [
            "",
            "{}",
            "[1, -2.5e+3, \"a\\\"b\", true, null, {\"a\": []}]",
            "\"a\": 1,\n\"b\": {\"c\": 2},",
            "{\"a\": 1, ...}",
            "{\"a\": [...], \"b\": {...}, \"c\": \"d\" ... }",
            "{\"a\": <id>, \"b\": ${b}, \"c\": {{c}}, \"d\": YOUR_ID, \"e\": string, \"f\": 12xxxx}",
            "{<key>: 1, \"b\": 2}",
            "{\"a\": 1 // the first\n}",
            "{\"a\": 1, /* more */ \"b\": 2,}",
            "{\"a\": 1}\n{\"b\": 2}\n[3],\n{\"c\": 3}",
            "HTTP/1.1 200 OK\n{\"a\": }",
            "POST /x",
            "}, {\"a\": 1}",
            "{\"a\": 1,}\n...",
            "{\"a\": 1} {% raw %}",
        ] {
            assert_eq!(problem(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_at_its_character() {
        for (text, place, message) in [
            ("{\"a\": 1,\n}", ",", "nothing follows this `,`"),
            ("[1, 2,]", ",", "nothing follows this `,`"),
            ("{\"a\": 1\n \"b\": 2}", "\"b\"", "there is no `,` before this"),
            ("{\"a\": {} \"b\": 2}", "\"b\"", "there is no `,` before this"),
            ("{\"a\": ,}", ",", "there is no value before this `,`"),
            ("{\"a\": }", "}", "there is no value before this `}`"),
            ("{\"a\" 1}", "1", "there is no `:` before this"),
            ("{a: 1}", "a", "`a` is not in double quotes"),
            ("{\"a\": Jon}", "Jon", "`Jon` is not in double quotes"),
            ("{\"a\": None}", "None", "`None` is no value of JSON"),
            (
                "{\"a\": 333-333-3333}",
                "333-333-3333",
                "`333-333-3333` is no number of JSON",
            ),
            ("{\"a\": 01}", "01", "`01` is no number of JSON"),
            ("{'a': 1}", "'", "`'` is no quotation mark of JSON"),
            (
                "{\"a\": \u{201c}b\u{201d}}",
                "\u{201c}",
                "`\u{201c}` is no quotation mark of JSON",
            ),
            ("{\"a\": \"b\nc\"}", "\"b", "this text does not end on its line"),
            ("{\"a\": \"say \"hi\" now\"}", "\"", "the text ends at this `\"`"),
            ("{\"a\": [1}", "}", "this `}` does not close the `[` before it"),
            ("{\"a\": 1]", "]", "this `]` does not close the `{` before it"),
            ("{\"a\": {\"b\": 1}", "{", "this `{` is never closed"),
            ("{\"a\": 1}}", "}", "this `}` closes nothing"),
            ("{\"a\": 1},\n\"b\": 2}", ",", "the JSON has ended before this"),
            ("{\"a\": 1} 2", "2", "the JSON has ended before this"),
            ("{{\"a\": 1}", "", ""),
            ("{\"a\": 1,, \"b\": 2}", ",", "there is no member before this `,`"),
            ("[1,,2]", ",", "there is no value before this `,`"),
            ("{\"a\": 1: 2}", ":", "there is no key before this `:`"),
            ("{\"a\": \"\\d\"}", "\\d", "`\\d` is no escape of JSON"),
        ] {
            let expected = (!message.is_empty()).then(|| (place, message.to_owned()));
            assert_eq!(problem(text), expected, "{text}");
        }
    }

    #[test]
    fn members_know_whose_they_are() {
        let text =
            "{\"x\": [1, {\"key\": 1}], \"element\": {\"key\": \"hubspot\", \"id\": 25, ...}, \"z\": {\"a\": 1}} oops";
        let sample = read(text);
        let told: Vec<_> = sample
            .members
            .iter()
            .map(|member| {
                let owner = sample.owner(member).map_or("", |owner| &text[owner.key.clone()]);
                let value = member.value.clone().map_or("", |value| &text[value]);
                format!("{owner}.{}={value}", &text[member.key.clone()])
            })
            .collect();
        assert_eq!(
            told,
            [
                ".x=",
                ".key=1",
                ".element=",
                "element.key=hubspot",
                "element.id=25",
                ".z=",
                "z.a=1"
            ]
        );
    }

    #[test]
    fn a_million_brackets_are_read() {
        let text = "[".repeat(1_000_000);
        assert_eq!(
            problem(&text).map(|(_, message)| message).as_deref(),
            Some("this `[` is never closed")
        );
        assert_eq!(problem(&"[]".repeat(500_000)), None);
        assert!(problem(&"{\"a\":".repeat(200_000)).is_some());
    }
}
