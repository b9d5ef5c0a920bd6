//! Habits: how each coder codes, so that a team sees whose edges and whose density differ before it argues about codes.

use std::collections::BTreeSet;

use crate::agreement::figure::median;
use crate::agreement::scope::Scope;
use crate::filter::View;
use crate::id::CoderId;
use crate::text::segment;

/// What one coder did in the documents of a scope.
#[derive(Clone, Debug, PartialEq)]
pub struct Habit {
    /// The coder.
    pub coder: CoderId,
    /// Codings they made.
    pub codings: usize,
    /// The median number of words of their codings; none where they made none.
    pub words: Option<f64>,
    /// Participants' turns they judged.
    pub turns: usize,
    /// Turns among these with neither a code of theirs nor their word that nothing applies.
    pub unread: usize,
}

impl Habit {
    /// Codings for each judged turn; none where no turn was judged.
    pub fn density(&self) -> Option<f64> {
        (self.turns > 0).then(|| self.codings as f64 / self.turns as f64)
    }
}

/// The habits of a scope's coders, in the order of its panel.
pub fn habits(scope: &Scope<'_>, view: &View<'_>) -> Vec<Habit> {
    let each = scope.panel.iter().enumerate();
    each.map(|(at, coder)| habit(scope, view, (at, coder)))
        .collect()
}

fn habit(scope: &Scope<'_>, view: &View<'_>, (at, coder): (usize, &CoderId)) -> Habit {
    let mut words = Vec::new();
    let (mut turns, mut unread) = (0, 0);
    for judgement in &scope.judgements {
        let Some(judged) = judgement.judged.get(at).and_then(Option::as_ref) else {
            continue;
        };
        let passage = judgement.passage;
        let lengths = judged
            .marks
            .iter()
            .map(|mark| f64::from(segment::count_words(&passage.text, mark.span)));
        words.extend(lengths);
        let marked: BTreeSet<usize> = judged
            .marks
            .iter()
            .flat_map(|mark| passage.turns_at(mark.span).map(|(number, _)| number))
            .collect();
        let passed: BTreeSet<usize> = view
            .passes()
            .filter(|pass| pass.coder == *coder && pass.excerpt.document == judgement.document.id)
            .flat_map(|pass| {
                passage
                    .turns_at(pass.excerpt.span)
                    .map(|(number, _)| number)
            })
            .collect();
        for (number, turn) in (1..).zip(&passage.turns) {
            let is_participants = !passage.is_left_out(judgement.document, turn);
            if is_participants && judgement.has_judged(at, (number, turn.body)) {
                turns += 1;
                unread += usize::from(!marked.contains(&number) && !passed.contains(&number));
            }
        }
    }
    Habit {
        coder: coder.clone(),
        codings: words.len(),
        words: median(&words),
        turns,
        unread,
    }
}
