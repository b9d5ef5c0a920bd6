//! Changes of autocoding: a run begins, and a person says what a proposal is.
//!
//! A yes codes the stretch as the coder's own hand would, under the same checks, and keeps the query as where it came from.

use crate::autocode::runs::judgements;
use crate::change::Change;
use crate::change::coding::{Hand, check, value};
use crate::coding::Origin;
use crate::event::Event;
use crate::event::autocode::{AutocodeJudge, AutocodeRun};
use crate::event::coding::CodingAdd;
use crate::filter::View;
use crate::id::{CodeRef, DocumentRef};
use crate::problem::Problem;
use crate::run::{Run, Verdict};
use crate::text::span::Span;

/// What somebody makes of a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The code applies, with a label of its scale; without one, a value that is there stays.
    Yes(Option<String>),
    /// It does not.
    No,
    /// Not now.
    Skip,
    /// Another does.
    Other(CodeRef),
}

/// A run begins.
pub fn begin(run: AutocodeRun) -> Change {
    Change::one(Event::AutocodeRun(Box::new(run)))
}

/// A stretch of a document's current text is judged in one's own run. A code that cannot be applied is refused.
pub fn judge(
    view: &View<'_>,
    run: &Run,
    (document, span): (DocumentRef, Span),
    said: &Said,
) -> Result<Change, Problem> {
    let hand = Hand::at(view, &run.coder, document).filter(|_| view.viewer() == Some(&run.coder));
    let Some(hand) = hand else {
        return Err(Problem::new(
            &run.query,
            format!("this run is {}'s; only they judge in it", run.coder),
            "ask the same yourself: that is a run of your own",
        ));
    };
    let (verdict, code, label) = match said {
        Said::Yes(value) => (Verdict::Yes, Some(run.code), value.clone()),
        Said::No => (Verdict::No, None, None),
        Said::Skip => (Verdict::Skip, None, None),
        Said::Other(code) if *code == run.code => (Verdict::Yes, Some(*code), None),
        Said::Other(code) => (Verdict::Other, Some(*code), None),
    };
    if let Some(known) = code.and_then(|code| view.code(code)) {
        check(known, label.as_deref())?;
    }
    let held = code.and_then(|code| hand.held(view, code, span));
    let new = match (held, code) {
        (Some(held), _) => {
            let other = label.filter(|label| held.value.as_deref() != Some(label.as_str()));
            other.map(|label| value(view, held, Some(label)))
        }
        (None, code) => code.map(|code| {
            Change::one(Event::CodingAdd(CodingAdd {
                value: label.map(String::into_boxed_str),
                origin: Some(Box::new(Origin::Query(run.query.clone()))),
                ..hand.coding(code, span)
            }))
        }),
    };
    let before = judgements(view, run.id)
        .find(|said| said.excerpt.span == span && said.excerpt.document == document);
    let made = before.and_then(|said| {
        view.codings()
            .iter()
            .find(|coding| Some(coding.id) == said.coding)
    });
    let origin = Some(Box::new(Origin::Query(run.query.clone())));
    // What the coder put there by another way stays: only what an earlier verdict of the run made gives way.
    let off = made.filter(|coding| Some(coding.code) != code && coding.origin == origin);
    Ok(Change::Judged {
        off: off.map(|coding| coding.id),
        coding: new.map(Box::new),
        said: Box::new(AutocodeJudge {
            run: run.id,
            document,
            revision: hand.revision,
            span,
            verdict,
            coding: held.map(|coding| coding.id),
        }),
    })
}
