import { eventKey, eventUid, toEvent, type CalendarChange } from '../calendar/event';
import { repairFolders } from '../adminCommands';
import { batchesOf } from '../batches';
import { instantOf, instantText } from '../calendar/civil';
import { isOccurrence, originalStart } from '../calendar/itemTimes';
import { timeZones } from '../calendar/timeZone';
import { itemDigest, itemDigestText } from '../changes/digest';
import { ewsCalendarReads } from '../changes/exchangeReads';
import { chooseZone } from '../changes/outputZone';
import { getChanges, type Position } from '../changes/getChanges';
import { isRefusal } from '../changes/position/configurations';
import { PositionRefused, type PositionSettings } from '../changes/position/errors';
import { applyPrivacy, letSeePrivate } from '../changes/privacy';
import { PositionConflict, positionStore, type PositionStore } from '../changes/position/store';
import type { Exchange } from '../connection';
import type { Window } from '../changes/compare';
import { Isolation } from '../changes/isolation';
import { readItems } from '../changes/items';
import { viewReader } from '../changes/viewReader';
import { ExchangeError } from '../errors';
import { responseError } from '../ews/errors';
import type { ItemFailure } from '../ews/itemParts';
import { itemBatchSize, readItemBatches } from '../ews/readItemBatches';
import { isGone, isItemMissing } from '../ews/responseCodes';
import type { CalendarItemRecord } from '../ews/calendarItem';
import { systemClock } from './clock';
import type { WatchOptions } from './options';
import type { CalendarTimes, ChangesRead, EventNow, EventsNow, WatchedCalendar } from './ports';
import type { EventTime, StoredMoments } from './timetable';

/** Times that a server does not list are looked at in parts down to that, in milliseconds. */
const shortestViewMs = 15 * 60_000;

/** After so many readings with former settings the new ones count, whatever can't be read. */
const mostFormerReadings = 10;

interface Reading {
	position?: string;
	unconfirmed: readonly string[];
	signal: AbortSignal;
	/** Of the position, where they are others than those of the watch. */
	settings?: PositionSettings;
}

/** A position that differs in nothing that was told is written that long after another one, in milliseconds. */
const restMs = 15 * 60_000;

/** The calendar of a mailbox in Exchange, with what a watch remembers of it there. */
export class ExchangeCalendar implements WatchedCalendar {
	private readonly positions?: PositionStore;
	private readonly moments?: PositionStore;
	private position?: string;
	private unconfirmed: readonly string[] = [];
	/** The position is what is stored, or newer than that. */
	private isLoaded = false;
	/** The position is that of the other place; nothing was kept here since. */
	private isOfOtherPlace = false;
	/** Readings with settings that are no longer those of the watch. */
	private formerReadings = 0;
	/** When the position was written last; -Infinity while what was told is not in it. */
	private writtenAt = -Infinity;

	constructor(
		private readonly exchange: Exchange,
		private readonly mailbox: string,
		private readonly options: WatchOptions,
	) {
		const { positionStore: kind = 'mailbox', positionName = '', calendar } = options;
		if (kind === 'memory') {
			this.isLoaded = true;
			return;
		}
		const place = { kind, mailbox, calendar };
		this.positions = positionStore(exchange, { ...place, name: positionName });
		this.moments = positionStore(exchange, { ...place, name: `${positionName}\nmoments` });
	}

	async *changes(signal: AbortSignal): AsyncGenerator<CalendarChange, ChangesRead> {
		const wasLoaded = this.positions !== undefined && this.isLoaded;
		const changes = this.changesSinceKept(signal);
		for (;;) {
			const next = await changes.next().catch((error: unknown) => {
				const isUnread = error instanceof PositionRefused && (wasLoaded || this.isOfOtherPlace);
				if (!isUnread) throw error;
				return undefined;
			});
			if (next?.done) return next.value;
			if (next) yield next.value;
			else break;
		}
		// A damaged one in the other place counts as none.
		if (this.isOfOtherPlace) this.take(undefined);
		// Parts of a large one are gone, as where the mailbox was restored: what is stored there now counts.
		else this.isLoaded = false;
		return yield* this.changesSinceKept(signal);
	}

	private async *changesSinceKept(
		signal: AbortSignal,
	): AsyncGenerator<CalendarChange, ChangesRead> {
		const { positions } = this;
		if (positions && !this.isLoaded) await this.load(positions, signal);
		const { position, unconfirmed } = this;
		const isFirst = position === undefined && unconfirmed.length === 0;
		const changes = this.changesSince({ position, unconfirmed, signal });
		const first = await changes.next().catch((error: unknown) => {
			if (!(error instanceof PositionRefused)) throw error;
			if (error.settings) return error.settings;
			throw positionUnread(this.mailbox, error);
		});
		if ('expand' in first) return yield* this.changesUnder(first, signal);
		let next = first;
		for (; !next.done; next = await changes.next()) if (!isFirst) yield next.value;
		if (isFirst && positions) this.noteBegin();
		return this.readTo(next.value);
	}

	private async load(positions: PositionStore, signal: AbortSignal): Promise<void> {
		const position = await positions.read(signal);
		const unconfirmed = await positions.unconfirmed(signal);
		if (position !== undefined || unconfirmed.length > 0) return this.take(position, unconfirmed);
		const beside = this.besideCalendar('');
		const found = await readable(beside?.read(signal));
		const others = found === undefined ? [] : await readable(beside!.unconfirmed(signal));
		this.take(found, others);
		this.isOfOtherPlace = found !== undefined;
		// Until it begins it is looked for again: who can't read the mailbox may have been told that it has none.
		this.isLoaded = found !== undefined;
	}

	private take(position: string | undefined, unconfirmed: readonly string[] = []): void {
		this.position = position;
		this.unconfirmed = unconfirmed;
		this.isOfOtherPlace = false;
		this.isLoaded = true;
	}

	/** The place beside the calendar, where positions were kept if somebody has chosen the other one since. */
	private besideCalendar(what: '' | '\nmoments'): PositionStore | undefined {
		const { exchange, mailbox, options } = this;
		const { positionStore: kind, positionName = '', calendar } = options;
		if (kind !== 'serviceMailbox') return undefined;
		const name = `${positionName}${what}`;
		return positionStore(exchange, { kind: 'mailbox', mailbox, calendar, name });
	}

	/** Whoever takes it for known, as under another address, finds in the log that it is not. */
	private noteBegin(): void {
		const { mailbox, options } = this;
		const isBeside = options.positionStore !== 'serviceMailbox';
		const place = isBeside ? 'beside its calendar' : "in the service account's own mailbox";
		options.note?.(
			`Nothing is remembered of ${mailbox} ${place}: what changes from now on is told, and nothing of before`,
		);
	}

	/**
	 * The position is of other settings, which somebody has changed since. What changed until now is told with
	 * those; what changes from now on, with the new ones. While an event can't be read the former ones go on, up to
	 * a limit: what they could not tell would be lost, and what the new ones don't know comes as created.
	 */
	private async *changesUnder(
		former: PositionSettings,
		signal: AbortSignal,
	): AsyncGenerator<CalendarChange, ChangesRead> {
		const { mailbox, options, position, unconfirmed } = this;
		if (++this.formerReadings === 1) {
			options.note?.(
				`The settings have changed: ${mailbox} is read with those of before, for what changed until now`,
			);
		}
		const isEnough = ({ unreadable }: Position) =>
			unreadable === undefined || this.formerReadings >= mostFormerReadings;
		const before = yield* this.changesSince({ position, unconfirmed, signal, settings: former });
		if (!isEnough(before)) return this.readTo(before);
		const begun = await lastOf(this.changesSince({ unconfirmed, signal }));
		if (!isEnough(begun)) return this.readTo(before, begun.unreadable);
		// What changed while that was read comes twice at worst.
		const meanwhile = yield* this.changesSince({
			position: before.position,
			unconfirmed: [],
			signal,
			settings: former,
		});
		if (!isEnough(meanwhile)) return this.readTo(meanwhile);
		this.formerReadings = 0;
		return this.readTo(begun);
	}

	private changesSince({
		position,
		unconfirmed,
		signal,
		settings,
	}: Reading): AsyncGenerator<CalendarChange, Position> {
		const { mailbox } = this;
		const { expand, pastDays, futureDays, privacy } = this.options;
		const { calendar, includeBody, timeZone, extendedProperties } = this.options;
		return getChanges(this.exchange, {
			mailbox,
			calendar,
			position,
			unconfirmed,
			positionIsKept: true,
			otherSettings: 'refuse',
			expand,
			pastDays,
			futureDays,
			...settings,
			privacy,
			includeBody,
			timeZone,
			extendedProperties,
			signal,
		});
	}

	private readTo(
		{ position, created, updated, deleted, unreadable: own }: Position,
		unreadable = own ?? [],
	): ChangesRead {
		const { mailbox, positions } = this;
		const hasChanges = created + updated + deleted > 0;
		const keep = async () => {
			this.take(position);
			const { clock = systemClock } = this.options;
			// A write may be told as a change of the calendar, which is read then: it would go on for ever.
			if (!hasChanges && clock.now() - this.writtenAt < restMs) return;
			// Until it is written, each reading tries to: a restart would tell again what was told.
			this.writtenAt = -Infinity;
			await positions?.write(position).catch((error: unknown) => {
				// Somebody else uses the name: their position counts, and is read anew.
				if (error instanceof PositionConflict) this.isLoaded = false;
				throw error;
			});
			this.writtenAt = clock.now();
		};
		return { keep, failure: unreadable.length > 0 ? eventsUnread(mailbox, unreadable) : undefined };
	}

	async times(start: number, end: number, signal: AbortSignal): Promise<CalendarTimes> {
		const views = viewReader(this.reads(signal), shortestViewMs);
		const events = new Map<string, EventTime>();
		for await (const items of views.read({ start, end })) {
			for (const item of items) {
				const times = timesOf(item);
				if (times) events.set(times.id, times);
			}
		}
		const { refused, failure } = views;
		return {
			events: [...events.values()],
			refused,
			failure: refused.length > 0 ? timesUnread(this.mailbox, refused, failure) : undefined,
		};
	}

	async events(ids: readonly string[], signal: AbortSignal): Promise<EventsNow> {
		const { mailbox, options } = this;
		const { privacy = 'maskPrivate', includeBody = false, timeZone } = options;
		const zones = timeZones();
		const outputZone = await chooseZone(this.exchange, { timeZone, mailbox, signal }, zones);
		const found = new Map<string, EventNow>();
		const failed = new Map<string, ExchangeError>();
		const run = { reads: this.reads(signal), isolation: new Isolation() };
		for (const batch of batchesOf(ids, itemBatchSize)) {
			const results = await readItems(
				run,
				batch.map((id) => ({ id })),
			);
			const occurrences = results.flatMap((result, place) =>
				result.ok && isOccurrence(result.item) ? batch[place] : [],
			);
			const series = await this.seriesOf(occurrences, signal);
			for (const [place, result] of results.entries()) {
				const id = batch[place];
				if (!result.ok) {
					if (!isGone(result.failure)) failed.set(id, this.errorOf(result.failure));
					continue;
				}
				const { item } = result;
				const times = timesOf(item);
				if (!times) continue;
				const key = keyOf(item);
				const head = { mailbox, key, uid: eventUid(mailbox, key), masked: false };
				const format = { outputZone, zones, includeBody: includeBody !== false };
				const { event, masked } = applyPrivacy(toEvent(item, format, head), privacy);
				const seriesMasterId = series.get(id);
				const ofSeries = seriesMasterId === undefined ? {} : { seriesMasterId };
				found.set(id, { ...times, event: { ...head, ...event, ...ofSeries, masked } });
			}
		}
		return { found, failed };
	}

	/** Ids of series by those of their occurrences, which don't have them. What fails keeps no moment back. */
	private async seriesOf(
		occurrences: readonly string[],
		signal: AbortSignal,
	): Promise<Map<string, string>> {
		if (occurrences.length === 0) return new Map();
		const { exchange, mailbox } = this;
		const targets = occurrences.map((occurrenceId) => ({ occurrenceId }));
		const shape = { base: 'IdOnly' } as const;
		const target = { mailbox, signal };
		const results = await readItemBatches(exchange, targets, shape, target).catch(() => []);
		return new Map(
			results.flatMap((result, place) =>
				result.ok ? [[occurrences[place], result.item.itemId.id] as const] : [],
			),
		);
	}

	async readMoments(signal: AbortSignal): Promise<StoredMoments | undefined> {
		const stored = readStored(await this.moments?.read(signal));
		return stored ?? readStored(await readable(this.besideCalendar('\nmoments')?.read(signal)));
	}

	async writeMoments(moments: StoredMoments): Promise<void> {
		await this.moments?.write(JSON.stringify(moments));
	}

	private errorOf(failure: ItemFailure): ExchangeError {
		const { user: serviceAccount, mailboxAccess } = this.exchange.settings;
		const { mailbox } = this;
		const context = { operation: 'GetItem', mailbox, serviceAccount, mailboxAccess };
		return failure.error ?? responseError(failure, context);
	}

	private reads(signal: AbortSignal) {
		const { mailbox } = this;
		const { calendar, includeBody = false, extendedProperties } = this.options;
		const target = { mailbox, calendar, includeBody, extendedProperties, signal };
		return ewsCalendarReads(this.exchange, target);
	}
}

function timesOf(item: CalendarItemRecord): EventTime | undefined {
	const start = instantOf(item.start);
	const end = instantOf(item.end);
	if (start === undefined || end === undefined) return undefined;
	return { id: item.itemId.id, ...(item.uid && { uid: item.uid }), start, end };
}

/** Undefined as well for what is refused, as it can be nobody's place, and for what is damaged. */
async function readable<Value>(reading: Promise<Value> | undefined): Promise<Value | undefined> {
	return await reading?.catch((error: unknown) => {
		if (isRefusal(error) || error instanceof PositionRefused) return undefined;
		throw error;
	});
}

async function lastOf<Result>(generator: AsyncGenerator<unknown, Result>): Promise<Result> {
	let next = await generator.next();
	while (!next.done) next = await generator.next();
	return next.value;
}

/** What was written, as far as it is that: a watch without it begins anew. */
function readStored(text: string | undefined): StoredMoments | undefined {
	if (text === undefined) return undefined;
	try {
		const { until, kinds, soon, owed, owedFrom } = JSON.parse(text) as Partial<StoredMoments>;
		if (!Number.isFinite(until)) return undefined;
		return {
			until: until!,
			kinds: Array.isArray(kinds) ? kinds : undefined,
			soon: Array.isArray(soon) ? soon : undefined,
			owed: Array.isArray(owed) ? owed : undefined,
			owedFrom: Number.isFinite(owedFrom) ? owedFrom : undefined,
		};
	} catch {
		return undefined;
	}
}

/** The advice for one who passes a position does not help where it is kept for him. */
function positionUnread(mailbox: string, { reason, message }: PositionRefused): PositionRefused {
	return new PositionRefused(
		reason,
		`What is remembered of ${mailbox} can not be read: ${message}`,
		'Choose another position name: with it, what changes from then on is told.',
	);
}

/** Events of which a reading told nothing, as the server could not give them. */
function eventsUnread(
	mailbox: string,
	unreadable: ReadonlyArray<{ id: string; reason: string }>,
): ExchangeError {
	const [{ id, reason }] = unreadable;
	const what = unreadable.length === 1 ? 'An event' : `${unreadable.length} events`;
	const isMissing = isItemMissing({ responseCode: reason });
	return new ExchangeError('server', `${what} of ${mailbox} could not be read: ${reason} (${id})`, {
		...unreadRemedy(mailbox),
		...(isMissing && {
			remedy: `It is listed and not given: it was deleted meanwhile, or made private, which a delegate may not see. ${letSeePrivate(mailbox)}.`,
			remedyBy: 'you',
			command: undefined,
		}),
	});
}

/** Times of which the server does not list the events. */
function timesUnread(
	mailbox: string,
	[{ start, end }]: readonly Window[],
	cause: ExchangeError | undefined,
): ExchangeError {
	const span = `${instantText(start)} to ${instantText(end)}`;
	const reason = cause?.details.responseCode ?? cause?.code ?? 'too many events';
	return new ExchangeError(
		'server',
		`Exchange lists no events of ${mailbox} from ${span}: ${reason}`,
		{
			cause,
			...unreadRemedy(mailbox),
		},
	);
}

function unreadRemedy(mailbox: string) {
	return {
		remedy:
			'All others are told, and these are tried again. Open the calendar in Outlook and look for an event that does not open; delete it, or have the mailbox repaired.',
		remedyBy: 'exchangeAdmin' as const,
		command: repairFolders(mailbox),
		details: { mailbox },
	};
}

function keyOf(item: CalendarItemRecord): string {
	const { uid, itemId } = item;
	const original = originalStart(item) ?? (isOccurrence(item) ? item.start : undefined);
	return eventKey(uid, original, uid ? '' : itemDigestText(itemDigest(itemId.id)));
}
