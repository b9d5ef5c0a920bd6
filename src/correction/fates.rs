//! What becomes of the excerpts of a document when its text is corrected, all coders together.
//!
//! An excerpt is a stretch of the document that somebody coded; one that several coded, or with several codes, counts once. What the
//! viewer may not see is not counted.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::correction::queue::limit;
use crate::document::Document;
use crate::document::kept::{Fate, Kept, edits, translate};
use crate::filter::View;
use crate::number::counted;
use crate::study::excerpt::Way;
use crate::text::span::Span;

/// How many excerpts have which fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize)]
pub struct Fates {
    /// The same words at the same place.
    pub unmoved: usize,
    /// The same words at another place.
    pub moved: usize,
    /// Other words.
    pub changed: usize,
    /// How many of those are changed so little that they hold by themselves.
    pub small: usize,
    /// No words any more.
    pub orphaned: usize,
}

impl Fates {
    /// What a correction with these kept ranges does to the excerpts of a document that lie somewhere now.
    pub fn of(view: &View<'_>, document: &Document, kept: &[Kept]) -> Self {
        let codings = view.codings().iter();
        let here = codings.filter(|coding| coding.excerpt.document == document.id);
        let placed = here.filter(|coding| coding.excerpt.fate != Fate::Orphaned);
        // What was corrected before counts too: many small corrections make a large one.
        let mut excerpts: BTreeMap<Span, u32> = BTreeMap::new();
        for coding in placed {
            let before = match coding.excerpt.fate {
                Fate::Changed => Way::between(document, coding.revision, document.current)
                    .edits(coding.made_at)
                    .unwrap_or(u32::MAX),
                _ => 0,
            };
            let most = excerpts.entry(coding.excerpt.span).or_default();
            *most = before.max(*most);
        }
        let limit = limit(view);
        let mut fates = Self::default();
        for (span, before) in excerpts {
            match translate(kept, span).1 {
                Fate::Exact => fates.unmoved += 1,
                Fate::Moved => fates.moved += 1,
                Fate::Changed => {
                    let all = edits(kept, span).map_or(u32::MAX, |now| now.saturating_add(before));
                    fates.changed += 1;
                    fates.small += usize::from(all <= limit);
                }
                Fate::Orphaned => fates.orphaned += 1,
            }
        }
        fates
    }

    /// Of several documents together.
    pub fn with(self, other: Self) -> Self {
        Self {
            unmoved: self.unmoved + other.unmoved,
            moved: self.moved + other.moved,
            changed: self.changed + other.changed,
            small: self.small + other.small,
            orphaned: self.orphaned + other.orphaned,
        }
    }

    /// How many excerpts there are.
    pub fn excerpts(self) -> usize {
        self.unmoved + self.moved + self.changed + self.orphaned
    }

    /// How many have to be looked at again.
    pub fn to_review(self) -> usize {
        self.changed - self.small + self.orphaned
    }

    /// Only what is other than it was: "2 moved, 1 changed".
    pub fn news(self) -> String {
        let parts = [
            (self.moved, "moved"),
            (self.changed - self.small, "changed"),
            (self.small, "changed by a typing error and accepted"),
            (self.orphaned, "orphaned"),
        ];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        let said: Vec<String> = parts
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        match said.is_empty() {
            true => "none moved".to_owned(),
            false => said.join(", "),
        }
    }
}

impl fmt::Display for Fates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let small = match self.small {
            0 => String::new(),
            small => format!(" ({small} of them by a typing error and accepted)"),
        };
        write!(
            f,
            "{}: {} unmoved, {} moved, {} changed{small}, {} orphaned",
            counted(self.excerpts(), "excerpt"),
            self.unmoved,
            self.moved,
            self.changed,
            self.orphaned
        )
    }
}
