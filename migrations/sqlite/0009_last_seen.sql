-- When somebody last closed their last page; empty where they never had one that lived.
alter table users add column seen_at integer;
