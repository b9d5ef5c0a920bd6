//! Tampering: whatever is done to the journals of three writers, `verify` finds all of it that anybody could find, and names it.
//!
//! Who changes a line can give it a new hash, and all the lines after it too; he cannot change what other lines say of it. So a change
//! can be found where it breaks a hash, or where a line that is still here names a line as it was. What nothing names (the last lines
//! of a writer, which nobody has seen yet) is counted beside what was found, since no program could find it in these files.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use intercoder::event::Event;
use intercoder::event::study::{Seen, StudySet};
use intercoder::id::Ref;
use intercoder::journal::{self, Line};
use intercoder::study::Study;
use intercoder::study::witness::Kind;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::pen::study_id;
use crate::trust::life::{Life, folded};
use crate::trust::proof::{say, tries};

/// A study of three writers who told each other what they saw, and then wrote a little more.
fn lines(seed: u64) -> Vec<Arc<Line>> {
    let lived = (seed..).map(|seed| {
        let mut life = Life::lived(&mut ChaCha8Rng::seed_from_u64(seed), (3, 24));
        let all = life.lines();
        for pen in &mut life.pens {
            pen.lines = all.clone();
            let runs = pen.study().runs();
            pen.act(vec![Event::Seen(Seen { runs }), setting("told")]);
        }
        let last = life.pens.len() - 1;
        life.pens[last].write(setting("last"));
        life.lines()
    });
    let is_sound = |lines: &Vec<Arc<Line>>| {
        let study = folded(lines);
        study.contradictions().is_empty() && study.withdrawn().lines.is_empty()
    };
    lived.into_iter().find(is_sound).unwrap()
}

fn setting(value: &str) -> Event {
    let (key, value) = ("title".to_owned(), value.to_owned());
    Event::StudySet(StudySet { key, value })
}

fn text(line: &Line) -> String {
    let event = line.event().unwrap();
    let (text, hash) = journal::render(&study_id(), &line.head, [7; 16], event).unwrap();
    assert_eq!(hash, line.hash, "the salt of the test is another");
    text
}

/// The same lines with salts that are known, so that they can be written out; whatever names a line names it by its new ref.
fn written(lines: &[Arc<Line>]) -> Vec<Arc<Line>> {
    let nothing = |_: &Arc<Line>| false;
    rewritten(lines, nothing)
}

/// Writes lines again, giving each its new hash: all that come after the first that is changed name its new one.
fn rewritten(lines: &[Arc<Line>], is_changed: impl Fn(&Arc<Line>) -> bool) -> Vec<Arc<Line>> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let again = lines
        .iter()
        .map(|line| again(line, is_changed(line), &mut names));
    again.collect()
}

/// A line written again: with other words where it is changed, and with the new names of the lines it speaks of.
fn again(line: &Line, is_changed: bool, names: &mut BTreeMap<String, String>) -> Arc<Line> {
    let renamed = |mut text: String| {
        // A ref is the beginning of a hash, which is looked for first.
        for (old, new) in names.iter().rev() {
            text = text.replace(old, new);
        }
        text
    };
    let mut head = line.head.clone();
    if is_changed {
        head.at = "2025-01-01T00:00:00Z".into();
    }
    let head = serde_json::from_str(&renamed(serde_json::to_string(&head).unwrap())).unwrap();
    let event = serde_json::to_string(line.event().unwrap()).unwrap();
    let event: Event = serde_json::from_str(&renamed(event)).unwrap();
    let (text, hash) = journal::render(&study_id(), &head, [7; 16], &event).unwrap();
    names.insert(line.hash.to_string(), hash.to_string());
    names.insert(line.id().to_string(), hash.line_ref().to_string());
    Arc::new(journal::verify(&study_id(), text.trim_end()).unwrap())
}

/// Everything that lines name of other lines.
fn named<'l>(lines: impl IntoIterator<Item = &'l Arc<Line>>) -> HashSet<Ref> {
    let mut named = HashSet::new();
    for line in lines {
        named.insert(line.head.prev.line_ref());
        named.extend(line.head.over.iter().copied());
        let event = line.event().unwrap();
        named.extend(event.names());
        named.extend(event.acts_on());
        let runs = event.seen().into_iter().flat_map(|runs| runs.values());
        named.extend(runs.flatten().map(|run| run.end));
    }
    named
}

/// What was tried, what was found, and what nobody could find.
#[derive(Default)]
struct Count {
    tried: u64,
    found: u64,
    beyond: u64,
}

impl Count {
    /// Judges some lines in the place of the true ones: `gone` are those that are not there any more.
    fn judge(&mut self, lines: &[Arc<Line>], gone: &HashSet<Ref>, whose: &str) {
        self.tried += 1;
        let study = folded(lines);
        let found = study.contradictions();
        let pinned = !named(lines).is_disjoint(gone) || !study.forks.is_empty();
        if pinned {
            let places = found.iter().map(|found| found.problem.place.as_str());
            let names_it = places.clone().any(|place| place.starts_with(whose))
                || places.clone().any(|place| place.parse::<Ref>().is_ok());
            assert!(names_it, "{whose} is not named: {found:#?}");
            assert!(found.iter().all(|found| !found.problem.advice.is_empty()));
            self.found += 1;
        } else {
            assert!(found.is_empty(), "{found:#?}");
            self.beyond += 1;
        }
    }

    fn said(&self, what: &str) -> String {
        format!(
            "{} {what}: {} found, {} that nothing here names",
            self.tried, self.found, self.beyond
        )
    }
}

fn without(lines: &[Arc<Line>], gone: &HashSet<Ref>) -> Vec<Arc<Line>> {
    let stays = |line: &&Arc<Line>| !gone.contains(&line.id());
    lines.iter().filter(stays).cloned().collect()
}

#[test]
fn every_flipped_bit_is_found() {
    let mut flipped = 0;
    for seed in 0..tries(1, 20) {
        let lines = written(&lines(seed * 1000));
        let texts: Vec<String> = lines.iter().map(|line| text(line)).collect();
        for (at, line) in texts.iter().enumerate().take(tries(16, 1000) as usize) {
            // A flipped line end may make one line of two, so that the next one stands beside it.
            let next = texts.get(at + 1).map_or("", String::as_str);
            for bit in 0..line.len() * 8 {
                let mut bytes = format!("{line}{next}").into_bytes();
                bytes[bit / 8] ^= 1 << (bit % 8);
                let pieces = bytes.split(|byte| *byte == b'\n');
                let verified = pieces.filter_map(|piece| {
                    let line = journal::verify(&study_id(), std::str::from_utf8(piece).ok()?);
                    line.ok().map(|line| line.hash)
                });
                let verified: BTreeSet<_> = verified.collect();
                assert!(
                    !verified.contains(&lines[at].hash),
                    "bit {bit} of line {at}"
                );
                assert!(
                    verified
                        .iter()
                        .all(|hash| lines.iter().any(|l| l.hash == *hash))
                );
                flipped += 1;
            }
        }
    }
    say(
        "flipped bits",
        &format!("{flipped} bits flipped, {flipped} found"),
    );
}

#[test]
fn every_edited_inserted_or_deleted_line_that_another_names_is_found() {
    let (mut edited, mut inserted) = (Count::default(), Count::default());
    let (mut deleted, mut tails) = (Count::default(), Count::default());
    let (mut moved, studies) = (0, tries(6, 1_000));
    for seed in 0..studies {
        let mut draw = ChaCha8Rng::seed_from_u64(seed);
        let lines = written(&lines(seed * 1000));
        let state = folded(&lines).state();
        for (at, line) in lines.iter().enumerate() {
            let whose = line.head.writer.0.clone();
            let gone = HashSet::from([line.id()]);
            // Edited, with a hash that fits.
            let mut other = lines.clone();
            other[at] = again(line, true, &mut BTreeMap::new());
            edited.judge(&other, &gone, &whose);
            // Inserted beside it, in its writer's name.
            other.push(Arc::clone(line));
            inserted.judge(&other, &gone, &whose);
            deleted.judge(&without(&lines, &gone), &gone, &whose);
            // A run of lines of its writer, from here on; to the end of its file at last.
            let own: Vec<&Arc<Line>> = lines[at..]
                .iter()
                .filter(|other| other.head.writer == line.head.writer)
                .collect();
            let length = draw.random_range(1..=own.len());
            let gone: HashSet<Ref> = own[..length].iter().map(|line| line.id()).collect();
            deleted.judge(&without(&lines, &gone), &gone, &whose);
            let tail: HashSet<Ref> = own.iter().map(|line| line.id()).collect();
            deleted.judge(&without(&lines, &tail), &tail, &whose);
            // The same run written again to its end, each line with a hash that fits the one before.
            tails.judge(&forged_tail(&lines, &tail), &tail, &whose);
            // Swapped or doubled lines are the same study.
            let mut other = lines.clone();
            other.swap(at, draw.random_range(0..lines.len()));
            other.push(Arc::clone(line));
            assert_eq!(folded(&other).state(), state);
            moved += 1;
        }
    }
    assert!(edited.found > 0 && inserted.beyond == 0 && tails.found > 0 && tails.beyond > 0);
    say(
        "tampered",
        &format!(
            "{studies} studies of three writers; {}; {}; {}; {}; {moved} lines swapped and doubled: the same study",
            edited.said("lines edited and given a new hash"),
            inserted.said("lines inserted in a writer's name"),
            deleted.said("lines, runs of lines and ends of files deleted"),
            tails.said("ends of a history written again"),
        ),
    );
}

/// The lines with the end of one writer's history written again; nobody else's lines are changed.
fn forged_tail(lines: &[Arc<Line>], tail: &HashSet<Ref>) -> Vec<Arc<Line>> {
    let mut names = BTreeMap::new();
    let forged = lines.iter().map(|line| match tail.contains(&line.id()) {
        true => again(line, true, &mut names),
        false => Arc::clone(line),
    });
    forged.collect()
}

#[test]
fn a_history_written_again_is_told_by_who_saw_it() {
    let lines = written(&lines(0));
    // Ana wrote the first lines; the others saw all that she had before they told so.
    let writer = lines[0].head.writer.clone();
    let own = lines.iter().filter(|line| line.head.writer == writer);
    let tail: HashSet<Ref> = own.skip(2).map(|line| line.id()).collect();
    let study = folded(&forged_tail(&lines, &tail));
    let found = study.contradictions();
    let pins: Vec<_> = found
        .iter()
        .filter(|found| found.kind == Kind::Changed)
        .collect();
    assert!(!pins.is_empty());
    for pin in pins {
        assert!(pin.problem.place.starts_with(writer.0.as_str()), "{pin:?}");
        let what = &pin.problem.what;
        assert!(
            what.contains(" saw it as ") && what.contains("that is here is "),
            "{what}"
        );
        assert!(pin.problem.advice.contains("machine of"), "{pin:?}");
    }
}

#[test]
fn a_sound_study_is_found_sound() {
    let mut lines_seen = 0;
    for seed in 0..tries(20, 2_000) {
        let life = Life::lived(&mut ChaCha8Rng::seed_from_u64(seed), (3, 16));
        let study: Study = folded(&life.lines());
        let others = study.contradictions();
        let others: Vec<_> = others
            .iter()
            .filter(|found| found.kind != Kind::Fork)
            .collect();
        assert!(others.is_empty(), "{others:#?}");
        lines_seen += study.lines().len();
    }
    say(
        "sound studies",
        &format!("{lines_seen} lines of sound studies, 0 called unsound"),
    );
}
