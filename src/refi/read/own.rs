//! The note that a project of ours carries, read again: everything is as it was, where the note came back whole and no other
//! program changed meanwhile what the standard says of it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{Read, Seek};

use crate::id::check_handle;
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
    for (guid, handle) in carried.coders {
        let at = gathered.users.get(&guid).copied();
        let coder = at.and_then(|at| gathered.project.coders.get_mut(at.0));
        if let Some(coder) = coder {
            coder.handle = Some(handle);
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
    give_memos(gathered, carried.memos);
    for (guid, value) in carried.values {
        if let Some(On::Coding(at)) = gathered.things.get(&guid).copied()
            && let Some(coding) = gathered.project.codings.get_mut(at.0)
        {
            let code = gathered.project.codes.get(coding.code.0);
            let scale = code.and_then(|code| code.more.as_ref());
            let is_on_it = scale.is_some_and(|fields| fields.scale.contains(&value));
            coding.value = Some(value).filter(|_| is_on_it);
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

/// Takes apart what the one description of a person joins.
fn give_memos(gathered: &mut Gathered, carried: BTreeMap<String, Vec<String>>) {
    let mut of_people: HashMap<On, Vec<String>> = HashMap::new();
    for (guid, memos) in carried {
        if let Some(on @ On::Person(_)) = gathered.things.get(&guid).copied() {
            of_people.insert(on, memos);
        }
    }
    let all = std::mem::take(&mut gathered.project.memos);
    for memo in all {
        let apart = of_people.remove(&memo.on);
        let is_joined = |apart: &Vec<String>| plain(&memo.text) == plain(&apart.join("\n\n"));
        match apart.filter(is_joined) {
            Some(apart) => {
                let on = memo.on;
                let apart = apart.into_iter().map(|text| Memo { on, text });
                gathered.project.memos.extend(apart);
            }
            None => gathered.project.memos.push(memo),
        }
    }
}

/// Whether labels of a scale may be: each says something, and none twice.
fn is_scale(scale: &[String]) -> bool {
    let labels: HashSet<&str> = scale.iter().map(|label| label.trim()).collect();
    labels.len() == scale.len() && !labels.contains("")
}

/// Whether somebody may be told by this role: a person goes by a handle.
fn may_be(role: &Role) -> bool {
    role.person()
        .is_none_or(|person| check_handle(&person.0).is_ok())
}

/// The rules are as the note has them, unless the description that people read was changed meanwhile.
fn give_code(code: &mut Code, mut of: CarriedCode) {
    code.handle = Some(std::mem::take(&mut of.handle));
    if !is_scale(&of.fields.scale) {
        of.fields.scale.clear();
    }
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
    document.speakers.retain(|_, role| may_be(role));
    let text = &document.text;
    let lies_in_it = |(span, role): &(Span, Role)| text.contains(*span) && may_be(role);
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
