//! Units by coders with one set of codes each: set alpha under three distances.

use crate::agreement::ratings::answer::{Answer, Line, count, figure};
use crate::agreement::set::{Distance, SetCounts};
use crate::number::counted;

/// Units by coders; a set is codes by their numbers, and none is missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SetUnits {
    /// How many coders there are.
    pub coders: usize,
    /// One row a unit.
    pub units: Vec<Vec<Option<Vec<u32>>>>,
}

/// Set alpha under MASI, Jaccard and equality.
pub fn answer(sets: &SetUnits) -> Answer {
    let counts = counts(&sets.units);
    let mut lines = Vec::new();
    for distance in Distance::ALL {
        lines.extend(of_distance(&counts, distance));
    }
    lines.push(count("n_units", sets.units.len() as u64));
    lines.push(count("n_pairable_units", counts.pairable_units()));
    Answer {
        unit: "row of the file",
        scope: vec![
            counted(sets.units.len() as u64, "unit"),
            counted(sets.coders as u64, "coder"),
            counted(counts.distinct() as u64, "different set"),
        ],
        lines,
    }
}

/// Counts the units' sets.
pub fn counts<'u>(units: impl IntoIterator<Item = &'u Vec<Option<Vec<u32>>>>) -> SetCounts {
    let mut counts = SetCounts::default();
    for unit in units {
        let row: Vec<_> = unit
            .iter()
            .map(|codes| {
                codes
                    .as_ref()
                    .map(|codes| counts.intern(codes.iter().copied()))
            })
            .collect();
        counts.add(&row, 1);
    }
    counts
}

fn of_distance(counts: &SetCounts, distance: Distance) -> [Line; 3] {
    let name = distance.as_str();
    let found = counts.disagreement(distance);
    [
        figure(format!("alpha_{name}"), counts.alpha(distance)),
        figure(format!("Do_{name}"), found.map(|of| of.observed)),
        figure(format!("De_{name}"), found.map(|of| of.expected)),
    ]
}
