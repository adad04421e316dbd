//! What processes have used, as Linux tells it.

use std::{fs, time::Duration};

/// Linux counts processor time in hundredths of a second for everybody to see.
const TICK: Duration = Duration::from_millis(10);

/// Of all these processes and their children that ended.
pub(crate) fn cpu(pids: &[u32]) -> Duration {
    pids.iter().map(|pid| TICK * ticks(*pid).unwrap_or(0)).sum()
}

fn ticks(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name, in parentheses, may contain anything.
    let fields: Vec<_> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let field = |place: usize| fields.get(place)?.parse::<u32>().ok();
    // utime, stime, cutime, cstime: the 14th to 17th field of all, the 12th after the name.
    Some(field(11)? + field(12)? + field(13)? + field(14)?)
}

/// Memory in kB that is theirs: anonymous pages, resident.
pub(crate) fn memory(pids: &[u32]) -> u64 {
    pids.iter().map(|pid| resident(*pid).unwrap_or(0)).sum()
}

fn resident(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("RssAnon:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
