//! A program that a test starts. It never outlives the test.

use std::{
    os::unix::process::ExitStatusExt,
    process::{self, Command, ExitStatus, Stdio},
    time::Duration,
};

use tokio::time::{Instant, sleep};

use super::TIMEOUT;
use crate::process::{has_stopped, signal};

/// Killed when it is dropped, or when the test ends in any way.
#[derive(Debug)]
pub(crate) struct Child {
    name: String,
    process: process::Child,
}

impl Child {
    /// Starts the program. It gets the signal `last` if the test itself is killed.
    pub(crate) fn starts(command: &Command, last: &str) -> Result<Self, String> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut guarded = Command::new("setpriv");
        guarded.args(["--pdeathsig", last, &name]).args(command.get_args());
        guarded.envs(command.get_envs().filter_map(|(variable, value)| Some((variable, value?))));
        guarded.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = guarded.spawn().map_err(|error| format!("setpriv, to start {name}: {error}"))?;
        Ok(Self { name, process })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }

    pub(crate) fn send_signal(&self, name: &str) -> Result<(), String> {
        signal(self.pid(), name)
    }

    /// Stops the program, and waits until all its threads are stopped, also those in system calls.
    pub(crate) async fn stops(&self) -> Result<(), String> {
        self.send_signal("STOP")?;
        let begun = Instant::now();
        while !has_stopped(self.pid()) {
            if begun.elapsed() > TIMEOUT {
                return Err(format!("{} does not stop", self.name));
            }
            sleep(Duration::from_millis(1)).await;
        }
        Ok(())
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.process.try_wait(), Ok(None))
    }

    /// Waits for the program to end. Returns how long that took.
    pub(crate) async fn ends_within(&mut self, limit: Duration) -> Result<Duration, String> {
        let begun = Instant::now();
        loop {
            match self.process.try_wait().map_err(|error| error.to_string())? {
                Some(status) if status.success() => return Ok(begun.elapsed()),
                Some(status) => return Err(format!("{} ended with {}", self.name, describe(status))),
                None if begun.elapsed() > limit => {
                    return Err(format!("{} does not end within {} s", self.name, limit.as_secs()));
                }
                None => sleep(Duration::from_millis(5)).await,
            }
        }
    }

    pub(crate) fn kill(&mut self) {
        // It may have ended by itself. The next start shows that.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// Sends TERM and waits, so that programs that it started have ended, too.
    pub(crate) fn terminate(&mut self) {
        if !self.has_ended() {
            let _ = self.send_signal("TERM");
            let _ = self.process.wait();
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.kill();
    }
}

fn describe(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("code {code}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => "no status".into(),
    }
}
