//! NVivo's Coding Comparison: per code, document and pair of coders, the characters both, one or neither coded.
//!
//! It counts the whole text, interviewers and labels too, as NVivo does; the figures beside it in a report count what is in
//! scope. Turns that one of two coders did not judge, and codes one of them could not have used, are missing here as anywhere.
//! NVivo stops at documents; the roll-ups here are each named, since they differ.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::agreement::character::{Mark, RollUp, roll_up, tables};
use crate::agreement::figure::Figure;
use crate::agreement::measure::{Level, Measure};
use crate::agreement::pair::{self, Contingency, pooled_kappa};
use crate::agreement::question::{Books, Question};
use crate::agreement::report::{Reasons, reasons};
use crate::agreement::scope::{Judgement, Scope};
use crate::agreement::sheet::could_use;
use crate::filter::View;
use crate::id::CoderId;
use crate::text::span::{Position, Span};
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
    /// Characters of the text that both judged, labels and interviewers too.
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
    /// Why those that have no value have none, each under its name with `_reason`.
    #[serde(flatten)]
    pub reasons: Reasons,
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
    /// Why there is none.
    pub pooled_kappa_reason: Option<&'static str>,
}

/// One document: for each two coders the tables of all codes that somebody used there and both could have.
struct Counted {
    source: String,
    tables: BTreeMap<(usize, u32, u32), Contingency>,
    /// Per pair, the characters both judged; all of them are uncoded where neither used a code.
    lengths: BTreeMap<(u32, u32), u32>,
    /// Per question and coder, whether what they left uncoded is a word on it.
    could: Vec<Vec<bool>>,
}

impl Counted {
    /// The table of a code and a pair who both judged something here and could have used it.
    fn table(&self, (question, one, other): (usize, u32, u32)) -> Option<Contingency> {
        let could = self.could.get(question)?;
        let both = could.get(one as usize)? & could.get(other as usize)?;
        let length = self.lengths.get(&(one, other)).filter(|_| both)?;
        let unused = || Contingency::yes_no([0, 0, 0, u64::from(*length)]);
        let known = self.tables.get(&(question, one, other)).cloned();
        Some(known.unwrap_or_else(unused))
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
    let pooled = pooled_kappa(&sums);
    Comparisons {
        cells,
        rolled: rolls,
        pooled_kappa: pooled.ok(),
        pooled_kappa_reason: pooled.err().map(|reason| reason.as_str()),
    }
}

fn counted(judgement: &Judgement<'_>, questions: &[Question], books: &Books) -> Counted {
    let (mut marks, mut coders) = (Vec::new(), Vec::new());
    let mut could: Vec<Vec<bool>> = (questions.iter())
        .map(|question| could_use(question, judgement, books))
        .collect();
    for (coder, judged) in (0u32..).zip(&judgement.judged) {
        let Some(judged) = judged else { continue };
        coders.push(coder);
        for mark in &judged.marks {
            let counted = books.counted(mark);
            let asked = (0u32..).zip(questions);
            for (code, _) in asked.filter(|(_, question)| question.codes.contains(&counted)) {
                could[code as usize][coder as usize] = true;
                let span = mark.span;
                marks.push(Mark { code, coder, span });
            }
        }
    }
    let mut of = Counted {
        source: judgement.document.handle.clone(),
        tables: BTreeMap::new(),
        lengths: BTreeMap::new(),
        could,
    };
    for (at, one) in coders.iter().enumerate() {
        for other in &coders[at + 1..] {
            let ground = ground(judgement, (*one as usize, *other as usize));
            let length: u32 = ground.iter().map(|span| span.len()).sum();
            if length == 0 {
                continue;
            }
            of.lengths.insert((*one, *other), length);
            let here = |mark: &Mark| {
                let (code, coder) = (mark.code, mark.coder);
                let cut = ground.iter().filter_map(|span| mark.span.overlap(*span));
                let cut = cut.map(|span| Mark { code, coder, span });
                cut.collect::<Vec<Mark>>()
            };
            let mut cut: Vec<Mark> = marks.iter().flat_map(here).collect();
            for found in tables(&mut cut, &[*one, *other], length) {
                let key = (found.code as usize, *one, *other);
                of.tables.insert(key, found.table);
            }
        }
    }
    of
}

/// The stretches of a text that two coders judged: all of it, or the turns that both had before them and in their range.
fn ground(judgement: &Judgement<'_>, (one, other): (usize, usize)) -> Vec<Span> {
    let is_whole = |coder: usize| {
        let judged = judgement.judged[coder].as_ref();
        judged.is_some_and(|judged| {
            let is_current = judged.progress.revision == judgement.document.current;
            is_current && judged.range.is_none() && judged.missing.is_empty()
        })
    };
    let text = &judgement.passage.text;
    if is_whole(one) && is_whole(other) {
        return vec![Span::between(Position(0), text.len())];
    }
    let turns = judgement.passage.turns.iter().enumerate();
    let both = turns.filter(|(at, turn)| {
        let place = (at + 1, turn.body);
        judgement.has_judged(one, place) && judgement.has_judged(other, place)
    });
    let spans = both.map(|(_, turn)| {
        let start = turn.label.map_or(turn.body.start(), |label| label.start());
        Span::between(start, turn.body.end())
    });
    spans.collect()
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
    let figures = [
        ("corpus_kappa_reason", of.corpus),
        ("mean_kappa_unweighted_reason", of.mean),
        ("mean_kappa_weighted_by_length_reason", of.weighted),
        ("mean_percent_unweighted_reason", of.percent),
    ];
    Rolled {
        reasons: reasons(figures),
        level,
        node,
        coders,
        corpus_kappa: of.corpus.ok(),
        mean_kappa_unweighted: of.mean.ok(),
        mean_kappa_weighted_by_length: of.weighted.ok(),
        mean_percent_unweighted: of.percent.ok(),
    }
}
