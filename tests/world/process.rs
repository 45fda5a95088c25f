//! Other processes: this test binary run again for one of its tests, and what it says.

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Where the other process finds its account. A test that is the other process does nothing without it.
const FOLDER: &str = "BACKPACK_TEST_FOLDER";
/// Begins every line that the other process says to the first one.
const MARK: &str = "@@ ";

/// Returns the folder, in a process that was started by a test.
pub(crate) fn folder() -> Option<PathBuf> {
    env::var_os(FOLDER).map(PathBuf::from)
}

/// Says a line to the process that started this one.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // The harness may have written the beginning of a line.
    writeln!(out, "\n{MARK}{line}").unwrap();
    out.flush().unwrap();
}

/// Starts this binary for one test alone.
pub(crate) fn start(test: &str, folder: &Path, variables: &[(&str, &str)]) -> Child {
    start_under(&[], test, folder, variables)
}

/// Starts this binary for one test alone, under another program that runs what follows its own arguments.
pub(crate) fn start_under(
    program: &[String],
    test: &str,
    folder: &Path,
    variables: &[(&str, &str)],
) -> Child {
    let exe = env::current_exe().unwrap();
    let mut command = match program.split_first() {
        None => Command::new(exe),
        Some((program, arguments)) => {
            let mut command = Command::new(program);
            command.args(arguments).arg(exe);
            command
        }
    };
    command
        .args(["--exact", test, "--nocapture", "--test-threads", "1"])
        .env(FOLDER, folder)
        .envs(variables.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Returns the lines that a process says, as it says them.
pub(crate) fn lines(child: &mut Child) -> impl Iterator<Item = String> + use<> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.map_while(Result::ok).filter_map(|line| line.strip_prefix(MARK).map(str::to_owned))
}

/// Runs this binary for one test alone to its end, and returns what it said.
pub(crate) fn said(test: &str, folder: &Path, variables: &[(&str, &str)]) -> Vec<String> {
    let mut child = start(test, folder, variables);
    let said = lines(&mut child).collect();
    assert!(child.wait().unwrap().success(), "the other process failed: {said:?}");
    said
}

/// Bytes that no compressor makes smaller, the same in every run.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(next).flatten().take(length).collect()
}

/// A small file system in memory, taken away again when dropped.
pub(crate) struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// Mounts one of `bytes`; `None` where that is not allowed.
    pub(crate) fn mount(bytes: u64) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={bytes}");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        mounted.is_ok_and(|status| status.success()).then_some(Self(folder))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(self.0.path()).stderr(Stdio::null()).status().ok();
    }
}
