//! The number of users in the directory, cached: a count reads a whole index.

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
    select (select count(*) from users where is_customer + is_provider > 0),
           (select count(*) from users where is_customer > 0), (select count(*) from users where is_provider > 0)";

pub const OWN: &str = "select is_customer, is_provider from users where id = $1";

/// The cached counts.
#[derive(Debug, Clone, Default)]
pub struct DirectoryTotals(Arc<Mutex<Option<Counted>>>);

/// The time of the count, and the numbers of all users with a role, of customers and of providers.
type Counted = (Instant, [i64; 3]);

impl DirectoryTotals {
    /// The number of users in the directory, without `me`.
    pub(super) async fn without(
        &self,
        readers: Readers<'_>,
        me: UserId,
        role: Option<Role>,
    ) -> Result<u32, StoreError> {
        let all = self.all(readers).await?;
        let own: Option<(i32, i32)> = readers.query(OWN).bind(me.0).fetch_optional().await?;
        let (customer, provider) = own.unwrap_or_default();
        let count = match role {
            None => all[0] - i64::from(customer.max(provider)),
            Some(Role::Customer) => all[1] - i64::from(customer),
            Some(Role::Provider) => all[2] - i64::from(provider),
        };
        Ok(u32::try_from(count.max(0)).unwrap_or(u32::MAX))
    }

    async fn all(&self, readers: Readers<'_>) -> Result<[i64; 3], StoreError> {
        if let Some((at, counts)) = *self.0.lock().unwrap_or_else(PoisonError::into_inner)
            && at.elapsed() < TOTALS_TTL
        {
            return Ok(counts);
        }
        let (everyone, customers, providers) = readers.query(TOTALS).fetch_one().await?;
        let counts = [everyone, customers, providers];
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), counts));
        Ok(counts)
    }
}
