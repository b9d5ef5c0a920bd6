//! What a file was read as, so that a person can judge it: by which grammar, with what counts, and how it begins.

use std::collections::BTreeSet;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::document::fold_label;
use crate::import::grammar::unmatched;
use crate::import::plan::NewDocument;
use crate::number::counted;

/// How many characters of a line are shown.
const SHOWN: usize = 90;

/// Shows how the turns of a document were found and, where that is a guess, its first lines.
pub fn show(context: &mut Context, document: &NewDocument) -> Result<(), Failure> {
    let turns = counted(document.turns.turns.len(), "turn");
    let labels = counted(labels(document), "label");
    let left = counted(unmatched(&document.text, &document.turns), "line");
    let found = document.grammar.as_str();
    context.out.line(format!(
        "    found by {found}: {turns}, {labels}, {left} outside any turn"
    ))?;
    if !document.grammar.is_a_guess() {
        return Ok(());
    }
    let lines = document.text.as_str().lines();
    for line in lines.filter(|line| !line.trim().is_empty()).take(3) {
        let begins: String = line.chars().take(SHOWN).collect();
        context.out.line(format!("      {begins}"))?;
    }
    Ok(())
}

/// How many labels open turns; others may be known without being found.
fn labels(document: &NewDocument) -> usize {
    let labels = document.turns.turns.iter().filter_map(|turn| turn.label);
    let folded = labels.map(|label| fold_label(document.text.slice(label)));
    folded.collect::<BTreeSet<_>>().len()
}
