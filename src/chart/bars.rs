//! Bars: a count for each row, written beside its bar.

use crate::chart::{Anchor, Said, WIDTH, framed, label, words};

const LEFT: f64 = 150.0;
const STEP: f64 = 20.0;

/// Draws counts as bars below each other; all begin at nothing.
pub fn plot(title: &str, unit: &str, counts: &[(String, usize)]) -> String {
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let across = WIDTH - LEFT - 40.0;
    let mut drawing = String::new();
    for (at, (name, count)) in (0_u32..).zip(counts) {
        let y = STEP * f64::from(at);
        let length = across * *count as f64 / most.max(1) as f64;
        drawing.push_str(&words((0.0, y + 14.0), Anchor::Start, &label(name)));
        drawing.push_str(&format!(
            "<rect x=\"{LEFT}\" y=\"{:.1}\" width=\"{length:.1}\" height=\"14\" fill=\"#0072B2\"/>\n",
            y + 3.0
        ));
        let end = (LEFT + length + 4.0, y + 14.0);
        drawing.push_str(&words(end, Anchor::Start, &count.to_string()));
    }
    let rows = counts.iter();
    let numbers: Vec<String> = rows.map(|(name, n)| format!("{name}: {n}")).collect();
    framed(
        Said {
            title,
            numbers: &format!("{unit}: {}", numbers.join("; ")),
        },
        STEP * counts.len() as f64 + 4.0,
        &drawing,
    )
}
