//! Prices of units: a bound on what the unions of a component can save together.
//!
//! If every unit has a price of 0 or more and the prices of the units of each union sum to at least what it saves, then no
//! choice of unions saves more than all prices together, and a choice loses against that bound exactly its unions'
//! slacks (prices − saving) and the prices of the units it leaves alone. The closer the prices are to the bound, the
//! fewer choices the exact search has to look at; whether they are close decides time, never the result.
//!
//! A union's saving is shared out among its units, and a unit's price is the largest share any union gives it. Each
//! union in turn gives its units what they could have elsewhere and spreads what is over, or missing, evenly. With a
//! plain maximum of shares this gets stuck far from the best bound; with a soft one, less so by and by, it does not
//! (block coordinate descent on the smoothed dual of the linear program).

use crate::agreement::gamma::component::Component;

/// How soft the maximum is, in multiples of the largest saving, one stage after the other.
const SOFTNESS: [f64; 5] = [0.05, 0.02, 0.007, 0.0025, 0.001];

/// Rounds over all unions in each stage.
const ROUNDS: usize = 10;

/// Below this share of a sum, what is left after a subtraction is mostly rounding and is summed anew.
const LOST: f64 = 1e-6;

/// A price for each unit of a component, by place.
pub fn prices(component: &Component) -> Vec<f64> {
    let mut market = Market::of(component);
    let savings = component.unions.iter().map(|union| union.saving);
    let largest = savings.fold(0.0, f64::max);
    for softness in SOFTNESS {
        for _ in 0..ROUNDS {
            market.share_out(softness * largest);
        }
    }
    market.highest()
}

/// How the savings of unions are shared out at the moment.
struct Market<'a> {
    component: &'a Component,
    /// Per union and unit in it.
    shares: Vec<Vec<f64>>,
    /// Per unit: the unions it is in, and which of their units it is.
    offers: Vec<Vec<(usize, usize)>>,
}

impl<'a> Market<'a> {
    /// Every saving shared evenly.
    fn of(component: &'a Component) -> Self {
        let even = component.unions.iter().map(|union| {
            let units = union.places.len();
            vec![union.saving / units as f64; units]
        });
        let mut offers = vec![Vec::new(); component.size];
        for (number, union) in component.unions.iter().enumerate() {
            for (at, &place) in union.places.iter().enumerate() {
                offers[place as usize].push((number, at));
            }
        }
        Self {
            component,
            shares: even.collect(),
            offers,
        }
    }

    /// Per unit: the highest share, or 0 where it is better left alone.
    fn highest(&self) -> Vec<f64> {
        let share = |&(number, at): &(usize, usize)| self.shares[number][at];
        let highest = |offers: &Vec<_>| offers.iter().map(share).fold(0.0, f64::max);
        self.offers.iter().map(highest).collect()
    }

    /// One round: each union gives its units what they could have elsewhere, softly, and an even part of the rest.
    fn share_out(&mut self, softness: f64) {
        let soft = Soft {
            // Shares are measured from the highest of the unit, so that no exponential is too large.
            base: self.highest(),
            softness,
        };
        let mut sums: Vec<f64> = (0..self.component.size)
            .map(|place| self.weights(place, None, &soft))
            .collect();
        let mut elsewhere = Vec::new();
        for (number, union) in self.component.unions.iter().enumerate() {
            elsewhere.clear();
            for (&place, &share) in union.places.iter().zip(&self.shares[number]) {
                let place = place as usize;
                let mut others = sums[place] - soft.weight(place, share);
                if others < LOST * sums[place] {
                    others = self.weights(place, Some(number), &soft);
                }
                sums[place] = others;
                elsewhere.push(soft.share(place, others));
            }
            let over = union.saving - elsewhere.iter().sum::<f64>();
            let each = over / union.places.len() as f64;
            for (at, &place) in union.places.iter().enumerate() {
                let share = elsewhere[at] + each;
                self.shares[number][at] = share;
                sums[place as usize] += soft.weight(place as usize, share);
            }
        }
    }

    /// The weights of all that a unit is offered, being left alone among it, without one union's offer.
    fn weights(&self, place: usize, without: Option<usize>, soft: &Soft) -> f64 {
        let others = self.offers[place].iter();
        let others = others.filter(|(number, _)| Some(*number) != without);
        let weights = others.map(|&(number, at)| soft.weight(place, self.shares[number][at]));
        soft.weight(place, 0.0) + weights.sum::<f64>()
    }
}

/// A soft maximum: softness · ln of the sum of e^(share / softness).
struct Soft {
    base: Vec<f64>,
    softness: f64,
}

impl Soft {
    /// Within what a number can hold, whatever the share.
    fn weight(&self, place: usize, share: f64) -> f64 {
        ((share - self.base[place]) / self.softness)
            .min(600.0)
            .exp()
    }

    fn share(&self, place: usize, weights: f64) -> f64 {
        self.base[place] + self.softness * weights.max(f64::MIN_POSITIVE).ln()
    }
}
