//! How often a promise is tried, and the figure that its test ends in.

use std::fs;
use std::path::Path;

/// How often to try: the first number in the ordinary run, the second where the long one is asked for.
pub fn tries(short: u64, long: u64) -> u64 {
    match std::env::var("INTERCODER_PROOF").as_deref() {
        Ok("long") => long,
        _ => short,
    }
}

/// Says the figure of a promise: on the screen of the test, and in a file of its own beside the others of this build, so that one
/// command can list them all.
pub fn say(promise: &str, figure: &str) {
    println!("{promise}: {figure}");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("proof");
    fs::create_dir_all(&folder).unwrap();
    let line = format!("{promise}: {figure}\n");
    fs::write(folder.join(promise.replace(' ', "-")), line).unwrap();
}

#[test]
fn a_figure_that_was_said_can_be_read() {
    say("figures", "are said");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("proof/figures");
    assert_eq!(fs::read_to_string(&file).unwrap(), "figures: are said\n");
    fs::remove_file(file).unwrap();
}
