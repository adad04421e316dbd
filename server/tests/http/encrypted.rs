//! TLS between servers and databases.

use serde_json::json;
use server::store::{self, Durability};

use crate::{
    certificates::Certificates,
    marketplace::{Marketplace, import},
    postgres_server,
    redis_server::Redis,
};

async fn redis(certificates: &Certificates) -> Redis {
    let file = |path: std::path::PathBuf| path.display().to_string();
    Redis::with(|port| {
        [
            ("--port", "0".to_owned()),
            ("--tls-port", port.to_string()),
            ("--tls-cert-file", file(certificates.certificate())),
            ("--tls-key-file", file(certificates.key())),
            ("--tls-ca-cert-file", file(certificates.authority())),
            ("--tls-auth-clients", "no".into()),
        ]
        .into_iter()
        .flat_map(|(name, value)| [name.to_owned(), value])
        .collect()
    })
    .await
}

/// Returns the URL, without parameters, of a database on a server with these certificates.
async fn postgres(certificates: &Certificates) -> String {
    certificates.belong_to("postgres");
    let settings = vec![
        "ssl=on".to_owned(),
        format!("ssl_cert_file={}", certificates.certificate().display()),
        format!("ssl_key_file={}", certificates.key().display()),
    ];
    let port = tokio::task::spawn_blocking(|| postgres_server::start(settings)).await.expect("a server");
    postgres_server::fresh_database_at(port).await
}

#[tokio::test]
async fn tls_connections_to_postgres_and_redis_check_the_certificates() {
    let (certificates, others) = (Certificates::new(), Certificates::new());
    let plain = postgres(&certificates).await;
    let with = |mode: &str, trusted: &Certificates| {
        format!("{plain}?sslmode={mode}&sslrootcert={}", trusted.authority().display())
    };
    let said = async |url: String| store::open(&url, Durability::Full).await.map(|_| ()).map_err(|e| e.to_string());
    assert_eq!(said(format!("{plain}?sslmode=require")).await, Ok(()));
    let refused = said(with("verify-full", &others)).await.expect_err("another authority");
    assert!(refused.contains("certificate"), "{refused}");

    let database = with("verify-full", &certificates);
    import(&*store::open(&database, Durability::Full).await.expect("a database")).await;
    let redis = redis(&certificates).await;
    let url = format!("rediss://127.0.0.1:{}", redis.port());
    let authority = std::fs::read(certificates.authority()).expect("a certificate");
    let (first, second) = (
        Marketplace::trusting(&database, &url, &authority).await,
        Marketplace::trusting(&database, &url, &authority).await,
    );
    first.waits_until_connected(true).await;
    second.waits_until_connected(true).await;
    let (ana, luis) = (first.actor("ana").await, second.actor("luis").await);
    let mut live = luis.opens_socket().await;
    ana.sends(1, "en clave").await;
    assert_eq!(live.receives_event("message").await["message"]["content"], "en clave");

    let other = std::fs::read(others.authority()).expect("a certificate");
    let third = Marketplace::trusting(&database, &url, &other).await;
    let ready = third.visitor().gets("/readyz").await;
    assert_eq!(ready.json()["redis"], json!("away"), "a Redis that anybody could be is not talked to");
}
