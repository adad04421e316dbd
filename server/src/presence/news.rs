//! Tells people who came, who left, and who is here. One at a time, so that what is told last is what
//! is true, and so that a crowd that comes at once costs the chat nothing.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use charla::UserId;
use tokio::{
    sync::mpsc,
    time::{Instant, MissedTickBehavior, interval},
};

use super::Shared;
use crate::{
    announcement::Announcement,
    fanout::Fanout,
    store::{Store, StoreError},
};

/// How often it is seen whether a process has ended without a word.
const EVERY: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Job {
    Came(UserId),
    /// From this process; perhaps not from others.
    Left(UserId),
    /// Wants to know who is here.
    Asked(UserId),
}

pub(super) struct News {
    pub(super) store: Arc<dyn Store>,
    pub(super) fanout: Fanout,
    /// Gone when the server is.
    pub(super) presence: Weak<Shared>,
    pub(super) grace: Duration,
}

impl News {
    pub(super) async fn tell(self, mut jobs: mpsc::Receiver<Job>) {
        let mut rounds = interval(EVERY);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut processes, mut tell_all_at) = (None, None);
        loop {
            let told = tokio::select! {
                job = jobs.recv() => match job {
                    Some(job) => self.follow(job).await,
                    None => return,
                },
                _ = rounds.tick() => {
                    let before = std::mem::replace(&mut processes, self.fanout.processes().await);
                    if before > processes {
                        // The people of one that has ended count as here until they had time to come back.
                        tell_all_at = Some(Instant::now() + self.grace);
                    }
                    if tell_all_at.take_if(|at| *at <= Instant::now()).is_some() {
                        self.tell_everybody().await
                    } else {
                        Ok(())
                    }
                }
            };
            if let Err(error) = told {
                tracing::debug!(%error, "who is here is not told");
            }
        }
    }

    async fn follow(&self, job: Job) -> Result<(), StoreError> {
        let (user, is_here) = match job {
            Job::Asked(user) => return self.tell_one(user).await,
            Job::Came(user) => (user, true),
            Job::Left(user) => (user, false),
        };
        if !is_here && !self.present(vec![user]).await.is_empty() {
            return Ok(());
        }
        let contacts = self.store.contacts(user).await?;
        self.fanout.publish(&contacts, Announcement::presence(user, is_here));
        Ok(())
    }

    async fn tell_one(&self, user: UserId) -> Result<(), StoreError> {
        let present = self.present(self.store.contacts(user).await?).await;
        self.fanout.tell_here(user, Announcement::present(present));
        Ok(())
    }

    async fn tell_everybody(&self) -> Result<(), StoreError> {
        for user in self.fanout.users() {
            self.tell_one(user).await?;
        }
        Ok(())
    }

    /// Those of `users` who are here, or at another process.
    async fn present(&self, users: Vec<UserId>) -> Vec<UserId> {
        let Some(presence) = self.presence.upgrade() else { return Vec::new() };
        let (mut present, others): (Vec<_>, Vec<_>) = users.into_iter().partition(|user| presence.is_here(*user));
        drop(presence);
        present.extend(self.fanout.heard(&others).await);
        present
    }
}
