//! Notes: memos, then what the standard has no place for, in words for people and once as JSON for this program.

use std::collections::{BTreeMap, BTreeSet};

use crate::coding::Case;
use crate::document::{Document, Turns, fold_label};
use crate::filter::View;
use crate::history;
use crate::id::DocumentRef;
use crate::person::Role;
use crate::progress::has_finished;
use crate::project::Fields;
use crate::refi::carried::{self, Carried, CarriedCode, CarriedDocument, OURS, VERSION};
use crate::refi::guid::plain;
use crate::refi::write::Desk;
use crate::refi::write::codebook::guid_of;
use crate::refi::write::memos::Hook;
use crate::refi::write::people::borrowed;
use crate::refi::write::sources::guid_of_coding;
use crate::refi::write::xml::Xml;
use crate::round::State;
use crate::texts::Passage;

/// The longest name of a memo, in characters.
const LONGEST: usize = 60;

/// Puts all notes.
pub fn put(xml: &mut Xml, desk: &mut Desk<'_>) {
    xml.open("Notes", &[]);
    for note in desk.memos.notes() {
        let user = desk.guids.make("coder", &note.coder.0);
        let name: String = note.text.chars().take(LONGEST).collect();
        let mut attributes = vec![
            ("guid", note.guid.as_str()),
            ("name", name.as_str()),
            ("creatingUser", user.as_str()),
        ];
        if !note.at.is_empty() {
            attributes.push(("creationDateTime", &note.at));
        }
        xml.open("Note", &attributes);
        xml.words_if_any("Description", &note.state);
        xml.words("PlainTextContent", &note.text);
        xml.close();
    }
    for (name, words) in told(desk) {
        let name = format!("{OURS}{name}");
        let guid = desk.guids.make("note", &name);
        xml.open("Note", &[("guid", &guid), ("name", &name)]);
        xml.words("PlainTextContent", &words);
        xml.close();
    }
    let guid = desk.guids.make("note", carried::NAME);
    let file = format!("{guid}.txt");
    let path = format!("internal://{file}");
    xml.leaf(
        "Note",
        &[
            ("guid", &guid),
            ("name", carried::NAME),
            ("plainTextPath", &path),
        ],
    );
    let carried = serde_json::to_vec(&carry(desk)).unwrap_or_default();
    desk.files.push((file, carried));
    xml.close();
}

/// What the standard has no place for, in words: a name and the words of each note.
fn told(desk: &Desk<'_>) -> Vec<(&'static str, String)> {
    let view = desk.asked.view;
    let versions = view.versions().iter();
    let mut told = vec![
        ("who finished what", finished(view)),
        ("rounds", rounds(view)),
        (
            "versions of the codebook",
            versions
                .map(|version| format!("version {}", version.number))
                .collect(),
        ),
        ("decisions", decisions(view)),
        ("summaries of the framework", summaries(view)),
    ];
    told.retain(|(_, lines)| !lines.is_empty());
    let joined = told
        .into_iter()
        .map(|(name, lines)| (name, lines.join("\n")));
    joined.collect()
}

fn handle<'v>(view: &View<'v>, document: DocumentRef) -> &'v str {
    view.document(document)
        .map_or("", |document| &document.handle)
}

fn finished(view: &View<'_>) -> Vec<String> {
    let done = view
        .seen_progress()
        .filter(|progress| progress.state == State::Done);
    let said = done.map(|progress| {
        let round = progress.round.and_then(|round| view.round(round));
        let round = round.map_or_else(String::new, |round| format!(" in round {}", round.name));
        format!(
            "{} finished {}{round}",
            progress.coder,
            handle(view, progress.document)
        )
    });
    said.collect()
}

fn rounds(view: &View<'_>) -> Vec<String> {
    let said = view.rounds().iter().map(|round| {
        let documents = round.documents().into_iter();
        let documents: Vec<&str> = documents.map(|document| handle(view, document)).collect();
        let coders: Vec<String> = round.coders().iter().map(ToString::to_string).collect();
        let (documents, coders) = (documents.join(", "), coders.join(", "));
        let state = if round.close.is_some() {
            "closed"
        } else {
            "open"
        };
        format!("round {}: {documents} by {coders}; {state}", round.name)
    });
    said.collect()
}

fn decisions(view: &View<'_>) -> Vec<String> {
    let said = view.decisions().map(|decision| {
        let excerpt = decision.excerpt;
        let (start, end) = (excerpt.span.start().0, excerpt.span.end().0);
        let place = format!(
            "{} characters {start}-{end}",
            handle(view, excerpt.document)
        );
        let codes = decision.result.iter();
        let codes: Vec<String> = codes
            .map(|marked| history::code(view, marked.code))
            .collect();
        let codes = match codes.as_slice() {
            [] => "no code".to_owned(),
            codes => codes.join(", "),
        };
        let (coder, at, reason) = (&decision.coder, &decision.at, &decision.reason);
        format!("{place}: {codes}; decided by {coder} at {at}: {reason}")
    });
    said.collect()
}

fn summaries(view: &View<'_>) -> Vec<String> {
    let said = view.summaries().map(|summary| {
        let case = match &summary.on {
            Case::Person(person) => person.to_string(),
            Case::Document(document) => handle(view, *document).to_owned(),
        };
        let theme = history::code(view, summary.theme);
        format!("{case}, {theme}: {}", summary.text)
    });
    said.collect()
}

/// What this program reads again.
fn carry(desk: &Desk<'_>) -> Carried {
    let view = desk.asked.view;
    let mut carried = Carried {
        version: VERSION,
        study: view.id().to_string(),
        codes: codes(desk),
        ..Carried::default()
    };
    for coder in view.coders() {
        let guid = plain(&desk.guids.make("coder", &coder.handle.0));
        carried.coders.insert(guid, coder.handle.to_string());
    }
    for person in view.people() {
        let guid = plain(&desk.guids.make("person", &person.handle.0));
        let notes = desk.memos.on(&Hook::Person(person.handle.clone()));
        if notes.len() > 1 {
            let words = notes.iter().map(|note| note.text.clone());
            carried.memos.insert(guid.clone(), words.collect());
        }
        carried.people.insert(guid, person.attributes.clone());
    }
    for document in view.documents() {
        let guid = plain(&desk.guids.make("document", &document.id.to_string()));
        let Some(of) = carried_document(desk, document) else {
            continue;
        };
        carried.documents.insert(guid.clone(), of);
        let coders = view.coders().iter().map(|coder| &coder.handle);
        for coder in coders.filter(|coder| has_finished(view, document.id, (coder, None))) {
            let coder = plain(&desk.guids.make("coder", &coder.0));
            carried.finished.push((coder, guid.clone()));
        }
    }
    for (place, there) in &desk.marks {
        for marked in there {
            if let Some(value) = &marked.value {
                let coding = plain(&guid_of_coding(desk, *place, marked));
                carried.values.insert(coding, value.clone());
            }
        }
    }
    carried
}

fn codes(desk: &Desk<'_>) -> BTreeMap<String, CarriedCode> {
    let codes = desk.codebook.codes().iter().map(|code| {
        let of = CarriedCode {
            handle: code.id.clone(),
            definition: code.definition.clone(),
            fields: Fields::of(code),
        };
        let guid = guid_of(desk.asked.view, &desk.guids, &code.id);
        (plain(&guid), of)
    });
    codes.collect()
}

/// A document with its turns; nothing where its words are not here.
fn carried_document(desk: &Desk<'_>, document: &Document) -> Option<CarriedDocument> {
    let passage = desk.asked.texts.current(document)?;
    Some(CarriedDocument {
        handle: document.handle.clone(),
        kind: document.kind,
        language: document.language.clone(),
        attributes: document.attributes.clone(),
        borrowed: borrowed(desk, document),
        turns: Turns {
            turns: passage.turns.clone(),
        },
        speakers: spoken(document, passage),
        turn_roles: document.turn_roles.clone(),
    })
}

/// Whom the labels that stand in the text stand for. One that a correction took out of the text is not written: it may be the very
/// name that was to go.
pub fn spoken(document: &Document, passage: &Passage) -> BTreeMap<String, Role> {
    let labels = passage.turns.iter();
    let there: BTreeSet<String> = labels
        .map(|turn| fold_label(Turns::label(&passage.text, turn)))
        .collect();
    let speakers = document.speakers.iter();
    let speakers = speakers.filter(|(label, _)| there.contains(*label));
    speakers
        .map(|(label, role)| (label.clone(), role.clone()))
        .collect()
}
