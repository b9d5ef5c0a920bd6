//! The exact search: which unions of a component save most.
//!
//! Units are gone through in the order of time. What was decided before matters to what is still to come only through
//! the later units it has already taken, so of all choices that took the same ones the best is enough (dynamic
//! programming over sets of taken units). Two rules keep such states few, and neither can lose the best choice; a
//! search that still looks at too many stops with a reason instead of an approximation.
//!
//! - **Limit.** A choice's loss against the bound of `price` never falls as it goes on. With a limit on the loss, unions and states
//!   above it are left out; if a choice is found at all, the least loss is within the limit, so it is the best of all.
//!   Otherwise the search is repeated with a higher limit, in the end with none.
//! - **Dominance.** Let state S have saved no more than S′ has after paying, for each unit that S′ took and S did not,
//!   the most that this unit can add to anything. Whatever S does later, S′ can do too without those units, so S is
//!   left out.

use crate::agreement::figure::Undefined;
use crate::agreement::gamma::component::{Component, Union};
use crate::agreement::gamma::price::prices;

/// States looked at in all searches of a component before it counts as too large; some seconds of work.
const MOST_STATES: usize = 20_000_000;

/// States that a first search may look at for each unit of the component. It does without prices, which for most
/// components take longer to find than the best choice.
const EASY_STATES: usize = 64;

/// Limits on the loss in the order tried, in multiples of the largest saving of a union.
const LIMITS: [f64; 14] = [
    1e-6,
    0.01,
    0.03,
    0.06,
    0.1,
    0.15,
    0.22,
    0.33,
    0.5,
    0.75,
    1.1,
    1.6,
    2.4,
    f64::INFINITY,
];

/// How many of the best states all others are compared with.
const CHAMPIONS: usize = 4;

/// The numbers (in the component) of the unions that together save most; ties fall the same way each time.
pub fn best(component: &Component) -> Result<Vec<usize>, Undefined> {
    let most = most_added(component);
    let free = vec![0.0; component.size];
    let mut states = EASY_STATES * component.size;
    let easy = Search::new(component, (&free, &most), f64::INFINITY);
    if let Some(Found::Best(choice)) = easy.map(|search| search.run(&mut states)) {
        return Ok(choice);
    }
    let prices = prices(component);
    let savings = component.unions.iter().map(|union| union.saving);
    let largest = savings.fold(0.0, f64::max);
    let mut states = MOST_STATES;
    for limit in LIMITS {
        let search = Search::new(component, (&prices, &most), limit * largest);
        match search.map(|search| search.run(&mut states)) {
            Some(Found::Best(choice)) => return Ok(choice),
            Some(Found::NothingWithinLimit) => {}
            Some(Found::TooManyStates) | None => break,
        }
    }
    Err(Undefined::AlignmentTooLarge)
}

/// Per unit: the most that having it as well can add to what any set of units saves.
///
/// Take the best choice with the unit in it, in a union B, and drop it: B's other units then stand alone or together,
/// whichever saves more, so no more is lost than `Union::added` says of B.
fn most_added(component: &Component) -> Vec<f64> {
    let mut most = vec![0.0; component.size];
    for union in &component.unions {
        for (&place, &added) in union.places.iter().zip(&union.added) {
            let most: &mut f64 = &mut most[place as usize];
            *most = most.max(added);
        }
    }
    most
}

/// How a search ended.
enum Found {
    Best(Vec<usize>),
    NothingWithinLimit,
    TooManyStates,
}

/// Later units that are taken, one bit each; the bit of a unit that has passed is given to another one.
type Taken = u128;

/// What was decided so far, as far as it matters.
#[derive(Clone, Copy)]
struct State {
    taken: Taken,
    loss: f64,
    /// The step that led here, among all steps; 0 for none.
    step: u32,
    /// The union that the next step takes, if it takes one.
    union: Option<u32>,
}

/// A union as the search sees it, at the place of its first unit.
struct Choice {
    number: u32,
    taken: Taken,
    slack: f64,
}

struct Search<'a> {
    prices: &'a [f64],
    most: &'a [f64],
    limit: f64,
    /// Per place: the unions that begin there.
    choices: Vec<Vec<Choice>>,
    /// Per place: its own bit, or none if no earlier unit can take it.
    bits: Vec<Option<u32>>,
    /// Per place: the bits given out there, each with the later place it stands for.
    given: Vec<Vec<(u32, u32)>>,
}

impl<'a> Search<'a> {
    /// A search among the unions whose slack is within the limit; none if more units lie open at once than there are
    /// bits.
    fn new(component: &Component, rates: (&'a [f64], &'a [f64]), limit: f64) -> Option<Self> {
        let (prices, most) = rates;
        let mut begun: Vec<Vec<(u32, &Union, f64)>> = vec![Vec::new(); component.size];
        for (number, union) in (0..).zip(&component.unions) {
            let worth: f64 = union
                .places
                .iter()
                .map(|&place| prices[place as usize])
                .sum();
            let slack = worth - union.saving;
            if slack <= limit {
                begun[union.places[0] as usize].push((number, union, slack));
            }
        }
        let mut search = Self {
            prices,
            most,
            limit,
            choices: Vec::with_capacity(component.size),
            bits: vec![None; component.size],
            given: vec![Vec::new(); component.size],
        };
        let mut free = Taken::MAX;
        for (place, unions) in begun.into_iter().enumerate() {
            if let Some(bit) = search.bits[place] {
                free |= 1 << bit;
            }
            let mut choices = Vec::with_capacity(unions.len());
            for (number, union, slack) in unions {
                let mut taken = 0;
                for &later in &union.places[1..] {
                    let bit = match search.bits[later as usize] {
                        Some(bit) => bit,
                        None if free == 0 => return None,
                        None => {
                            let bit = free.trailing_zeros();
                            free &= !(1 << bit);
                            search.bits[later as usize] = Some(bit);
                            search.given[place].push((bit, later));
                            bit
                        }
                    };
                    taken |= 1 << bit;
                }
                choices.push(Choice {
                    number,
                    taken,
                    slack,
                });
            }
            search.choices.push(choices);
        }
        Some(search)
    }

    /// Looks at all states that the rules leave, taking their number off `states`.
    fn run(&self, states: &mut usize) -> Found {
        let mut steps: Vec<(u32, u32)> = vec![(0, 0)];
        let mut places = [0u32; Taken::BITS as usize];
        let mut open = vec![State {
            taken: 0,
            loss: 0.0,
            step: 0,
            union: None,
        }];
        let mut next = Vec::new();
        for place in 0..self.choices.len() {
            if *states < open.len() {
                return Found::TooManyStates;
            }
            *states -= open.len();
            self.follow(place, &open, &mut next);
            for &(bit, later) in &self.given[place] {
                places[bit as usize] = later;
            }
            self.leave_out(&mut next, &places);
            for state in &mut next {
                if let Some(union) = state.union.take() {
                    steps.push((state.step, union));
                    state.step = (steps.len() - 1) as u32;
                }
            }
            std::mem::swap(&mut open, &mut next);
        }
        let Some(last) = open.first() else {
            return Found::NothingWithinLimit;
        };
        let mut unions = Vec::new();
        let mut step = last.step as usize;
        while step > 0 {
            unions.push(steps[step].1 as usize);
            step = steps[step].0 as usize;
        }
        unions.reverse();
        Found::Best(unions)
    }

    /// All states after this place, the best of those that took the same units.
    fn follow(&self, place: usize, open: &[State], next: &mut Vec<State>) {
        let own: Taken = self.bits[place].map_or(0, |bit| 1 << bit);
        next.clear();
        for state in open {
            if state.taken & own != 0 {
                let taken = state.taken & !own;
                next.push(State { taken, ..*state });
                continue;
            }
            let alone = state.loss + self.prices[place];
            if alone <= self.limit {
                next.push(State {
                    loss: alone,
                    ..*state
                });
            }
            for choice in &self.choices[place] {
                let loss = state.loss + choice.slack;
                if state.taken & choice.taken == 0 && loss <= self.limit {
                    next.push(State {
                        taken: state.taken | choice.taken,
                        loss,
                        step: state.step,
                        union: Some(choice.number),
                    });
                }
            }
        }
        next.sort_by(|one, other| {
            let loss = one.loss.total_cmp(&other.loss);
            one.taken.cmp(&other.taken).then(loss)
        });
        next.dedup_by_key(|state| state.taken);
    }

    /// Leaves out the states that one of the best dominates; `places` tells for which unit each bit stands.
    fn leave_out(&self, open: &mut Vec<State>, places: &[u32; Taken::BITS as usize]) {
        if open.len() < 2 {
            return;
        }
        let mut champions: Vec<State> = Vec::with_capacity(CHAMPIONS + 1);
        for &state in open.iter() {
            let at = champions.partition_point(|champion| champion.loss <= state.loss);
            if at < CHAMPIONS {
                champions.insert(at, state);
                champions.truncate(CHAMPIONS);
            }
        }
        let sum = |mut taken: Taken, worth: &dyn Fn(usize) -> f64| {
            let mut sum = 0.0;
            while taken != 0 {
                sum += worth(places[taken.trailing_zeros() as usize] as usize);
                taken &= taken - 1;
            }
            sum
        };
        open.retain(|state| {
            !champions.iter().any(|champion| {
                let (more, fewer) = (champion.taken & !state.taken, state.taken & !champion.taken);
                // In terms of loss: savings are prices paid so far less loss.
                let behind = sum(fewer, &|place| self.prices[place])
                    + sum(more, &|place| self.most[place] - self.prices[place]);
                state.taken != champion.taken && state.loss >= champion.loss + behind
            })
        });
    }
}
