//! Judging without coding: a turn read, a document finished, words worth printing.

use crate::change::Change;
use crate::change::turn::{self, Turn};
use crate::disclosure::may_quote;
use crate::document::Turns;
use crate::filter::View;
use crate::progress;
use crate::tui::message::{Effect, Then, Wanted};
use crate::tui::model::{Asked, Model};
use crate::tui::screen::reader::{Layer, Talk};

/// Says that the turn was read and nothing applies; again takes that back.
pub fn pass(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    let Some(reader) = &model.reader else {
        return Vec::new();
    };
    if reader.layer == Layer::Final {
        model.say("what nobody coded needs no word in the final layer; F goes back to yours");
        return Vec::new();
    }
    let (Some(hand), turn) = (&reader.hand, reader.turn_at(reader.head)) else {
        return Vec::new();
    };
    let body = reader.body(turn);
    if reader.talk.get(turn) != Some(&Talk::Participant) {
        model.say("an interviewer's turn needs no code");
        return Vec::new();
    }
    let Some(document) = view.document(hand.document) else {
        return Vec::new();
    };
    let whose = (&hand.coder, hand.round);
    let number = turn + 1;
    let turn = Turn {
        document,
        number,
        body,
    };
    let (change, said) = match turn::pass(view, turn, whose) {
        Ok(Some(change)) => (Some(change), "read, nothing to code"),
        Ok(None) => (turn::take_back(view, turn, whose), "open again"),
        Err(problem) => {
            model.say(format!("turn {number} {}", problem.what));
            return Vec::new();
        }
    };
    let said = format!("turn {number}: {said}");
    let wanted = change.map(|change| Wanted {
        change,
        said,
        then: Then::Nothing,
    });
    wanted.map_or_else(Vec::new, |wanted| model.want(wanted))
}

/// Says that the document is finished; asks once where turns are uncoded. What is finished is opened again.
pub fn finish(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    let Some(reader) = &model.reader else {
        return Vec::new();
    };
    let Some(hand) = &reader.hand else {
        return Vec::new();
    };
    let open = reader.waiting.len();
    let handle = view
        .document(hand.document)
        .map(|document| document.handle.clone())
        .unwrap_or_default();
    let is_done = progress::is_done(view, (hand.document, &hand.coder, hand.round));
    let finished = (hand.document, hand.revision, hand.coder.clone(), hand.round);
    if is_done {
        let wanted = Wanted {
            change: Change::one(progress::reopened(finished)),
            said: format!("{handle} is open again"),
            then: Then::Nothing,
        };
        return model.want(wanted);
    }
    if open > 0 && model.asked != Some(Asked::Done) {
        model.asked = Some(Asked::Done);
        let turns = if open == 1 {
            "1 participant turn has no code".to_owned()
        } else {
            format!("{open} participant turns have no code")
        };
        model.say(format!("{turns}: read, nothing applies? D again says yes"));
        return Vec::new();
    }
    model.asked = None;
    let said = format!("{handle} is finished; D opens it again");
    model.want(Wanted {
        change: Change::Done(finished),
        said,
        then: Then::Nothing,
    })
}

/// The excerpt in words for a paper, with where it stands; refused where its person may not be quoted.
pub fn citation(model: &Model, view: &View<'_>) -> Result<String, String> {
    let reader = model.reader.as_ref().ok_or("no transcript is open")?;
    let span = reader.target().ok_or("nothing is selected")?;
    let document = view
        .document(reader.document)
        .ok_or("the document is not here any more")?;
    let text = &reader.passage.text;
    let turns: Vec<_> = reader.passage.turns_at(span).collect();
    for (_, turn) in &turns {
        let role = document.role(text, turn);
        let person = role.person().and_then(|person| view.person(person));
        if let Some(person) = person.filter(|person| !may_quote(person)) {
            return Err(format!(
                "{} must not be quoted (may_quote is no); nothing was copied",
                person.handle
            ));
        }
    }
    let first = turns.first().map_or(0, |(number, _)| *number);
    let last = turns.last().map_or(0, |(number, _)| *number);
    let speaker = turns
        .first()
        .map(|(_, turn)| Turns::label(text, turn))
        .unwrap_or_default();
    let words: Vec<&str> = turns
        .iter()
        .filter_map(|(_, turn)| turn.body.overlap(span))
        .map(|part| text.slice(part).trim())
        .collect();
    let place = if first == last {
        format!("turn {first}")
    } else {
        format!("turns {first}-{last}")
    };
    Ok(format!(
        "“{}” ({speaker}, {}, {place})",
        words.join(" "),
        document.handle
    ))
}
