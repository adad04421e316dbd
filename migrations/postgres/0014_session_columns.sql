-- All that is stored of a session has a column. Sessions of nobody go: they begin when a user signs in.

delete from sessions where user_id is null;

alter table sessions alter column user_id set not null;

-- From when on the lifetime of a session without signed_in_at counts.
alter table sessions add column counted_from bigint;

update sessions set counted_from = (convert_from(data, 'UTF8')::jsonb ->> 'counted_from')::bigint
where signed_in_at is null;

alter table sessions drop column data;
