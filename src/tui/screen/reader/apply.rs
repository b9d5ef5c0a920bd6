//! Putting codes on: from the list, once more, from the recent ones, by the words themselves.

use crate::change::Change;
use crate::change::code::coined;
use crate::change::coding::check;
use crate::change::decision::Recast;
use crate::event::Event;
use crate::filter::View;
use crate::id::CodeRef;
use crate::text::span::Span;
use crate::tui::candidates;
use crate::tui::message::{Effect, Then, Wanted};
use crate::tui::model::Model;
use crate::tui::over::{Asking, Choice, Over, Picking, Scale};
use crate::tui::saving;
use crate::tui::screen::reader::detail::{RECENT, named};
use crate::tui::screen::reader::{Applied, Layer, Reader, settled};
use crate::tui::widget::line::Input;
use crate::tui::widget::picker::{Candidate, Picker};

/// Words of an in-vivo code, at most this many characters.
const LONGEST_NAME: usize = 120;

/// Opens the codes for what is selected; with nothing selected, for the sentence at the cursor.
pub fn choose(model: &mut Model, view: &View<'_>) {
    let Some(span) = ready(model) else {
        return;
    };
    let title = model
        .reader
        .as_ref()
        .map(|reader| reader.measure(span))
        .unwrap_or_default();
    let picker = Picker::new(
        format!("code this: {title}"),
        candidates::codes(model, view),
    );
    model.over = Some(Over::Picker(picker, Picking::Code(span)));
}

/// What a change would act on, where the coder may code here.
fn ready(model: &mut Model) -> Option<Span> {
    let reader = model.reader.as_mut()?;
    if reader.hand.is_none() {
        model.warn("you read as an outsider; a lead adds coders with: intercoder coder add NAME");
        return None;
    }
    let span = reader.target();
    if let Some(span) = span.filter(|_| reader.selection().is_none() && reader.applied.is_none()) {
        reader.take(span);
    }
    if span.is_none() {
        model.say("nothing to code here: the turn has no words");
    }
    span
}

/// Puts codes on a stretch.
pub fn apply(model: &mut Model, view: &View<'_>, (codes, span): (&[CodeRef], Span)) -> Vec<Effect> {
    let Some(hand) = model.reader.as_ref().and_then(|reader| reader.hand.clone()) else {
        return Vec::new();
    };
    let mut events = Vec::new();
    let mut handles = Vec::new();
    for &id in codes {
        let Some(code) = view.code(id) else {
            continue;
        };
        if let Err(problem) = check(code, None) {
            model.warn(problem.to_string());
            return Vec::new();
        }
        handles.push(code.code.id.clone());
        let coding = hand.coding(id, span);
        if hand.held(view, id, span).is_none() && !saving::waits(model, &coding) {
            events.push(Event::CodingAdd(coding));
        }
    }
    let names = handles.join(", ");
    if let (true, &[code]) = (is_final(model), codes) {
        let then = Then::Applied(span, vec![code]);
        let said = (Recast::Add(code, span), names, then);
        return settled::change(model, view, said);
    }
    if is_final(model) {
        model.say("one code at a time in the final layer");
        return Vec::new();
    }
    if events.is_empty() {
        remember(model, (codes, span));
        model.say(format!("{names} is on this excerpt already"));
        return Vec::new();
    }
    let measure = model
        .reader
        .as_ref()
        .map(|reader| reader.measure(span))
        .unwrap_or_default();
    let wanted = Wanted {
        change: Change::Events(events),
        said: format!("{names} on {measure}"),
        then: Then::Applied(span, codes.to_vec()),
    };
    model.want(wanted)
}

/// Whether the coding keys act on the final layer.
pub fn is_final(model: &Model) -> bool {
    let reader = model.reader.as_ref();
    reader.is_some_and(|reader| reader.layer == Layer::Final)
}

/// A code is no longer on the current excerpt.
pub fn forget(model: &mut Model, (code, span): (CodeRef, Span)) {
    let applied = model
        .reader
        .as_mut()
        .and_then(|reader| reader.applied.as_mut());
    if let Some(applied) = applied.filter(|applied| applied.span == span) {
        applied.codes.retain(|known| *known != code);
    }
}

/// The excerpt becomes the current one; its codes are those that `.` puts on again.
pub fn remember(model: &mut Model, (codes, span): (&[CodeRef], Span)) {
    let Some(reader) = &mut model.reader else {
        return;
    };
    reader.mark_applied((codes, span));
    model.last = reader
        .applied
        .as_ref()
        .map(|applied| applied.codes.clone())
        .unwrap_or_default();
    for code in codes {
        model.note_used(*code);
    }
}

impl Reader {
    fn mark_applied(&mut self, (codes, span): (&[CodeRef], Span)) {
        let mut all = match self.applied.take() {
            Some(applied) if applied.span == span => applied.codes,
            _ => Vec::new(),
        };
        all.retain(|code| !codes.contains(code));
        all.extend(codes);
        self.applied = Some(Applied { span, codes: all });
        (self.anchor, self.extending) = (None, false);
        // The cursor goes to the start of the excerpt, so that d and s find it there when it is no longer current.
        self.head = span.start();
        self.follow();
    }
}

/// A code with a scale asks for its value once it is on.
pub fn ask_value(model: &mut Model, view: &View<'_>, (code, span): (CodeRef, Span)) {
    if is_final(model) {
        return;
    }
    let Some(hand) = model
        .reader
        .as_ref()
        .and_then(|reader| reader.hand.as_ref())
    else {
        return;
    };
    let scale = view
        .code(code)
        .map(|code| code.code.scale.clone())
        .unwrap_or_default();
    if let (Some(held), false) = (hand.held(view, code, span), scale.is_empty()) {
        model.over = Some(Over::Value(Scale {
            coding: held.id,
            labels: scale,
            at: 0,
        }));
    }
}

/// The last codes once more.
pub fn repeat(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    if model.last.is_empty() {
        model.say("no code was used yet; Enter opens the codes");
        return Vec::new();
    }
    let Some(span) = ready(model) else {
        return Vec::new();
    };
    let codes = model.last.clone();
    apply(model, view, (&codes, span))
}

/// Asks which of the recent codes.
pub fn ask_recent(model: &mut Model, view: &View<'_>) {
    if model.recents.is_empty() {
        model.say("no recent codes yet; Enter opens the codes");
        return;
    }
    let named: Vec<String> = model
        .recents
        .iter()
        .zip(RECENT.chars())
        .map(|(code, letter)| format!("{letter} {}", named(view, *code).0))
        .collect();
    model.say(format!("r: {}", named.join("  ")));
    model.over = Some(Over::Recent);
}

/// A recent code by its letter.
pub fn recent(model: &mut Model, view: &View<'_>, letter: char) -> Vec<Effect> {
    model.over = None;
    let place = RECENT.chars().position(|known| known == letter);
    let Some(&code) = place.and_then(|at| model.recents.get(at)) else {
        model.say(format!("there is no recent code {letter}"));
        return Vec::new();
    };
    let Some(span) = ready(model) else {
        return Vec::new();
    };
    apply(model, view, (&[code], span))
}

/// A new code named by the words selected; what it stands below is asked.
pub fn in_vivo(model: &mut Model, view: &View<'_>) {
    let Some(span) = ready(model) else {
        return;
    };
    let Some(reader) = &model.reader else {
        return;
    };
    let words = reader
        .passage
        .text
        .slice(span)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let name: String = words.chars().take(LONGEST_NAME).collect();
    ask_parent(
        model,
        view,
        Picking::Parent {
            name,
            origin: "in vivo",
            span: Some(span),
        },
    );
}

/// A new code, named by hand.
pub fn new_code(model: &mut Model) {
    let Some(span) = ready(model) else {
        return;
    };
    model.over = Some(Over::Line(
        Input::new("name of the new code"),
        Asking::CodeName(Some(span)),
    ));
}

/// Asks what a new code stands below; Enter alone leaves it in the inbox.
pub fn ask_parent(model: &mut Model, view: &View<'_>, picking: Picking) {
    let Picking::Parent { name, .. } = &picking else {
        return;
    };
    let title = format!("“{name}” below which code? Enter alone: the inbox");
    let inbox = Candidate {
        of: Choice::Root,
        handle: "inbox".to_owned(),
        name: "no code above; sort it in later".to_owned(),
        context: String::new(),
        note: String::new(),
        about: Vec::new(),
    };
    let candidates = std::iter::once(inbox)
        .chain(candidates::parents(view))
        .collect();
    model.over = Some(Over::Picker(Picker::new(title, candidates), picking));
}

/// Makes a code, and puts it on a stretch if there is one.
pub fn coin(
    model: &mut Model,
    view: &View<'_>,
    (name, origin, parent): (&str, &str, Option<CodeRef>),
    span: Option<Span>,
) -> Vec<Effect> {
    if name.trim().is_empty() {
        model.say("a new code needs a name: type it first");
        return Vec::new();
    }
    if is_final(model) {
        model.say("new codes are made in the codebook (Space c) or in your own layer (F)");
        return Vec::new();
    }
    let code = coined(view, name, origin, parent);
    let hand = model.reader.as_ref().and_then(|reader| reader.hand.clone());
    let codings = match (&hand, span) {
        (Some(hand), Some(span)) => vec![hand.coding(CodeRef(crate::id::Ref::default()), span)],
        _ => Vec::new(),
    };
    let place = parent.map_or_else(
        || "in the inbox".to_owned(),
        |parent| format!("below {}", named(view, parent).0),
    );
    let wanted = Wanted {
        said: format!("new code {} {place}", code.handle),
        then: span
            .filter(|_| hand.is_some())
            .map_or(Then::Nothing, Then::Coined),
        change: Change::NewCode(Box::new(code), codings),
    };
    model.want(wanted)
}
