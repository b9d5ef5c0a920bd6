//! Usage: on which excerpts the codes lie, and which codes lie together.
//!
//! An excerpt is a distinct stretch of a document, however many coders and codes mark it. What the view hides is not counted, and
//! an orphan, of which no words are left, lies nowhere. Merged codings count as the code they are merged into.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::document::kept::Fate;
use crate::filter::View;
use crate::id::{CodeRef, DocumentRef};
use crate::text::span::Span;

/// Where an excerpt lies.
pub type Place = (DocumentRef, Span);

/// The excerpts of every code.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    by_code: HashMap<CodeRef, BTreeSet<Place>>,
    /// What lies in each document, from its start on.
    by_document: HashMap<DocumentRef, Vec<(Span, CodeRef)>>,
}

impl Usage {
    /// Gathers what the viewer may see.
    pub fn of(view: &View<'_>) -> Self {
        let mut usage = Self::default();
        let placed = view
            .codings()
            .iter()
            .filter(|coding| coding.excerpt.fate != Fate::Orphaned);
        for coding in placed {
            let place = (coding.excerpt.document, coding.excerpt.span);
            if usage.by_code.entry(coding.code).or_default().insert(place) {
                let here = usage.by_document.entry(place.0).or_default();
                here.push((place.1, coding.code));
            }
        }
        for here in usage.by_document.values_mut() {
            here.sort_unstable();
        }
        usage
    }

    /// The excerpts of one code, in the order of documents and places, without those of the codes below it.
    pub fn own(&self, code: CodeRef) -> &BTreeSet<Place> {
        static NONE: BTreeSet<Place> = BTreeSet::new();
        self.by_code.get(&code).unwrap_or(&NONE)
    }

    /// The codes that share words with a code, with how many of its excerpts, the most first.
    pub fn beside(&self, code: CodeRef) -> Vec<(CodeRef, usize)> {
        let mut counts: HashMap<CodeRef, usize> = HashMap::new();
        for &(document, span) in self.own(code) {
            let here = self.by_document.get(&document).into_iter().flatten();
            let touching = here
                .take_while(|(other, _)| other.start() < span.end())
                .filter(|(other, of)| *of != code && other.touches(span));
            let others: HashSet<CodeRef> = touching.map(|(_, of)| *of).collect();
            for other in others {
                *counts.entry(other).or_default() += 1;
            }
        }
        let mut found: Vec<(CodeRef, usize)> = counts.into_iter().collect();
        found.sort_by_key(|(other, count)| (std::cmp::Reverse(*count), *other));
        found
    }

    /// How many excerpts two codes have in common, stretch for stretch; pairs that have none are left out.
    pub fn pairs(&self) -> BTreeMap<(CodeRef, CodeRef), usize> {
        let mut pairs = BTreeMap::new();
        for here in self.by_document.values() {
            for same in here.chunk_by(|(one, _), (other, _)| one == other) {
                for (at, (_, one)) in same.iter().enumerate() {
                    for (_, other) in same.iter().skip(at + 1) {
                        *pairs.entry((*one, *other)).or_default() += 1;
                    }
                }
            }
        }
        pairs
    }
}
