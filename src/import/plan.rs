//! What an import would add to the study: documents, people, and who speaks under which label.
//!
//! Nothing ever overwrites a document: the same words are nothing to do, other words under a known handle are told about
//! `document revise`. Speakers are bound from what the files declare and the sessions file says; the rest is asked, never guessed
//! into a person.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::document::{Document, Kind, SourceNote, Turns};
use crate::event::Event;
use crate::event::document::DocumentAdd;
use crate::event::person::{PersonAdd, PersonSet, SpeakerAssign, TurnAssign};
use crate::filter::View;
use crate::id::{Digest, DocumentRef, PersonId, RevisionRef, check_handle};
use crate::import::grammar::Grammar;
use crate::import::people::{PersonRow, SessionRow};
use crate::import::roles::roles;
use crate::import::{Question, Transcript};
use crate::person::{Attributes, Person, Role, Value};
use crate::problem::Problem;
use crate::study::draft::{Draft, TooLong};
use crate::text::Text;
use crate::text::span::Span;

/// A file that was read.
#[derive(Clone)]
pub struct ReadFile {
    /// Its name, without folders.
    pub name: String,
    /// The handle asked for, instead of the one its name gives.
    pub handle: Option<String>,
    /// The hash of its bytes.
    pub sha256: Digest,
    /// What it was told: encoding, speakers.
    pub options: BTreeMap<String, String>,
    /// What it was read as.
    pub transcript: Transcript,
    /// What is known of it besides.
    pub given: Given,
}

/// What is known of a document outright, so that nobody need guess it from its words.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Its title, where the handle is not enough.
    pub title: Option<String>,
    /// The language its words are in.
    pub language: Option<String>,
    /// What sort it is.
    pub kind: Option<Kind>,
    /// Whom folded labels stand for.
    pub speakers: BTreeMap<String, Role>,
}

/// A document to add.
pub struct NewDocument {
    /// Its handle.
    pub handle: String,
    /// What sort it is.
    pub kind: Kind,
    /// Its title, where the handle is not enough.
    pub title: Option<String>,
    /// The language its words are in, where it is told.
    pub language: Option<String>,
    /// Date, minutes and the like.
    pub attributes: Attributes,
    /// Its words.
    pub text: Text,
    /// Its turns.
    pub turns: Turns,
    /// The file of its turns, as it will be written.
    pub turns_file: String,
    /// Where it came from.
    pub source: SourceNote,
    /// Whom each folded label stands for.
    pub speakers: BTreeMap<String, Role>,
    /// Turns whose label is wrong, with who spoke.
    pub turn_roles: Vec<(Span, Role)>,
    /// How its turns were found.
    pub grammar: Grammar,
}

/// What an import would do.
#[derive(Default)]
pub struct Plan {
    /// Documents to add, in the order of the files.
    pub documents: Vec<NewDocument>,
    /// People to add.
    pub people: Vec<PersonRow>,
    /// Attributes of known people that the file says otherwise.
    pub attributes: Vec<PersonSet>,
    /// Files whose words are there already, with the handle they are there under.
    pub known: Vec<(String, String)>,
    /// Labels that stand for nobody yet: document, label as written, turns.
    pub unbound: Vec<(String, String, u32)>,
    /// What looks like a label but was left as text, by document.
    pub questions: Vec<(String, Question)>,
    /// Files whose encoding is a guess: the file, the guess, and lines by which to judge it.
    pub guesses: Vec<(String, String, Vec<String>)>,
    /// What could not be taken in, and what was left out.
    pub problems: Vec<Problem>,
}

impl Plan {
    /// Writes what the plan says as events: people, then documents with their speakers. Gives the new documents in order.
    pub fn write(&self, draft: &mut Draft<'_>) -> Result<Vec<DocumentRef>, TooLong> {
        for person in &self.people {
            let (handle, attributes) = (person.handle.clone(), person.attributes.clone());
            draft.add(Event::PersonAdd(PersonAdd { handle, attributes }))?;
        }
        for change in &self.attributes {
            draft.add(Event::PersonSet(change.clone()))?;
        }
        let mut added = Vec::with_capacity(self.documents.len());
        for document in &self.documents {
            let add = document_add(document);
            let id = DocumentRef(draft.add(Event::DocumentAdd(Box::new(add)))?);
            added.push(id);
            for (span, to) in &document.turn_roles {
                let (span, to) = (*span, to.clone());
                let revision = RevisionRef(id.0);
                draft.add(Event::TurnAssign(TurnAssign { revision, span, to }))?;
            }
            for (label, role) in document
                .speakers
                .iter()
                .filter(|(_, role)| **role != Role::Unknown)
            {
                let (label, to) = (label.clone(), role.clone());
                draft.add(Event::SpeakerAssign(SpeakerAssign {
                    document: id,
                    label,
                    to,
                }))?;
            }
        }
        Ok(added)
    }
}

/// Works out what files, people and sessions would add.
pub fn plan(
    view: &View<'_>,
    files: Vec<ReadFile>,
    (people, sessions): (Vec<PersonRow>, &[SessionRow]),
) -> Plan {
    let mut plan = Plan::default();
    plan_people(view, people, &mut plan);
    let files = in_order_of(sessions, named(view, files));
    let mut taken: BTreeSet<String> = view
        .all_documents()
        .iter()
        .map(|d| d.handle.to_lowercase())
        .collect();
    let known = known_words(view).into_iter();
    let known = known.map(|(words, (document, _))| (words, document.handle.clone()));
    let mut words: HashMap<Digest, String> = known.collect();
    for file in files {
        let handle = file.wanted_handle();
        let digest = words_of(&file);
        if let Some(known) = words.get(&digest) {
            plan.known.push((file.name, known.clone()));
            continue;
        }
        if view.is_taken_back(&digest) || view.is_taken_back(&file.sha256) {
            plan.problems.push(Problem::new(
                file.name,
                "holds words that were withdrawn, and was left out",
                "delete the file, if nothing else of it is needed",
            ));
            continue;
        }
        if let Err(cause) = check_handle(&handle) {
            plan.problems.push(Problem::new(
                file.name,
                cause.to_string(),
                "give it a handle with --id",
            ));
            continue;
        }
        if !taken.insert(handle.to_lowercase()) {
            plan.problems.push(clash(view, &file.name, &handle));
            continue;
        }
        words.insert(digest, handle.clone());
        let session = sessions
            .iter()
            .find(|row| row.handle.eq_ignore_ascii_case(&handle));
        add_document(view, &mut plan, (file, handle), session);
    }
    plan
}

impl ReadFile {
    /// The handle its document gets, if it is free.
    pub fn wanted_handle(&self) -> String {
        self.handle.clone().unwrap_or_else(|| handle_of(&self.name))
    }
}

/// Files whose names have no letter or digit that a handle can hold are documents by number, in the order of their names, so that
/// the same files get the same handles in whatever order they are given.
fn named(view: &View<'_>, mut files: Vec<ReadFile>) -> Vec<ReadFile> {
    let known = known_words(view);
    let is_taken = |handle: &str| view.document_called(handle).is_some();
    let mut taken: BTreeSet<String> = files
        .iter()
        .map(|file| file.wanted_handle().to_lowercase())
        .collect();
    let mut nameless: Vec<&mut ReadFile> = files
        .iter_mut()
        .filter(|file| file.wanted_handle().is_empty() && file.handle.is_none())
        .filter(|file| !known.contains_key(&words_of(file)))
        .collect();
    nameless.sort_by(|a, b| (&a.name, a.sha256).cmp(&(&b.name, b.sha256)));
    for file in nameless {
        let numbered = (2..).map(|number| format!("{NAMELESS}-{number}"));
        let mut free = std::iter::once(NAMELESS.to_owned()).chain(numbered);
        file.handle = free.find(|handle| !is_taken(handle) && !taken.contains(handle));
        taken.extend(file.handle.clone());
    }
    files
}

/// The handle of a document whose file's name gives none.
const NAMELESS: &str = "document";

/// The digest of the words of a file.
fn words_of(file: &ReadFile) -> Digest {
    Digest::of(file.transcript.text.as_str().as_bytes())
}

/// A sessions file says in which order its documents were held; the rest follows as it came.
fn in_order_of(sessions: &[SessionRow], mut files: Vec<ReadFile>) -> Vec<ReadFile> {
    let place = |file: &ReadFile| {
        let handle = file.wanted_handle();
        sessions
            .iter()
            .position(|row| row.handle.eq_ignore_ascii_case(&handle))
            .unwrap_or(usize::MAX)
    };
    files.sort_by_cached_key(place);
    files
}

/// The handle that a file's name gives: its stem without accents, with every run of other characters as one hyphen; empty where
/// nothing is left.
pub fn handle_of(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut handle = String::new();
    for c in stem.nfkd().filter(|c| !is_combining_mark(*c)) {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') {
            handle.push(c);
        } else if !handle.is_empty() && !handle.ends_with('-') {
            handle.push('-');
        }
    }
    handle
        .trim_matches(['-', '.', '_'])
        .chars()
        .take(64)
        .collect()
}

/// The words that are there already, each with the document that has them and its revision of them; the current one, where it has
/// them in several.
pub fn known_words<'v>(view: &View<'v>) -> HashMap<Digest, (&'v Document, RevisionRef)> {
    let mut words = HashMap::new();
    for document in view.all_documents() {
        let current = document.revision();
        for revision in std::iter::once(current).chain(&document.revisions) {
            words
                .entry(revision.text)
                .or_insert((document, revision.id));
        }
    }
    words
}

fn clash(view: &View<'_>, name: &str, handle: &str) -> Problem {
    if view.document_called(handle).is_some() {
        let what = format!("there is a document {handle} with other words; it stays as it is");
        let advice = format!(
            "to correct its text: intercoder document revise {handle} {name}; or give this one another --id"
        );
        return Problem::new(name, what, advice);
    }
    Problem::new(
        name,
        format!("another file of this batch is {handle} too"),
        "import it alone with --id",
    )
}

fn plan_people(view: &View<'_>, people: Vec<PersonRow>, plan: &mut Plan) {
    let known: HashMap<&PersonId, &Person> = view
        .all_people()
        .map(|person| (&person.handle, person))
        .collect();
    let mut new: HashMap<PersonId, usize> = HashMap::new();
    for row in people {
        if view.has_withdrawn(&row.handle) {
            plan.problems.push(Problem::new(
                row.handle.to_string(),
                "has withdrawn, and was left out",
                "take the row out of the file; another person needs another handle",
            ));
            continue;
        }
        let Some(known) = known.get(&row.handle) else {
            // A table of people and a survey may both tell of somebody.
            let at = *new.entry(row.handle.clone()).or_insert(plan.people.len());
            match plan.people.get_mut(at) {
                Some(there) => there.attributes.extend(row.attributes),
                None => plan.people.push(row),
            }
            continue;
        };
        for (attribute, values) in row.attributes {
            if known.values(&attribute) != values.as_slice() {
                plan.attributes.push(PersonSet {
                    person: row.handle.clone(),
                    attribute,
                    values,
                });
            }
        }
    }
}

fn add_document(
    view: &View<'_>,
    plan: &mut Plan,
    (file, handle): (ReadFile, String),
    session: Option<&SessionRow>,
) {
    let ReadFile {
        name,
        sha256,
        options,
        transcript,
        given,
        ..
    } = file;
    let speakers = roles((view, plan), (&transcript, &given), session);
    ask(plan, (&name, &handle), (&transcript, &speakers));
    let kind = session
        .and_then(|row| row.kind)
        .or(given.kind)
        .unwrap_or_else(|| kind(&transcript, &speakers));
    let mut attributes = attributes(&transcript.metadata);
    attributes.extend(
        session
            .map(|row| row.attributes.clone())
            .unwrap_or_default(),
    );
    let turns_file = serde_json::to_string(&transcript.turns).unwrap_or_default() + "\n";
    let source = SourceNote {
        name: Some(name),
        sha256,
        importer: transcript.importer.to_owned(),
        options,
    };
    let (text, turns, grammar) = (transcript.text, transcript.turns, transcript.grammar);
    plan.documents.push(NewDocument {
        handle,
        kind,
        title: given.title,
        language: given.language,
        attributes,
        text,
        turns,
        turns_file,
        source,
        speakers,
        turn_roles: Vec::new(),
        grammar,
    });
}

/// Puts what only people can answer about a document: labels that stand for nobody, a guess at its letters, lines that may be labels.
fn ask(
    plan: &mut Plan,
    (name, handle): (&str, &str),
    (transcript, speakers): (&Transcript, &BTreeMap<String, Role>),
) {
    for label in &transcript.labels {
        if speakers
            .get(&label.key)
            .is_none_or(|role| *role == Role::Unknown)
        {
            plan.unbound
                .push((handle.to_owned(), label.label.clone(), label.turns));
        }
    }
    if transcript.encoding.is_unsure() {
        let lines = transcript
            .preview()
            .into_iter()
            .map(str::to_owned)
            .collect();
        plan.guesses.push((
            name.to_owned(),
            transcript.encoding.encoding.name().to_owned(),
            lines,
        ));
    }
    let questions = transcript
        .questions
        .iter()
        .map(|question| (handle.to_owned(), question.clone()));
    plan.questions.extend(questions);
    plan.problems.extend(transcript.problems.iter().cloned());
}

fn kind(transcript: &Transcript, speakers: &BTreeMap<String, Role>) -> Kind {
    let said = transcript
        .metadata
        .iter()
        .find(|(key, _)| matches!(key.as_str(), "type" | "kind"));
    if let Some(kind) = said.and_then(|(_, word)| Kind::parse(word)) {
        return kind;
    }
    match speakers
        .values()
        .filter(|role| **role != Role::Interviewer)
        .count()
    {
        _ if transcript.labels.is_empty() => Kind::Document,
        0 | 1 => Kind::Interview,
        _ => Kind::FocusGroup,
    }
}

/// The header's pairs that describe the document: not its name, its kind or who speaks.
fn attributes(metadata: &[(String, String)]) -> Attributes {
    let describes = |key: &str, value: &str| {
        !matches!(key, "session" | "type" | "kind")
            && !matches!(value.to_lowercase().as_str(), "interviewer" | "participant")
    };
    let kept = metadata.iter().filter(|(key, value)| describes(key, value));
    kept.map(|(key, value)| (key.to_lowercase(), vec![Value::parse(value)]))
        .collect()
}

/// The event that adds a document.
fn document_add(document: &NewDocument) -> DocumentAdd {
    DocumentAdd {
        handle: document.handle.clone(),
        kind: document.kind,
        title: document.title.clone(),
        language: document.language.clone(),
        text: Digest::of(document.text.as_str().as_bytes()),
        turns: Digest::of(document.turns_file.as_bytes()),
        source: document.source.clone(),
        attributes: document.attributes.clone(),
    }
}
