//! Spans of a text: the u-alpha family of one continuum, and character tables of documents with their roll-ups.

use std::collections::{BTreeMap, BTreeSet};

use crate::agreement::character::{Mark, roll_up, tables};
use crate::agreement::figure::{Figure, Undefined, mean};
use crate::agreement::pair::{self, Contingency, pooled_kappa};
use crate::agreement::rating::YES;
use crate::agreement::ratings::answer::{Answer, Found, Line, count, figure};
use crate::agreement::unitize::{Stretch, Unitized};
use crate::number::counted;

/// A text of so many characters, parted by each coder.
#[derive(Clone, Debug, PartialEq)]
pub struct Continuum {
    /// Its characters.
    pub length: u32,
    /// The coders.
    pub coders: Vec<String>,
    /// The values, numbered by their places here.
    pub values: Vec<String>,
    /// Each coder's stretches.
    pub stretches: Vec<Vec<Stretch>>,
}

/// Documents with each coder's spans.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkedDocuments {
    /// The coders.
    pub coders: Vec<String>,
    /// The codes.
    pub codes: Vec<String>,
    /// Each document.
    pub documents: Vec<MarkedDocument>,
}

/// One document with the spans of those who coded it.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkedDocument {
    /// Its name.
    pub name: String,
    /// Its characters.
    pub length: u32,
    /// Who coded it, also who put nothing on it; anybody else is missing there.
    pub coded_by: BTreeSet<u32>,
    /// Their marks.
    pub marks: Vec<Mark>,
}

/// The u-alpha family; refused where a coder's own stretches overlap.
pub fn continuum(of: &Continuum) -> Result<Answer, (String, String)> {
    let mut sums = Unitized::default();
    let mut stretches = of.stretches.clone();
    if let Err(overlaps) = sums.add(of.length, &mut stretches) {
        let named = overlaps.iter().take(10).map(|overlap| {
            let said = |stretch: &Stretch| {
                let (start, end) = (stretch.span.start().0, stretch.span.end().0);
                format!("[{start}, {end}] {}", of.values[stretch.value as usize])
            };
            let (first, second) = (said(&overlap.first), said(&overlap.second));
            format!("{}: {first} and {second}", of.coders[overlap.coder])
        });
        let list: Vec<String> = named.collect();
        let more = overlaps.len().saturating_sub(list.len());
        let more = if more > 0 {
            format!("; and {more} more")
        } else {
            String::new()
        };
        return Err((
            format!("a coder's own stretches overlap: {}{more}", list.join("; ")),
            "the u-alpha family takes stretches that do not overlap; measure one code at a time"
                .to_owned(),
        ));
    }
    let each = |of_value: &dyn Fn(u32) -> Figure| {
        let named = of.values.iter().enumerate();
        Found::Group(
            named
                .map(|(at, name)| figure(name, of_value(at as u32)))
                .collect(),
        )
    };
    let lines = vec![
        figure("u_alpha", sums.u_alpha()),
        figure("bar_u_alpha", sums.bar_u_alpha()),
        figure("cu_alpha", sums.cu_alpha()),
        figure("cu_coverage", sums.cu_coverage()),
        ("k_u_alpha".to_owned(), each(&|value| sums.k_u_alpha(value))),
        (
            "k_coverage".to_owned(),
            each(&|value| sums.k_coverage(value)),
        ),
    ];
    Ok(Answer {
        unit: "character",
        scope: vec![
            counted(u64::from(of.length), "character"),
            counted(of.coders.len() as u64, "coder"),
            counted(
                stretches.iter().map(Vec::len).sum::<usize>() as u64,
                "stretch",
            ),
        ],
        lines,
    })
}

/// Character tables per document and code, and how they roll up; pair by pair where there are more than two coders.
pub fn documents(of: &MarkedDocuments) -> Answer {
    let coders: Vec<u32> = (0..of.coders.len() as u32).collect();
    let found: Vec<BTreeMap<(u32, u32, u32), Contingency>> = (of.documents.iter())
        .map(|document| {
            let tables = tables(&mut document.marks.clone(), &coders, document.length);
            let keyed = |of: crate::agreement::character::CodeTable| {
                ((of.coders.0, of.coders.1, of.code), of.table)
            };
            tables.into_iter().map(keyed).collect()
        })
        .collect();
    let pairs: Vec<(u32, u32)> = (coders.iter())
        .flat_map(|&one| {
            coders
                .iter()
                .filter(move |other| **other > one)
                .map(move |&other| (one, other))
        })
        .collect();
    let lines = match pairs.as_slice() {
        [] => vec![figure("pooled_kappa", Err(Undefined::FewerThanTwoCoders))],
        [pair] => of_pair(of, &found, *pair),
        several => {
            let named = several.iter().map(|&pair| {
                let (one, other) = (&of.coders[pair.0 as usize], &of.coders[pair.1 as usize]);
                (
                    format!("{one}-{other}"),
                    Found::Group(of_pair(of, &found, pair)),
                )
            });
            vec![("per_pair".to_owned(), Found::Group(named.collect()))]
        }
    };
    let lengths = of
        .documents
        .iter()
        .map(|document| u64::from(document.length));
    let length: u64 = lengths.sum();
    Answer {
        unit: "character",
        scope: vec![
            counted(of.documents.len() as u64, "document"),
            counted(length, "character"),
            counted(of.coders.len() as u64, "coder"),
            counted(of.codes.len() as u64, "code"),
        ],
        lines,
    }
}

type Tables = BTreeMap<(u32, u32, u32), Contingency>;

fn of_pair(of: &MarkedDocuments, found: &[Tables], (one, other): (u32, u32)) -> Vec<Line> {
    // A document that one of the two did not code says nothing of how far they agree.
    let both = |document: &MarkedDocument| {
        let coded_by = &document.coded_by;
        coded_by.contains(&one) && coded_by.contains(&other)
    };
    let shared: Vec<usize> = (0..of.documents.len())
        .filter(|at| both(&of.documents[*at]))
        .collect();
    // A code that neither used in a document still has a table there: all of it is uncoded.
    let table = |at: usize, code: usize| {
        let unused = || Contingency::yes_no([0, 0, 0, u64::from(of.documents[at].length)]);
        let known = found[at].get(&(one, other, code as u32));
        known.cloned().unwrap_or_else(unused)
    };
    let (mut cells, mut all, mut corpus) = (Vec::new(), Vec::new(), Vec::new());
    let mut sums = Vec::new();
    for (code, name) in of.codes.iter().enumerate() {
        let mut sum = Contingency::yes_no([0; 4]);
        shared.iter().for_each(|at| sum.add(&table(*at, code)));
        let mut lines = four(&sum);
        lines.push(figure("percent", pair::percent(&sum)));
        lines.push(figure("kappa", pair::cohen(&sum)));
        lines.push(figure("holsti", pair::holsti(&sum, YES)));
        corpus.push((name.clone(), Found::Group(lines)));
        sums.push(sum);
    }
    for at in &shared {
        for (code, name) in of.codes.iter().enumerate() {
            let table = table(*at, code);
            let document = of.documents[*at].name.clone();
            let mut lines = vec![
                ("doc".to_owned(), Found::Word(document)),
                ("code".to_owned(), Found::Word(name.clone())),
            ];
            lines.extend(four(&table));
            lines.push(figure("percent", pair::percent(&table)));
            lines.push(figure("kappa", pair::cohen(&table)));
            cells.push(lines);
            all.push(table);
        }
    }
    let rolled = roll_up(&all);
    vec![
        ("corpus_per_code".to_owned(), Found::Group(corpus)),
        figure("pooled_kappa", pooled_kappa(&sums)),
        figure("mean_kappa_unweighted", rolled.mean),
        figure("mean_kappa_weighted_by_length", rolled.weighted),
        figure("mean_percent_unweighted", rolled.percent),
        figure("mean_of_corpus_kappas", mean_of(&sums)),
        count("n_documents", shared.len() as u64),
        ("cells".to_owned(), Found::List(cells)),
    ]
}

fn mean_of(sums: &[Contingency]) -> Figure {
    let kappas: Vec<f64> = sums
        .iter()
        .filter_map(|sum| pair::cohen(sum).ok())
        .collect();
    mean(&kappas).ok_or(Undefined::NoVariation)
}

fn four(table: &Contingency) -> Vec<Line> {
    let names = ["both", "only_a", "only_b", "neither"];
    let cells = names.into_iter().zip(table.four());
    cells.map(|(name, units)| count(name, units)).collect()
}
