//! The header of the column that a value of a markdown table stands in, and whether it says that it is a secret.

use super::beside::secret_word;

/// So far above a value, in bytes, the head of its table is looked for.
const NEAR: usize = 8 * 1024;

/// The words of the header above the value at byte `start` that say that it is a secret: `Key` of `API Key`. A column
/// that is called `Key` alone has names.
pub(super) fn secret_header(text: &str, start: usize) -> Option<&str> {
    let near = &text[text.ceil_char_boundary(start.saturating_sub(NEAR)).min(start)..start];
    let (above, row) = near.rsplit_once('\n')?;
    let column = row.matches('|').count();
    let mut rows = above.lines().rev().take_while(|line| line.contains('|'));
    rows.find(|line| is_rule(line))?;
    let header = rows.next()?;
    // Without a pipe at its start a row has one less; its head may have one all the same.
    let is_open = |line: &str| !line.trim_start().starts_with('|');
    let column = (column + usize::from(is_open(row))).checked_sub(usize::from(is_open(header)))?;
    let cell = header.split('|').nth(column)?;
    let cell = cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '`' | '_'));
    let is_alone = ["key", "keys"].iter().any(|name| cell.eq_ignore_ascii_case(name));
    if is_alone { None } else { secret_word(cell, cell.len()) }
}

/// Whether a line parts a table's head from its rows: `|---|:---|`.
fn is_rule(line: &str) -> bool {
    line.contains('-')
        && line
            .bytes()
            .all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t' | b'\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_of_a_column_names_its_values() {
        let word = |table: &str| secret_header(table, table.len()).map(str::to_owned);
        let key = Some("Key".to_owned());
        assert_eq!(word("| Name | API Key |\n|---|---|\n| a | b |\n| Acme | `"), key);
        assert_eq!(word("Name | **API Key**\n:--|--:\nAcme | "), key);
        assert_eq!(word("| API Key | Name |\n|---|---|\n| Acme | "), None);
        assert_eq!(word("| Key | Value |\n|---|---|\n| "), None);
        assert_eq!(word("| API Key |\n\n| "), None);
        assert_eq!(word("API Key\n"), None);
    }
}
