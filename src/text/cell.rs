//! Cells as a spreadsheet may have them: what it would run as a formula has an apostrophe before it, which is taken off again when the
//! cell comes back.

/// What ends a cell where the comma does not: a spreadsheet set to the comma for decimals splits at semicolons, and takes the quotes
/// of a file for words. So whatever stands behind one of these might begin a cell.
const ENDS: [char; 4] = [';', '\t', '\r', '\n'];

/// Whether a spreadsheet would run it. Some look behind what is not seen, and take the wide signs of East Asian keyboards for the narrow
/// ones.
fn runs(part: &str) -> bool {
    let hidden = |c: char| c.is_whitespace() || matches!(c, '"' | '\u{feff}' | '\u{200b}');
    part.trim_start_matches(hidden)
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// A cell that runs nowhere.
pub fn guarded(cell: &str) -> String {
    let mut safe = String::with_capacity(cell.len());
    for part in cell.split_inclusive(ENDS) {
        let is_number = part.trim_end_matches(ENDS).parse::<f64>().is_ok();
        if (runs(part) && !is_number) || (safe.is_empty() && part.starts_with(ENDS)) {
            safe.push('\'');
        }
        safe.push_str(part);
    }
    safe
}

/// A cell without the apostrophes that kept a spreadsheet from running it.
pub fn unguarded(cell: &str) -> String {
    let parts = cell.split_inclusive(ENDS).enumerate();
    let bare = |(at, part): (usize, &'_ str)| match part.strip_prefix('\'') {
        Some(rest) if runs(rest) || (at == 0 && rest.starts_with(ENDS)) => rest.to_owned(),
        _ => part.to_owned(),
    };
    parts.map(bare).collect()
}
