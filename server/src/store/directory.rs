//! The customers and providers, ordered by name. Each page is a range of an index.

pub(super) mod totals;

use async_trait::async_trait;
use charla::{
    DirectoryPage, DirectoryRequest, DirectoryStart, Participant, Person, Role, User, UserId, limits::PAGE_DEFAULT,
};

pub(super) use totals::DirectoryTotals;

use super::{
    StoreError,
    database::{Executor, Readers, from_row},
    names::search_query,
    sql_store::SqlStore,
};

#[async_trait]
pub trait Directory {
    /// A page of the users with a role, without `me`, by name.
    async fn people(&self, me: UserId, request: &DirectoryRequest) -> Result<DirectoryPage, StoreError>;
}

#[async_trait]
impl Directory for SqlStore {
    async fn people(&self, me: UserId, request: &DirectoryRequest) -> Result<DirectoryPage, StoreError> {
        people(self.readers(), &self.directory_totals, me, request).await
    }
}

/// Users before ("<") or after (">") the name and id in $3 and $4.
macro_rules! people {
    ($listed:literal, $beyond:literal, $order:literal) => {
        concat!(
            "select u.id, u.username, u.first_name, u.last_name, customer.id as customer_id, provider.id as provider_id
            from users u
            left join customers customer on customer.user_id = u.id
            left join providers provider on provider.user_id = u.id
            where ",
            $listed,
            " > 0 and u.id <> $1 and instr(u.search_text, $2) > 0 and (u.search_text, u.id) ",
            $beyond,
            " ($3, $4)
            order by u.search_text ",
            $order,
            ", u.id ",
            $order,
            " limit $5"
        )
    };
}

pub const ALL: [&str; 2] =
    [people!("u.is_customer + u.is_provider", ">", "asc"), people!("u.is_customer + u.is_provider", "<", "desc")];
pub const CUSTOMERS: [&str; 2] = [people!("u.is_customer", ">", "asc"), people!("u.is_customer", "<", "desc")];
pub const PROVIDERS: [&str; 2] = [people!("u.is_provider", ">", "asc"), people!("u.is_provider", "<", "desc")];

pub const NAME: &str = "select search_text from users where id = $1";

async fn people(
    readers: Readers<'_>,
    totals: &DirectoryTotals,
    me: UserId,
    request: &DirectoryRequest,
) -> Result<DirectoryPage, StoreError> {
    let DirectoryRequest { query, role, from } = request;
    let Some(query) = search_query(query) else {
        return Ok(DirectoryPage { people: Vec::new(), previous: None, next: None, count: Some(0) });
    };
    let (user, is_backwards) = match *from {
        DirectoryStart::First => (None, false),
        DirectoryStart::After(user) => (Some(user), false),
        DirectoryStart::Before(user) => (Some(user), true),
    };
    let place = match user {
        Some(user) => {
            let name: Option<(String,)> = readers.query(NAME).bind(user.0).fetch_optional().await?;
            name.map(|(name,)| (name, user.0))
        }
        None => None,
    };
    // If the user does not exist, the page is the first one.
    let (is_first, is_backwards) = (place.is_none(), is_backwards && place.is_some());
    let (name, id) = place.unwrap_or_default();
    let limit = PAGE_DEFAULT as usize;
    let statements = match role {
        None => ALL,
        Some(Role::Customer) => CUSTOMERS,
        Some(Role::Provider) => PROVIDERS,
    };
    // One more than the page has, to know whether there is a next page.
    let mut rows: Vec<PersonRow> = readers
        .query(statements[usize::from(is_backwards)])
        .bind(me.0)
        .bind(&query)
        .bind(name)
        .bind(id)
        .bind(i64::from(PAGE_DEFAULT) + 1)
        .fetch_all()
        .await?;
    let goes_on = rows.len() > limit;
    rows.truncate(limit);
    if is_backwards {
        rows.reverse();
    }
    let first = rows.first().map(|row| UserId(row.id));
    let last = rows.last().map(|row| UserId(row.id));
    let (previous, next) = if is_backwards {
        (first.filter(|_| goes_on), last)
    } else {
        (first.filter(|_| !is_first), last.filter(|_| goes_on))
    };
    let people = rows.into_iter().map(|row| row.person(*role)).collect::<Result<Vec<_>, _>>()?;
    let count = if query.is_empty() {
        Some(totals.without(readers, me, *role).await?)
    } else {
        u32::try_from(people.len()).ok().filter(|_| previous.is_none() && next.is_none())
    };
    Ok(DirectoryPage { people, previous, next, count })
}

from_row! {
    #[derive(Debug)]
    struct PersonRow {
        id: i64,
        username: String,
        first_name: String,
        last_name: String,
        customer_id: Option<String>,
        provider_id: Option<String>,
    }
}

impl PersonRow {
    /// The person takes part in the requested role, or in the first one.
    fn person(self, wanted: Option<Role>) -> Result<Person, sqlx::Error> {
        let Self { id, username, first_name, last_name, customer_id, provider_id } = self;
        let user = User { id: UserId(id), username, first_name, last_name, email: None, must_change_password: false };
        let mut ids = vec![(Role::Customer, customer_id), (Role::Provider, provider_id)];
        ids.retain(|(_, id)| id.is_some());
        let roles = ids.iter().map(|(role, _)| *role).collect();
        let mut ids = ids.into_iter().filter(|(role, _)| wanted.is_none_or(|wanted| wanted == *role));
        let Some((role, Some(id))) = ids.next() else { return Err(sqlx::Error::RowNotFound) };
        let id = id.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        Ok(Person { user, roles, participant: Participant { id, role: Some(role) } })
    }
}
