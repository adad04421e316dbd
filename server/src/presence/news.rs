//! Tells people who came, who left, and who is here. One at a time, so that what is told last is what
//! is true, and so that a crowd that comes at once costs the chat nothing.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use charla::UserId;
use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, interval},
};

use super::Shared;
use crate::{
    announcement::Announcement,
    fanout::Fanout,
    store::{Store, StoreError},
};

/// Between two attempts to tell everybody.
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
}

#[derive(Debug, thiserror::Error)]
enum Untold {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("Redis does not say who is at other servers")]
    NotKnown,
}

impl News {
    pub(super) async fn tell(self, mut jobs: mpsc::Receiver<Job>) {
        let mut rounds = interval(EVERY);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Something was not told: when it can be, everybody is told anew.
        let mut is_behind = false;
        loop {
            let told = tokio::select! {
                job = jobs.recv() => match job {
                    Some(job) => self.follow(job).await,
                    None => return,
                },
                _ = rounds.tick(), if is_behind => {
                    is_behind = false;
                    self.tell_everybody().await
                }
            };
            if let Err(reason) = told {
                tracing::debug!(%reason, "who is here is not told");
                is_behind = true;
            }
        }
    }

    async fn follow(&self, job: Job) -> Result<(), Untold> {
        let (user, is_here) = match job {
            Job::Asked(user) => return self.tell_one(user).await,
            Job::Came(user) => (user, true),
            Job::Left(user) => (user, false),
        };
        if !is_here {
            let (present, is_whole) = self.present(vec![user]).await;
            if !present.is_empty() {
                return Ok(());
            }
            is_whole?;
        }
        let contacts = self.store.contacts(user).await?;
        self.fanout.publish(&contacts, Announcement::presence(user, is_here));
        Ok(())
    }

    async fn tell_one(&self, user: UserId) -> Result<(), Untold> {
        let contacts = self.store.contacts(user).await?;
        let (present, is_whole) = self.present(contacts).await;
        self.fanout.tell_here(user, Announcement::present(present));
        is_whole
    }

    async fn tell_everybody(&self) -> Result<(), Untold> {
        for user in self.fanout.users() {
            self.tell_one(user).await?;
        }
        Ok(())
    }

    /// Those of `users` who are here, and at other processes, where that is known now.
    async fn present(&self, users: Vec<UserId>) -> (Vec<UserId>, Result<(), Untold>) {
        let Some(presence) = self.presence.upgrade() else { return (Vec::new(), Ok(())) };
        let (mut present, others): (Vec<_>, Vec<_>) = users.into_iter().partition(|user| presence.is_here(*user));
        drop(presence);
        let elsewhere = self.fanout.heard(&others).await;
        let is_whole = elsewhere.as_ref().map(drop).ok_or(Untold::NotKnown);
        present.extend(elsewhere.unwrap_or_default());
        (present, is_whole)
    }
}
