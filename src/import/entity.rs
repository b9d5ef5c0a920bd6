//! Characters written as entities, `&amp;` or `&#8212;`, in formats that are otherwise plain words.

/// Some words with their entities turned into the characters they stand for; what is no entity stays as it is.
pub fn decode(words: &str) -> String {
    if !words.contains('&') {
        return words.to_owned();
    }
    let mut decoded = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('&') {
        decoded.push_str(before);
        let reach = after
            .char_indices()
            .nth(10)
            .map_or(after.len(), |(at, _)| at);
        let reach = after.get(..reach).unwrap_or_default();
        let entity = reach
            .split_once(';')
            .and_then(|(name, _)| Some((name, character(name)?)));
        match entity {
            Some((name, c)) => {
                decoded.push(c);
                rest = after.strip_prefix(name).unwrap_or_default();
                rest = rest.strip_prefix(';').unwrap_or_default();
            }
            None => {
                decoded.push('&');
                rest = after;
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

fn character(entity: &str) -> Option<char> {
    let number = entity.strip_prefix('#').map(|digits| {
        let hex = digits.strip_prefix(['x', 'X']);
        match hex {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => digits.parse(),
        }
    });
    let c = match (number, entity) {
        (Some(number), _) => char::from_u32(number.ok()?)?,
        (None, "amp") => '&',
        (None, "lt") => '<',
        (None, "gt") => '>',
        (None, "quot") => '"',
        (None, "apos") => '\'',
        (None, "nbsp") => '\u{a0}',
        (None, "lrm") => '\u{200e}',
        (None, "rlm") => '\u{200f}',
        (None, "hellip") => '…',
        (None, "mdash") => '—',
        (None, "ndash") => '–',
        (None, "lsquo") => '‘',
        (None, "rsquo") => '’',
        (None, "ldquo") => '“',
        (None, "rdquo") => '”',
        _ => return None,
    };
    // A turn is one line: no entity may smuggle a line end or a control character in.
    let breaks = c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    Some(if breaks { ' ' } else { c })
}
