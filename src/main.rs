//! The program: parse, run, print a failure with its hint, exit.

fn main() {}
