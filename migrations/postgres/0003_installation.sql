-- One row: what tells this database from every other, where several share a broker.
create table installation (
    name text not null
);

insert into installation (name) values (replace(gen_random_uuid()::text, '-', ''));
