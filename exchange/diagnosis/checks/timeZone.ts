import { setTimeZone } from '../../adminCommands';
import { timeZoneOf } from '../../mailboxes/timeZone';
import { defineCheck } from '../check';
import { passed, skipped, warning } from '../finding';

export const timeZone = defineCheck({
	id: 'timeZone',
	title: 'The mailboxes have a time zone',
	needs: ['authentication'],
	testButton: 'advises',
	async run({ facts, signal }) {
		const { exchange, openedCalendars } = facts;
		if (!exchange || !openedCalendars || openedCalendars.length === 0) {
			return skipped('Not possible: no calendar could be opened.');
		}
		const account = exchange.settings.user;
		const zones = await Promise.all(
			openedCalendars.map(async ({ mailbox, id }) => ({
				mailbox: mailbox ?? account,
				zone: await timeZoneOf(exchange, mailbox, { id }, signal),
			})),
		);
		const details = zones
			.map(({ mailbox, zone }) => `${mailbox}: ${zone ?? 'none set'}`)
			.join('; ');
		const without = zones.filter(({ zone }) => zone === undefined).map(({ mailbox }) => mailbox);
		if (without.length === 0) return passed(`${details}.`);
		if (exchange.settings.mailboxAccess === 'delegate') {
			return passed(`${details} (or not open to a delegate).`);
		}
		return warning({
			details: `${details}.`,
			cause: 'Nobody has set the time zone of the mailbox: it was not opened in Outlook yet.',
			remedy:
				'Set it, if "time zone of the mailbox" is used for times; UTC and named zones work all the same.',
			remedyBy: 'exchangeAdmin',
			command: setTimeZone(without[0]),
		});
	},
});
