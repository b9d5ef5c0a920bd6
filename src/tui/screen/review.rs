//! The review queue: one's excerpts whose words a correction changed or took away, one at a time, then and now side by side.
//!
//! A verdict is saved and the next excerpt comes; a movement decides nothing. Only one's own are here: what becomes of others'
//! excerpts is theirs to say.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span as Words};

use crate::change::Change;
use crate::change::correction::{accept, attach, take_off};
use crate::coding::Coding;
use crate::correction::candidate::{Candidate, candidates};
use crate::correction::queue::{coders, of_coder, words_now, words_then};
use crate::document::kept::{Fate, compare};
use crate::filter::View;
use crate::history::code;
use crate::id::{CodingRef, DocumentRef, RevisionRef};
use crate::problem::Problem;
use crate::text::Text;
use crate::text::span::Span;
use crate::texts::Texts;
use crate::tui::action::{Action, Along};
use crate::tui::layout::wrap;
use crate::tui::message::{Effect, Landing, Pointer, Then, Wanted};
use crate::tui::model::Model;
use crate::tui::over::{Choice, Over, Picking};
use crate::tui::theme::Theme;
use crate::tui::update::body;
use crate::tui::widget::flow::{clip, one_line};
use crate::tui::widget::pane::{pane, row};
use crate::tui::widget::picker::{self, Picker};

/// What the screen remembers.
#[derive(Clone, Debug, Default)]
pub struct Review {
    /// The coder's excerpts that wait.
    waiting: Vec<Coding>,
    /// The one before the coder.
    at: usize,
    /// What was seen of the one before the coder.
    looked: Option<Looked>,
    /// How many wait for others, in words.
    others: String,
}

/// An excerpt held against the text as it is, once, when it comes before the coder.
#[derive(Clone, Debug)]
struct Looked {
    /// Which one.
    of: CodingRef,
    /// Where its words may stand now.
    found: Vec<Candidate>,
    /// Its words as they were coded, with what is still there of them.
    then: (Text, Vec<Span>),
    /// Its words as they stand now, with what was there before.
    now: (Text, Vec<Span>),
}

impl Looked {
    /// Nothing where one of the texts is not here.
    fn of(view: &View<'_>, texts: &Texts, coding: &Coding) -> Option<Self> {
        let document = view.document(coding.excerpt.document)?;
        let both = (texts.passage(coding.revision)?, texts.current(document)?);
        let then = Text::new(words_then(texts, coding)?.to_owned());
        let now = words_now(view, texts, coding).unwrap_or_default();
        let now = Text::new(now.to_owned());
        let (was, is) = compare(&then, &now).into_iter().unzip();
        Some(Self {
            of: coding.id,
            found: candidates(document, (coding.revision, coding.made_at), both),
            then: (then, was),
            now: (now, is),
        })
    }
}

impl Review {
    fn coding(&self) -> Option<&Coding> {
        self.waiting.get(self.at)
    }

    /// Takes up what has changed. One that is back, because its verdict was undone, is before the coder again.
    pub fn renew(&mut self, view: &View<'_>, texts: &Texts) {
        let marked = self.coding().map(|coding| coding.id);
        let before: Vec<CodingRef> = self.waiting.iter().map(|coding| coding.id).collect();
        let own = view.viewer().map(|coder| of_coder(view, coder));
        self.waiting = own.unwrap_or_default().into_iter().cloned().collect();
        let place = |is_it: &dyn Fn(CodingRef) -> bool| {
            self.waiting.iter().position(|coding| is_it(coding.id))
        };
        let back = place(&|id| !before.is_empty() && !before.contains(&id));
        let same = place(&|id| Some(id) == marked);
        let last = self.waiting.len().saturating_sub(1);
        self.at = back.or(same).unwrap_or(self.at).min(last);
        let others = coders(view).into_iter();
        let others = others.filter(|(coder, _)| Some(*coder) != view.viewer());
        let others: Vec<String> = others.map(|(coder, n)| format!("{coder} {n}")).collect();
        self.others = others.join(", ");
        self.looked = None;
        self.look(view, texts);
    }

    /// Holds the marked excerpt against the text as it is, once.
    fn look(&mut self, view: &View<'_>, texts: &Texts) {
        let marked = self.waiting.get(self.at);
        if self.looked().is_none() {
            self.looked = marked.and_then(|coding| Looked::of(view, texts, coding));
        }
    }

    /// What was seen of the marked excerpt.
    fn looked(&self) -> Option<&Looked> {
        let marked = self.coding()?.id;
        self.looked.as_ref().filter(|looked| looked.of == marked)
    }

    fn candidates(&self) -> &[Candidate] {
        self.looked().map_or(&[], |looked| &looked.found)
    }

    fn step(&mut self, by: isize) {
        let last = self.waiting.len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
    }
}

/// Comes to the screen.
pub fn enter(model: &mut Model, view: &View<'_>) {
    model.review.renew(view, &model.texts);
}

/// The documents whose words the screen needs, and the earlier texts.
pub fn needed(model: &Model) -> (Vec<DocumentRef>, Vec<(DocumentRef, RevisionRef)>) {
    let waiting = model.review.waiting.iter();
    let mut then: Vec<(DocumentRef, RevisionRef)> = waiting
        .map(|coding| (coding.excerpt.document, coding.revision))
        .collect();
    then.sort_unstable();
    then.dedup();
    let mut now: Vec<DocumentRef> = then.iter().map(|(document, _)| *document).collect();
    now.dedup();
    (now, then)
}

/// What a key does here.
pub fn act(model: &mut Model, view: &View<'_>, action: Action) -> Vec<Effect> {
    let last = model.review.waiting.len().saturating_sub(1);
    match action {
        Action::Step(Along::Next) => model.review.step(1),
        Action::Step(Along::Before) => model.review.step(-1),
        Action::Edge(Along::Before) => model.review.at = 0,
        Action::Edge(Along::Next) => model.review.at = last,
        Action::Keep => return decide(model, view, (accept, "holds on the words as they are")),
        Action::Drop => return decide(model, view, (take_off, "is off")),
        Action::EdgeOf => ask_place(model, view),
        Action::Open => return lead(model, view),
        _ => {}
    }
    model.review.look(view, &model.texts);
    Vec::new()
}

/// What the mouse does here: the wheel goes from one excerpt to the next.
pub fn point(model: &mut Model, view: &View<'_>, pointer: Pointer) -> Vec<Effect> {
    if let Pointer::Wheel(by) = pointer {
        model.review.step(by.signum());
        model.review.look(view, &model.texts);
    }
    Vec::new()
}

/// Into the transcript: where the excerpt lies, or where its words are likeliest to stand.
fn lead(model: &Model, view: &View<'_>) -> Vec<Effect> {
    let Some(coding) = model.review.coding() else {
        return Vec::new();
    };
    let document = coding.excerpt.document;
    let landing = match (coding.excerpt.fate, model.review.candidates().first()) {
        (Fate::Orphaned, Some(likeliest)) => Landing::At(likeliest.span.start()),
        (Fate::Orphaned, None) => Landing::Uncoded,
        _ => Landing::At(coding.excerpt.span.start()),
    };
    let is_here = view.document(document).is_some();
    is_here
        .then_some(Effect::Open(document, landing))
        .into_iter()
        .collect()
}

/// Asks where the words of the marked excerpt stand now.
fn ask_place(model: &mut Model, view: &View<'_>) {
    let Some(coding) = model.review.coding() else {
        return;
    };
    let document = view.document(coding.excerpt.document);
    let Some(passage) = document.and_then(|document| model.texts.current(document)) else {
        return model.say("the words of the document are not here yet");
    };
    let candidate = |one: &Candidate| {
        let turn = passage.turns_at(one.span).next().map(|(number, _)| number);
        picker::Candidate {
            of: Choice::Place(one.span),
            handle: turn.map_or_else(String::new, |turn| format!("turn {turn}")),
            name: one_line(passage.text.slice(one.span)),
            context: one.found.as_str().to_owned(),
            note: format!("{:.0} %", one.likeness * 100.0),
            about: vec![one_line(passage.text.slice(one.span))],
        }
    };
    let places: Vec<_> = model.review.candidates().iter().map(candidate).collect();
    if places.is_empty() {
        return model.say(
            "nothing like these words stands there: t opens the transcript, x takes the code off",
        );
    }
    let title = format!("{}: where are its words now?", code(view, coding.code));
    let id = coding.id;
    model.over = Some(Over::Picker(Picker::new(title, places), Picking::Place(id)));
}

/// The excerpt that the places were asked for lies on this one.
pub fn choose(model: &mut Model, view: &View<'_>, (id, span): (CodingRef, Span)) -> Vec<Effect> {
    let place = model.review.waiting.iter().position(|known| known.id == id);
    let Some(at) = place else {
        model.say("that excerpt does not wait any more");
        return Vec::new();
    };
    model.review.at = at;
    let attached = |view: &View<'_>, coding: &Coding| attach(view, coding, span);
    decide(model, view, (attached, "lies there now"))
}

/// What is made of an excerpt.
fn decide(
    model: &mut Model,
    view: &View<'_>,
    (make, said): (impl Fn(&View<'_>, &Coding) -> Result<Change, Problem>, &str),
) -> Vec<Effect> {
    if !model.unsaved.is_empty() {
        model.warn("something is NOT SAVED: Ctrl-S tries again, u takes it back");
        return Vec::new();
    }
    let Some(coding) = model.review.coding() else {
        return Vec::new();
    };
    match make(view, coding) {
        Ok(change) => {
            let said = format!("{} {said}; u takes it back", code(view, coding.code));
            let then = Then::Nothing;
            model.want(Wanted { change, said, then })
        }
        Err(_) => {
            model.warn("its words are gone: Enter says where they stand now, x takes the code off");
            Vec::new()
        }
    }
}

/// Draws the excerpt with its words then and now.
pub fn draw(model: &Model, view: &View<'_>, buffer: &mut Buffer) {
    let review = &model.review;
    let title = match review.coding() {
        Some(_) => format!("review: {} of {}", review.at + 1, review.waiting.len()),
        None => "review".to_owned(),
    };
    let foot = match review.others.is_empty() {
        true => String::new(),
        false => format!("others look at theirs: {}", review.others),
    };
    let inner = pane(body(model), (&title, &foot), model.theme, buffer);
    let Some(coding) = review.coding() else {
        let words = "Nothing waits: no correction changed the words of an excerpt of yours.";
        return row(inner, 0, Line::raw(words), buffer);
    };
    let (theme, width) = (model.theme, usize::from(inner.width));
    let head = Line::styled(clip(&head(model, view, coding), width), theme.strong());
    row(inner, 0, head, buffer);
    let half = inner.width.saturating_sub(3) / 2;
    let area = |x: u16| Rect {
        x: inner.x + x,
        y: inner.y + 2,
        width: half,
        height: inner.height.saturating_sub(2),
    };
    let (left, right) = (area(0), area(half + 3));
    let Some(looked) = review.looked() else {
        return row(inner, 2, Line::styled("…", theme.dim()), buffer);
    };
    let then = ("as you coded it", &looked.then);
    side((left, buffer), then, theme);
    match coding.excerpt.fate {
        Fate::Orphaned => places(model, view, (right, buffer)),
        _ => side((right, buffer), ("as it stands now", &looked.now), theme),
    }
}

/// Where the excerpt is, its code, and what became of it.
fn head(model: &Model, view: &View<'_>, coding: &Coding) -> String {
    let document = view.document(coding.excerpt.document);
    let passage = document.and_then(|document| model.texts.current(document));
    let turn = passage
        .filter(|_| coding.excerpt.fate != Fate::Orphaned)
        .and_then(|passage| passage.turns_at(coding.excerpt.span).next());
    let turn = turn.map_or_else(String::new, |(number, _)| format!(" turn {number}"));
    let handle = document.map_or("", |document| document.handle.as_str());
    let fate = match coding.excerpt.fate {
        Fate::Orphaned => "its words are gone",
        _ => "its words are other",
    };
    format!("{handle}{turn}, {}: {fate}", code(view, coding.applied))
}

/// Words under a heading; what the other side does not have stands out.
fn side(
    (area, buffer): (Rect, &mut Buffer),
    (heading, (text, kept)): (&str, &(Text, Vec<Span>)),
    theme: Theme,
) {
    row(
        area,
        0,
        Line::styled(heading.to_owned(), theme.dim()),
        buffer,
    );
    let rows = wrap(text, text.whole(), area.width.max(1));
    for (at, line) in rows.into_iter().enumerate() {
        let mut words = Vec::new();
        let mut from = line.start();
        let here = kept.iter().filter_map(|span| span.overlap(line));
        for span in here {
            words.push((Span::between(from, span.start()), theme.strong()));
            words.push((span, theme.text()));
            from = span.end();
        }
        words.push((Span::between(from, line.end()), theme.strong()));
        let styled = |(span, style): (Span, Style)| {
            let flat = text.slice(span).replace(['\n', '\t'], " ");
            Words::styled(flat, style)
        };
        let words: Vec<Words<'_>> = words.into_iter().map(styled).collect();
        row(area, at + 1, Line::from(words), buffer);
    }
}

/// Where the words of an orphan may stand, a line each.
fn places(model: &Model, view: &View<'_>, (area, buffer): (Rect, &mut Buffer)) {
    let found = model.review.candidates();
    let heading = match found.is_empty() {
        true => "nothing like it stands in the text",
        false => "may stand here now (Enter chooses)",
    };
    let dim = model.theme.dim();
    row(area, 0, Line::styled(heading, dim), buffer);
    let document = model.review.coding().map(|coding| coding.excerpt.document);
    let document = document.and_then(|id| view.document(id));
    let Some(passage) = document.and_then(|document| model.texts.current(document)) else {
        return;
    };
    for (at, one) in found.iter().enumerate() {
        let words = one_line(passage.text.slice(one.span));
        let line = format!("{:>3.0} %  “{words}”", one.likeness * 100.0);
        let line = Line::raw(clip(&line, usize::from(area.width)));
        row(area, at + 1, line, buffer);
    }
}
