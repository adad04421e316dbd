-- All that is stored of a session has a column. Sessions of nobody go: they begin when a user signs in.

create table sessions_with_columns (
    token_hash blob primary key not null,
    user_id integer not null,
    -- Browser and system, as "Firefox · Linux".
    device text,
    -- Null for sessions from before sign-in times were stored.
    signed_in_at integer,
    -- From when on the lifetime of a session without signed_in_at counts.
    counted_from integer,
    -- Of the last day it was used.
    seen_at integer not null,
    expires_at integer not null,
    constraint sessions_user foreign key (user_id) references users (id)
) strict, without rowid;

insert into sessions_with_columns (token_hash, user_id, device, signed_in_at, counted_from, seen_at, expires_at)
select token_hash, user_id, device, signed_in_at,
    case when json_valid(cast(data as text)) then json_extract(cast(data as text), '$.counted_from') end,
    seen_at, expires_at
from sessions where user_id is not null;

drop table sessions;

alter table sessions_with_columns rename to sessions;

create index sessions_expires_at on sessions (expires_at);

create index sessions_user_id on sessions (user_id, seen_at);
