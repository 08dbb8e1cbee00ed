"""Reads a calendar with exchangelib, a client that this project did not write, field by field."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "exchangelib"))

from scenarios import account, instant  # noqa: E402
from exchangelib import EWSDateTime, ExtendedProperty, CalendarItem, UTC  # noqa: E402


class ExternalKey(ExtendedProperty):
    property_set_id = "7c1ee7f2-6f0c-4f5b-9d0e-3a4f6a1c52d8"
    property_name = "ExternalKey"
    property_type = "String"


CalendarItem.register("external_key", ExternalKey)


def own_content(calendar, item):
    """What each modified occurrence holds, by its original start."""
    found = {}
    for modified in item.modified_occurrences or []:
        occurrence = calendar.get(id=modified.id)
        body = occurrence.text_body if occurrence.text_body is not None else str(occurrence.body or "")
        found[instant(modified.original_start)] = [
            occurrence.subject,
            occurrence.location,
            body.strip(),
            occurrence.legacy_free_busy_status,
        ]
    return found


def described(item):
    recurrence = item.recurrence
    return {
        "key": item.external_key,
        "subject": item.subject,
        "body": item.text_body if item.text_body is not None else str(item.body or ""),
        "start": instant(item.start),
        "end": instant(item.end),
        "isAllDay": item.is_all_day,
        "location": item.location,
        "showAs": item.legacy_free_busy_status,
        "sensitivity": item.sensitivity,
        "importance": item.importance,
        "categories": item.categories or [],
        "reminder": item.reminder_minutes_before_start if item.reminder_is_set else None,
        "zone": item._start_timezone.ms_id if item._start_timezone else None,
        "type": item.type,
        "pattern": str(recurrence.pattern) if recurrence else None,
        "deleted": sorted(instant(o.start) for o in item.deleted_occurrences or []),
        "moved": sorted([instant(o.original_start), instant(o.start)] for o in item.modified_occurrences or []),
    }


def occurrences(calendar, settings):
    view = calendar.view(start=EWSDateTime(2026, 11, 1, tzinfo=UTC), end=EWSDateTime(2028, 10, 1, tzinfo=UTC))
    found = {}
    for item in view.only("subject", "start"):
        found.setdefault(item.subject, []).append(instant(item.start))
    return {subject: sorted(starts) for subject, starts in found.items()}


settings = json.load(sys.stdin)
calendar = account(settings).calendar
result = {
    "items": [described(item) for item in calendar.all()],
    "own": {item.subject: own_content(calendar, item) for item in calendar.all() if item.modified_occurrences},
    "occurrences": occurrences(calendar, settings) if settings.get("withOccurrences") else {},
}
json.dump(result, sys.stdout)
