//! Naming: whether words name a document or a person by the handles of the study.
//!
//! Handles are for the team. What a coder wrote by hand may hold them, and leaves without them.

use std::collections::HashSet;

use crate::filter::View;

/// The handles of documents and people, in lower case.
pub struct Names {
    documents: HashSet<String>,
    people: HashSet<String>,
    /// The longest handle, in characters.
    longest: usize,
}

/// What a handle names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    Document,
    Person,
}

impl Names {
    /// All handles, those of retired documents too.
    pub fn of(view: &View<'_>) -> Self {
        let documents = view.all_documents().iter();
        let documents: HashSet<String> = documents.map(|of| of.handle.to_lowercase()).collect();
        let people: HashSet<String> = view.people().map(|of| of.handle.0.to_lowercase()).collect();
        let lengths = documents
            .iter()
            .chain(&people)
            .map(|name| name.chars().count());
        Self {
            longest: lengths.max().unwrap_or(0),
            documents,
            people,
        }
    }

    /// Whether any of them stands in some words.
    pub fn are_in(&self, words: &str) -> bool {
        self.masked(words) != words
    }

    /// Words without them. A handle may hold hyphens, underscores and points, which may stand between two handles as well: the
    /// longest one that begins at a place and ends with its word is taken.
    pub fn masked(&self, words: &str) -> String {
        let mut masked = String::with_capacity(words.len());
        let mut rest = words;
        let mut before = None;
        while let Some(first) = rest.chars().next() {
            let begins = !before.is_some_and(char::is_alphanumeric);
            if let Some((length, named)) = self.at(rest).filter(|_| begins) {
                masked.push_str(match named {
                    Named::Document => "[a document]",
                    Named::Person => "[a participant]",
                });
                before = rest[..length].chars().next_back();
                rest = &rest[length..];
                continue;
            }
            masked.push(first);
            before = Some(first);
            rest = &rest[first.len_utf8()..];
        }
        masked
    }

    /// The longest handle that some words begin with, in bytes.
    fn at(&self, words: &str) -> Option<(usize, Named)> {
        let ends = words.char_indices().take(self.longest);
        let ends: Vec<usize> = ends.map(|(at, c)| at + c.len_utf8()).collect();
        ends.into_iter().rev().find_map(|end| {
            let goes_on = words[end..]
                .chars()
                .next()
                .is_some_and(char::is_alphanumeric);
            let folded = words[..end].to_lowercase();
            let named = match (
                self.documents.contains(&folded),
                self.people.contains(&folded),
            ) {
                (true, _) => Named::Document,
                (_, true) => Named::Person,
                (false, false) => return None,
            };
            (!goes_on).then_some((end, named))
        })
    }
}
