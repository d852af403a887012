//! Includes while a page is rendered: which file, called with what, and where the literals it was called with stand.

use std::borrow::Cow;

use super::render::{Call, Flow, Renderer};
use super::source_map::{FrameId, Origin};
use super::syntax::{Expression, Filtered, Include, IncludeFrom, Node, Parameter, ParameterValue, Step, Variable};
use super::value::{Object, Value};
use crate::finding::Finding;
use crate::source::{FileId, Place};
use crate::span::Span;

/// The folder of includes.
pub(super) const INCLUDES: &str = "_includes";

/// What a call of an include takes beside its depth, in steps.
const CALL: usize = 10;

/// Where the text of an include's parameter was typed.
#[derive(Clone, Copy)]
pub(super) struct Literal {
    pub(super) origin: Origin,
    pub(super) is_verbatim: bool,
}

impl<'a, 's> Renderer<'a, 's> {
    pub(super) fn include(&mut self, include: &'a Include<'s>) -> Flow {
        let undefined_before = self.seen_undefined.len();
        let (name, flow) = match include.name.as_slice() {
            [Node::Text { text, .. }] => (Cow::Borrowed(*text), Flow::Next),
            nodes => {
                let (name, flow) = self.captured(|renderer| renderer.nodes(nodes));
                (Cow::Owned(name), flow)
            }
        };
        if flow != Flow::Next {
            return flow;
        }
        let folder = match include.from {
            IncludeFrom::Includes => INCLUDES,
            IncludeFrom::PageFolder => self.environment.page_folder,
        };
        let is_known = self.seen_undefined.len() == undefined_before;
        let Some(file) = self.find_include(folder, name.trim(), include.name_span, is_known) else {
            return Flow::Next;
        };
        // Without parameters of its own an include sees those of the include that it stands in, as in Jekyll.
        let (object, literals) = match include.parameters.as_slice() {
            [] => (self.call().include.clone(), self.call().literals.clone()),
            parameters => {
                let (object, literals) = self.parameters(parameters);
                (Some(object), literals)
            }
        };
        // A `break` in the file ends the loop that it is included in.
        self.render_file(file, include.span, object, literals)
    }

    /// Renders all of `file`, which the tag at `span` calls for; nothing where that would have no end.
    pub(super) fn render_file(
        &mut self,
        file: FileId,
        span: Span,
        include: Option<Value<'a>>,
        literals: Vec<(&'a str, Literal)>,
    ) -> Flow {
        if self.cyclic.contains(&file) {
            return Flow::Next;
        }
        if self.calls.len() > self.environment.limits.includes {
            // What goes round may include others on its way.
            let calls = self.calls.iter().rev().filter_map(|call| Some((call.file, call.tag?)));
            let mut called = std::iter::once((file, self.place(span))).chain(calls);
            if let Some((file, tag)) = called.find(|(file, _)| self.is_recursive(*file)) {
                self.include_cycle(file, tag);
                return Flow::Stop;
            }
            let message = format!("includes nest more than {} deep", self.environment.limits.includes);
            self.error("limit-exceeded", span, message, || None);
            return Flow::Next;
        }
        // All that comes out of it leads back to the page through each of the calls.
        if !self.work(CALL + self.calls.len(), span) {
            return Flow::Stop;
        }
        let tag = self.place(span);
        let frame = self.map.enter(tag, self.call().frame);
        let template = self.templates.get(file);
        self.calls.push(Call {
            file,
            frame,
            tag: Some(tag),
            include,
            literals,
        });
        self.enter_file(template);
        let flow = self.nodes(&template.nodes);
        self.calls.pop();
        if self.unwound == Some(file) && self.calls.iter().all(|call| call.file != file) {
            self.unwound = None;
            return Flow::Next;
        }
        flow
    }

    /// Whether the file includes itself, directly or through others.
    pub(super) fn is_recursive(&self, file: FileId) -> bool {
        self.calls.iter().filter(|call| call.file == file).count() > 1
    }

    /// Notes that `file` includes itself without end by `tag`; its calls are left by [`Flow::Stop`]. The way into
    /// the page is told up to where the round begins.
    pub(super) fn include_cycle(&mut self, file: FileId, tag: Place) {
        self.cyclic.insert(file);
        self.unwound = Some(file);
        let sources = self.templates.sources;
        let message = format!("`{}` includes itself without end", sources.path(file));
        let first = self
            .calls
            .iter()
            .find(|call| call.file == tag.file)
            .map_or(FrameId::PAGE, |call| call.frame);
        let via = self.map.via(first).map(|tag| sources.location(tag)).collect();
        self.findings
            .push(Finding::error("include-cycle", sources.location(tag), message).with_via(via));
    }

    fn parameters(&mut self, parameters: &'a [Parameter<'s>]) -> (Value<'a>, Vec<(&'a str, Literal)>) {
        let mut members: Vec<(Cow<'a, str>, Value<'a>)> = Vec::with_capacity(parameters.len());
        let mut literals = Vec::new();
        let here = |renderer: &Self, span| Origin {
            place: renderer.place(span),
            frame: renderer.call().frame,
        };
        for Parameter { name, value } in parameters {
            let value = match value {
                ParameterValue::Literal { text, at } => {
                    let origin = here(self, Span::new(*at, at + text.len()));
                    literals.push((
                        *name,
                        Literal {
                            origin,
                            is_verbatim: true,
                        },
                    ));
                    Value::from(*text)
                }
                ParameterValue::Escaped { text, span } => {
                    let origin = here(self, *span);
                    literals.push((
                        *name,
                        Literal {
                            origin,
                            is_verbatim: false,
                        },
                    ));
                    Value::from(text.as_str())
                }
                ParameterValue::Expression(expression) => {
                    if let Expression::Variable(variable) = expression {
                        literals.extend(self.literal_of_variable(variable).map(|literal| (*name, literal)));
                    }
                    self.expression(expression)
                }
            };
            members.push((Cow::Borrowed(name), value));
        }
        (Value::Object(Object::Made(members.into())), literals)
    }

    /// The file `name` in `folder`, or a finding at `span` of why there is none. A name that is not wholly known has
    /// been told of.
    pub(super) fn find_include(&mut self, folder: &str, name: &str, span: Span, is_known: bool) -> Option<FileId> {
        let Some(path) = path_inside(folder, name) else {
            let message = format!("the include `{name}` leaves its folder");
            self.error("unsafe-path", span, message, || {
                Some(format!("it may name files below `{}` only", display_folder(folder)))
            });
            return None;
        };
        let (sources, hints) = (self.templates.sources, self.hints);
        let found = sources.find(&path);
        if !self.looked_for.contains(&path) {
            self.looked_for.insert(path.clone());
        }
        if let Some(file) = found {
            return Some(file);
        }
        if is_known {
            let message = format!("there is no file `{path}` to include");
            self.error("missing-include", span, message, || {
                let below = if folder.is_empty() {
                    String::new()
                } else {
                    format!("{folder}/")
                };
                let names = sources.iter().filter_map(|source| source.path.strip_prefix(&*below));
                hints
                    .nearest(name, names)
                    .map(|known| format!("did you mean `{known}`?"))
            });
        }
        None
    }

    /// Where the text of `include.x` was typed, if the include was called with a literal for `x`.
    pub(super) fn literal_of(&self, filtered: &Filtered<'_>) -> Option<Literal> {
        match &filtered.input {
            Expression::Variable(variable) if filtered.filters.is_empty() => self.literal_of_variable(variable),
            _ => None,
        }
    }

    pub(super) fn literal_of_variable(&self, variable: &Variable<'_>) -> Option<Literal> {
        let (Step::Name("include"), [Step::Name(name)]) = (&variable.root, variable.steps.as_slice()) else {
            return None;
        };
        let is_shadowed = self.state.assigned.contains_key("include")
            || self.state.locals.iter().any(|(local, _)| *local == "include");
        let literals = if is_shadowed {
            &[]
        } else {
            self.call().literals.as_slice()
        };
        literals
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, literal)| *literal)
    }
}

/// `folder/name`, or nothing where `name` leads out of the folder or is no path.
fn path_inside(folder: &str, name: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let floor = parts.len();
    if name.starts_with('/') || name.contains(['\\', '\0']) {
        return None;
    }
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.len() == floor => return None,
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn display_folder(folder: &str) -> &str {
    if folder.is_empty() { "." } else { folder }
}
