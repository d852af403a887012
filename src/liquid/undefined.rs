//! What is said of a variable that nothing defines.

use super::evaluate::Undefined;
use super::render::Renderer;
use super::value::Value;
use crate::finding::Finding;
use crate::span::Span;

impl Renderer<'_, '_> {
    /// Notes an undefined variable whose value is asked for by the output or tag at `span`; gives the number of the
    /// finding, where it is not told already.
    pub(super) fn undefined(&mut self, undefined: &Undefined<'_>, span: Span) -> Option<usize> {
        let Undefined { variable, origin } = undefined;
        let caller = self.call().tag.filter(|_| variable.starts_with("include."));
        // The plugin gives it to every page.
        if *variable == "page.last_modified_at" && self.has_plugin("jekyll-last-modified-at") {
            return None;
        }
        let place = self.place(span);
        if !self.seen_undefined.insert((place, (*variable).to_owned(), caller)) {
            return None;
        }
        let mut finding = Finding::error(
            "undefined-variable",
            self.location(span),
            format!("nothing defines `{variable}`"),
        );
        let is_passed_on = origin != variable;
        if let Some(tag) = caller {
            let message = match is_passed_on {
                true => format!("`{origin}`, which is given here, is not defined"),
                false => format!("called here without `{}`", variable.trim_start_matches("include.")),
            };
            finding = finding.with_label(self.templates.sources.location(tag), message);
        }
        finding.hint = Some(self.undefined_hint(variable, origin, is_passed_on && caller.is_none()));
        let at = self.find(finding);
        if self.captures == 0 {
            self.left_behind.push((at, self.out.len()));
        }
        Some(at)
    }

    fn undefined_hint(&self, variable: &str, origin: &str, is_assigned: bool) -> String {
        if is_assigned {
            return format!("it was assigned from `{origin}`, which nothing defines");
        }
        if let Some((parent, name)) = variable.rsplit_once('.')
            && let Some(Value::Object(object)) = self.resolve(parent)
            && let Some(known) = self.hints.nearest(name, object.names())
        {
            return format!("did you mean `{parent}.{known}`?");
        }
        match variable.split_once('.') {
            Some(("page", key)) => format!("add `{key}:` to the front matter, or give a `default`"),
            Some(("include", key)) => format!("give `{key}=\"...\"` where it is included, or a `default` here"),
            Some(("site", key)) => match key.strip_prefix("data.") {
                Some(key) => format!("add `{key}` to the files in `_data`, or give a `default`"),
                None => format!("add `{key}:` to `_config.yml`, or give a `default`"),
            },
            _ => "assign it before, or give a `default`".to_owned(),
        }
    }
}

/// The signs that stand around byte `at` with nothing between them, quoted: what an empty value leaves of
/// `**{{ x }}**`.
pub(super) fn markup_around(text: &str, at: usize) -> Option<String> {
    let is_sign = |c: &char| c.is_ascii_punctuation();
    // The comma after `**{{ x }}**,` is of the sentence.
    let is_markup = |c: &char| is_sign(c) && !matches!(c, '.' | ',' | ';' | ':' | '!' | '?');
    let before: usize = text[..at].chars().rev().take_while(is_sign).map(char::len_utf8).sum();
    let after: usize = text[at..].chars().take_while(is_markup).map(char::len_utf8).sum();
    if before == 0 || after == 0 {
        return None;
    }
    let around = &text[at - before..at + after];
    let is_alone = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let is_whole = is_alone(text[..at - before].chars().next_back()) && is_alone(text[at + after..].chars().next());
    let quote = if around.contains('`') { '"' } else { '`' };
    (is_whole && around.len() <= 20).then(|| format!("{quote}{around}{quote}"))
}
