-- One row: what tells this database from every other, where several share a broker.
create table installation (
    name text not null
) strict;

insert into installation (name) values (lower(hex(randomblob(16))));
