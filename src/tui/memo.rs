//! A memo being written, on an excerpt, a document or a code: one's own memo there is written on.

use ratatui::style::Style;
use ratatui_textarea::{CursorMove, TextArea, WrapMode};

use crate::coding::{Memo, On};
use crate::event::coding::MemoWrite;
use crate::filter::View;
use crate::history;
use crate::tui::model::Model;
use crate::tui::over::{Over, Sheet, Writing};
use crate::tui::widget::flow::clip;

/// Opens a memo on something; one's own memo there is written on.
pub fn open(model: &mut Model, view: &View<'_>, (on, title): (On, String)) {
    if view.viewer().is_none() {
        model.warn("only coders who have joined write memos");
        return;
    }
    let own = view
        .memos()
        .find(|memo| memo.on == on && Some(&memo.coder) == view.viewer());
    let before = own.map(|memo| memo.text.clone()).unwrap_or_default();
    let words = sheet(before.split('\n').map(str::to_owned).collect());
    let writing = Writing::Memo {
        on,
        memo: own.map(|memo| memo.id),
        before,
    };
    model.over = Some(Over::Words(Box::new(Sheet {
        words,
        title,
        writing,
    })));
}

/// Opens a page for the answer to a question.
pub fn answer(model: &mut Model, view: &View<'_>, question: &Memo) {
    let on = history::on(view, &question.on);
    let asked = clip(&question.text.replace('\n', " "), 60);
    let title = format!("answer to {} on {on}: {asked}", question.coder);
    let writing = Writing::Answer(question.id);
    let words = sheet(vec![String::new()]);
    model.over = Some(Over::Words(Box::new(Sheet {
        words,
        title,
        writing,
    })));
}

/// A page of these lines, the cursor at its end.
pub fn sheet(lines: Vec<String>) -> TextArea<'static> {
    let mut words = TextArea::new(lines);
    words.set_wrap_mode(WrapMode::WordOrGlyph);
    words.set_cursor_line_style(Style::default());
    words.move_cursor(CursorMove::Bottom);
    words.move_cursor(CursorMove::End);
    words
}

/// Opens a memo again with words that could not be kept.
pub fn reopen(model: &mut Model, written: &MemoWrite) {
    let lines = written.text.split('\n').map(str::to_owned).collect();
    let writing = Writing::Memo {
        on: written.on.clone(),
        memo: written.memo,
        before: String::new(),
    };
    let title = "memo, not saved yet".to_owned();
    let words = sheet(lines);
    model.over = Some(Over::Words(Box::new(Sheet {
        words,
        title,
        writing,
    })));
}
