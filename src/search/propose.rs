//! Proposals out of a whole study: the index says which turns may hold what is wanted, and their words are asked.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::autocode::order::Judged;
use crate::autocode::proposal::{Proposal, Taken, Wanted};
use crate::problem::Problem;
use crate::query::corpus::TurnNumber;
use crate::query::likeness::stems;
use crate::query::word::Speller;
use crate::run::Judgement;
use crate::search::IndexError;
use crate::search::answer::Base;

impl Base<'_> {
    /// All proposals, as imported and as spoken; texts that could not be read, whose stretches are left out.
    pub fn proposals(
        &self,
        wanted: &Wanted<'_>,
        taken: &Taken,
    ) -> Result<(Vec<Proposal>, Vec<Problem>), IndexError> {
        let answer = self.answer(&wanted.of_turns())?;
        let corpus = &self.ground.corpus;
        let sources = self.sources_of(&answer.turns);
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
        let judgements: Vec<&Judgement> = judgements.into_iter().collect();
        let documents = judgements.iter();
        let words = self.words(documents.map(|judgement| judgement.excerpt.document));
        let mut judged = Judged::default();
        for judgement in judgements {
            let document = judgement.excerpt.document;
            let Some((source, passage)) = self.source(document).zip(words.of(document)) else {
                continue;
            };
            let mut speller = Speller::of(source.language);
            let text = passage.text.slice(judgement.excerpt.span);
            judged.add(
                judgement.verdict,
                stems(&mut speller, source.language, text),
            );
        }
        (judged, words.problems)
    }
}
