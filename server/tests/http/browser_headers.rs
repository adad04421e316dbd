//! Headers that every answer has.

use reqwest::Method;

use crate::marketplace::Marketplace;

const PATHS: [&str; 9] = [
    "/",
    "/login",
    "/conversations/1",
    "/nothing",
    "/api/auth/me/",
    "/api/nothing",
    "/healthz",
    "/readyz",
    "/settings/data",
];

#[tokio::test]
async fn other_sites_cannot_embed_answers_and_unused_browser_features_are_off() {
    let marketplace = Marketplace::open().await;
    std::fs::create_dir_all(marketplace.site_root().join("pkg")).expect("a folder");
    std::fs::write(marketplace.site_root().join("pkg").join("a.css"), "a {}").expect("a file");
    let (ana, visitor) = (marketplace.actor("ana").await, marketplace.visitor());
    for actor in [&ana, &visitor] {
        let forbidden = actor.request(Method::POST, "/fn/send").header("origin", "https://evil.example");
        let mut answers = vec![actor.sends_request(forbidden).await, actor.gets("/pkg/a.css").await];
        for path in PATHS {
            answers.push(actor.gets(path).await);
        }
        for answer in answers {
            let status = answer.status;
            assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{status}");
            assert!(answer.header("permissions-policy").contains("camera=()"), "{status}");
            assert_eq!(answer.header("strict-transport-security"), "", "{status}: plain HTTP stays possible");
        }
    }
}

#[tokio::test]
async fn under_https_answers_have_strict_transport_security() {
    let marketplace =
        Marketplace::with(|config| config.public_url = "https://chat.example".parse().expect("an origin")).await;
    let visitor = marketplace.visitor();
    for path in PATHS {
        assert_eq!(visitor.gets(path).await.header("strict-transport-security"), "max-age=31536000", "{path}");
    }
}
