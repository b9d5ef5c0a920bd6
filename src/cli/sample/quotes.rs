//! The quotes that the sample's lead chose: six by parents and six by peer specialists, of ten people; two themes have none yet.

use crate::cli::failure::Failure;
use crate::coding::QuoteState;
use crate::event::Event;
use crate::quotes::{Wording, mark};
use crate::session::Session;
use crate::text::span::Span;

/// The document, the code it stands for, what was said, and what is printed of it where that is less.
type Chosen = (
    &'static str,
    &'static str,
    &'static str,
    Option<&'static str>,
);

const CHOSEN: [Chosen; 12] = [
    (
        "I02",
        "lex-relate",
        "I can say I slept in a laundromat behind the dryers because it’s warm, and they go, which one? They know I’m not guessing.",
        None,
    ),
    (
        "I06",
        "lex-relate",
        "You can't get that out of a class.",
        None,
    ),
    (
        "I08",
        "relationship",
        "I don't have another person I could call with no words.",
        None,
    ),
    (
        "I12",
        "rel-crisis",
        "He rang at two, he had the number of the old friend in his hand. I stayed on the line till the shop closed.",
        Some("He rang at two […] I stayed on the line till the shop closed."),
    ),
    (
        "I03",
        "pd-voice",
        "I’ve been told where to start since I was eleven.",
        None,
    ),
    (
        "I11",
        "stigma-community",
        "My husband's people had a meeting about me, a real meeting, with chairs, and I wasn't invited.",
        None,
    ),
    (
        "FG2",
        "fst-early",
        "Some aren't even in recovery when we meet, they're thinking about thinking about it.",
        None,
    ),
    (
        "I02",
        "pat-recovery-first",
        "while we’re talking I hand the baby a cup and say, look, she’s switching hands, that’s new.",
        None,
    ),
    (
        "I07",
        "par-knowledge",
        "And they had one on her too, what it might've done to her, 'cause her mother and I were both using. But then I knew why loud rooms bother her, so we don't do loud rooms.",
        Some("[…] then I knew why loud rooms bother her, so we don't do loud rooms."),
    ),
    (
        "FG1",
        "par-knowledge",
        "The brain stuff got mine. That it's still growing back.",
        None,
    ),
    (
        "I08",
        "goal-parent",
        "I finished level three of the English! In June.",
        None,
    ),
    (
        "FG1",
        "rec-sud-training",
        "With us in the room, then it isn't a rumor.",
        None,
    ),
];

/// The lead chooses them.
pub fn choose(lee: &mut Session) -> Result<(), Failure> {
    let (texts, _) = lee.everything()?;
    let view = lee.view();
    let chosen = |(handle, code, said, edited): &Chosen| -> Option<Event> {
        let document = view.document_called(handle)?;
        let text = &texts.current(document)?.text;
        let at = text.as_str().find(said)?;
        let start = text.position_of_byte(at);
        let span = Span::between(start, text.position_of_byte(at + said.len()));
        let theme = view.code_called(code)?.id;
        let wording = Wording {
            state: QuoteState::Chosen,
            edited: edited.map(str::to_owned),
            attribution: None,
        };
        mark(
            &view,
            lee.coder(),
            ((document.id, span, Some(theme)), wording),
        )
    };
    let events: Vec<Event> = CHOSEN.iter().filter_map(chosen).collect();
    drop(view);
    lee.record(|draft| {
        events
            .into_iter()
            .try_for_each(|event| draft.add(event).map(|_| ()))
    })?;
    Ok(())
}
