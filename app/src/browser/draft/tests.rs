//! In a real browser: `wasm-bindgen-test`. Every test has users of its own, as all share one storage.

use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

#[wasm_bindgen_test]
fn a_draft_is_of_its_writer_and_its_conversation_and_gone_when_it_is_sent() {
    let of = |writer, conversation, edited: Option<i64>| Draft {
        writer: UserId(writer),
        conversation: ConversationId(conversation),
        edited: edited.map(Seq),
    };
    let (luis, jose, edit) = (of(201, 1, None), of(201, 2, None), of(201, 1, Some(7)));
    for (draft, text) in [(luis, "para Luis\n🙂"), (jose, "para José"), (edit, "mejor")] {
        assert!(draft.keep(text));
        assert_eq!(draft.read(), text);
    }
    assert_eq!((of(20, 1, None).read(), of(202, 1, None).read()), (String::new(), String::new()), "nobody else's");
    luis.keep("");
    assert_eq!((luis.read(), jose.read(), edit.read()), (String::new(), "para José".into(), "mejor".into()));
    luis.keep_replaced("antes");
    assert_eq!((luis.replaced(), luis.read(), jose.replaced()), ("antes".into(), String::new(), String::new()));
    for draft in [luis, jose, edit] {
        draft.keep("");
        draft.keep_replaced("");
    }
}
