//! The interval plot: a coefficient for each code or theme with its interval as whiskers, and the value asked for.

use crate::chart::{Anchor, Said, WIDTH, framed, label, line, words};

const LEFT: f64 = 150.0;
const RIGHT: f64 = 325.0;
const STEP: f64 = 20.0;
const TOP: f64 = 12.0;

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Whose.
    pub name: String,
    /// The value, or why there is none.
    pub value: Result<f64, String>,
    /// Its interval, low and high, where there is one.
    pub interval: Option<(f64, f64)>,
}

impl Estimate {
    /// The value with its interval, in words.
    pub fn said(&self) -> String {
        match (&self.value, self.interval) {
            (Err(why), _) => why.clone(),
            (Ok(value), None) => format!("{value:.2}"),
            (Ok(value), Some((low, high))) => format!("{value:.2} ({low:.2} to {high:.2})"),
        }
    }
}

/// Draws estimates below each other on one axis up to 1; `target` is the value asked for.
pub fn plot(title: &str, estimates: &[Estimate], target: Option<f64>) -> String {
    let axis = Axis::of(estimates);
    let height = TOP + STEP * estimates.len() as f64 + 26.0;
    let bottom = height - 26.0;
    let mut drawing = axis.drawn(bottom);
    if let Some(target) = target {
        let x = axis.x(target);
        let dashed = "stroke=\"#1a1a1a\" stroke-dasharray=\"4 3\"";
        drawing.push_str(&line((x, TOP - 6.0), (x, bottom), dashed));
    }
    for (at, estimate) in (0_u32..).zip(estimates) {
        let y = TOP + STEP * (f64::from(at) + 0.5);
        drawing.push_str(&row(estimate, &axis, y));
    }
    let rows = estimates.iter();
    let mut numbers: Vec<String> = rows
        .map(|row| format!("{}: {}", row.name, row.said()))
        .collect();
    numbers.extend(target.map(|target| format!("asked for (dashed line): {target:.2}")));
    framed(
        Said {
            title,
            numbers: &numbers.join("; "),
        },
        height,
        &drawing,
    )
}

/// From the lowest value drawn, 0 or below, to 1.
struct Axis {
    least: f64,
}

impl Axis {
    fn of(estimates: &[Estimate]) -> Self {
        let values = estimates.iter().flat_map(|row| {
            let low = row.interval.map(|(low, _)| low);
            row.value.iter().copied().chain(low)
        });
        let least = values.fold(0.0, f64::min);
        // An interval over four documents may reach far below -1, where no reader learns anything more.
        Self {
            least: ((least * 5.0).floor() / 5.0).max(-1.0),
        }
    }

    fn x(&self, value: f64) -> f64 {
        let share = (value.clamp(self.least, 1.0) - self.least) / (1.0 - self.least);
        LEFT + share * (RIGHT - LEFT)
    }

    fn drawn(&self, bottom: f64) -> String {
        let ticks = [-1.0, -0.5, 0.0, 0.5, 1.0].into_iter();
        let ticks = ticks.filter(|tick| *tick >= self.least);
        let tick = |tick: f64| {
            let x = self.x(tick);
            let grey = "stroke=\"#c8c8c8\"";
            line((x, TOP - 6.0), (x, bottom), grey)
                + &words((x, bottom + 16.0), Anchor::Middle, &format!("{tick}"))
        };
        ticks.map(tick).collect()
    }
}

fn row(estimate: &Estimate, axis: &Axis, y: f64) -> String {
    let mut drawn = words((0.0, y + 4.0), Anchor::Start, &label(&estimate.name));
    if let Some((low, high)) = estimate.interval {
        let (from, to) = (axis.x(low), axis.x(high));
        let black = "stroke=\"#1a1a1a\" stroke-width=\"1.5\"";
        drawn.push_str(&line((from, y), (to, y), black));
        for (x, value) in [(from, low), (to, high)] {
            // An end that lies beyond the axis has no cap: it goes on.
            if value >= axis.least {
                drawn.push_str(&line((x, y - 4.0), (x, y + 4.0), black));
            }
        }
    }
    if let Ok(value) = estimate.value {
        let x = axis.x(value);
        drawn.push_str(&format!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"#0072B2\" stroke=\"#1a1a1a\"/>\n"
        ));
    }
    let said = estimate.said();
    let said = match estimate.value {
        Ok(_) => words((WIDTH, y + 4.0), Anchor::End, &said),
        Err(_) => words((LEFT + 4.0, y + 4.0), Anchor::Start, &said),
    };
    drawn + &said
}
