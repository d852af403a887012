//! Filters that evaluate an expression for each element.

use crate::liquid::expression::{Reader, read};
use crate::liquid::lexer::Slice;
use crate::liquid::syntax;
use crate::liquid::value::Value;

use super::{Arguments, FilterError, Filtered, Scope, limits, lists, select};

/// `where_exp`: the elements for which a condition holds, each as the variable that is named (Jekyll).
pub(super) fn where_exp<'a>(input: Value<'a>, arguments: &Arguments<'a>, scope: &mut dyn Scope<'a>) -> Filtered<'a> {
    let Some(items) = select::candidates(&input) else {
        return Ok(input);
    };
    let each = Each::of(arguments, scope)?;
    let condition = each.condition()?;
    let items = items?.into_iter();
    Ok(Value::array(
        items.filter(|item| scope.holds(&condition, each.variable, item.clone())),
    ))
}

/// `find_exp`: the first element that `where_exp` would choose (Jekyll).
pub(super) fn find_exp<'a>(input: Value<'a>, arguments: &Arguments<'a>, scope: &mut dyn Scope<'a>) -> Filtered<'a> {
    let Some(items) = select::candidates(&input) else {
        return Ok(input);
    };
    let each = Each::of(arguments, scope)?;
    let condition = each.condition()?;
    let found = items?
        .into_iter()
        .find(|item| scope.holds(&condition, each.variable, item.clone()));
    Ok(found.unwrap_or_default())
}

/// `group_by_exp`: for each value of an expression an object of its `name`, `items` and `size` (Jekyll).
pub(super) fn group_by_exp<'a>(input: Value<'a>, arguments: &Arguments<'a>, scope: &mut dyn Scope<'a>) -> Filtered<'a> {
    if !matches!(input, Value::Array(_) | Value::Object(_) | Value::Range(..)) {
        return Ok(input);
    }
    let each = Each::of(arguments, scope)?;
    let expression = each.parsed(|reader| reader.filtered())?;
    if let Some(call) = expression.filters.iter().find(|call| call.filter.is_none()) {
        let text = each.expression;
        return Err(FilterError(format!(
            "cannot evaluate `{text}`: there is no filter `{}`",
            call.name
        )));
    }
    // Of an object Jekyll groups the pairs of name and value here.
    let items = match input {
        Value::Range(..) => limits::elements(input)?,
        _ => input.elements(),
    };
    let named = items.into_iter().map(|item| {
        let name = scope.value(&expression, each.variable, item.clone());
        // Who prints the name has not asked for the variable.
        (if name.is_nil() { Value::Nil } else { name }, item)
    });
    select::grouped(named, |name| lists::identity(name))
}

/// What is evaluated, and the variable that an element is.
struct Each<'a> {
    variable: &'a str,
    expression: &'a str,
}

impl<'a> Each<'a> {
    fn of(arguments: &Arguments<'a>, scope: &mut dyn Scope<'a>) -> Result<Self, FilterError> {
        let [variable, expression] = arguments.exactly()?;
        Ok(Self {
            variable: scope.keep(variable.clone().into_plain_text())?,
            expression: scope.keep(expression.clone().into_plain_text())?,
        })
    }

    fn condition(&self) -> Result<syntax::Condition<'a>, FilterError> {
        self.parsed(|reader| reader.condition())
    }

    fn parsed<T>(&self, parse: impl FnOnce(&mut Reader<'a>) -> T) -> Result<T, FilterError> {
        let text = self.expression;
        read(Slice { text, at: 0 }, parse)
            .map_err(|problem| FilterError(format!("cannot evaluate `{text}`: {}", problem.message)))
    }
}

#[cfg(test)]
mod tests {
    use crate::liquid::render_str;

    #[test]
    fn an_expression_is_evaluated_for_each_element() {
        let globals = serde_json::json!({
            "list": [{"n": 1, "t": "a"}, {"n": 2, "t": "B"}, {"n": 3, "t": "b"}, {"t": null}],
            "object": {"x": {"n": 5}, "y": {"n": 6}},
            "min": 1,
        });
        for (template, expected) in [
            ("{{ list | where_exp: 'i', 'i.n > min' | map: 't' | join }}", "B b"),
            (
                "{{ list | where_exp: 'i', \"i.n == 1 or i.n == 3 and i.t == 'b'\" | map: 'n' | join }}",
                "1 3",
            ),
            ("{{ list | where_exp: 'i', 'i.t' | size }}", "3"),
            ("{{ list | where_exp: 'i', 'i.t contains \"b\"' | map: 'n' }}", "3"),
            ("{{ object | where_exp: 'i', 'i.n == 6' | map: 'n' }}", "6"),
            ("{{ (1..5) | where_exp: 'i', 'i > 3' | join }}", "4 5"),
            ("{{ 'abc' | where_exp: 'i', 'i' }}", "abc"),
            (
                "{{ list | find_exp: 'i', 'i.n == 2' | inspect }}",
                "{&quot;n&quot;=&gt;2, &quot;t&quot;=&gt;&quot;B&quot;}",
            ),
            ("{{ list | find_exp: 'i', 'i.n == 9' }}", ""),
            (
                "{% assign groups = list | group_by_exp: 'i', 'i.t | downcase' %}{% for g in groups %}{{ g.name }}:{{ g.size }},{% endfor %}",
                "a:1,b:2,:1,",
            ),
            (
                "{% assign groups = list | group_by_exp: 'i', 'i.n' %}{% for g in groups %}{{ g.name | inspect }},{% endfor %}",
                "1,2,3,nil,",
            ),
            (
                "{{ list | group_by_exp: 'i', 'list | where_exp: \"j\", \"j.n == i.n\" | size' | map: 'name' }}",
                "1",
            ),
            (
                "{% capture e %}i.n >{% endcapture %}{% for k in (2..3) %}{% assign x = e | append: ' ' | append: k %}{{ list | where_exp: 'i', x | size }}{% endfor %}",
                "10",
            ),
            (
                "{% assign i = 7 %}{% assign l = list | where_exp: 'i', 'i.n' %}{{ i }}",
                "7",
            ),
        ] {
            let rendered = render_str(template, &globals, &[].into());
            assert_eq!(
                (rendered.text.as_str(), rendered.findings.len()),
                (expected, 0),
                "{template}"
            );
        }
    }

    #[test]
    fn what_is_wrong_with_an_expression_is_told_at_the_filter() {
        for (filter, message) in [
            (
                "where_exp: 'i', 'i ='",
                "`where_exp` cannot evaluate `i =`: a single `=` compares nothing: write `==`",
            ),
            (
                "where_exp: 'i', 'i.a | upcase'",
                "`where_exp` cannot evaluate `i.a | upcase`: `|` is not expected here",
            ),
            (
                "group_by_exp: 'i', 'i | nope'",
                "`group_by_exp` cannot evaluate `i | nope`: there is no filter `nope`",
            ),
            (
                "group_by_exp: 'i', 'i | divided_by: 0'",
                "`divided_by` cannot divide by 0",
            ),
            ("find_exp: 'i'", "`find_exp` takes 2 arguments, was given 1"),
        ] {
            let template = format!("ä{{{{ (1..3) | {filter} }}}}");
            let rendered = render_str(&template, &serde_json::json!({}), &[].into());
            let found: Vec<_> = rendered
                .findings
                .iter()
                .map(|f| (f.rule, f.message.as_str(), f.location.start.column))
                .collect();
            assert_eq!(found, [("filter-argument", message, 14)], "{filter}");
        }
    }

    #[test]
    fn expressions_that_a_template_makes_are_bounded() {
        let template =
            "{% for i in (1..999) %}{% assign x = i | append: ' == j' %}{{ list | where_exp: 'j', x }}{% endfor %}";
        let rendered = render_str(template, &serde_json::json!({"list": [0]}), &[].into());
        assert_eq!(rendered.findings.len(), 1, "{:?}", rendered.findings);
    }
}
