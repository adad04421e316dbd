//! Text that is the whole content of an element and can be updated even if the page is translated.

use std::sync::Arc;

use leptos::{
    html::{InnerHtml, InnerHtmlValue, inner_html},
    web_sys::Element,
};

use crate::markup::plain;

/// Use `<p {..text_content(name)}></p>` instead of `<p>{name}</p>` wherever the text may change.
///
/// Translators replace the text nodes of a page by their own elements. The renderer would keep updating its original
/// text nodes, which are no longer in the page. An element stays, and its content is replaced as a whole.
pub(crate) fn text_content(text: impl Into<Arc<str>>) -> InnerHtml<TextContent> {
    inner_html(TextContent(text.into()))
}

/// Like [`text_content`], for a text that depends on signals.
pub(crate) fn live_text<T: Into<Arc<str>>>(mut text: impl FnMut() -> T + Send + 'static) -> InnerHtml<LiveText> {
    inner_html(Box::new(move || TextContent(text().into())))
}

pub(crate) type LiveText = Box<dyn FnMut() -> TextContent + Send>;

/// A text that is never parsed as markup: escaped on the server, and set as text in the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextContent(Arc<str>);

impl InnerHtmlValue for TextContent {
    type AsyncOutput = Self;
    type State = (Element, Self);
    type Cloneable = Self;
    type CloneableOwned = Self;

    fn html_len(&self) -> usize {
        self.0.len()
    }

    fn to_html(self, html: &mut String) {
        html.push_str(&plain(&self.0));
    }

    fn to_template(_: &mut String) {}

    fn hydrate<const FROM_SERVER: bool>(self, element: &Element) -> Self::State {
        if FROM_SERVER { (element.clone(), self) } else { self.build(element) }
    }

    fn build(self, element: &Element) -> Self::State {
        element.set_text_content(Some(&self.0));
        (element.clone(), self)
    }

    fn rebuild(self, (element, shown): &mut Self::State) {
        if *shown != self {
            element.set_text_content(Some(&self.0));
            *shown = self;
        }
    }

    fn into_cloneable(self) -> Self {
        self
    }

    fn into_cloneable_owned(self) -> Self {
        self
    }

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }
}
