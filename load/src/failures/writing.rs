//! Several writers at the same time, and a check of what is stored.

use std::{collections::BTreeMap, ops::RangeBounds, time::Duration};

use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

use super::{TIMEOUT, closings::Closings, transcript::Transcript, writer::Writer};

/// The writers end when this is dropped.
pub(super) struct Writing {
    writers: Vec<Writer>,
    stop: watch::Sender<bool>,
    tasks: JoinSet<Result<(), String>>,
}

/// What a server has stored.
pub(super) struct Found {
    pub(super) messages: usize,
    /// Number of acknowledged messages that are missing.
    pub(super) lost: usize,
}

impl Writing {
    pub(super) fn starts(writers: Vec<Writer>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let tasks = writers.iter().cloned().map(|writer| writer.writes(stopped.clone())).collect();
        Self { writers, stop, tasks }
    }

    /// Returns the highest acknowledged `seq` of each writer.
    pub(super) fn last_seqs(&self) -> Vec<u64> {
        self.writers.iter().map(|writer| writer.ledger().last_seq).collect()
    }

    pub(super) fn acknowledged(&self) -> usize {
        self.counts().iter().sum()
    }

    fn counts(&self) -> Vec<usize> {
        self.writers.iter().map(|writer| writer.ledger().acknowledged()).collect()
    }

    /// Waits until each writer gets one more acknowledgement.
    pub(super) async fn goes_on(&mut self) -> Result<(), String> {
        let before = self.counts();
        self.until("not everybody writes again", |place, writer| writer.ledger().acknowledged() > before[place]).await
    }

    /// Waits until the condition holds for each writer.
    pub(super) async fn until(
        &mut self,
        else_what: &str,
        is_so: impl Fn(usize, &Writer) -> bool,
    ) -> Result<(), String> {
        let begun = Instant::now();
        while !self.writers.iter().enumerate().all(|(place, writer)| is_so(place, writer)) {
            if let Some(ended) = self.tasks.try_join_next() {
                ended.map_err(|error| error.to_string())??;
            }
            if begun.elapsed() > TIMEOUT {
                return Err(else_what.to_owned());
            }
            sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }

    /// Stops the writers, and waits until everything is acknowledged.
    pub(super) async fn ends(&mut self) -> Result<(), String> {
        self.stop.send_replace(true);
        timeout(TIMEOUT, self.finishes()).await.map_err(|_| "the last messages find no answer".to_owned())?
    }

    /// Waits until the writers have written everything.
    pub(super) async fn finishes(&mut self) -> Result<(), String> {
        while let Some(ended) = self.tasks.join_next().await {
            ended.map_err(|error| error.to_string())??;
        }
        Ok(())
    }

    /// Returns the number of acknowledged messages. An error if they are not stored once and in order, or others are.
    pub(super) async fn check(&self) -> Result<usize, String> {
        match self.found(None, Instant::now()).await?.lost {
            0 => Ok(self.acknowledged()),
            lost => Err(format!("{lost} acknowledged messages are lost")),
        }
    }

    /// Returns what is stored, at this server or the writers' own, of the messages acknowledged before this time. An error
    /// if messages are stored twice, out of order, or were never written.
    pub(super) async fn found(&self, url: Option<&str>, before: Instant) -> Result<Found, String> {
        let mut found = Found { messages: 0, lost: 0 };
        for writer in &self.writers {
            let complaint = |what: &str| format!("conversation {}: {what}", writer.conversation);
            let person = url.map_or_else(|| writer.sessions[0].clone(), |url| writer.sessions[0].at(url));
            let transcript = Transcript::of(&person, writer.conversation).await?;
            let own = transcript.own();
            let ledger = writer.ledger();
            found.lost += ledger.lost(&own, before).map_err(|what| complaint(&what))?;
            if !ledger.is_in_order(&own) {
                return Err(complaint("not in the order in which it was written"));
            }
            drop(ledger);
            let all = self.writers.iter().filter(|other| other.conversation == writer.conversation);
            if transcript.0.len() > all.map(|writer| writer.ledger().written()).sum() {
                return Err(complaint("more messages than were written"));
            }
            found.messages += own.len();
        }
        Ok(found)
    }

    /// Returns the longest time from writing a message to its acknowledgement, among those acknowledged in this range.
    pub(super) fn longest_wait(&self, between: impl RangeBounds<Instant>) -> Duration {
        self.writers.iter().map(|writer| writer.ledger().longest_wait(&between)).max().unwrap_or_default()
    }

    /// Returns the number of refusals by code.
    pub(super) fn refusals(&self) -> BTreeMap<String, u32> {
        let mut refusals = BTreeMap::new();
        for writer in &self.writers {
            for (code, count) in &writer.ledger().refusals {
                *refusals.entry(code.clone()).or_default() += count;
            }
        }
        refusals
    }

    pub(super) fn closings(&self) -> Closings {
        let mut closings = Closings::default();
        self.writers.iter().for_each(|writer| closings.add(&writer.closings()));
        closings
    }
}
