//! The writer: this binary run again, writing until it is stopped or killed, saying what was acknowledged.

use std::env;
use std::path::Path;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use backpack_testkit::run;

use super::engine::Engine;
use super::work::Work;
use crate::world::process;

const ENGINE: &str = "BACKPACK_DURABILITY_ENGINE";
const WORK: &str = "BACKPACK_DURABILITY_WORK";
/// After so many steps the writer ends by itself; without it, never.
const STEPS: &str = "BACKPACK_DURABILITY_STEPS";
/// How long a writer may need to say its first word, and to stand still.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process that writes.
pub(super) struct Writer {
    child: Child,
    /// The process itself, which is not the child where a tracer stands between.
    pid: String,
    lines: Receiver<String>,
    reader: JoinHandle<()>,
    said: Vec<String>,
}

impl Writer {
    /// Starts a writer in `folder`, under `tracer` if there is one.
    pub(super) fn start(engine: Engine, work: Work, folder: &Path, tracer: &[String]) -> Self {
        Self::start_with(engine, work, folder, tracer, u32::MAX).unwrap()
    }

    /// Lets a writer take so many steps. Returns all that it said; `None` if it could not even begin.
    pub(super) fn run(
        engine: Engine,
        work: Work,
        folder: &Path,
        tracer: &[String],
        steps: u32,
    ) -> Option<Vec<String>> {
        Self::start_with(engine, work, folder, tracer, steps).map(Self::end)
    }

    fn start_with(engine: Engine, work: Work, folder: &Path, tracer: &[String], steps: u32) -> Option<Self> {
        let steps = steps.to_string();
        let variables = [(ENGINE, engine.name), (WORK, work.name()), (STEPS, steps.as_str())];
        let mut child =
            process::start_under(tracer, "durability::child::writes_until_it_ends", folder, &variables);
        let said = process::lines(&mut child);
        let (tell, lines) = channel();
        let reader = std::thread::spawn(move || said.for_each(|line| drop(tell.send(line))));
        let Ok(first) = lines.recv_timeout(PATIENCE) else {
            child.wait().unwrap();
            return None;
        };
        let pid = first.strip_prefix("pid ").unwrap().to_owned();
        Some(Self { child, pid, lines, reader, said: Vec::new() })
    }

    /// Waits until it says that it begins to write. Says whether it did, or ended before.
    pub(super) fn is_ready(&mut self) -> bool {
        while let Ok(line) = self.lines.recv_timeout(PATIENCE) {
            self.said.push(line);
            if self.said.last().is_some_and(|line| line == "ready") {
                return true;
            }
        }
        false
    }

    /// Stops it where it is, and returns once none of its threads runs any more.
    pub(super) fn stop(&self) {
        signal("-STOP", &self.pid);
        let tasks = Path::new("/proc").join(&self.pid).join("task");
        for _ in 0..PATIENCE.as_millis() {
            let running = std::fs::read_dir(&tasks).unwrap().any(|task| {
                let stat = std::fs::read_to_string(task.unwrap().path().join("stat")).unwrap_or_default();
                // The state follows the name, which stands in brackets and may hold anything.
                let state = stat.rsplit_once(") ").map_or("T", |(_, rest)| rest);
                !(state.starts_with('T') || state.starts_with('t'))
            });
            if !running {
                return;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        panic!("the writer does not stand still");
    }

    /// Kills it. Returns everything that it said.
    pub(super) fn kill(self) -> Vec<String> {
        signal("-KILL", &self.pid);
        self.end()
    }

    /// Waits for its end. Returns everything that it said.
    pub(super) fn end(mut self) -> Vec<String> {
        self.child.wait().unwrap();
        self.reader.join().unwrap();
        self.said.extend(self.lines.try_iter());
        self.said
    }
}

fn signal(signal: &str, pid: &str) {
    Command::new("kill").args([signal, pid]).status().unwrap();
}

/// The other process; by itself it does nothing.
#[test]
fn writes_until_it_ends() {
    let Some(folder) = process::folder() else { return };
    let variable = |name: &str| env::var(name).unwrap();
    process::say(&format!("pid {}", std::process::id()));
    let steps = variable(STEPS).parse().unwrap();
    run(Work::named(&variable(WORK)).write(Engine::named(&variable(ENGINE)), &folder, steps));
}
