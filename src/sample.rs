//! The sample study, embedded: the files of `transcripts-sample` and the codebook that goes with them.
//!
//! Fictional, in the shape of a real evaluation. The `demo` writes it as a study; its README says what was planted in it.

/// A transcript and the codings of it: handle, text, JSON lines.
pub type Sample = (&'static str, &'static str, &'static str);

macro_rules! samples {
    ($($handle:literal)*) => {
        [$((
            $handle,
            include_str!(concat!("../transcripts-sample/transcripts/", $handle, ".txt")),
            include_str!(concat!("../transcripts-sample/codings/", $handle, ".jsonl")),
        )),*]
    };
}

/// The interviews and focus groups, in the order they were held.
pub const DOCUMENTS: [Sample; 15] = samples!(
    "I01" "I02" "I03" "I04" "I05" "I06" "I07" "I08" "I09" "I10" "I11" "I12" "FG1" "FG2" "FG3"
);

/// The people who take part.
pub const PEOPLE: &str = include_str!("../transcripts-sample/participants.csv");

/// Who speaks where, and how long.
pub const SESSIONS: &str = include_str!("../transcripts-sample/sessions.csv");

/// The codebook of aims, themes, sub-themes and codes.
pub const CODEBOOK: &str = include_str!("../codebooks/codebook-tier.json");
