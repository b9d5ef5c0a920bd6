//! The coach: one line that follows what a newcomer does, step by step.

use crate::coding::Coding;
use crate::filter::View;
use crate::tui::action::Screen;
use crate::tui::model::Model;
use crate::tui::screen::reader::Stripes;
use crate::tui::widget::flow::flow;

/// One step: what to try, and how the coach knows it was done.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// What to try.
    pub words: &'static str,
    /// Whether it was done.
    pub is_done: fn(&Model, &View<'_>) -> bool,
}

/// A lesson and how far it is.
#[derive(Clone, Debug)]
pub struct Coach {
    /// Its steps.
    pub steps: &'static [Step],
    /// The one to do now.
    pub at: usize,
}

impl Coach {
    /// A lesson at its beginning.
    pub fn new(steps: &'static [Step]) -> Self {
        Self { steps, at: 0 }
    }

    /// What it says, in lines of a width; at most two.
    pub fn lines(&self, width: u16) -> Vec<String> {
        let mut lines = flow(&self.line(), width);
        lines.truncate(2);
        lines
    }

    fn line(&self) -> String {
        match self.steps.get(self.at) {
            Some(step) => format!("{} of {}  {}", self.at + 1, self.steps.len(), step.words),
            None => {
                "That is all. ? shows every key of a screen, q leaves; nothing is lost.".to_owned()
            }
        }
    }
}

/// Goes on while steps are done.
pub fn follow(model: &mut Model, view: &View<'_>) {
    while let Some(coach) = &model.coach {
        match coach.steps.get(coach.at) {
            Some(step) if (step.is_done)(model, view) => {
                if let Some(coach) = &mut model.coach {
                    coach.at += 1;
                }
            }
            _ => return,
        }
    }
}

/// The demo's first steps, at the hard passage of I12.
pub const DEMO: &[Step] = &[
    Step {
        words: "Code this: x selects the sentence, x again adds the next.",
        is_done: |model, view| is_selecting(model) || has_coded(model, view),
    },
    Step {
        words: "Enter opens the codes; type relc, Enter applies rel-crisis.",
        is_done: has_coded,
    },
    Step {
        words: "Ana, Ben and Chi coded this differently: see OTHERS IN THIS TURN (p). t shows their stripes, gd the next disagreement.",
        is_done: |model, _| {
            model
                .reader
                .as_ref()
                .is_some_and(|reader| reader.stripes == Stripes::Coder || !reader.back.is_empty())
        },
    },
    Step {
        words: "Space r shows what they coded differently. There a takes the majority, 1 2 3 one coder's; asked who is present, Enter says all.",
        is_done: has_decided,
    },
    Step {
        words: "Your decision is in the final layer; their codings are untouched. Space a: agreement before it is what it was.",
        is_done: |model, _| model.screen == Screen::Agreement,
    },
    Step {
        words: "Space t: on how many people each theme stands, and the quotes that are chosen. Have a look.",
        is_done: |model, _| model.screen == Screen::Themes,
    },
    Step {
        words: "x writes the theme table for the paper: take the name as it is, Enter, and open it in Word.",
        is_done: |model, _| model.said.words.starts_with("written:"),
    },
    Step {
        words: "u takes your latest change back, U brings it again, also tomorrow. Try u.",
        is_done: |model, view| !has_decided(model, view),
    },
];

/// The lesson: five minutes in the reader.
pub const LESSON: &[Step] = &[
    Step {
        words: "Welcome. This is a transcript; interviewers are dim. j goes a line down. Try j.",
        is_done: |model, _| model.pressed > 0,
    },
    Step {
        words: "J goes to the next turn of a participant, K back. Try J.",
        is_done: |model, _| {
            model
                .reader
                .as_ref()
                .is_some_and(|reader| reader.turn_at(reader.head) > 1)
                && model.pressed > 1
        },
    },
    Step {
        words: "L goes to the next sentence; x selects the one you are in, x again adds the next. Select two sentences.",
        is_done: |model, _| {
            let reader = model.reader.as_ref();
            let selected = reader.and_then(|reader| Some(reader.measure(reader.selection()?)));
            selected.is_some_and(|words| words.starts_with("2 sentences"))
        },
    },
    Step {
        words: "Enter opens the codes. Type a few letters, read the definition, Enter applies. Code it.",
        is_done: has_coded,
    },
    Step {
        words: "The next x starts after what you coded. Select it, and . puts the same code on.",
        is_done: |model, _view| own(model).len() > 1,
    },
    Step {
        words: "u takes the last change back. Every change is saved at once, so u works tomorrow too. Press u.",
        is_done: |model, _view| own(model).len() == 1,
    },
    Step {
        words: "U brings it again. Press U.",
        is_done: |model, _view| own(model).len() > 1,
    },
    Step {
        words: "m writes a memo on the code at the cursor; Esc saves and closes it. Write one.",
        is_done: |_, view| view.memos().any(|memo| Some(&memo.coder) == view.viewer()),
    },
    Step {
        words: "gu jumps to the next turn without a code. 0 says: read, nothing to code. Press gu, then 0.",
        is_done: |_, view| view.passes().any(|pass| Some(&pass.coder) == view.viewer()),
    },
    Step {
        words: "? shows all keys of a screen, Esc goes back. Look at them once.",
        is_done: |model, _| model.screen == Screen::Help,
    },
];

fn is_selecting(model: &Model) -> bool {
    model
        .reader
        .as_ref()
        .is_some_and(|reader| reader.selection().is_some())
}

fn own(model: &Model) -> Vec<&Coding> {
    model
        .reader
        .as_ref()
        .map(|reader| reader.own())
        .unwrap_or_default()
}

fn has_decided(_: &Model, view: &View<'_>) -> bool {
    view.decisions()
        .any(|decision| Some(&decision.coder) == view.viewer())
}

fn has_coded(model: &Model, _: &View<'_>) -> bool {
    !own(model).is_empty()
}
