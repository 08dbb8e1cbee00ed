"""Reads what the operations of a calendar wrote, with exchangelib, a client that this project did not write."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "exchangelib"))

from scenarios import account, instant  # noqa: E402
from exchangelib import UTC, EWSDateTime, FileAttachment  # noqa: E402
from exchangelib.folders import Calendar  # noqa: E402

CONTENT = ("subject", "start", "end", "location", "text_body", "categories", "legacy_free_busy_status",
    "sensitivity", "importance", "is_all_day", "is_cancelled", "my_response_type")


def plain(value):
    return instant(value) if hasattr(value, "isoformat") else value


def answers(attendees):
    return [[one.mailbox.email_address, one.response_type] for one in attendees or []]


def files(item):
    return [
        [one.name, one.content.decode()] if isinstance(one, FileAttachment) else [one.name]
        for one in item.attachments or []
    ]


def described(calendar, item):
    return {
        **{name: plain(getattr(item, name)) for name in CONTENT},
        "categories": sorted(item.categories or []),
        "required": answers(item.required_attendees),
        "optional": answers(item.optional_attendees),
        "resources": answers(item.resources),
        "files": files(item),
        "deleted": sorted(instant(one.start) for one in item.deleted_occurrences or []),
        "modified": sorted(
            [instant(one.original_start), calendar.get(id=one.id).subject] for one in item.modified_occurrences or []
        ),
    }


def starts(calendar):
    view = calendar.view(start=EWSDateTime(2027, 1, 1, tzinfo=UTC), end=EWSDateTime(2027, 12, 31, tzinfo=UTC))
    return sorted([item.subject, instant(item.start)] for item in view.only("subject", "start", "type"))


def levels(folder):
    return {
        one.user_id.primary_smtp_address or one.user_id.distinguished_user: one.calendar_permission_level
        for one in folder.permission_set.calendar_permissions
    }


def mailbox(settings, address):
    owner = account(settings, address)
    calendar = owner.calendar
    oof = owner.oof_settings
    return {
        "items": {item.subject: described(calendar, item) for item in calendar.all()},
        "starts": starts(calendar),
        "trash": sorted(item.subject for item in owner.trash.all()),
        "calendars": {one.name: levels(one) for one in calendar.children if isinstance(one, Calendar)},
        "outOfOffice": {
            "state": oof.state,
            "audience": oof.external_audience,
            "start": oof.start and instant(oof.start),
            "end": oof.end and instant(oof.end),
            "internal": oof.internal_reply,
            "external": oof.external_reply,
        },
    }


settings = json.load(sys.stdin)
json.dump({address: mailbox(settings, address) for address in settings["addresses"]}, sys.stdout)
