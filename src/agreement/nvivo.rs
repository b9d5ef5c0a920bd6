//! NVivo's Coding Comparison: per code, document and pair of coders, the characters both, one or neither coded.
//!
//! It counts the whole text, interviewers and labels too, as NVivo does; the figures beside it in a report count what is in
//! scope. NVivo stops at documents; the roll-ups here are each named, since they differ.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::agreement::character::{Mark, RollUp, roll_up, tables};
use crate::agreement::figure::Figure;
use crate::agreement::measure::{Level, Measure};
use crate::agreement::pair::{self, Contingency, pooled_kappa};
use crate::agreement::question::{Books, Question};
use crate::agreement::scope::{Judgement, Scope};
use crate::filter::View;
use crate::id::CoderId;
use crate::texts::Texts;

/// One line of the comparison; shares are 0–1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Code or theme.
    pub level: Level,
    /// NVivo's node: the handle.
    pub node: String,
    /// NVivo's source: the document's handle.
    pub source: String,
    /// Characters of the whole text.
    pub source_size: u64,
    /// The two.
    pub coders: (CoderId, CoderId),
    /// Cohen's kappa in characters.
    pub kappa: Option<f64>,
    /// Why there is none.
    pub kappa_reason: Option<&'static str>,
    /// Both or neither.
    pub agreement: f64,
    /// Both.
    pub a_and_b: f64,
    /// Neither.
    pub not_a_and_not_b: f64,
    /// One of them.
    pub disagreement: f64,
    /// Only the first.
    pub a_and_not_b: f64,
    /// Only the second.
    pub b_and_not_a: f64,
}

/// One code and pair over all documents.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rolled {
    /// Code or theme.
    pub level: Level,
    /// The handle.
    pub node: String,
    /// The two.
    pub coders: (CoderId, CoderId),
    /// Kappa of the characters of all documents summed.
    pub corpus_kappa: Option<f64>,
    /// The unweighted mean over documents, which NVivo leaves to the user.
    pub mean_kappa_unweighted: Option<f64>,
    /// The mean over documents weighted by their characters.
    pub mean_kappa_weighted_by_length: Option<f64>,
    /// The unweighted mean of agreement.
    pub mean_percent_unweighted: Option<f64>,
}

/// The whole comparison.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparisons {
    /// Per code, document and pair.
    pub cells: Vec<Comparison>,
    /// Per code and pair.
    pub rolled: Vec<Rolled>,
    /// Pooled over codes and pairs (themes are not pooled with the codes they hold).
    pub pooled_kappa: Option<f64>,
}

/// One document: the tables of codes that somebody used there, and how many characters it has.
struct Counted {
    source: String,
    length: u32,
    coders: Vec<u32>,
    tables: BTreeMap<(usize, u32, u32), Contingency>,
}

impl Counted {
    /// The table of a code and a pair who both finished here; all of the text is uncoded where neither used the code.
    fn table(&self, (question, one, other): (usize, u32, u32)) -> Option<Contingency> {
        let both = self.coders.contains(&one) && self.coders.contains(&other);
        let unused = || Contingency::yes_no([0, 0, 0, u64::from(self.length)]);
        let known = self.tables.get(&(question, one, other)).cloned();
        both.then(|| known.unwrap_or_else(unused))
    }
}

/// Compares every two coders who finished a document, on every code that somebody used in scope.
pub fn compare(
    scope: &Scope<'_>,
    (current, texts): (&View<'_>, &Texts),
    measure: &Measure,
) -> Comparisons {
    let books = Books::of(scope, current, texts);
    let questions = books.questions(measure);
    let documents: Vec<Counted> = (scope.judgements.iter())
        .map(|judgement| counted(judgement, &questions, &books))
        .collect();
    let used: BTreeSet<(usize, u32, u32)> = (documents.iter())
        .flat_map(|document| document.tables.keys().copied())
        .collect();
    let named = |coder: u32| scope.panel[coder as usize].clone();
    let (mut cells, mut rolls, mut sums) = (Vec::new(), Vec::new(), Vec::new());
    for key in used {
        let (question, coders) = (&questions[key.0], (named(key.1), named(key.2)));
        let node = || (question.level, question.key.clone());
        let mut tables = Vec::new();
        for document in &documents {
            let Some(table) = document.table(key) else {
                continue;
            };
            let place = (document.source.clone(), coders.clone());
            cells.push(line(node(), place, &table));
            tables.push(table);
        }
        rolls.push(rolled(node(), coders, roll_up(&tables)));
        if question.level == Level::Code {
            sums.push(summed(&tables));
        }
    }
    Comparisons {
        cells,
        rolled: rolls,
        pooled_kappa: pooled_kappa(&sums).ok(),
    }
}

fn counted(judgement: &Judgement<'_>, questions: &[Question], books: &Books) -> Counted {
    let (mut marks, mut coders) = (Vec::new(), Vec::new());
    for (coder, judged) in (0u32..).zip(&judgement.judged) {
        let Some(judged) = judged else { continue };
        coders.push(coder);
        for mark in &judged.marks {
            let counted = books.counted(mark);
            let asked = (0u32..).zip(questions);
            let on = asked.filter(|(_, question)| question.codes.contains(&counted));
            marks.extend(on.map(|(code, _)| Mark {
                code,
                coder,
                span: mark.span,
            }));
        }
    }
    let length = judgement.passage.text.len().0;
    let found = tables(&mut marks, &coders, length).into_iter();
    Counted {
        source: judgement.document.handle.clone(),
        length,
        tables: found
            .map(|of| ((of.code as usize, of.coders.0, of.coders.1), of.table))
            .collect(),
        coders,
    }
}

fn summed(tables: &[Contingency]) -> Contingency {
    let mut sum = Contingency::yes_no([0; 4]);
    tables.iter().for_each(|table| sum.add(table));
    sum
}

fn line(
    (level, node): (Level, String),
    (source, coders): (String, (CoderId, CoderId)),
    table: &Contingency,
) -> Comparison {
    let [both, only_a, only_b, neither] = table.four();
    let size = table.units();
    let share = |characters: u64| characters as f64 / size.max(1) as f64;
    let kappa: Figure = pair::cohen(table);
    Comparison {
        level,
        node,
        source,
        source_size: size,
        coders,
        kappa: kappa.ok(),
        kappa_reason: kappa.err().map(|reason| reason.as_str()),
        agreement: share(both + neither),
        a_and_b: share(both),
        not_a_and_not_b: share(neither),
        disagreement: share(only_a + only_b),
        a_and_not_b: share(only_a),
        b_and_not_a: share(only_b),
    }
}

fn rolled((level, node): (Level, String), coders: (CoderId, CoderId), of: RollUp) -> Rolled {
    Rolled {
        level,
        node,
        coders,
        corpus_kappa: of.corpus.ok(),
        mean_kappa_unweighted: of.mean.ok(),
        mean_kappa_weighted_by_length: of.weighted.ok(),
        mean_percent_unweighted: of.percent.ok(),
    }
}
