//! One test of this binary in a process of its own.

use std::env;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;

use backpack_objects::object_store::ObjectStore;
use backpack_objects::{ObjectOptions, open};

use crate::support::options;

const PLACE: &str = "BACKPACK_OBJECTS_TEST_PLACE";

/// Returns the command that runs the test `name` on the storage at `place`: a URL, and behind a space the server's address.
pub(crate) fn command(name: &str, place: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args([name, "--exact", "--nocapture"]).env(PLACE, place).stdout(Stdio::piped());
    command
}

/// Returns the storage that this process was started for, or nothing when it runs as a test.
pub(crate) fn place() -> Option<Arc<dyn ObjectStore>> {
    env::var(PLACE).ok().map(|place| opened(&place))
}

/// Opens a place that is written as for [`command`].
pub(crate) fn opened(place: &str) -> Arc<dyn ObjectStore> {
    let (url, address) = place.split_once(' ').unwrap_or((place, ""));
    let options = if address.is_empty() { ObjectOptions::new() } else { options(address) };
    open(&url.parse().unwrap(), &options).unwrap()
}

/// Says a line to the process that waits for it.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nsaid {line}").unwrap();
    out.flush().unwrap();
}

/// Returns what was said in a line, if anything.
pub(crate) fn said(line: &str) -> Option<&str> {
    line.strip_prefix("said ")
}
