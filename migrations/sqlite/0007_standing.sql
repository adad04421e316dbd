-- What a member has decided about a conversation.

-- The newest message when it was archived, 0 where there was none: it is archived until there is a later one.
alter table members add column archived_seq integer;
alter table members add column is_muted integer not null default 0;
-- To be looked at again, though it was read.
alter table members add column is_marked_unread integer not null default 0;
