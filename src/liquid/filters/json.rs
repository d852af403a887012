//! Filters that show any value as code: as JSON, or as Ruby's `inspect` does.

use std::fmt::Write;

use crate::liquid::value::Value;

use super::{Arguments, FilterError, Filtered, Site, html, limits};

/// `jsonify`: compact JSON, names in their order (Jekyll, with Ruby's `JSON.generate`).
pub(super) fn jsonify<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    Ok(Value::from(generate(&input)?))
}

/// `inspect`: as Ruby shows it, escaped for HTML (Jekyll).
pub(super) fn inspect<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    html::xml_escaped(input.inspect().into())
}

/// The JSON of a value.
pub(super) fn generate(value: &Value<'_>) -> Result<String, FilterError> {
    let mut json = String::new();
    write(&mut json, value, 2 * limits::DEPTH)?;
    Ok(json)
}

fn write(out: &mut String, value: &Value<'_>, depth: usize) -> Result<(), FilterError> {
    // An object made by Rust code may lead back to itself.
    let Some(deeper) = depth.checked_sub(1) else {
        return Err(FilterError("is nested too deeply".to_owned()));
    };
    limits::text(out.len())?;
    match value {
        Value::Nil | Value::Undefined(_) => out.push_str("null"),
        Value::Bool(_) | Value::Integer(_) => value.write_text(out),
        Value::Float(number) if number.is_finite() => value.write_text(out),
        Value::Float(_) => return Err(FilterError(format!("JSON has no {}", value.to_text()))),
        Value::String(text) => write_string(out, text),
        Value::Range(..) | Value::Empty | Value::Blank => write_string(out, &value.to_text()),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                write(out, &item, deeper)?;
            }
            out.push(']');
        }
        Value::Object(object) => {
            out.push('{');
            for (index, (name, member)) in object.members().iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                write_string(out, name);
                out.push(':');
                write(out, member, deeper)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..='\u{1f}' => write!(out, "\\u{:04x}", u32::from(c)).expect("writing to a String cannot fail"),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::liquid::filters::testing::check;

    #[test]
    fn json_is_compact() {
        check(
            r#"
            {"b": [1, 1.0, null], "a": {}} | jsonify => "{\"b\":[1,1.0,null],\"a\":{}}"
            "a/b <\u2028é\"\\\n\u0001" | jsonify => "\"a/b <\u2028é\\\"\\\\\\n\\u0001\""
            1e20 | jsonify => "1.0e+20"
            null | jsonify => "null"
            "#,
        );
        assert_eq!(generate(&Value::Range(1, 3)).as_deref(), Ok("\"1..3\""));
        assert!(generate(&Value::Float(f64::NAN)).is_err());
    }

    #[test]
    fn inspected_values_are_escaped() {
        check(
            r#"
            {"a": 1, "b": "x"} | inspect => "{&quot;a&quot;=&gt;1, &quot;b&quot;=&gt;&quot;x&quot;}"
            "<b>a</b> 'x'" | inspect => "&quot;&lt;b&gt;a&lt;/b&gt; &apos;x&apos;&quot;"
            [null, 1.0] | inspect => "[nil, 1.0]"
            "#,
        );
    }
}
