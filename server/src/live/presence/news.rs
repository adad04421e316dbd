//! Tells people who came, who left, and who is here. One at a time, so that what is told last is what
//! is true, and so that a crowd that comes at once costs the chat nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
    sync::{Arc, Weak, atomic::Ordering},
    time::Duration,
};

use charla::{LastSeen, UserId};
use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, interval},
};

use super::Shared;
use crate::{
    live::{broadcast::Broadcast, fanout::Fanout, hub::SocketId},
    store::{Store, StoreError},
};

/// Those who asked in the meantime are answered together.
const ANSWER_EVERY: Duration = Duration::from_millis(500);

/// Between two attempts to tell everybody.
const EVERY: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(super) enum Job {
    Came(UserId),
    /// From this process; perhaps not from others.
    Left(LastSeen),
    /// Wants to know, at this socket, who is here.
    Asked(UserId, SocketId),
}

pub(super) struct News {
    pub(super) store: Arc<dyn Store>,
    pub(super) fanout: Fanout,
    /// Gone when the server is.
    pub(super) presence: Weak<Shared>,
}

/// At which sockets.
type Asked = BTreeMap<UserId, BTreeSet<SocketId>>;

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
        let mut answers = interval(ANSWER_EVERY);
        answers.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Many tabs that come back together are answered together.
        let mut asked = Asked::new();
        let mut left = Vec::new();
        // Something was not told: when it can be, everybody is told anew.
        let mut is_behind = false;
        loop {
            let told = tokio::select! {
                job = jobs.recv() => match job {
                    Some(Job::Asked(user, socket)) => {
                        asked.entry(user).or_default().insert(socket);
                        Ok(())
                    }
                    Some(Job::Came(user)) => self.tell_audience(user, Broadcast::user_online(user)).await,
                    Some(Job::Left(who)) => self.tell_left(who, &mut left).await,
                    None => return,
                },
                _ = answers.tick(), if !asked.is_empty() || !left.is_empty() => {
                    self.keep(mem::take(&mut left)).await;
                    self.answer(&mut asked).await
                }
                _ = rounds.tick() => {
                    is_behind |= self.jobs_were_lost();
                    if !is_behind || !self.fanout.is_whole() {
                        continue;
                    }
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

    /// Where nobody sees them at another process, as far as it is known.
    async fn tell_left(&self, who: LastSeen, left: &mut Vec<LastSeen>) -> Result<(), Untold> {
        let (present, is_whole) = self.present(vec![who.user]).await;
        if present.is_empty() {
            left.push(who);
            self.tell_audience(who.user, Broadcast::user_offline(who)).await?;
        }
        is_whole
    }

    /// Together, as a crowd may leave at once. Where it cannot be kept, they were last seen before.
    async fn keep(&self, left: Vec<LastSeen>) {
        if !left.is_empty()
            && let Err(error) = self.store.left(&left).await
        {
            tracing::debug!(%error, "when people left is not kept");
        }
    }

    async fn tell_audience(&self, user: UserId, news: Broadcast) -> Result<(), Untold> {
        let audience = self.store.audience(user).await?;
        self.fanout.publish(&audience, news);
        Ok(())
    }

    /// Who cannot be answered now stays among those who asked.
    async fn answer(&self, asked: &mut Asked) -> Result<(), Untold> {
        let mut told = Ok(());
        while let Some(user) = asked.keys().next().copied() {
            let (users, is_whole) = self.present(self.store.company(user).await?).await;
            self.fanout.tell_sockets(asked.remove(&user).unwrap_or_default(), Broadcast::online_users(users));
            told = told.and(is_whole);
        }
        told
    }

    async fn tell_everybody(&self) -> Result<(), Untold> {
        for user in self.fanout.users() {
            let (users, is_whole) = self.present(self.store.company(user).await?).await;
            self.fanout.tell_here(user, Broadcast::online_users(users));
            is_whole?;
        }
        Ok(())
    }

    fn jobs_were_lost(&self) -> bool {
        self.presence.upgrade().is_some_and(|presence| presence.is_behind.swap(false, Ordering::Relaxed))
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
