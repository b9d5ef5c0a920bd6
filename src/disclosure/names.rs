//! Names: what a map of the team says is a name, and what stands for it.
//!
//! A name is found whole, whatever its case, its blanks and its apostrophes. It ends where no letter follows, so that `Ann_notes`
//! and `Ann2` hold it and `Annual` does not. The forms that a language bends it into are names of their own.

use std::collections::BTreeMap;
use std::ops::Range;

use regex::{Regex, RegexBuilder};

/// What may stand neither before nor behind a name that begins or ends with a letter.
const LETTER: &str = r"\p{L}\p{M}";

/// The most memory that the shape of all names may take, in bytes.
const LARGEST_SHAPE: usize = 64 << 20;

/// Names, each with what stands for it.
pub struct Names {
    /// One shape for the names that have the same edges; its first group is the name.
    shapes: Vec<Regex>,
    /// What stands for a name, by the name as it is compared.
    pseudonyms: BTreeMap<String, String>,
}

impl Names {
    /// The names of pairs of a name and what stands for it; a name of blanks is none.
    pub fn new(names: &[(String, String)]) -> Result<Self, regex::Error> {
        let mut known: Vec<&str> = names.iter().map(|(name, _)| name.trim()).collect();
        known.retain(|name| !name.is_empty());
        // The longest first: "Ann Lee" is one name where "Ann" is another.
        known.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let mut by_edges: BTreeMap<(bool, bool), Vec<String>> = BTreeMap::new();
        for name in known {
            by_edges.entry(edges(name)).or_default().push(words(name));
        }
        let shapes = by_edges.into_iter().map(|((before, behind), names)| {
            let before = if before {
                format!("(?:^|[^{LETTER}])")
            } else {
                String::new()
            };
            let behind = if behind {
                format!("(?:$|[^{LETTER}])")
            } else {
                String::new()
            };
            RegexBuilder::new(&format!("{before}({}){behind}", names.join("|")))
                .case_insensitive(true)
                .size_limit(LARGEST_SHAPE)
                .build()
        });
        Ok(Self {
            shapes: shapes.collect::<Result<_, _>>()?,
            pseudonyms: names
                .iter()
                .map(|(name, instead)| (compared(name), instead.trim().to_owned()))
                .collect(),
        })
    }

    /// Where names stand in a text, in bytes; those of one shape do not overlap.
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for shape in &self.shapes {
            let (mut from, mut free) = (0, 0);
            while let Some(name) = shape.captures_at(text, from).and_then(|hit| hit.get(1)) {
                if name.start() >= free {
                    found.push(name.range());
                    free = name.end();
                }
                // What stands before the next name may be the last character of this one.
                let last = name.as_str().chars().next_back().map_or(1, char::len_utf8);
                from = match name.end() - last > from {
                    true => name.end() - last,
                    false => name.end(),
                };
            }
        }
        found
    }

    /// What stands for a name; nothing where the map gives nothing.
    pub fn instead(&self, name: &str) -> Option<&str> {
        let pseudonym = self.pseudonyms.get(&compared(name))?;
        (!pseudonym.is_empty()).then_some(pseudonym)
    }
}

/// Whether a name begins and ends with a letter: a word's edge has to lie there then.
fn edges(name: &str) -> (bool, bool) {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    (
        is_letter(name.chars().next()),
        is_letter(name.chars().next_back()),
    )
}

/// The words of a name as a shape, with any blanks between them and either apostrophe.
fn words(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(regex::escape).collect();
    words.join(r"\s+").replace(['\'', '’'], "['’]")
}

/// A name as it is compared.
fn compared(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase().replace('’', "'")
}
