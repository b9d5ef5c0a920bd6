//! The note that a project of ours carries, read again: everything is as it was, where the note came back whole.

use std::io::{Read, Seek};

use crate::person::Role;
use crate::project::{Code, Document, Fields, On};
use crate::refi::archive::Archive;
use crate::refi::carried::{Carried, CarriedCode, CarriedDocument, NAME};
use crate::refi::read::gathered::Gathered;
use crate::refi::tree::Element;
use crate::text::span::Span;

/// Gives what was read of a project what its note carries.
pub fn take<R: Read + Seek>(gathered: &mut Gathered, (root, archive): (&Element, &mut Archive<R>)) {
    let note = root
        .inside("Notes")
        .find(|note| note.said("name") == Some(NAME));
    let Some(note) = note else {
        return;
    };
    let words = match (note.child("PlainTextContent"), note.said("plainTextPath")) {
        (Some(content), _) => Some(content.text.clone()),
        (None, path) => path.and_then(|path| archive.text(path).ok()),
    };
    let carried = words.and_then(|words| serde_json::from_str::<Carried>(&words).ok());
    match carried {
        Some(carried) => give(gathered, carried),
        None => gathered.tell(
            "the note that carries handles, turns and speakers was changed and cannot be read"
                .to_owned(),
            "the project was read like one of any other program",
        ),
    }
}

fn give(gathered: &mut Gathered, carried: Carried) {
    for (guid, named) in carried.coders {
        let at = gathered.users.get(&guid).copied();
        let coder = at.and_then(|at| gathered.project.coders.get_mut(at.0));
        if let Some(coder) = coder {
            coder.name = named.name.unwrap_or_else(|| named.handle.clone());
            coder.handle = Some(named.handle);
        }
    }
    for (guid, of) in carried.codes {
        let at = gathered.codes.get(&guid).copied();
        let code = at.and_then(|at| gathered.project.codes.get_mut(at.0));
        if let Some(code) = code {
            give_code(code, of);
        }
    }
    for (guid, of) in carried.documents {
        if let Some(On::Document(at)) = gathered.things.get(&guid).copied()
            && let Some(document) = gathered.project.documents.get_mut(at.0)
        {
            give_document(document, of);
        }
    }
    for (guid, attributes) in carried.people {
        if let Some(On::Person(at)) = gathered.things.get(&guid).copied()
            && let Some(person) = gathered.project.people.get_mut(at.0)
        {
            person.attributes = attributes;
        }
    }
    for (guid, value) in carried.values {
        if let Some(On::Coding(at)) = gathered.things.get(&guid).copied()
            && let Some(coding) = gathered.project.codings.get_mut(at.0)
        {
            coding.value = Some(value);
        }
    }
    for (coder, document) in carried.finished {
        let coder = gathered.users.get(&coder).copied();
        let document = gathered.things.get(&document).copied();
        if let (Some(coder), Some(On::Document(document))) = (coder, document) {
            gathered.project.finished.push((coder, document));
        }
    }
}

fn give_code(code: &mut Code, of: CarriedCode) {
    code.handle = Some(of.handle);
    code.definition = of.definition;
    code.more = Some(Box::new(Fields {
        origin: of.origin,
        use_when: of.use_when,
        not_when: of.not_when,
        example: of.example,
        use_: of.use_,
        scale: of.scale,
    }));
}

fn give_document(document: &mut Document, of: CarriedDocument) {
    document.handle = Some(of.handle);
    document.kind = Some(of.kind);
    document.language = of.language;
    document.attributes = of.attributes;
    document.speakers = of.speakers;
    let text = &document.text;
    let lies_in_it = |(span, _): &(Span, Role)| text.contains(*span);
    document.turn_roles = of.turn_roles.into_iter().filter(lies_in_it).collect();
    document.turns = Some(of.turns).filter(|turns| turns.fit(&document.text));
}
