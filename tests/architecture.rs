//! The house rules: the direction of imports, who may touch what, and the size of files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Every source file, by the path of its module from the crate's root.
fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = BTreeMap::new();
    gather(&root, &root, &mut files);
    assert!(files.len() > 80, "the sources were not found");
    files
}

fn gather(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            files.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// The modules of the crate in reading order, as `lib.rs` lists them.
fn order() -> Vec<String> {
    let lib = &sources()["lib.rs"];
    let modules = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    modules.map(str::to_owned).collect()
}

/// The crate's module that a file belongs to.
fn layer(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

/// Code without its comments, so that a rule cannot be broken by a sentence.
fn code(text: &str) -> String {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn uses(text: &str) -> Vec<String> {
    let code = code(text);
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let name: String = rest
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        found.push(name);
    }
    found
}

#[test]
fn imports_only_go_up_the_list() {
    let order = order();
    let place = |module: &str| order.iter().position(|known| known == module);
    for (file, text) in sources() {
        let Some(own) = place(layer(&file)) else {
            continue;
        };
        for used in uses(&text) {
            let Some(used_at) = place(&used) else {
                panic!("{file} uses crate::{used}, which lib.rs does not list")
            };
            assert!(
                used_at <= own,
                "{file} uses crate::{used}, which stands below it in lib.rs"
            );
        }
    }
}

/// Files in which a word stands, outside the modules that may use it.
fn offenders(word: &str, allowed: &[&str]) -> Vec<String> {
    let is_word = |text: &str| {
        code(text).match_indices(word).any(|(at, _)| {
            let code = code(text);
            let before = code[..at].chars().next_back();
            let after = code[at + word.len()..].chars().next();
            let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            !letter(before) && !letter(after)
        })
    };
    let files = sources()
        .into_iter()
        .filter(|(file, text)| !allowed.contains(&layer(file)) && is_word(text));
    files.map(|(file, _)| file).collect()
}

#[test]
fn only_the_disk_layer_opens_files() {
    assert_eq!(offenders("std::fs", &["store", "search", "main"]), [""; 0]);
    assert_eq!(offenders("fs::File", &["store", "main"]), [""; 0]);
}

#[test]
fn only_the_faces_know_the_terminal_and_the_command_line() {
    for word in ["println!", "eprintln!", "stderr", "clap"] {
        assert_eq!(offenders(word, &["cli", "main"]), [""; 0], "{word}");
    }
    for word in ["stdout", "crossterm", "ratatui"] {
        assert_eq!(offenders(word, &["cli", "tui", "main"]), [""; 0], "{word}");
    }
}

#[test]
fn only_the_session_reads_clock_chance_and_environment() {
    for word in [
        "Timestamp::now",
        "SystemTime",
        "rand::rng",
        "env::var_os",
        "env::var",
        "temp_dir",
    ] {
        assert_eq!(offenders(word, &["session", "main"]), [""; 0], "{word}");
    }
}

#[test]
fn nothing_speaks_to_a_network_or_starts_a_program() {
    for word in [
        "std::net",
        "TcpStream",
        "UdpSocket",
        "UnixStream",
        "process::Command",
    ] {
        assert_eq!(offenders(word, &[]), [""; 0], "{word}");
    }
}

#[test]
fn only_the_fold_the_view_and_the_session_name_the_study() {
    assert_eq!(offenders("Study", &["study", "filter", "session"]), [""; 0]);
}

#[test]
fn commands_use_their_surroundings_and_never_the_insides_of_another_layer_s_state() {
    for (file, text) in sources()
        .into_iter()
        .filter(|(file, _)| layer(file) == "cli")
    {
        for forbidden in [
            "crate::study::set",
            "crate::study::register",
            "crate::store::writer",
            "crate::store::journals",
        ] {
            assert!(
                !code(&text).contains(forbidden),
                "{file} reaches into {forbidden}"
            );
        }
    }
}

/// What commands share; everything else under `cli` is a command.
const SHARED: [&str; 15] = [
    "context",
    "failure",
    "guard",
    "output",
    "project",
    "reach",
    "ready",
    "redact",
    "reference",
    "sample",
    "screen",
    "standing",
    "survey",
    "withdraw",
    "theme_table",
];

#[test]
fn no_command_uses_another_command() {
    // `demo` is a tour: it prints what other commands print; the sample study is written by what the commands write with.
    for (file, text) in sources() {
        let Some(own) = file.strip_prefix("cli/") else {
            continue;
        };
        if own == "mod.rs" || own == "demo.rs" || file.contains("cli/sample/") {
            continue;
        }
        let code = code(&text);
        assert!(
            !code.contains("crate::cli::{"),
            "{file}: one import a module"
        );
        for (at, found) in code.match_indices("crate::cli::") {
            let rest = &code[at + found.len()..];
            let used: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            let is_type = used.starts_with(char::is_uppercase);
            let is_own = used == layer(own);
            assert!(
                is_type || is_own || SHARED.contains(&used.as_str()),
                "{file} uses the command {used}"
            );
        }
    }
}

#[test]
fn no_file_is_longer_than_500_lines() {
    let long: Vec<String> = sources()
        .into_iter()
        .filter(|(_, text)| text.lines().count() > 500)
        .map(|(file, _)| file)
        .collect();
    assert_eq!(long, [""; 0]);
}

#[test]
fn every_file_begins_by_saying_what_it_is() {
    let silent: Vec<String> = sources()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(file, _)| file)
        .collect();
    assert_eq!(silent, [""; 0]);
}

#[test]
fn the_users_top_level_holds_what_was_agreed_and_nothing_else() {
    let agreed = [
        "Cargo.toml",
        "Cargo.lock",
        "LICENSE",
        "README.md",
        "src",
        "codebooks",
        "transcripts-sample",
        "tests",
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // A study somebody made beside the sources, as the README's first command does, is theirs.
    let entries = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap());
    let found = entries.filter(|entry| !entry.path().join("intercoder.toml").exists());
    let found = found.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let others: Vec<String> = found
        .filter(|name| {
            !name.starts_with('.') && name != "target" && !agreed.contains(&name.as_str())
        })
        .collect();
    assert_eq!(others, [""; 0]);
}

#[test]
fn the_main_file_stays_thin() {
    assert!(sources()["main.rs"].lines().count() < 40);
}

#[test]
fn no_screen_uses_another_screen() {
    for (file, text) in sources() {
        let Some(own) = file.strip_prefix("tui/screen/") else {
            continue;
        };
        let code = code(&text);
        for (at, found) in code.match_indices("tui::screen::") {
            let rest = &code[at + found.len()..];
            let used: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            assert_eq!(used, layer(own), "{file} uses the screen {used}");
        }
    }
}
