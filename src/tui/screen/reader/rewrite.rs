//! Correcting what was said: the words of the turn at the cursor, and whose turn it is.
//!
//! A label and time marks stay as they are, and so do all other turns. The excerpts of all coders move along; what became of them is
//! said, and each coder looks at what changed of theirs.

use crate::change::correction::{Correction, assign, correct};
use crate::correction::edit::{Edit, Revised};
use crate::correction::fates::Fates;
use crate::document::Document;
use crate::filter::View;
use crate::history::role;
use crate::id::RevisionRef;
use crate::person::Role;
use crate::text::span::{Position, Span};
use crate::tui::memo;
use crate::tui::message::{Effect, Then, Wanted};
use crate::tui::model::Model;
use crate::tui::over::{Choice, Over, Picking, Sheet, Writing};
use crate::tui::widget::picker::{Candidate, Picker};

/// A turn that is being corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Its number, from 1.
    pub number: usize,
    /// The text it belongs to.
    pub revision: RevisionRef,
    /// Its words in that text, without the blanks around them.
    pub at: Span,
}

/// Opens the words of the turn at the cursor.
pub fn open(model: &mut Model, view: &View<'_>) {
    let Some((number, body)) = ready(model, view) else {
        return;
    };
    let Some(reader) = &model.reader else {
        return;
    };
    let words = reader.passage.text.slice(body);
    let core = words.trim();
    if core.is_empty() {
        return model.say("the turn has no words to correct");
    }
    let blanks = words.chars().take_while(|c| c.is_whitespace()).count() as u32;
    let start = body.start().0 + blanks;
    let end = start + core.chars().count() as u32;
    let turn = Turn {
        number,
        revision: reader.revision,
        at: Span::between(Position(start), Position(end)),
    };
    let before = core.to_owned();
    let writing = Writing::Turn { turn, before };
    let title = format!("the words of turn {number}; excerpts of all coders move along");
    let words = memo::sheet(core.split('\n').map(str::to_owned).collect());
    model.over = Some(Over::Words(Box::new(Sheet {
        words,
        title,
        writing,
    })));
}

/// The turn at the cursor, where the text before the coder may be corrected: its number from 1, and its body.
fn ready(model: &mut Model, view: &View<'_>) -> Option<(usize, Span)> {
    if view.viewer().is_none() {
        model.warn("you read as an outsider; a lead adds coders with: intercoder coder add NAME");
        return None;
    }
    if !model.unsaved.is_empty() {
        model.warn("something is NOT SAVED: Ctrl-S tries again, u takes it back");
        return None;
    }
    let reader = model.reader.as_ref()?;
    let turn = reader.turn_at(reader.head);
    let body = reader.passage.turns.get(turn).map(|turn| turn.body);
    if body.is_none() {
        model.say("this document has no turns of talk");
    }
    body.map(|body| (turn + 1, body))
}

/// Puts the words on the sheet in the place of the turn's.
pub fn write(model: &mut Model, view: &View<'_>, (sheet, text): (Sheet, String)) -> Vec<Effect> {
    let Writing::Turn { turn, before } = &sheet.writing else {
        return Vec::new();
    };
    if text == *before {
        model.say("the words are as they were");
        return Vec::new();
    }
    match planned(model, view, (turn, &text)) {
        Ok(wanted) => model.want(wanted),
        Err(why) => {
            model.warn(why);
            model.over = Some(Over::Words(Box::new(sheet)));
            Vec::new()
        }
    }
}

fn planned(model: &Model, view: &View<'_>, (turn, text): (&Turn, &str)) -> Result<Wanted, String> {
    let reader = model.reader.as_ref().ok_or("no document is open")?;
    let document = current(view, (reader.document, reader.revision))
        .filter(|_| turn.revision == reader.revision)
        .ok_or("the text was corrected meanwhile: Ctrl-c, and E opens it as it is now")?;
    if text.is_empty() {
        return Err("a turn keeps its words: Ctrl-c leaves them as they are".to_owned());
    }
    let edit = Edit {
        at: turn.at,
        words: text.to_owned(),
    };
    let revised = Revised::by(&reader.passage, vec![edit]);
    let fates = Fates::of(view, document, &revised.kept);
    let both = (reader.passage.as_ref(), &revised);
    let correction = Correction::of(document, both).map_err(|problem| problem.to_string())?;
    Ok(Wanted {
        change: correct(vec![correction]),
        said: format!("turn {} corrected; excerpts: {}", turn.number, fates.news()),
        then: Then::Nothing,
    })
}

fn current<'v>(
    view: &View<'v>,
    (id, revision): (crate::id::DocumentRef, RevisionRef),
) -> Option<&'v Document> {
    view.document(id)
        .filter(|document| document.current == revision)
}

/// Asks whose the turn at the cursor is.
pub fn ask_who(model: &mut Model, view: &View<'_>) {
    let Some((number, body)) = ready(model, view) else {
        return;
    };
    let here = model
        .reader
        .as_ref()
        .and_then(|reader| current(view, (reader.document, reader.revision)));
    let Some(document) = here else {
        return model.say("the text was corrected meanwhile: open it again");
    };
    let mut roles: Vec<Role> = Vec::new();
    // Who speaks in this document comes first.
    let spoken = document.speakers.values().cloned();
    let people = view
        .people()
        .map(|person| Role::Person(person.handle.clone()));
    let others = [Role::Interviewer, Role::Unknown, Role::Ignore];
    for role in spoken.chain(people).chain(others) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let candidate = |(at, to): (usize, &Role)| Candidate {
        of: Choice::Speaker(at),
        handle: role(to),
        name: told(view, to),
        context: String::new(),
        note: String::new(),
        about: Vec::new(),
    };
    let candidates = roles.iter().enumerate().map(candidate).collect();
    let title = format!("whose is turn {number}?");
    let picking = Picking::Speaker {
        number,
        body,
        roles,
    };
    model.over = Some(Over::Picker(Picker::new(title, candidates), picking));
}

/// What is known of somebody who may have spoken.
fn told(view: &View<'_>, role: &Role) -> String {
    let Some(person) = role.person().and_then(|person| view.person(person)) else {
        return match role {
            Role::Interviewer => "of the research team",
            Role::Unknown => "nobody knows",
            Role::Ignore => "no part of the talk",
            Role::Person(_) => "",
        }
        .to_owned();
    };
    let values = person.attributes.values().flatten();
    let values: Vec<&str> = values.map(|value| value.as_str()).collect();
    values.join(", ")
}

/// The turn is somebody's.
pub fn say_who(
    model: &mut Model,
    view: &View<'_>,
    ((number, body), to): ((usize, Span), Role),
) -> Vec<Effect> {
    let here = model
        .reader
        .as_ref()
        .and_then(|reader| current(view, (reader.document, reader.revision)));
    let Some(document) = here else {
        model.say("the text was corrected meanwhile: open it again");
        return Vec::new();
    };
    model.want(Wanted {
        said: format!("turn {number} is {} now", whose(&to)),
        change: assign(document, body, to),
        then: Then::Nothing,
    })
}

fn whose(to: &Role) -> String {
    match to {
        Role::Person(person) => format!("{person}'s"),
        Role::Interviewer => "an interviewer's".to_owned(),
        Role::Ignore => "no part of the talk".to_owned(),
        Role::Unknown => "nobody's that is known".to_owned(),
    }
}
