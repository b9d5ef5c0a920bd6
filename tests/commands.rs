//! The README, every page under `tests/cmd` and every example of every `--help` are run as written.

use std::path::Path;

use clap::CommandFactory as _;

use crate::program::{Place, copy};

/// What the pages find in their folder: two transcripts, their codings, the people, a codebook.
pub fn lay_out(folder: &Path) {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("transcripts-sample");
    std::fs::create_dir_all(folder.join("interviews")).unwrap();
    for handle in ["I03", "I12"] {
        let (text, codings) = (format!("{handle}.txt"), format!("{handle}.jsonl"));
        std::fs::copy(
            sample.join("transcripts").join(&text),
            folder.join("interviews").join(&text),
        )
        .unwrap();
        std::fs::copy(sample.join("codings").join(&codings), folder.join(&codings)).unwrap();
    }
    for table in ["participants.csv", "sessions.csv"] {
        std::fs::copy(sample.join(table), folder.join(table)).unwrap();
    }
    std::fs::write(
        folder.join("report.md"),
        "She said it plainly: “You can't get that out of a class.” (parent)\n",
    )
    .unwrap();
    // Ratings made elsewhere: one coder left a unit out.
    std::fs::write(
        folder.join("ratings.csv"),
        "unit,ana,ben\nu1,1,1\nu2,2,2\nu3,3,4\nu4,1,\nu5,4,4\n",
    )
    .unwrap();
    std::fs::write(
        folder.join("alone.csv"),
        "unit,coder,value\nu1,ana,1\nu2,ana,2\n",
    )
    .unwrap();
    // Proposals that a colleague judged in a spreadsheet; one line was changed by mistake.
    std::fs::write(
        folder.join("judged.csv"),
        "\u{feff}document,turn,start,end,speaker,quote,code,unit,query,verdict\n\
        I03,52,7301,7382,P03,\"And, like, the lady who answers your phones could be a little nicer when we call.\",rel-crisis,sentence,phone OR called,n\n\
        I12,41,5687,5704,P16,\"By phone, mostly.\",rel-crisis,sentence,phone OR called,y\n\
        I12,41,5687,5704,P16,By letter.,rel-crisis,sentence,phone OR called,y\n",
    )
    .unwrap();
    // What a reader of the report said.
    std::fs::write(
        folder.join("comments.csv"),
        "about,comment,name\nrel-crisis,Is a text at night enough?,Maria\n",
    )
    .unwrap();
    std::fs::write(
        folder.join("codebook-tier.json"),
        intercoder::sample::CODEBOOK,
    )
    .unwrap();
    std::fs::write(
        folder.join("participants.json"),
        include_str!("../src/people/participants.json"),
    )
    .unwrap();
}

#[test]
fn the_readme_and_the_command_pages_are_run_as_written() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let place = tempfile::tempdir().unwrap();
    let mut pages = vec![root.join("README.md")];
    pages.extend(
        std::fs::read_dir(root.join("tests/cmd"))
            .unwrap()
            .map(|entry| entry.unwrap().path()),
    );
    for page in &pages {
        let stem = page.file_stem().unwrap().to_string_lossy();
        std::fs::copy(page, place.path().join(page.file_name().unwrap())).unwrap();
        lay_out(&place.path().join(format!("{stem}.in")));
        // A folder to compare with makes each page run in a copy of its own.
        std::fs::create_dir(place.path().join(format!("{stem}.out"))).unwrap();
    }
    let cases = trycmd::TestCases::new();
    cases.env(
        "INTERCODER_STATE",
        place.path().join("state").to_string_lossy(),
    );
    cases.default_bin_path(env!("CARGO_BIN_EXE_intercoder"));
    cases.register_bin("intercoder", Path::new(env!("CARGO_BIN_EXE_intercoder")));
    cases.case(place.path().join("*.md").to_string_lossy().as_ref());
    cases.run();
    if std::env::var_os("TRYCMD").is_some_and(|mode| mode == "overwrite") {
        drop(cases);
        for page in &pages {
            std::fs::copy(place.path().join(page.file_name().unwrap()), page).unwrap();
        }
    }
}

/// The examples of a command and all below it.
fn examples(command: &clap::Command, found: &mut Vec<String>) {
    let about = command
        .get_long_about()
        .or(command.get_about())
        .map(ToString::to_string)
        .unwrap_or_default();
    found.extend(
        about
            .lines()
            .filter_map(|line| line.strip_prefix("Example: ").map(str::to_owned)),
    );
    command
        .get_subcommands()
        .for_each(|command| examples(command, found));
}

#[test]
fn every_command_has_an_example_and_every_example_works_in_the_sample_study() {
    let program = intercoder::cli::Cli::command();
    for command in program
        .get_subcommands()
        .filter(|command| command.get_name() != "help")
    {
        let mut own = Vec::new();
        examples(command, &mut own);
        assert!(
            !own.is_empty(),
            "{} --help has no example",
            command.get_name()
        );
    }
    let mut all = Vec::new();
    examples(&program, &mut all);
    for example in all {
        let words = shlex::split(&example).unwrap();
        let args: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
        let place = Place::new();
        copy(&Place::sample().path("sample"), place.dir.path());
        lay_out(place.dir.path());
        std::fs::rename(place.path("interviews"), place.path("transcripts")).unwrap();
        if args == ["redo"] {
            place.ok(&["undo", "--as", "lee"]);
        }
        place.ok(&[&args[..], &["--as", "lee"]].concat());
    }
}
