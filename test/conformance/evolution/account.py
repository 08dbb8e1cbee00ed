"""An Evolution account for Exchange in a home folder of its own, without a screen or a keyring."""

import os
import pathlib
import time

ACCOUNT = 'test-exchange'


def write_account(settings):
	"""Writes what Evolution's wizard would; has to run before anything of Evolution starts."""
	config = pathlib.Path(os.environ['XDG_CONFIG_HOME'])
	sources = config / 'evolution' / 'sources'
	sources.mkdir(parents=True)
	(sources / f'{ACCOUNT}.source').write_text(
		f"""[Data Source]
DisplayName=Test Exchange
Enabled=true
Parent=

[Authentication]
Host=127.0.0.1
Method=PLAIN
User={settings['user']}
RememberPassword=false

[Collection]
BackendName=ews
Identity={settings['address']}
CalendarEnabled=true
ContactsEnabled=false
MailEnabled=false

[Ews Backend]
Hosturl={settings['endpoint']}
Email={settings['address']}
User={settings['user']}
AuthMechanism=PLAIN
ListenNotifications=true
"""
	)
	keyfile = config / 'glib-2.0' / 'settings'
	keyfile.mkdir(parents=True)
	# Loopback is no network to GNOME, which would stay offline.
	(keyfile / 'keyfile').write_text(
		'[org/gnome/evolution-data-server]\nnetwork-monitor-gio-name=\'always-online\'\n'
	)


def wait_for(what, found, seconds=60):
	"""Runs GLib's main loop until `found()` gives something."""
	from gi.repository import GLib

	context = GLib.MainContext.default()
	until = time.monotonic() + seconds
	while True:
		while context.iteration(False):
			pass
		result = found()
		if result:
			return result
		if time.monotonic() > until:
			raise TimeoutError(f'Evolution did not come to {what}')
		time.sleep(0.02)


def open_calendar(settings):
	"""Signs in and opens the default calendar. Gives the registry and the client."""
	import gi

	gi.require_version('EDataServer', '1.2')
	gi.require_version('ECal', '2.0')
	from gi.repository import ECal, EDataServer

	registry = EDataServer.SourceRegistry.new_sync(None)

	def give_password(_registry, source, *_reason):
		credentials = EDataServer.NamedParameters.new()
		credentials.set(EDataServer.SOURCE_CREDENTIAL_USERNAME, settings['user'])
		credentials.set(EDataServer.SOURCE_CREDENTIAL_PASSWORD, settings['password'])
		source.invoke_authenticate(credentials, None, None)

	registry.connect('credentials-required', give_password)
	account = registry.ref_source(ACCOUNT)
	give_password(registry, account)

	def calendar():
		for source in registry.list_sources(EDataServer.SOURCE_EXTENSION_CALENDAR):
			if source.get_parent() == ACCOUNT and source.get_display_name() == 'Calendar':
				return source
		return None

	source = wait_for('a list of calendars', calendar)
	opened = []

	def connected(_object, result):
		opened.append(ECal.Client.connect_finish(result))

	ECal.Client.connect(source, ECal.ClientSourceType.EVENTS, 30, None, connected)
	wait_for('an open calendar', lambda: opened)
	return registry, opened[0]
