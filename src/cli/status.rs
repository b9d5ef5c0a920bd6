//! `status`: what is there, who is how far, and what people must look at.

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::standing::lines;
use crate::number::counted;
use crate::progress::{Standing, round_standings, said_unsealable, standings};
use crate::round::State;
use crate::session::Session;

/// Show what is there, who is how far, and whether anything is missing
///
/// Example: intercoder status --by document
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// List by coder, or by document.
    #[arg(long, value_parser = ["coder", "document"])]
    by: Option<String>,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let session = context.open()?;
    print(context, &session, &args)
}

/// Prints the status; `demo` uses it too.
pub fn print(context: &mut Context, session: &Session, args: &Args) -> Result<(), Failure> {
    let view = session.view();
    let missing = session.lacking();
    let standings = standings(&view);
    if context.out.is_json() {
        let rounds: Vec<_> = view.rounds().iter().map(|round| {
            serde_json::json!({ "round": round.written_name(), "closed": round.close.is_some(), "coders": round_standings(&view, round.id) })
        }).collect();
        return context.out.json(&serde_json::json!({
            "title": view.setting("title"),
            "documents": view.documents().count(),
            "people": view.people().count(),
            "codes": view.codebook().codes().len(),
            "codings": view.codings().len(),
            "hidden": view.hidden_codings(),
            "notes": view.said_left_out(),
            "conflicts": view.conflicts().count(),
            "complete": missing.is_none(),
            "missing": missing,
            "withdrawals": session.followed(),
            "unsealable": said_unsealable(&view),
            "rounds": rounds,
            "progress": standings,
        }));
    }
    let title = view.setting("title").unwrap_or("untitled");
    context
        .out
        .line(format!("{title}   {}", session.folder().root.display()))?;
    let version = view.versions().last().map_or_else(
        || "not frozen".to_owned(),
        |v| format!("version {}", v.number),
    );
    context.out.line(format!(
        "  {}   {} people   {} ({version})   {}",
        counted(view.documents().count(), "document"),
        view.people().count(),
        counted(view.codebook().codes().len(), "code"),
        counted(view.codings().len(), "coding")
    ))?;
    for said in view.said_left_out() {
        context.out.line(format!("  {said}"))?;
    }
    let state = missing.map_or_else(
        || "complete".to_owned(),
        |missing| format!("incomplete: {missing}"),
    );
    context.out.line(format!("  {state}"))?;
    for round in view.rounds() {
        for line in lines(session, &view, round) {
            context.out.line(format!("  {line}"))?;
        }
    }
    if let Some(said) = said_unsealable(&view) {
        context.out.line(format!("  {said}"))?;
    }
    print_open_ends(context, session)?;
    match args.by.as_deref() {
        Some("coder") => by(context, &standings, |standing| standing.coder.to_string()),
        Some(_) => by(context, &standings, |standing| standing.document.clone()),
        None => Ok(()),
    }
}

/// What is not settled: withdrawals that wait for somebody, and what people must decide.
fn print_open_ends(context: &mut Context, session: &Session) -> Result<(), Failure> {
    for followed in session.followed() {
        context.out.line(format!("  {}", followed.words()))?;
    }
    match session.view().conflicts().count() {
        0 => Ok(()),
        conflicts => context.out.line(format!(
            "  {conflicts} for people to decide: intercoder conflicts"
        )),
    }
}

fn by(
    context: &mut Context,
    standings: &[Standing],
    key: impl Fn(&Standing) -> String,
) -> Result<(), Failure> {
    let mut keys: Vec<String> = Vec::new();
    for standing in standings {
        let key = key(standing);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    for wanted in keys {
        let own = standings.iter().filter(|standing| key(standing) == wanted);
        let parts = own.map(|standing| {
            let other = if key(standing) == standing.coder.0 {
                standing.document.as_str()
            } else {
                standing.coder.0.as_str()
            };
            let state = if standing.state == State::Done {
                "done"
            } else {
                "open"
            };
            let round = standing
                .round
                .as_ref()
                .map_or_else(String::new, |round| format!(" (round {})", round.0));
            format!("{other} {state}{round}")
        });
        context.out.line(format!(
            "  {wanted:<10} {}",
            parts.collect::<Vec<_>>().join(", ")
        ))?;
    }
    Ok(())
}
