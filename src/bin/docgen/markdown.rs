//! Markdown as a terminal shows it: headings at the margin, text within, code further in.
//!
//! It is for the documentation of rules, and knows the markdown that is in it: headings, paragraphs, lists, tables and
//! fenced code. Where colours are not wanted, the terminal takes them out.

/// How far text stands from the margin.
const TEXT: &str = "    ";

/// How far code does.
const CODE: &str = "        ";

/// How many characters a line of text has at most, the margin included.
const WIDTH: usize = 80;

/// The text as a terminal shows it; it ends with a line end.
pub(crate) fn render(markdown: &str) -> String {
    let mut shown = String::new();
    let mut paragraph = Vec::new();
    let mut fence = None;
    for line in markdown.lines() {
        let start = line.trim_start();
        if let Some(opened) = fence {
            if fence_of(start).is_some_and(|end| end.starts_with(opened) && end.len() == start.trim_end().len()) {
                fence = None;
            } else {
                put(&mut shown, CODE, &dim(line));
            }
            continue;
        }
        let is_item = start.starts_with("- ");
        let ends_paragraph = start.is_empty() || is_item || start.starts_with(['#', '|']) || fence_of(start).is_some();
        if ends_paragraph {
            wrap(&mut shown, &std::mem::take(&mut paragraph));
        }
        if start.is_empty() {
            shown.push('\n');
        } else if let Some(opened) = fence_of(start) {
            fence = Some(opened);
        } else if start.starts_with('#') {
            put(&mut shown, "", &bold(start.trim_start_matches('#').trim_start()));
        } else if start.starts_with('|') {
            put(&mut shown, TEXT, start);
        } else {
            paragraph.push(start);
        }
    }
    wrap(&mut shown, &paragraph);
    shown
}

/// The backticks or tildes that a line begins with, if they begin or end fenced code.
fn fence_of(line: &str) -> Option<&str> {
    let mark = line.chars().next().filter(|&c| c == '`' || c == '~')?;
    let length = line.len() - line.trim_start_matches(mark).len();
    (length >= 3).then(|| &line[..length])
}

/// Text that stands out.
pub(crate) fn bold(text: &str) -> String {
    format!("\u{1b}[1m{text}\u{1b}[0m")
}

fn dim(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!("\u{1b}[2m{text}\u{1b}[0m")
    }
}

fn put(shown: &mut String, margin: &str, line: &str) {
    if !line.is_empty() {
        shown.push_str(margin);
        shown.push_str(line);
    }
    shown.push('\n');
}

/// The lines of a paragraph or of an item, filled anew.
fn wrap(shown: &mut String, lines: &[&str]) {
    let text = lines.join(" ");
    let hang = if text.starts_with("- ") { "  " } else { "" };
    let mut line = String::new();
    let mut width = TEXT.len();
    for word in words(&text) {
        let length = word.chars().count();
        if !line.is_empty() && width + 1 + length > WIDTH {
            put(shown, TEXT, &line);
            line.clear();
            line.push_str(hang);
            width = TEXT.len() + hang.len();
        } else if !line.is_empty() {
            line.push(' ');
            width += 1;
        }
        line.push_str(&coloured_code(word));
        width += length;
    }
    if !line.is_empty() {
        put(shown, TEXT, &line);
    }
}

/// What a text may be broken between: spaces in code are a part of it.
fn words(text: &str) -> Vec<&str> {
    let mut is_code = false;
    let words = text.split(|c: char| {
        is_code ^= c == '`';
        c == ' ' && !is_code
    });
    words.filter(|word| !word.is_empty()).collect()
}

fn coloured_code(word: &str) -> String {
    let mut is_code = false;
    let mut coloured = String::with_capacity(word.len());
    for part in word.split_inclusive('`') {
        match (part.strip_suffix('`'), is_code) {
            (Some(text), false) => coloured.push_str(&format!("{text}\u{1b}[36m`")),
            (Some(code), true) => coloured.push_str(&format!("{code}`\u{1b}[0m")),
            (None, _) => coloured.push_str(part),
        }
        is_code ^= part.ends_with('`');
    }
    if is_code {
        coloured.push_str("\u{1b}[0m");
    }
    coloured
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is shown where there are no colours.
    fn plain(markdown: &str) -> String {
        anstream::adapter::strip_str(&render(markdown)).to_string()
    }

    #[test]
    fn text_is_filled_and_code_is_left_as_it_is() {
        let markdown = "\
Finds what is
wrong.

## Example
- one item that goes on for longer than a line of the terminal has room for, and `a b c d` in code
- two
```markdown
  # no heading

* `code`
```
| a | b |
|---|---|
";
        let expected = "    Finds what is wrong.

Example
    - one item that goes on for longer than a line of the terminal has room for,
      and `a b c d` in code
    - two
          # no heading

        * `code`
    | a | b |
    |---|---|
";
        assert_eq!(plain(markdown), expected);
    }

    #[test]
    fn a_fence_ends_with_one_as_long() {
        assert_eq!(
            plain("````md\n```json\n```\n````\n`code` first\n"),
            "        ```json\n        ```\n    `code` first\n"
        );
    }

    #[test]
    fn code_is_not_broken() {
        let word = "word ".repeat(14);
        assert_eq!(
            plain(&format!("{word}`a b c`, d")),
            format!("    {}\n    `a b c`, d\n", word.trim_end())
        );
    }

    #[test]
    fn headings_and_code_have_colours() {
        assert_eq!(
            render("# A\nb `c`"),
            "\u{1b}[1mA\u{1b}[0m\n    b \u{1b}[36m`c`\u{1b}[0m\n"
        );
    }
}
