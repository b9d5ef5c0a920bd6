//! Drawing one disagreement: its words, who put what on which sentence, and what each choice would put in the final layer.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span as Words};

use crate::coding::On;
use crate::decision::{Cause, How, Marked};
use crate::disagreement::{Group, by_handle};
use crate::document::Turns;
use crate::filter::View;
use crate::history::code;
use crate::id::{CodeRef, CoderId};
use crate::reconcile::choice::result;
use crate::reconcile::queue::Matter;
use crate::reconcile::sentence::Sentences;
use crate::reconcile::tally::Tally;
use crate::text::span::Span;
use crate::texts::Passage;
use crate::tui::model::Model;
use crate::tui::screen::reconcile::{Above, Reconcile, room};
use crate::tui::widget::flow::{clip, fit, flow, one_line};
use crate::tui::widget::pane::{pane, row};

/// The column of a sentence's number.
const NUMBER: usize = 5;

/// No coder's column is narrower.
const NARROWEST: usize = 14;

/// Draws the screen.
pub fn draw(model: &Model, view: &View<'_>, buffer: &mut Buffer) {
    let area = room(model);
    let reconcile = &model.reconcile;
    let Some(matter) = reconcile.matter() else {
        return draw_nothing(model, view, buffer);
    };
    let sentences = sentences_of(model, view, matter);
    let above = sentences
        .as_ref()
        .map_or(2, |(_, all)| rows_of(view, (matter, all)).len() + 3);
    let deciding = (deciding(model, view, matter).len() + 3) as u16;
    let table = (above as u16)
        .min(area.height.saturating_sub(deciding))
        .max(5);
    let text = area.height.saturating_sub(table + deciding);
    let [upper, bottom] = cut(area, area.height.saturating_sub(deciding).max(5));
    let only_words = reconcile.above == Above::Words;
    let (text, table) = match (text, only_words) {
        (0..4, true) => (Some(upper), None),
        (0..4, false) => (None, Some(upper)),
        _ => {
            let [text, table] = cut(upper, text);
            (Some(text), Some(table))
        }
    };
    if let (Some(area), Some((passage, _))) = (text, &sentences) {
        draw_text(model, view, (matter, passage), (area, buffer));
    }
    if let Some(area) = table {
        let sentences = sentences.as_ref().map(|(_, all)| all);
        draw_table(model, view, (matter, sentences), (area, buffer));
    }
    draw_deciding(model, view, matter, (bottom, buffer));
}

/// An area in two, the upper one of so many rows.
fn cut(area: Rect, rows: u16) -> [Rect; 2] {
    let rows = rows.min(area.height);
    let upper = Rect {
        height: rows,
        ..area
    };
    let lower = Rect {
        y: area.y + rows,
        height: area.height - rows,
        ..area
    };
    [upper, lower]
}

fn sentences_of<'m>(
    model: &'m Model,
    view: &View<'_>,
    matter: &Matter,
) -> Option<(&'m Passage, Sentences)> {
    let group = &matter.disagreement.group;
    let passage = model.texts.current(view.document(group.document)?)?;
    Some((passage, Sentences::of(passage, matter.reach())))
}

fn draw_nothing(model: &Model, view: &View<'_>, buffer: &mut Buffer) {
    let area = room(model);
    let title = format!("reconcile {}", scope(&model.reconcile, view));
    let inner = pane(area, (&title, ""), model.theme, buffer);
    let narrowed = !model.reconcile.filter.is_empty() || !model.reconcile.codes.is_empty();
    let said = match narrowed {
        true => "No disagreement has these words or codes; Esc shows all of the round.".to_owned(),
        false if view.rounds().iter().all(|round| round.close.is_none()) => {
            "No round is closed yet. Coders finish their documents, then a lead: intercoder round close".to_owned()
        }
        false => "No disagreements: everybody put the same codes on the same words.".to_owned(),
    };
    for (at, words) in flow(&said, inner.width).into_iter().enumerate() {
        row(inner, at, Line::raw(words), buffer);
    }
}

fn scope(reconcile: &Reconcile, view: &View<'_>) -> String {
    match reconcile.round.and_then(|round| view.round(round)) {
        Some(round) => format!("round {}", round.name),
        None => "all that several coders finished".to_owned(),
    }
}

/// The words of the turns, those of the disagreement as bright as a transcript is, the rest dim.
fn draw_text(
    model: &Model,
    view: &View<'_>,
    (matter, passage): (&Matter, &Passage),
    (area, buffer): (Rect, &mut Buffer),
) {
    let group = &matter.disagreement.group;
    let document = view.document(group.document);
    let handle = document.map_or("", |document| document.handle.as_str());
    let numbers: Vec<String> = passage
        .turns_at(group.span)
        .map(|(number, turn)| format!("turn {number} {}", Turns::label(&passage.text, turn)))
        .collect();
    let title = format!("{handle}  {}", numbers.join(", "));
    let inner = pane(area, (&title, ""), model.theme, buffer);
    let mut at = 0;
    for (_, turn) in passage.turns_at(group.span) {
        for line in crate::tui::layout::wrap(&passage.text, turn.body, inner.width.max(1)) {
            row(
                inner,
                at,
                painted(model, passage, (line, group.span)),
                buffer,
            );
            at += 1;
        }
    }
}

/// A line of the transcript, what lies in the disagreement told apart from what does not.
fn painted(model: &Model, passage: &Passage, (line, span): (Span, Span)) -> Line<'static> {
    let dim = model.theme.dim();
    let inside = line.overlap(span);
    let Some(inside) = inside else {
        return Line::styled(one_line(passage.text.slice(line).trim_end()), dim);
    };
    let before = Span::between(line.start(), inside.start());
    let after = Span::between(inside.end(), line.end());
    let words = |span: Span| one_line(passage.text.slice(span));
    Line::from(vec![
        Words::styled(words(before), dim),
        Words::styled(words(inside), model.theme.text()),
        Words::styled(words(after).trim_end().to_owned(), dim),
    ])
}

/// A row of the table of sentences: the sentence and a code, with who put it there.
struct SentenceRow {
    /// The number, where it is the first row of its sentence.
    sentence: usize,
    is_first: bool,
    code: Option<CodeRef>,
}

/// The sentences that the disagreement touches, a row for each code on them.
fn rows_of(view: &View<'_>, (matter, sentences): (&Matter, &Sentences)) -> Vec<SentenceRow> {
    let group = &matter.disagreement.group;
    let mut rows = Vec::new();
    for (at, (_, sentence)) in sentences.sentences.iter().enumerate() {
        let marks = group.sides.values().flatten();
        let here = marks.filter(|mark| mark.span.touches(*sentence));
        let codes: BTreeSet<CodeRef> = here.map(|mark| mark.code).collect();
        if codes.is_empty() && group.span.touches(*sentence) {
            rows.push(SentenceRow {
                sentence: at,
                is_first: true,
                code: None,
            });
        }
        for (number, id) in by_handle(view, codes).into_iter().enumerate() {
            rows.push(SentenceRow {
                sentence: at,
                is_first: number == 0,
                code: Some(id),
            });
        }
    }
    rows
}

fn draw_table(
    model: &Model,
    view: &View<'_>,
    (matter, sentences): (&Matter, Option<&Sentences>),
    (area, buffer): (Rect, &mut Buffer),
) {
    let group = &matter.disagreement.group;
    let title = format!("by sentence: {}", matter.disagreement.kind.words());
    let inner = pane(area, (&title, ""), model.theme, buffer);
    let Some(sentences) = sentences else {
        row(
            inner,
            0,
            Line::raw("The words of the document are not here yet."),
            buffer,
        );
        return;
    };
    let width = usize::from(inner.width);
    let coders = group.sides.len().max(1);
    let column = ((width / 2) / coders).max(NARROWEST);
    let said = width.saturating_sub(NUMBER + coders * (column + 1) + 9);
    let mut head = format!("{:<NUMBER$}{}", "", fit("sentence", said));
    for coder in group.sides.keys() {
        head.push_str(&format!(" {}", fit(&coder.0, column)));
    }
    row(inner, 0, Line::styled(head, model.theme.strong()), buffer);
    let document = view.document(group.document);
    let passage = document.and_then(|document| model.texts.current(document));
    for (at, line) in rows_of(view, (matter, sentences)).iter().enumerate() {
        let Some((_, sentence)) = sentences.sentences.get(line.sentence) else {
            continue;
        };
        let (number, words) = match (line.is_first, passage) {
            (true, Some(passage)) => (
                format!("s{}", line.sentence + 1),
                passage.text.slice(*sentence),
            ),
            _ => (String::new(), ""),
        };
        let mut words = format!("{number:<NUMBER$}{}", fit(&one_line(words), said));
        let has = |marks: &Vec<Marked>| {
            marks
                .iter()
                .any(|mark| Some(mark.code) == line.code && mark.span.touches(*sentence))
        };
        let handle = line.code.map_or_else(String::new, |id| code(view, id));
        for marks in group.sides.values() {
            let cell = if has(marks) { handle.as_str() } else { "-" };
            words.push_str(&format!(" {}", fit(cell, column)));
        }
        let with = group.sides.values().filter(|marks| has(marks)).count();
        let (sign, style) = match with == coders {
            true => ("agree", model.theme.dim()),
            false => ("differ", Style::default()),
        };
        words.push_str(&format!("  {sign}"));
        row(inner, at + 1, Line::styled(words, style), buffer);
    }
}

/// The lines of the choices: the key, what it is, and what it would put in the final layer.
fn deciding(model: &Model, view: &View<'_>, matter: &Matter) -> Vec<Line<'static>> {
    let group = &matter.disagreement.group;
    let sentences = sentences_of(model, view, matter).map(|(_, all)| all);
    let named = |marks: &[Marked]| match (&sentences, marks.is_empty()) {
        (_, true) => "nothing".to_owned(),
        (Some(sentences), _) => sentences.written(view, marks),
        (None, _) => marks
            .iter()
            .map(|mark| code(view, mark.code))
            .collect::<Vec<_>>()
            .join(", "),
    };
    let mut lines = Vec::new();
    for (at, (coder, marks)) in group.sides.iter().enumerate() {
        let memo = memo_of(view, group, coder);
        let memo = memo.map_or_else(String::new, |memo| {
            format!("   memo: “{}”", one_line(&memo))
        });
        lines.push(choice(
            model,
            &format!("{}", at + 1),
            &format!("{coder}: {}{memo}", named(marks)),
        ));
    }
    for (key, how) in [
        ("a", How::Majority),
        ("+", How::Union),
        ("-", How::Intersection),
        ("b", How::Both),
    ] {
        let would = match result(group, &how) {
            Ok(marks) => named(&marks),
            Err(problem) => problem.what,
        };
        lines.push(choice(model, key, &format!("{}: {would}", how.as_str())));
    }
    lines.push(choice(
        model,
        "e",
        "edit codes or edges   0 none   K keep as disagreement   S send back   d reopen",
    ));
    if let Some(made) = &matter.decision {
        let stale = if matter.is_stale {
            ", codings changed since"
        } else {
            ""
        };
        let why = match made.reason.is_empty() {
            true => String::new(),
            false => format!(" because “{}”", one_line(&made.reason)),
        };
        let how = match &made.how {
            How::Coder(coder) => format!("as {coder} had it"),
            how => how.as_str().to_owned(),
        };
        let words = format!(
            "NOW: {how}: {} ({}{stale}){why}",
            named(&made.result),
            made.coder
        );
        lines.push(Line::styled(words, model.theme.accent()));
    }
    lines
}

fn choice(model: &Model, key: &str, words: &str) -> Line<'static> {
    Line::from(vec![
        Words::styled(format!(" {key} "), model.theme.strong()),
        Words::raw(one_line(words)),
    ])
}

/// What was said so far about the decision that comes.
fn reason(model: &Model, view: &View<'_>) -> Line<'static> {
    let reconcile = &model.reconcile;
    let why = match reconcile.reason.is_empty() {
        true => "-".to_owned(),
        false => format!("“{}”", one_line(&reconcile.reason)),
    };
    let causes = Cause::ALL.map(|cause| match Some(cause) == reconcile.cause {
        true => format!("(x) {}", cause.as_str()),
        false => format!("( ) {}", cause.as_str()),
    });
    let note = reconcile.note.as_ref();
    let note = note.map_or_else(String::new, |(id, text)| {
        format!("   m note on {}: {text}", code(view, *id))
    });
    Line::from(vec![
        Words::styled(" r ", model.theme.strong()),
        Words::raw(format!("{why}  ")),
        Words::styled(" c ", model.theme.strong()),
        Words::raw(format!("{}{}", causes.join("  "), one_line(&note))),
    ])
}

/// What a coder wrote on their codings here.
fn memo_of(view: &View<'_>, group: &Group, coder: &CoderId) -> Option<String> {
    let is_here = |on: &On| match on {
        On::Coding(coding) => group.codings.contains(coding),
        On::Excerpt { document, span, .. } => {
            *document == group.document && span.touches(group.span)
        }
        _ => false,
    };
    view.memos()
        .find(|memo| memo.coder == *coder && is_here(&memo.on))
        .map(|memo| memo.text.clone())
}

fn draw_deciding(
    model: &Model,
    view: &View<'_>,
    matter: &Matter,
    (area, buffer): (Rect, &mut Buffer),
) {
    let reconcile = &model.reconcile;
    let tally = Tally::of(&reconcile.queue);
    let place = format!("{} of {}", reconcile.at + 1, reconcile.count());
    let title = format!(
        "{}  {}  disagreement {place}",
        scope(reconcile, view),
        matter.name
    );
    let mut foot = format!(
        "{} of {} settled   {} agreed by themselves",
        tally.settled, tally.disagreements, tally.agreed
    );
    if tally.kept > 0 {
        foot.push_str(&format!("   {} kept", tally.kept));
    }
    if !reconcile.filter.is_empty() || !reconcile.codes.is_empty() {
        foot.push_str("   narrowed: Esc shows all");
    }
    foot.push_str(&format!("   by {}", reconcile.order.as_str()));
    let inner = pane(area, (&title, &foot), model.theme, buffer);
    let (left, right) = match inner.width {
        0..110 => (inner, None),
        width => {
            let defined = width * 2 / 5;
            let left = Rect {
                width: width - defined - 1,
                ..inner
            };
            let right = Rect {
                x: inner.x + left.width + 1,
                width: defined,
                height: inner.height.saturating_sub(1),
                ..inner
            };
            (left, Some(right))
        }
    };
    let last = usize::from(inner.height).saturating_sub(1);
    for (at, line) in deciding(model, view, matter).into_iter().enumerate() {
        if at < last {
            row(left, at, line, buffer);
        }
    }
    row(inner, last, reason(model, view), buffer);
    if let Some(right) = right {
        draw_definitions(model, view, matter, (right, buffer));
    }
}

/// What the codebook says of the codes.
fn draw_definitions(
    model: &Model,
    view: &View<'_>,
    matter: &Matter,
    (area, buffer): (Rect, &mut Buffer),
) {
    let mut at = 0;
    for id in matter.disagreement.group.codes_by_handle(view) {
        let Some(known) = view.code(id) else { continue };
        let heading = clip(
            &format!("{}  {}", known.code.id, known.code.name),
            usize::from(area.width),
        );
        row(
            area,
            at,
            Line::styled(one_line(&heading), model.theme.strong()),
            buffer,
        );
        at += 1;
        let fields = [
            ("", &known.code.definition),
            ("+ ", &known.code.use_when),
            ("- ", &known.code.not_when),
        ];
        for (sign, words) in fields.into_iter().filter(|(_, words)| !words.is_empty()) {
            for line in flow(&format!("{sign}{words}"), area.width)
                .into_iter()
                .take(2)
            {
                row(area, at, Line::styled(line, model.theme.dim()), buffer);
                at += 1;
            }
        }
    }
}
