-- Of two states of what a member has decided the one with the higher number is the later one.
alter table members add column standing_revision bigint not null default 0;
