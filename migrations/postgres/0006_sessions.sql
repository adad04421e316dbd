-- Whose session it is, where it is used, and since when: for that user to see, and to end it.

alter table sessions add column user_id bigint constraint sessions_user references users (id);

-- Browser and system, as "Firefox · Linux".
alter table sessions add column device text;

alter table sessions add column signed_in_at bigint;

-- Of the last day it was used.
alter table sessions add column seen_at bigint not null default 0;

-- What was kept of those that are there: who it is, and a time that is 30 days after the last use.
update sessions set
    user_id = (
        select id from users
        where users.id = (convert_from(data, 'UTF8')::jsonb -> 'axum-login.data' ->> 'user_id')::bigint
    ),
    seen_at = expires_at - 30 * 24 * 60 * 60 * 1000000::bigint;

create index sessions_user_id on sessions (user_id, seen_at);
