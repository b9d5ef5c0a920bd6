//! Proposals out of a whole study: the index says which turns may hold what is wanted, and their words are asked.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::autocode::order::Judged;
use crate::autocode::proposal::{Proposal, Taken, Wanted, stems};
use crate::id::DocumentRef;
use crate::problem::Problem;
use crate::query::corpus::TurnNumber;
use crate::query::facts::Source;
use crate::query::word::Speller;
use crate::run::Judgement;
use crate::search::IndexError;
use crate::search::answer::Base;
use crate::texts::Passage;

impl Base<'_> {
    /// All proposals, as imported and as spoken; texts that could not be read, whose stretches are left out.
    pub fn proposals(
        &self,
        wanted: &Wanted<'_>,
        taken: &Taken,
    ) -> Result<(Vec<Proposal>, Vec<Problem>), IndexError> {
        let answer = self.answer(&wanted.of_turns())?;
        let corpus = &self.ground.corpus;
        let matters = |source: &&Source| answer.turns.count_in(corpus.numbers(source.id)) > 0;
        let sources: Vec<&Source> = self.facts.documents.iter().filter(matters).collect();
        let read: Vec<Result<Vec<Proposal>, Problem>> = sources
            .par_iter()
            .map(|source| {
                let passage = self.passage(source)?;
                let numbers: Vec<TurnNumber> = corpus.numbers(source.id).map(TurnNumber).collect();
                let score = |turn: usize| {
                    let number = *numbers.get(turn.checked_sub(1)?)?;
                    let score = || answer.scores.get(number.0 as usize).copied();
                    answer.turns.has(number).then(score).flatten()
                };
                Ok(wanted.proposals((source, &passage), taken, score))
            })
            .collect();
        let (mut found, mut problems) = (Vec::new(), BTreeSet::from_iter(answer.problems));
        for read in read {
            match read {
                Ok(own) => found.extend(own),
                Err(problem) => drop(problems.insert(problem)),
            }
        }
        Ok((found, problems.into_iter().collect()))
    }

    /// The stems of what was judged, so that proposals can be held against them.
    pub fn judged<'j>(
        &self,
        judgements: impl IntoIterator<Item = &'j Judgement>,
    ) -> (Judged, Vec<Problem>) {
        let mut passages: HashMap<DocumentRef, Option<Arc<Passage>>> = HashMap::new();
        let (mut judged, mut problems) = (Judged::default(), Vec::new());
        for judgement in judgements {
            let document = judgement.excerpt.document;
            let Some(source) = self.source(document) else {
                continue;
            };
            let passage = passages.entry(document).or_insert_with(|| {
                let read = self.passage(source);
                read.map_err(|problem| problems.push(problem)).ok()
            });
            if let Some(passage) = passage {
                let mut speller = Speller::of(source.language);
                let text = passage.text.slice(judgement.excerpt.span);
                judged.add(
                    judgement.verdict,
                    stems(&mut speller, source.language, text),
                );
            }
        }
        (judged, problems)
    }
}
