//! The recode queue: one excerpt at a time, with its code as it was and as it is now, and the keys that judge it.
//!
//! A verdict is saved and the next excerpt comes; a movement decides nothing. A coder's own come first; a lead without any works
//! through the team's, whose codings stay as they are: what they count as in the final layer is said instead.

use std::collections::HashSet;

use ratatui::buffer::Buffer;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::change::recode::{Verdict, judge, reason};
use crate::codebook::Code;
use crate::filter::View;
use crate::history::code;
use crate::id::{CodeRef, CoderId, CodingRef, DocumentRef};
use crate::recode::{Between, Queue, Touch, Waiting, Why};
use crate::reconcile::may_decide;
use crate::texts::Texts;
use crate::tui::action::{Action, Along};
use crate::tui::candidates::codes;
use crate::tui::message::{Effect, Landing, Pointer, Then, Wanted};
use crate::tui::model::Model;
use crate::tui::over::{Asking, Over, Picking};
use crate::tui::update::body;
use crate::tui::widget::flow::{clip, flow, one_line};
use crate::tui::widget::line::Input;
use crate::tui::widget::pane::{pane, row};
use crate::tui::widget::picker::Picker;

/// What the screen remembers.
#[derive(Clone, Debug, Default)]
pub struct Recode {
    /// The versions between which it looks.
    pub between: Between,
    /// Whose excerpts a lead asked for; without it one's own, or the team's where a lead has none.
    pub of: Option<CoderId>,
    /// What waits.
    queue: Queue,
    /// The places of those that are shown.
    shown: Vec<usize>,
    /// The one before the coder, among those shown.
    at: usize,
    /// Why a lead recodes others' excerpts, where it is not what changed.
    pub reason: String,
    /// How many lines the view had, and whether its versions were read, when the queue was made.
    read_at: (usize, bool),
}

impl Recode {
    /// The excerpt before the coder.
    pub fn waiting(&self) -> Option<&Waiting> {
        self.queue.waiting.get(*self.shown.get(self.at)?)
    }

    fn ids(&self) -> impl Iterator<Item = CodingRef> {
        self.shown
            .iter()
            .map(|at| self.queue.waiting[*at].coding.id)
    }

    /// Takes up what has changed. One that is back, because its verdict was undone, is before the coder again.
    pub fn renew(&mut self, view: &View<'_>, texts: &Texts) {
        let is_read = view
            .versions()
            .iter()
            .all(|version| texts.codebook(version.id).is_some());
        let now = (view.lines().count(), is_read);
        if self.read_at == now {
            return;
        }
        let was_read = self.read_at.1;
        self.read_at = now;
        let before: HashSet<CodingRef> = self.ids().collect();
        let marked = self.waiting().map(|waiting| waiting.coding.id);
        self.queue = Queue::of(view, texts, self.between);
        let all = self.queue.waiting.iter().enumerate();
        let of_coder = |coder: &CoderId| -> Vec<usize> {
            let of = all
                .clone()
                .filter(|(_, waiting)| waiting.coding.coder == *coder);
            of.map(|(at, _)| at).collect()
        };
        let own = view.viewer().map(of_coder).unwrap_or_default();
        self.shown = match &self.of {
            Some(coder) => of_coder(coder),
            None if own.is_empty() && may_decide(view) => (0..all.len()).collect(),
            None => own,
        };
        let is_back = |id: CodingRef| was_read && !before.is_empty() && !before.contains(&id);
        let back = self.ids().position(is_back);
        let same = self.ids().position(|id| Some(id) == marked);
        let last = self.shown.len().saturating_sub(1);
        self.at = back.or(same).unwrap_or(self.at).min(last);
    }
}

/// Comes to the screen.
pub fn enter(model: &mut Model, view: &View<'_>) {
    model.recode.read_at = (0, false);
    model.recode.renew(view, &model.texts);
}

/// The documents whose words the screen needs.
pub fn needed(model: &Model) -> Vec<DocumentRef> {
    let waiting = model.recode.queue.waiting.iter();
    let mut needed: Vec<DocumentRef> = waiting
        .map(|waiting| waiting.coding.excerpt.document)
        .collect();
    needed.sort_unstable();
    needed.dedup();
    needed
}

/// What a key does here.
pub fn act(model: &mut Model, view: &View<'_>, action: Action) -> Vec<Effect> {
    model.recode.renew(view, &model.texts);
    let recode = &mut model.recode;
    let last = recode.shown.len().saturating_sub(1);
    match action {
        Action::Step(Along::Next) => recode.at = (recode.at + 1).min(last),
        Action::Step(Along::Before) => recode.at = recode.at.saturating_sub(1),
        Action::Edge(Along::Before) => recode.at = 0,
        Action::Edge(Along::Next) => recode.at = last,
        Action::Keep => return decide(model, view, Verdict::Keep),
        Action::Drop => return decide(model, view, Verdict::Drop),
        Action::Swap => ask_code(model, view),
        Action::Reason => {
            let mut input = Input::new("why others' excerpts are recoded");
            input.words.clone_from(&recode.reason);
            model.over = Some(Over::Line(input, Asking::RecodeReason));
        }
        Action::Open => {
            let place = recode.waiting().map(|waiting| waiting.coding.excerpt);
            return place.map_or_else(Vec::new, |excerpt| {
                let landing = Landing::At(excerpt.span.start());
                vec![Effect::Open(excerpt.document, landing)]
            });
        }
        _ => {}
    }
    Vec::new()
}

/// What the mouse does here: the wheel goes from one excerpt to the next.
pub fn point(model: &mut Model, pointer: Pointer) -> Vec<Effect> {
    if let Pointer::Wheel(by) = pointer {
        let last = model.recode.shown.len().saturating_sub(1);
        let at = model.recode.at.saturating_add_signed(by.signum());
        model.recode.at = at.min(last);
    }
    Vec::new()
}

fn ask_code(model: &mut Model, view: &View<'_>) {
    let Some(waiting) = model.recode.waiting() else {
        return;
    };
    let (id, handle) = (waiting.coding.id, code(view, waiting.coding.applied));
    let picker = Picker::new(format!("instead of {handle}"), codes(model, view));
    model.over = Some(Over::Picker(picker, Picking::Recode(id)));
}

/// Another code for the excerpt that the list of codes was opened for.
pub fn choose(model: &mut Model, view: &View<'_>, (id, code): (CodingRef, CodeRef)) -> Vec<Effect> {
    let place = model.recode.ids().position(|known| known == id);
    let Some(at) = place else {
        model.say("that excerpt does not wait any more");
        return Vec::new();
    };
    model.recode.at = at;
    decide(model, view, Verdict::To(code))
}

fn decide(model: &mut Model, view: &View<'_>, verdict: Verdict) -> Vec<Effect> {
    if !model.unsaved.is_empty() {
        model.warn("something is NOT SAVED: Ctrl-S tries again, u takes it back");
        return Vec::new();
    }
    let recode = &model.recode;
    let (Some(waiting), Some((target, number))) = (recode.waiting(), recode.queue.target) else {
        return Vec::new();
    };
    if view.viewer() != Some(&waiting.coding.coder) && !may_decide(view) {
        model.warn("only a lead recodes others' excerpts");
        return Vec::new();
    }
    let why = match recode.reason.is_empty() {
        true => reason(&recode.queue, &waiting.touch),
        false => recode.reason.clone(),
    };
    match judge(view, (waiting, target), (verdict, &why)) {
        Ok(change) => {
            let before = code(view, waiting.coding.applied);
            let said = match verdict {
                Verdict::Keep => format!("{before} kept under version {number}"),
                Verdict::Drop => format!("{before} dropped"),
                Verdict::To(to) => format!("{} instead of {before}", code(view, to)),
            };
            let said = format!("{said}; u takes it back");
            let then = Then::Nothing;
            model.want(Wanted { change, said, then })
        }
        Err(problem) => {
            model.warn(format!(
                "{} {}: Enter takes another code, x drops it",
                problem.place, problem.what
            ));
            Vec::new()
        }
    }
}

/// Draws the excerpt with its code then and now.
pub fn draw(model: &Model, view: &View<'_>, buffer: &mut Buffer) {
    let recode = &model.recode;
    let title = match recode.waiting() {
        Some(_) => format!("recode: {} of {}", recode.at + 1, recode.shown.len()),
        None => "recode".to_owned(),
    };
    let foot = match recode.queue.in_open_rounds {
        0 => String::new(),
        waiting => format!("{waiting} more wait for an open round to close"),
    };
    let inner = pane(body(model), (&title, &foot), model.theme, buffer);
    let lines = match recode.waiting() {
        Some(waiting) => told(model, view, (waiting, inner.width)),
        None => vec![(empty(recode), Style::default())],
    };
    for (at, (words, style)) in lines.into_iter().enumerate() {
        let words = clip(&words, usize::from(inner.width));
        row(inner, at, Line::styled(words, style), buffer);
    }
}

fn empty(recode: &Recode) -> String {
    match recode.queue.target {
        None => "Nothing waits: no version of the codebook is frozen yet.".to_owned(),
        Some((_, number)) => {
            format!("Nothing waits: every excerpt was looked at under version {number}.")
        }
    }
}

/// How many lines an excerpt may take.
const EXCERPT: usize = 8;

fn told(model: &Model, view: &View<'_>, (waiting, width): (&Waiting, u16)) -> Vec<(String, Style)> {
    let (theme, coding) = (model.theme, &waiting.coding);
    let document = view.document(coding.excerpt.document);
    let passage = document.and_then(|document| model.texts.current(document));
    let span = coding.excerpt.span;
    let turn = passage.and_then(|passage| passage.turns_at(span).next().map(|(number, _)| number));
    let mut place = document.map_or_else(String::new, |document| document.handle.clone());
    if let Some(turn) = turn {
        place.push_str(&format!(" turn {turn}"));
    }
    let whose = match view.viewer() == Some(&coding.coder) {
        true => "yours".to_owned(),
        false => format!("of {}", coding.coder),
    };
    let handle = code(view, coding.applied);
    let changed = waiting.touch.words();
    let mut lines = vec![
        (
            format!("{place}, {whose}: {handle} ({changed})"),
            theme.strong(),
        ),
        (String::new(), Style::default()),
    ];
    let words = passage.map_or("…", |passage| passage.text.slice(span));
    let excerpt = flow(&format!("“{}”", one_line(words)), width);
    let shown = excerpt.into_iter().take(EXCERPT);
    lines.extend(shown.map(|line| (line, theme.text())));
    lines.push((String::new(), Style::default()));
    let room = usize::from(width);
    for (label, words, is_other) in fields(&waiting.touch, model.recode.queue.target) {
        let style = if is_other {
            theme.strong()
        } else {
            theme.dim()
        };
        let indent = " ".repeat(LABEL);
        let flowed = flow(&words, width.saturating_sub(LABEL as u16));
        for (at, line) in flowed.into_iter().enumerate() {
            let before = if at == 0 {
                format!("{label:<LABEL$}")
            } else {
                indent.clone()
            };
            lines.push((clip(&format!("{before}{line}"), room), style));
        }
    }
    lines
}

/// The width of a field's label.
const LABEL: usize = 18;

/// The fields that say when the code applies: once where they are the same, then and now where they are not.
fn fields(touch: &Touch, target: Option<(crate::id::Ref, u32)>) -> Vec<(String, String, bool)> {
    let number = target.map_or_else(String::new, |(_, number)| format!(" v{number}"));
    let said = |words: &str| {
        if words.is_empty() {
            "-".to_owned()
        } else {
            one_line(words)
        }
    };
    let mut lines = Vec::new();
    if touch.why.iter().any(|why| *why <= Why::Container) {
        let into = touch
            .now
            .as_ref()
            .filter(|_| touch.why.contains(&Why::Merged));
        let into = into.map_or_else(String::new, |now| format!(" into {}", now.id));
        lines.push((
            format!("the code{number}"),
            format!("{}{into}", touch.words()),
            true,
        ));
    }
    for (label, of) in FIELDS {
        let then = touch
            .then
            .as_ref()
            .map(|(version, code)| (version, of(code)));
        let now = touch.now.as_ref().map(of);
        match (then, now) {
            (Some((_, then)), Some(now)) if then == now => {
                lines.push((label.to_owned(), said(now), false));
            }
            (then, now) => {
                if let Some((version, words)) = then {
                    lines.push((format!("{label} v{version}"), said(words), now.is_some()));
                }
                if let Some(words) = now {
                    lines.push((format!("{label}{number}"), said(words), true));
                }
            }
        }
    }
    lines
}

/// A field of a code, by its label.
type Field = (&'static str, fn(&Code) -> &str);

const FIELDS: [Field; 3] = [
    ("definition", |code| &code.definition),
    ("use when", |code| &code.use_when),
    ("not when", |code| &code.not_when),
];
