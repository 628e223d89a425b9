create table entry (
    id       uuid primary key,
    at       timestamptz not null,
    subject  text not null,
    tenant   text not null,
    roles    text[] not null,
    action   text not null,
    target   text not null,
    outcome  text not null check (outcome in ('STARTED', 'DONE', 'REFUSED', 'FAILED')),
    detail   jsonb not null default '{}',
    ended_at timestamptz
);
comment on table entry is 'One row for each attempt to change something through the interface.';
create index entry_by_time on entry (at);
create index entry_by_tenant on entry (tenant, at);
