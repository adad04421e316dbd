//! The settings of sessions and transactions. They are set by statements, since PgBouncer drops or refuses start-up
//! parameters.

use crate::store::Durability;

const SETTINGS: [(&str, &str); 6] = [
    // No statement runs or waits for ever.
    ("statement_timeout", "20s"),
    ("lock_timeout", "5s"),
    // Plans are made once and kept, perhaps while the tables were still empty. Every hot query has its index, and should
    // look up row by row. Hash and merge joins read one side completely.
    ("enable_seqscan", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("jit", "off"),
];

/// A migration reads and rewrites whole tables, and waits for transactions that use them.
const OF_MIGRATION: [(&str, &str); 4] = [
    ("statement_timeout", "0"),
    ("lock_timeout", "0"),
    ("enable_seqscan", "on"),
    // Otherwise each start logs the notice that the table of migrations exists.
    ("client_min_messages", "warning"),
];

/// Servers migrate one after the other. The key is "migrate" in ASCII.
pub(super) const LOCK_FOR_MIGRATION: &str = "select pg_advisory_xact_lock(30796665482998885)";

pub(super) fn of_session(durability: Durability) -> String {
    all("set", durability, &SETTINGS)
}

pub(super) fn of_writing_transaction(durability: Durability) -> String {
    format!("begin; deallocate all; {}", all("set local", durability, &SETTINGS))
}

/// All statements of the transaction see the same snapshot.
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
    fn commits_are_durable_unless_the_durability_is_relaxed() {
        for (durability, value) in [(Durability::Full, "on"), (Durability::Relaxed, "off")] {
            let setting = format!("synchronous_commit = '{value}'");
            assert!(of_session(durability).starts_with(&format!("set {setting}; set ")));
            let transaction = of_writing_transaction(durability);
            assert!(transaction.starts_with(&format!("begin; deallocate all; set local {setting}; ")), "{transaction}");
        }
    }
}
