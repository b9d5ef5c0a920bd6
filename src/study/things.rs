//! From the steps' results to the things people know: coders, documents, people, codes.
//!
//! Each thing starts from the line that introduced it and takes its fields from the registers. Nothing is decided here.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::codebook::Code;
use crate::document::kept::Fate;
use crate::document::{Document, Revision, SourceNote};
use crate::event::Event;
use crate::event::codebook::{CodeAdd, CodeChange};
use crate::event::document::{DocumentAdd, DocumentChange};
use crate::event::study::{CoderChange, CoderRole};
use crate::id::{CodeRef, CoderId, DocumentRef, PersonId, Ref, RevisionRef};
use crate::journal::Line;
use crate::person::Person;
use crate::study::excerpt::Routes;
use crate::study::pointer::Pointers;
use crate::study::register::{Key, Register, Value};
use crate::study::retained::{Force, in_force};
use crate::study::{CodeNow, Coder, Study};

/// Fills a study with its things.
pub fn fill(study: &mut Study, pointers: &Pointers) {
    let fields = fields_by_thing(study);
    study.coders = coders(study);
    study.documents = documents(study, &fields);
    let of_documents = study.documents.iter().map(|document| document.id);
    study.document_places = of_documents.zip(0..).collect();
    study.people = people(study);
    study.codes = codes(study, &fields, pointers);
    study.code_places = study.codes.iter().map(|code| code.id).zip(0..).collect();
}

/// The fields of each document, revision and code, gathered once.
type Fields = HashMap<Ref, Vec<(Key, Value)>>;

fn fields_by_thing(study: &Study) -> Fields {
    let mut fields = Fields::new();
    for (key, register) in &study.registers {
        let thing = match key {
            Key::Document(of, _) | Key::DocumentAttribute(of, _) | Key::Speaker(of, _) => of.0,
            Key::Code(of, _) => of.0,
            Key::Turn(of, _) => of.0,
            _ => continue,
        };
        fields
            .entry(thing)
            .or_default()
            .push((key.clone(), register.value().clone()));
    }
    fields
}

/// The lines in force, codings apart, that `pick` finds something in, first of equals only.
pub fn introduced<'s, T: 's>(
    study: &'s Study,
    pick: impl Fn(&'s Event) -> Option<T> + 's,
) -> impl Iterator<Item = (&'s Line, T)> + 's {
    let others = in_force((&study.set, &study.forces), study.set.others());
    others.filter_map(move |(_, line, event)| {
        let found = pick(event)?;
        (study.identity.canonical(line.id()) == line.id()).then_some((line, found))
    })
}

/// Whether all that introduced a thing was undone, and only what is built on it keeps it.
pub fn is_only_retained(study: &Study, id: Ref) -> bool {
    study
        .identity
        .equals(id)
        .into_iter()
        .all(|equal| study.force(equal) != Force::Full)
}

fn coders(study: &Study) -> Vec<Coder> {
    let mut coders: Vec<Coder> = Vec::new();
    for (_, line) in study.set.other_lines() {
        let Some(Event::CoderJoin(event)) = line.event() else {
            continue;
        };
        if coders.iter().all(|coder| coder.handle != event.coder) {
            coders.push(Coder {
                handle: event.coder.clone(),
                role: CoderRole::Coder,
                name: None,
                active: true,
            });
        }
    }
    for coder in &mut coders {
        for field in ["role", "name", "active"] {
            match study
                .registers
                .get(&Key::Coder(coder.handle.clone(), field))
                .map(Register::value)
            {
                Some(Value::Coder(CoderChange::Role(role))) => coder.role = *role,
                Some(Value::Coder(CoderChange::Name(name))) => coder.name = Some(name.clone()),
                Some(Value::Coder(CoderChange::Active(active))) => coder.active = *active,
                _ => {}
            }
        }
    }
    coders
}

fn documents(study: &Study, fields: &Fields) -> Vec<Document> {
    let mut documents = new_documents(study);
    let places: HashMap<DocumentRef, usize> = documents
        .iter()
        .enumerate()
        .map(|(at, d)| (d.id, at))
        .collect();
    let revised = introduced(study, |event| match event {
        Event::DocumentRevise(event) => Some(event),
        _ => None,
    });
    for (line, event) in revised {
        let of = DocumentRef(study.identity.canonical(event.document.0));
        let Some(document) = places.get(&of).and_then(|&at| documents.get_mut(at)) else {
            continue;
        };
        let parent = Some(RevisionRef(study.identity.canonical(event.parent.0)));
        let revision = Revision {
            parent,
            kept: event.kept.clone(),
            ..Revision::first(RevisionRef(line.id()), (event.text, event.turns))
        };
        // An undone revision that codings were made on stays readable, but is never the text that counts.
        if !is_only_retained(study, line.id()) {
            document.current = current_after(document, &revision);
        }
        document.revisions.push(revision);
    }
    for document in &mut documents {
        take_back(study, document);
        set_fields(document, fields);
    }
    tell_apart(&mut documents);
    documents
}

/// Revisions come in fold order: a later one counts where it corrects what counts, or stands beside it as a conflict.
fn current_after(document: &Document, revision: &Revision) -> RevisionRef {
    let is_older = revision
        .parent
        .is_none_or(|parent| document.revisions.iter().all(|r| r.id != parent));
    if is_older {
        document.current
    } else {
        revision.id
    }
}

/// Of a document that words were taken back from, only what was made without them is read; it counts what came last of that.
fn take_back(study: &Study, document: &mut Document) {
    if study.withdrawn.revisions.is_empty() {
        return;
    }
    let over = |id: RevisionRef| {
        let line = study.line(id.0);
        line.map(|line| line.head.over.to_vec()).unwrap_or_default()
    };
    let unreadable = study.withdrawn.unreadable(&document.revisions, over);
    for revision in &mut document.revisions {
        revision.is_withdrawn = unreadable.contains(&revision.id);
        revision.takes_back = study.withdrawn.revisions.contains(&revision.id);
    }
    if unreadable.contains(&document.current) {
        let readable = document.revisions.iter().rev();
        let last = readable
            .filter(|revision| !revision.is_withdrawn)
            .map(|revision| revision.id)
            .find(|id| !is_only_retained(study, id.0));
        document.current = last.unwrap_or(document.current);
    }
}

/// Each document as it was first added. One that was written again without words that were taken back is where it was, and goes by
/// the ref of the line that held them.
fn new_documents(study: &Study) -> Vec<Document> {
    let mut added: HashMap<Ref, &DocumentAdd> = HashMap::new();
    for (_, line, event) in in_force((&study.set, &study.forces), study.set.others()) {
        if let Event::DocumentAdd(event) = event {
            let id = study.identity.canonical(line.id());
            added.entry(id).or_insert(event);
        }
    }
    let mut added: Vec<(Ref, &DocumentAdd)> = added.into_iter().collect();
    added.sort_unstable_by_key(|(id, _)| study.set.place(*id));
    let documents = added.into_iter();
    documents
        .map(|(id, event)| new_document(study, id, event))
        .collect()
}

fn new_document(study: &Study, id: Ref, event: &DocumentAdd) -> Document {
    let first = RevisionRef(id);
    let revision = Revision::first(first, (event.text, event.turns));
    Document {
        id: DocumentRef(id),
        handle: event.handle.clone(),
        kind: event.kind,
        title: None,
        language: None,
        attributes: BTreeMap::new(),
        source: SourceNote {
            name: event.source.name.clone(),
            ..event.source.clone()
        },
        revisions: vec![revision],
        current: first,
        speakers: BTreeMap::new(),
        turn_roles: Vec::new(),
        primary: None,
        retired: is_only_retained(study, id),
    }
}

fn set_fields(document: &mut Document, fields: &Fields) {
    for (key, value) in fields.get(&document.id.0).into_iter().flatten() {
        match (key, value) {
            (Key::Speaker(_, label), Value::Speaker(role)) => {
                document.speakers.insert(label.clone(), role.clone());
            }
            (_, Value::Document(change)) => set_field(document, change.clone()),
            _ => {}
        }
    }
    let routes = Routes::of(std::slice::from_ref(document));
    for revision in document
        .revisions
        .iter()
        .map(|revision| revision.id.0)
        .collect::<Vec<_>>()
    {
        for (key, value) in fields.get(&revision).into_iter().flatten() {
            let (Key::Turn(of, span), Value::Speaker(role)) = (key, value) else {
                continue;
            };
            let carried = routes
                .carry(*of, *span)
                .filter(|excerpt| excerpt.fate != Fate::Orphaned);
            document
                .turn_roles
                .extend(carried.map(|excerpt| (excerpt.span, role.clone())));
        }
    }
}

fn set_field(document: &mut Document, change: DocumentChange) {
    match change {
        DocumentChange::Handle(handle) => document.handle = handle,
        DocumentChange::Title(title) => document.title = Some(title),
        DocumentChange::Language(language) => document.language = Some(language),
        DocumentChange::Kind(kind) => document.kind = kind,
        DocumentChange::Primary(coder) => document.primary = Some(coder),
        DocumentChange::Retired(retired) => document.retired |= retired,
        DocumentChange::Attribute(named) => {
            document.attributes.insert(named.name, named.values);
        }
    }
}

/// Of two documents with one handle the later is shown with its ref, until one is renamed.
fn tell_apart(documents: &mut [Document]) {
    let mut seen: HashSet<String> = HashSet::new();
    for document in documents {
        if !seen.insert(document.handle.to_lowercase()) {
            document.handle = format!("{} ({})", document.handle, document.id);
        }
    }
}

fn people(study: &Study) -> Vec<Person> {
    let added = introduced(study, |event| match event {
        Event::PersonAdd(event) => Some(event),
        _ => None,
    });
    let person = |(line, event): (&Line, &crate::event::person::PersonAdd)| Person {
        handle: event.handle.clone(),
        attributes: attributes(study, &event.handle),
        retired: is_only_retained(study, line.id()),
    };
    added
        .map(person)
        .filter(|person| !study.withdrawn.people.contains(&person.handle))
        .collect()
}

fn attributes(study: &Study, person: &PersonId) -> BTreeMap<String, Vec<crate::person::Value>> {
    let from = Key::Attribute(person.clone(), String::new());
    let own = study
        .registers
        .range(from..)
        .take_while(|(key, _)| matches!(key, Key::Attribute(of, _) if of == person));
    own.filter_map(|(key, register)| match (key, register.value()) {
        (Key::Attribute(_, name), Value::Attribute(values)) if !values.is_empty() => {
            Some((name.clone(), values.clone()))
        }
        _ => None,
    })
    .collect()
}

fn codes(study: &Study, fields: &Fields, pointers: &Pointers) -> Vec<CodeNow> {
    let added = introduced(study, |event| match event {
        Event::CodeAdd(event) => Some(event),
        _ => None,
    });
    let mut codes: Vec<CodeNow> = added
        .map(|(line, event)| new_code(study, line, event))
        .collect();
    for code in &mut codes {
        for (_, value) in fields.get(&code.id.0).into_iter().flatten() {
            if let Value::Code(change) = value {
                set_code_field(code, change.clone());
            }
        }
        code.parent = pointers.parent(code.id);
        code.merged_into = pointers
            .is_merged(code.id)
            .then(|| pointers.merged(code.id));
    }
    codes
}

fn new_code(study: &Study, line: &Line, event: &CodeAdd) -> CodeNow {
    let code = Code {
        id: event.handle.clone(),
        assignable: event.assignable,
        use_: event.use_,
        color: event.color.clone(),
        ..Code::default()
    };
    CodeNow {
        id: CodeRef(line.id()),
        code,
        parent: None,
        merged_into: None,
        retired: is_only_retained(study, line.id()),
        adds: adds(study, line.id()),
    }
}

/// Everybody who added a code, equal adds being one.
fn adds(study: &Study, id: Ref) -> Vec<(CoderId, u64)> {
    let lines = study
        .identity
        .equals(id)
        .into_iter()
        .filter_map(|equal| study.line(equal));
    // One that was written again without words that were taken back is there since it was first added.
    let counts = |line: &&Line| {
        study.force(line.id()) != Force::None || study.withdrawn.lines.contains(&line.id())
    };
    let in_force = lines.filter(counts);
    let coder = |line: &Line| {
        study
            .coder_of(&line.head.writer)
            .cloned()
            .unwrap_or(CoderId(line.head.writer.0.clone()))
    };
    in_force
        .map(|line| (coder(line), line.head.clock))
        .collect()
}

fn set_code_field(code: &mut CodeNow, change: CodeChange) {
    match change {
        CodeChange::Handle(handle) => code.code.id = handle,
        CodeChange::Name(name) => code.code.name = name,
        CodeChange::Origin(origin) => code.code.origin = origin,
        CodeChange::Definition(definition) => code.code.definition = definition,
        CodeChange::UseWhen(use_when) => code.code.use_when = use_when,
        CodeChange::NotWhen(not_when) => code.code.not_when = not_when,
        CodeChange::Example(example) => code.code.example = example,
        CodeChange::Use(use_) => code.code.use_ = use_,
        CodeChange::Assignable(assignable) => code.code.assignable = assignable,
        CodeChange::Scale(scale) => code.code.scale = scale,
        CodeChange::Retired(retired) => code.retired |= retired,
    }
}
