//! Time stamps as transcribing programs write them.
//!
//! Subtitles write hours or leave them out, with a dot or a comma before the fraction, and some write no time at all
//! (`--:--:--`); Otter and Teams put minutes and seconds behind a name.

/// Milliseconds of `1:02:03.500`, `02:03,5`, `0:0:0.000` or `63.5`; nothing if it is no time.
pub fn milliseconds(words: &str) -> Option<u64> {
    let (whole, fraction) = match words.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, thousandths(fraction)?),
        None => (words, 0),
    };
    let mut seconds: u64 = 0;
    for (place, part) in whole.split(':').enumerate() {
        if place > 2 {
            return None;
        }
        seconds = seconds.checked_mul(60)?.checked_add(number(part)?)?;
    }
    seconds.checked_mul(1000)?.checked_add(fraction)
}

/// Milliseconds of `0:03` or `1:02:03`, the way a stamp stands behind a name.
pub fn clock(words: &str) -> Option<u64> {
    let (_, rest) = words.split_once(':')?;
    let even = rest.split(':').all(|part| part.len() == 2);
    (even && words.len() <= 9 && !words.contains(['.', ',']))
        .then(|| milliseconds(words))
        .flatten()
}

fn number(digits: &str) -> Option<u64> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

fn thousandths(digits: &str) -> Option<u64> {
    number(digits)?;
    let three: String = digits.chars().chain("00".chars()).take(3).collect();
    number(&three)
}
