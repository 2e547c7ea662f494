-- Many machines mail one round: who holds which of its readers. Moments are seconds since 1970 by the database's own
-- clock, since clocks of machines differ; SQLite, which one machine uses, needs no row here.

-- A round's readers by ranges of their numbers, each held by one process at a time. `owner` is the fence: new with each
-- start of a process, asked with each intent, and empty where nobody holds the range. One that is open and free may be
-- claimed once `held_until` has passed.
create table shards (
  round_id integer not null references rounds (id),
  number integer not null,
  first integer not null,
  last integer not null,
  state text not null check (state in ('open', 'done')),
  owner text not null,
  held_until double precision not null,
  claims integer not null,
  primary key (round_id, number)
);

create index shards_open on shards (round_id, number) where state = 'open';
create index shards_by_owner on shards (owner) where owner <> '';

-- Connections to a mail server, as all processes have them together; the number says which server and which of its.
create table places (
  number integer primary key,
  owner text not null,
  held_until double precision not null
);

-- Processes that work for the home, each for as long as it renews its row.
create table workers (
  owner text primary key,
  machine text not null,
  kinds text not null,
  began_at text not null,
  held_until double precision not null
);

-- How soon a visitor of the readers' pages may do something again, by keyed hash of who that is.
create table client_rates (
  client text primary key,
  full_at double precision not null
);

-- Mails of the readers' pages that are not posted yet, each looked after by one process at a time.
create table waiting_mails (
  number integer primary key,
  subscriber_id integer not null references subscribers (id) on delete cascade,
  request integer not null,
  point text not null,
  locale text not null,
  made_at text not null,
  owner text not null,
  held_until double precision not null
);

insert into counters (name, value) values ('waiting-mail', 0);
