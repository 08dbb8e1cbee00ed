import { randomUUID } from 'node:crypto';
import { dayMs, instantText } from '../calendar/civil';
import type { CalendarChange } from '../calendar/event';
import { timeZones } from '../calendar/timeZone';
import type { Exchange } from '../connection';
import {
	abortSignal,
	anyText,
	assertExchange,
	assertOneOf,
	assertOptions,
	calendarId,
	days,
	either,
	mailboxAddress,
	moment,
	recordList,
	textList,
	yesOrNo,
} from '../inputs';
import { itemBatchSize } from '../ews/readItemBatches';
import { requestsAtOnce } from '../ews/request';
import { throwIfCancelled } from '../transport/errors';
import { abortWith } from '../transport/onAbort';
import { EventLoopTurns, inTurns, type Turns } from '../eventLoop';
import type { ExtendedPropertyUri } from '../ews/calendarItem';
import { assertCalendar, ewsCalendarReads } from './exchangeReads';
import { chooseZone } from './outputZone';
import { runOver, type Remembered, type RunResult } from './run';
import {
	checkScope,
	checkSettings,
	openPosition,
	readPosition,
	readWhole,
	rewriteAfterMs,
	writePosition,
	type PositionContent,
	type PositionScope,
} from './position/format';
import { PositionRefused } from './position/errors';
import { referenceReader } from './position/restingSets';
import type { ReadReference } from './position/segments';
import type { Privacy } from './privacy';
import { KnownItems } from './position/known';
import { addUnconfirmed, confirm } from './unconfirmed';
import { checkWindow, windowAfter, windowAround } from './compare';

export interface GetChangesOptions {
	/** The primary SMTP address of the calendar's owner. */
	mailbox: string;
	/** A calendar of that mailbox by folder id; default: the mailbox's own calendar. */
	calendar?: { id: string };
	/** The position that an earlier run returned; absent: everything in the window is reported as created. */
	position?: string;
	/**
	 * Positions of other runs whose changes were delivered but never confirmed. Events that they
	 * reported and that are gone by now are reported as deleted. One of another calendar is ignored, and one
	 * of other settings where `otherSettings` refuses them.
	 */
	unconfirmed?: string | readonly string[];
	/**
	 * The positions come from a `positionStore` for this calendar, which knows whose they are: what was written
	 * under another address of the mailbox, or another way of naming the calendar, is gone on from.
	 */
	positionIsKept?: boolean;
	/**
	 * With a position of another `expand`, `pastDays` or `futureDays`. `compare` (default): everything is compared
	 * with it, and told as it is under the new ones. `refuse`: PositionRefused, with those of the position.
	 */
	otherSettings?: 'compare' | 'refuse';
	/** `occurrences` (default): each occurrence of a series is an event; `series`: masters and their exceptions. */
	expand?: 'occurrences' | 'series';
	/** Days before now that the window reaches, 0 or more. Default 30; with `futureDays` at most 730. */
	pastDays?: number;
	/** Days after now that the window reaches, 0 or more. Default 365. */
	futureDays?: number;
	/** The content of the events; default `maskPrivate`. */
	privacy?: Privacy;
	/** Bodies and their previews; default false. */
	includeBody?: false | 'html' | 'text';
	/** Zone of `start` and `end`: `UTC` (default), `mailbox`, or any Windows or IANA name. */
	timeZone?: string;
	/** Named or tagged properties to bring along. */
	extendedProperties?: ExtendedPropertyUri[];
	/** The clock; default: the real one. */
	now?: Date;
	signal?: AbortSignal;
	/** Name of this run, repeated in each change; default: a new UUID. */
	syncRun?: string;
}

/** The result of a run: the new position, and counts of the reported changes. */
export interface Position {
	mailbox: string;
	/** Hand this to the next run. The same string as before when there is nothing new to remember. */
	position: string;
	syncRun: string;
	created: number;
	updated: number;
	deleted: number;
	/** Every item of the calendar was read: no position, or one that could not be continued. */
	fullSync: boolean;
	/** The position could not be continued; the changes are the differences to what it remembered. */
	resynced: boolean;
	/**
	 * The position was made with another `expand`, `pastDays` or `futureDays`: everything was compared. Two
	 * readers of one position would tell their differences again and again.
	 */
	otherSettings?: true;
	/**
	 * Items that the server failed to return, and times (`2026-11-01T00:00:00Z/2026-11-02T00:00:00Z`) of
	 * which it failed to list the occurrences of series: those are computed then, or stay as they were told.
	 * Of a series that enters the window it is the id of an occurrence. The next runs try again.
	 */
	unreadable?: Array<{ id: string; reason: string }>;
}

/**
 * Reports what changed in a calendar since a position, and returns the new position.
 * Stores nothing: the changes count as delivered when the caller stores the returned position.
 * @throws InvalidInput when an option is out of range, or `calendar` is not a calendar
 * @throws PositionRefused when the position is damaged or of another mailbox or calendar, and of other
 *   settings where `otherSettings` refuses them
 * @throws ExchangeError as the server answers; the old position stays valid
 */
export async function* getChanges(
	exchange: Exchange,
	options: GetChangesOptions,
): AsyncGenerator<CalendarChange, Position> {
	assertExchange(exchange);
	checkOptions(options);
	const { mailbox, calendar, includeBody = false, extendedProperties, signal } = options;
	const { expand = 'occurrences' } = options;
	const { privacy = 'maskPrivate', syncRun = randomUUID(), now = new Date() } = options;
	const { positionIsKept, otherSettings = 'compare' } = options;
	const { pastDays, futureDays } = checkWindow(options);
	const scope: PositionScope = {
		mailbox,
		calendar: calendar?.id ?? '',
		expand,
		pastDays,
		futureDays,
		server: serverOf(exchange),
	};
	const { turns = new EventLoopTurns() } = exchange;
	const readReference = referenceReader(exchange, { mailbox, calendar, signal });
	const stored = options.position
		? await openPosition(options.position, turns, readReference)
		: undefined;
	const before = typeof stored === 'object' ? stored : undefined;
	const checkStored = (one: PositionScope) => {
		const same = checkScope(one, scope, positionIsKept);
		if (otherSettings === 'refuse') checkSettings(one, scope);
		return same;
	};
	const { sameServer, sameSettings } = before
		? checkStored(before.scope)
		: { sameServer: true, sameSettings: true };
	const { window, gap, isApart } = windowAfter(
		windowAround(now, scope),
		before && windowAround(new Date(before.writtenAt), before.scope),
	);
	// Of windows that have nothing in common one was wrong.
	const continues = sameServer && sameSettings && !isApart;
	const zones = timeZones();
	const outputZone = await chooseZone(exchange, options, zones);

	const abandoned = new AbortController();
	const ended = abandoned.signal;
	const stopListening = abortWith(signal, abandoned);
	const target = { mailbox, calendar, includeBody, extendedProperties, signal: ended };
	const count = { created: 0, updated: 0, deleted: 0 };
	let known: Remembered | undefined;
	let isComplete = false;
	try {
		throwIfCancelled(ended);
		if (calendar && stored === undefined) await assertCalendar(exchange, mailbox, calendar, ended);
		const changes = runOver(
			ewsCalendarReads(exchange, target),
			{
				mailbox,
				syncRun,
				expand,
				privacy,
				window,
				gap: continues ? gap : undefined,
				format: { outputZone, zones, includeBody: includeBody !== false },
				concurrency: requestsAtOnce(exchange),
				batchSize: itemBatchSize,
				turns,
			},
			(known = await remembered(stored, {
				continues,
				hasGap: gap !== undefined,
				turns,
				unconfirmed: options.unconfirmed,
				checkStored,
				readReference,
			})),
		);
		let next = await changes.next();
		while (!next.done) {
			for (const change of next.value) {
				if (turns.isOver) await turns.next();
				count[change.changeType]++;
				yield change;
			}
			next = await changes.next();
		}
		const result = next.value;
		const isFull = stored === undefined || stored === 'otherVersion' || !stored.syncState;
		const resynced =
			result.isRestarted ||
			stored === 'otherVersion' ||
			(stored !== undefined && (isFull || !continues));
		const isFresh = before !== undefined && now.getTime() - before.writtenAt < rewriteAfterMs;
		const isCertain = [options.unconfirmed ?? []].flat().length === 0;
		const gapDay = result.isGapOpen ? openGapDay(before?.gapDay, now) : undefined;
		const position =
			options.position && result.isUnchanged && isFresh && isCertain && !resynced
				? options.position
				: await writePosition(
						{
							scope,
							// From there the next run finds the gap again.
							writtenAt:
								gapDay !== undefined && before !== undefined ? before.writtenAt : now.getTime(),
							gapDay,
							edge: window.edge,
							...result,
							resting: known?.resting,
							store: known?.store,
						},
						turns,
					);
		isComplete = true;
		return {
			mailbox,
			position,
			syncRun,
			...count,
			fullSync: isFull || resynced,
			resynced,
			...(!sameSettings && { otherSettings: true as const }),
			...unreadableOf(result),
		};
	} finally {
		stopListening();
		// Nothing is under way behind the end; an abort costs an error with its trace.
		if (!isComplete) abandoned.abort();
	}
}

/** The numbers of days that a position tells apart. */
const dayNumbers = 15;

/**
 * The day on which a gap was found that can't be read in whole, 1 to 15. It is looked at for a day at
 * least, two at most: each such run reads the whole position.
 * @returns undefined when it is given up
 */
function openGapDay(found: number | undefined, now: Date): number | undefined {
	const today = 1 + (Math.floor(now.getTime() / dayMs) % dayNumbers);
	const day = found ?? today;
	return (today - day + dayNumbers) % dayNumbers < 2 ? day : undefined;
}

function unreadableOf({
	unreadable,
	unreadableSeries,
	unreadableTimes,
}: RunResult): Pick<Position, 'unreadable'> | undefined {
	const times = unreadableTimes.map(({ start, end, reason }) => ({
		id: `${instantText(start)}/${instantText(end)}`,
		reason,
	}));
	const items = unreadable.map(({ id, reason }) => ({ id, reason }));
	const all = [...items, ...unreadableSeries, ...times];
	return all.length > 0 ? { unreadable: all } : undefined;
}

interface RememberOptions {
	/** False when the server's sync state is of no use: everything is compared. */
	continues: boolean;
	/** The window begins before that of the run before. */
	hasGap: boolean;
	readReference: ReadReference;
	unconfirmed: GetChangesOptions['unconfirmed'];
	/** @throws PositionRefused when it is none to go on from */
	checkStored: (scope: PositionScope) => void;
	turns: Turns;
}

async function remembered(
	stored: PositionContent | 'otherVersion' | undefined,
	options: RememberOptions,
): Promise<Remembered | undefined> {
	const { continues, hasGap, unconfirmed, turns } = options;
	const parked: KnownItems[] = [];
	for (const text of [unconfirmed ?? []].flat()) {
		const found = text && (await readUnconfirmed(text, options));
		if (found) parked.push(found);
	}
	const counted = typeof stored === 'object' ? stored : undefined;
	const needsAll =
		!continues || hasGap || parked.length > 0 || counted?.items.rows.hasDoubts === true;
	const known = counted && needsAll ? await readWhole(counted) : counted;
	// Nothing counts yet, but the first run's changes may have arrived: everything is compared with them.
	if (known === undefined && parked.length === 0) return undefined;
	const { items, unreadable, syncState, resting, store, isRefused } = known ?? {
		items: new KnownItems(),
		unreadable: [],
		syncState: undefined,
		resting: undefined,
		store: undefined,
		isRefused: undefined,
	};
	await inTurns(confirm(items), turns);
	for (const one of parked) await inTurns(addUnconfirmed(items, one), turns);
	const continued = continues && syncState ? syncState : undefined;
	return { items, resting, store, unreadable, isRefused, syncState: continued };
}

async function readUnconfirmed(
	text: string,
	{ checkStored, turns, readReference }: RememberOptions,
) {
	const stored = await readPosition(text, turns, readReference)
		.then((found) => {
			if (found !== 'otherVersion') checkStored(found.scope);
			return found;
		})
		.catch((error: unknown) => {
			if (error instanceof PositionRefused) return undefined;
			throw error;
		});
	return typeof stored === 'object' ? stored.items : undefined;
}

function checkOptions(options: GetChangesOptions): void {
	assertOptions(
		options,
		{
			mailbox: mailboxAddress,
			calendar: calendarId,
			position: positionText,
			unconfirmed: either(positionText, textList('v1…')),
			positionIsKept: yesOrNo,
			pastDays: days,
			futureDays: days,
			timeZone: anyText('Europe/Berlin'),
			extendedProperties: recordList('{ name: "room", … }'),
			now: moment,
			signal: abortSignal,
			syncRun: anyText('run 1'),
		},
		['mailbox'],
	);
	assertOneOf('otherSettings', options.otherSettings, ['compare', 'refuse']);
	assertOneOf('expand', options.expand, ['occurrences', 'series']);
	assertOneOf('privacy', options.privacy, ['full', 'maskPrivate', 'busyOnly']);
	assertOneOf('includeBody', options.includeBody, [false, 'html', 'text']);
}

const positionText = anyText('the position that the run before returned');

function serverOf({ settings }: Exchange): string {
	return settings.ewsUrl
		? new URL(settings.ewsUrl).host.toLowerCase()
		: `autodiscover:${settings.emailDns.toLowerCase()}`;
}
