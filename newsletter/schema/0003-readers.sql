-- What readers ask for on the web, before they have confirmed it. A request is an unproven claim about somebody's
-- address: it changes nothing of a subscription that is there, and goes after 30 days. Times are UTC in ISO 8601.
create table requests (
  id integer primary key,
  subscriber_id integer not null references subscribers (id) on delete cascade,
  point text not null,
  name text not null,
  locales text not null,
  words text not null,
  words_locale text not null,
  asked_at text not null,
  confirmed_at text not null,
  unique (subscriber_id, point)
);

create index requests_by_age on requests (asked_at);

insert into counters (name, value) values ('request', 0);

-- How often a form was sent for an address of late, by keyed hash, so that nobody floods a mailbox with our mails.
create table form_attempts (
  hash text not null,
  number integer not null,
  attempted_at text not null,
  primary key (hash, number)
);

create index form_attempts_by_age on form_attempts (attempted_at);
