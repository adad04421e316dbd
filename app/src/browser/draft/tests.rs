//! Runs in a real browser with `wasm-bindgen-test`. Each test has its own users, because all tests share one storage.

use charla::{ConversationId, Seq};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

#[wasm_bindgen_test]
fn a_draft_belongs_to_its_user_and_conversation_until_it_is_removed() {
    let place = |conversation, edited: Option<i64>| DraftPlace {
        conversation: ConversationId(conversation),
        edited: edited.map(Seq),
    };
    let (ana, luis, jose, edit) = (UserId(201), place(1, None), place(2, None), place(1, Some(7)));
    for (place, draft) in [(luis, "para Luis\n🙂"), (jose, "para José"), (edit, "mejor")] {
        assert!(keep(ana, place, draft));
        assert_eq!(text(ana, place), draft);
    }
    assert_eq!((text(UserId(20), luis), text(UserId(202), luis)), (String::new(), String::new()), "nobody else's");
    keep(ana, luis, "");
    assert_eq!(
        (text(ana, luis), text(ana, jose), text(ana, edit)),
        (String::new(), "para José".into(), "mejor".into())
    );
    keep_replaced(ana, luis, "antes");
    assert_eq!(
        (replaced(ana, luis), text(ana, luis), replaced(ana, jose)),
        ("antes".into(), String::new(), String::new())
    );
    for place in [luis, jose, edit] {
        keep(ana, place, "");
        keep_replaced(ana, place, "");
    }
}
