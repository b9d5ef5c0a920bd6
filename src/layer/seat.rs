//! The final layer as one more coder: its marks where it has a word, and where it has none.
//!
//! An undecided disagreement is no judgement: those stretches are missing for the layer, never absent.

use std::collections::BTreeMap;

use crate::agreement::scope::{Seat, Seated};
use crate::filter::View;
use crate::id::{CodeRef, CoderId};
use crate::layer::{Marks, settled};
use crate::study::excerpt::Way;
use crate::texts::Texts;

/// The final layer as it is now, seated beside the coders of each source: a round at its frontier, or the study.
pub fn seats(
    (view, texts): (&View<'_>, &Texts),
    sources: &[&View<'_>],
    name: &CoderId,
) -> Vec<Seat> {
    let marks = settled::marks(view, texts);
    let of = sources.iter();
    of.map(|then| seat((view, &marks), then, name)).collect()
}

/// What codes that were merged count as now.
pub fn merged(view: &View<'_>) -> BTreeMap<CodeRef, CodeRef> {
    let merged = view
        .codes()
        .filter_map(|code| Some((code.id, code.merged_into?)));
    merged.collect()
}

fn seat((view, marks): (&View<'_>, &Marks), then: &View<'_>, name: &CoderId) -> Seat {
    let mut documents = BTreeMap::new();
    for (id, (version, repeats)) in &marks.spoken_for {
        let (Some(now), Some(was)) = (view.document(*id), then.document(*id)) else {
            continue;
        };
        let forth = Way::between(now, now.current, was.current);
        let own = marks.marks.iter().filter(|mark| mark.document == *id);
        let carried = own.filter_map(|mark| Some((mark.code, forth.carry(mark.span)?)));
        let missing = marks.left_out.iter().filter(|(document, _)| document == id);
        let seated = Seated {
            repeats: repeats.clone(),
            version: *version,
            revision: now.current,
            back: Way::between(now, was.current, now.current),
            missing: missing.map(|(_, span)| *span).collect(),
            marks: carried.collect(),
        };
        documents.insert(*id, seated);
    }
    Seat {
        coder: name.clone(),
        documents,
        merged: merged(view),
    }
}
