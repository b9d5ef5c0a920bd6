//! What of closed rounds was withdrawn since, and is in no figure any more: said beside every figure of theirs.

use crate::event::Event;
use crate::filter::View;
use crate::id::DocumentRef;
use crate::journal::Line;
use crate::number::counted;
use crate::round::Round;
use crate::study::withdrawal::Withdrawal;

/// The documents of closed rounds that are gone, with when; nothing where all are there.
pub fn left_out(view: &View<'_>, rounds: &[&Round]) -> Option<String> {
    let withdrawals = view.withdrawals();
    let closed = rounds.iter().filter(|round| round.close.is_some());
    let pairs = closed.flat_map(|round| withdrawals.iter().map(move |one| (*round, one)));
    let said: Vec<String> = pairs
        .filter_map(|(round, withdrawal)| {
            let name = match rounds.len() {
                1 => "the round".to_owned(),
                _ => format!("round {}", round.name),
            };
            said(view, (round, &name), withdrawal)
        })
        .collect();
    (!said.is_empty()).then(|| said.join("; "))
}

fn said(view: &View<'_>, (round, name): (&Round, &str), withdrawal: &Withdrawal) -> Option<String> {
    let same =
        |one: &DocumentRef, other: &DocumentRef| view.canonical(one.0) == view.canonical(other.0);
    let is_gone = |id: &DocumentRef| {
        let mut gone = withdrawal.documents.iter();
        view.document(*id).is_none() && gone.any(|gone| same(gone, id))
    };
    let gone: Vec<DocumentRef> = round.documents().into_iter().filter(is_gone).collect();
    // A handle goes with the words.
    let handles = gone.iter().map(|id| match view.event_of(id.0)? {
        Event::DocumentAdd(event) => Some(event.handle.clone()),
        _ => None,
    });
    let what = match handles.collect::<Option<Vec<String>>>() {
        Some(handles) => handles.join(", "),
        None => counted(gone.len(), "document"),
    };
    let (were, are) = match gone.len() {
        0 => return None,
        1 => ("was", "is"),
        _ => ("were", "are"),
    };
    let order = |id| view.line(id).map(Line::order);
    let close = round.close.as_ref().and_then(|close| order(close.id));
    let after = match order(withdrawal.id) > close {
        true => format!(", after {name} was closed,"),
        false => String::new(),
    };
    let day = withdrawal.at.split('T').next().unwrap_or_default();
    Some(format!(
        "{what} {were} withdrawn on {day}{after} and {are} left out"
    ))
}
