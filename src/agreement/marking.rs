//! Markings: what each coder marked in each document of a scope, stretch by stretch, for the gamma family.
//!
//! A document is one continuum of its characters. Only what every coder of the document could have marked takes part: stretches
//! they all judged, with codes that all their versions have. What lies wholly in turns that are left out is left out too.

use std::collections::HashMap;

use crate::agreement::gamma::continuum::Marked;
use crate::agreement::gamma::dissimilarity::Categories;
use crate::agreement::measure::{Level, Measure};
use crate::agreement::question::{Books, Question};
use crate::agreement::scope::{CodeMark, Scope};
use crate::agreement::sheet::{Sheet, could_use, sheet};
use crate::filter::View;
use crate::id::{CodeRef, CoderId};
use crate::round::Unit;
use crate::texts::Texts;

/// What coders marked in one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Marking {
    /// The document, by handle.
    pub document: String,
    /// Who finished it.
    pub coders: Vec<CoderId>,
    /// A list a coder, in the same order; categories are the places of codes in [`Markings::codes`].
    pub marked: Vec<Vec<Marked>>,
    /// Marks that could not be compared, since not all of these coders judged the stretch or had the code.
    pub left_out: usize,
}

/// What coders marked in all documents.
#[derive(Clone, Debug, PartialEq)]
pub struct Markings {
    /// In the order of the scope.
    pub documents: Vec<Marking>,
    /// The assignable codes, by handle, in codebook order.
    pub codes: Vec<String>,
    /// For two codes, the steps between them in the codebook's tree as a share of the longest way there is.
    pub tree: Categories,
}

/// Reads what was marked in a scope.
pub fn markings(
    scope: &Scope<'_>,
    (current, texts): (&View<'_>, &Texts),
    measure: &Measure,
) -> Markings {
    let books = Books::of(scope, current, texts);
    let measure = Measure {
        unit: Unit::Turn,
        levels: vec![Level::Code],
        ..measure.clone()
    };
    let questions = books.questions(&measure);
    let sheets = scope.judgements.iter();
    let sheets = sheets.map(|judgement| sheet(judgement, &measure, &books));
    let documents = sheets.map(|sheet| marking(&sheet, &scope.panel, (&questions, &books)));
    let documents = documents.collect();
    let codes: Vec<String> = questions.into_iter().map(|question| question.key).collect();
    Markings {
        tree: tree(&codes, &books),
        documents,
        codes,
    }
}

fn marking(
    sheet: &Sheet<'_>,
    panel: &[CoderId],
    (questions, books): (&[Question], &Books),
) -> Marking {
    let judgement = sheet.judgement;
    let coders: Vec<usize> = (0..panel.len())
        .filter(|at| judgement.judged[*at].is_some())
        .collect();
    let mut categories: HashMap<CodeRef, (u32, bool)> = HashMap::new();
    for (category, question) in (0u32..).zip(questions) {
        let could = could_use(question, sheet.judgement, books);
        let by_all = coders.iter().all(|coder| could[*coder]);
        categories.extend(
            question
                .codes
                .iter()
                .map(|code| (*code, (category, by_all))),
        );
    }
    let by_all = |mark: &CodeMark| {
        let mut coders = coders.iter();
        coders.all(|coder| judgement.has_judged(*coder, (ANY_TURN, mark.span)))
    };
    let mut left_out = 0;
    let mut marked = Vec::new();
    for coder in &coders {
        let mut own = Vec::new();
        for mark in judgement.judged[*coder]
            .iter()
            .flat_map(|judged| &judged.marks)
        {
            let Some((category, could)) = categories.get(&books.counted(mark)) else {
                continue;
            };
            if sheet.touched(mark.span).is_empty() {
                continue;
            }
            if !*could || !by_all(mark) {
                left_out += 1;
                continue;
            }
            own.push(Marked {
                span: mark.span,
                category: *category,
            });
        }
        marked.push(own);
    }
    Marking {
        document: judgement.document.handle.clone(),
        coders: coders.iter().map(|coder| panel[*coder].clone()).collect(),
        marked,
        left_out,
    }
}

/// A stretch smaller than a document is judged by everybody whose range it touches.
const ANY_TURN: usize = 1;

fn tree(codes: &[String], books: &Books) -> Categories {
    let steps = |one: &String, other: &String| books.steps(one, other) as f64;
    let ways = codes
        .iter()
        .flat_map(|one| codes.iter().map(move |other| steps(one, other)));
    let longest = ways.fold(1.0, f64::max);
    let size = u32::try_from(codes.len()).unwrap_or(u32::MAX);
    Categories::table(size, |one, other| {
        steps(&codes[one as usize], &codes[other as usize]) / longest
    })
}
