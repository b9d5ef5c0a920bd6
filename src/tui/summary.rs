//! What is said when the coder leaves: how far the document is, and where everything lies.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::number::counted;
use crate::progress;
use crate::tui::desk::Desk;

/// The lines that are printed after the screen is given back.
pub fn summary(desk: &Desk, spent: Duration) -> Vec<String> {
    let view = desk.view();
    let mut lines = Vec::new();
    if !desk.model.unsaved.is_empty() {
        lines.push(format!(
            "NOT SAVED: {} changes were left behind",
            desk.model.unsaved.len()
        ));
    }
    let put_right = desk.put_right.iter();
    lines.extend(put_right.map(|words| format!("note: {words}")));
    let reader = desk.model.reader.as_ref();
    let Some((reader, hand)) = reader.and_then(|reader| Some((reader, reader.hand.as_ref()?)))
    else {
        return lines;
    };
    let Some(document) = view.document(reader.document) else {
        return lines;
    };
    let turns: Vec<usize> = reader.participants().collect();
    let open = reader.waiting.len();
    let whose = (&hand.coder, hand.round);
    let is_coded =
        |turn: &&usize| progress::is_coded(&view, (document, reader.body(**turn)), whose);
    let coded = turns.iter().filter(is_coded).count();
    // Every turn of a finished document was read, and so was what was passed.
    let read = turns.len() - coded - open;
    let excerpts: BTreeSet<_> = reader
        .own()
        .into_iter()
        .map(|coding| coding.excerpt.span)
        .collect();
    let mut line = format!(
        "{}: {} of participants: {coded} coded, {read} read, {open} uncoded; {}",
        document.handle,
        counted(turns.len(), "turn"),
        counted(excerpts.len(), "excerpt")
    );
    if desk.model.coined > 0 {
        line.push_str(&format!("; {}", counted(desk.model.coined, "new code")));
    }
    line.push_str(&format!("; {} min", spent.as_secs().div_ceil(60)));
    lines.push(line);
    lines
}
