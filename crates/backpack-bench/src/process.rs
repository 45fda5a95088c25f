//! Work in a process of its own, so that its memory is its own.

use std::io;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::Context as _;

/// What a process has held, as the system says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Memory {
    /// The bytes it holds now.
    pub now: u64,
    /// The most bytes it has held.
    pub peak: u64,
}

impl Memory {
    /// Returns what this process holds and has held.
    ///
    /// # Errors
    ///
    /// If the system does not say so in `/proc`, as Linux does.
    pub fn read() -> anyhow::Result<Self> {
        let status = std::fs::read_to_string("/proc/self/status").context("memory is read on Linux alone")?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
            kibibytes
                .map(|kibibytes| kibibytes << 10)
                .with_context(|| format!("the system does not say {name}"))
        };
        Ok(Self { now: field("VmRSS:")?, peak: field("VmHWM:")? })
    }
}

/// Returns the processor time that the living threads of this process have taken; nothing where `/proc` does not say.
///
/// Unlike the time on the clock it hardly depends on what else the machine does.
#[must_use]
pub fn processor_time() -> Option<Duration> {
    let mut nanos = 0;
    for thread in std::fs::read_dir("/proc/self/task").ok()? {
        // A thread may end between the listing and the look.
        let Ok(line) = std::fs::read_to_string(thread.ok()?.path().join("schedstat")) else { continue };
        nanos += line.split_whitespace().next()?.parse::<u64>().ok()?;
    }
    Some(Duration::from_nanos(nanos))
}

/// Returns the arguments behind `child`, if this process is one that [`run_child`] started.
#[must_use]
pub fn child_arguments() -> Option<Vec<String>> {
    let mut arguments = std::env::args().skip(1);
    (arguments.next()? == CHILD).then(|| arguments.collect())
}

/// Runs this program again with these arguments, and returns the numbers on its last line.
///
/// # Errors
///
/// If it fails, or prints something else.
pub fn run_child(arguments: &[&str]) -> anyhow::Result<Vec<f64>> {
    let program = std::env::current_exe()?;
    let output = Command::new(program).arg(CHILD).args(arguments).stderr(Stdio::inherit()).output()?;
    anyhow::ensure!(output.status.success(), "the process of its own failed");
    let text = String::from_utf8(output.stdout).map_err(io::Error::other)?;
    let last = text.lines().last().unwrap_or_default();
    last.split_whitespace().map(|number| number.parse().context("no number")).collect()
}

const CHILD: &str = "child";
