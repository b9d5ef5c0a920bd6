//! Properties of co-occurrence: symmetric, equal to a slow count, the same in any order, and each coder's own.

use std::collections::{BTreeMap, BTreeSet};

use intercoder::agreement::measure::Level;
use intercoder::filter::Layer;
use intercoder::id::CoderId;
use intercoder::matrix::proximity::Proximity;
use intercoder::matrix::scope::{Gathered, Request};
use intercoder::matrix::within::Within;
use proptest::prelude::{Just, ProptestConfig, Strategy, prop, prop_oneof};
use proptest::{prop_assert, prop_assert_eq, proptest};

use super::{CODES, Coded, Coding, TURN, TURNS};

fn codings() -> impl Strategy<Value = Vec<Coded>> {
    let place = (0..TURNS * TURN - 1, 1..25_u32)
        .prop_map(|(start, long)| (start, (start + long).min(TURNS * TURN)));
    // Few places, so that codes often meet on the very same one.
    let place = prop_oneof![2 => place, 1 => (0..4_u32).prop_map(|at| (at * 15, at * 15 + 14))];
    prop::collection::vec((0..2_usize, 0..2_usize, 0..CODES.len(), place), 0..16)
}

fn within() -> impl Strategy<Value = Within> {
    prop_oneof![
        Just(Within::Excerpt),
        Just(Within::Overlap),
        Just(Within::Turn),
        (0..4_u32).prop_map(Within::Turns),
    ]
}

fn layers() -> impl Strategy<Value = Layer> {
    prop_oneof![
        Just(Layer::All),
        Just(Layer::Coder(CoderId::from("ana"))),
        Just(Layer::Coder(CoderId::from("ben"))),
    ]
}

/// A place as it is counted: document, and a stretch or a turn.
type Place = (usize, u32, u32);

/// The turns that a stretch touches, from 0.
fn turns((start, end): (u32, u32)) -> Vec<u32> {
    let touches = |turn: &u32| start.max(turn * TURN) < end.min(turn * TURN + TURN - 1);
    (0..TURNS).filter(touches).collect()
}

/// The places of a coding, each with what lies near it among another coding of the same coder.
fn places(coding: &Coded, within: Within) -> Vec<Place> {
    let (_, document, _, place) = *coding;
    match within {
        Within::Excerpt | Within::Overlap => vec![(document, place.0, place.1)],
        Within::Turn | Within::Turns(_) => {
            let touched = turns(place).into_iter();
            touched.map(|turn| (document, turn, turn)).collect()
        }
    }
}

fn is_near(place: Place, other: Place, within: Within) -> bool {
    let apart = place.1.abs_diff(other.1);
    place.0 == other.0
        && match within {
            Within::Excerpt => place == other,
            Within::Overlap => place.1.max(other.1) < place.2.min(other.2),
            Within::Turn => apart == 0,
            Within::Turns(turns) => apart <= turns,
        }
}

/// By code its places, and by two codes the places of the first near the second.
type Slow = (
    BTreeMap<usize, BTreeSet<Place>>,
    BTreeMap<(usize, usize), BTreeSet<Place>>,
);

/// Every pair of codings compared with every other.
fn slowly(codings: &[Coded], within: Within) -> Slow {
    let mut alone: BTreeMap<usize, BTreeSet<Place>> = BTreeMap::new();
    let mut near: BTreeMap<(usize, usize), BTreeSet<Place>> = BTreeMap::new();
    for one in codings {
        for place in places(one, within) {
            alone.entry(one.2).or_default().insert(place);
            let others = codings
                .iter()
                .filter(|other| other.0 == one.0 && other.2 != one.2);
            for other in others {
                let mut of_other = places(other, within).into_iter();
                if of_other.any(|of_other| is_near(place, of_other, within)) {
                    near.entry((one.2, other.2)).or_default().insert(place);
                }
            }
        }
    }
    (alone, near)
}

/// The codings of a layer; at the level of themes each once for every theme above it.
fn asked(codings: &[Coded], layer: &Layer, level: Level) -> Vec<Coded> {
    let counts = |coding: &&Coded| match layer {
        Layer::Coder(coder) => ["ana", "ben"][coding.0] == coder.0.as_str(),
        _ => true,
    };
    let is_theme = |code: usize| CODES.iter().any(|(_, parent)| *parent == Some(code));
    let own = codings.iter().filter(counts);
    let each = own.flat_map(|&(coder, document, code, place)| {
        let rows = match level {
            Level::Code => vec![code],
            Level::Theme => {
                let up = std::iter::once(code).chain(CODES[code].1);
                up.filter(|code| is_theme(*code)).collect()
            }
        };
        rows.into_iter()
            .map(move |row| (coder, document, row, place))
    });
    each.collect()
}

fn check(codings: &[Coded], (layer, level): (Layer, Level), within: Within) -> Result<(), String> {
    let study = Coding::of(codings);
    let request = Request {
        level,
        ..Request::of(layer.clone())
    };
    let found = study.together(&request, within);
    let (alone, near) = slowly(&asked(codings, &layer, level), within);
    let count = |of: Option<&BTreeSet<Place>>| of.map_or(0, BTreeSet::len) as u32;
    let handle = |row: usize| found.rows()[row].key.clone();
    let code = |row: usize| CODES.iter().position(|(of, _)| *of == handle(row)).unwrap();
    for one in 0..found.rows().len() {
        if found.alone(one) != count(alone.get(&code(one))) {
            return Err(format!("{}: {}", handle(one), found.alone(one)));
        }
        for other in (0..found.rows().len()).filter(|other| *other != one) {
            let pair = found.pair(one, other);
            let (first, second) = (code(one.min(other)), code(one.max(other)));
            let expected = (
                count(near.get(&(first, second))),
                count(near.get(&(second, first))),
            );
            if pair.near != expected || pair != found.pair(other, one) {
                return Err(format!("{} {}: {pair:?}", handle(one), handle(other)));
            }
            let is_there = !found.spots((one, other)).is_empty();
            if is_there != (pair.together > 0) {
                return Err(format!("{} {}: no place", handle(one), handle(other)));
            }
            if pair.c.is_ok_and(|c| !(0.0..=1.0).contains(&c)) {
                return Err(format!("{pair:?}"));
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn codes_together_are_those_of_a_slow_count_over_all_pairs(codings in codings(), within in within(), layer in layers()) {
        for level in [Level::Code, Level::Theme] {
            prop_assert_eq!(check(&codings, (layer.clone(), level), within), Ok(()));
        }
    }

    #[test]
    fn the_order_of_codings_changes_nothing(
        (codings, shuffled) in codings().prop_flat_map(|codings| (Just(codings.clone()), Just(codings).prop_shuffle())),
        within in within(),
    ) {
        let request = Request::of(Layer::All);
        let (one, other) = (Coding::of(&codings), Coding::of(&shuffled));
        let (one, other) = (one.together(&request, within), other.together(&request, within));
        prop_assert_eq!(one.pairs(0), other.pairs(0));
        prop_assert_eq!(one.scope(), other.scope());
    }

    #[test]
    fn what_another_coder_puts_changes_no_figure_of_a_coder(codings in codings(), within in within()) {
        let alone: Vec<Coded> = codings.iter().copied().filter(|coding| coding.0 == 0).collect();
        let request = Request::of(Layer::Coder(CoderId::from("ana")));
        let (both, alone) = (Coding::of(&codings), Coding::of(&alone));
        prop_assert_eq!(both.together(&request, within).pairs(0), alone.together(&request, within).pairs(0));
    }

    #[test]
    fn what_two_coders_put_on_one_place_is_no_co_occurrence(codings in codings(), within in within()) {
        // Each code belongs to one coder alone, so that no pair of two coders' codes may ever be together.
        let parted: Vec<Coded> = codings.iter().map(|&(_, of, code, place)| (code % 2, of, code, place)).collect();
        let found = Coding::of(&parted).together(&Request::of(Layer::All), within);
        let number = |row: usize| CODES.iter().position(|(of, _)| *of == found.rows()[row].key).unwrap();
        for pair in found.pairs(1) {
            prop_assert!(number(pair.rows.0) % 2 == number(pair.rows.1) % 2, "{pair:?}");
        }
    }

    #[test]
    fn further_turns_take_no_pair_away(codings in codings(), turns in 0..4_u32) {
        let study = Coding::of(&codings);
        let at = |within| study.together(&Request::of(Layer::All), within);
        let (near, far, same) = (at(Within::Turns(turns)), at(Within::Turns(turns + 1)), at(Within::Turn));
        for pair in near.pairs(0) {
            prop_assert!(far.pair(pair.rows.0, pair.rows.1).together >= pair.together);
        }
        prop_assert_eq!(at(Within::Turns(0)).pairs(0), same.pairs(0));
    }

    #[test]
    fn what_is_near_a_code_is_what_a_slow_look_at_every_pair_finds(codings in codings(), turns in 0..5_u32, layer in layers()) {
        let study = Coding::of(&codings);
        let (view, texts) = (study.view(), &study.texts);
        let gathered = Gathered::of(&view, texts, &Request::of(layer.clone()));
        let own = asked(&codings, &layer, Level::Code);
        let number = |row: usize| CODES.iter().position(|(of, _)| *of == gathered.rows.rows[row].key).unwrap();
        let rows = gathered.rows.rows.len();
        for (one, other) in (0..rows).flat_map(|one| (0..rows).map(move |other| (one, other))).filter(|(a, b)| a != b) {
            let near = |one, other| Proximity::of((&view, texts), &gathered, (one, Some(other)), turns).unwrap();
            let (found, back) = (near(one, other), near(other, one));
            let sides = found.rows[0].sides();
            prop_assert_eq!(sides, slow_sides(&own, (number(one), number(other)), turns));
            let (before, same, after) = back.rows[0].sides();
            prop_assert_eq!(sides, (after, same, before));
        }
    }
}

/// Where a stretch starts and ends.
type Stretch = (u32, u32);

/// How many pairs of distinct excerpts of two codes by one coder lie before, in the same turn and after, no more turns apart.
fn slow_sides(
    codings: &[Coded],
    (one, other): (usize, usize),
    turns_apart: u32,
) -> (usize, usize, usize) {
    let mut pairs: BTreeMap<(usize, Stretch, Stretch), i64> = BTreeMap::new();
    for first in codings.iter().filter(|coding| coding.2 == one) {
        let beside = codings
            .iter()
            .filter(|coding| coding.2 == other && (coding.0, coding.1) == (first.0, first.1));
        for second in beside {
            let all = turns(first.3).into_iter().flat_map(|a| {
                turns(second.3)
                    .into_iter()
                    .map(move |b| i64::from(b) - i64::from(a))
            });
            let least = all.min_by_key(|by| by.abs());
            if let Some(by) = least.filter(|by| by.unsigned_abs() <= u64::from(turns_apart)) {
                pairs.insert((first.1, first.3, second.3), by);
            }
        }
    }
    let count = |is: fn(i64) -> bool| pairs.values().filter(|by| is(**by)).count();
    (count(|by| by < 0), count(|by| by == 0), count(|by| by > 0))
}
