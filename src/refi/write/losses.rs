//! What the standard cannot carry: told before anything is written, with what becomes of it.

use crate::disclosure::may_quote;
use crate::document::kept::Fate;
use crate::filter::{Layer, View};
use crate::number::counted;
use crate::refi::write::{Asked, Desk};
use crate::round::State;

const NOTE: &str = "written as a note for people; another program cannot count with it";

const OURS: &str = "kept in a note that only this program reads";

/// How many of what, and what becomes of them.
type Loss = (usize, &'static str, &'static str);

/// What is lost or changed, a sentence each.
pub fn losses(desk: &Desk<'_>) -> Vec<String> {
    let asked = &desk.asked;
    let lost = (
        desk.memos.lost,
        "memo",
        "left out: what it is on is not written",
    );
    let work = of_work(asked.view, asked.layer).into_iter();
    let all = work
        .chain([lost])
        .chain(of_codings(asked.view))
        .chain(of_texts(asked));
    let some = all.filter(|(count, ..)| *count > 0);
    let said = some.map(|(count, noun, fate)| format!("{}: {fate}", counted(count, noun)));
    let mut losses: Vec<String> = said.collect();
    let kept_in = asked
        .view
        .people()
        .filter(|person| !may_quote(person))
        .count();
    if kept_in > 0 {
        losses.push(format!(
            "transcripts go along whole, with the words of {} who may not be quoted",
            counted(kept_in, "person")
        ));
    }
    losses
}

/// What the team made beside its codings.
fn of_work(view: &View<'_>, layer: &Layer) -> Vec<Loss> {
    let finished = view
        .seen_progress()
        .filter(|progress| progress.state == State::Done);
    let decided = match layer {
        Layer::Final => 0,
        Layer::All | Layer::Coder(_) => view.decisions().count(),
    };
    vec![
        (
            finished.count(),
            "finished document",
            "who judged the whole of what is written as a note, and read again by this program",
        ),
        (view.rounds().len(), "round", NOTE),
        (
            decided,
            "decision",
            "written as a note; the codings are the coders' own. --layer final writes what the team stands by",
        ),
        (
            view.versions().len(),
            "codebook version",
            "only their numbers are written; the codebook is the one of now",
        ),
        (
            view.memos().count(),
            "memo",
            "written as a note; this program reads it as a note of whoever imports it, a question too",
        ),
        (view.summaries().count(), "framework summary", NOTE),
        (
            view.quotes().count(),
            "quotable or chosen excerpt",
            "that they are is not written",
        ),
    ]
}

fn of_codings(view: &View<'_>) -> Vec<Loss> {
    let codings = || view.codings().iter();
    let retired = view.codes().filter(|code| code.retired);
    vec![
        (
            codings()
                .filter(|coding| coding.excerpt.fate == Fate::Orphaned)
                .count(),
            "orphaned excerpt",
            "left out: their words are gone from the text",
        ),
        (
            codings().filter(|coding| coding.round.is_some()).count(),
            "round coding",
            "that they belong to a round is not written",
        ),
        (
            codings().filter(|coding| coding.value.is_some()).count(),
            "scale value",
            OURS,
        ),
        (
            retired.count(),
            "retired code",
            "written like any other where it is in use, else left out",
        ),
    ]
}

fn of_texts(asked: &Asked<'_>) -> Vec<Loss> {
    let view = asked.view;
    let earlier = view
        .documents()
        .map(|document| document.revisions.len().saturating_sub(1));
    let passages = view
        .documents()
        .filter_map(|document| asked.texts.current(document));
    let timed = passages
        .flat_map(|passage| &passage.turns)
        .filter(|turn| turn.ms.is_some());
    let named = view.coders().iter().filter(|coder| coder.name.is_some());
    let missing = view
        .documents()
        .filter(|document| asked.texts.current(document).is_none());
    let retired = view.all_documents().iter().filter(|of| of.retired);
    vec![
        (
            earlier.sum(),
            "other text revision",
            "only the text of now is written",
        ),
        (timed.count(), "turn time", OURS),
        (
            named.count(),
            "coder's full name",
            "left out: coders go by their handles",
        ),
        (missing.count(), "document without its text", "left out"),
        (
            retired.count(),
            "retired document",
            "left out, with what is coded in it",
        ),
    ]
}
