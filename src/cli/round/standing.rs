//! `round status`: who is how far, in documents and never in codes.

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::round::round;
use crate::cli::standing::lines;
use crate::filter::View;
use crate::progress::round_standings;
use crate::round::Round;

pub fn status(context: &mut Context, name: Option<&str>) -> Result<(), Failure> {
    let session = context.open()?;
    let view = session.view();
    let rounds: Vec<&Round> = match name {
        Some(name) => vec![round(&view, name)?],
        None => view.rounds().iter().collect(),
    };
    let missing = session.lacking();
    if context.out.is_json() {
        let rounds: Vec<_> = rounds.iter().map(|round| written(&view, round)).collect();
        return context
            .out
            .json(&serde_json::json!({ "missing": missing, "rounds": rounds }));
    }
    if let Some(missing) = missing {
        context.out.line(format!("incomplete: {missing}"))?;
    }
    if rounds.is_empty() {
        return context
            .out
            .line("no round yet; a lead opens one with: intercoder round new");
    }
    for round in rounds {
        for line in lines(&session, &view, round) {
            context.out.line(line)?;
        }
    }
    Ok(())
}

fn written(view: &View<'_>, round: &Round) -> serde_json::Value {
    let documents: Vec<&str> = round
        .documents()
        .iter()
        .filter_map(|id| view.document(*id))
        .map(|document| document.handle.as_str())
        .collect();
    serde_json::json!({
        "round": round.written_name(),
        "documents": documents,
        "sight": round.sight,
        "unit": round.unit,
        "coefficient": round.coefficient,
        "target": round.target,
        "codebook_version": view.version(round.codebook).map(|version| version.number),
        "closed": round.close.as_ref().map(|close| &close.at),
        "without": round.close.as_ref().map(|close| close.without.clone()).unwrap_or_default(),
        "reason": round.close.as_ref().and_then(|close| close.reason.as_ref()),
        "coders": round_standings(view, round.id),
    })
}
