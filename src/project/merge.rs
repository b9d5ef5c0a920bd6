//! What a foreign project would add to the study: a merge by content.
//!
//! A document that is there with the same words, in any of its revisions, is that document; a code with the same names from the
//! root down is that code; a coder or person of that handle or name is them. So the same project read twice changes nothing, and
//! what the team did meanwhile stays: nothing is overwritten, and no attribute that the study has is set again.

mod codes;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::document::{Document, fold_label};
use crate::event::study::{CoderJoin, CoderRole};
use crate::filter::View;
use crate::id::{CoderId, Digest, PersonId};
use crate::import::people::{PersonRow, SessionRow};
use crate::import::plan::{self as documents, Given, ReadFile, known_words};
use crate::import::{self, Transcript};
use crate::number::counted;
use crate::person::Role;
use crate::problem::Problem;
use crate::project::handle::{self, Handles};
use crate::project::placing;
use crate::project::plan::{Done, Origins, Plan, Stand, Target};
use crate::project::{self, At, Project};
use crate::study::Coder;

/// Works out what a project would add.
pub fn merge(view: &View<'_>, project: &Project, (file, done): (&Origins<'_>, Done)) -> Plan {
    let mut planner = Planner {
        view,
        project,
        plan: Plan {
            file: file.name.to_owned(),
            problems: project.left_out.clone(),
            ..Plan::default()
        },
    };
    let coders = planner.coders();
    let codes = planner.codes();
    let people = planner.people();
    let stands = planner.documents(file, &people);
    let mut plan = planner.plan;
    let places = placing::Places {
        coders: &coders,
        codes: &codes,
        people: &people,
        stands: &stands,
    };
    placing::place((view, project), &places, (&mut plan, done));
    plan
}

/// Whether a coder of the study is a user of the project.
type IsThem<'w> = &'w dyn Fn(&Coder, &project::Coder) -> bool;

/// The most people that one talk may have.
const VOICES: usize = 200;

/// How many names are listed one by one.
const LISTED: usize = 20;

/// Where a document of the project is here.
enum Spot {
    /// There already.
    There(Stand),
    /// To be added under this handle.
    Called(String),
}

struct Planner<'p, 'v> {
    view: &'p View<'v>,
    project: &'p Project,
    plan: Plan,
}

impl Planner<'_, '_> {
    fn tell(&mut self, what: String, advice: &str) {
        let place = self.plan.file.clone();
        self.plan.problems.push(Problem::new(place, what, advice));
    }

    /// The handle of each coder: whoever the person importing says they are, else one known under that very handle or name, else one
    /// whose handle the name gives, else a new one. A coder of the study stands for one user of the project at most, unless it is said.
    fn coders(&mut self) -> Vec<CoderId> {
        let known = self.view.coders();
        let users = &self.project.coders;
        let mut of: Vec<Option<CoderId>> = users.iter().map(|user| self.told(user)).collect();
        let told: Vec<CoderId> = of.iter().flatten().cloned().collect();
        let mut taken: HashSet<&CoderId> = told.iter().collect();
        let is_exact = |there: &Coder, coder: &project::Coder| match &coder.handle {
            Some(handle) => there.handle.0 == *handle,
            None => there.handle.0 == coder.name || there.name.as_deref() == Some(&coder.name),
        };
        let is_like = |there: &Coder, coder: &project::Coder| {
            let named = coder.handle.as_deref().unwrap_or(&coder.name);
            handle::from_name(named)
                .is_some_and(|wanted| there.handle.0.eq_ignore_ascii_case(&wanted))
        };
        let ways: [IsThem<'_>; 2] = [&is_exact, &is_like];
        for is_them in ways {
            for (coder, of) in users.iter().zip(&mut of) {
                let free = |there: &&Coder| !taken.contains(&there.handle) && is_them(there, coder);
                if of.is_none()
                    && let Some(there) = known.iter().find(free)
                {
                    taken.insert(&there.handle);
                    *of = Some(there.handle.clone());
                }
            }
        }
        let all = known.iter().map(|coder| &coder.handle).chain(&told);
        let mut handles = Handles::taken(all.map(|handle| handle.0.as_str()));
        let mut all = Vec::with_capacity(of.len());
        for (coder, of) in users.iter().zip(of) {
            let handle = of.unwrap_or_else(|| {
                let named = coder.handle.as_deref().unwrap_or(&coder.name);
                CoderId(handles.take((named, "coder"), &coder.name).into())
            });
            let is_there = known.iter().any(|there| there.handle == handle)
                || self.plan.coders.iter().any(|new| new.coder == handle);
            if !is_there {
                self.plan.coders.push(CoderJoin {
                    coder: handle.clone(),
                    role: CoderRole::Coder,
                    name: Some(coder.name.clone()).filter(|name| *name != handle.0),
                });
            }
            all.push(handle);
        }
        let users = self.project.coders.iter().zip(&all);
        self.plan.users = users
            .map(|(user, coder)| (user.name.clone(), coder.clone()))
            .collect();
        all
    }

    /// Who a user is said to be here.
    fn told(&self, user: &project::Coder) -> Option<CoderId> {
        let told = user.told.as_deref()?;
        let mut known = self.view.coders().iter();
        let there = known.find(|there| there.handle.0.eq_ignore_ascii_case(told));
        Some(there.map_or_else(|| CoderId::from(told), |there| there.handle.clone()))
    }

    fn people(&mut self) -> Vec<PersonId> {
        let mut used = Handles::default();
        let mut rows = Vec::new();
        let mut of = Vec::with_capacity(self.project.people.len());
        let mut differing = 0;
        let mut renamed: Vec<String> = Vec::new();
        let there: HashMap<String, &PersonId> = self
            .view
            .all_people()
            .map(|person| (person.handle.0.to_lowercase(), &person.handle))
            .collect();
        for person in &self.project.people {
            let handle = handle::of_person(&person.name);
            let handle = used.take((&handle, "person"), &person.name);
            let known = there.get(&handle.to_lowercase());
            let handle = known.map_or_else(|| PersonId(handle), |known| (*known).clone());
            if handle.0 != person.name {
                renamed.push(format!("“{}” is {handle}", person.name));
            }
            let mut attributes = person.attributes.clone();
            if let Some(known) = self.view.person(&handle) {
                differing += attributes
                    .iter()
                    .filter(|(name, values)| {
                        let there = known.values(name);
                        !there.is_empty() && there != values.as_slice()
                    })
                    .count();
                attributes.retain(|name, _| known.values(name).is_empty());
            }
            rows.push(PersonRow {
                handle: handle.clone(),
                attributes,
            });
            of.push(handle);
        }
        if !renamed.is_empty() {
            let first: Vec<&str> = renamed.iter().take(LISTED).map(String::as_str).collect();
            let more = match renamed.len().saturating_sub(LISTED) {
                0 => String::new(),
                more => format!(", and {more} more"),
            };
            let what = format!("names that are no handles: {}{more}", first.join(", "));
            self.tell(what, "keep a list of who is who outside the study");
        }
        if differing > 0 {
            let what = format!(
                "{} of people known here differ and stay as the study has them",
                counted(differing, "attribute")
            );
            self.tell(what, "intercoder people import changes them");
        }
        self.plan.documents = documents::plan(self.view, Vec::new(), (rows, &[]));
        of
    }

    /// Where each document is: known by its words, else new.
    fn documents(&mut self, file: &Origins<'_>, people: &[PersonId]) -> Vec<Option<Target<Stand>>> {
        let known = known_words(self.view);
        let taken = self.view.all_documents().iter().map(|d| d.handle.as_str());
        let mut handles = Handles::taken(taken);
        let mut spots = Vec::with_capacity(self.project.documents.len());
        let mut added: HashMap<Digest, (String, &str)> = HashMap::new();
        let (mut files, mut sessions) = (Vec::new(), Vec::new());
        let mut places: HashMap<String, usize> = HashMap::new();
        for (at, document) in self.project.documents.iter().enumerate() {
            let words = document.text.as_str();
            let digest = Digest::of(words.as_bytes());
            spots.push(if words.trim().is_empty() {
                let what = format!("“{}” has no words and is left out", document.name);
                self.tell(what, "");
                None
            } else if let Some((there, revision)) = known.get(&digest) {
                self.plan.known.documents += 1;
                self.tell_differing(document, there);
                Some(Spot::There((there.id, *revision)))
            } else if let Some((handle, first)) = added.get(&digest) {
                self.plan.known.documents += 1;
                let name = &document.name;
                let what =
                    format!("“{name}” has the same words as “{first}”; they are one document here");
                self.tell(what, "");
                Some(Spot::Called(handle.clone()))
            } else {
                let named = document.handle.as_deref().unwrap_or(&document.name);
                let handle = handles.take((named, "document"), &digest.to_string());
                self.tell_beside(named, &handle);
                sessions.push(self.session(&handle, (document, At(at)), people));
                files.push(self.read_file(file, (document, At(at), &handle), people));
                added.insert(digest, (handle.clone(), &document.name));
                places.insert(handle.clone(), at);
                Some(Spot::Called(handle))
            });
        }
        self.plan_documents(file, (files, sessions), &places);
        let planned = self.plan.documents.documents.iter().enumerate();
        let planned: HashMap<&str, usize> = planned
            .map(|(at, document)| (document.handle.as_str(), at))
            .collect();
        let target = |spot: Option<Spot>| match spot? {
            Spot::There(stand) => Some(Target::Known(stand)),
            Spot::Called(handle) => planned.get(handle.as_str()).copied().map(Target::New),
        };
        spots.into_iter().map(target).collect()
    }

    /// Tells where a document comes in beside one of its name that has other words.
    fn tell_beside(&mut self, named: &str, handle: &str) {
        let wanted = handle::from_name(named);
        let there = wanted.and_then(|wanted| self.view.document_called(&wanted));
        let Some(there) = there.filter(|there| there.handle != handle) else {
            return;
        };
        let what = format!(
            "there is a document {} with other words; this one comes in beside it as {handle}, and what was said in both counts twice",
            there.handle
        );
        let advice = format!(
            "retire one of them: intercoder document retire {handle}; to correct a text there is intercoder document revise"
        );
        self.tell(what, &advice);
    }

    /// A document of the project as a file to be planned.
    fn read_file(
        &self,
        file: &Origins<'_>,
        (document, at, handle): (&project::Document, At, &str),
        people: &[PersonId],
    ) -> ReadFile {
        let transcript = transcript(document);
        let mut speakers = by_stretches(&transcript, (self.project, at), people);
        speakers.extend(document.speakers.clone());
        let title = Some(document.name.clone());
        let given = Given {
            title: title.filter(|name| !name.is_empty() && name != handle),
            language: document.language.clone(),
            speakers,
            ..Given::default()
        };
        ReadFile {
            name: file.name.to_owned(),
            handle: Some(handle.to_owned()),
            sha256: file.sha256,
            options: BTreeMap::new(),
            transcript,
            given,
        }
    }

    /// Tells what a project says otherwise of a document that is there.
    fn tell_differing(&mut self, document: &project::Document, there: &Document) {
        let mut differing: Vec<&str> = document
            .attributes
            .iter()
            .filter(|(name, values)| there.attributes.get(*name) != Some(values))
            .map(|(name, _)| name.as_str())
            .collect();
        if document.kind.is_some_and(|kind| kind != there.kind) {
            differing.push("kind");
        }
        let is_said = document.language.is_some();
        if is_said && document.language != there.language {
            differing.push("language");
        }
        let speaks = |(label, role): (&String, &Role)| there.speakers.get(label) != Some(role);
        if document.speakers.iter().any(speaks) {
            differing.push("speakers");
        }
        if !differing.is_empty() {
            let what = format!(
                "{} differs here in {}; it stays as the study has it",
                there.handle,
                differing.join(", ")
            );
            self.tell(what, "");
        }
    }

    fn session(
        &self,
        handle: &str,
        (document, at): (&crate::project::Document, At),
        people: &[PersonId],
    ) -> SessionRow {
        let takes_part = |(person, _): &(&crate::project::Person, &PersonId)| {
            person.documents.contains(&at)
                || person.stretches.iter().any(|(document, _)| *document == at)
        };
        let there = self.project.people.iter().zip(people).filter(takes_part);
        SessionRow {
            handle: handle.to_owned(),
            kind: document.kind,
            participants: there.map(|(_, handle)| handle.clone()).collect(),
            facilitators: Vec::new(),
            attributes: document.attributes.clone(),
        }
    }

    fn plan_documents(
        &mut self,
        file: &Origins<'_>,
        (files, sessions): (Vec<ReadFile>, Vec<SessionRow>),
        places: &HashMap<String, usize>,
    ) {
        let rows = std::mem::take(&mut self.plan.documents.people);
        let mut plan = documents::plan(self.view, files, (rows, &sessions));
        plan.attributes = std::mem::take(&mut self.plan.documents.attributes);
        for planned in &mut plan.documents {
            let place = places.get(&planned.handle);
            let document = place.and_then(|at| self.project.documents.get(*at));
            let Some(document) = document else {
                continue;
            };
            file.importer.clone_into(&mut planned.source.importer);
            planned.turn_roles.clone_from(&document.turn_roles);
            let handle = &planned.handle;
            if document.turns.is_some() {
                plan.questions.retain(|(of, _)| of != handle);
            }
        }
        let assigned: BTreeSet<PersonId> = plan
            .documents
            .iter()
            .flat_map(|document| {
                let turns = document.turn_roles.iter().map(|(_, role)| role);
                document
                    .speakers
                    .values()
                    .chain(turns)
                    .filter_map(Role::person)
                    .cloned()
            })
            .collect();
        for handle in assigned {
            let is_planned = plan.people.iter().any(|row| row.handle == handle);
            if self.view.person(&handle).is_none() && !is_planned {
                let attributes = crate::person::Attributes::new();
                plan.people.push(PersonRow { handle, attributes });
            }
        }
        self.plan.documents = plan;
    }
}

fn transcript(document: &crate::project::Document) -> Transcript {
    match &document.turns {
        Some(turns) => import::with_turns(document.text.clone(), turns.clone()),
        None => import::of_text(document.text.clone()),
    }
}

/// Whom a document's labels stand for by the stretches that are said to be theirs: whoever has most turns of a label.
fn by_stretches(
    transcript: &Transcript,
    (project, at): (&Project, At),
    people: &[PersonId],
) -> BTreeMap<String, Role> {
    let mut turns: BTreeMap<String, BTreeMap<&PersonId, usize>> = BTreeMap::new();
    let people = project
        .people
        .iter()
        .zip(people)
        .filter_map(|(person, handle)| {
            let own = person.stretches.iter().filter(|(of, _)| *of == at);
            let own: Vec<_> = own.collect();
            (!own.is_empty()).then_some((own, handle))
        });
    let people: Vec<_> = people.collect();
    // No talk has so many voices: those stretches say something else.
    if people.len() > VOICES {
        return BTreeMap::new();
    }
    for (mut own, handle) in people {
        own.sort_by_key(|(_, span)| *span);
        for turn in &transcript.turns.turns {
            let after = own.partition_point(|(_, span)| span.end() <= turn.body.start());
            if own
                .get(after)
                .is_some_and(|(_, span)| span.touches(turn.body))
            {
                let label = fold_label(crate::document::Turns::label(&transcript.text, turn));
                *turns.entry(label).or_default().entry(handle).or_default() += 1;
            }
        }
    }
    let most = |counts: BTreeMap<&PersonId, usize>| {
        let (person, _) = counts.into_iter().max_by_key(|(_, count)| *count)?;
        Some(Role::Person(person.clone()))
    };
    let bound = turns
        .into_iter()
        .filter_map(|(label, counts)| Some((label, most(counts)?)));
    bound.collect()
}
