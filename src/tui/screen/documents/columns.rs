//! The columns of the list of documents: what each is, who is how far, who speaks in it.

use crate::change::coding::Hand;
use crate::document::Document;
use crate::filter::View;
use crate::id::RoundRef;
use crate::id::{CoderId, DocumentRef};
use crate::progress::{has_finished, is_done, open_round, untouched};
use crate::round::State;
use crate::tui::screen::documents::Documents;
use crate::tui::screen::documents::counts::Counts;
use crate::tui::widget::flow::{clip, fit};

/// The columns of the list, as wide as what stands in them; the last ones go where there is no room.
pub struct Columns {
    handle: usize,
    people: usize,
    coders: Vec<CoderId>,
    width: usize,
}

/// The columns before the coders: kind, minutes, words, uncoded, round.
const FIXED: usize = 13 + 5 + 8 + 9 + 7;

impl Columns {
    /// The columns that fit.
    pub fn of(view: &View<'_>, documents: &[&Document], width: u16) -> Self {
        let handle = documents
            .iter()
            .map(|document| document.handle.chars().count())
            .max()
            .unwrap_or(0)
            .clamp(8, 20);
        let width = usize::from(width);
        let coders: Vec<CoderId> = view
            .coders()
            .iter()
            .filter(|coder| coder.active)
            .map(|coder| coder.handle.clone())
            .collect();
        let for_coders: usize = coders
            .iter()
            .map(|coder| coder.0.chars().count().max(4) + 1)
            .sum();
        let people = width
            .saturating_sub(handle + 1 + FIXED + for_coders + 1)
            .clamp(0, 24);
        Self {
            handle,
            people,
            coders,
            width,
        }
    }

    /// The head of the list.
    pub fn head(&self, view: &View<'_>) -> String {
        let mut head = format!(
            "{:<handle$} {:<12} {:>4} {:>7} {:>8} {:<6} ",
            "document",
            "kind",
            "min",
            "words",
            "uncoded",
            "round",
            handle = self.handle
        );
        for coder in &self.coders {
            let me = if Some(coder) == view.viewer() {
                "you"
            } else {
                coder.0.as_str()
            };
            head.push_str(&format!(
                "{me:<width$} ",
                width = coder.0.chars().count().max(4)
            ));
        }
        if self.people >= 6 {
            head.push_str("people");
        }
        clip(&head, self.width)
    }

    /// A document's row.
    pub fn row(&self, view: &View<'_>, (document, documents): (&Document, &Documents)) -> String {
        let counts = documents.counts.get(&document.current);
        let number = |value: Option<String>| value.unwrap_or_else(|| "…".to_owned());
        let minutes = counts.map(|counts| {
            counts
                .minutes
                .map_or_else(|| "-".to_owned(), |minutes| minutes.to_string())
        });
        let words = counts.map(|counts| counts.words.to_string());
        let uncoded = counts.map(|counts| uncoded(view, (document, documents), counts));
        let round = view
            .rounds()
            .iter()
            .rev()
            .find(|round| round.assignments.iter().any(|(of, _)| *of == document.id));
        let round = round.map_or_else(
            || "-".to_owned(),
            |round| {
                format!(
                    "{}{}",
                    round.name,
                    if round.close.is_some() { "" } else { " open" }
                )
            },
        );
        let mut line = format!(
            "{:<handle$} {:<12} {:>4} {:>7} {:>8} {:<6} ",
            fit(&document.handle, self.handle),
            document.kind.as_str().replace('_', " "),
            number(minutes),
            number(words),
            number(uncoded),
            clip(&round, 6),
            handle = self.handle,
        );
        for coder in &self.coders {
            let width = coder.0.chars().count().max(4);
            line.push_str(&format!(
                "{:<width$} ",
                standing(view, (document.id, coder), documents)
            ));
        }
        if self.people >= 6 {
            line.push_str(&clip(&people(document), self.people));
        }
        clip(&line, self.width)
    }
}

/// How far a coder is with a document: progress alone, so that a blind round tells nothing.
fn standing(
    view: &View<'_>,
    (document, coder): (DocumentRef, &CoderId),
    documents: &Documents,
) -> &'static str {
    let mut own = view
        .progress()
        .iter()
        .filter(|progress| progress.document == document && progress.coder == *coder);
    let is_finished = own.any(|progress| progress.state == State::Done);
    let is_waiting = open_round(view, coder, document)
        .is_some_and(|round| !is_done(view, (document, coder, Some(round.id))));
    let has_begun = Some(coder) == view.viewer() && documents.judged.contains_key(&document);
    match (is_waiting, is_finished, has_begun) {
        (true, _, true) => "part",
        (true, _, false) => "todo",
        (false, true, _) => "done",
        (false, false, true) => "part",
        (false, false, false) => "-",
    }
}

/// Participants' turns without a coding of the coder's, passed ones not counted.
fn uncoded(
    view: &View<'_>,
    (document, documents): (&Document, &Documents),
    counts: &Counts,
) -> String {
    let Some(coder) = view.viewer() else {
        return "-".to_owned();
    };
    let Some(hand) = Hand::at(view, coder, document.id) else {
        return "-".to_owned();
    };
    if has_finished(view, hand.document, (coder, hand.round)) {
        return format!("0/{}", counts.turns.len());
    }
    let judged = documents.judged.get(&document.id);
    let counts_here = |round: &Option<RoundRef>| hand.round.is_none() || *round == hand.round;
    let spans = judged
        .into_iter()
        .flatten()
        .filter(|(round, _)| counts_here(round));
    let waiting = untouched(&counts.turns, spans.map(|(_, span)| *span));
    format!("{}/{}", waiting.len(), counts.turns.len())
}

/// The people who speak in a document.
fn people(document: &Document) -> String {
    let mut people: Vec<&str> = document
        .speakers
        .values()
        .filter_map(|role| role.person())
        .map(|person| person.0.as_str())
        .collect();
    people.sort_unstable();
    people.dedup();
    people.join(" ")
}
