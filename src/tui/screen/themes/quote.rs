//! Choosing quotes: an excerpt goes into the paper, whole or shortened, or does not any more.

use crate::change::Change;
use crate::change::quote::choose as chosen;
use crate::coding::QuoteState;
use crate::disclosure::kept_in;
use crate::filter::View;
use crate::id::CoderId;
use crate::number::counted;
use crate::quotes::exemplar::{Exemplar, Exemplars, Spread};
use crate::quotes::{Marked, Wording, edit, quotes_on, unmark};
use crate::tui::memo;
use crate::tui::message::{Effect, Then, Wanted};
use crate::tui::model::Model;
use crate::tui::over::{Over, Sheet, Writing};
use crate::tui::screen::themes::Focus;

/// Whose quote of what the marked excerpt would be; said why where it can be nobody's.
fn meant(model: &mut Model, view: &View<'_>) -> Option<(CoderId, Marked)> {
    let Some(coder) = view.viewer().cloned() else {
        model.warn("only coders who have joined choose quotes");
        return None;
    };
    let is_there = model.themes.focus == Focus::Excerpts;
    let Some(excerpt) = model.themes.marked().filter(|_| is_there) else {
        model.say("Tab or Enter goes to the excerpts: choose one there");
        return None;
    };
    let ((document, span), code) = (excerpt.place, excerpt.marked.first().copied());
    let refusing = kept_in(view, &model.texts, (document, span));
    if let Some(person) = refusing.first() {
        model.warn(format!("{person} must not be quoted (may_quote is no)"));
        return None;
    }
    Some((coder, (document, span, code)))
}

/// Chooses the marked excerpt for the paper, or takes it off where the coder chose it, for whichever of the theme's codes.
pub fn choose(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    let Some((coder, marked)) = meant(model, view) else {
        return Vec::new();
    };
    let theme = model
        .themes
        .theme()
        .and_then(|theme| view.code_called(&theme));
    let theme = theme.map(|code| code.id);
    let codes = model.themes.marked().map(|excerpt| excerpt.marked.clone());
    let codes = codes.into_iter().flatten().chain(theme);
    let own = codes.flat_map(|code| quotes_on(view, &coder, (marked.0, marked.1, Some(code))));
    let chosen_already: Vec<_> = own
        .filter(|quote| quote.state == QuoteState::Chosen)
        .collect();
    let (change, said) = match chosen_already.is_empty() {
        true => (
            chosen(view, &coder, (marked, QuoteState::Chosen.into())),
            "chosen for the paper; e shortens it, u takes it back",
        ),
        false => (
            Some(Change::Events(
                chosen_already.into_iter().map(unmark).collect(),
            )),
            "no longer in the paper; u takes that back",
        ),
    };
    let Some(change) = change else {
        return Vec::new();
    };
    model.want(Wanted {
        change,
        said: said.to_owned(),
        then: Then::Nothing,
    })
}

/// Opens the words of the marked excerpt, to be shortened.
pub fn shorten(model: &mut Model, view: &View<'_>) {
    let Some((coder, marked)) = meant(model, view) else {
        return;
    };
    let own = quotes_on(view, &coder, marked);
    let edited = own.iter().find_map(|quote| quote.edited.clone());
    let said = model.themes.marked().map(|excerpt| excerpt.words.clone());
    let words = edited.or(said).unwrap_or_default();
    model.over = Some(Over::Words(Box::new(Sheet {
        words: memo::sheet(words.split('\n').map(str::to_owned).collect()),
        title: "the quote as it is printed: leave out with […] or …, change nothing else"
            .to_owned(),
        writing: Writing::Quote {
            marked,
            before: words,
        },
    })));
}

/// Keeps the shortened words; where they are no edit, they stay open and what is wrong is said.
pub fn write(model: &mut Model, view: &View<'_>, (sheet, text): (Sheet, String)) -> Vec<Effect> {
    let Writing::Quote { marked, .. } = sheet.writing else {
        return Vec::new();
    };
    let Some(coder) = view.viewer().cloned() else {
        return Vec::new();
    };
    let excerpt = model
        .themes
        .excerpts
        .iter()
        .find(|of| of.place == (marked.0, marked.1));
    let said = excerpt
        .map(|excerpt| excerpt.words.clone())
        .unwrap_or_default();
    if let Err(cause) = edit::check(&text, &said) {
        model.warn(format!("{cause}; Ctrl-c closes without saving"));
        model.over = Some(Over::Words(Box::new(sheet)));
        return Vec::new();
    }
    let wording = Wording {
        edited: (text != said).then_some(text),
        ..QuoteState::Chosen.into()
    };
    let Some(change) = chosen(view, &coder, (marked, wording)) else {
        return Vec::new();
    };
    model.want(Wanted {
        change,
        said: "chosen for the paper in these words; u takes it back".to_owned(),
        then: Then::Nothing,
    })
}

/// How the quotes that are chosen are spread.
pub fn spread_in_words(spread: &Spread<'_>, exemplars: &Exemplars) -> String {
    let without = spread.without().count();
    let people: std::collections::BTreeSet<_> =
        exemplars.all.iter().flat_map(|of| &of.people).collect();
    let words = |of: &Exemplar| of.words.split_whitespace().count();
    let longest = exemplars.all.iter().map(words).max();
    match longest {
        None => "no quote is chosen; Tab, then * chooses".to_owned(),
        Some(longest) => format!(
            "{} chosen from {} people  longest {}  {} without",
            exemplars.all.len(),
            people.len(),
            counted(longest, "word"),
            counted(without, "theme")
        ),
    }
}
