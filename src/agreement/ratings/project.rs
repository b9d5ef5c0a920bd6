//! A whole project in one file: documents of units with each coder's codes, where some coders did not code everything.
//!
//! A coder who is not named as having coded a document is missing there; one who is and gave a unit no code said so.

use std::collections::{BTreeMap, BTreeSet};

use crate::agreement::alpha::alpha;
use crate::agreement::pair::{self, Contingency, pooled_kappa};
use crate::agreement::rating::{Counts, NO, Rating, YES};
use crate::agreement::ratings::answer::{Answer, Found, Line, count, figure};
use crate::agreement::ratings::set;
use crate::agreement::set::{Distance, SetCounts};
use crate::agreement::share;
use crate::number::counted;

/// A unit: each coder's codes by their numbers; none where the coder did not code it.
pub type CodedUnit = Vec<Option<Vec<u32>>>;

/// Documents, coders, codes and themes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Project {
    /// The coders.
    pub coders: Vec<String>,
    /// The codes, numbered by their places here.
    pub codes: Vec<String>,
    /// Codes that can be applied; the others are only themes.
    pub assignable: Vec<u32>,
    /// Each theme with itself and all below it.
    pub themes: Vec<(String, BTreeSet<u32>)>,
    /// Each document's name and units.
    pub documents: Vec<(String, Vec<CodedUnit>)>,
}

impl Project {
    fn units(&self) -> impl Iterator<Item = &CodedUnit> {
        self.documents.iter().flat_map(|(_, units)| units)
    }

    fn counts(&self, fits: impl Fn(u32) -> bool) -> Counts {
        let mut cells: Vec<Rating> = Vec::new();
        for unit in self.units() {
            cells.extend(unit.iter().map(|codes| rating(codes.as_deref(), &fits)));
        }
        Counts::of_rows(self.coders.len(), 2, &cells)
    }

    /// Documents as units: whether a coder put the code anywhere in them.
    fn presence(&self, code: u32) -> Counts {
        let mut counts = Counts::yes_no(self.coders.len());
        for (_, units) in &self.documents {
            let of_coder = |coder: usize| {
                let rated: Vec<Rating> = (units.iter())
                    .map(|unit| rating(unit[coder].as_deref(), |other| other == code))
                    .collect();
                let all = !rated.is_empty() && rated.iter().all(Option::is_some);
                all.then_some(if rated.contains(&Some(YES)) { YES } else { NO })
            };
            let row: Vec<Rating> = (0..self.coders.len()).map(of_coder).collect();
            counts.add(&row, 1);
        }
        counts
    }
}

fn rating(codes: Option<&[u32]>, fits: impl Fn(u32) -> bool) -> Rating {
    codes.map(|codes| {
        if codes.iter().any(|code| fits(*code)) {
            YES
        } else {
            NO
        }
    })
}

/// Figures per code, theme, document and pair, of sets of codes, and of presence in documents.
pub fn answer(project: &Project) -> Answer {
    let all = set::counts(project.units());
    let per_code = project.assignable.iter().map(|&code| {
        let counts = project.counts(|other| other == code);
        let lines = vec![
            figure("alpha", alpha(&counts)),
            figure("percent", share::percent(&counts)),
            figure("prevalence", share::prevalence(&counts, YES)),
            count("n_coded", counts.units_given(YES)),
        ];
        (name(project, code), Found::Group(lines))
    });
    let per_theme = project.themes.iter().map(|(theme, codes)| {
        let counts = project.counts(|code| codes.contains(&code));
        let lines = vec![
            figure("alpha", alpha(&counts)),
            figure("percent", share::percent(&counts)),
        ];
        (theme.clone(), Found::Group(lines))
    });
    let per_document = project.documents.iter().map(|(name, units)| {
        let counts = set::counts(units);
        figure(name, counts.alpha(Distance::Masi))
    });
    let presence = (project.assignable.iter())
        .map(|&code| figure(name(project, code), alpha(&project.presence(code))));
    let group = |lines: Vec<Line>| Found::Group(lines);
    let (pairs, pooled) = pairs(project);
    let mut lines = vec![
        ("per_code".to_owned(), group(per_code.collect())),
        ("per_theme".to_owned(), group(per_theme.collect())),
        (
            "per_document_overall".to_owned(),
            group(per_document.collect()),
        ),
        ("per_pair".to_owned(), pairs),
    ];
    lines.extend(overall(&all));
    lines.push(figure("overall_pooled_kappa", pooled));
    lines.push((
        "document_presence_alpha".to_owned(),
        group(presence.collect()),
    ));
    Answer {
        unit: "unit of the file",
        scope: vec![
            counted(project.documents.len() as u64, "document"),
            counted(project.units().count() as u64, "unit"),
            format!(
                "{} with two coders or more",
                counted(all.pairable_units(), "unit")
            ),
            counted(project.coders.len() as u64, "coder"),
        ],
        lines,
    }
}

fn overall(sets: &SetCounts) -> impl Iterator<Item = Line> {
    Distance::ALL
        .map(|distance| {
            let name = format!("overall_set_alpha_{}", distance.as_str());
            figure(name, sets.alpha(distance))
        })
        .into_iter()
}

fn name(project: &Project, code: u32) -> String {
    project.codes[code as usize].clone()
}

/// Cohen's kappa per pair and code, and what they pool to.
fn pairs(project: &Project) -> (Found, Result<f64, crate::agreement::figure::Undefined>) {
    let mut by_pair: BTreeMap<(usize, usize), Vec<Line>> = BTreeMap::new();
    let mut tables = Vec::new();
    for &code in &project.assignable {
        let counts = project.counts(|other| other == code);
        for coders in counts.coder_pairs() {
            let table = Contingency::of(&counts, coders);
            let lines = vec![
                figure("kappa", pair::cohen(&table)),
                count("units", table.units()),
                count("both", table.both(YES)),
            ];
            let named = (name(project, code), Found::Group(lines));
            by_pair.entry(coders).or_default().push(named);
            tables.push(table);
        }
    }
    // Coders of one letter read as AB; longer names need something between them.
    let short = project
        .coders
        .iter()
        .all(|coder| coder.chars().count() == 1);
    let named = by_pair.into_iter().map(|((one, other), lines)| {
        let between = if short { "" } else { "-" };
        let (one, other) = (&project.coders[one], &project.coders[other]);
        (format!("{one}{between}{other}"), Found::Group(lines))
    });
    (Found::Group(named.collect()), pooled_kappa(&tables))
}
