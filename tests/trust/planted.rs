//! Phrases planted in a study, so that it can be counted where they stand before a withdrawal and after it.

use std::path::Path;

use crate::program::Place;

/// How many phrases are planted.
pub const PHRASES: usize = 200;

/// Words that stand in no other text, each by its number.
pub fn phrase(number: usize) -> String {
    const FIRST: [&str; 10] = [
        "heron", "copper", "lantern", "gravel", "velvet", "thistle", "harbour", "walnut", "marble",
        "saffron",
    ];
    const SECOND: [&str; 20] = [
        "kettle", "ladder", "mitten", "orchard", "pebble", "quilt", "rafter", "saddle", "tunnel",
        "umbrella", "violin", "wagon", "yarrow", "zipper", "anchor", "basket", "candle", "drawer",
        "engine", "feather",
    ];
    let (first, second) = (FIRST[number % 10], SECOND[number / 10]);
    format!("{first} {second} under the ninth floor")
}

/// An interview of P07's, a focus group with others, and an interview of somebody else; the first phrases stand in what P07 said.
pub fn plant(place: &Place) {
    let said = |from: usize, to: usize| -> String {
        let turns =
            (from..to).map(|n| format!("INT: And then?\n\nP07: I saw the {}.\n\n", phrase(n)));
        turns.collect()
    };
    place.write("in/I07.txt", said(0, 120));
    let group: String = (120..200)
        .map(|n| {
            format!(
                "P07: We kept the {}.\n\nP08: That is mine to say, number {n}.\n\n",
                phrase(n)
            )
        })
        .collect();
    place.write(
        "in/FG1.txt",
        format!("INT: Who begins?\n\nP09: Not I.\n\n{group}"),
    );
    place.write(
        "in/I09.txt",
        "INT: And you?\n\nP09: Nothing of the sort, only rain.\n",
    );
    place.write(
        "people.csv",
        "person,role\nP07,mother\nP08,father\nP09,mother\n",
    );
    place.write("codes.csv", codes());
    place.ok(&["init", "s", "--title", "T", "--coder", "lee", "--lead"]);
    for coder in ["ana", "ben"] {
        place.ok(&["coder", "add", coder, "--study", "s"]);
    }
    place.ok(&["codebook", "import", "codes.csv", "--study", "s"]);
    place.ok(&[
        "import",
        "in",
        "--people",
        "people.csv",
        "--study",
        "s",
        "--alias",
        "P07=P07",
        "--alias",
        "P08=P08",
        "--alias",
        "P09=P09",
        "--alias",
        "INT=interviewer",
    ]);
    place.ok(&["codebook", "freeze", "--study", "s"]);
}

/// Codes of which the first twenty quote P07 as an example.
fn codes() -> String {
    let rows = (100..130).map(|n| {
        let example = match n < 120 {
            true => format!("she kept the {}", phrase(n - 100)),
            false => "nothing in particular".to_owned(),
        };
        format!("code{n},name {n},what it means {n},{example}\n")
    });
    "handle,name,definition,example\n".to_owned() + &rows.collect::<String>()
}

/// What coders write: codings, memos that quote, quotes for the paper, an index, an export.
pub fn work(place: &Place, machine: &str, coder: &str, from: usize) {
    let run =
        |args: &[&str]| place.ok_on(machine, &[args, &["--study", "s", "--as", coder]].concat());
    for n in from..from + 10 {
        run(&[
            "coding",
            "add",
            "I07",
            "--quote",
            &phrase(n),
            "--code",
            "code120",
        ]);
        run(&[
            "coding",
            "add",
            "FG1",
            "--quote",
            &phrase(120 + n % 80),
            "--code",
            "code121",
        ]);
        run(&[
            "memo",
            "add",
            "--code",
            "code122",
            "--text",
            &format!("compare “{}” with the others", phrase(n)),
        ]);
        run(&[
            "memo",
            "add",
            "--document",
            "I07",
            "--text",
            &format!("she means {}", phrase(n)),
        ]);
        run(&[
            "memo",
            "add",
            "--document",
            "I09",
            "--text",
            "nobody is quoted here at all",
        ]);
    }
    run(&[
        "coding",
        "add",
        "FG1",
        "--quote",
        "That is mine to say, number 170.",
        "--code",
        "code121",
    ]);
    run(&["search", "kettle"]);
    run(&["export", "excerpts", "-o", &format!("{coder}.csv")]);
}

/// The phrases that stand somewhere below a folder, with the first file of each.
pub fn found(folder: &Path) -> Vec<(usize, String)> {
    let mut files = Vec::new();
    collect(folder, &mut files);
    let mut found = Vec::new();
    for (path, bytes) in &files {
        let words = String::from_utf8_lossy(bytes).to_lowercase();
        let phrases = (0..PHRASES).filter(|n| words.contains(&phrase(*n)));
        found.extend(phrases.map(|n| (n, path.clone())));
    }
    found
}

/// The files below a folder in which words stand, whatever their letter case.
pub fn holding(folder: &Path, words: &str) -> Vec<String> {
    let mut files = Vec::new();
    collect(folder, &mut files);
    let words = words.to_lowercase();
    let holds = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes)
            .to_lowercase()
            .contains(&words)
    };
    files.retain(|(_, bytes)| holds(bytes));
    files.into_iter().map(|(path, _)| path).collect()
}

/// The files of search indexes below a folder: words lie packed in them, so that nobody finds a phrase there by looking.
pub fn indexed(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.retain(|(path, _)| path.contains("/index-"));
    files
}

fn collect(folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => collect(&path, files),
            false => files.push((path.display().to_string(), std::fs::read(&path).unwrap())),
        }
    }
}

/// A program on one machine left things that a crash and a copy leave.
pub fn litter(place: &Place) {
    let state = place.path(".state-machine");
    std::fs::write(state.join("copied.txt"), phrase(0)).unwrap();
    for study in std::fs::read_dir(&state).unwrap() {
        let writers = study.unwrap().path().join("writers");
        for writer in std::fs::read_dir(writers).into_iter().flatten() {
            let torn = writer.unwrap().path().join("torn");
            std::fs::create_dir_all(&torn).unwrap();
            std::fs::write(torn.join("x.torn"), phrase(1)).unwrap();
        }
    }
    place.write("s/texts/.intercoder-abc.tmp", phrase(2));
}
