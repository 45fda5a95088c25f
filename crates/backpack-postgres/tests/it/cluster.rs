//! A server of one test's own, to be killed.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::support::Server;

/// What the shell does: it starts the server, does as it is told line by line, and removes all when the lines end.
const SCRIPT: &str = r#"
set -euo pipefail
source "$0"
why=$(postgres_install)
if [ -n "$why" ]; then echo "left out: $why"; exit; fi
trap postgres_stop EXIT
postgres_start
echo "$BACKPACK_POSTGRES"
echo "$BACKPACK_POSTGRES_APP"
while read -r word rest; do
    case $word in
        kill) postgres_kill ;;
        start) postgres_restart ;;
        sql) postgres_sql "$rest" ;;
    esac
    echo done
done
"#;

/// A private cluster. It is stopped and removed when it is dropped.
pub(crate) struct Cluster {
    shell: Child,
    told: Option<ChildStdin>,
    said: BufReader<ChildStdout>,
    pub(crate) server: Server,
}

impl Cluster {
    /// Makes a cluster and starts its server; says that the test is left out if there is none to start.
    pub(crate) fn start() -> Option<Self> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/servers/postgres.sh");
        let mut shell = Command::new("bash")
            .args(["-c", SCRIPT, script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (told, mut said) = (shell.stdin.take(), BufReader::new(shell.stdout.take().unwrap()));
        let (owner, app) = (line(&mut said), line(&mut said));
        let cluster = Self { shell, told, said, server: Server { owner, app } };
        if !cluster.server.owner.starts_with("postgres://") {
            eprintln!("{}", cluster.server.owner);
            return None;
        }
        Some(cluster)
    }

    /// Kills the server and its children.
    pub(crate) fn kill(&mut self) {
        self.tell("kill");
    }

    /// Starts the server again, and waits until it has recovered.
    pub(crate) fn restart(&mut self) {
        self.tell("start");
    }

    /// Runs a statement as the superuser.
    pub(crate) fn sql(&mut self, statement: &str) {
        self.tell(&format!("sql {statement}"));
    }

    fn tell(&mut self, what: &str) {
        writeln!(self.told.as_mut().unwrap(), "{what}").unwrap();
        assert_eq!(line(&mut self.said), "done", "{what}");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.told.take());
        drop(self.shell.wait());
    }
}

fn line(said: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}
