//! The lead's decisions in the sample: about half of a round's disagreements, settled in various ways and for various causes.
//!
//! They are made up by rule, like the codings: they show the program and are no evidence about real teams.

use crate::change::decision::{Ruling, decide};
use crate::cli::failure::Failure;
use crate::decision::{Cause, How};
use crate::disagreement::kind::Kind;
use crate::filter::View;
use crate::id::CoderId;
use crate::reconcile::choice::result;
use crate::reconcile::queue::{Matter, Order, Queue};
use crate::session::Session;

/// Every second disagreement of a round, in the order of documents and text, decided with everybody present.
pub fn half(lee: &mut Session, round: &str) -> Result<(), Failure> {
    let (texts, _) = lee.everything()?;
    let view = lee.view();
    let round = view.round_called(round);
    let mut queue = Queue::of_round((&view, &texts), round, &Default::default());
    queue.sort(Order::Document, &view);
    let mut changes = Vec::new();
    for (at, matter) in queue.matters.iter().enumerate().step_by(2) {
        let ruling = ruling(&view, (at / 2, matter));
        changes.push(decide(&view, &matter.disagreement.group, &ruling)?);
    }
    drop(view);
    for change in changes {
        lee.record(|draft| change.write(draft))?;
    }
    Ok(())
}

fn ruling(view: &View<'_>, (at, matter): (usize, &Matter)) -> Ruling {
    let group = &matter.disagreement.group;
    let wanted = match (matter.disagreement.kind, at % 5) {
        (Kind::Boundary, 0..=2) => How::Majority,
        (Kind::Boundary, _) => How::Intersection,
        (_, 3) => How::Coder(CoderId::from("ana")),
        (Kind::DifferentCode, 4) => How::Both,
        (Kind::ParentChild, 4) => How::Coder(CoderId::from("chi")),
        _ => How::Majority,
    };
    // Where coders are even there is no majority.
    let how = match result(group, &wanted) {
        Ok(_) => wanted,
        Err(_) => How::Union,
    };
    let (cause, reason) = match matter.disagreement.kind {
        Kind::Boundary => (
            Cause::Boundary,
            "The code ends with the act, not with the turn.",
        ),
        Kind::Missing if at % 5 == 3 => (
            Cause::CodeMissing,
            "Read again: it belongs here, for want of a better code.",
        ),
        Kind::Missing => (Cause::Missed, "Overlooked on the first reading."),
        Kind::ParentChild => (Cause::DefinitionOverlap, "The narrower code where it fits."),
        Kind::DifferentCode => (
            Cause::DefinitionOverlap,
            "Both definitions take it in; by use when and not when.",
        ),
    };
    let present = view.coders().iter().map(|coder| coder.handle.clone());
    Ruling {
        reason: reason.to_owned(),
        cause: Some(cause),
        present: present.collect(),
        ..Ruling::of(how)
    }
}
