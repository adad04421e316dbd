use super::Texts;
pub(super) static TEXTS: Texts = Texts {};
