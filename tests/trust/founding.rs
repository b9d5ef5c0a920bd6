//! Deeds of the study itself: settings, writers, coders, what was seen, and words of one line taken back.

use intercoder::event::Event;
use intercoder::event::study::{
    CoderChange, CoderJoin, CoderRole, CoderSet, Seen, StudySet, WriterOpen,
};
use intercoder::id::{CoderId, Ref};
use intercoder::study::Study;
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

use crate::trust::deeds::{chance, one_of};
use crate::trust::life::withdraw;

/// An event of this family; none if what it needs is not there.
pub fn draw((study, own): (&Study, CoderId), draw: &mut ChaCha8Rng) -> Option<Event> {
    let coder = CoderId::from(one_of(draw, &["ana", "ben", "eva"])?);
    let role = one_of(draw, &[CoderRole::Coder, CoderRole::Lead])?;
    let name = one_of(draw, &["Ana B.", "Ben"])?.to_owned();
    Some(match draw.random_range(0..7) {
        0 => Event::StudySet(StudySet {
            key: one_of(draw, &["title", "k"])?.to_owned(),
            value: one_of(draw, &["3", "5"])?.to_owned(),
        }),
        1 => Event::WriterOpen(WriterOpen {
            coder: own,
            program: "tests".to_owned(),
        }),
        2 => Event::CoderJoin(CoderJoin {
            coder,
            role,
            name: chance(draw, 2).then_some(name),
        }),
        3 => Event::CoderSet(CoderSet {
            coder,
            change: match draw.random_range(0..3) {
                0 => CoderChange::Role(role),
                1 => CoderChange::Name(name),
                _ => CoderChange::Active(chance(draw, 2)),
            },
        }),
        4 | 5 => Event::Seen(Seen { runs: study.runs() }),
        _ => {
            let lines = study.lines().iter();
            let words = lines.filter(|line| {
                let event = line.event();
                event.is_some_and(|event| !event.is_never_switched())
            });
            let words: Vec<Ref> = words.map(|line| line.id()).collect();
            withdraw(vec![one_of(draw, &words)?])
        }
    })
}
