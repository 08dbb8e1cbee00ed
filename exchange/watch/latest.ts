import type { CalendarChange } from '../calendar/event';
import { dayMs, instantOf, instantText } from '../calendar/civil';
import { getChanges } from '../changes/getChanges';
import type { Exchange } from '../connection';
import { addressKey } from '../mailboxes/address';
import { isForEverySite, isOfSite } from '../mailboxes/lookUpMailbox';
import { outcomeOf } from '../outcome';
import { ExchangeCalendar } from './exchangeCalendar';
import { addressesOf } from './groupMembers';
import { checkWatchOptions, type WatchOptions } from './options';
import { asExchangeError } from './problems';
import { domainOf } from './refusals';
import { Timetable, type TimeKind } from './timetable';
import {
	defaultKinds,
	timeKinds,
	type WatchedEvent,
	type WatchKind,
	type WatchProblem,
} from './watchedEvent';

/** More mailboxes are not looked through for an example. */
const mostMailboxes = 5;

/** Nor after so many that can't be read. */
const mostProblems = 20;

/** The same of those at the only server that is known, which is down or refuses the account. */
const mostOfOneSite = 3;

/** Days around now in which one is looked for, in the past and in the future. */
const searchedDays = { past: 31, future: 92 };

/** Moments are looked for so far around now, in milliseconds. */
const momentsMs = 7 * dayMs;

/** An event that was not touched for so long after it was made counts as created, in milliseconds. */
const createdMs = 5_000;

/**
 * The latest news that a watch with these options would have told: the change that is nearest in the past,
 * or the moment. Nothing is remembered. Undefined when there is none, as for `deleted` alone: what is gone
 * can't be shown.
 * @param onFailure told of each mailbox that can't be read while others can, or once of those whose site
 * refuses the account, and of each group within the given one that can't
 * @throws InvalidInput when an option is missing or out of range
 * @throws ExchangeError as the server answers, where no mailbox can be read
 */
export async function latestEvent(
	exchange: Exchange,
	given: WatchOptions,
	onFailure: (problem: WatchProblem) => void = () => undefined,
): Promise<WatchedEvent | undefined> {
	const options: WatchOptions = { ...given, positionStore: 'memory' };
	checkWatchOptions(exchange, options);
	const { triggerOn = defaultKinds, clock } = options;
	const { addresses: all, unread } = await addressesOf(exchange, options);
	const now = clock?.date() ?? Date.now();
	const kinds = new Set<WatchKind>(triggerOn);
	let latest: Found | undefined;
	const problems: MailboxProblem[] = [];
	const seen = new Set<string>();
	const distinct = all.filter((one) => seen.size < seen.add(addressKey(one)).size);
	let read = 0;
	for (const mailbox of distinct) {
		if (read === mostMailboxes || problems.length === mostProblems) break;
		const found = await outcomeOf(
			(async () => [
				await latestChange(exchange, mailbox, options, kinds),
				await latestMoment(exchange, mailbox, options, now),
			])(),
			isForEverySite(exchange),
		);
		if (!found.ok) {
			problems.push({ kind: 'problem', mailbox, error: found.error });
			const ofSite = problems.filter(({ error }) => isOfSite(exchange, error)).length;
			if (ofSite === mostOfOneSite && !exchange.ewsUrl.hasSeveralServers?.()) break;
			continue;
		}
		read++;
		for (const one of found.value) if (one && one.at > (latest?.at ?? -Infinity)) latest = one;
	}
	if (problems.length > 0 && read === 0) throw problems[0].error;
	for (const { group, error } of unread) {
		onFailure({ kind: 'problem', mailbox: group, error: asExchangeError(error) });
	}
	for (const problem of onceForSites(exchange, problems)) onFailure(problem);
	return latest?.event;
}

/** Problems of mailboxes, those with a site or mail domain that refuses the account as one. */
function onceForSites(exchange: Exchange, problems: readonly MailboxProblem[]): WatchProblem[] {
	const told = new Map<string, WatchProblem & { mailboxes: string[] }>();
	return problems.flatMap((problem) => {
		const { mailbox, error } = problem;
		const site = isOfSite(exchange, error) ? error.message : domainOf(error);
		if (site === undefined) return problem;
		const known = told.get(site);
		known?.mailboxes.push(mailbox);
		if (known) return [];
		const first = { kind: 'problem' as const, mailboxes: [mailbox], error };
		told.set(site, first);
		return first;
	});
}

type MailboxProblem = WatchProblem & { mailbox: string };

interface Found {
	/** UTC milliseconds. */
	at: number;
	event: WatchedEvent;
}

async function latestChange(
	exchange: Exchange,
	mailbox: string,
	options: WatchOptions,
	kinds: ReadonlySet<WatchKind>,
): Promise<Found | undefined> {
	if (!kinds.has('created') && !kinds.has('updated') && !kinds.has('cancelled')) return undefined;
	const { calendar, expand, privacy, includeBody, timeZone, extendedProperties, signal } = options;
	const { pastDays = searchedDays.past, futureDays = searchedDays.future } = options;
	const content = { calendar, expand, privacy, includeBody, timeZone, extendedProperties, signal };
	let latest: Found | undefined;
	for await (const change of getChanges(exchange, {
		...content,
		mailbox,
		pastDays: Math.min(pastDays, searchedDays.past),
		futureDays: Math.min(futureDays, searchedDays.future),
	})) {
		const found = asNews(change, kinds);
		if (found && found.at > (latest?.at ?? -Infinity)) latest = found;
	}
	return latest;
}

/** The change that led to an event as it is now. */
function asNews(event: CalendarChange, kinds: ReadonlySet<WatchKind>): Found | undefined {
	const created = instantOf(event.createdDateTime) ?? -Infinity;
	const modified = instantOf(event.lastModifiedDateTime) ?? created;
	const isNew = modified - created <= createdMs;
	if (event.isCancelled && kinds.has('cancelled')) {
		return { at: modified, event: { kind: 'cancelled', ...event, changeType: 'updated' } };
	}
	if (kinds.has('updated') && !isNew) {
		return { at: modified, event: { kind: 'updated', ...event, changeType: 'updated' } };
	}
	if (!kinds.has('created')) return undefined;
	return { at: created, event: { kind: 'created', ...event, changeType: 'created' } };
}

async function latestMoment(
	exchange: Exchange,
	mailbox: string,
	options: WatchOptions,
	now: number,
): Promise<Found | undefined> {
	const { triggerOn = [], minutesBefore = 15 } = options;
	const { signal = new AbortController().signal } = options;
	const kinds = new Set(triggerOn.filter((kind): kind is TimeKind => isTimeKind(kind)));
	if (kinds.size === 0) return undefined;
	const calendar = new ExchangeCalendar(exchange, mailbox, options);
	const { events } = await calendar.times(now - momentsMs, now + momentsMs, signal);
	const aheadMs = minutesBefore * 60_000;
	const stored = { until: now - momentsMs };
	const timing = { aheadMs, waitAfter: () => 0, delayMs: momentsMs };
	const timetable = new Timetable({ kinds, ...timing }, stored, now);
	timetable.fill(events, now);
	for (const { kind, at, event } of timetable.due(now).reverse()) {
		const found = (await calendar.events([event.id], signal)).found.get(event.id);
		if (!found || found.event.isCancelled) continue;
		return { at, event: { kind, mailbox, dueAt: instantText(at), ...found.event } };
	}
	return undefined;
}

function isTimeKind(kind: WatchKind): boolean {
	return (timeKinds as readonly WatchKind[]).includes(kind);
}
