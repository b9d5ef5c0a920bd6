//! Random histories: whatever three to five writers do, and however their lines arrive, every machine comes to the same study.
//!
//! A history has every kind of event in it sooner or later, copied installations and news that arrive in part. Its lines are then
//! brought in other orders, some of them twice, all at once and one action after another.

use std::collections::BTreeMap;
use std::sync::Arc;

use intercoder::event::Event;
use intercoder::event::codebook::{CodeChange, CodePoint, CodeSet, Pointer};
use intercoder::id::CodeRef;
use intercoder::journal::{Body, Line};
use intercoder::study::Study;
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::frozen::KINDS;
use crate::pen::study_id;
use crate::trust::life::{Life, folded};
use crate::trust::proof::{say, tries};

/// What was counted over all histories.
#[derive(Default)]
struct Count {
    histories: u64,
    lines: u64,
    orders: u64,
    grown: u64,
    copies: u64,
    kinds: BTreeMap<&'static str, u64>,
}

#[test]
fn every_order_of_every_history_gives_one_state() {
    let mut count = Count::default();
    for seed in 0..tries(1_000, 100_000) {
        let mut draw = ChaCha8Rng::seed_from_u64(seed);
        let size = (draw.random_range(3..6), draw.random_range(4..16));
        let life = Life::lived(&mut draw, size);
        let lines = life.lines();
        let study = folded(&lines);
        for _ in 0..2 {
            let other = arrived_together(&mut draw, &lines, &study);
            is_same(&study, &other, &format!("seed {seed}, all at once"));
        }
        count.grown += arrive_one_after_another(&mut draw, (&lines, &study), seed);
        count.orders += 3;
        count.histories += 1;
        count.lines += lines.len() as u64;
        count.copies += life.copies;
        for (kind, times) in life.kinds {
            *count.kinds.entry(kind).or_default() += times;
        }
    }
    for kind in KINDS {
        assert!(count.kinds.contains_key(kind), "no history had a {kind}");
    }
    let Count {
        histories,
        lines,
        orders,
        grown,
        copies,
        kinds,
    } = count;
    let events: u64 = kinds.values().sum();
    say(
        "histories",
        &format!(
            "{histories} random histories of 3 to 5 writers, {events} events of all {} kinds in {lines} lines, {copies} copied \
             installations; {orders} orders of delivery and {grown} actions taken in one by one, 0 other states",
            kinds.len()
        ),
    );
}

/// Any order, some lines twice, and what was withdrawn blank or not, as machines have blanked it or not yet.
fn arrived_together(draw: &mut ChaCha8Rng, lines: &[Arc<Line>], study: &Study) -> Study {
    let mut arriving = lines.to_vec();
    let gone = study.lines_gone();
    for line in &mut arriving {
        if gone.contains(&line.id()) && draw.random_range(0..2) == 0 {
            *line = Arc::new(Line {
                body: Body::Blank,
                ..line.as_ref().clone()
            });
        }
    }
    let again = draw.random_range(0..lines.len());
    arriving.extend_from_slice(&lines[again..]);
    arriving.shuffle(draw);
    folded(&arriving)
}

/// Action after action, as a session that is open takes them in: by growing where it can, by folding all where it cannot. Most
/// arrive in the order in which they were written. How many were taken in by growing.
fn arrive_one_after_another(
    draw: &mut ChaCha8Rng,
    (lines, study): (&[Arc<Line>], &Study),
    seed: u64,
) -> u64 {
    let story = format!("seed {seed}, action after action");
    let mut known: Vec<Arc<Line>> = Vec::new();
    let mut actions: Vec<&[Arc<Line>]> = lines
        .chunk_by(|one, next| one.head.writer == next.head.writer && one.batch() == next.batch())
        .collect();
    for _ in 0..draw.random_range(0..3) {
        let (one, other) = (
            draw.random_range(0..actions.len()),
            draw.random_range(0..actions.len()),
        );
        actions.swap(one, other);
    }
    let mut current = Study::fold(study_id(), []);
    let mut grown = 0;
    for action in actions {
        known.extend_from_slice(action);
        current = match current.extended(action) {
            Some(taken_in) => {
                grown += 1;
                if draw.random_range(0..4) == 0 {
                    is_same(&folded(&known), &taken_in, &story);
                }
                taken_in
            }
            None => folded(&known),
        };
    }
    is_same(study, &current, &story);
    grown
}

fn is_same(study: &Study, other: &Study, story: &str) {
    if study.state() != other.state() {
        // The texts say where; their hashes only that.
        assert_eq!(study.state_text(), other.state_text(), "{story}");
    }
    assert_eq!(study.conflicts, other.conflicts, "{story}");
}

/// The lines of the first writer before anybody else writes.
const BEGINNING: usize = 6;

#[test]
fn every_order_of_a_tiny_history_gives_one_state() {
    let (mut histories, mut orders) = (0, 0);
    let wanted = tries(4, 100);
    for seed in 0.. {
        let mut draw = ChaCha8Rng::seed_from_u64(seed);
        let life = Life::lived(&mut draw, (2, 3));
        let mut lines = life.lines();
        // The beginning of every history is the same, so that only what came after it is put in every order.
        let first: Vec<Arc<Line>> = lines.drain(..BEGINNING).collect();
        if !(4..=6).contains(&lines.len()) {
            continue;
        }
        let study = folded(&life.lines());
        orders += permuted(&mut lines, &mut |order| {
            let all: Vec<Arc<Line>> = order.iter().chain(&first).cloned().collect();
            is_same(&study, &folded(&all), "tiny");
        });
        histories += 1;
        if histories == wanted {
            break;
        }
    }
    say(
        "tiny histories",
        &format!("{histories} histories in every order, {orders} orders, 0 other states"),
    );
}

/// Shows every order of some lines, by Heap's algorithm; how many there were.
fn permuted(lines: &mut [Arc<Line>], show: &mut dyn FnMut(&[Arc<Line>])) -> u64 {
    let mut turns = vec![0; lines.len()];
    show(lines);
    let (mut orders, mut at) = (1, 0);
    while at < lines.len() {
        if turns[at] < at {
            lines.swap(if at % 2 == 0 { 0 } else { turns[at] }, at);
            show(lines);
            orders += 1;
            turns[at] += 1;
            at = 0;
        } else {
            turns[at] = 0;
            at += 1;
        }
    }
    orders
}

#[test]
fn undoing_a_merge_a_move_or_a_retirement_is_as_if_it_had_never_been() {
    let mut undone: BTreeMap<&str, u64> = BTreeMap::new();
    for seed in 0..tries(300, 30_000) {
        let mut draw = ChaCha8Rng::seed_from_u64(seed);
        let mut life = Life::lived(&mut draw, (3, 12));
        let mut pen = life.pens.swap_remove(0);
        let before = pen.study();
        // A copied installation that heard of what its other half wrote, and goes on as if it had not, makes a fork by writing at all.
        let is_later =
            |line: &Arc<Line>| line.head.writer == pen.tip.writer && line.head.seq > pen.tip.seq;
        if before.lines().iter().any(is_later) {
            continue;
        }
        let codes: Vec<CodeRef> = before.codes.iter().map(|code| code.id).collect();
        let Some(&code) = codes.get(draw.random_range(0..codes.len().max(1))) else {
            continue;
        };
        let other = codes[draw.random_range(0..codes.len())];
        let point = |to| Event::CodePoint(CodePoint { code, to });
        let change = CodeChange::Retired(true);
        for (deed, event) in [
            ("merges", point(Pointer::Merged(other))),
            ("moves", point(Pointer::Parent(Some(other)))),
            ("retirements", Event::CodeSet(CodeSet { code, change })),
        ] {
            let action = pen.write(event);
            let done = pen.study().state_text();
            pen.switch(action, false);
            assert_eq!(pen.study().state_text(), before.state_text(), "seed {seed}");
            pen.switch(action, true);
            assert_eq!(pen.study().state_text(), done, "seed {seed}");
            pen.switch(action, false);
            *undone.entry(deed).or_default() += 1;
        }
    }
    let counted: Vec<String> = undone
        .iter()
        .map(|(deed, n)| format!("{n} {deed}"))
        .collect();
    say(
        "undo",
        &format!(
            "{} undone, redone and undone again, 0 traces left",
            counted.join(", ")
        ),
    );
}
