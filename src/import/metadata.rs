//! The `#` lines some transcripts begin with: `# session: I01   date: 2026-01-08` and `# INT1 = interviewer   P01 = participant`.
//!
//! They stay in the text and belong to no turn. A label with a role is declared: it opens turns even if it is seen once.
//! In Markdown a `#` begins a heading, so there a line counts only if it holds such a pair.

use std::collections::HashSet;

use crate::document::fold_label;
use crate::import::dialect::Dialect;
use crate::import::label::is_name;
use crate::import::line::lines;
use crate::text::Text;

/// What the leading `#` lines say.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    /// All pairs, in the order written.
    pub pairs: Vec<(String, String)>,
    /// The folded keys of the labels that have a role.
    pub declared: HashSet<String>,
    /// The numbers of the lines that belong to no turn.
    pub lines: HashSet<u32>,
}

/// One pair of a `#` line.
enum Pair<'l> {
    /// `key: value`
    Value(&'l str, &'l str),
    /// `LABEL = role`
    Role(&'l str, &'l str),
}

/// Reads the leading `#` lines of a text.
pub fn read(text: &Text, dialect: Dialect) -> Metadata {
    let mut metadata = Metadata::default();
    let mut comments = Vec::new();
    for line in lines(text) {
        if line.is_blank() {
            continue;
        }
        // A `#` without a blank is a time mark of f4 or a hashtag.
        let Some(rest) = line.words.strip_prefix('#') else {
            break;
        };
        if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
            break;
        }
        match pairs(rest) {
            Some(pairs) => {
                metadata.lines.insert(line.number);
                pairs.into_iter().for_each(|pair| metadata.keep(pair));
            }
            None => comments.push(line.number),
        }
    }
    if dialect != Dialect::Markdown && !metadata.pairs.is_empty() {
        metadata.lines.extend(comments);
    }
    metadata
}

impl Metadata {
    fn keep(&mut self, pair: Pair<'_>) {
        let (key, value) = match pair {
            Pair::Value(key, value) => (key, value),
            Pair::Role(label, role) => {
                self.declared.insert(fold_label(label));
                (label, role)
            }
        };
        self.pairs.push((key.to_owned(), value.to_owned()));
    }
}

/// The pairs of one line, or nothing if any part of it is none.
fn pairs(line: &str) -> Option<Vec<Pair<'_>>> {
    let mut found = Vec::new();
    for part in columns(line) {
        match part.split_once('=') {
            Some(_) => found.extend(roles(part)?),
            None => found.push(value(part)?),
        }
    }
    (!found.is_empty()).then_some(found)
}

/// The parts of a line that two blanks, a tab or a semicolon separate.
fn columns(line: &str) -> impl Iterator<Item = &str> {
    line.split("  ")
        .flat_map(|part| part.split(['\t', ';']))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

fn value(part: &str) -> Option<Pair<'_>> {
    let (key, value) = part.split_once(':')?;
    let (key, value) = (key.trim(), value.trim());
    let one_word = key.starts_with(char::is_alphabetic)
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    (one_word && !value.is_empty() && !value.starts_with("//")).then_some(Pair::Value(key, value))
}

/// `INT1 = interviewer P01 = participant`: between two equals signs the last word is the next label.
fn roles(part: &str) -> Option<Vec<Pair<'_>>> {
    let mut found = Vec::new();
    let (mut label, mut rest) = part.split_once('=')?;
    while let Some((middle, after)) = rest.split_once('=') {
        let (role, next) = middle.trim_end().rsplit_once(char::is_whitespace)?;
        found.push(role_of(label, role)?);
        (label, rest) = (next, after);
    }
    found.push(role_of(label, rest)?);
    Some(found)
}

fn role_of<'l>(label: &'l str, role: &'l str) -> Option<Pair<'l>> {
    let (label, role) = (label.trim(), role.trim());
    (is_name(label) && is_name(role)).then_some(Pair::Role(label, role))
}
