//! All codes at once: set alpha on the units, pooled kappa over codes, and the u-alpha family over the text.
//!
//! A code that a finished coder could not have used in a document is in nobody's sets there: its absence says nothing.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::agreement::continuum::Continuum;
use crate::agreement::figure::{Figure, Undefined};
use crate::agreement::overall::Together;
use crate::agreement::pair::{Contingency, pooled_kappa};
use crate::agreement::question::{Books, Question};
use crate::agreement::rating::Counts;
use crate::agreement::scope::Scope;
use crate::agreement::set::{Distance, SetCounts, SetId};
use crate::agreement::sheet::{Sheet, could_use};
use crate::agreement::unitize::{Stretch, Unitized};
use crate::id::{CodeRef, CoderId};
use crate::text::span::Position;

/// What all codes are compared over: the units of each document, and the same documents as continua.
#[derive(Clone, Copy)]
pub struct Ground<'g> {
    /// The documents in units.
    pub sheets: &'g [Sheet<'g>],
    /// The documents in characters.
    pub continua: &'g [Continuum<'g>],
    /// Who judged what.
    pub scope: &'g Scope<'g>,
    /// What could be used.
    pub books: &'g Books,
}

/// Two of a coder's own stretches with different codes that overlap, so that they do not part the text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OwnOverlap {
    /// The document, by handle.
    pub document: String,
    /// The coder.
    pub coder: CoderId,
    /// The stretch that starts first.
    pub first: OwnStretch,
    /// The one that starts before it has ended.
    pub second: OwnStretch,
}

/// One of them, in the document's current text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OwnStretch {
    /// Where it starts.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// Its code.
    pub code: String,
}

/// The figures of all codes at once, and the overlaps that leave some of them undefined; `tables` are the counts of each code that
/// somebody used.
pub fn together(
    codes: &[Question],
    tables: &[Counts],
    ground: Ground<'_>,
) -> (Together, Vec<OwnOverlap>) {
    if tables.is_empty() {
        return (Together::default(), Vec::new());
    }
    let sets = sets(codes, ground);
    let pairs: Vec<Contingency> = (tables.iter())
        .flat_map(|counts| {
            counts
                .coder_pairs()
                .map(|pair| Contingency::of(counts, pair))
        })
        .collect();
    let pooled = (tables.iter())
        .map(Counts::comparable)
        .find(Result::is_ok)
        .unwrap_or(Err(Undefined::NoPairableUnits))
        .and_then(|()| pooled_kappa(&pairs));
    let (marked, _) = unitized(codes, ground, Values::Same);
    let (valued, overlaps) = unitized(codes, ground, Values::Codes);
    let parted = |figure: Figure| match overlaps.is_empty() {
        true => figure,
        false => Err(Undefined::OverlappingStretches),
    };
    let found = Together {
        n_codes: tables.len(),
        set_alpha_masi: sets.alpha(Distance::Masi),
        set_alpha_jaccard: sets.alpha(Distance::Jaccard),
        pooled_kappa: pooled,
        bar_u_alpha: marked.bar_u_alpha(),
        cu_alpha: parted(valued.cu_alpha()),
        cu_coverage: parted(valued.cu_coverage()),
        n_overlaps: overlaps.len(),
    };
    (found, overlaps)
}

/// What a stretch says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Values {
    /// That some code is on it.
    Same,
    /// Which code is on it.
    Codes,
}

/// The codes that every finished coder of a document could have used, by their numbers.
fn usable(codes: &[Question], sheet: &Sheet<'_>, books: &Books) -> HashMap<CodeRef, u32> {
    let mut usable = HashMap::new();
    for (number, question) in (0u32..).zip(codes) {
        let could = could_use(question, sheet.judgement, books);
        let judged = sheet.judgement.judged.iter().map(Option::is_some);
        if could
            .iter()
            .zip(judged)
            .all(|(could, judged)| *could || !judged)
        {
            usable.extend(question.codes.iter().map(|code| (*code, number)));
        }
    }
    usable
}

fn unitized(codes: &[Question], ground: Ground<'_>, values: Values) -> (Unitized, Vec<OwnOverlap>) {
    let (mut sums, mut overlaps) = (Unitized::default(), Vec::new());
    let everybody = vec![true; ground.scope.panel.len()];
    for (sheet, continuum) in ground.sheets.iter().zip(ground.continua) {
        let usable = usable(codes, sheet, ground.books);
        let value = |mark: &crate::agreement::scope::CodeMark| {
            let number = usable.get(&ground.books.counted(mark)).copied()?;
            Some(if values == Values::Same { 0 } else { number })
        };
        let said = |stretch: Stretch| OwnStretch {
            start: stretch.span.start(),
            end: stretch.span.end(),
            code: codes
                .get(stretch.value as usize)
                .map(|code| code.key.clone())
                .unwrap_or_default(),
        };
        let found = continuum.add((value, &everybody), &mut sums);
        overlaps.extend(found.into_iter().map(|overlap| OwnOverlap {
            document: sheet.judgement.document.handle.clone(),
            coder: ground.scope.panel[overlap.coder].clone(),
            first: said(overlap.first),
            second: said(overlap.second),
        }));
    }
    (sums, overlaps)
}

/// The sets of codes on every unit, counted run by run of units that are alike.
fn sets(codes: &[Question], ground: Ground<'_>) -> SetCounts {
    let mut counts = SetCounts::default();
    for sheet in ground.sheets {
        let usable = usable(codes, sheet, ground.books);
        // Where a code begins or ends on a coder's units: by unit, the coder, the code, and by how much.
        let mut turns: BTreeMap<usize, Vec<(usize, u32, i32)>> = BTreeMap::new();
        for (code, marks) in &sheet.marks {
            let Some(&number) = usable.get(code) else {
                continue;
            };
            for (coder, units) in marks {
                let mut turn =
                    |at: usize, by: i32| turns.entry(at).or_default().push((*coder, number, by));
                turn(units.start, 1);
                turn(units.end, -1);
            }
        }
        let patterns = sheet.pattern_of.chunk_by(|one, other| one == other);
        let mut at = 0;
        for run in patterns {
            turns.entry(at).or_default();
            at += run.len();
        }
        turns.entry(at).or_default();
        add_runs(sheet, &turns, &mut counts);
    }
    counts
}

/// Walks the places where something changes, and adds the units between one and the next.
fn add_runs(
    sheet: &Sheet<'_>,
    turns: &BTreeMap<usize, Vec<(usize, u32, i32)>>,
    counts: &mut SetCounts,
) {
    let panel = sheet.judgement.judged.len();
    let mut open: Vec<BTreeMap<u32, i32>> = vec![BTreeMap::new(); panel];
    let empty = counts.intern([]);
    let mut said: Vec<SetId> = vec![empty; panel];
    let ends = turns.keys().skip(1).copied();
    for ((at, changes), end) in turns.iter().zip(ends) {
        let mut changed = vec![false; panel];
        for (coder, code, by) in changes {
            let depth = open[*coder].entry(*code).or_default();
            *depth += by;
            if *depth == 0 {
                open[*coder].remove(code);
            }
            changed[*coder] = true;
        }
        for coder in (0..panel).filter(|coder| changed[*coder]) {
            said[coder] = counts.intern(open[coder].keys().copied());
        }
        let judges = &sheet.patterns[sheet.pattern_of[*at]].0;
        let row: Vec<Option<SetId>> = (judges.iter().zip(&said))
            .map(|(judge, said)| judge.then_some(*said))
            .collect();
        counts.add(&row, (end - at) as u64);
    }
}
