//! A survey's question, read again from its sheet: who answered meanwhile comes in with the answer, and everybody keeps theirs.

use std::collections::{BTreeMap, BTreeSet};

use encoding_rs::Encoding;

use crate::cli::failure::Failure;
use crate::document::{Document, Turn, Turns, fold_label};
use crate::event::Event;
use crate::event::person::{PersonAdd, SpeakerAssign};
use crate::filter::View;
use crate::import::survey::{Answers, Handles, OpenQuestion, Survey, read};
use crate::import::{Source, Transcript};
use crate::number::counted;
use crate::person::Role;
use crate::text::Text;
use crate::texts::Passage;

/// What a sheet says of a question now.
pub struct ReadAgain {
    /// The question with its answers.
    pub transcript: Transcript,
    /// People who were not there, and whose each new answer is.
    pub newcomers: Vec<Event>,
}

/// Whether a document is a question of a survey.
pub fn is_question(document: &Document) -> bool {
    document.source.importer == "survey"
}

/// The other questions that came from the same sheet.
pub fn siblings(view: &View<'_>, document: &Document) -> Vec<String> {
    let others = view.documents().filter(|other| {
        is_question(other) && other.id != document.id && other.source.name == document.source.name
    });
    others.map(|other| other.handle.clone()).collect()
}

/// Reads the question of a document again, from the column that is named or from the one it came from.
pub fn read_again(
    (view, document, passage): (&View<'_>, &Document, &Passage),
    source: &Source<'_>,
    (encoding, column): (Option<&'static Encoding>, Option<&str>),
) -> Result<ReadAgain, Failure> {
    let asked = document.source.options.get("survey").map(String::as_str);
    let asked = asked.or(document.title.as_deref()).unwrap_or_default();
    let answers = Answers::Named(vec![column.unwrap_or(asked).to_owned()]);
    let survey = read(source, (encoding, &answers)).map_err(|problem| {
        let hint = format!(
            "{} holds the answers to “{asked}”; where the column is called otherwise now: --answers COLUMN",
            document.handle
        );
        Failure::new(problem.to_string()).hint(hint)
    })?;
    let Some(question) = survey.questions.first() else {
        return Err(Failure::new(format!("nobody answered “{asked}” in it")));
    };
    same_people((document, passage), (&survey, question))?;
    let newcomers = newcomers((view, document), (&survey, question));
    let mut transcript = question.transcript.clone();
    transcript.problems = survey.problems;
    Ok(ReadAgain {
        transcript,
        newcomers,
    })
}

/// Numbers of rows say who somebody is only as long as nobody is put in or taken out above.
fn same_people(
    (document, passage): (&Document, &Passage),
    (survey, question): (&Survey, &OpenQuestion),
) -> Result<(), Failure> {
    if survey.handles == Handles::Told {
        return Ok(());
    }
    let read = &question.transcript;
    let now = by_words(&read.text, &read.turns.turns);
    let then = by_words(&passage.text, &passage.turns);
    let is_elsewhere = |(words, label): &(&&str, &Option<String>)| {
        let other = now.get(*words);
        label.is_some() && other.is_some_and(|other| other.is_some() && other != *label)
    };
    match then.iter().filter(is_elsewhere).count() {
        0 => Ok(()),
        count => Err(Failure::refused(format!(
            "rows changed places: {} of {} would be somebody else's, and the rows do not say whose they are",
            counted(count, "answer"),
            document.handle
        ))
        .hint("keep the rows as they were and new ones below them; see whose they are with: intercoder document print")),
    }
}

/// Whose words are whose; nobody's where several said the same.
fn by_words<'t>(text: &'t Text, turns: &[Turn]) -> BTreeMap<&'t str, Option<String>> {
    let mut said: BTreeMap<&str, Option<String>> = BTreeMap::new();
    for turn in turns {
        let label = fold_label(Turns::label(text, turn));
        let known = said.entry(text.slice(turn.body).trim());
        known.and_modify(|of| *of = None).or_insert(Some(label));
    }
    said
}

/// People who answered and were not there, and whose the new labels are. Of what the sheet says of them only that is taken which is
/// known of others: its other columns may be answers to other questions.
fn newcomers(
    (view, document): (&View<'_>, &Document),
    (survey, question): (&Survey, &OpenQuestion),
) -> Vec<Event> {
    let attributes = view.people().flat_map(|person| person.attributes.keys());
    let known: BTreeSet<&str> = attributes.map(String::as_str).collect();
    let new = question.speakers.iter();
    let new = new.filter(|(label, _)| !document.speakers.contains_key(*label));
    let mut events = Vec::new();
    for (label, to) in new {
        let row = survey.people.iter();
        let row = row.filter(|row| matches!(to, Role::Person(person) if *person == row.handle));
        let unknown = row.filter(|row| view.person(&row.handle).is_none());
        events.extend(unknown.take(1).map(|row| {
            let handle = row.handle.clone();
            let told = row.attributes.iter();
            let told = told.filter(|(name, _)| known.contains(name.as_str()));
            let attributes = told.map(|(name, of)| (name.clone(), of.clone())).collect();
            Event::PersonAdd(PersonAdd { handle, attributes })
        }));
        events.push(Event::SpeakerAssign(SpeakerAssign {
            document: document.id,
            label: label.clone(),
            to: to.clone(),
        }));
    }
    events
}
