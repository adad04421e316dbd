//! Tests of the whole server over HTTP, on a real port with a real database.

mod actor;
mod bad_frames;
mod bad_input;
mod browser_headers;
mod builds;
mod captured_log;
#[path = "../databases/certificates.rs"]
mod certificates;
mod changing;
mod changing_password;
mod connections;
mod contract;
mod conversation_settings;
mod cross_site;
mod devices;
mod encrypted;
mod ending;
mod export;
mod flooding;
mod forms;
mod frames;
mod guessing;
mod hanging_up;
mod limits;
mod listing;
mod live;
mod long_requests;
mod marketplace;
mod message_searching;
mod offline;
mod open_files;
mod pages;
mod passwords;
mod permissions;
#[path = "../databases/postgres.rs"]
mod postgres_server;
mod presence;
mod reader;
mod readiness;
mod redis_outages;
#[path = "../databases/redis.rs"]
mod redis_server;
mod resuming;
mod security_log;
mod sending;
mod sessions;
mod settings;
mod several;
mod site_files;
mod slow_readers;
mod socket;
mod throttling;
mod time_zones;
mod two_servers;
mod typed_text;
mod typing;
