-- What one person has asked to be mailed, and whether another has agreed: to these letters, for so many readers. One row
-- for a point's issue; asking again takes its place. `letters` and `readers` are JSON, by locale.
create table proposals (
  issue text not null,
  point text not null,
  locales text not null,
  due_at text not null,
  letters text not null,
  readers text not null,
  release_reason text not null,
  released_by text not null,
  untranslated_reason text not null,
  untranslated_by text not null,
  asked_by_id integer not null,
  asked_by text not null,
  asked_at text not null,
  agreed_by_id integer not null,
  agreed_by text not null,
  agreed_at text not null,
  primary key (issue, point)
);

-- The letters that a person has had mailed to themselves to look at, by digest.
create table tests_mailed (
  issue text not null,
  point text not null,
  person_id integer not null,
  letters text not null,
  mailed_at text not null,
  primary key (issue, point, person_id)
);
