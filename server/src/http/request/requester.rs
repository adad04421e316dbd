//! Extracts the requester, to whom a request is charged.

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{
    auth::signed_in::SignedIn, error::refusal::Refusal, http::request::client_address::ClientAddress,
    limits::admission::Requester, net::network::Network, state::AppState,
};

impl FromRequestParts<AppState> for Requester {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refusal> {
        if let Some(me) = SignedIn::of(&parts.extensions)? {
            return Ok(Self::User(me.id()));
        }
        let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, state).await;
        Ok(Self::Network(Network::of(address)))
    }
}
