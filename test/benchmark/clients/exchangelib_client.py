"""exchangelib: sync ids, then the items in batches of 100. Usage: exchangelib_client.py URL"""

import json
import resource
import sys

from exchangelib import IMPERSONATION, Account, Configuration, Credentials, Version
from exchangelib.transport import BASIC
from exchangelib.version import EXCHANGE_2016

config = Configuration(
    service_endpoint=sys.argv[1],
    credentials=Credentials("svc-n8n", "benchmark"),
    auth_type=BASIC,
    version=Version(EXCHANGE_2016),
    max_connections=4,
)
account = Account(
    primary_smtp_address="alice@enyoi.example", config=config, autodiscover=False, access_type=IMPERSONATION
)


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = cpu()
ids = [(item.id, item.changekey) for _, item in account.calendar.sync_items(only_fields=["id", "changekey"])]
items = 0
for first in range(0, len(ids), 100):
    for item in account.fetch(ids=ids[first : first + 100]):
        if item.subject and item.start:
            items += 1
print(
    json.dumps(
        {
            "items": items,
            "cpuMs": (cpu() - start) * 1000,
            "peakMb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - idle) * 1024 / 1e6,
            "longestBlockMs": None,
        }
    )
)
