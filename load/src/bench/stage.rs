//! A running server with readers who are signed in.

use std::{path::PathBuf, time::Duration};

use super::dataset;
use crate::{
    crowd,
    failures::{folder::Folder, server::Running},
    person::Person,
    process,
    wire::Wire,
};

pub(super) struct Stage {
    pub(super) url: String,
    pub(super) wire: Wire,
    pub(super) readers: Vec<Person>,
    /// Facts about a server that was started here.
    pub(super) started: Option<Started>,
    /// The first processes of the server and of its database.
    pids: Vec<u32>,
    pairs: Vec<(Person, Person)>,
}

pub(super) struct Started {
    /// From the start of the process to the first connection.
    pub(super) after: Duration,
    /// Resident memory in kB before anybody has signed in.
    pub(super) memory_at_rest: u64,
    pub(super) site: PathBuf,
    /// They end, or are deleted, with the stage.
    pub(super) _running: Running,
    pub(super) _folder: Folder,
}

impl Stage {
    pub(super) async fn new(url: String, wire: Wire, pids: Vec<u32>, started: Option<Started>) -> Result<Self, String> {
        let mut readers = Vec::new();
        for n in 1..=dataset::READERS {
            // The numbers before are those of the pairs: an address may sign in a limited number of users.
            let number = 2 * dataset::PAIRS + 1 + n;
            readers.push(Person::signs_in(&url, &dataset::reader(n), number).await?);
        }
        Ok(Self { url, wire, readers, started, pids, pairs: Vec::new() })
    }

    /// Returns the pairs who write to each other, who sign in at the first call.
    pub(super) async fn pairs(&mut self) -> Result<&[(Person, Person)], String> {
        if self.pairs.is_empty() {
            self.pairs = crowd::pairs(std::slice::from_ref(&self.url), dataset::PAIRS).await?;
        }
        Ok(&self.pairs)
    }

    /// Returns the processes of the server, and of its database if that is a server, too.
    pub(super) fn pids(&self) -> Vec<u32> {
        let children = self.pids.iter().flat_map(|pid| process::children(*pid));
        self.pids.iter().copied().chain(children).collect()
    }

    /// Returns the processor time of all its processes.
    pub(super) fn cpu(&self) -> Duration {
        process::cpu(&self.pids())
    }
}
