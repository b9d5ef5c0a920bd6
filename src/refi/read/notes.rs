//! Notes become memos on what refers to them; sets and links, which have no place here, become memos on what they hold together.
//!
//! A note that something is marked in is a document already. One that nothing refers to would be lost as a memo, so it comes as a
//! document too and is told.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use crate::document::Kind;
use crate::project::{At, Document, On};
use crate::refi::archive::Archive;
use crate::refi::carried;
use crate::refi::read::gathered::Gathered;
use crate::refi::read::sources::{is_marked, words_of};
use crate::refi::tree::Element;
use crate::text::Text;

/// Takes notes, sets and links, once everything they may refer to is known.
pub fn take<R: Read + Seek>(gathered: &mut Gathered, (root, archive): (&Element, &mut Archive<R>)) {
    let mut referred: BTreeMap<String, BTreeSet<On>> = BTreeMap::new();
    for (note, on) in std::mem::take(&mut gathered.note_refs) {
        referred.entry(note).or_default().insert(on);
    }
    let plain = root.inside("Notes").filter(|note| !is_marked(note));
    let mut free = 0;
    for note in plain.filter(|note| !carried::is_ours(note)) {
        let words = words_of(note, archive).or_else(|why| match note.description() {
            "" => Err(why),
            words => Ok(words.to_owned()),
        });
        let name = note.said("name").unwrap_or_default();
        let words = match words {
            Ok(words) => Text::from_source(&words),
            Err(why) => {
                gathered.tell(format!("the note “{name}” is left out: {why}"), "");
                continue;
            }
        };
        let places = note.guid().and_then(|guid| referred.remove(&guid));
        match places {
            Some(places) => {
                let memo = named(name, words.as_str().trim());
                for on in places {
                    gathered.memo(on, &memo);
                }
            }
            None if words.as_str().trim().is_empty() => {}
            None => {
                free += 1;
                take_free(gathered, note, (name, words));
            }
        }
    }
    if free > 0 {
        let what = format!(
            "{free} × a note that nothing refers to; each is a document now, so that it is not lost"
        );
        gathered.tell(
            what,
            "intercoder document retire takes one out of every count",
        );
    }
    let dangling: usize = referred.values().map(BTreeSet::len).sum();
    let marked: usize = root.inside("Notes").filter(|note| is_marked(note)).count();
    if dangling > marked {
        gathered.tell_left_out(
            dangling - marked,
            "reference",
            "they lead to notes that are not there",
        );
    }
    take_sets(gathered, root);
    take_links(gathered, root);
}

fn take_free(gathered: &mut Gathered, note: &Element, (name, text): (&str, Text)) {
    gathered.know(note, On::Document(At(gathered.project.documents.len())));
    gathered.project.documents.push(Document {
        handle: None,
        name: if name.is_empty() { "note" } else { name }.to_owned(),
        text,
        turns: None,
        kind: Some(Kind::Document),
        language: None,
        attributes: BTreeMap::new(),
        speakers: BTreeMap::new(),
        turn_roles: Vec::new(),
    });
}

/// The words of a memo with its name before them, where the name says more than their beginning.
fn named(name: &str, words: &str) -> String {
    let begins = name.trim_end_matches(['…', '.', ' ']);
    let squashed = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if begins.is_empty() || squashed.starts_with(begins) {
        return words.to_owned();
    }
    format!("{name}\n{words}").trim().to_owned()
}

fn take_sets(gathered: &mut Gathered, root: &Element) {
    let codebook = root.all("CodeBook").flat_map(|book| book.inside("Sets"));
    for set in root.inside("Sets").chain(codebook) {
        let name = set.said("name").unwrap_or("unnamed");
        let mut words = format!("in the set “{name}”");
        if !set.description().is_empty() {
            words.push_str(": ");
            words.push_str(set.description());
        }
        let members = set
            .children
            .iter()
            .filter(|child| child.name.starts_with("Member"));
        let mut held = 0;
        for member in members {
            let thing = member.points_to().or(member.guid());
            match thing.and_then(|guid| gathered.things.get(&guid).copied()) {
                Some(on) => {
                    held += 1;
                    gathered.memo(on, &words);
                }
                None => gathered.count("members of sets that were left out themselves"),
            }
        }
        if held == 0 {
            gathered.tell(
                format!("the set “{name}” holds nothing that was taken over; left out"),
                "",
            );
        }
    }
}

fn take_links(gathered: &mut Gathered, root: &Element) {
    for link in root.inside("Links") {
        let end = |name: &str| {
            let guid = link.said(name).map(crate::refi::guid::plain)?;
            gathered.things.get(&guid).copied()
        };
        let (origin, target) = (end("originGUID"), end("targetGUID"));
        let name = link
            .said("name")
            .map_or_else(String::new, |name| format!(" “{name}”"));
        let (on, other, word) = match (origin, target) {
            (Some(origin), Some(target)) => (origin, said(gathered, target), "to"),
            (Some(one), None) => (one, "something that was left out".to_owned(), "to"),
            (None, Some(one)) => (one, "something that was left out".to_owned(), "from"),
            (None, None) => {
                gathered.count("links between things that were left out; left out too");
                continue;
            }
        };
        let mut words = format!("link{name} {word} {other}");
        if !link.description().is_empty() {
            words.push_str(": ");
            words.push_str(link.description());
        }
        gathered.memo(on, &words);
    }
}

/// What a thing is, in words that hold no words of a transcript.
fn said(gathered: &Gathered, on: On) -> String {
    let project = &gathered.project;
    let document = |at: At| project.documents.get(at.0).map_or("", |d| d.name.as_str());
    let code = |at: At| {
        project
            .codes
            .get(at.0)
            .map_or("", |code| code.name.as_str())
    };
    match on {
        On::Document(at) => format!("document {}", document(at)),
        On::Code(at) => format!("code {}", code(at)),
        On::Person(at) => format!(
            "person {}",
            project.people.get(at.0).map_or("", |p| p.name.as_str())
        ),
        On::Stretch(at, span) => format!(
            "{} at characters {}-{}",
            document(at),
            span.start().0,
            span.end().0
        ),
        On::Coding(At(at)) => project.codings.get(at).map_or_else(String::new, |coding| {
            format!(
                "{} on {} at characters {}-{}",
                code(coding.code),
                document(coding.document),
                coding.span.start().0,
                coding.span.end().0
            )
        }),
    }
}
