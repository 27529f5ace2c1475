//! The project's commands: `cargo xtask <command>`. Each module below is one of them, or one tool they share.

mod bench;
mod build;
mod chromium;
mod demo;
mod differential;
mod node;
mod panics;
mod playground;
mod pusher;
mod run;
mod size;
mod test;
mod wasm;
mod workspace;

use std::process::ExitCode;

use run::Outcome;

/// One command: its name, what the help says about it, and the function that does it.
struct Command {
    name: &'static str,
    about: &'static str,
    act: fn() -> Outcome,
}

const COMMANDS: [Command; 11] = [
    Command { name: "build", about: "make the npm package complete: pkg/dist", act: build::build },
    Command { name: "test", about: "run every check and test there is", act: test::test },
    Command {
        name: "play",
        about: "build the playground and serve it on this machine; prints the address",
        act: playground::play,
    },
    Command {
        name: "site",
        about: "build the playground as a folder to publish: www/dist",
        act: playground::site,
    },
    Command {
        name: "demo",
        about: "print which rule fires for each event of a real Synapse /sync answer",
        act: demo::demo,
    },
    Command {
        name: "push-bench",
        about: "measure the pusher: deliveries a second, latency, memory",
        act: pusher::bench,
    },
    Command {
        name: "push-demo",
        about: "show that the pusher loses nothing: gateway and service are killed and come back",
        act: pusher::demo,
    },
    Command {
        name: "push-dist",
        about: "hold the pusher's files for operators against nginx, systemd and Prometheus",
        act: pusher::dist,
    },
    Command {
        name: "push-synapse",
        about: "compare what the pusher sends with what a real Synapse sends (installs Synapse)",
        act: pusher::synapse,
    },
    Command {
        name: "size",
        about: "print the sizes of the package's files; fail above the budget",
        act: size::size,
    },
    Command {
        name: "bench",
        about: "run the benchmarks, native, in Node and in Chromium",
        act: bench::bench,
    },
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).peekable();
    let outcome = match (arguments.next().as_deref(), arguments.peek().cloned()) {
        (Some("differential"), _) => differential::differential(arguments),
        (Some("push-kill"), _) => pusher::kill(arguments),
        (None | Some("help" | "--help" | "-h"), None) => {
            print!("{}", help());
            Ok(())
        }
        (Some(name), None) => match COMMANDS.iter().find(|command| command.name == name) {
            Some(command) => (command.act)(),
            None => Err(format!("unknown command `{name}`\n\n{}", help())),
        },
        (_, Some(extra)) => Err(format!("unexpected argument `{extra}`\n\n{}", help())),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn help() -> String {
    let mut text = String::from("usage: cargo xtask <command>\n\n");
    for command in &COMMANDS {
        text.push_str(&format!("  {:<14}{}\n", command.name, command.about));
    }
    text.push_str(pusher::HELP);
    text.push_str(differential::HELP);
    text
}
