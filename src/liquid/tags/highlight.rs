//! Jekyll's `{% highlight ruby linenos %}`: a code sample.
//!
//! It becomes the HTML that Jekyll makes of it, without the numbers of lines and the highlighter's marks: code samples
//! are highlighted later, however they were written. Its lines end in `&#10;`, since an empty line would end the HTML
//! for markdown, and one that is not indented the list item that it stands in.

use crate::liquid::parser::{Parser, Tag};
use crate::liquid::render::{Flow, Renderer};
use crate::liquid::source_map::Part;
use crate::liquid::syntax::{Block, Highlight, Node};
use crate::span::Span;

impl<'s> Parser<'s> {
    pub(in crate::liquid) fn highlight(&mut self, open: Tag<'s>) -> Option<Node<'s>> {
        let (language, options) = match open.markup.text.split_once(char::is_whitespace) {
            Some((language, options)) => (language, options),
            None => (open.markup.text, ""),
        };
        let is_language = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '#' | '_' | '-');
        // Options are of the form `name`, `name=value` or `name="1 2 3"`.
        let is_option = |c: char| c.is_ascii_alphanumeric() || c.is_whitespace() || matches!(c, '_' | '=' | '"');
        if language.is_empty() || !language.chars().all(is_language) || !options.chars().all(is_option) {
            self.problem(open.span, "`highlight` needs a language: write `highlight json`");
        }
        let (body, _) = self.body(&open, "endhighlight", &[]);
        Some(Node::Highlight(Box::new(Highlight {
            language: match language.chars().all(is_language) {
                true => language,
                false => "",
            },
            block: Block { body, span: open.span },
        })))
    }
}

impl<'a, 's> Renderer<'a, 's> {
    pub(in crate::liquid) fn highlight(&mut self, highlight: &'a Highlight<'s>) -> Flow {
        let span = highlight.block.span;
        let before = self.written();
        let flow = self.nodes(&highlight.block.body);
        let code = self.out[before.out..].to_owned();
        let parts: Vec<Part> = match self.captures {
            0 => self.map.parts(Span::new(before.out, self.out.len())).collect(),
            _ => Vec::new(),
        };
        let start = before.out;
        self.take_back(before);
        let language = highlight.language.to_lowercase();
        let class = language.replace('+', "-");
        let opening =
            format!("<figure class=\"highlight\"><pre><code class=\"language-{class}\" data-lang=\"{language}\">");
        if self.print(&opening, span) == Flow::Stop {
            return Flow::Stop;
        }
        let is_end = |c: char| matches!(c, '\n' | '\r');
        let trimmed = code.trim_start_matches(is_end);
        let skipped = code.len() - trimmed.len();
        let written = Span::new(skipped, skipped + trimmed.trim_end_matches(is_end).len());
        if !self.charge(code.len(), span) {
            return Flow::Stop;
        }
        if self.captures > 0 {
            escape(&code[written.start..written.end], |_, piece, _| {
                self.out.push_str(piece)
            });
        }
        for part in parts {
            let from = (part.output.start - start).max(written.start);
            let to = (part.output.end - start).min(written.end);
            if from < to {
                self.escaped(&code[from..to], &part, from + start - part.output.start);
            }
        }
        match self.print("</code></pre></figure>\n", span) {
            Flow::Stop => Flow::Stop,
            _ => flow,
        }
    }

    /// Writes the text of `part` from its byte `offset` on as HTML.
    fn escaped(&mut self, text: &str, part: &Part, offset: usize) {
        let mut place = part.origin.place;
        let typed = place.span.start + offset;
        if !part.is_verbatim {
            self.map.made(self.out.len(), place, part.origin.frame);
        }
        let (map, out) = (&mut self.map, &mut self.out);
        escape(text, |at, piece, length| {
            if part.is_verbatim {
                place.span = Span::new(typed + at, typed + at + length);
                match piece.len() == length {
                    true => map.copied(out.len(), place, part.origin.frame),
                    false => map.made(out.len(), place, part.origin.frame),
                }
            }
            out.push_str(piece);
        });
    }
}

/// `text` as HTML, piece by piece: where in `text` each begins, what it is in HTML, and how long it is in `text`.
fn escape(text: &str, mut piece: impl FnMut(usize, &str, usize)) {
    let mut at = 0;
    for (index, c) in text.char_indices() {
        let html = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '\n' => "&#10;",
            '\r' => "",
            _ => continue,
        };
        if at < index {
            piece(at, &text[at..index], index - at);
        }
        if !html.is_empty() {
            piece(index, html, 1);
        }
        at = index + 1;
    }
    if at < text.len() {
        piece(at, &text[at..], text.len() - at);
    }
}

#[cfg(test)]
mod tests {
    use crate::liquid::testing::{check, check_findings};
    use crate::liquid::{Environment, Templates, render};
    use crate::source::Sources;
    use crate::span::Span;

    #[test]
    fn code_is_one_line_of_html() {
        check(&[
            (
                "{% highlight Ruby linenos hl_lines=\"1 2\" %}\n\nif a < b && {{ n }}\n\n  c\n{% endhighlight %}",
                "<figure class=\"highlight\"><pre><code class=\"language-ruby\" data-lang=\"ruby\">if a &lt; b &amp;&amp; 3&#10;&#10;  c</code></pre></figure>\n",
            ),
            (
                "{% capture x %}{% highlight c++ %}a>b{% endhighlight %}{% endcapture %}{{ x }}",
                "<figure class=\"highlight\"><pre><code class=\"language-c--\" data-lang=\"c++\">a&gt;b</code></pre></figure>\n",
            ),
        ]);
    }

    #[test]
    fn a_language_is_needed() {
        let html =
            "<figure class=\"highlight\"><pre><code class=\"language-\" data-lang=\"\">a</code></pre></figure>\n";
        check_findings(&[
            ("{% highlight %}a{% endhighlight %}", html, &[("liquid-syntax", 1)]),
            (
                "{% highlight \"x\" %}a{% endhighlight %}",
                html,
                &[("liquid-syntax", 1)],
            ),
        ]);
    }

    #[test]
    fn every_byte_of_the_code_leads_back_to_what_its_author_typed() {
        let page = "{% highlight json %}\n\n{\"a\":\n <{{ page.x }}>}\n{% endhighlight %}";
        let sources = Sources::in_memory([("p.md", page)]);
        let templates = Templates::new(&sources);
        let file = sources.find("p.md").expect("it was just put there");
        let globals = serde_json::json!({"page": {"x": "xyz"}});
        let expanded = render(templates.get(file), &templates, &Environment::of_no_site(&globals));
        for (html, typed) in [
            ("{\"a\":", "{\"a\":"),
            ("&#10;", "\n"),
            ("&lt;", "<"),
            ("xyz", "{{ page.x }}"),
            ("&gt;", ">"),
            ("}</code>", "}"),
            ("</code>", "{% highlight json %}"),
        ] {
            let at = expanded.text.find(html).expect(html);
            let length = html.find("</code>").filter(|&at| at > 0).unwrap_or(html.len());
            let origin = expanded
                .map
                .origin(Span::new(at, at + length))
                .expect("it has an origin");
            let span = origin.place.span;
            assert_eq!(&page[span.start..span.end], typed, "{html}");
        }
    }
}
