//! Highlights code samples: HTML in which each token has a class of one letter.
//!
//! syntect finds the tokens, with the syntaxes that two-face collects. Classes instead of colours let a theme and
//! the reader's dark mode choose ([`Highlighter::style_sheet`]), and short ones keep pages small: guides repeat
//! their samples on many pages.

mod class;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use syntect::parsing::{ClearAmount, ParseState, Scope, ScopeStackOp, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use super::html::escape;
use class::Class;

/// Samples longer than this many bytes stay plain: nobody reads them, and colouring takes a second a megabyte.
const MAX_TEXT: usize = 256 * 1024;

/// Samples with a line longer than this stay plain: the time for a line can be the square of its length.
const MAX_LINE: usize = 16 * 1024;

/// Threads wait for each other only if they look up samples of the same shard.
const SHARDS: usize = 16;

/// Highlights code samples, each distinct one once, for any number of threads.
#[derive(Debug, Default)]
pub struct Highlighter {
    syntaxes: OnceLock<Syntaxes>,
    known: [Mutex<Shard>; SHARDS],
}

/// The HTML of samples, by the hash of language and text; a cell is empty while a thread is at it.
type Shard = HashMap<blake3::Hash, Arc<OnceLock<Box<str>>>>;

impl Highlighter {
    /// A highlighter that has seen nothing. The syntaxes are loaded when the first sample needs them.
    pub fn new() -> Self {
        Self::default()
    }

    /// The HTML of `text` in `language`, which is any common name of it in any case. Where the language is not
    /// known, or the text too long, the HTML is the text without classes.
    pub fn highlight(&self, language: &str, text: &str) -> String {
        if is_plain(language) || text.len() > MAX_TEXT || text.lines().any(|line| line.len() > MAX_LINE) {
            return plain(text);
        }
        let language = language.to_ascii_lowercase();
        self.once(&language, text, || {
            self.syntaxes.get_or_init(Syntaxes::load).html(&language, text)
        })
    }

    /// How many samples it remembers.
    pub fn samples(&self) -> usize {
        let known = self.known.iter();
        known
            .map(|shard| shard.lock().unwrap_or_else(PoisonError::into_inner).len())
            .sum()
    }

    /// What `make` made of the sample when it was first asked for.
    fn once(&self, language: &str, text: &str, make: impl FnOnce() -> String) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(language.as_bytes()).update(b"\0").update(text.as_bytes());
        let hash = hasher.finalize();
        let shard = &self.known[usize::from(hash.as_bytes()[0]) % SHARDS];
        let html = {
            // A thread that panicked left at most an empty cell behind.
            let mut known = shard.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(hash).or_default())
        };
        html.get_or_init(|| make().into()).to_string()
    }

    /// The CSS of the classes, light and dark: dark where the reader's system says so or where an element has
    /// `data-theme="dark"`, unless the page's root has `data-theme="light"`.
    pub fn style_sheet() -> String {
        class::style_sheet()
    }
}

#[derive(Debug)]
struct Syntaxes {
    set: SyntaxSet,
    classes: class::Scopes,
}

impl Syntaxes {
    fn load() -> Self {
        Self {
            set: two_face::syntax::extra_newlines(),
            classes: class::Scopes::new(),
        }
    }

    fn html(&self, language: &str, text: &str) -> String {
        self.find(language)
            .and_then(|syntax| self.tokens(syntax, text))
            .unwrap_or_else(|| plain(text))
    }

    fn find(&self, language: &str) -> Option<&SyntaxReference> {
        let language = match language {
            "js" | "node" | "nodejs" | "jsx" | "mjs" => "javascript",
            "curl" | "shell" | "console" | "shell-session" | "sh-session" | "zsh" | "ksh" | "terminal" => "bash",
            "json5" | "jsonc" | "json-ld" | "hjson" => "json",
            "c#" | "csharp" => "cs",
            "c++" => "cpp",
            "golang" => "go",
            "objc" | "objectivec" => "objective-c",
            "docker" => "dockerfile",
            "rest" => "http",
            language => language,
        };
        self.set.find_syntax_by_token(language)
    }

    /// `None` if the syntax itself is broken.
    fn tokens(&self, syntax: &SyntaxReference, text: &str) -> Option<String> {
        let mut state = ParseState::new(syntax);
        let mut scopes = ScopeStack::default();
        let mut out = Tokens::with_capacity(text.len() * 2);
        for line in LinesWithEndings::from(text) {
            let mut done = 0;
            for (at, op) in state.parse_line(line, &self.set).ok()? {
                let at = at.min(line.len());
                if done < at {
                    out.push(scopes.class(), line.get(done..at)?);
                    done = at;
                }
                scopes.apply(&op, &self.classes);
            }
            out.push(scopes.class(), line.get(done..)?);
        }
        Some(out.finish())
    }
}

/// The scopes that a token stands in, each as the class that it and those around it come to.
#[derive(Default)]
struct ScopeStack {
    classes: Vec<Option<Class>>,
    cleared: Vec<Vec<Option<Class>>>,
}

impl ScopeStack {
    fn class(&self) -> Option<Class> {
        self.classes.last().copied().flatten()
    }

    fn apply(&mut self, op: &ScopeStackOp, scopes: &class::Scopes) {
        let len = self.classes.len();
        match op {
            ScopeStackOp::Push(scope) => self.push(*scope, scopes),
            ScopeStackOp::Pop(count) => self.classes.truncate(len.saturating_sub(*count)),
            ScopeStackOp::Clear(ClearAmount::TopN(count)) => {
                self.cleared.push(self.classes.split_off(len.saturating_sub(*count)));
            }
            ScopeStackOp::Clear(ClearAmount::All) => self.cleared.push(std::mem::take(&mut self.classes)),
            ScopeStackOp::Restore => self.classes.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }

    fn push(&mut self, scope: Scope, scopes: &class::Scopes) {
        let around = self.class();
        self.classes.push(match scopes.class(scope) {
            class::Meaning::Class(class) => Some(class.within(around)),
            class::Meaning::Plain => None,
            class::Meaning::AsAround => around,
        });
    }
}

/// Tokens as HTML; neighbours of one class, and the blanks between them, share an element.
struct Tokens {
    out: String,
    class: Option<Class>,
    /// Blanks that belong to the token before them if one of the same class follows.
    blanks: String,
}

impl Tokens {
    fn with_capacity(bytes: usize) -> Self {
        Self {
            out: String::with_capacity(bytes),
            class: None,
            blanks: String::new(),
        }
    }

    fn push(&mut self, class: Option<Class>, text: &str) {
        let words = text.trim_end();
        if !words.trim_start().is_empty() {
            let blanks = words.len() - words.trim_start().len();
            self.blanks.push_str(&words[..blanks]);
            if class != self.class {
                self.close();
                self.out.push_str(&self.blanks);
                if let Some(class) = class {
                    self.out.push_str("<span class=\"");
                    self.out.push(class.letter());
                    self.out.push_str("\">");
                }
                self.class = class;
            } else {
                self.out.push_str(&self.blanks);
            }
            self.blanks.clear();
            escape(&mut self.out, &words[blanks..]);
        }
        self.blanks.push_str(&text[words.len()..]);
    }

    fn close(&mut self) {
        if self.class.take().is_some() {
            self.out.push_str("</span>");
        }
    }

    fn finish(mut self) -> String {
        self.close();
        self.out.push_str(&self.blanks);
        self.out
    }
}

fn is_plain(language: &str) -> bool {
    ["", "text", "plain", "plaintext", "txt", "none", "nohighlight"]
        .iter()
        .any(|plain| language.eq_ignore_ascii_case(plain))
}

fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    escape(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn tokens_have_classes_and_blanks_have_none() {
        let highlighter = Highlighter::new();
        let cases = [
            (
                "json",
                "{\n  \"a\": [1, true, \"<\"]\n}\n",
                "{\n  <span class=\"a\">\"a\"</span>: [<span class=\"n\">1</span>, <span class=\"l\">true</span>, \
                 <span class=\"s\">\"&lt;\"</span>]\n}\n",
            ),
            (
                "curl",
                "curl -X GET \\\n  https://a.b # c\n",
                "<span class=\"f\">curl</span> <span class=\"v\">-X</span> GET \\\n  https://a.b <span class=\"c\"># c</span>\n",
            ),
            (
                "diff",
                "-a\n+b\n",
                "<span class=\"d\">-a</span>\n<span class=\"i\">+b</span>\n",
            ),
            ("unheard-of", "<a>\n", "&lt;a&gt;\n"),
            ("", "<a>\n", "&lt;a&gt;\n"),
        ];
        for (language, text, expected) in cases {
            assert_eq!(highlighter.highlight(language, text).replace("&quot;", "\""), expected);
        }
    }

    #[test]
    fn languages_go_by_many_names() {
        let highlighter = Highlighter::new();
        for (language, text) in [
            ("JSON", "[1]"),
            ("JavaScript", "var a = 1;"),
            ("js", "var a = 1;"),
            ("Shell", "echo \"$a\""),
            ("sh", "echo \"$a\""),
            ("bash", "echo \"$a\""),
            ("yml", "a: 1"),
            ("yaml", "a: 1"),
            ("ruby", "puts 1"),
            ("java", "int a = 1;"),
            ("C#", "int a = 1;"),
            ("xml", "<a b=\"c\"/>"),
            ("html", "<a b=\"c\"/>"),
            ("php", "<?php echo 1;"),
            ("python", "a = 1"),
            ("go", "var a = 1"),
            ("ts", "var a = 1;"),
            ("TypeScript", "var a = 1;"),
            ("toml", "a = 1"),
            ("sql", "select 1"),
            ("graphql", "type A { b: Int }"),
            ("http", "GET / HTTP/1.1\n"),
            ("ini", "a = 1"),
            ("powershell", "$a = 1"),
            ("swift", "let a = 1"),
            ("kotlin", "val a = 1"),
            ("css", "a { color: red }"),
        ] {
            assert!(highlighter.highlight(language, text).contains("<span"), "{language}");
        }
    }

    #[test]
    fn a_sample_is_highlighted_once_whoever_asks() {
        let highlighter = Highlighter::new();
        let made = AtomicUsize::new(0);
        let together = Barrier::new(8);
        let ask = || {
            together.wait();
            highlighter.once("json", "[1, 2]", || {
                made.fetch_add(1, Ordering::Relaxed);
                // Long enough for the other threads to ask, too.
                std::thread::sleep(Duration::from_millis(20));
                "made".to_owned()
            })
        };
        let all: Vec<String> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
            threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
        });
        assert_eq!(all, ["made"; 8]);
        assert_eq!(made.into_inner(), 1);
        assert_eq!(highlighter.highlight("JSON", "[1, 2]"), "made");
        assert_ne!(highlighter.highlight("yaml", "[1, 2]"), "made");
    }

    #[test]
    fn long_samples_stay_plain() {
        let highlighter = Highlighter::new();
        assert!(
            !highlighter
                .highlight("json", &"[1]\n".repeat(MAX_TEXT / 4 + 1))
                .contains("<span")
        );
        assert!(!highlighter.highlight("json", &"1,".repeat(MAX_LINE)).contains("<span"));
    }
}
