-- What was edited or deleted is kept for a time only.
create index message_versions_replaced_at on message_versions (replaced_at);

-- The directory goes on from a name, among all or among those of one role.
alter table users add column is_customer integer not null default 0;
alter table users add column is_provider integer not null default 0;

update users set is_customer = 1 where id in (select user_id from customers);
update users set is_provider = 1 where id in (select user_id from providers);

create function customers_listed() returns trigger language plpgsql as $$
begin
    update users set is_customer = 1 where id = new.user_id;
    return null;
end
$$;

create trigger customers_listed after insert on customers for each row execute function customers_listed();

create function providers_listed() returns trigger language plpgsql as $$
begin
    update users set is_provider = 1 where id = new.user_id;
    return null;
end
$$;

create trigger providers_listed after insert on providers for each row execute function providers_listed();

create index users_listed on users (search_text, id) where is_customer + is_provider > 0;
create index users_customers on users (search_text, id) where is_customer > 0;
create index users_providers on users (search_text, id) where is_provider > 0;
