//! Content of a boundary on the server.

use futures::FutureExt;
use leptos::{
    prelude::*,
    reactive::computed::ScopedFuture,
    tachys::{
        html::attribute::{Attribute, any_attribute::AnyAttribute},
        hydration::Cursor,
        reactive_graph::OwnedView,
        ssr::StreamBuilder,
        view::{Position, PositionState, add_attr::AddAnyAttr},
    },
};

/// If it `AWAITS`, its futures are awaited, and then it is rendered; otherwise it has none, and is rendered at once.
pub(super) struct ServerContent<Content, const AWAITS: bool>(pub(super) Content);

impl<Content: Render, const AWAITS: bool> Render for ServerContent<Content, AWAITS> {
    type State = Content::State;

    fn build(self) -> Self::State {
        self.0.build()
    }

    fn rebuild(self, state: &mut Self::State) {
        self.0.rebuild(state);
    }
}

impl<Content: RenderHtml + Send + 'static, const AWAITS: bool> AddAnyAttr for ServerContent<Content, AWAITS> {
    type Output<Added: Attribute> = ServerContent<Content::Output<Added::CloneableOwned>, AWAITS>;

    fn add_any_attr<Added: Attribute>(self, added: Added) -> Self::Output<Added>
    where
        Self::Output<Added>: RenderHtml,
    {
        ServerContent(self.0.add_any_attr(added.into_cloneable_owned()))
    }
}

impl<Content: RenderHtml + Send + 'static, const AWAITS: bool> RenderHtml for ServerContent<Content, AWAITS> {
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

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        buf: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        if !AWAITS {
            return buf.with_buf(|buf| self.to_html_with_buf(buf, position, escape, mark_branches, extra_attrs));
        }
        buf.next_id();
        let owner = Owner::current().unwrap_or_default();
        let content = async move { OwnedView::new_with_owner(self.0.resolve().await, owner) };
        let mut content = Box::pin(ScopedFuture::new(content));
        if let Some(content) = content.as_mut().now_or_never() {
            content.to_html_async_with_buf::<OUT_OF_ORDER>(buf, position, escape, mark_branches, extra_attrs);
            return;
        }
        let (id, mut start) = (buf.clone_id(), *position);
        buf.push_async(async move {
            let mut builder = StreamBuilder::new(id);
            let content = content.await;
            content.to_html_async_with_buf::<OUT_OF_ORDER>(
                &mut builder,
                &mut start,
                escape,
                mark_branches,
                extra_attrs,
            );
            builder.finish().take_chunks()
        });
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        self.0.hydrate::<FROM_SERVER>(cursor, position)
    }

    fn into_owned(self) -> Self {
        self
    }
}
