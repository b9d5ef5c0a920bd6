//! Where a project's codings and memos lie among what is there, and what of them is there already.
//!
//! A coding is known by coder, code and stretch, as the text is now and as it was when it was first written, whatever round it
//! belongs to here. So what was moved or taken off here since does not come back with the same file. Nothing is put outside its text
//! or on a code that is retired; what is left out is counted and told.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::coding;
use crate::document::kept::Fate;
use crate::filter::View;
use crate::id::{CodeRef, CoderId, CodingRef, DocumentRef, PersonId, RevisionRef};
use crate::number::counted;
use crate::problem::Problem;
use crate::progress::has_finished;
use crate::project::plan::{Anchor, Done, NewCoding, Plan, Stand, Target, stretch};
use crate::project::{self, At, On, Project};
use crate::study::excerpt::Routes;
use crate::text::span::Span;

/// A coding as the study has it, in whatever round: coder, code, document, stretch, and whether that stretch has no place now.
type Held = (CoderId, CodeRef, DocumentRef, Span, bool);

/// Every coding there ever was.
struct Ever {
    /// What each is now; nothing for what was taken off.
    there: HashSet<Held>,
    /// What each was first written as, carried to the text as it is now.
    written: HashSet<Held>,
    /// What each coding goes by, in both ways.
    of: HashMap<CodingRef, Vec<Held>>,
}

impl Ever {
    fn of(view: &View<'_>, routes: &Routes) -> Self {
        let there = view.held().into_iter();
        let there =
            there.map(|(coder, code, document, span, _)| (coder, code, document, span, false));
        let mut ever = Self {
            there: there.collect(),
            written: HashSet::new(),
            of: HashMap::new(),
        };
        for first in view.written() {
            let Some(held) = held(
                (first.coder, first.code),
                (first.revision, first.span),
                routes,
            ) else {
                continue;
            };
            // An orphan was not taken off: it waits for its coder.
            let waits = held.4 && !first.is_removed;
            if waits {
                ever.there.insert(held.clone());
            }
            ever.of.entry(first.id).or_default().push(held.clone());
            ever.written.insert(held);
        }
        for coding in view.codings() {
            let excerpt = coding.excerpt;
            let is_orphaned = excerpt.fate == Fate::Orphaned;
            let (coder, place) = (coding.coder.clone(), (excerpt.document, excerpt.span));
            let now = (coder, coding.code, place.0, place.1, is_orphaned);
            ever.of.entry(coding.id).or_default().push(now);
        }
        ever
    }
}

/// What a coding on a revision goes by where the text is as it is now.
fn held(
    (coder, code): (&CoderId, CodeRef),
    (revision, span): (RevisionRef, Span),
    routes: &Routes,
) -> Option<Held> {
    let now = routes.carry(revision, span)?;
    let is_orphaned = now.fate == Fate::Orphaned;
    Some((coder.clone(), code, now.document, now.span, is_orphaned))
}

/// What the project's coders, codes, people and documents are here, each by its place there.
#[derive(Clone, Copy, Debug)]
pub struct Places<'p> {
    /// The coders.
    pub coders: &'p [CoderId],
    /// The codes.
    pub codes: &'p [Target<CodeRef>],
    /// The people.
    pub people: &'p [PersonId],
    /// The documents; nothing for one that was left out.
    pub stands: &'p [Option<Target<Stand>>],
}

impl Places<'_> {
    fn stand(&self, at: At) -> Option<Target<Stand>> {
        self.stands.get(at.0).copied().flatten()
    }
}

/// Adds codings, memos and who finished what to a plan.
pub fn place(
    (view, project): (&View<'_>, &Project),
    places: &Places<'_>,
    (plan, done): (&mut Plan, Done),
) {
    let mut placer = Placer {
        view,
        project,
        places,
        plan,
    };
    placer.speakers();
    let ever = Ever::of(view, &view.routes());
    let made = placer.codings(&ever);
    placer.memos(&ever, &made);
    placer.finished(done);
}

struct Placer<'p, 'v> {
    view: &'p View<'v>,
    project: &'p Project,
    places: &'p Places<'p>,
    plan: &'p mut Plan,
}

impl Placer<'_, '_> {
    fn tell(&mut self, what: String, advice: &str) {
        let place = self.plan.file.clone();
        self.plan.problems.push(Problem::new(place, what, advice));
    }

    /// Whoever the project speaks for.
    fn speakers(&mut self) {
        let coded = self.project.codings.iter().map(|coding| coding.coder);
        let finished = self.project.finished.iter().map(|(coder, _)| *coder);
        let all = coded.chain(finished);
        let handles = all.filter_map(|At(at)| self.places.coders.get(at).cloned());
        self.plan.speakers = handles.collect();
    }

    /// The codings to add, and for each of the project's where among them it is.
    fn codings(&mut self, ever: &Ever) -> Vec<Option<usize>> {
        let routes = self.view.routes();
        let mut seen = HashSet::new();
        let mut left = LeftOut::default();
        let mut made = Vec::with_capacity(self.project.codings.len());
        for coding in &self.project.codings {
            made.push(None);
            let Some(new) = self.placed(coding) else {
                left.outside += 1;
                continue;
            };
            let held = held_of(&new, &routes);
            let is_there = held.as_ref().is_some_and(|held| ever.there.contains(held));
            let was_there = held.is_some_and(|held| ever.written.contains(&held));
            let key = (new.coder.clone(), new.code, new.document, new.span);
            if is_there || seen.contains(&key) {
                self.plan.known.codings += 1;
            } else if was_there {
                left.changed += 1;
            } else if matches!(new.code, Target::Known(code) if is_retired(self.view, code)) {
                left.retired += 1;
            } else {
                seen.insert(key);
                if let Some(last) = made.last_mut() {
                    *last = Some(self.plan.codings.len());
                }
                self.plan.codings.push(new);
            }
        }
        self.tell_left_out(&left);
        made
    }

    /// A coding in the study's terms; nothing where its document was left out or its stretch lies outside the text.
    fn placed(&self, coding: &project::Coding) -> Option<NewCoding> {
        let source = self.project.documents.get(coding.document.0)?;
        if coding.span.is_empty() || !source.text.contains(coding.span) {
            return None;
        }
        Some(NewCoding {
            coder: self.places.coders.get(coding.coder.0)?.clone(),
            code: *self.places.codes.get(coding.code.0)?,
            document: self.places.stand(coding.document)?,
            span: source.text.snap(coding.span),
            value: coding.value.clone(),
        })
    }

    fn tell_left_out(&mut self, left: &LeftOut) {
        let told = [
            (
                left.outside,
                "lie outside their text, or in a document that was left out; not taken over",
                "",
            ),
            (
                left.changed,
                "taken off or moved here since they came; they stay as they are here",
                "whoever wants one as the project has it codes it again",
            ),
            (
                left.retired,
                "of codes that are retired here; not taken over",
                "bring the code back, then import again",
            ),
        ];
        for (count, what, advice) in told.into_iter().filter(|(count, ..)| *count > 0) {
            self.tell(format!("{} {what}", counted(count, "coding")), advice);
        }
    }

    fn memos(&mut self, ever: &Ever, made: &[Option<usize>]) {
        let visible = self.view.memos();
        let visible = visible.map(|memo| (&memo.on, memo.text.as_str()));
        // What the importer wrote over or took off since was theirs to change, so it does not come back either.
        let known: HashSet<(&coding::On, &str)> =
            visible.chain(self.view.written_memos()).collect();
        let on_codings: HashSet<(&Held, &str)> = known
            .iter()
            .filter_map(|(on, text)| match on {
                coding::On::Coding(id) => Some((ever.of.get(id)?, *text)),
                _ => None,
            })
            .flat_map(|(of, text)| of.iter().map(move |held| (held, text)))
            .collect();
        let routes = self.view.routes();
        let mut planned = HashSet::new();
        let mut hanging_on_nothing = 0;
        for memo in &self.project.memos {
            let Some(anchor) = self.anchor(memo.on, made) else {
                hanging_on_nothing += 1;
                continue;
            };
            let text = memo.text.as_str();
            let place = known_place(&anchor);
            let held = match memo.on {
                On::Coding(At(at)) => self.project.codings.get(at),
                _ => None,
            };
            let held = held.and_then(|coding| held_of(&self.placed(coding)?, &routes));
            let is_known = place.is_some_and(|on| known.contains(&(&on, text)))
                || held.is_some_and(|held| on_codings.contains(&(&held, text)));
            if is_known || !planned.insert((memo.on, text)) {
                self.plan.known.memos += 1;
            } else {
                self.plan.memos.push((anchor, memo.text.clone()));
            }
        }
        if hanging_on_nothing > 0 {
            let what = format!(
                "{} of what was left out; not taken over",
                counted(hanging_on_nothing, "memo")
            );
            self.tell(what, "");
        }
    }

    fn anchor(&self, on: On, made: &[Option<usize>]) -> Option<Anchor> {
        match on {
            On::Document(at) => self.places.stand(at).map(Anchor::Document),
            On::Code(At(at)) => self.places.codes.get(at).copied().map(Anchor::Code),
            On::Person(At(at)) => self.places.people.get(at).cloned().map(Anchor::Person),
            On::Stretch(at, span) => Some(Anchor::Stretch(self.places.stand(at)?, span)),
            On::Coding(At(at)) => {
                if let Some(new) = made.get(at).copied().flatten() {
                    return Some(Anchor::NewCoding(new));
                }
                // A coding that is there already is not looked up again; its stretch holds what is new about it.
                let coding = self.project.codings.get(at)?;
                let stand = self.places.stand(coding.document)?;
                Some(Anchor::Stretch(stand, coding.span))
            }
        }
    }

    fn finished(&mut self, done: Done) {
        let mut finished: BTreeSet<(At, At)> = self.project.finished.iter().copied().collect();
        if done == Done::WhoeverCoded {
            let coded = self.project.codings.iter();
            finished.extend(coded.map(|coding| (coding.coder, coding.document)));
        }
        let mut said = HashSet::new();
        for (coder, document) in finished {
            let stand = self.places.stand(document);
            let Some((coder, stand)) = self.places.coders.get(coder.0).zip(stand) else {
                continue;
            };
            let is_known = self.is_finished(coder, stand);
            // Two users may be one coder here.
            if !is_known && said.insert((coder, stand)) {
                self.plan.finished.push((coder.clone(), stand));
            }
        }
        let coded = self.plan.codings.iter();
        let coded: HashSet<(&CoderId, Target<Stand>)> = coded
            .map(|coding| (&coding.coder, coding.document))
            .collect();
        let finished: HashSet<(&CoderId, Target<Stand>)> = self
            .plan
            .finished
            .iter()
            .map(|(coder, document)| (coder, *document))
            .collect();
        let mut open = coded.difference(&finished);
        let is_left_open = open.any(|(coder, document)| !self.is_finished(coder, *document));
        self.plan.is_left_open = is_left_open;
    }

    /// Whether a coder is known to have judged the whole of a document.
    fn is_finished(&self, coder: &CoderId, stand: Target<Stand>) -> bool {
        match stand {
            Target::Known((id, _)) => has_finished(self.view, id, (coder, None)),
            Target::New(_) => false,
        }
    }
}

/// What a coding of the project goes by here, where its code and its document are there already.
fn held_of(new: &NewCoding, routes: &Routes) -> Option<Held> {
    match (new.code, new.document) {
        (Target::Known(code), Target::Known((_, revision))) => {
            held((&new.coder, code), (revision, new.span), routes)
        }
        _ => None,
    }
}

/// How many codings of the project are not taken over.
#[derive(Default)]
struct LeftOut {
    outside: usize,
    changed: usize,
    retired: usize,
}

fn is_retired(view: &View<'_>, code: CodeRef) -> bool {
    view.code(code).is_some_and(|code| code.retired)
}

/// What a memo would hang on in the study, where that is there already.
fn known_place(anchor: &Anchor) -> Option<coding::On> {
    Some(match anchor {
        Anchor::Document(Target::Known((document, _))) => coding::On::Document(*document),
        Anchor::Code(Target::Known(code)) => coding::On::Code(*code),
        Anchor::Person(person) => coding::On::Person(person.clone()),
        Anchor::Stretch(Target::Known(stand), span) => stretch(*stand, *span),
        Anchor::Document(_) | Anchor::Code(_) | Anchor::NewCoding(_) | Anchor::Stretch(..) => {
            return None;
        }
    })
}
