//! Changing the codebook from its screen: add, edit, move, merge, retire. Each is one action that `u` takes back.

use crate::change::Change;
use crate::change::code::{codings_of, coined, edit, merge as merged, retire, shift, take_up};
use crate::event::codebook::CodeChange;
use crate::filter::View;
use crate::id::CodeRef;
use crate::problem::Problem;
use crate::tui::action::Action;
use crate::tui::candidates::parents;
use crate::tui::message::{Effect, Then, Wanted};
use crate::tui::model::Model;
use crate::tui::over::{Asking, Choice, Over, Picking, Sheet, Writing};
use crate::tui::screen::codebook::book::Entry;
use crate::tui::screen::codebook::edit::{Fields, words_of};
use crate::tui::widget::line::Input;
use crate::tui::widget::picker::{Candidate, Picker};

/// What a key that changes something does.
pub fn act(model: &mut Model, view: &View<'_>, action: Action) -> Vec<Effect> {
    if !matches!(
        action,
        Action::Add
            | Action::Beside
            | Action::Edit
            | Action::Under
            | Action::Merge
            | Action::Retire
    ) {
        return Vec::new();
    }
    if view.viewer().is_none() {
        model.warn("you read as an outsider; a lead adds coders with: intercoder coder add NAME");
        return Vec::new();
    }
    let entry = model.codebook.entry().cloned();
    match (action, entry) {
        (Action::Add, entry) => ask_name(model, entry.as_ref()),
        (Action::Beside, entry) => {
            let parent = entry.and_then(|entry| entry.parent);
            let above = parent
                .and_then(|at| model.codebook.book.entries.get(at))
                .cloned();
            ask_name(model, above.as_ref());
        }
        (_, None) => model.say("there is no code here; a adds one"),
        (Action::Edit, Some(entry)) => open_sheet(model, view, &entry),
        (Action::Under, Some(entry)) => ask_place(model, view, &entry),
        (Action::Merge, Some(entry)) => ask_target(model, view, &entry),
        (_, Some(entry)) => return turn_retired(model, view, &entry),
    }
    Vec::new()
}

fn ask_name(model: &mut Model, above: Option<&Entry>) {
    let place = above.map_or_else(
        || "at the root".to_owned(),
        |above| format!("below {}", above.code.id),
    );
    let asking = Asking::CodeBelow(above.map(|above| above.id));
    let input = Input::new(format!("name of the new code {place}"));
    model.over = Some(Over::Line(input, asking));
}

/// Adds a code below another, or at the root. In a blind round it stays with its coder until the round closes, and that is said.
pub fn add(
    model: &mut Model,
    view: &View<'_>,
    (name, parent): (&str, Option<CodeRef>),
) -> Vec<Effect> {
    let code = coined(view, name, "deductive", parent);
    let place = parent.and_then(|parent| view.code(parent)).map_or_else(
        || "at the root".to_owned(),
        |parent| format!("below {}", parent.code.id),
    );
    let blind = view.rounds().iter().find(|round| {
        let codes_in_it = view.viewer().is_some_and(|coder| round.has(coder));
        round.is_hiding() && codes_in_it
    });
    let inbox = blind.map_or_else(String::new, |round| {
        format!(
            "; it stays in your inbox, out of agreement, until round {} closes",
            round.name
        )
    });
    let wanted = Wanted {
        said: format!(
            "new code {} {place}{inbox}; e writes its fields",
            code.handle
        ),
        then: Then::Marked,
        change: Change::NewCode(Box::new(code), Vec::new()),
    };
    model.want(wanted)
}

fn open_sheet(model: &mut Model, view: &View<'_>, entry: &Entry) {
    let before = Fields::of(view, (entry.id, &entry.code));
    let sheet = Sheet {
        words: words_of(&before),
        title: format!("{}: a field below each heading", entry.code.id),
        writing: Writing::Fields(entry.id, Box::new(before)),
    };
    model.over = Some(Over::Words(Box::new(sheet)));
}

/// Takes the fields of a code as they were written. What cannot be taken is said, and the sheet stays open with every word.
pub fn rewrite(model: &mut Model, view: &View<'_>, (code, sheet): (CodeRef, Sheet)) -> Vec<Effect> {
    let Writing::Fields(_, before) = &sheet.writing else {
        return Vec::new();
    };
    let text = sheet.words.lines().join("\n");
    let now = view
        .code(code)
        .map(|known| Fields::of(view, (code, &known.code)));
    let taken = Fields::read(&text).and_then(|fields| {
        let changes = fields.changes_since(before);
        // Somebody else may have written the same field while the sheet lay open.
        let theirs = now.map(|now| now.changes_since(before)).unwrap_or_default();
        let same = |change: &&CodeChange| theirs.iter().any(|their| their.field() == change.field() && their != *change);
        if let Some(change) = changes.iter().find(same) {
            let field = change.field().replace('_', " ");
            return Err(format!("somebody else changed {field} meanwhile: Ctrl-c closes without saving, then e shows theirs"));
        }
        let count = changes.len();
        let change = edit(view, code, changes).map_err(|problem| problem.to_string())?;
        Ok((change, count))
    });
    match taken {
        Err(why) => {
            model.warn(why);
            model.over = Some(Over::Words(Box::new(sheet)));
            Vec::new()
        }
        Ok((_, 0)) => {
            model.say("nothing was changed");
            Vec::new()
        }
        Ok((change, count)) => {
            let fields = if count == 1 { "field" } else { "fields" };
            let handle = crate::history::code(view, code);
            let frozen = match view.versions().last() {
                Some(version) => format!("; v{} stays as it is", version.number),
                None => String::new(),
            };
            let said = format!("{handle}: {count} {fields} changed{frozen}");
            let then = Then::Nothing;
            model.want(Wanted { change, said, then })
        }
    }
}

fn ask_place(model: &mut Model, view: &View<'_>, entry: &Entry) {
    let root = Candidate {
        of: Choice::Root,
        handle: "root".to_owned(),
        name: "no code above".to_owned(),
        context: String::new(),
        note: String::new(),
        about: Vec::new(),
    };
    let candidates = std::iter::once(root)
        .chain(others(view, entry.id))
        .collect();
    let title = format!("move {} below which code?", entry.code.id);
    model.over = Some(Over::Picker(
        Picker::new(title, candidates),
        Picking::Under(entry.id),
    ));
}

fn ask_target(model: &mut Model, view: &View<'_>, entry: &Entry) {
    let candidates: Vec<_> = others(view, entry.id).collect();
    if candidates.is_empty() {
        return model.say("there is no other code to merge it into");
    }
    let title = format!(
        "merge {} into which code? Its codings count as that code",
        entry.code.id
    );
    model.over = Some(Over::Picker(
        Picker::new(title, candidates),
        Picking::Merge(entry.id),
    ));
}

fn others(view: &View<'_>, but: CodeRef) -> impl Iterator<Item = Candidate<Choice>> {
    let all = parents(view).into_iter();
    all.filter(move |candidate| candidate.of != Choice::Code(but))
}

/// Moves a code below another, or to the root.
pub fn place(model: &mut Model, view: &View<'_>, (code, choice): (CodeRef, Choice)) -> Vec<Effect> {
    let parent = match choice {
        Choice::Code(parent) => Some(parent),
        _ => None,
    };
    let place = match parent {
        Some(parent) => format!("below {}", crate::history::code(view, parent)),
        None => "at the root".to_owned(),
    };
    let handle = crate::history::code(view, code);
    if view.code(code).is_some_and(|now| now.parent == parent) {
        model.say(format!("{handle} stands {place} already"));
        return Vec::new();
    }
    let said = format!("{handle} stands {place} now; u moves it back");
    record(model, code, (shift(view, code, parent), said))
}

/// Merges a code into another.
pub fn merge(model: &mut Model, view: &View<'_>, (code, into): (CodeRef, CodeRef)) -> Vec<Effect> {
    let named = |id| crate::history::code(view, id);
    let codings = match codings_of(view, code) {
        1 => "1 coding".to_owned(),
        count => format!("{count} codings"),
    };
    let said = format!(
        "{} counts as {} now: {codings}; u takes it back as if it had never been",
        named(code),
        named(into)
    );
    record(model, into, (merged(view, code, into), said))
}

fn turn_retired(model: &mut Model, view: &View<'_>, entry: &Entry) -> Vec<Effect> {
    let handle = &entry.code.id;
    let done = match entry.retired {
        false => (
            retire(view, entry.id),
            format!("{handle} is retired: what is coded with it stays; X takes it up again"),
        ),
        true => (
            take_up(view, entry.id),
            format!("{handle} can be applied again"),
        ),
    };
    record(model, entry.id, done)
}

/// Puts a change on its way and marks the code it leads to, or says why it cannot be.
fn record(
    model: &mut Model,
    marks: CodeRef,
    (change, said): (Result<Change, Problem>, String),
) -> Vec<Effect> {
    match change {
        Ok(change) => {
            let then = Then::Reveals(marks);
            model.want(Wanted { change, said, then })
        }
        Err(problem) => {
            model.warn(refusal(&problem));
            Vec::new()
        }
    }
}

/// A problem as one sentence on the message line.
fn refusal(problem: &Problem) -> String {
    let advice = match problem.advice.as_str() {
        "" => String::new(),
        advice => format!("; {advice}"),
    };
    format!("{} {}{advice}", problem.place, problem.what)
}
