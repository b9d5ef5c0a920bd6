//! The table of keys: complete, without clashes, and the same in the README.

use std::collections::BTreeMap;

use intercoder::tui::keys::{self, Key, Meaning, Mode, rows, sequence};
use intercoder::tui::table::BINDINGS;

const MODES: [Mode; 22] = [
    Mode::Everywhere,
    Mode::Reader,
    Mode::Edge,
    Mode::Which,
    Mode::Recent,
    Mode::Value,
    Mode::Documents,
    Mode::Codebook,
    Mode::Agreement,
    Mode::Reconcile,
    Mode::Recode,
    Mode::Review,
    Mode::Search,
    Mode::Cooccurrence,
    Mode::Themes,
    Mode::Matrix,
    Mode::History,
    Mode::Help,
    Mode::Picker,
    Mode::Line,
    Mode::Words,
    Mode::Listing,
];

#[test]
fn no_keys_mean_two_things_and_none_hides_longer_ones() {
    for mode in MODES {
        let mut seen: BTreeMap<Vec<String>, &str> = BTreeMap::new();
        for binding in rows(mode) {
            for written in binding.keys {
                let keys: Vec<String> = sequence(written).iter().map(ToString::to_string).collect();
                let before = seen.insert(keys.clone(), binding.words);
                assert_eq!(before, None, "{written} in {mode:?}");
            }
        }
        for keys in seen.keys() {
            for longer in seen.keys().filter(|longer| longer.len() > keys.len()) {
                assert!(
                    !longer.starts_with(keys),
                    "{keys:?} hides {longer:?} in {mode:?}"
                );
            }
        }
    }
}

#[test]
fn what_holds_everywhere_means_the_same_on_every_screen() {
    for screen in [
        Mode::Reader,
        Mode::Documents,
        Mode::Codebook,
        Mode::Agreement,
        Mode::Reconcile,
        Mode::Recode,
        Mode::Review,
        Mode::Search,
        Mode::Cooccurrence,
        Mode::Themes,
        Mode::Matrix,
        Mode::History,
        Mode::Help,
    ] {
        for binding in rows(Mode::Everywhere) {
            for written in binding.keys {
                let meaning = keys::meaning(screen, &sequence(written));
                assert_eq!(
                    meaning,
                    Meaning::Does(binding.action),
                    "{written} on {screen:?}"
                );
            }
        }
    }
}

#[test]
fn every_row_says_what_it_does_and_no_word_is_long() {
    for binding in BINDINGS {
        assert!(
            !binding.words.is_empty() && binding.words.len() <= 60,
            "{}",
            binding.words
        );
        assert!(binding.hint.len() <= 22, "{}", binding.hint);
        assert!(!binding.keys.is_empty());
    }
}

#[test]
fn keys_are_read_as_they_are_written() {
    let typed = Key::typed("x<enter>relc<c-f><s-right><lt>é");
    let shown: Vec<String> = typed.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "x",
            "Enter",
            "r",
            "e",
            "l",
            "c",
            "Ctrl-f",
            "Shift-Right",
            "<",
            "é"
        ]
    );
    assert_eq!(sequence("Space d").len(), 2);
    assert_eq!(sequence("gu").len(), 2);
}

/// The reader's rows as the README shows them.
fn table() -> String {
    let mut lines = vec!["| do | keys |".to_owned(), "|---|---|".to_owned()];
    for binding in rows(Mode::Reader).chain(rows(Mode::Everywhere)) {
        let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
        lines.push(format!("| {} | {} |", binding.words, keys.join(" ")));
    }
    lines.join("\n")
}

#[test]
fn the_readme_s_table_of_keys_is_the_program_s() {
    let readme = include_str!("../../README.md");
    let table = table();
    assert!(readme.contains(&table), "the README should hold:\n{table}");
}
