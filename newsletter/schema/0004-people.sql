-- People who may sign in, and what they did. None of them is a reader by standing here.

create table people (
  id integer primary key,
  name text not null,
  address text not null,
  same_address text not null unique,
  locale text not null,
  scheme text not null check (scheme in ('', 'light', 'dark')),
  has_keys integer not null,
  added_at text not null
);

insert into counters (name, value) values ('person', 0);

create table person_roles (
  person_id integer not null references people (id) on delete cascade,
  kind text not null check (kind in ('operator', 'editor', 'point', 'reviewer')),
  part text not null,
  primary key (person_id, kind, part)
);

-- Codes that were mailed. The code itself is nowhere: a keyed hash is compared, in the browser that asked alone.
create table sign_in_codes (
  id integer primary key,
  person_id integer not null references people (id) on delete cascade,
  browser text not null,
  hash text not null,
  tries integer not null,
  made_at text not null,
  used_at text not null
);

create index sign_in_codes_by_person on sign_in_codes (person_id, made_at);
create index sign_in_codes_by_browser on sign_in_codes (browser);
insert into counters (name, value) values ('sign-in-code', 0);

-- By hash of what the cookie holds.
create table sign_ins (
  hash text primary key,
  person_id integer not null references people (id) on delete cascade,
  began_at text not null,
  seen_at text not null,
  browser text not null
);

create index sign_ins_by_person on sign_ins (person_id);

-- What people did to readers, mailings, people and releases. Rows are added and never changed, and name no reader.
-- `detail` is JSON: what one has to know of it, by name.
create table acts (
  id integer primary key,
  happened_at text not null,
  person_id integer not null,
  person text not null,
  act text not null,
  kind text not null,
  point text not null,
  subject text not null,
  detail text not null
);

create index acts_by_point on acts (point, id);
insert into counters (name, value) values ('act', 0);

-- The same rows for ever, whoever asks: what would change one is refused by the database itself.
/* sqlite */ create trigger acts_are_not_changed before update on acts begin select raise(abort, 'acts are added, never changed'); end;
/* sqlite */ create trigger acts_are_not_removed before delete on acts begin select raise(abort, 'acts are added, never changed'); end;
/* postgresql */ create function acts_stay() returns trigger language plpgsql as 'begin raise exception ''acts are added, never changed''; end';
/* postgresql */ create trigger acts_are_kept before update or delete on acts for each row execute function acts_stay();
/* postgresql */ create trigger acts_stay before truncate on acts for each statement execute function acts_stay();

-- Who somebody is at an OpenID Connect provider: the provider and its own name for them, since addresses change hands.
create table identities (
  issuer text not null,
  subject text not null,
  person_id integer not null references people (id) on delete cascade,
  primary key (issuer, subject)
);

create index identities_by_person on identities (person_id);

-- Who is at the provider at the moment: by hashes of what the browser's cookie and the address that leads back hold.
create table provider_asks (
  state text primary key,
  browser text not null,
  nonce text not null,
  verifier text not null,
  made_at text not null
);
