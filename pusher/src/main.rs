//! `matrix-pusher`.

fn main() {}
