//! The heat map: a square of counts, each written in its cell, darker where it is higher.

use crate::chart::{Anchor, Said, WIDTH, framed, shortened, words};

const LEFT: f64 = 170.0;
const TOP: f64 = 22.0;
const LABEL: usize = 22;

/// Draws the lower triangle of a square of counts with the rows' own counts on its diagonal. Columns have the numbers of the rows,
/// since names do not fit above them. `count` gives the count of two different rows, or none where one stands above the other, so
/// that their lying together is no finding.
pub fn plot(
    title: &str,
    rows: &[(String, u32)],
    count: impl Fn(usize, usize) -> Option<u32>,
    unit: &str,
) -> String {
    let n = rows.len().max(1) as f64;
    let side = ((WIDTH - LEFT) / n).min(44.0);
    let pairs = || (0..rows.len()).flat_map(|one| (0..one).map(move |other| (one, other)));
    let most = pairs().filter_map(|(one, other)| count(one, other)).max();
    let most = f64::from(most.unwrap_or(0).max(1));
    let mut drawing = String::new();
    for (at, (name, alone)) in rows.iter().enumerate() {
        let y = TOP + side * at as f64;
        let name = format!("{} {}", at + 1, shortened(name, LABEL));
        let middle = y + side / 2.0 + 4.0;
        drawing.push_str(&words((0.0, middle), Anchor::Start, &name));
        let x = LEFT + side * at as f64;
        let head = (x + side / 2.0, TOP - 8.0);
        drawing.push_str(&words(head, Anchor::Middle, &(at + 1).to_string()));
        for other in 0..at {
            let place = (LEFT + side * other as f64, y, side);
            drawing.push_str(&match count(at, other) {
                Some(found) => cell(place, &found.to_string(), f64::from(found) / most),
                None => cell(place, "·", 0.0),
            });
        }
        drawing.push_str(&own((x, y, side), *alone));
    }
    let together = pairs().filter_map(|(one, other)| {
        let (first, second) = (&rows.get(other)?.0, &rows.get(one)?.0);
        match count(one, other) {
            None | Some(0) => None,
            Some(found) => Some(format!("{first} with {second}: {found}")),
        }
    });
    let together: Vec<String> = together.collect();
    let numbers = match together.is_empty() {
        true => "no two lie together anywhere".to_owned(),
        false => format!("{unit}: {}; all other pairs: 0", together.join("; ")),
    };
    let said = Said {
        title,
        numbers: &numbers,
    };
    framed(said, TOP + side * rows.len() as f64 + 4.0, &drawing)
}

/// A cell from white to blue; its number stays readable on both.
fn cell((x, y, side): (f64, f64, f64), count: &str, share: f64) -> String {
    let ink = if share > 0.55 { "#ffffff" } else { "#1a1a1a" };
    let fill = format!("fill=\"#0072B2\" fill-opacity=\"{share:.2}\"");
    format!(
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{side:.1}\" height=\"{side:.1}\" {fill} stroke=\"#c8c8c8\"/>\n<g fill=\"{ink}\">{}</g>\n",
        words(
            (x + side / 2.0, y + side / 2.0 + 4.0),
            Anchor::Middle,
            count
        )
    )
}

/// The cell of a row with itself: how many it has in all, in a frame and without a shade.
fn own((x, y, side): (f64, f64, f64), count: u32) -> String {
    let inner = side - 2.0;
    let frame = format!(
        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{inner:.1}\" height=\"{inner:.1}\" fill=\"none\" stroke=\"#1a1a1a\"/>\n",
        x + 1.0,
        y + 1.0
    );
    frame + &centred((x, y, side), &count.to_string())
}

/// Words in the middle of a cell; three digits fit into the smallest.
fn centred((x, y, side): (f64, f64, f64), said: &str) -> String {
    let size = (side * 0.45).min(12.0);
    let middle = (x + side / 2.0, y + side / 2.0 + size / 3.0);
    let said = words(middle, Anchor::Middle, said);
    format!("<g font-size=\"{size:.1}\">{said}</g>")
}
