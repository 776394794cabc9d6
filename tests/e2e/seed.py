"""The people of a walk, on an empty site: run as a command against the product's own database.

Prints one JSON object: phone numbers by part, and the password they share.
"""

import json
import sys
from typing import Any

import django

PHONES = "+861370000000"
"""How the numbers of the people of all walks begin, and of nobody else: names are shared, as in life."""


def people_called(*names: str) -> list[Any]:
    """Return the people of the walks with these names, on a site that is set up."""
    from accounts.api import Person

    found = {person.full_name: person for person in Person.objects.filter(phone__startswith=PHONES)}
    return [found[name] for name in names]


def main() -> None:
    """Set up the site, two organisations, and one person for each part in the walk."""
    django.setup()
    from accounts.api import Person
    from cms.api import set_up_site
    from courses.catalogue.models import Subject
    from organisations.api import Organisation, OrganisationKind, Role, TeacherProfile, grant_role
    from organisations.roles.services import appoint_first_manager

    set_up_site()
    password = "walk-Zhixing-2026"
    city = Organisation.add_root(name="泽宁市教育局", slug="walk-bureau", kind=OrganisationKind.AUTHORITY)
    college = city.add_child(name="泽宁职业学院", slug="walk-college", kind=OrganisationKind.COLLEGE)
    Subject.objects.get_or_create(name="护理照护", slug="care")
    names = {"manager": "周明远", "teacher": "陈慧敏", "reviewer": "吴国强", "resident": "林晓芸", "stranger": "高远"}
    people = {
        part: Person.objects.create_user(phone=f"{PHONES}{number}", password=password, full_name=name)
        for number, (part, name) in enumerate(names.items())
    }
    appoint_first_manager(people["manager"], organisation=city)
    grant_role(people["teacher"], role=Role.TEACHER, organisation=college, actor=people["manager"])
    grant_role(people["reviewer"], role=Role.REVIEWER, organisation=college, actor=people["manager"])
    TeacherProfile.objects.update_or_create(person=people["teacher"], defaults={"job_title": "高级讲师"})
    phones = {part: str(person.phone).removeprefix("+86") for part, person in people.items()}
    sys.stdout.write(json.dumps({"password": password, "phones": phones}))


if __name__ == "__main__":
    main()
