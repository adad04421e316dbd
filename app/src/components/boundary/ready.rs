//! A view in which nothing has to be awaited.

use leptos::{
    prelude::*,
    tachys::{
        html::attribute::{Attribute, any_attribute::AnyAttribute},
        hydration::Cursor,
        view::{Position, PositionState, add_attr::AddAnyAttr},
    },
};

/// A view that is rendered at once.
pub(super) struct Ready<Content>(pub(super) Content);

impl<Content: Render> Render for Ready<Content> {
    type State = Content::State;

    fn build(self) -> Self::State {
        self.0.build()
    }

    fn rebuild(self, state: &mut Self::State) {
        self.0.rebuild(state);
    }
}

impl<Content: RenderHtml + Send + 'static> AddAnyAttr for Ready<Content> {
    type Output<Added: Attribute> = Ready<Content::Output<Added::CloneableOwned>>;

    fn add_any_attr<Added: Attribute>(self, added: Added) -> Self::Output<Added>
    where
        Self::Output<Added>: RenderHtml,
    {
        Ready(self.0.add_any_attr(added.into_cloneable_owned()))
    }
}

impl<Content: RenderHtml + Send + 'static> RenderHtml for Ready<Content> {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = Content::MIN_LENGTH;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        self.0.to_html_with_buf(buf, position, escape, mark_branches, extra_attrs);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        self.0.hydrate::<FROM_SERVER>(cursor, position)
    }

    fn into_owned(self) -> Self {
        self
    }
}
