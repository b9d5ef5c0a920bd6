//! Co-occurrence: how often two codes of one coder, or of the final layer, lie together.
//!
//! Two counts make a pair: the places of the first that have the second near, and the places of the second that have the first.
//! On one excerpt or turn they are the same; where a long excerpt overlaps three short ones they are not, and "together" is the
//! smaller of them. So n12 is never more than n1 or n2, and c = n12 / (n1 + n2 - n12), ATLAS.ti's c-coefficient, stays within 0
//! and 1, which it does not do where pairs of overlapping excerpts are counted.

use std::collections::{BTreeMap, BTreeSet};

use crate::agreement::figure::{Figure, Undefined};
use crate::filter::View;
use crate::id::{CoderId, DocumentRef};
use crate::matrix::count::{Counts, Touch, Touches};
use crate::matrix::row::{Row, Rows};
use crate::matrix::scope::{Gathered, Request, Scope};
use crate::matrix::within::Within;
use crate::text::span::Span;
use crate::texts::Texts;

/// Which codes lie together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cooccurrence {
    /// How close they must lie.
    pub within: Within,
    gathered: Gathered,
    touches: Touches,
    counts: Counts,
}

/// Two codes and how often they lie together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The rows, the first in the codebook's order first.
    pub rows: (usize, usize),
    /// How often together: the smaller of the two counts in `near`.
    pub together: u32,
    /// Places of the first with the second near, and places of the second with the first near.
    pub near: (u32, u32),
    /// Places of each, whatever else is there.
    pub alone: (u32, u32),
    /// The coefficient, from 0 (never together) to 1 (never apart).
    pub c: Figure,
    /// Whether one stands above the other in the codebook: then their lying together is no finding.
    pub nested: bool,
}

/// Where two codes lie together: the excerpt of each, and who put both there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The document.
    pub document: DocumentRef,
    /// The excerpt of the first code, and of the second.
    pub excerpts: (Span, Span),
    /// Who put both; nobody alone in the final layer.
    pub coders: BTreeSet<CoderId>,
}

impl Cooccurrence {
    /// Counts what lies together.
    pub fn of((view, texts): (&View<'_>, &Texts), request: &Request, within: Within) -> Self {
        let mut gathered = Gathered::of(view, texts, request);
        let touches = Touches::of((view, texts), &gathered, within);
        let counts = Counts::of(&gathered, &touches);
        if touches.nowhere > 0 {
            let nowhere = touches.nowhere;
            gathered.scope.notes.push(format!(
                "{nowhere} codings lie in no turn, or their text is not here: left out"
            ));
        }
        Self {
            within,
            gathered,
            touches,
            counts,
        }
    }

    /// The codes or themes, in codebook order.
    pub fn rows(&self) -> &[Row] {
        &self.gathered.rows.rows
    }

    /// The same, to find them by handle.
    pub fn all_rows(&self) -> &Rows {
        &self.gathered.rows
    }

    /// What was counted.
    pub fn scope(&self) -> &Scope {
        &self.gathered.scope
    }

    /// How many places a row has.
    pub fn alone(&self, row: usize) -> u32 {
        self.counts.alone(row)
    }

    /// Two rows, in whichever order they are named.
    pub fn pair(&self, one: usize, other: usize) -> Pair {
        let rows = (one.min(other), one.max(other));
        let near = (
            self.counts.near(rows.0, rows.1),
            self.counts.near(rows.1, rows.0),
        );
        let alone = (self.alone(rows.0), self.alone(rows.1));
        let together = near.0.min(near.1);
        Pair {
            rows,
            together,
            near,
            alone,
            c: coefficient(together, alone),
            nested: self.gathered.rows.are_nested(one, other),
        }
    }

    /// All pairs that lie together at least so often, the most often first, then those with the highest coefficient; a code with
    /// one above it, which is no finding, after all others.
    pub fn pairs(&self, fewest: u32) -> Vec<Pair> {
        let rows = self.rows().len();
        let all = (0..rows).flat_map(|one| (one + 1..rows).map(move |other| (one, other)));
        let pairs = all.map(|(one, other)| self.pair(one, other));
        let mut found: Vec<Pair> = pairs.filter(|pair| pair.together >= fewest).collect();
        let c = |pair: &Pair| pair.c.unwrap_or(0.0);
        found.sort_by(|a, b| {
            let nested = a.nested.cmp(&b.nested);
            let often = nested.then(b.together.cmp(&a.together));
            often.then(c(b).total_cmp(&c(a))).then(a.rows.cmp(&b.rows))
        });
        found
    }

    /// Where two rows lie together, each pair of excerpts once, in the order of documents and places.
    pub fn spots(&self, pair: (usize, usize)) -> Vec<Spot> {
        let mut found: BTreeMap<(usize, Span, Span), Spot> = BTreeMap::new();
        let coded = |touch: &Touch| {
            let coded = self.gathered.codings.get(touch.coding)?;
            Some((coded, self.gathered.document_of(coded)?))
        };
        for group in &self.touches.groups {
            let of_row = |row: usize| group.iter().filter(move |touch| touch.row == row);
            for first in of_row(pair.0) {
                for second in of_row(pair.1).filter(|second| first.is_near(second)) {
                    let (Some((one, document)), Some((other, _))) = (coded(first), coded(second))
                    else {
                        continue;
                    };
                    let key = (one.document, one.span, other.span);
                    let spot = found.entry(key).or_insert_with(|| Spot {
                        document,
                        excerpts: (one.span, other.span),
                        coders: BTreeSet::new(),
                    });
                    let coder = self.gathered.coder_of(one);
                    spot.coders.extend(coder.cloned());
                }
            }
        }
        found.into_values().collect()
    }
}

/// c = n12 / (n1 + n2 - n12): the share of the places of either that have both.
fn coefficient(together: u32, (one, other): (u32, u32)) -> Figure {
    match one + other - together {
        0 => Err(Undefined::NeitherOccurs),
        either => Ok(f64::from(together) / f64::from(either)),
    }
}
