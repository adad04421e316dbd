//! Builds and other servers, as they are named on the command line.

use std::{path::PathBuf, str::FromStr};

use crate::failures::server::Program;

/// A program with its site: NAME=PROGRAM or NAME=PROGRAM,SITE.
#[derive(Debug, Clone)]
pub(super) struct Build {
    pub(super) name: String,
    pub(super) program: Program,
    pub(super) site: PathBuf,
}

/// A running server with the protocol of the original design: NAME=URL or NAME=URL,PID,PID…
#[derive(Debug, Clone)]
pub(super) struct Peer {
    pub(super) name: String,
    pub(super) url: String,
    /// All its processes.
    pub(super) pids: Vec<u32>,
}

impl FromStr for Build {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, files) = text.split_once('=').ok_or("NAME=PROGRAM or NAME=PROGRAM,SITE")?;
        let (program, site) = files.split_once(',').unwrap_or((files, "target/site"));
        Ok(Self { name: name.to_owned(), program: Program::at(program.into()), site: site.into() })
    }
}

impl FromStr for Peer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, rest) = text.split_once('=').ok_or("NAME=URL or NAME=URL,PID,PID…")?;
        let mut parts = rest.split(',');
        let url = parts.next().unwrap_or_default().trim_end_matches('/').to_owned();
        let pids = parts.map(|pid| pid.parse().map_err(|_| format!("{pid} is not a pid"))).collect::<Result<_, _>>()?;
        Ok(Self { name: name.to_owned(), url, pids })
    }
}
