//! History: the audit trail as people read it, one entry an action, and what undo and redo would take.
//!
//! Entries are sentences with handles. What a blind round hides is not in the view and so not here.

use serde::Serialize;

use crate::coding::{Case, On, QuoteState};
use crate::decision::{How, Recoded};
use crate::event::Event;
use crate::event::codebook::{CodeChange, Pointer};
use crate::event::study::Withdraw;
use crate::filter::View;
use crate::id::{
    ActionRef, CodeRef, CoderId, DocumentRef, PersonId, Ref, RefMap, RevisionRef, RoundRef,
};
use crate::journal::{Body, Line};
use crate::person::Role;
use crate::round::{PassState, State, how_closed};

/// What is told of words that were taken back for good.
pub const WITHDRAWN: &str = "words that were withdrawn";

/// One action: what one coder did in one go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its ref, by its first line.
    #[serde(rename = "ref")]
    pub action: ActionRef,
    /// The name people use: writer's coder and seq, as `ana:42`.
    pub name: String,
    /// Who.
    pub coder: CoderId,
    /// When, as the writer's clock said.
    pub at: String,
    /// What.
    pub what: String,
    /// How many lines it has.
    pub lines: usize,
    /// Whether it was undone.
    pub undone: bool,
    /// Whether undo can take any of it.
    #[serde(skip)]
    pub switchable: bool,
    /// What undoing it would take along.
    #[serde(skip)]
    pub reach: Reach,
}

/// How far an action reaches: whether undoing it by a slip of the finger would be noticed too late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Codings, memos, progress, codes.
    Coding,
    /// Documents, people, settings or rounds: what coding stands on.
    Ground,
}

/// Every action, oldest first; setting up a writer and what was seen are no actions.
pub fn entries(view: &View<'_>) -> Vec<Entry> {
    actions(view)
        .into_iter()
        .filter_map(|action| entry(view, &action))
        .collect()
}

/// An action with its lines.
type Action<'v> = (ActionRef, Vec<&'v Line>);

fn actions<'v>(view: &View<'v>) -> Vec<Action<'v>> {
    let mut places: RefMap<ActionRef, usize> = RefMap::default();
    let mut actions: Vec<Action> = Vec::new();
    for line in view.lines().filter(|line| is_told(line)) {
        let Some(action) = view.action_of(line) else {
            continue;
        };
        let place = *places.entry(action).or_insert(actions.len());
        match actions.get_mut(place) {
            Some((_, lines)) => lines.push(line),
            None => actions.push((action, vec![line])),
        }
    }
    actions
}

fn is_told(line: &Line) -> bool {
    !matches!(
        line.event(),
        Some(
            Event::WriterOpen(_)
                | Event::Seen(_)
                | Event::WithdrawDone(_)
                | Event::KeyPublish(_)
                | Event::SealOpen(_)
                | Event::Sealed(_)
                | Event::Reveal(_)
        )
    )
}

fn entry(view: &View<'_>, (action, lines): &Action<'_>) -> Option<Entry> {
    let first = lines.first()?;
    let coder = view
        .writer_of(first)
        .cloned()
        .unwrap_or_else(|| CoderId(first.head.writer.0.clone()));
    let mut kinds: Vec<(&'static str, usize, String)> = Vec::new();
    for line in told(lines) {
        // Words that were taken back are told nowhere, blanked on this disk or not yet.
        let (kind, what) = match &line.body {
            Body::Event(event) if !view.is_withdrawn(line.id()) => {
                (event.kind(), describe(view, event))
            }
            Body::Event(_) | Body::Blank => ("blank", WITHDRAWN.to_owned()),
            Body::Unknown(_) => ("other", "an entry this version cannot read".to_owned()),
        };
        match kinds.iter_mut().find(|(known, _, _)| *known == kind) {
            Some((_, count, _)) => *count += 1,
            None => kinds.push((kind, 1, what)),
        }
    }
    let told = kinds.into_iter().map(|(_, count, what)| match count {
        1 => what,
        more => format!("{what} and {} more", more - 1),
    });
    let switchable = can_be_switched(lines);
    Some(Entry {
        action: *action,
        name: format!("{}:{}", view.short_writer(first), first.head.seq),
        coder,
        at: first.head.at.as_str().to_owned(),
        what: told.collect::<Vec<_>>().join("; "),
        lines: lines.len(),
        undone: switchable && !view.switched().is_on(*action),
        switchable,
        reach: match lines.iter().any(|line| is_ground(line)) {
            true => Reach::Ground,
            false => Reach::Coding,
        },
    })
}

/// The lines of an action that people are told of: of one that takes words back, that alone and not what it wrote in their place.
fn told<'l>(lines: &[&'l Line]) -> Vec<&'l Line> {
    let withdraws = |line: &&Line| matches!(line.event(), Some(Event::Withdraw(_)));
    let first = lines.iter().copied().find(withdraws);
    first.map_or_else(|| lines.to_vec(), |line| vec![line])
}

/// Whether coding stands on what a line says.
fn is_ground(line: &Line) -> bool {
    matches!(
        line.event(),
        Some(
            Event::StudySet(_)
                | Event::CoderSet(_)
                | Event::DocumentAdd(_)
                | Event::DocumentRevise(_)
                | Event::DocumentSet(_)
                | Event::PersonAdd(_)
                | Event::PersonSet(_)
                | Event::SpeakerAssign(_)
                | Event::TurnAssign(_)
                | Event::RoundOpen(_)
                | Event::RoundAssign(_)
        )
    )
}

/// Whether undo can take a line: a freeze, a close and the like stand for ever.
/// Whether undo can take any of an action; what was taken back for good stays so, with all that was written in its place.
fn can_be_switched(lines: &[&Line]) -> bool {
    let withdraws = |line: &&Line| matches!(line.event(), Some(Event::Withdraw(_)));
    !lines.iter().any(withdraws) && lines.iter().any(|line| is_switchable(line))
}

fn is_switchable(line: &Line) -> bool {
    line.event().is_some_and(|event| !event.is_never_switched())
}

/// The action that undo would take: the coder's latest that is in force, also one that stands for ever, so that undo never goes
/// behind it unasked.
pub fn next_undo(view: &View<'_>, coder: &CoderId) -> Option<Entry> {
    let own = |line: &&Line| view.writer_of(line) == Some(coder) && !is_switch(line);
    let actions = actions(view);
    let latest = actions.iter().rfind(|(action, lines)| {
        lines.iter().any(own) && (view.switched().is_on(*action) || !can_be_switched(lines))
    })?;
    entry(view, latest)
}

/// The action that redo would take: what the coder undid last, if they have done nothing new since.
pub fn next_redo(view: &View<'_>, coder: &CoderId) -> Option<Entry> {
    let mut undone: Vec<ActionRef> = Vec::new();
    for line in view
        .lines()
        .filter(|line| view.writer_of(line) == Some(coder) && is_told(line))
    {
        match line.event() {
            Some(Event::Switch(switch)) => {
                undone.retain(|action| *action != switch.action);
                undone.extend((!switch.on).then_some(switch.action));
            }
            _ => undone.clear(),
        }
    }
    let last = undone.last()?;
    let actions = actions(view);
    entry(view, actions.iter().find(|(action, _)| action == last)?)
}

fn is_switch(line: &Line) -> bool {
    matches!(line.event(), Some(Event::Switch(_)))
}

/// One event as a sentence without its full stop.
pub fn describe(view: &View<'_>, event: &Event) -> String {
    let document = |id: &DocumentRef| document(view, *id);
    let code = |id: &CodeRef| code(view, *id);
    match event {
        Event::StudySet(e) => format!("set {} to “{}”", e.key, shortened(&e.value)),
        Event::WriterOpen(e) => format!("began to write as {} with {}", e.coder, e.program),
        Event::CoderJoin(e) => format!("coder {} joined", e.coder),
        Event::CoderSet(e) => format!("changed {} of coder {}", e.change.field(), e.coder),
        Event::Seen(_) => "noted what was there".to_owned(),
        Event::Switch(e) => {
            let deed = if e.on { "redid" } else { "undid" };
            format!("{deed} {}", action_name(view, e.action.0))
        }
        Event::Withdraw(e) => withdrew(view, e),
        Event::KeyPublish(_) => "published a key".to_owned(),
        Event::SealOpen(_) => "began to seal".to_owned(),
        Event::Sealed(_) => "something sealed".to_owned(),
        Event::Reveal(_) => "revealed a key".to_owned(),
        Event::WithdrawDone(_) => "took what was withdrawn out of this machine's copies".to_owned(),
        Event::DocumentAdd(e) => format!("imported {}", e.handle),
        Event::DocumentRevise(e) => format!("corrected the text of {}", document(&e.document)),
        Event::DocumentSet(e) => {
            format!("changed {} of {}", e.change.field(), document(&e.document))
        }
        Event::PersonAdd(e) => format!("added person {}", e.handle),
        Event::PersonSet(e) => format!("set {} of {}", e.attribute, e.person),
        Event::SpeakerAssign(e) => format!(
            "bound {} in {} to {}",
            e.label,
            document(&e.document),
            role(&e.to)
        ),
        Event::TurnAssign(e) => format!(
            "bound one turn of {} to {}",
            revision(view, e.revision),
            role(&e.to)
        ),
        Event::CodeAdd(e) => format!("added code {}", e.handle),
        Event::CodeSet(e) => match &e.change {
            CodeChange::Retired(true) => format!("retired {}", code(&e.code)),
            change => format!(
                "changed {} of {}",
                change.field().replace('_', " "),
                code(&e.code)
            ),
        },
        Event::CodePoint(e) => match e.to {
            Pointer::Parent(Some(parent)) => {
                format!("moved {} below {}", code(&e.code), code(&parent))
            }
            Pointer::Parent(None) => format!("moved {} to the root", code(&e.code)),
            Pointer::Merged(into) => format!("merged {} into {}", code(&e.code), code(&into)),
        },
        Event::CodebookFreeze(e) => format!("froze codebook version {}", e.number),
        Event::RoundOpen(e) => format!("opened round {}", e.name),
        Event::RoundAssign(e) => format!("assigned documents in round {}", round(view, e.round)),
        Event::RoundClose(e) => {
            let how = how_closed(&e.without, e.reason.as_deref());
            format!("closed round {}{how}", round(view, e.round))
        }
        Event::ProgressSet(e) => {
            let state = if e.state == State::Done {
                "finished"
            } else {
                "reopened"
            };
            format!("{state} {} for {}", document(&e.document), e.coder)
        }
        Event::TurnPass(e) => match e.state {
            PassState::Passed => {
                format!(
                    "passed a turn of {}: nothing applies",
                    document(&e.document)
                )
            }
            PassState::Open => format!("took a pass of {} back", document(&e.document)),
        },
        Event::CodingAdd(e) => format!(
            "{} coded {} in {}",
            e.coder,
            code(&e.code),
            document(&e.document)
        ),
        Event::CodingRespan(e) => format!("moved the edges of {}", coding_name(view, e.coding.0)),
        Event::CodingRemove(e) => format!("took off {}", coding_name(view, e.coding.0)),
        Event::MemoWrite(e) => format!("wrote a {} on {}", e.state.as_str(), on(view, &e.on)),
        Event::MemoRemove(e) => format!("took off the memo {}", line_name(view, e.memo.0)),
        Event::QuoteChoose(e) => {
            let excerpt = format!("an excerpt of {}", document(&e.excerpt.document));
            match e.state {
                QuoteState::Quotable => format!("marked {excerpt} as quotable"),
                QuoteState::Chosen => format!("chose {excerpt} for the paper"),
                QuoteState::Dropped => format!("took {excerpt} off the quotes"),
            }
        }
        Event::SummaryWrite(e) => {
            let case = match &e.on {
                Case::Person(person) => person.to_string(),
                Case::Document(of) => document(of),
            };
            let cell = format!("the summary of {case} under {}", code(&e.theme));
            match e.text.is_empty() {
                true => format!("cleared {cell}"),
                false => format!("wrote {cell}: “{}”", shortened(&e.text)),
            }
        }
        Event::DecisionMake(e) => {
            let place = document(&e.document);
            match &e.how {
                How::Reopened => format!("opened a disagreement of {place} again"),
                How::SentBack => format!("sent a disagreement of {place} back to its coders"),
                How::Kept => format!("kept a disagreement of {place} as one"),
                How::Coder(coder) => {
                    format!("decided a disagreement of {place}: as {coder} had it")
                }
                how => format!("decided a disagreement of {place}: {}", how.as_str()),
            }
        }
        Event::AutocodeRun(e) => format!(
            "began to look for {} with “{}”",
            code(&e.code),
            shortened(&e.query)
        ),
        Event::AutocodeJudge(e) => format!(
            "judged a proposal from {}: {}",
            document(&e.document),
            e.verdict.as_str()
        ),
        Event::CodingRecode(e) => {
            let coding = coding_name(view, e.coding.0);
            let deed = match &e.to {
                Recoded::Code(to) => format!("recoded {coding} as {} in the final layer", code(to)),
                Recoded::Stretch { .. } => {
                    format!("moved the edges of {coding} in the final layer")
                }
                Recoded::Nothing => format!("took {coding} off the final layer"),
            };
            match e.reason.is_empty() {
                true => deed,
                false => format!("{deed}: {}", e.reason.replace('\n', " ")),
            }
        }
    }
}

/// The name people use for a line: its coder and seq, or its ref where it is not here.
pub fn line_name(view: &View<'_>, id: Ref) -> String {
    let Some(line) = view.line(id) else {
        return id.to_string();
    };
    format!("{}:{}", view.short_writer(line), line.head.seq)
}

/// Whether people may mean a line by a name: its ref or how it begins, or a number behind the coder or the whole installation.
///
/// What was printed while a coder had one installation stays good when they come to have two.
pub fn is_called(view: &View<'_>, id: Ref, name: &str) -> bool {
    if name.is_empty() || id.to_string().starts_with(name) {
        return !name.is_empty();
    }
    let (Some(line), Some((whose, number))) = (view.line(id), name.rsplit_once(':')) else {
        return false;
    };
    let is_coder = || view.writer_of(line).is_some_and(|coder| coder.0 == whose);
    line.head.seq.to_string() == number && (line.head.writer.0 == whose || is_coder())
}

/// An action as its first line says it, with its name.
fn action_name(view: &View<'_>, id: Ref) -> String {
    let name = line_name(view, id);
    let first = view.line(id).and_then(Line::event);
    match first {
        Some(Event::Switch(_)) | None => name,
        Some(event) => format!("{name}: {}", describe(view, event)),
    }
}

/// A coding by its code and document, with its name.
fn coding_name(view: &View<'_>, id: Ref) -> String {
    let name = line_name(view, id);
    match view.line(id).and_then(Line::event) {
        Some(Event::CodingAdd(e)) => {
            format!(
                "{} in {} ({name})",
                code(view, e.code),
                document(view, e.document)
            )
        }
        _ => name,
    }
}

/// A code by the handle it is shown with, or was added with where it is not shown any more.
pub fn code(view: &View<'_>, id: CodeRef) -> String {
    if let Some(code) = view.code(view.canonical_code(id)) {
        return code.code.id.clone();
    }
    match view.line(id.0).and_then(Line::event) {
        Some(Event::CodeAdd(e)) => e.handle.clone(),
        _ => id.to_string(),
    }
}

fn document(view: &View<'_>, id: DocumentRef) -> String {
    view.document(id)
        .map_or_else(|| id.to_string(), |document| document.handle.clone())
}

fn revision(view: &View<'_>, id: RevisionRef) -> String {
    let holder = view
        .all_documents()
        .iter()
        .find(|document| document.revisions.iter().any(|r| r.id == id));
    holder.map_or_else(|| id.to_string(), |document| document.handle.clone())
}

fn round(view: &View<'_>, id: RoundRef) -> String {
    view.round(id)
        .map_or_else(|| id.to_string(), |round| round.name.clone())
}

/// What a memo hangs on, in words.
pub fn on(view: &View<'_>, on: &On) -> String {
    match on {
        On::Document(id) => document(view, *id),
        On::Code(id) => code(view, *id),
        On::Person(person) => person.to_string(),
        On::Coding(id) => coding_name(view, id.0),
        On::Excerpt {
            document: id, span, ..
        } => format!(
            "{} {}-{}",
            document(view, *id),
            span.start().0,
            span.end().0
        ),
    }
}

/// Whom a label stands for, in words.
pub fn role(role: &Role) -> String {
    match role {
        Role::Person(person) => person.to_string(),
        Role::Interviewer => "interviewer".to_owned(),
        Role::Ignore => "ignore".to_owned(),
        Role::Unknown => "unknown".to_owned(),
    }
}

fn shortened(value: &str) -> String {
    let short: String = value.chars().take(60).collect();
    if short.len() < value.len() {
        format!("{short}…")
    } else {
        short
    }
}

/// Whose words were taken back for good, as far as handles still say it.
fn withdrew(view: &View<'_>, event: &Withdraw) -> String {
    let people = event.people.iter().map(PersonId::to_string);
    let gone = event.documents.iter();
    let gone = gone.map(|id| match view.document(*id) {
        Some(document) => document.handle.clone(),
        None => "a document".to_owned(),
    });
    let names: Vec<String> = people.chain(gone).collect();
    match names.is_empty() {
        true => "withdrew words".to_owned(),
        false => format!("withdrew the words of {}", names.join(", ")),
    }
}
