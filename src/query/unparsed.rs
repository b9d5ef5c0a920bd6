//! Why a line is no query: at which character, what, and what to write instead.

use crate::query::word::one_spelling;

/// How many of the names there are a refusal lists.
const LISTED: usize = 8;

/// A place in a query: how many characters stand before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At(pub usize);

/// Why a line is no query: where, what, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Unparsed {
    /// The character it is about.
    pub at: At,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub hint: String,
}

impl Unparsed {
    pub(super) fn new(at: At, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            at,
            what: what.into(),
            hint: hint.into(),
        }
    }

    /// The line with a mark below the character it is about.
    pub fn pointer(&self, line: &str) -> String {
        let before: String = line.chars().take(self.at.0).collect();
        let blanks = " ".repeat(unicode_width::UnicodeWidthStr::width(before.as_str()));
        format!("{line}\n{blanks}^")
    }

    /// Refuses an expression.
    pub(super) fn expression(at: At, cause: &regex::Error) -> Self {
        match cause {
            regex::Error::CompiledTooBig(_) => Self::new(
                at,
                "this expression grows too large",
                "repeat less: a number in { } stands for so many copies of what is before it",
            ),
            cause => Self::new(
                at,
                format!("this expression cannot be read: {}", reason(cause)),
                "put \\ before a sign that stands for itself: \\( \\. \\?",
            ),
        }
    }

    /// Refuses a name, with the one most like it.
    pub(super) fn unknown(at: At, what: String, (name, known): (&str, &[&str])) -> Self {
        let nearest = known
            .iter()
            .map(|known| {
                (
                    strsim::levenshtein(&one_spelling(name), &one_spelling(known)),
                    known,
                )
            })
            .min();
        let hint = match nearest {
            Some((apart, known)) if apart <= (name.chars().count() / 3).max(1) => {
                format!("did you mean {known}?")
            }
            _ if known.is_empty() => "there is none yet".to_owned(),
            _ => {
                let first: Vec<&str> = known.iter().take(LISTED).copied().collect();
                let more = match known.len() - first.len() {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                format!("there are {}{more}", first.join(", "))
            }
        };
        Self::new(at, what, hint)
    }
}

/// The last line of what the library says of an expression: the others repeat it with a drawing.
fn reason(cause: &regex::Error) -> String {
    let said = cause.to_string();
    let last = said.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}
