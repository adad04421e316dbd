//! What a session, or a transaction, is set to. By statements: PgBouncer drops or refuses what a connection asks for at
//! its start.

use crate::store::Durability;

const SETTINGS: [(&str, &str); 6] = [
    // Nothing runs or waits for ever.
    ("statement_timeout", "20s"),
    ("lock_timeout", "5s"),
    // Plans are made once and kept, also where the tables were still empty: every query that matters has
    // its index, and is to look up in it row by row. The other joins read one of their sides as a whole.
    ("enable_seqscan", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("jit", "off"),
];

/// A migration reads and rewrites whole tables, and waits for those that use them.
const OF_MIGRATION: [(&str, &str); 3] = [("statement_timeout", "0"), ("lock_timeout", "0"), ("enable_seqscan", "on")];

/// One server after the other brings the tables up to date: "migrate" in ASCII.
pub(super) const LOCK_FOR_MIGRATION: &str = "select pg_advisory_xact_lock(30796665482998885)";

pub(super) fn of_session(durability: Durability) -> String {
    all("set", durability, &SETTINGS)
}

pub(super) fn of_writing_transaction(durability: Durability) -> String {
    format!("begin; deallocate all; {}", all("set local", durability, &SETTINGS))
}

/// All statements of the transaction see the database of one moment.
pub(super) const BEGIN_SNAPSHOT: &str = "begin isolation level repeatable read read only";

pub(super) fn of_reading_transaction(durability: Durability) -> String {
    format!("{BEGIN_SNAPSHOT}; deallocate all; {}", all("set local", durability, &SETTINGS))
}

pub(super) fn of_migrating_session(durability: Durability) -> String {
    all("set", durability, &OF_MIGRATION)
}

pub(super) fn of_migrating_transaction(durability: Durability) -> String {
    format!("begin; deallocate all; {}", all("set local", durability, &OF_MIGRATION))
}

fn all(set: &str, durability: Durability, settings: &[(&str, &str)]) -> String {
    let synchronous_commit = match durability {
        Durability::Full => "on",
        Durability::Relaxed => "off",
    };
    let settings = [("synchronous_commit", synchronous_commit)].into_iter().chain(settings.iter().copied());
    settings.map(|(name, value)| format!("{set} {name} = '{value}'")).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_are_durable_unless_the_operator_does_not_ask_for_it() {
        for (durability, value) in [(Durability::Full, "on"), (Durability::Relaxed, "off")] {
            let setting = format!("synchronous_commit = '{value}'");
            assert!(of_session(durability).starts_with(&format!("set {setting}; set ")));
            let transaction = of_writing_transaction(durability);
            assert!(transaction.starts_with(&format!("begin; deallocate all; set local {setting}; ")), "{transaction}");
        }
    }
}
