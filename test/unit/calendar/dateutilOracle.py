"""Expands recurrence rules with python3-dateutil. In: JSON list on stdin; out: JSON list on stdout."""
import json
import sys
from datetime import datetime, timezone

from dateutil import tz
from dateutil.rrule import rrulestr

ZONES = {}


def utc(local, zone):
    aware = tz.resolve_imaginary(local.replace(tzinfo=zone, fold=0))
    return aware.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def expand(case):
    zone = ZONES.setdefault(case["zone"], tz.gettz(case["zone"]))
    start = datetime.fromisoformat(case["start"])
    rule = rrulestr(case["rule"], dtstart=start)
    end = datetime.fromisoformat(case["until"])
    starts = []
    for local in rule:
        if local >= end:
            break
        starts.append((local, utc(local, zone)))
    return {
        "starts": [instant for _, instant in starts],
        "firstExists": bool(starts) and tz.datetime_exists(starts[0][0].replace(tzinfo=zone)),
    }


json.dump([expand(case) for case in json.load(sys.stdin)], sys.stdout)
