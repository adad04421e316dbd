//! The people of a data set. Names follow the rules of registering, except that a first name may be empty: other
//! systems do not ask for it.

use std::collections::HashSet;

use app::i18n::{Locale, field_problem};
use charla::{FieldErrors, FullName, MarketplaceId, error::FieldProblem};

use super::{BadRows, Dataset, DatasetError, RowName, id};
use crate::dataset::{UserRow, password_hash};

/// Same lengths as in the original Django design.
const USERNAME_CHARS: usize = 150;
const EMAIL_CHARS: usize = 254;

#[derive(Debug)]
pub struct CheckedUser {
    pub row: RowName,
    pub id: i64,
    pub username: String,
    pub first_name: String,
    pub last_name: String,
    pub email: Option<String>,
    pub password_hash: Option<String>,
}

#[derive(Debug)]
pub struct CheckedRole {
    pub row: RowName,
    pub id: MarketplaceId,
    pub user: i64,
}

pub(super) fn users(dataset: &Dataset, bad: &mut BadRows) -> Vec<CheckedUser> {
    let mut ids = HashSet::new();
    let mut checked = |(index, row): (usize, &UserRow)| {
        let user = user(dataset.row_name("users", index, row.id), row)?;
        if ids.insert(user.id) { Ok(user) } else { Err(user.row.error("this id is there twice")) }
    };
    dataset.users.iter().enumerate().filter_map(|row| bad.take(checked(row))).collect()
}

fn user(name: RowName, row: &UserRow) -> Result<CheckedUser, DatasetError> {
    let id = id(&name, row.id)?;
    if row.username.trim().is_empty() {
        return Err(name.error("the user name is empty"));
    }
    text("username", &row.username, USERNAME_CHARS).map_err(|reason| name.error(reason))?;
    let email = row.email.clone().filter(|email| !email.trim().is_empty());
    text("email", email.as_deref().unwrap_or_default(), EMAIL_CHARS).map_err(|reason| name.error(reason))?;
    let FullName { first_name, last_name } =
        full_name(&row.first_name, &row.last_name).map_err(|reason| name.error(reason))?;
    let password_hash = row.password_hash.clone();
    if let Some(hash) = &password_hash {
        password_hash::check(hash).map_err(|problem| name.error(problem.to_string()))?;
    }
    Ok(CheckedUser { row: name, id, username: row.username.clone(), first_name, last_name, email, password_hash })
}

fn full_name(first_name: &str, last_name: &str) -> Result<FullName, String> {
    let is_nameless = first_name.trim().is_empty();
    let checked = FullName::parse(if is_nameless { "x" } else { first_name }, last_name);
    let mut name = checked.map_err(|errors| describe(&errors))?;
    if is_nameless {
        name.first_name.clear();
    }
    Ok(name)
}

fn describe(errors: &FieldErrors) -> String {
    let problems =
        errors.fields().flat_map(|field| errors.problems(field).iter().map(move |problem| (field, *problem)));
    problems.map(|(field, problem)| problem_of(field, problem)).collect::<Vec<_>>().join("; ")
}

fn problem_of(field: &str, problem: FieldProblem) -> String {
    format!("{field}: {}", field_problem(Locale::En, problem))
}

/// Checks that a text is short enough and has no invisible characters, nor characters that change the direction of the
/// text around it.
fn text(field: &str, text: &str, max: usize) -> Result<(), String> {
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
    };
    if text.chars().count() > max {
        Err(problem_of(field, FieldProblem::TooLong { max }))
    } else if text.chars().any(is_hidden) {
        Err(problem_of(field, FieldProblem::Characters))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(username: &str, first_name: &str, last_name: &str) -> Result<(String, String), String> {
        let row = UserRow {
            id: 1,
            username: username.into(),
            first_name: first_name.into(),
            last_name: last_name.into(),
            email: None,
            password_hash: None,
        };
        let user = user(RowName::new("users", 0, 1), &row).map_err(|error| error.reason)?;
        Ok((user.first_name, user.last_name))
    }

    #[test]
    fn the_rules_of_a_name_hold() {
        assert_eq!(checked("ana", " Ana ", "García"), Ok(("Ana".into(), "García".into())));
        assert_eq!(checked("ana", "", "García"), Ok((String::new(), "García".into())));
        assert_eq!(checked("ana@example.test", "", ""), Ok((String::new(), String::new())));
        for (first_name, last_name) in
            [("a\0b", ""), ("\u{202e}anA", ""), ("", "a\u{7}"), (&*"x".repeat(10_000), ""), ("", &*"x".repeat(10_000))]
        {
            assert!(checked("ana", first_name, last_name).is_err(), "{first_name:?} {last_name:?}");
        }
        for username in ["", " ", "a\0b", "\u{202e}ana", "an\u{200b}a", &"x".repeat(151)] {
            assert!(checked(username, "Ana", "").is_err(), "{username:?}");
        }
    }
}
