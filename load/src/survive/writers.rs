//! People who write at once, each in a conversation of their own.

use std::{fs, path::Path};

use futures::future::{join_all, try_join_all};
use tokio::time::{Duration, Instant, timeout};

use super::{PATIENCE, ledger::Ledger, server::Server, writer::Writer};
use crate::{Target, crowd, dataset};

const WRITERS: u32 = 20;

pub(super) struct Writers(Vec<Writer>);

impl Writers {
    /// Brings them into the database, before the server is started: people who write, and a conversation with so many
    /// messages that is no one's of them.
    pub(super) async fn move_in(server: &Server, history: u32, folder: &Path) -> Result<(), String> {
        let file = folder.join("dataset.json");
        let people = dataset::with_history(WRITERS, history).to_string();
        fs::write(&file, people).map_err(|error| format!("{}: {error}", file.display()))?;
        server.runs(&["import", &file.to_string_lossy()]).await
    }

    /// `lies`: they take what they only sent for acknowledged.
    pub(super) async fn sign_in(server: &Server, lies: bool) -> Result<Self, String> {
        let target = Target { urls: vec![server.url()], pids: Vec::new(), origin: false };
        let pairs = crowd::pairs(&target, WRITERS).await?;
        let numbered = (1..).zip(pairs);
        Ok(Self(numbered.map(|(conversation, (person, _))| Writer::new(person, conversation, lies)).collect()))
    }

    /// Until the server hangs up on them.
    pub(super) async fn write(&mut self) {
        self.write_until(|_| false).await;
    }

    /// Until each has enough, or the server hangs up on them.
    pub(super) async fn write_until(&mut self, enough: impl Fn(&Ledger) -> bool + Copy) {
        join_all(self.0.iter_mut().map(|writer| writer.writes(enough))).await;
    }

    /// For as long as something else takes.
    pub(super) async fn write_during<T>(&mut self, work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
        tokio::select! {
            done = work => done,
            () = self.write() => Err("the server hangs up".into()),
        }
    }

    /// Until everything is acknowledged.
    pub(super) async fn finish(&mut self) -> Result<(), String> {
        let finished = timeout(PATIENCE, try_join_all(self.0.iter_mut().map(Writer::finishes))).await;
        finished.map_err(|_| "the last messages find no answer".to_owned())?.map(|_| ())
    }

    /// How many messages were acknowledged, if all that is stored is as it should be: that, and nothing else.
    pub(super) async fn check(&self) -> Result<usize, String> {
        match self.lost().await? {
            0 => Ok(self.acknowledged()),
            lost => Err(format!("{lost} acknowledged messages are lost")),
        }
    }

    pub(super) fn acknowledged(&self) -> usize {
        self.0.iter().map(|writer| writer.ledger.acknowledged()).sum()
    }

    /// How many acknowledged messages are not there; an error where what is there is not in order.
    pub(super) async fn lost(&self) -> Result<usize, String> {
        let mut lost = 0;
        for writer in &self.0 {
            let stored = writer.stored(&writer.person).await?;
            lost += writer.ledger.lost(&stored, Instant::now()).map_err(|what| writer.complaint(&what))?;
        }
        Ok(lost)
    }

    /// How many messages another server has, if everything is there that was acknowledged before this moment.
    pub(super) async fn check_copy(&self, server: &Server, before: Instant) -> Result<usize, String> {
        let mut messages = 0;
        for writer in &self.0 {
            let stored = writer.stored(&writer.person.at(&server.url())).await?;
            match writer.ledger.lost(&stored, before).map_err(|what| writer.complaint(&what))? {
                0 => messages += stored.len(),
                lost => return Err(writer.complaint(&format!("the copy lacks {lost} acknowledged messages"))),
            }
        }
        Ok(messages)
    }

    pub(super) fn longest_wait(&self, from: Instant, to: Instant) -> Duration {
        self.0.iter().map(|writer| writer.ledger.longest_wait(from, to)).max().unwrap_or_default()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Writer> {
        self.0.iter()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Writer> {
        self.0.iter_mut()
    }
}
