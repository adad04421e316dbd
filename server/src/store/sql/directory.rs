//! The people of the marketplace, by name.

use charla::{Page, Person, Role, User, UserId, limits::PAGE_DEFAULT};
use sqlx::FromRow;

use super::dialect::Pool;
use crate::store::{StoreError, names::search_query};

macro_rules! people {
    ($columns:literal, $rest:literal) => {
        concat!(
            "select ",
            $columns,
            "
            from users u join (
                select user_id, 'customer' as role, id from customers
                union all
                select user_id, 'provider' as role, id from providers
            ) p on p.user_id = u.id
            where u.id <> $1 and ($2 is null or p.role = $2) and instr(u.search_text, $3) > 0 ",
            $rest
        )
    };
}

const PAGE: &str = people!(
    "u.id, u.username, u.first_name, u.last_name, p.role, p.id as participant_id",
    "order by u.search_text, u.id, p.role limit $4 offset $5"
);
const COUNT: &str = people!("count(*)", "");

pub(super) async fn people(
    readers: &Pool,
    me: UserId,
    query: &str,
    role: Option<Role>,
    page: u32,
) -> Result<Page<Person>, StoreError> {
    let limit = PAGE_DEFAULT;
    let Some(query) = search_query(query) else {
        return Ok(Page { results: Vec::new(), count: 0, page, limit });
    };
    let role = role.map(Role::as_str);
    let skip = i64::from(page.saturating_sub(1)) * i64::from(limit);
    let count: i64 = sqlx::query_scalar(COUNT).bind(me.0).bind(role).bind(&query).fetch_one(readers).await?;
    let rows: Vec<PersonRow> = sqlx::query_as(PAGE)
        .bind(me.0)
        .bind(role)
        .bind(&query)
        .bind(i64::from(limit))
        .bind(skip)
        .fetch_all(readers)
        .await?;
    let results = rows.into_iter().map(PersonRow::person).collect::<Result<_, _>>()?;
    Ok(Page { results, count: u32::try_from(count).unwrap_or(u32::MAX), page, limit })
}

#[derive(Debug, FromRow)]
struct PersonRow {
    id: i64,
    username: String,
    first_name: String,
    last_name: String,
    role: String,
    participant_id: String,
}

impl PersonRow {
    fn person(self) -> Result<Person, sqlx::Error> {
        Ok(Person {
            user: User {
                id: UserId(self.id),
                username: self.username,
                first_name: self.first_name,
                last_name: self.last_name,
                email: None,
                must_change_password: false,
            },
            role: Role::parse(&self.role).ok_or_else(|| sqlx::Error::Decode("an unknown role".into()))?,
            participant_id: self.participant_id.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
        })
    }
}
