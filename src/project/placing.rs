//! Where a project's codings and memos lie among what is there, and what of them is there already.
//!
//! A coding is known by coder, code and stretch as the text is now, whatever round it belongs to here. Nothing is put outside its
//! text or on a code that is retired; what is left out is counted and told.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::coding;
use crate::filter::View;
use crate::id::{CodeRef, CoderId, DocumentRef, PersonId};
use crate::number::counted;
use crate::problem::Problem;
use crate::progress::has_finished;
use crate::project::plan::{Anchor, Done, NewCoding, Plan, Stand, Target, stretch};
use crate::project::{self, At, On, Project};
use crate::study::excerpt::Routes;
use crate::text::span::Span;

/// A coding as the study has it, in whatever round: coder, code, document, stretch.
type Held = (CoderId, CodeRef, DocumentRef, Span);

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
    let made = placer.codings();
    placer.memos(&made);
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
    fn codings(&mut self) -> Vec<Option<usize>> {
        let held = self.view.held().into_iter();
        let held = held.map(|(coder, code, document, span, _)| (coder, code, document, span));
        let held: HashSet<Held> = held.collect();
        let routes = self.view.routes();
        let mut seen = HashSet::new();
        let (mut outside, mut retired) = (0, 0);
        let mut made = Vec::with_capacity(self.project.codings.len());
        for coding in &self.project.codings {
            made.push(None);
            let Some(new) = self.placed(coding) else {
                outside += 1;
                continue;
            };
            let is_known = match (new.code, new.document) {
                (Target::Known(code), Target::Known((document, revision))) => {
                    let now = routes.carry(revision, new.span);
                    let span = now.map_or(new.span, |now| now.span);
                    held.contains(&(new.coder.clone(), code, document, span))
                }
                _ => false,
            };
            let key = (new.coder.clone(), new.code, new.document, new.span);
            if is_known || seen.contains(&key) {
                self.plan.known.codings += 1;
            } else if matches!(new.code, Target::Known(code) if is_retired(self.view, code)) {
                retired += 1;
            } else {
                seen.insert(key);
                if let Some(last) = made.last_mut() {
                    *last = Some(self.plan.codings.len());
                }
                self.plan.codings.push(new);
            }
        }
        self.tell_unplaced(outside, retired);
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

    fn tell_unplaced(&mut self, outside: usize, retired: usize) {
        if outside > 0 {
            let what = format!(
                "{} lie outside their text, or in a document that was left out; not taken over",
                counted(outside, "coding")
            );
            self.tell(what, "");
        }
        if retired > 0 {
            let what = format!(
                "{} of codes that are retired here; not taken over",
                counted(retired, "coding")
            );
            self.tell(what, "bring the code back, then import again");
        }
    }

    fn memos(&mut self, made: &[Option<usize>]) {
        let known = self.view.memos();
        let known: HashSet<(coding::On, String)> = known
            .map(|memo| (memo.on.clone(), memo.text.clone()))
            .collect();
        let coding_memos = self.coding_memos();
        let routes = self.view.routes();
        let mut planned = HashSet::new();
        let mut hanging_on_nothing = 0;
        for memo in &self.project.memos {
            let Some(anchor) = self.anchor(memo.on, made) else {
                hanging_on_nothing += 1;
                continue;
            };
            let place = known_place(&anchor);
            let on_coding = match memo.on {
                On::Coding(at) => self.held(at, &routes),
                _ => None,
            };
            let is_known = place.is_some_and(|on| known.contains(&(on, memo.text.clone())))
                || on_coding.is_some_and(|held| coding_memos.contains(&(held, memo.text.clone())));
            if is_known || !planned.insert((memo.on, &memo.text)) {
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

    /// The memos on codings that the viewer may see, each with what its coding is.
    fn coding_memos(&self) -> HashSet<(Held, String)> {
        let codings = self.view.codings().iter();
        let codings: HashMap<_, Held> = codings
            .map(|coding| {
                let excerpt = coding.excerpt;
                let held = (
                    coding.coder.clone(),
                    coding.code,
                    excerpt.document,
                    excerpt.span,
                );
                (coding.id, held)
            })
            .collect();
        let on_codings = self.view.memos().filter_map(|memo| match &memo.on {
            coding::On::Coding(id) => Some((codings.get(id)?.clone(), memo.text.clone())),
            _ => None,
        });
        on_codings.collect()
    }

    /// What a coding of the project is here, where its code and its document are there already.
    fn held(&self, At(at): At, routes: &Routes) -> Option<Held> {
        let new = self.placed(self.project.codings.get(at)?)?;
        let (Target::Known(code), Target::Known((document, revision))) = (new.code, new.document)
        else {
            return None;
        };
        let now = routes.carry(revision, new.span);
        Some((
            new.coder,
            code,
            document,
            now.map_or(new.span, |now| now.span),
        ))
    }

    fn finished(&mut self, done: Done) {
        let mut finished: BTreeSet<(At, At)> = self.project.finished.iter().copied().collect();
        if done == Done::WhoeverCoded {
            let coded = self.project.codings.iter();
            finished.extend(coded.map(|coding| (coding.coder, coding.document)));
        }
        for (coder, document) in finished {
            let stand = self.places.stand(document);
            let Some((coder, stand)) = self.places.coders.get(coder.0).zip(stand) else {
                continue;
            };
            let is_known = match stand {
                Target::Known((id, _)) => has_finished(self.view, id, (coder, None)),
                Target::New(_) => false,
            };
            let said = (coder.clone(), stand);
            if !is_known && !self.plan.finished.contains(&said) {
                self.plan.finished.push(said);
            }
        }
    }
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
