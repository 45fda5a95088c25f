//! The other process: this test binary run again for one of its tests, writing until it is killed.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::{Embedded, kill, reclaims};

/// Where the other process finds its store, and what it does there.
const FOLDER: &str = "BACKPACK_TESTKIT_FOLDER";
const WORK: &str = "BACKPACK_TESTKIT_WORK";
/// Begins every line that it says.
const MARK: &str = "@@ ";

/// How to start the other process.
#[derive(Clone, Debug)]
pub struct Other {
    test: String,
    variables: Vec<(String, String)>,
}

/// What the other process does until it is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    Commits,
    Reclaims,
}

/// A process that writes.
pub(super) struct Running {
    child: Child,
    lines: Box<dyn Iterator<Item = String>>,
}

impl Other {
    /// Returns the process that runs a test of this binary, named by `module_path!` and its name. The test must call
    /// [`be_the_other`].
    #[must_use]
    pub fn new(test: &str) -> Self {
        // The binary's tests go by their names within its crate.
        let test = test.split_once("::").map_or(test, |(_, within)| within);
        Self { test: test.to_owned(), variables: Vec::new() }
    }

    /// Sets a variable in the environment of the process.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn start(&self, folder: &Path, work: Work) -> Running {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", &self.test, "--nocapture", "--test-threads", "1"])
            .env(FOLDER, folder)
            .env(WORK, format!("{work:?}"))
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let lines = Box::new(lines.filter_map(|line| line.strip_prefix(MARK).map(str::to_owned)));
        Running { child, lines }
    }
}

impl Running {
    /// Returns the next thing that it says; `None` once it has ended.
    pub(super) fn next(&mut self) -> Option<String> {
        self.lines.next()
    }

    /// Kills it. Returns what it said before it died that nobody had read.
    pub(super) fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        let rest = self.lines.by_ref().collect();
        self.child.wait().unwrap();
        rest
    }
}

/// Writes until the process is killed, if it was started to be; as a test, it does nothing.
pub fn be_the_other(subject: &dyn Embedded) {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let work = env::var(WORK).unwrap();
    let folder = Path::new(&folder);
    if work == format!("{:?}", Work::Commits) {
        crate::run(kill::commit_until_killed(subject, folder));
    } else {
        crate::run(reclaims::reclaim_until_killed(subject, folder));
    }
}

/// Says something to the process that started this one.
pub(super) fn say(what: &str) {
    let mut out = std::io::stdout().lock();
    // The harness may have written the beginning of a line.
    writeln!(out, "\n{MARK}{what}").unwrap();
    out.flush().unwrap();
}
