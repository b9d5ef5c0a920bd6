//! The lines that hold what is taken back: those about it, and those that quote it.
//!
//! Lines that a blind round hides are looked through too, and are counted without a word of them. What people must not lose with the
//! words is written again without them: a code, a decision, a recoding.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::coding::On;
use crate::event::Event;
use crate::event::codebook::{CodeAdd, CodeChange};
use crate::event::study::WithdrawMode;
use crate::event::words::words;
use crate::filter::View;
use crate::id::{CodeRef, CodingRef, PersonId, Ref, RevisionRef};
use crate::journal::Line;
use crate::problem::Problem;
use crate::study::excerpt::Routes;
use crate::text::span::Span;
use crate::withdrawal::noted::{Noted, people_again};
use crate::withdrawal::shingle::Shingles;
use crate::withdrawal::{Asked, Quotation, Scope};

/// What was found.
pub struct Holding {
    /// Lines whose words go.
    pub refs: Vec<Ref>,
    /// Lines that are written again without the words, over those that held them.
    pub again: Vec<(Event, Vec<Ref>)>,
    /// What people are told of it.
    pub told: Found,
}

/// What people are told of the lines that were found.
#[derive(Default)]
pub struct Found {
    /// The lines that go, as far as the viewer may read them.
    pub lines: Vec<Quotation>,
    /// How many more there are.
    pub hidden: usize,
    /// How many are locked, and could not be looked through.
    pub sealed: usize,
    /// Lines that quote the words and stay.
    pub left: Vec<Quotation>,
}

/// Finds the lines that hold the words; refused where one of them is to stay and cannot.
pub fn find(
    (view, asked): (&View<'_>, &Asked<'_>),
    scope: &Scope<'_>,
    shingles: &Shingles,
) -> Result<Holding, Problem> {
    let documents = scope.gone.iter().copied().chain(&scope.undone);
    let gone: Vec<_> = documents.map(|document| document.id).collect();
    let people: Vec<PersonId> = match asked.mode {
        WithdrawMode::Delete => asked.person.iter().cloned().collect(),
        WithdrawMode::Blank => Vec::new(),
    };
    let mut about: HashSet<Ref> = view.lines_about(&gone, &people).into_iter().collect();
    about.extend(covered_labels((view, asked), scope));
    let covered = CoveredLines::of(view, scope);
    let noted = Noted::of((view, asked), scope, shingles);
    // A memo stays or goes with all its versions.
    let kept: Vec<Ref> = asked.stay.iter().copied().collect();
    let mut stay = asked.stay.clone();
    stay.extend(view.versions_of_memos(&kept));
    let mut told = Found::default();
    let mut refs: BTreeSet<Ref> = BTreeSet::new();
    let mut again = Again::default();
    for (line, may_read) in view.every_line() {
        let Some(event) = line.event() else {
            continue;
        };
        let id = line.id();
        told.sealed += usize::from(matches!(event, Event::Sealed(_)));
        let quoted = match event {
            Event::DocumentAdd(_) => noted.held(id),
            _ => words(event)
                .into_iter()
                .find_map(|words| shingles.find(words)),
        };
        let hangs = asked.mode == WithdrawMode::Delete && covered.hold(view, event);
        let is_asked = asked.also.contains(&id);
        if !about.contains(&id) && quoted.is_none() && !hangs && !is_asked {
            continue;
        }
        let may_go = can_go(event) && !stay.contains(&id);
        let goes = about.contains(&id) || may_go || noted.goes.contains_key(&id);
        if goes {
            refs.insert(id);
            if !about.contains(&id) && !hangs {
                again.take(view, line, shingles);
            }
        }
        let quotation = Quotation {
            id,
            name: crate::history::line_name(view, id),
            kind: event.kind(),
            words: quoted.filter(|_| !about.contains(&id)).map(str::to_owned),
        };
        match (goes, may_read) {
            (true, true) => told.lines.push(quotation),
            (true, false) => told.hidden += 1,
            (false, true) => told.left.push(quotation),
            (false, false) => {}
        }
    }
    let (mut again, more) = again.written(view);
    refs.extend(more);
    refs.extend(noted.again.iter().flat_map(|(_, over)| over));
    again.extend(noted.again);
    again.extend(people_again((view, &people), &refs, shingles));
    let versions: Vec<Ref> = refs.iter().copied().collect();
    refs.extend(view.versions_of_memos(&versions));
    refuse((view, asked), &about, &refs)?;
    let refs = refs.into_iter().collect();
    Ok(Holding { refs, again, told })
}

/// Refuses what is to stay and goes all the same: because of what it is about, or with another line.
fn refuse(
    (view, asked): (&View<'_>, &Asked<'_>),
    about: &HashSet<Ref>,
    going: &BTreeSet<Ref>,
) -> Result<(), Problem> {
    if asked.stay.is_empty() {
        return Ok(());
    }
    let refused = |id: &Ref, what: &str, advice: &str| {
        Err(Problem::new(
            crate::history::line_name(view, *id),
            what,
            advice,
        ))
    };
    if let Some(id) = asked.stay.iter().find(|id| about.contains(id)) {
        let advice = "leave it out of --keep; what it says beside them can be written anew";
        return refused(id, "is about them and cannot stay", advice);
    }
    // A withdrawal takes also what the lines that go were written over.
    let (mut all, mut ahead) = (going.clone(), going.iter().copied().collect::<Vec<_>>());
    while let Some(id) = ahead.pop() {
        let over = view.line(id).map_or(&[][..], |line| &line.head.over);
        ahead.extend(over.iter().copied().filter(|id| all.insert(*id)));
    }
    match asked.stay.iter().find(|id| all.contains(id)) {
        Some(id) => refused(
            id,
            "goes with an entry that was written over it, and cannot stay by itself",
            "keep that entry too: --json shows the entries that go",
        ),
        None => Ok(()),
    }
}

/// The lines that say for whom labels stand that are covered now: no turn has them any more, and they may be names. An import says so
/// of every document that it brings, also where nobody speaks under them.
fn covered_labels((view, asked): (&View<'_>, &Asked<'_>), scope: &Scope<'_>) -> Vec<Ref> {
    let is_covered = |event: &Event| match event {
        Event::SpeakerAssign(said) => {
            let is_theirs = asked.person.is_some() && said.to.person() == asked.person.as_ref();
            let of = view.canonical(said.document.0);
            let mut wholes = scope.covered.iter().filter(|part| part.is_whole());
            is_theirs || wholes.any(|part| part.document.id.0 == of)
        }
        _ => false,
    };
    let lines = view.every_line().map(|(line, _)| line);
    let named = lines.filter(|line| line.event().is_some_and(is_covered));
    named.map(Line::id).collect()
}

/// Whether a line that quotes may lose its words: what everything stands on may not.
pub fn can_go(event: &Event) -> bool {
    !event.is_never_switched()
        && !matches!(
            event,
            Event::DocumentAdd(_) | Event::RoundOpen(_) | Event::SpeakerAssign(_)
        )
}

/// The words that are covered in documents that go on, and the way there from where a line lies.
struct CoveredLines<'s> {
    routes: Routes,
    scope: &'s Scope<'s>,
}

impl<'s> CoveredLines<'s> {
    fn of(view: &View<'_>, scope: &'s Scope<'s>) -> Self {
        Self {
            routes: view.routes(),
            scope,
        }
    }

    /// Whether an event holds words about a stretch that lies in covered words alone.
    fn hold(&self, view: &View<'_>, event: &Event) -> bool {
        let of_coding = |coding: CodingRef| match view.event_of(coding.0) {
            Some(Event::CodingAdd(event)) => self.covers(view, (event.revision, event.span)),
            _ => false,
        };
        match event {
            Event::QuoteChoose(e) => self.covers(view, (e.excerpt.revision, e.excerpt.span)),
            Event::DecisionMake(e) => self.covers(view, (e.revision, e.span)),
            Event::CodingRecode(e) => of_coding(e.coding),
            Event::MemoWrite(e) => match &e.on {
                On::Excerpt { revision, span, .. } => self.covers(view, (*revision, *span)),
                On::Coding(coding) => of_coding(*coding),
                _ => false,
            },
            _ => false,
        }
    }

    fn covers(&self, view: &View<'_>, (revision, span): (RevisionRef, Span)) -> bool {
        let revision = RevisionRef(view.canonical(revision.0));
        let Some(excerpt) = self.routes.carry(revision, span) else {
            return false;
        };
        let part = self
            .scope
            .covered
            .iter()
            .find(|part| part.document.id == excerpt.document);
        part.is_some_and(|part| part.covered.covers(excerpt.span))
    }
}

/// Lines that people must not lose with the words, gathered.
#[derive(Default)]
struct Again {
    /// By code: the lines whose words go, and the fields that are empty then.
    codes: BTreeMap<CodeRef, (BTreeSet<Ref>, BTreeSet<&'static str>)>,
    others: Vec<(Event, Vec<Ref>)>,
}

impl Again {
    fn take(&mut self, view: &View<'_>, line: &Line, shingles: &Shingles) {
        match line.event() {
            Some(Event::CodeAdd(event)) => {
                let (lines, fields) = self.code(view, CodeRef(line.id()));
                lines.insert(line.id());
                fields.extend(quoting_fields(event, shingles));
            }
            Some(Event::CodeSet(event)) => {
                let (lines, fields) = self.code(view, event.code);
                lines.insert(line.id());
                fields.insert(event.change.field());
            }
            Some(Event::DecisionMake(made)) => {
                let mut made = made.clone();
                made.reason.clear();
                self.others
                    .push((Event::DecisionMake(made), vec![line.id()]));
            }
            Some(Event::CodingRecode(recode)) => {
                let mut recode = recode.clone();
                recode.reason.clear();
                self.others
                    .push((Event::CodingRecode(recode), vec![line.id()]));
            }
            _ => {}
        }
    }

    fn code(
        &mut self,
        view: &View<'_>,
        code: CodeRef,
    ) -> &mut (BTreeSet<Ref>, BTreeSet<&'static str>) {
        self.codes.entry(view.canonical_code(code)).or_default()
    }

    /// The lines to be written, and those that go because of them: every equal add of a code.
    fn written(self, view: &View<'_>) -> (Vec<(Event, Vec<Ref>)>, Vec<Ref>) {
        let (mut again, mut more) = (self.others, Vec::new());
        for (code, (mut over, fields)) in self.codes {
            let Some(Event::CodeAdd(first)) = view.event_of(code.0) else {
                continue;
            };
            let equals = view.equals(code.0);
            more.extend(equals.iter().copied());
            over.extend(equals);
            let mut first = first.clone();
            fields
                .into_iter()
                .for_each(|field| clear(&mut first, field));
            again.push((Event::CodeAdd(first), over.into_iter().collect()));
        }
        (again, more)
    }
}

/// The fields of a code that quote.
fn quoting_fields<'e>(
    event: &'e CodeAdd,
    shingles: &'e Shingles,
) -> impl Iterator<Item = &'static str> + 'e {
    let fields = [
        CodeChange::Name(event.name.clone()),
        CodeChange::Origin(event.origin.clone()),
        CodeChange::Definition(event.definition.clone()),
        CodeChange::UseWhen(event.use_when.clone()),
        CodeChange::NotWhen(event.not_when.clone()),
        CodeChange::Example(event.example.clone()),
    ];
    let quotes = |change: &CodeChange| {
        let written = Event::CodeSet(crate::event::codebook::CodeSet {
            code: CodeRef(Ref::default()),
            change: change.clone(),
        });
        words(&written)
            .into_iter()
            .any(|words| shingles.find(words).is_some())
    };
    let quoting: Vec<&'static str> = fields
        .iter()
        .filter(|change| quotes(change))
        .map(CodeChange::field)
        .collect();
    quoting.into_iter()
}

fn clear(code: &mut CodeAdd, field: &str) {
    match field {
        "name" => code.name.clone_from(&code.handle),
        "origin" => code.origin.clear(),
        "definition" => code.definition.clear(),
        "use_when" => code.use_when.clear(),
        "not_when" => code.not_when.clear(),
        "example" => code.example.clear(),
        "scale" => code.scale.clear(),
        _ => {}
    }
}
