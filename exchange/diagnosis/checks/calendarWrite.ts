import { grantCalendar } from '../../adminCommands';
import type { Exchange } from '../../connection';
import type { ExchangeError } from '../../errors';
import { responseError } from '../../ews/errors';
import { createAppointments, deleteItems } from '../../ews/library/writeItems';
import { outcomeOf } from '../../outcome';
import { cancellation } from '../../transport/errors';
import { dayMs } from '../../calendar/civil';
import { defineCheck } from '../check';
import type { OpenedCalendar } from '../facts';
import { adviceOf, failed, passed, seenIn, skipped } from '../finding';

export const calendarWrite = defineCheck({
	id: 'calendarWrite',
	title: 'The calendars can be written to',
	needs: ['authentication'],
	testButton: 'writes',
	async run({ facts, writeTest, now, signal }) {
		const { exchange, openedCalendars } = facts;
		if (!writeTest) return skipped('Not asked for.');
		if (!exchange || !openedCalendars || openedCalendars.length === 0) {
			return skipped('Not possible: no calendar could be opened.');
		}
		const account = exchange.settings.user;
		const failures: Array<{ mailbox?: string; error: ExchangeError }> = [];
		for (const calendar of openedCalendars) {
			const written = await outcomeOf(writeAndRemove(exchange, calendar, now(), signal));
			if (!written.ok) failures.push({ mailbox: calendar.mailbox, error: written.error });
		}
		const names = openedCalendars.map(({ mailbox }) => mailbox ?? account).join(', ');
		if (failures.length === 0) {
			return passed(`A private item was created in and removed from the calendar of ${names}.`);
		}
		const [{ mailbox = account, error }] = failures;
		const details = failures
			.map((failure) => `${failure.mailbox ?? account}: ${seenIn(failure.error)}`)
			.join('; ');
		if (error.code !== 'accessDenied') return failed({ details, ...adviceOf(error) });
		return failed({
			details,
			cause: `${account} may read the calendar of ${mailbox}, but not write to it.`,
			remedy: 'Give the account the right of an editor on the calendar.',
			remedyBy: 'exchangeAdmin',
			command: grantCalendar(mailbox, account),
		});
	},
});

/** Creates an item for tomorrow that only its owner sees, that blocks no time and that invites nobody. */
async function writeAndRemove(
	exchange: Exchange,
	{ mailbox, id }: OpenedCalendar,
	now: Date,
	signal: AbortSignal,
): Promise<void> {
	if (signal.aborted) throw cancellation(signal);
	// Neither request is broken off by the signal: no item must stay in a calendar.
	const [created] = await createAppointments(
		exchange,
		{ mailbox, calendar: { id } },
		(api, service) => {
			const appointment = new api.Appointment(service);
			const start = now.getTime() + dayMs;
			appointment.Subject = 'Connection test of n8n';
			appointment.Start = new api.DateTime(start, api.DateTimeKind.Utc);
			appointment.End = new api.DateTime(start + 15 * 60_000, api.DateTimeKind.Utc);
			appointment.Sensitivity = api.Sensitivity.Private;
			appointment.LegacyFreeBusyStatus = api.LegacyFreeBusyStatus.Free;
			appointment.IsReminderSet = false;
			return [appointment];
		},
	);
	const context = { mailbox, serviceAccount: exchange.settings.user };
	if (!created.ok) throw responseError(created.failure, { operation: 'CreateItem', ...context });
	const [deleted] = await deleteItems(exchange, { mailbox, how: 'hard' }, [created.item]);
	if (!deleted.ok) throw responseError(deleted.failure, { operation: 'DeleteItem', ...context });
}
