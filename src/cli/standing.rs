//! How a round stands, in lines: who is how far, in documents and never in codes.

use crate::filter::View;
use crate::progress::round_standings;
use crate::round::{Round, Sight};
use crate::session::Session;

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
    let sight = if round.sight == Sight::Blind {
        "blind"
    } else {
        "open"
    };
    let state = match &round.close {
        None => "not closed".to_owned(),
        Some(_) if round.closed_twice => {
            "closed twice apart: no figure until a lead closes it once more".to_owned()
        }
        Some(close) if close.without.is_empty() => format!("closed {}", day(&close.at)),
        Some(close) => {
            let without: Vec<&str> = close.without.iter().map(|coder| coder.0.as_str()).collect();
            let reason = close.reason.as_deref().unwrap_or_default();
            format!(
                "closed {} without {} ({reason})",
                day(&close.at),
                without.join(", ")
            )
        }
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
    let late = session.late_codings(round.id);
    if late > 0 {
        lines.push(format!(
            "  {late} codings arrived after it closed: in no figure of the round"
        ));
    }
    lines
}

fn day(at: &str) -> &str {
    at.split('T').next().unwrap_or(at)
}
