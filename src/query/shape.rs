//! Shapes: words with `*` for any letters and `?` for one.

use regex::Regex;

use crate::query::unparsed::{At, Unparsed};
use crate::query::word::fold;

/// What a whole word must look like.
#[derive(Clone, Debug)]
pub struct Shape {
    /// What it begins with.
    pub begins: String,
    ends: String,
    whole: Regex,
}

impl Shape {
    /// A shape as written, folded; no shape where the expression of it grows too large.
    fn new(written: &str) -> Result<Self, regex::Error> {
        let signs = |c: char| matches!(c, '*' | '?');
        let mut pattern = String::from("^");
        for c in written.chars() {
            match c {
                '*' => pattern.push_str(".*"),
                '?' => pattern.push('.'),
                c => pattern.push_str(&regex::escape(&c.to_string())),
            }
        }
        pattern.push('$');
        Ok(Self {
            begins: written.split(signs).next().unwrap_or_default().to_owned(),
            ends: written.rsplit(signs).next().unwrap_or_default().to_owned(),
            whole: Regex::new(&pattern)?,
        })
    }

    /// A shape as it stands in a query.
    pub(super) fn read(at: At, word: &str) -> Result<Self, Unparsed> {
        if word.chars().all(|c| matches!(c, '*' | '?')) {
            let hint = "put letters beside * or ?: relaps*";
            return Err(Unparsed::new(at, "this is any word at all", hint));
        }
        Self::new(&fold(word)).map_err(|cause| Unparsed::expression(at, &cause))
    }

    /// Whether a word looks like it.
    pub fn takes(&self, word: &str) -> bool {
        // Most words fail by an end, which costs less than the expression. An empty end is not compared:
        // that alone took a third of the time of a search for `*ing`.
        (self.begins.is_empty() || word.starts_with(&self.begins))
            && (self.ends.is_empty() || word.ends_with(&self.ends))
            && self.whole.is_match(word)
    }
}
