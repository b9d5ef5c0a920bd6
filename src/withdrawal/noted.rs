//! What is noted of documents and people beside the words: file names, titles, whom labels stood for, attributes.
//!
//! Others build on these lines, so that they cannot simply go: they are written again without what is theirs, over the lines that
//! held it. Where a line was undone, writing it again would bring it back, and it is named among what stays.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use crate::document::Document;
use crate::event::Event;
use crate::event::document::DocumentAdd;
use crate::event::person::PersonAdd;
use crate::filter::View;
use crate::id::{PersonId, Ref};
use crate::person::{Attributes, Value};
use crate::withdrawal::shingle::Shingles;
use crate::withdrawal::{Asked, Scope};

/// The option of an import that says whom labels stand for, one a line.
const ALIAS: &str = "alias";

/// What is noted of documents and holds something of theirs.
#[derive(Default)]
pub struct Noted {
    /// Lines that are written again without it, over those that held it.
    pub again: Vec<(Event, Vec<Ref>)>,
    /// The lines that held it, each with what it held.
    pub goes: HashMap<Ref, String>,
    /// Lines that hold it and cannot be written again.
    pub stays: HashMap<Ref, String>,
}

impl Noted {
    /// Looks through what is noted of every document that is not gone.
    pub fn of((view, asked): (&View<'_>, &Asked<'_>), scope: &Scope<'_>, runs: &Shingles) -> Self {
        let mut noted = Self::default();
        let is_gone = |document: &&Document| scope.gone.iter().any(|gone| gone.id == document.id);
        let known = view.all_documents().iter();
        for document in known.filter(|document| !is_gone(document)) {
            let theirs = Theirs::of((asked, scope), document, runs);
            noted.take((view, asked), document, &theirs);
        }
        for document in &scope.left_undone {
            let theirs = Theirs::of((asked, scope), document, runs);
            if let Some(Event::DocumentAdd(event)) = view.event_of(document.id.0)
                && let (_, Some(held)) = theirs.taken_from(event)
            {
                noted.stays.insert(document.id.0, held);
            }
        }
        noted
    }

    /// What a line holds, whatever becomes of it.
    pub fn held(&self, line: Ref) -> Option<&str> {
        let held = self.goes.get(&line).or_else(|| self.stays.get(&line));
        held.map(String::as_str)
    }

    fn take(
        &mut self,
        (view, asked): (&View<'_>, &Asked<'_>),
        document: &Document,
        theirs: &Theirs<'_>,
    ) {
        let equals = view.equals(document.id.0);
        let added = equals.iter().filter_map(|id| match view.event_of(*id) {
            Some(Event::DocumentAdd(event)) => Some((*id, event.as_ref())),
            _ => None,
        });
        let added: Vec<(Ref, &DocumentAdd)> = added.collect();
        let held = added
            .iter()
            .filter_map(|(id, event)| Some((*id, theirs.taken_from(event).1?)));
        let held: HashMap<Ref, String> = held.collect();
        let counts = |id: Ref| view.line(id).is_some_and(|line| view.is_in_force(line));
        let first = added.iter().find(|(id, _)| counts(*id));
        let is_kept = equals.iter().any(|id| asked.stay.contains(id));
        match first.filter(|_| !is_kept) {
            Some((_, event)) if !held.is_empty() => {
                let (written, _) = theirs.taken_from(event);
                self.again
                    .push((Event::DocumentAdd(Box::new(written)), equals));
                self.goes.extend(held);
            }
            _ => self.stays.extend(held),
        }
    }
}

/// What is theirs in what is noted of a document.
struct Theirs<'t> {
    runs: &'t Shingles,
    /// Whose labels go with whom they stood for.
    person: Option<&'t PersonId>,
    /// Whether the document goes on without words of theirs.
    is_covered: bool,
    /// Whether nobody's words are left in it.
    is_whole: bool,
    /// The labels that are covered, as words: they may be names.
    labels: Vec<Vec<String>>,
}

impl<'t> Theirs<'t> {
    fn of(
        (asked, scope): (&'t Asked<'_>, &Scope<'_>),
        document: &Document,
        runs: &'t Shingles,
    ) -> Self {
        let part = scope
            .covered
            .iter()
            .find(|part| part.document.id == document.id);
        let labels = part.into_iter().flat_map(|part| &part.labels);
        let person = asked.person.as_ref();
        // A label that is the handle tells no more than the handle does.
        let is_handle =
            |label: &str| person.is_some_and(|person| person.0.eq_ignore_ascii_case(label));
        let labels = labels.filter(|label| !is_handle(label));
        Self {
            runs,
            person,
            is_covered: part.is_some(),
            is_whole: part.is_some_and(|part| part.is_whole()),
            labels: labels
                .map(|label| words(label))
                .filter(|words| !words.is_empty())
                .collect(),
        }
    }

    /// What is noted without what is theirs, and the first that was.
    fn taken_from(&self, event: &DocumentAdd) -> (DocumentAdd, Option<String>) {
        let mut left = event.clone();
        let mut taken: Vec<String> = Vec::new();
        // The name of a file that is called as its document tells no more than that.
        let is_called_so = |name: &String| {
            let stem = Path::new(name).file_stem().unwrap_or_default();
            stem.to_string_lossy().eq_ignore_ascii_case(&event.handle)
        };
        let is_theirs =
            |name: &String| (self.is_covered && !is_called_so(name)) || self.is_in(name);
        taken.extend(left.source.name.take_if(|name| is_theirs(name)));
        taken.extend(left.title.take_if(|title| self.is_in(title)));
        for (name, told) in event.source.options.iter() {
            let kept = told.lines().filter(|line| match name == ALIAS {
                true => !self.stands_for_them(line),
                false => !self.is_in(line),
            });
            let kept = kept.collect::<Vec<_>>().join("\n");
            if kept.len() == told.len() {
                continue;
            }
            let gone = told
                .lines()
                .find(|line| !kept.lines().any(|kept| kept == *line));
            taken.extend(gone.map(str::to_owned));
            match kept.is_empty() {
                true => left.source.options.remove(name),
                false => left.source.options.insert(name.clone(), kept),
            };
        }
        let (attributes, gone) = without(&event.attributes, |value| self.is_in(value));
        left.attributes = attributes;
        taken.extend(gone);
        let first = taken.into_iter().next();
        (left, first)
    }

    /// Whether words quote them, or name them where they spoke.
    fn is_in(&self, said: &str) -> bool {
        let all = words(said);
        let names = |label: &Vec<String>| all.windows(label.len()).any(|run| run == &label[..]);
        self.runs.find(said).is_some() || self.labels.iter().any(names)
    }

    /// Whether an alias is for their label.
    fn stands_for_them(&self, alias: &str) -> bool {
        let (label, who) = alias.rsplit_once('=').unwrap_or((alias, ""));
        let is_person = self
            .person
            .is_some_and(|person| person.0.eq_ignore_ascii_case(who.trim()));
        self.is_whole || is_person || self.labels.contains(&words(label))
    }
}

/// People of whom something goes that quotes, but for those who are gone: they are written again without it, over all that says
/// something of them.
pub fn people_again(
    (view, gone): (&View<'_>, &[PersonId]),
    going: &BTreeSet<Ref>,
    runs: &Shingles,
) -> Vec<(Event, Vec<Ref>)> {
    let mut said: BTreeMap<&PersonId, Vec<Ref>> = BTreeMap::new();
    for (line, _) in view.every_line() {
        let of = match line.event() {
            Some(Event::PersonAdd(event)) => &event.handle,
            Some(Event::PersonSet(event)) => &event.person,
            _ => continue,
        };
        if going.contains(&line.id()) || view.is_in_force(line) {
            said.entry(of).or_default().push(line.id());
        }
    }
    let losing = said.into_iter().filter(|(handle, lines)| {
        !gone.contains(handle) && lines.iter().any(|id| going.contains(id))
    });
    let again = losing.filter_map(|(handle, lines)| {
        let person = view.person(handle).filter(|person| !person.retired)?;
        let (attributes, _) = without(&person.attributes, |value| runs.find(value).is_some());
        let handle = handle.clone();
        Some((Event::PersonAdd(PersonAdd { handle, attributes }), lines))
    });
    again.collect()
}

/// Attributes without some of their values, and those.
fn without(attributes: &Attributes, goes: impl Fn(&str) -> bool) -> (Attributes, Vec<String>) {
    let (mut left, mut gone) = (Attributes::new(), Vec::new());
    for (name, values) in attributes {
        let (theirs, kept): (Vec<Value>, Vec<Value>) = values
            .iter()
            .cloned()
            .partition(|value| goes(value.as_str()));
        gone.extend(theirs.iter().map(|value| value.as_str().to_owned()));
        if !kept.is_empty() {
            left.insert(name.clone(), kept);
        }
    }
    (left, gone)
}

/// Words in small letters, without what stands between them.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}
