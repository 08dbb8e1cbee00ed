"""Runs the calendar files of exchangelib's own test suite against a test Exchange.

The suite belongs to exchangelib and is not part of this repository. Its authors run it in a mailbox that people
use, so that its time zone is known. Of a checkout of its version:

	EWS_SCHEMAS=SCHEMAS npm run exchange-server -- --https-port 8443 --behaviours mailboxTimeZone=asConfigured
	/usr/bin/python3 test/conformance/exchangelib/own_suite.py CHECKOUT localhost:8443 guus 'Passw0rd!-guus'

Each failure has to stand in own_suite.json, with its reason; one that does not is an error, and so is
a reason that no longer holds.
"""

import json
import os
import pathlib
import signal
import sys
import unittest

FILES = (
	'test_items.test_calendaritems',
	'test_items.test_sync',
	'test_items.test_bulk',
	'test_folder',
	'test_protocol',
)
SECONDS_PER_TEST = 60


class TooLong(BaseException):
	"""Past the reach of the suite's own `except Exception`."""


def stop(*_):
	raise TooLong('the test took too long')


class Outcomes(unittest.TestResult):
	def __init__(self):
		super().__init__()
		self.passed, self.failed, self.skipped_ids = set(), {}, set()

	def startTest(self, test):
		super().startTest(test)
		signal.alarm(SECONDS_PER_TEST)

	def stopTest(self, test):
		signal.alarm(0)
		super().stopTest(test)

	def addSuccess(self, test):
		self.passed.add(test.id())

	def addSkip(self, test, reason):
		self.skipped_ids.add(test.id())

	def addFailure(self, test, error):
		self.failed[test.id()] = repr(error[1])[:300]

	def addError(self, test, error):
		self.addFailure(test, error)

	def addSubTest(self, test, subtest, error):
		if error:
			self.addFailure(test, error)


def write_settings(folder, server, user, password):
	domain = os.environ.get('EXCHANGE_DOMAIN', 'enyoi.example')
	address = f'{user}@{domain}'
	settings = {
		'server': server,
		'autodiscover_server': server,
		'username': f'{domain.split(".")[0].upper()}\\{user}',
		'password': password,
		'account': address,
		'alias': address,
		'verify_ssl': False,
	}
	# JSON is YAML too.
	(folder / 'settings.yml').write_text(json.dumps(settings))


def main(checkout, server, user, password):
	folder = pathlib.Path(checkout).resolve()
	reasons = json.loads(pathlib.Path(__file__).with_suffix('.json').read_text())
	write_settings(folder, server, user, password)
	os.chdir(folder)
	# Only the tests are the checkout's: the library is the installed one.
	sys.path.append(str(folder))
	signal.signal(signal.SIGALRM, stop)
	unknown, failed_ids = {}, set()
	for name in FILES:
		outcomes = Outcomes()
		unittest.defaultTestLoader.loadTestsFromName(f'tests.{name}').run(outcomes)
		failed = {one.removeprefix('tests.'): why for one, why in outcomes.failed.items()}
		failed_ids |= failed.keys()
		unknown |= {one: why for one, why in failed.items() if one not in reasons}
		passed = len(outcomes.passed - outcomes.failed.keys())
		print(f'{name}: {passed} passed, {len(failed)} failed, {len(outcomes.skipped_ids)} skipped', flush=True)
	for one, why in unknown.items():
		print(f'without a reason: {one}: {why}')
	for one in reasons.keys() - failed_ids:
		print(f'passes, its reason can go: {one}')
	return 1 if unknown or reasons.keys() - failed_ids else 0


if __name__ == '__main__':
	sys.exit(main(*sys.argv[1:]))
