//! Resources used by processes, read from Linux's /proc.

use std::{
    fs,
    process::{Command, Stdio},
    time::Duration,
};

/// Linux reports processor time in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// Returns the processor time of these processes and their ended children.
pub(crate) fn cpu(pids: &[u32]) -> Duration {
    pids.iter().map(|pid| TICK * ticks(*pid).unwrap_or(0)).sum()
}

fn ticks(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The process name, in parentheses, may contain spaces.
    let fields: Vec<_> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let field = |place: usize| fields.get(place)?.parse::<u32>().ok();
    // utime, stime, cutime, cstime: fields 14 to 17, counted from 1 with the name; the 12th after the name.
    Some(field(11)? + field(12)? + field(13)? + field(14)?)
}

/// Returns the private memory of these processes in kB: resident anonymous pages.
pub(crate) fn memory(pids: &[u32]) -> u64 {
    pids.iter().map(|pid| resident(*pid).unwrap_or(0)).sum()
}

fn resident(pid: u32) -> Option<u64> {
    field(pid, "RssAnon:")
}

/// Returns the resident memory of a process in kB, shared or not.
pub(crate) fn occupied(pid: u32) -> u64 {
    field(pid, "VmRSS:").unwrap_or(0)
}

fn field(pid: u32, name: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Returns the number of open files and sockets of a process.
pub(crate) fn open_files(pid: u32) -> usize {
    fs::read_dir(format!("/proc/{pid}/fd")).map_or(0, Iterator::count)
}

/// Returns the child processes.
pub(crate) fn children(pid: u32) -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let pids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    pids.filter(|other| parent(*other) == Some(pid)).collect()
}

fn parent(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

/// Whether all threads of a process are stopped.
pub(crate) fn has_stopped(pid: u32) -> bool {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else { return false };
    threads.flatten().all(|thread| {
        let stat = fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
        // The state follows the name.
        stat.rsplit_once(") ").is_some_and(|(_, state)| state.starts_with('T'))
    })
}

/// Sends a signal. Used only for processes that this program started.
pub(crate) fn signal(pid: u32, name: &str) -> Result<(), String> {
    let done = Command::new("kill").args(["-s", name, &pid.to_string()]).stderr(Stdio::null()).status();
    match done {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("process {pid} is not there any more")),
        Err(error) => Err(format!("kill: {error}")),
    }
}
