//! The number of customers and providers, cached: the count reads a whole index.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use charla::{Role, UserId};

use crate::store::{
    StoreError,
    database::{Executor, Readers},
};

const TOTALS_TTL: Duration = Duration::from_secs(60);

pub const TOTALS: &str = "
    select (select count(*) from users where is_customer > 0), (select count(*) from users where is_provider > 0)";

pub const OWN: &str = "select is_customer, is_provider from users where id = $1";

/// The cached counts.
#[derive(Debug, Clone, Default)]
pub struct DirectoryTotals(Arc<Mutex<Option<Counted>>>);

/// The time of the count, and the numbers of customers and providers.
type Counted = (Instant, [i64; 2]);

impl DirectoryTotals {
    /// The number of entries of the directory, without those of `me`.
    pub(super) async fn without(
        &self,
        readers: Readers<'_>,
        me: UserId,
        role: Option<Role>,
    ) -> Result<u32, StoreError> {
        let all = self.all(readers).await?;
        let own: Option<(i32, i32)> = readers.query(OWN).bind(me.0).fetch_optional().await?;
        let (customer, provider) = own.unwrap_or_default();
        let counts = [all[0] - i64::from(customer), all[1] - i64::from(provider)];
        let count = match role {
            None => counts[0] + counts[1],
            Some(Role::Customer) => counts[0],
            Some(Role::Provider) => counts[1],
        };
        Ok(u32::try_from(count.max(0)).unwrap_or(u32::MAX))
    }

    async fn all(&self, readers: Readers<'_>) -> Result<[i64; 2], StoreError> {
        if let Some((at, counts)) = *self.0.lock().unwrap_or_else(PoisonError::into_inner)
            && at.elapsed() < TOTALS_TTL
        {
            return Ok(counts);
        }
        let (customers, providers) = readers.query(TOTALS).fetch_one().await?;
        let counts = [customers, providers];
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), counts));
        Ok(counts)
    }
}
