import { call } from '../../ews/request';
import { allowEws, grantCalendar } from '../../adminCommands';
import type { ExchangeError } from '../../errors';
import { findItem } from '../../ews/operations/findItem';
import type { Exchange } from '../../connection';
import { outcomeOf } from '../../outcome';
import { powershell } from '../../powershell';
import { openCalendar } from '../../mailboxes/openCalendar';
import { dayMs } from '../../calendar/civil';
import { defineCheck } from '../check';
import type { OpenedCalendar } from '../facts';
import { adviceOf, failed, passed, seenIn, skipped, type Advice } from '../finding';

export const calendarRead = defineCheck({
	id: 'calendarRead',
	title: 'The calendars can be read',
	needs: ['authentication'],
	testButton: 'runs',
	async run({ facts, mailboxes, now, signal }) {
		const { exchange } = facts;
		if (!exchange) return skipped('There is no connection.');
		const refused = new Set(facts.refusedMailboxes);
		const wanted = mailboxes.filter((mailbox) => !refused.has(mailbox));
		if (mailboxes.length > 0 && wanted.length === 0) {
			return skipped('Not possible: the service account may act as none of the mailboxes.');
		}
		// Without a mailbox, the calendar of the service account stands in.
		const targets = mailboxes.length === 0 ? [undefined] : wanted;
		const readings = await Promise.all(
			targets.map(async (mailbox) => ({
				mailbox,
				outcome: await outcomeOf(read(exchange, mailbox, now(), signal)),
			})),
		);
		const opened = readings.flatMap(({ mailbox, outcome }) =>
			outcome.ok ? [{ mailbox, ...outcome.value }] : [],
		);
		const found = {
			openedCalendars: opened.map(
				({ mailbox, calendar }): OpenedCalendar => ({ mailbox, ...calendar }),
			),
			latencies: [...(facts.latencies ?? []), ...opened.map(({ ms }) => ms)],
		};
		const account = exchange.settings.user;
		const seen = opened.map(
			({ mailbox, calendar, inWeek }) =>
				`${mailbox ?? account}: ${calendar.itemCount ?? 'some'} items, ${inWeek} in the next 7 days, right to ${calendar.access}`,
		);
		const failures = readings.flatMap(({ mailbox, outcome }) =>
			outcome.ok ? [] : [{ mailbox, error: outcome.error }],
		);
		if (failures.length === 0) return passed(`${seen.join('; ')}.`, found);
		const [{ mailbox, error }] = failures;
		const details = [
			...failures.map((failure) => `${failure.mailbox ?? account}: ${seenIn(failure.error)}`),
			...seen,
		].join('; ');
		return failed({ details, ...adviceFor(exchange, error, mailbox) }, found);
	},
});

async function read(
	exchange: Exchange,
	mailbox: string | undefined,
	now: Date,
	signal: AbortSignal,
) {
	const start = performance.now();
	const calendar = await openCalendar(exchange, mailbox, signal);
	const { items } = await call(
		exchange,
		findItem,
		{
			folder: { id: calendar.id },
			start: now,
			end: new Date(now.getTime() + 7 * dayMs),
			maxEntries: 100,
			shape: { base: 'IdOnly' },
		},
		{ mailbox, signal },
	);
	return { calendar, inWeek: items.length, ms: Math.round((performance.now() - start) / 2) };
}

function adviceFor(
	{ settings }: Exchange,
	error: ExchangeError,
	mailbox: string | undefined,
): Advice {
	const account = settings.user;
	if (mailbox === undefined && /^(mailboxUnavailable|accessDenied|notFound)$/.test(error.code)) {
		return {
			cause: `${account} has no mailbox, and no other mailbox was given to read.`,
			remedy: 'Enter the address of a mailbox to test with (test mailbox of the credential).',
			remedyBy: 'you',
		};
	}
	if (error.details.httpStatus === 403 && mailbox !== undefined) {
		// The account itself was let in, with the same program.
		return {
			cause: `EWS is switched off for ${mailbox}, or its list of allowed programs has not this one: who acts as somebody is bound to the settings of that mailbox.`,
			remedy:
				'Allow EWS for the mailbox, and n8n-nodes-exchange-server where it has a list of allowed programs of its own; or leave the mailbox out.',
			remedyBy: 'exchangeAdmin',
			command: allowEws(mailbox),
		};
	}
	if (error.code === 'accessDenied' || error.code === 'notFound') {
		const delegate = settings.mailboxAccess === 'delegate';
		return {
			cause: delegate
				? `${account} has no right on the calendar of ${mailbox}.`
				: `The calendar of ${mailbox} is not there, or closed even to its owner.`,
			remedy: delegate
				? 'Give the account a right on the calendar: Reviewer to read, Editor to write.'
				: 'Let the owner open the calendar once in Outlook; then test again.',
			remedyBy: 'exchangeAdmin',
			command: delegate
				? grantCalendar(mailbox ?? account, account)
				: powershell`Get-MailboxFolderStatistics ${mailbox ?? account} -FolderScope Calendar`,
		};
	}
	return adviceOf(error);
}
