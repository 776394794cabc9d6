"""Facts for search engines: true, and unable to break out of their element."""

import json
from decimal import Decimal

from foundation.design.structured_data import describe_course, write_structured_data


def test_course_facts_follow_schema_org():
    facts = describe_course(
        name="八段锦",
        description="一招一式。",
        url="https://example.org/courses/baduanjin/",
        provider="南塘区老年大学",
        provider_url="https://example.org/organisations/nantang/",
        picture="https://example.org/covers/1.svg",
        hours=Decimal("2.5"),
    )

    assert (facts["@type"], facts["name"], facts["provider"]["name"]) == ("Course", "八段锦", "南塘区老年大学")
    assert facts["hasCourseInstance"] == {"@type": "CourseInstance", "courseMode": "online", "courseWorkload": "PT150M"}


def test_no_text_can_end_the_element_or_start_another():
    hostile = {"name": "</script><script>alert(1)</script><!-- &\u2028"}

    written = write_structured_data(hostile)

    inner = written.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert set("<>&\u2028") & set(inner) == set()
    assert json.loads(inner) == hostile
