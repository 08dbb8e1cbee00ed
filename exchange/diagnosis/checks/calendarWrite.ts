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
		const start = new Date(now().getTime() + dayMs);
		const failures: Failure[] = [];
		for (const calendar of openedCalendars) {
			const failure = await writeAndRemove(exchange, calendar, start, signal);
			if (failure) failures.push(failure);
		}
		const named = ({ mailbox }: { mailbox?: string }) => mailbox ?? account;
		if (failures.length === 0) {
			const names = openedCalendars.map(named).join(', ');
			return passed(`A private item was created in and removed from the calendar of ${names}.`);
		}
		const details = failures
			.map((failure) => `${named(failure)}: ${seenIn(failure.error)}${leftIn(failure)}`)
			.join('; ');
		const left = failures.filter((failure) => failure.left !== undefined);
		if (left.length > 0) {
			const { cause } = adviceOf(left[0].error);
			return failed({
				details,
				cause: `The item of the test was not surely removed. ${cause}`,
				remedy: `Look into the calendar of ${left.map(named).join(', ')} and delete the private item "${subject}" of ${start.toISOString().slice(0, 16)}Z, if it is there.`,
				remedyBy: 'you',
			});
		}
		const [first] = failures;
		if (first.error.code !== 'accessDenied') return failed({ details, ...adviceOf(first.error) });
		return failed({
			details,
			cause: `${account} may read the calendar of ${named(first)}, but not write to it.`,
			remedy: 'Give the account the right of an editor on the calendar.',
			remedyBy: 'exchangeAdmin',
			command: grantCalendar(named(first), account),
		});
	},
});

const subject = 'Connection test of n8n';

interface Failure {
	mailbox?: string;
	error: ExchangeError;
	/** The item is in the calendar, or may be. */
	left?: 'surely' | 'perhaps';
}

function leftIn({ left }: Failure): string {
	if (left === undefined) return '';
	return left === 'surely'
		? `; the item "${subject}" stays there`
		: `; the item "${subject}" may be there`;
}

/** Creates an item for tomorrow that only its owner sees, that blocks no time and that invites nobody. */
async function writeAndRemove(
	exchange: Exchange,
	{ mailbox, id }: OpenedCalendar,
	start: Date,
	signal: AbortSignal,
): Promise<Failure | undefined> {
	if (signal.aborted) throw cancellation(signal);
	const context = { mailbox, serviceAccount: exchange.settings.user };
	// Neither request is broken off by the signal: no item must stay in a calendar.
	const creating = await outcomeOf(
		createAppointments(exchange, { mailbox, calendar: { id } }, (api, service) => {
			const appointment = new api.Appointment(service);
			appointment.Subject = subject;
			appointment.Start = new api.DateTime(start.getTime(), api.DateTimeKind.Utc);
			appointment.End = new api.DateTime(start.getTime() + 15 * 60_000, api.DateTimeKind.Utc);
			appointment.Sensitivity = api.Sensitivity.Private;
			appointment.LegacyFreeBusyStatus = api.LegacyFreeBusyStatus.Free;
			appointment.IsReminderSet = false;
			return [appointment];
		}),
	);
	if (!creating.ok) {
		const { error } = creating;
		return { mailbox, error, ...(error.outcome === 'unknown' && { left: 'perhaps' }) };
	}
	const [created] = creating.value;
	if (!created.ok) {
		return {
			mailbox,
			error: responseError(created.failure, { operation: 'CreateItem', ...context }),
		};
	}
	const deleting = await outcomeOf(deleteItems(exchange, { mailbox, how: 'hard' }, [created.item]));
	if (!deleting.ok) {
		const { error } = deleting;
		return { mailbox, error, left: error.outcome === 'unknown' ? 'perhaps' : 'surely' };
	}
	const [deleted] = deleting.value;
	if (deleted.ok) return undefined;
	const error = responseError(deleted.failure, { operation: 'DeleteItem', ...context });
	return { mailbox, error, left: 'surely' };
}
