//! `charla import`

use crate::process::{WorkingFolder, fixture};

#[test]
fn nothing_is_imported_while_a_server_runs() {
    let folder = WorkingFolder::new();
    let file = fixture().display().to_string();
    let mut server = folder.serves(&[]);
    let said = folder.fails(&["import", &file], &[]);
    assert!(said.contains("a server uses this database: end it"), "{said}");
    server.send_signal("-TERM");
    server.ends();
    assert!(folder.runs(&["import", &file], &[]).status.success());
}

#[test]
fn an_import_says_what_was_added() {
    let folder = WorkingFolder::new();
    folder.write_file(
        "people.json",
        r#"{"password": "secreto123", "users": [{"id": 1, "username": "ana", "first_name": null, "last_name": null}],
            "customers": [], "providers": [], "conversations": [], "messages": []}"#,
    );
    let imported = folder.runs(&["import", "people.json"], &[]);
    let said = String::from_utf8(imported.stderr).expect("text");
    assert!(said.contains("Added 1 user, 0 conversations and 0 messages."), "{said}");
}

#[test]
fn all_bad_rows_are_named_and_left_out_on_request() {
    let folder = WorkingFolder::new();
    let rows: Vec<_> = (1..=1_000)
        .map(|id| match id % 59 {
            0 => format!(r#"{{"id": {id}, "username": null, "first_name": "a", "last_name": "b"}}"#),
            _ => format!(r#"{{"id": {id}, "username": "user{id}", "first_name": null, "last_name": null}}"#),
        })
        .collect();
    let json = format!(
        r#"{{"password": "secreto123", "users": [{}], "customers": [], "providers": [], "conversations": [],
            "messages": []}}"#,
        rows.join(", ")
    );
    folder.write_file("people.json", &format!("\u{feff}{json}"));
    let said = folder.fails(&["import", "people.json"], &[]);
    assert!(said.contains("people.json is not stored: 16 rows are wrong:"), "{said}");
    assert_eq!(said.matches("the user name is empty").count(), 16, "{said}");

    let imported = folder.runs(&["import", "--skip-bad", "people.json"], &[]);
    let said = String::from_utf8(imported.stderr).expect("text");
    assert!(imported.status.success(), "{said}");
    assert!(said.contains("left out: users[58] (id 59): the user name is empty"), "{said}");
    assert!(said.contains("Added 984 users, 0 conversations and 0 messages."), "{said}");
    assert!(said.contains("Left out 16 rows."), "{said}");
}
