//! Pushers for people: a line each, widths as needed, pushkeys as fingerprints.

use std::io::Write as _;

use super::super::{Failure, terminal::harmless};
use crate::{clock::Millis, operations::logs::fingerprint, store::pushers::Pusher};

const HEADINGS: [&str; 7] = ["number", "user", "app", "pushkey", "gateway", "state", "last success"];

pub(super) fn print(pushers: &[Pusher], now: Millis) -> Result<(), Failure> {
    let mut output = anstream::stdout().lock();
    if pushers.is_empty() {
        writeln!(output, "no pushers")?;
        return Ok(());
    }
    let rows: Vec<[String; 7]> = pushers.iter().map(|pusher| row(pusher, now)).collect();
    let mut widths = HEADINGS.map(str::len);
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: &[String; 7]| {
        let cells = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let bold = anstyle::Style::new().bold();
    writeln!(output, "{bold}{}{bold:#}", line(&HEADINGS.map(str::to_owned)))?;
    for (row, pusher) in rows.iter().zip(pushers) {
        let style = style(pusher);
        writeln!(output, "{style}{}{style:#}", line(row))?;
    }
    Ok(())
}

fn row(pusher: &Pusher, now: Millis) -> [String; 7] {
    let registration = &pusher.registration;
    [
        pusher.pusher_id.to_string(),
        harmless(&registration.user_id).into_owned(),
        harmless(&registration.app_id).into_owned(),
        fingerprint(&registration.pushkey).to_string(),
        registration.origin.clone(),
        state(pusher, now),
        pusher.last_success.map_or_else(|| "never".to_owned(), |at| format!("{} ago", age(now, at))),
    ]
}

fn state(pusher: &Pusher, now: Millis) -> String {
    let waiting = pusher.waiting_since.map(|since| format!(", waiting for {}", age(now, since)));
    let waiting = waiting.unwrap_or_default();
    match (&pusher.last_failure, pusher.registration.enabled) {
        (_, false) => "off".to_owned(),
        (Some(failure), true) => {
            let next = match pusher.next_attempt_at {
                Some(at) if at > now => format!(", next try in {}", age(at, now)),
                _ => String::new(),
            };
            format!("failing: {}{waiting}{next}", harmless(failure))
        }
        (None, true) if pusher.waiting_since.is_some() => format!("sending{waiting}"),
        (None, true) => "ok".to_owned(),
    }
}

fn style(pusher: &Pusher) -> anstyle::Style {
    if pusher.last_failure.is_some() { anstyle::AnsiColor::Red.on_default() } else { anstyle::Style::new() }
}

/// The largest unit that is not zero.
fn age(later: Millis, earlier: Millis) -> String {
    let seconds = later.saturating_sub(earlier).max(0) / 1000;
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..86_400 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_have_one_unit() {
        for (milliseconds, text) in
            [(-5, "0 s"), (59_999, "59 s"), (60_000, "1 min"), (7_200_000, "2 h"), (200_000_000, "2 d")]
        {
            assert_eq!(age(milliseconds, 0), text);
        }
    }
}
