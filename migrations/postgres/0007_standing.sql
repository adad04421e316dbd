-- What a member has decided about a conversation.

-- The newest message when it was archived, 0 where there was none: it is archived until there is a later one.
alter table members add column archived_seq bigint;
alter table members add column is_muted bigint not null default 0;
-- To be looked at again, though it was read.
alter table members add column is_marked_unread bigint not null default 0;
