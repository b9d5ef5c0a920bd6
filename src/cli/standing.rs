//! How a round stands, in lines: who is how far, in documents and never in codes; and what keeps it from being closed.
//!
//! And what must be said beside any figure over the study: what is missing, what people must decide, what a blind round hides.

use crate::cli::failure::Failure;
use crate::filter::View;
use crate::number::counted;
use crate::progress::round_standings;
use crate::round::Round;
use crate::session::Session;

/// What must be read with figures over the study as the viewer sees it.
pub fn provisos(view: &View<'_>, said: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut provisos: Vec<String> = said.into_iter().collect();
    let undecided = view.conflicts().count();
    provisos.extend(
        (undecided > 0).then(|| format!("{undecided} for people to decide: intercoder conflicts")),
    );
    provisos.extend(view.said_hidden());
    provisos
}

/// A round by name.
pub fn round_called<'v>(view: &View<'v>, name: &str) -> Result<&'v Round, Failure> {
    view.round_called(name).ok_or_else(|| {
        Failure::new(format!("there is no round {name}")).hint("see intercoder round status")
    })
}

/// That a round is not closed, and what is missing for it; nothing where it is closed.
pub fn not_closed(view: &View<'_>, round: &Round) -> Option<String> {
    if round.close.is_some() {
        return None;
    }
    let standings = round_standings(view, round.id).into_iter();
    let unfinished = standings.filter(|standing| standing.done < standing.assigned);
    let unfinished: Vec<String> = unfinished
        .map(|standing| {
            let left = counted(standing.assigned - standing.done, "document");
            format!("{} has {left} to finish", standing.coder)
        })
        .collect();
    let why = match unfinished.is_empty() {
        true => "everybody has finished".to_owned(),
        false => unfinished.join(", "),
    };
    Some(format!("round {} is not closed: {why}", round.name))
}

/// How a lead closes a round.
pub fn how_to_close(round: &Round) -> String {
    format!(
        "a lead closes it with: intercoder round close {}",
        round.name
    )
}

/// A round as `round status` and `status` show it.
pub fn lines(session: &Session, view: &View<'_>, round: &Round) -> Vec<String> {
    let standings = round_standings(view, round.id);
    let who: Vec<String> = standings
        .iter()
        .map(|s| format!("{} {}/{}", s.coder, s.done, s.assigned))
        .collect();
    let documents = round.documents();
    let handles: Vec<&str> = documents
        .iter()
        .filter_map(|id| view.document(*id))
        .map(|d| d.handle.as_str())
        .collect();
    let sight = round.sight.level();
    let state = match &round.close {
        None => "not closed".to_owned(),
        Some(_) if round.closed_twice => {
            "closed twice apart: no figure until a lead closes it once more".to_owned()
        }
        Some(close) => format!("closed {}{}", day(&close.at), close.words()),
    };
    let mut lines = vec![
        format!(
            "round {}: {}  {sight}, {state}  unit {}",
            round.name,
            handles.join(" "),
            round.unit.as_str()
        ),
        format!("  finished: {}", who.join("   ")),
    ];
    lines.extend(late(session, round));
    lines
}

/// The codings that the close had not seen. Whether they came late nobody can say while lines are missing: those that came before
/// them may be what the close had seen.
fn late(session: &Session, round: &Round) -> Option<String> {
    let late = session.late_codings(round.id);
    if late == 0 {
        return None;
    }
    let codings = counted(late, "coding");
    Some(match session.lacks_lines() {
        true => format!(
            "  whether {codings} came after it closed cannot be said while lines are missing"
        ),
        false => format!("  {codings} arrived after it closed: in no figure of the round"),
    })
}

fn day(at: &str) -> &str {
    at.split('T').next().unwrap_or(at)
}
