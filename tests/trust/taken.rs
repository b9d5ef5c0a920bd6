//! Deeds of trust: words that are taken back, in every shape, and keys and locks that open nothing here.

use intercoder::event::Event;
use intercoder::event::seal::{KeyPublish, Reveal, SealOpen, Sealed};
use intercoder::event::study::{FileGone, Withdraw, WithdrawDone, WithdrawMode};
use intercoder::id::{CoderId, Digest, DocumentRef, PersonId, Ref, RevisionRef, RoundRef, Writer};
use intercoder::study::Study;
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

/// An event of this family; none if what it needs is not there.
pub fn draw((study, coder): (&Study, &CoderId), draw: &mut ChaCha8Rng) -> Option<Event> {
    Some(match draw.random_range(0..6) {
        0 | 1 => Event::Withdraw(Box::new(withdraw(study, draw))),
        2 => Event::WithdrawDone(WithdrawDone {
            withdrawal: known(study, "withdraw", draw)?,
            writers: vec![Writer::from("ana-000001")],
            refs: known(study, "memo.write", draw).into_iter().collect(),
            may_hold: Vec::new(),
        }),
        3 => Event::KeyPublish(KeyPublish {
            coder: coder.clone(),
            recipient: "age1nobody".to_owned(),
        }),
        4 => Event::SealOpen(SealOpen {
            round: RoundRef(known(study, "round.open", draw)?),
            recipient: "age1nobody".to_owned(),
            locked: "bG9ja2Vk".to_owned(),
        }),
        _ => {
            let seal = known(study, "seal.open", draw)?;
            match draw.random_range(0..2) {
                0 => Event::Sealed(Sealed {
                    seal,
                    locked: "bG9ja2Vk".to_owned(),
                }),
                _ => Event::Reveal(Reveal {
                    seal,
                    key: "no key".to_owned(),
                }),
            }
        }
    })
}

fn withdraw(study: &Study, draw: &mut ChaCha8Rng) -> Withdraw {
    let mut chosen = |kind: &str| -> Vec<Ref> {
        let wanted = draw.random_range(0..2) == 0;
        known(study, kind, draw)
            .filter(|_| wanted)
            .into_iter()
            .collect()
    };
    let documents = chosen("document.add");
    let revisions = chosen("document.revise");
    let texts = documents
        .iter()
        .filter_map(|id| match study.line(*id)?.event()? {
            Event::DocumentAdd(event) => Some(event.text),
            _ => None,
        });
    let files = texts.map(|was| FileGone {
        was,
        now: (draw.random_range(0..2) == 0).then(|| Digest::of(b"instead")),
    });
    let files: Vec<FileGone> = files.collect();
    let person = ["P01", "P02"][draw.random_range(0..2)];
    Withdraw {
        documents: documents.into_iter().map(DocumentRef).collect(),
        people: vec![PersonId::from(person)]
            .into_iter()
            .filter(|_| draw.random_range(0..2) == 0)
            .collect(),
        refs: known(study, "code.add", draw)
            .into_iter()
            .filter(|_| draw.random_range(0..3) == 0)
            .collect(),
        mode: [WithdrawMode::Blank, WithdrawMode::Delete][draw.random_range(0..2)],
        revisions: revisions.into_iter().map(RevisionRef).collect(),
        files,
    }
}

/// A line of a kind.
fn known(study: &Study, kind: &str, draw: &mut ChaCha8Rng) -> Option<Ref> {
    let of_it = study.lines().iter().filter(|line| {
        let event = line.event();
        event.is_some_and(|event| event.kind() == kind)
    });
    let of_it: Vec<Ref> = of_it.map(|line| line.id()).collect();
    (!of_it.is_empty()).then(|| of_it[draw.random_range(0..of_it.len())])
}
