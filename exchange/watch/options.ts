import type { GetChangesOptions } from '../changes/getChanges';
import { InvalidInput } from '../errors';
import {
	abortSignal,
	anyText,
	assertExchange,
	assertOneOf,
	assertOptions,
	calendarId,
	callback,
	days,
	described,
	mailboxAddress,
	recordList,
	textList,
	type Allowed,
} from '../inputs';
import { checkWindow } from '../changes/compare';
import { assertZoneName } from '../changes/outputZone';
import { addressFault } from '../mailboxes/address';
import type { Exchange } from '../connection';
import type { Clock } from './clock';
import { longestDelayMs } from './timetable';
import { watchKinds, type WatchKind } from './watchedEvent';

/** Options of `getChanges` that say what events tell. */
type ContentOptions = Pick<
	GetChangesOptions,
	| 'expand'
	| 'pastDays'
	| 'futureDays'
	| 'privacy'
	| 'includeBody'
	| 'timeZone'
	| 'extendedProperties'
>;

export interface WatchOptions extends ContentOptions {
	/** Primary SMTP addresses; with `group` they may be left out. */
	mailboxes?: readonly string[];
	/** Address of a distribution group: its members are watched, looked up again every hour. */
	group?: string;
	/** A calendar by folder id, with one mailbox only; default: each mailbox's own calendar. */
	calendar?: { id: string };
	/** Kinds of news, at least one; default: `created`, `updated`, `deleted`. */
	triggerOn?: readonly WatchKind[];
	/** Minutes of `startsSoon` before the start, 0 to 1440. Default 15. */
	minutesBefore?: number;
	/**
	 * Where it is remembered what was told: `mailbox` (default) and `serviceMailbox` as in `positionStore`,
	 * so that after a restart nothing is missed; `memory` for as long as the watch runs.
	 */
	positionStore?: 'mailbox' | 'serviceMailbox' | 'memory';
	/** Keeps watches of the same calendar apart; needed unless `positionStore` is `memory`. */
	positionName?: string;
	/** Seconds between two looks at a calendar of which the server tells no changes, 10 to 86,400. Default 60. */
	pollSeconds?: number;
	/** Minutes between two looks at a calendar although the server tells its changes, 1 to 1440. Default 15. */
	safetyMinutes?: number;
	/** Ends the watch. */
	signal?: AbortSignal;
	/** Takes words for a log: what is done differently than usual, and why. */
	note?(words: string): void;
	/** The clock; default: the machine's. */
	clock?: Clock;
}

const between = (least: number, most: number, what: string): Allowed => ({
	isAllowed: (value) => typeof value === 'number' && value >= least && value <= most,
	words: `a number of ${what} from ${least} to ${most}`,
});

const groupAddress: Allowed = {
	isAllowed: mailboxAddress.isAllowed,
	words: 'the address of a distribution group, such as "staff@enyoi.com"',
};

/** @throws InvalidInput naming the first option that is missing, of another type or out of range */
export function checkWatchOptions(exchange: Exchange, options: WatchOptions): void {
	assertExchange(exchange);
	assertOptions(options, {
		mailboxes: textList('alice@enyoi.com'),
		group: groupAddress,
		calendar: calendarId,
		triggerOn: textList('created'),
		minutesBefore: between(0, longestDelayMs / 60_000, 'minutes'),
		positionName: anyText('my workflow'),
		pollSeconds: between(10, 86_400, 'seconds'),
		safetyMinutes: between(1, 1440, 'minutes'),
		pastDays: days,
		futureDays: days,
		timeZone: anyText('Europe/Berlin'),
		extendedProperties: recordList('{ name: "room", … }'),
		signal: abortSignal,
		note: callback('(words) => console.log(words)'),
	});
	const { mailboxes = [], group, calendar, triggerOn, positionName } = options;
	checkWindow(options);
	if (mailboxes.length === 0 && group === undefined) {
		throw new InvalidInput('mailboxes', 'There is no mailbox to watch', {
			remedy: 'Give the addresses of mailboxes, or that of a distribution group.',
		});
	}
	const { emailDns } = exchange.settings;
	for (const mailbox of mailboxes) {
		const fault = addressFault(mailbox.trim(), emailDns);
		if (fault === undefined) continue;
		throw new InvalidInput(
			'mailboxes',
			`${described(mailbox)} in mailboxes is not an email address: ${fault}`,
			{ remedy: 'Give whole addresses, such as "alice@enyoi.com".' },
		);
	}
	const groupFault = group === undefined ? undefined : addressFault(group.trim(), emailDns);
	if (groupFault !== undefined) {
		throw new InvalidInput(
			'group',
			`group is ${described(group)}, not an email address: ${groupFault}`,
			{ remedy: 'Give the whole address of a distribution group, such as "staff@enyoi.com".' },
		);
	}
	assertZoneName(options.timeZone);
	if (calendar && (mailboxes.length !== 1 || group !== undefined)) {
		throw new InvalidInput('calendar', 'A calendar is given for more than one mailbox', {
			remedy:
				'Leave calendar out, or watch one mailbox: folder ids differ from mailbox to mailbox.',
		});
	}
	if (triggerOn?.length === 0) {
		throw new InvalidInput('triggerOn', 'triggerOn is empty', {
			remedy: `Give at least one of ${watchKinds.join(', ')}.`,
		});
	}
	for (const kind of triggerOn ?? []) assertOneOf('triggerOn', kind, watchKinds);
	assertOneOf('positionStore', options.positionStore, ['mailbox', 'serviceMailbox', 'memory']);
	assertOneOf('expand', options.expand, ['occurrences', 'series']);
	assertOneOf('privacy', options.privacy, ['full', 'maskPrivate', 'busyOnly']);
	assertOneOf('includeBody', options.includeBody, [false, 'html', 'text']);
	if (options.positionStore !== 'memory' && !positionName?.trim()) {
		throw new InvalidInput('positionName', 'The position name is missing', {
			remedy:
				'Give a name that only this watch uses, such as "absences to planning", or positionStore "memory".',
		});
	}
}
