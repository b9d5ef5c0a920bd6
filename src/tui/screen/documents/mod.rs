//! The documents: what is yours next, questions to you, and every document with who is how far.

pub mod columns;
pub mod counts;
pub mod yours;

use std::collections::HashMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::change::Change;
use crate::document::Document;
use crate::document::kept::Fate;
use crate::filter::View;
use crate::id::{CoderId, DocumentRef, RevisionRef, RoundRef};
use crate::number::counted;
use crate::progress::{is_done, open_round, reopened};
use crate::text::span::Span;
use crate::texts::Texts;
use crate::tui::action::{Action, Screen};
use crate::tui::memo;
use crate::tui::message::{Effect, Landing, Pointer, Then, Wanted};
use crate::tui::model::Model;
use crate::tui::over::{Asking, Over};
use crate::tui::screen::documents::columns::Columns;
use crate::tui::screen::documents::counts::Counts;
use crate::tui::screen::documents::yours::{is_next, questions, yours};
use crate::tui::update::body;
use crate::tui::widget::flow::{clip, flow};
use crate::tui::widget::line::Input;
use crate::tui::widget::list::Marked;
use crate::tui::widget::pane::{pane, row};
use crate::tui::widget::sieve::Sieve;

/// How many lines one sentence about the whole study may take.
const TOLD: usize = 2;

/// What the screen remembers.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    /// The marked document.
    pub marked: Marked,
    /// Words that a document must have to be shown.
    pub filter: String,
    /// What was counted so far.
    pub counts: HashMap<RevisionRef, Counts>,
    /// What waits for the coder, a line each.
    yours: Vec<String>,
    /// Every document with the words it is found by, what is next for the coder first.
    order: Vec<(DocumentRef, String)>,
    /// Those of them that are shown.
    shown: Vec<DocumentRef>,
    /// Where the coder has coded, or passed a turn, and in which round.
    pub judged: HashMap<DocumentRef, Vec<(Option<RoundRef>, Span)>>,
    /// Whether all of it is of the study as it is now.
    is_current: bool,
}

impl Documents {
    /// Shows only what has these words.
    pub fn narrow(&mut self, words: String) {
        self.filter = words;
        self.marked = Marked::default();
        self.sift();
    }

    fn sift(&mut self) {
        let sieve = Sieve::of(&self.filter);
        let found = self
            .order
            .iter()
            .filter(|(_, said)| sieve.keeps(|| said.clone()));
        self.shown = found.map(|(id, _)| *id).collect();
    }

    /// The study has changed since the list was made.
    pub fn outdate(&mut self) {
        self.is_current = false;
    }

    /// Takes up what has changed in the study; the mark stays on its document.
    pub fn renew(&mut self, view: &View<'_>, texts: &Texts) {
        let marked = self.shown.get(self.marked.at).copied();
        self.yours = yours(view, texts);
        self.judged = judged(view);
        self.order = order(view);
        self.sift();
        let place = self.shown.iter().position(|id| Some(*id) == marked);
        let last = self.shown.len().saturating_sub(1);
        self.marked.at = place.unwrap_or(self.marked.at).min(last);
        self.marked.top = self.marked.top.min(self.marked.at);
        self.is_current = true;
    }
}

/// Every document with the words it is found by: those assigned to the coder and not finished first, then as they were imported.
fn order(view: &View<'_>) -> Vec<(DocumentRef, String)> {
    let said = |document: &Document| {
        let title = document.title.as_deref().unwrap_or_default();
        let kind = document.kind.as_str();
        format!("{} {title} {kind}", document.handle)
    };
    let mut order: Vec<_> = view
        .documents()
        .map(|document| (document.id, said(document)))
        .collect();
    order.sort_by_cached_key(|(id, _)| !is_next(view, *id));
    order
}

/// Where the coder has coded, or passed a turn.
fn judged(view: &View<'_>) -> HashMap<DocumentRef, Vec<(Option<RoundRef>, Span)>> {
    let mut judged: HashMap<DocumentRef, Vec<(Option<RoundRef>, Span)>> = HashMap::new();
    let is_own = |coder: &CoderId| Some(coder) == view.viewer();
    let codings = view.codings().iter().filter(|coding| is_own(&coding.coder));
    let places = codings.map(|coding| (coding.excerpt, coding.round));
    let passes = view.passes().filter(|pass| is_own(&pass.coder));
    for (excerpt, round) in places.chain(passes.map(|pass| (pass.excerpt, pass.round))) {
        if excerpt.fate != Fate::Orphaned {
            judged
                .entry(excerpt.document)
                .or_default()
                .push((round, excerpt.span));
        }
    }
    judged
}

/// The documents that are shown.
fn shown<'v>(model: &Model, view: &View<'v>) -> Vec<&'v Document> {
    let shown = model.documents.shown.iter();
    shown.filter_map(|id| view.document(*id)).collect()
}

/// Documents on the screen that were not counted yet.
pub fn wanted_counts(model: &Model, view: &View<'_>) -> Vec<Effect> {
    if model.screen != Screen::Documents {
        return Vec::new();
    }
    let rows = rows_shown(model);
    let on_screen = shown(model, view)
        .into_iter()
        .skip(model.documents.marked.top)
        .take(rows);
    let uncounted =
        on_screen.filter(|document| !model.documents.counts.contains_key(&document.current));
    let ids: Vec<DocumentRef> = uncounted.map(|document| document.id).collect();
    if ids.is_empty() {
        Vec::new()
    } else {
        vec![Effect::Count(ids)]
    }
}

/// What a key does here.
pub fn act(model: &mut Model, view: &View<'_>, action: Action) -> Vec<Effect> {
    let documents = shown(model, view);
    let size = (documents.len(), rows_shown(model));
    let marked = documents.get(model.documents.marked.at).copied();
    match action {
        Action::Step(along) => model.documents.marked.step(along, size),
        Action::Page(along) => model.documents.marked.page(along, size),
        Action::Edge(along) => model.documents.marked.edge(along, size),
        Action::Filter => {
            let mut input = Input::new("show only");
            input.words.clone_from(&model.documents.filter);
            model.over = Some(Over::Line(input, Asking::Filter));
        }
        Action::Open => {
            return marked.map_or_else(Vec::new, |document| open(model, document.id));
        }
        Action::Done => return finish(model, view, marked),
        Action::Answer => answer(model, view),
        _ => {}
    }
    Vec::new()
}

/// Brings the list up to date, where it is shown.
pub fn freshen(model: &mut Model, view: &View<'_>) {
    if model.screen == Screen::Documents && !model.documents.is_current {
        model.documents.renew(view, &model.texts);
    }
}

/// Comes to the screen: the document that is open is marked.
pub fn enter(model: &mut Model, view: &View<'_>) {
    if !model.documents.is_current {
        model.documents.renew(view, &model.texts);
    }
    let open = model.reader.as_ref().map(|reader| reader.document);
    let documents = shown(model, view);
    let size = (documents.len(), rows_shown(model));
    let place = documents
        .iter()
        .position(|document| Some(document.id) == open);
    if let Some(at) = place {
        model.documents.marked.to(at, size);
    }
}

/// Opens a document; one that is open already stands where it was left.
fn open(model: &mut Model, id: DocumentRef) -> Vec<Effect> {
    if model
        .reader
        .as_ref()
        .is_some_and(|reader| reader.document == id)
    {
        model.go(Screen::Reader);
        return Vec::new();
    }
    vec![Effect::Open(id, Landing::Uncoded)]
}

/// Opens a page for the answer to the first question.
fn answer(model: &mut Model, view: &View<'_>) {
    let questions = view.viewer().map(|coder| questions(view, coder));
    match questions.unwrap_or_default().first() {
        Some(question) => memo::answer(model, view, question),
        None => model.say("nobody has asked you anything that is not answered"),
    }
}

/// Opens a finished document again; finishing is done in the reader, where one sees what is uncoded.
fn finish(model: &mut Model, view: &View<'_>, marked: Option<&Document>) -> Vec<Effect> {
    let (Some(document), Some(coder)) = (marked, view.viewer()) else {
        return Vec::new();
    };
    let round = open_round(view, coder, document.id).map(|round| round.id);
    if !is_done(view, (document.id, coder, round)) {
        model.say("open it first: D in the transcript says how many turns have no code");
        return Vec::new();
    }
    let change = Change::one(reopened((
        document.id,
        document.current,
        coder.clone(),
        round,
    )));
    let said = format!("{} is open again", document.handle);
    model.want(Wanted {
        change,
        said,
        then: Then::Nothing,
    })
}

/// What the mouse does here.
pub fn point(
    model: &mut Model,
    view: &View<'_>,
    (pointer, (_, at)): (Pointer, (u16, u16)),
) -> Vec<Effect> {
    let size = (shown(model, view).len(), rows_shown(model));
    let first = body(model).y + 2 + above(model).len() as u16;
    let marked = &mut model.documents.marked;
    let below = first + size.1 as u16;
    match pointer {
        Pointer::Down if (first..below).contains(&at) => {
            let onto = marked.top + usize::from(at - first);
            if onto < size.0 {
                marked.to(onto, size);
            }
        }
        Pointer::Wheel(by) => marked.to(marked.at.saturating_add_signed(by), size),
        Pointer::Down | Pointer::Drag => {}
    }
    Vec::new()
}

/// What stands above the documents: what is missing, what cannot be saved, who has not obeyed a withdrawal, and what waits for the coder.
fn above(model: &Model) -> Vec<Line<'static>> {
    let width = body(model).width.saturating_sub(2);
    let lacking = model.lacking.iter().map(|lacking| {
        format!("The study is incomplete, and figures can change (intercoder doctor says what to do): {lacking}")
    });
    let others = model.unsealable.iter().chain(&model.withdrawn);
    let others = others.map(|words| match words.split_at_checked(1) {
        Some((first, rest)) => first.to_uppercase() + rest,
        None => words.clone(),
    });
    let of_all = lacking.chain(others).flat_map(|words| {
        let mut lines = flow(&words, width);
        let is_cut = lines.len() > TOLD;
        lines.truncate(TOLD);
        if let Some(last) = lines.last_mut().filter(|_| is_cut) {
            *last = clip(&format!("{last} …"), usize::from(width));
        }
        lines
    });
    let of_all = of_all.map(|words| Line::styled(words, model.theme.alarm()));
    let yours = model.documents.yours.iter().map(|words| {
        let words = clip(words, usize::from(width));
        Line::styled(words, model.theme.accent())
    });
    of_all.chain(yours).collect()
}

fn rows_shown(model: &Model) -> usize {
    let above = 3 + above(model).len() as u16;
    usize::from(body(model).height.saturating_sub(above)).max(1)
}

/// Draws the documents.
pub fn draw(model: &Model, view: &View<'_>, (area, buffer): (Rect, &mut Buffer)) {
    let title = match view.setting("title") {
        Some(title) => format!("documents of {title}"),
        None => "documents".to_owned(),
    };
    let documents = shown(model, view);
    let count = counted(documents.len(), "document");
    let foot = match model.documents.filter.is_empty() {
        true => format!("{count}, {} people", view.people().count()),
        false => format!("{count} with “{}”; Esc shows all", model.documents.filter),
    };
    let inner = pane(area, (&title, &foot), model.theme, buffer);
    let lines = above(model);
    for (at, line) in lines.iter().enumerate() {
        row(inner, at, line.clone(), buffer);
    }
    let columns = Columns::of(view, &documents, inner.width);
    row(
        inner,
        lines.len(),
        Line::styled(columns.head(view), model.theme.strong()),
        buffer,
    );
    if documents.is_empty() {
        let said = match model.documents.filter.is_empty() {
            true => "No documents yet. Import transcripts: intercoder import FILES",
            false => "No document has these words; Esc shows all.",
        };
        row(inner, lines.len() + 1, Line::raw(said), buffer);
    }
    let marked = model.documents.marked;
    let rows = rows_shown(model);
    for (at, document) in documents.iter().enumerate().skip(marked.top).take(rows) {
        let style = if at == marked.at {
            model.theme.selected()
        } else {
            Style::default()
        };
        let words = columns.row(view, (document, &model.documents));
        let padded = format!("{words:<width$}", width = usize::from(inner.width));
        row(
            inner,
            lines.len() + 1 + at - marked.top,
            Line::styled(padded, style),
            buffer,
        );
    }
}
