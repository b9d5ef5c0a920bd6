//! The note that a project of ours carries, read again: everything is as it was, where the note came back whole and no other
//! program changed meanwhile what the standard says of it.

use std::collections::HashSet;
use std::io::{Read, Seek};

use crate::person::{Attributes, Role, Value};
use crate::project::{Code, Document, Fields, Memo, On};
use crate::refi::archive::Archive;
use crate::refi::carried::{Carried, CarriedCode, CarriedDocument, NAME, VERSION, joined};
use crate::refi::read::gathered::Gathered;
use crate::refi::rules;
use crate::refi::tree::Element;
use crate::refi::words::plain;
use crate::text::span::Span;

/// The names of the variables that a project still has.
type Variables<'e> = HashSet<&'e str>;

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
    let advice = "the project was read like one of any other program";
    match carried {
        Some(carried) if carried.version > VERSION => gathered.tell(
            "the note that carries handles, turns and speakers is of a later version of intercoder"
                .to_owned(),
            advice,
        ),
        Some(carried) => {
            let variables = root.inside("Variables");
            let variables = variables.filter_map(|variable| variable.said("name"));
            give(gathered, carried, &variables.collect());
        }
        None => gathered.tell(
            "the note that carries handles, turns and speakers was changed and cannot be read"
                .to_owned(),
            advice,
        ),
    }
}

fn give(gathered: &mut Gathered, carried: Carried, variables: &Variables<'_>) {
    gathered.project.study = carried.study;
    for (guid, named) in carried.coders {
        let at = gathered.users.get(&guid).copied();
        let coder = at.and_then(|at| gathered.project.coders.get_mut(at.0));
        if let Some(coder) = coder {
            if coder.name == named.handle {
                coder.name = named.name.unwrap_or_else(|| named.handle.clone());
            }
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
            give_document(document, of, variables);
        }
    }
    for (guid, attributes) in carried.people {
        if let Some(On::Person(at)) = gathered.things.get(&guid).copied()
            && let Some(person) = gathered.project.people.get_mut(at.0)
        {
            let said = std::mem::take(&mut person.attributes);
            person.attributes = kept(said, attributes, variables);
        }
    }
    for (guid, memos) in carried.memos {
        let on = gathered.things.get(&guid).copied();
        let all = &mut gathered.project.memos;
        let at = all.iter().position(|memo| {
            Some(memo.on) == on && plain(&memo.text) == plain(&memos.join("\n\n"))
        });
        if let Some(at) = at {
            let on = all.remove(at).on;
            all.extend(memos.into_iter().map(|text| Memo { on, text }));
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

/// The rules are as the note has them, unless the description that people read was changed meanwhile.
fn give_code(code: &mut Code, of: CarriedCode) {
    code.handle = Some(of.handle);
    let said = code.more.take().unwrap_or_default();
    let is_as_written = plain(&rules::joined(&code.definition, &said))
        == plain(&rules::joined(&of.definition, &of.fields));
    let fields = if is_as_written {
        code.definition = of.definition;
        of.fields
    } else {
        Fields {
            use_: of.fields.use_,
            scale: of.fields.scale,
            ..*said
        }
    };
    code.more = Some(Box::new(fields));
}

fn give_document(document: &mut Document, of: CarriedDocument, variables: &Variables<'_>) {
    document.handle = Some(of.handle);
    document.kind = Some(of.kind);
    document.language = of.language;
    let mut said = std::mem::take(&mut document.attributes);
    let is_borrowed = |name: &String, values: &Vec<Value>| {
        let of = of.borrowed.iter().find(|(of, _)| plain(of) == *name);
        of.is_some_and(|(_, of)| is_same(values, of))
    };
    said.retain(|name, values| !is_borrowed(name, values));
    document.attributes = kept(said, of.attributes, variables);
    document.speakers = of.speakers;
    let text = &document.text;
    let lies_in_it = |(span, _): &(Span, Role)| text.contains(*span);
    document.turn_roles = of.turn_roles.into_iter().filter(lies_in_it).collect();
    document.turns = Some(of.turns).filter(|turns| turns.fit(&document.text));
}

/// Attributes with every value and its sort, where the project still says the same; what another program changed or took away
/// since stays so. A variable that the project has no more at all was dropped by a program that has no place for it.
fn kept(mut said: Attributes, carried: Attributes, variables: &Variables<'_>) -> Attributes {
    for (name, values) in carried {
        let written = plain(&name);
        let is_as_written = match said.get(&written) {
            Some(said) => is_same(said, &values),
            None => plain(&joined(&values)).is_empty() || !variables.contains(written.as_str()),
        };
        if is_as_written {
            said.remove(&written);
            said.insert(name, values);
        }
    }
    said
}

fn is_same(said: &[Value], carried: &[Value]) -> bool {
    let (said, carried) = (plain(&joined(said)), plain(&joined(carried)));
    let as_numbers = said.parse::<f64>().ok().zip(carried.parse::<f64>().ok());
    said == carried || as_numbers.is_some_and(|(said, carried)| said == carried)
}
