//! What commands that correct texts have in common: the words become a revision, and what becomes of the excerpts is said.

use serde_json::json;

use crate::change::correction::{Correction, correct};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::correction::edit::Revised;
use crate::correction::fates::Fates;
use crate::document::Document;
use crate::filter::View;
use crate::session::Session;
use crate::texts::Passage;

/// Whether a correction is made, or only tried.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct Trial {
    /// Say what would happen, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// A document's new words, and what becomes of its excerpts.
pub type Planned = (Correction, Fates);

/// What a document would become.
pub fn plan(
    view: &View<'_>,
    document: &Document,
    (passage, revised): (&Passage, &Revised),
) -> Result<Planned, Failure> {
    let fates = Fates::of(view, document, &revised.kept);
    let correction = Correction::of(document, (passage, revised))?;
    if view.is_taken_back(&correction.revise.text) {
        let what = format!("these words of {} were withdrawn", document.handle);
        return Err(Failure::refused(what).hint("nothing was changed; they stay covered"));
    }
    Ok((correction, fates))
}

/// Makes corrections in one action, unless they are only tried, and says what becomes of the excerpts.
pub fn carry_out(
    context: &mut Context,
    session: &mut Session,
    (planned, trial): (Vec<Planned>, Trial),
) -> Result<(), Failure> {
    let told: Vec<(String, Fates)> = planned
        .iter()
        .map(|(correction, fates)| (correction.handle.clone(), *fates))
        .collect();
    let is_hidden = !session.view().hiding().is_empty();
    if !trial.dry_run {
        let corrections = planned.into_iter().map(|(correction, _)| correction);
        session.make(&correct(corrections.collect()))?;
    }
    if context.out.is_json() {
        let documents = told.iter().map(|(handle, fates)| {
            json!({ "document": handle, "excerpts": fates.excerpts(), "fates": fates })
        });
        let documents: Vec<_> = documents.collect();
        let all =
            json!({ "documents": documents, "dry_run": trial.dry_run, "others_hidden": is_hidden });
        return context.out.json(&all);
    }
    let verb = match trial.dry_run {
        true => "would be corrected",
        false => "is corrected",
    };
    for (handle, fates) in &told {
        context.out.line(format!("{handle} {verb}; {fates}"))?;
    }
    let all = told
        .iter()
        .fold(Fates::default(), |all, (_, fates)| all.with(*fates));
    if told.len() > 1 {
        context.out.line(format!("all together: {all}"))?;
    }
    if is_hidden {
        context.out.line(
            "  excerpts of all coders move along; those that a blind round hides from you are not counted",
        )?;
    }
    if all.to_review() > 0 {
        context
            .out
            .line("  each coder looks at what changed of theirs: intercoder document review")?;
    }
    Ok(())
}
