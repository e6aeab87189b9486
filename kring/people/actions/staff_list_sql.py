"""What a staff list does to the tables, as statements over whole sets: nothing here goes person by person.

The rows of the list stand in the temporary table `listed`; `compared` then holds one row for everybody about whom
something is to be said. Both live as long as the transaction. Row-level security holds for all of it.
"""

CLEAN = "drop table if exists pg_temp.listed, pg_temp.placed, pg_temp.compared, pg_temp.fits"
# Whole sets meet whole sets: a loop per row is never right here, whatever the planner knows of a table that just grew.
WHOLE_SETS = "set local enable_nestloop = off"
LISTED = """
create temporary table listed (
    line int, is_good boolean, email text, name text, unit text, region text, department text, rank text,
    location text, language text, employed_from date, employed_until date
) on commit drop
"""
COPY = "copy listed from stdin"

COMPARED = """
create temporary table compared (
    line int, kind text, is_made boolean, person_id bigint, placement_id bigint, made_placement_id bigint,
    email text, name text, unit text, department text, rank text, location text, language text,
    employed_from date, employed_until date, starts_on date, ends_on date,
    old_name text, old_from date, old_until date, old_group_id bigint,
    old_unit_id bigint, old_department_id bigint, old_rank_id bigint, old_location text,
    old_valid_from date, old_valid_until date, old_unit text, old_department text, old_rank text
) on commit drop
"""

# Where everybody works on the day of the list, or will later.
PLACED = "create temporary table placed (like people_placement) on commit drop"
PLACE_ALL = """
insert into placed select distinct on (person_id) *
from people_placement
where organisation_id = %(organisation)s and (valid_until is null or valid_until > %(on)s)
order by person_id, valid_from desc
"""

COMPARE = """
with ever as (select person_id, max(valid_until) as until from people_placement
         where organisation_id = %(organisation)s group by person_id),
known as (
    select listed.line, listed.email, listed.name, person.id as person_id, placed.id as placement_id,
        coalesce(nullif(listed.unit, ''), unit.name, %(home)s) as unit,
        case when %(has_department)s then nullif(listed.department, '') else department.name end as department,
        case when %(has_rank)s then nullif(listed.rank, '') else rank.name end as rank,
        case when %(has_location)s then listed.location else coalesce(placed.location, '') end as location,
        listed.language,
        case when %(has_from)s then listed.employed_from else person.employed_from end as employed_from,
        case when %(has_until)s then listed.employed_until
             when person.employed_until > %(on)s then person.employed_until end as employed_until,
        person.name as old_name, person.employed_from as old_from, person.employed_until as old_until,
        person.target_group_id as old_group_id,
        placed.unit_id as old_unit_id, placed.department_id as old_department_id, placed.rank_id as old_rank_id,
        placed.location as old_location, placed.valid_from as old_valid_from, placed.valid_until as old_valid_until,
        unit.name as old_unit, department.name as old_department, rank.name as old_rank,
        ever.person_id is not null as was_placed, ever.until as last_until
    from listed
    left join people_person person on person.organisation_id = %(organisation)s and person.email = listed.email
    left join placed on placed.person_id = person.id
    left join ever on ever.person_id = person.id
    left join people_unit unit on unit.id = placed.unit_id
    left join people_department department on department.id = placed.department_id
    left join people_rank rank on rank.id = placed.rank_id
    where listed.is_good
),
named as (
    select known.*, case
        when employed_until <= %(on)s and person_id is null then 'gone'
        when employed_until <= %(on)s and placement_id is null then 'unchanged'
        when employed_until <= %(on)s then 'left'
        when placement_id is null and was_placed then 'back'
        when placement_id is null then 'new'
        when (unit, department, rank, location) is distinct from (old_unit, old_department, old_rank, old_location)
            then 'moved'
        when (name, employed_from, employed_until) is distinct from (old_name, old_from, old_until)
            or employed_until is distinct from old_valid_until then 'changed'
        else 'unchanged' end as kind
    from known
)
insert into compared
select line, kind, kind = 'new' and person_id is null,
    coalesce(person_id, case when kind = 'new' and %(apply)s
        then nextval(pg_get_serial_sequence('people_person', 'id')) end),
    placement_id,
    case when %(apply)s and (kind in ('new', 'back') or (kind = 'moved' and old_valid_from < %(on)s))
        then nextval(pg_get_serial_sequence('people_placement', 'id')) end,
    email, name, unit, department, rank, location, language, employed_from, employed_until,
    case when kind = 'new' then coalesce(employed_from, %(on)s)
         when kind = 'back' and employed_from > last_until then least(employed_from, %(on)s)
         when kind = 'moved' and old_valid_from >= %(on)s then old_valid_from
         else %(on)s end,
    case when kind <> 'left' then employed_until
         when employed_until > old_valid_from then employed_until
         when old_valid_from < %(on)s then %(on)s end,
    old_name, old_from, old_until, old_group_id, old_unit_id, old_department_id, old_rank_id, old_location,
    old_valid_from, old_valid_until, old_unit, old_department, old_rank
from named
"""

# Whoever is not in the list; a row with a mistake still says that its person is there.
ABSENT = """
insert into compared
select 0, 'left', false, person.id, placed.id, null,
    person.email, person.name, unit.name, department.name, rank.name, placed.location, '',
    person.employed_from, %(on)s::date, null, case when placed.valid_from < %(on)s then %(on)s::date end,
    person.name, person.employed_from, person.employed_until, person.target_group_id,
    placed.unit_id, placed.department_id, placed.rank_id, placed.location, placed.valid_from, placed.valid_until,
    unit.name, department.name, rank.name
from placed
join people_person person on person.id = placed.person_id
join people_unit unit on unit.id = placed.unit_id
left join people_department department on department.id = placed.department_id
left join people_rank rank on rank.id = placed.rank_id
where not exists (select from listed where listed.email = person.email)
    and not exists (select from listed where not is_good and lower(listed.name) = lower(person.name))
"""

COUNTS = "select kind, count(*) from compared group by kind"
STAFF = "select count(*) from placed"
# The rows of people who are there: of whoever left, or was never known, the list brings no unit along.
THERE = """
listed join compared using (line) where is_good and region <> ''
    and kind not in ('gone', 'left') and (placement_id is not null or kind in ('new', 'back'))
"""
NAMES = {  # what the list calls units, departments and ranks that are not there yet
    "unit": f"""
        select distinct name from (select unit as name from compared where kind in ('new', 'moved', 'back')
                                   union select region from {THERE}) as said
        where not exists (select from people_unit u where u.organisation_id = %(organisation)s and u.name = said.name)
    """,  # noqa: S608 - our own words
    "department": """
        select distinct department from compared where kind in ('new', 'moved', 'back') and department is not null
        and not exists (select from people_department d
                        where d.organisation_id = %(organisation)s and d.name = compared.department)
    """,
    "rank": """
        select distinct rank from compared where kind in ('new', 'moved', 'back') and rank is not null
        and not exists (select from people_rank r where r.organisation_id = %(organisation)s and r.name = compared.rank)
    """,
}
REGIONS = f"""
select listed.unit, min(region) from {THERE} and listed.unit <> '' group by listed.unit order by listed.unit
"""  # noqa: S608 - our own words

WRITE_ROWS = """
insert into people_staffimportrow
    (organisation_id, staff_import_id, line, kind, person_id, "values", before, "column", value, reason)
select %(organisation)s, %(staff_import)s, line, kind, person_id,
    jsonb_build_object('name', name, 'email', email, 'unit', unit, 'department', department, 'rank', rank,
        'location', location),
    case when is_made then jsonb_build_object('made', made_placement_id) else jsonb_build_object(
        'made', made_placement_id, 'name', old_name, 'employed_from', old_from, 'employed_until', old_until,
        'target_group_id', old_group_id, 'unit', old_unit, 'department', old_department, 'rank', old_rank,
        'placement_id', placement_id, 'unit_id', old_unit_id, 'department_id', old_department_id,
        'rank_id', old_rank_id, 'location', old_location, 'valid_from', old_valid_from,
        'valid_until', old_valid_until) end,
    '', '', ''
from compared where kind in ('new', 'moved', 'changed', 'left', 'back')
"""
WRITE_PROBLEMS = """
insert into people_staffimportrow
    (organisation_id, staff_import_id, line, kind, "values", before, "column", value, reason)
select %(organisation)s, %(staff_import)s, line, 'bad', jsonb_build_object('other_line', other_line), '{}',
    heading, value, reason
from unnest(%(lines)s::int[], %(headings)s::text[], %(values)s::text[], %(reasons)s::text[], %(other_lines)s::int[])
    as problem(line, heading, value, reason, other_line)
"""

# The first rule that fits, for every department and rank that occurs.
FITS = """
create temporary table fits on commit drop as
select distinct coalesce(department, '') as department, coalesce(rank, '') as rank, null::bigint as group_id
from compared where kind in ('new', 'moved', 'back')
"""
FIT = """
update fits set group_id = coalesce(
    (select rule.target_group_id from people_targetgrouprule rule
     where rule.organisation_id = %(organisation)s
        and (rule.department_id is null or rule.department_id = (select d.id from people_department d
             where d.organisation_id = %(organisation)s and d.name = fits.department))
        and (rule.rank_id is null or rule.rank_id = (select r.id from people_rank r
             where r.organisation_id = %(organisation)s and r.name = fits.rank))
     order by rule.position, rule.id limit 1),
    (select id from people_targetgroup where organisation_id = %(organisation)s and is_default))
"""
ADD_PEOPLE = """
insert into people_person (id, organisation_id, name, email, language, target_group_id, is_own_choice,
    employed_from, employed_until, photo, created_at)
select person_id, %(organisation)s, name, email, coalesce(nullif(language, ''), %(language)s), fits.group_id, false,
    employed_from, employed_until, '', now()
from compared left join fits
    on fits.department = coalesce(compared.department, '') and fits.rank = coalesce(compared.rank, '')
where is_made
"""
CHANGE_PEOPLE = """
update people_person person set
    name = compared.name, employed_from = compared.employed_from, employed_until = compared.employed_until,
    target_group_id = case when person.is_own_choice or kind not in ('new', 'moved', 'back')
        then person.target_group_id else fits.group_id end
from compared left join fits
    on fits.department = coalesce(compared.department, '') and fits.rank = coalesce(compared.rank, '')
where person.id = compared.person_id and not is_made and kind in ('new', 'moved', 'changed', 'left', 'back')
"""
CLOSE = """
update people_placement placement set valid_until = case when kind = 'moved' then %(on)s else ends_on end
from compared
where placement.id = placement_id and (
    (kind = 'moved' and made_placement_id is not null) or (kind = 'left' and ends_on is not null)
    or (kind = 'changed' and (ends_on is null or ends_on > valid_from)))
"""
# A placement that would end before it began was a mistake of an earlier list.
DROP = """
delete from people_placement placement using compared
where placement.id = placement_id and kind = 'left' and ends_on is null
"""
CORRECT = """
update people_placement placement set
    unit_id = unit.id, department_id = department.id, rank_id = rank.id, location = compared.location,
    valid_until = case when ends_on > valid_from then ends_on end
from compared
join people_unit unit on unit.organisation_id = %(organisation)s and unit.name = compared.unit
left join people_department department
    on department.organisation_id = %(organisation)s and department.name = compared.department
left join people_rank rank on rank.organisation_id = %(organisation)s and rank.name = compared.rank
where placement.id = placement_id and kind = 'moved' and made_placement_id is null
"""
PLACE = """
insert into people_placement
    (id, organisation_id, person_id, unit_id, department_id, rank_id, location, valid_from, valid_until)
select made_placement_id, %(organisation)s, person_id, unit.id, department.id, rank.id, compared.location,
    compared.starts_on, case when ends_on > compared.starts_on then ends_on end
from compared
join people_unit unit on unit.organisation_id = %(organisation)s and unit.name = compared.unit
left join people_department department
    on department.organisation_id = %(organisation)s and department.name = compared.department
left join people_rank rank on rank.organisation_id = %(organisation)s and rank.name = compared.rank
where made_placement_id is not null
"""
APPLY = [FITS, FIT, ADD_PEOPLE, CHANGE_PEOPLE, CLOSE, DROP, CORRECT, PLACE]

REMOVE_MADE = """
delete from people_placement using people_staffimportrow row
where row.staff_import_id = %(staff_import)s and people_placement.id = (row.before ->> 'made')::bigint
"""
PUT_BACK_PLACEMENTS = """
insert into people_placement
    (id, organisation_id, person_id, unit_id, department_id, rank_id, location, valid_from, valid_until)
select (before ->> 'placement_id')::bigint, organisation_id, person_id, (before ->> 'unit_id')::bigint,
    (before ->> 'department_id')::bigint, (before ->> 'rank_id')::bigint, before ->> 'location',
    (before ->> 'valid_from')::date, (before ->> 'valid_until')::date
from people_staffimportrow
where staff_import_id = %(staff_import)s and person_id is not null and before ->> 'placement_id' is not null
on conflict (id) do update set
    unit_id = excluded.unit_id, department_id = excluded.department_id, rank_id = excluded.rank_id,
    location = excluded.location, valid_from = excluded.valid_from, valid_until = excluded.valid_until
"""
# What somebody chose for themselves since stays.
PUT_BACK_PEOPLE = """
update people_person person set
    name = row.before ->> 'name', employed_from = (row.before ->> 'employed_from')::date,
    employed_until = (row.before ->> 'employed_until')::date,
    target_group_id = case when person.is_own_choice then person.target_group_id else
        (select id from people_targetgroup where id = (row.before ->> 'target_group_id')::bigint) end
from people_staffimportrow row
where row.staff_import_id = %(staff_import)s and person.id = row.person_id and row.before ? 'name'
"""
# Somebody who was invited or joined since keeps all that is theirs; they are just not on the staff.
MADE_PEOPLE = """
select person.id from people_person person
join people_staffimportrow row on row.person_id = person.id
where row.staff_import_id = %(staff_import)s and not row.before ? 'name'
    and person.account_id is null and person.joined_at is null and person.invited_at is null
    and not exists (select from people_placement where person_id = person.id)
    and not exists (select from people_consent where person_id = person.id)
    and not exists (select from people_invitation where person_id = person.id)
    and not exists (select from people_rolegrant where person_id = person.id)
"""
FORGET_CHANGES = "delete from people_staffimportrow where staff_import_id = %(staff_import)s and kind <> 'bad'"
FORGET_ROWS = "delete from people_staffimportrow where staff_import_id = %(staff_import)s"
REMOVE_PEOPLE = """
delete from people_person where id = any(%(people)s)
"""
ALL_CHECKS_NOW = "set constraints all immediate"
