//! Sequences that would act on a terminal: every family there is, each with the number 7766 in it where it takes one, so that none
//! can be taken for one of ours.

/// All of them, each once.
pub fn all() -> Vec<String> {
    let mut all = Vec::new();
    control_sequences(&mut all);
    single(&mut all);
    strings(&mut all);
    marks(&mut all);
    tricks(&mut all);
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|sequence| seen.insert(sequence.clone()));
    all
}

/// Cursor, colours, erasing, modes, reports: with escape and bracket, or the one character that stands for both.
fn control_sequences(all: &mut Vec<String>) {
    for last in '@'..='~' {
        all.push(format!("\u{1b}[7766{last}"));
    }
    for last in ["A", "H", "J", "K", "m", "h", "l", "n", "r", "t"] {
        all.push(format!("\u{9b}7766{last}"));
    }
    for whole in [
        "?7766h",
        "?7766l",
        "?1049h;7766",
        ">7766c",
        "=7766c",
        "7766 q",
        "7766\"q",
        "!p",
        "?7766$p",
        "7766;7766;7766;7766;7766;7766*y",
        "7766;7766r",
        "21t",
        "22;0;7766t",
        "8;7766;7766t",
        "38;2;77;66;0m",
        "<7766u",
    ] {
        all.push(format!("\u{1b}[{whole}"));
    }
}

/// Controls, escape with one sign, and escape with two.
fn single(all: &mut Vec<String>) {
    let controls = ('\u{1}'..='\u{1f}').filter(|c| !matches!(c, '\t' | '\n'));
    all.extend(controls.chain('\u{7f}'..='\u{9f}').map(|c| c.to_string()));
    let plain = ('0'..='~').filter(|c| !matches!(c, '[' | ']' | 'P' | 'X' | '^' | '_'));
    all.extend(plain.map(|c| format!("\u{1b}{c}")));
    for two in [
        "(0", ")0", "*0", "+0", "#8", "#3", "%G", "%@", " F", " G", "-A", ".A", "/A",
    ] {
        all.push(format!("\u{1b}{two}"));
    }
}

/// Titles, links, clipboard, colours, pictures: they begin, and go on until they are ended.
fn strings(all: &mut Vec<String>) {
    let numbers = [
        0, 1, 2, 4, 5, 7, 8, 9, 10, 11, 12, 17, 22, 50, 52, 104, 112, 133, 555, 633, 777, 1337,
    ];
    for number in numbers {
        let said = match number {
            8 => "8;;http://7766.example".to_owned(),
            52 => "52;c;Nzc2Ng==".to_owned(),
            1337 => "1337;File=inline=1:Nzc2Ng==".to_owned(),
            number => format!("{number};7766"),
        };
        all.push(format!("\u{1b}]{said}\u{7}"));
        all.push(format!("\u{1b}]{said}\u{1b}\\"));
        all.push(format!("\u{9d}{said}\u{9c}"));
    }
    // Sixel, questions about settings, macros, kitty's pictures, tmux and screen passed through, and strings nobody reads.
    let kinds = [
        ("P", '\u{90}'),
        ("_", '\u{9f}'),
        ("^", '\u{9e}'),
        ("X", '\u{98}'),
    ];
    for (short, long) in kinds {
        for said in [
            "q#0;2;0;0;0~~@@vv$-7766",
            "$q\"p7766",
            "+q37373636",
            "Ga=T,f=100;Nzc2Ng==",
            "tmux;\u{1b}\u{1b}[7766m",
        ] {
            all.push(format!("\u{1b}{short}{said}\u{1b}\\"));
            all.push(format!("{long}{said}\u{9c}"));
        }
    }
}

/// Marks that turn the direction of words, and such as end a line where none ends.
fn marks(all: &mut Vec<String>) {
    let marks = [
        '\u{61c}',
        '\u{200e}',
        '\u{200f}',
        '\u{2028}',
        '\u{2029}',
        '\u{e0001}',
    ];
    let turning = marks
        .into_iter()
        .chain('\u{202a}'..='\u{202e}')
        .chain('\u{2066}'..='\u{2069}');
    let old = ('\u{206a}'..='\u{206f}').chain('\u{fff9}'..='\u{fffb}');
    all.extend(turning.chain(old).map(|c| format!("7766{c}6677")));
}

/// What hides, overwrites, or is not finished.
fn tricks(all: &mut Vec<String>) {
    for trick in [
        "safe\rEVIL7766",
        "safe\r\u{1b}[2KEVIL7766",
        "abc\u{8}\u{8}\u{8}EVIL",
        "\u{1b}[",
        "\u{1b}]0;7766",
        "\u{1b}",
        "\u{1b}\u{1b}[7766m",
        "\u{1b}[3\u{7}1m",
        "\u{1b}[7766\u{18}m",
        "\u{1b}[7766:7766m",
        "\u{c2}\u{9b}7766m",
        "\u{1b}[\u{301}7766m",
        "e\u{301}\u{1b}[7766m",
        "😀\u{1b}[7766H",
        "\u{202e}\u{1b}[7766m\u{202c}",
        "\u{e}lqqk\u{f}",
        "\u{b}\u{c}7766",
        "\u{85}7766",
    ] {
        all.push(trick.to_owned());
    }
}

#[test]
fn there_are_more_than_three_hundred_and_each_of_them_acts() {
    use intercoder::text::visible::acts_on_a_terminal;
    let all = all();
    assert!(all.len() >= 300, "{}", all.len());
    for sequence in &all {
        assert!(sequence.contains(acts_on_a_terminal), "{sequence:?}");
    }
}
