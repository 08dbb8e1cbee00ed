import { eventKey, eventUid, toEvent, type CalendarChange } from '../calendar/event';
import { instantOf } from '../calendar/civil';
import { originalStart } from '../calendar/itemTimes';
import { timeZones } from '../calendar/timeZone';
import { itemDigest, itemDigestText } from '../changes/digest';
import { ewsCalendarReads } from '../changes/exchangeReads';
import { chooseZone } from '../changes/outputZone';
import { getChanges } from '../changes/getChanges';
import { applyPrivacy } from '../changes/privacy';
import { PositionConflict, positionStore, type PositionStore } from '../changes/position/store';
import type { Exchange } from '../connection';
import type { ExchangeError } from '../errors';
import { responseError } from '../ews/errors';
import type { ItemFailure } from '../ews/itemParts';
import { isGone } from '../ews/responseCodes';
import type { CalendarItemRecord } from '../ews/calendarItem';
import type { WatchOptions } from './options';
import type { EventNow, Keep, WatchedCalendar } from './ports';
import type { EventTime } from './timetable';

/** Views that are read after each other for the times of a span: many thousands of events. */
const mostPages = 20;

/** Failures of one event, in a row, after which its moment is left out; by then they are told. */
const mostAttempts = 3;

/** The calendar of a mailbox in Exchange, with what a watch remembers of it there. */
export class ExchangeCalendar implements WatchedCalendar {
	private readonly positions?: PositionStore;
	private readonly moments?: PositionStore;
	private position?: string;
	private unconfirmed: readonly string[] = [];
	/** The position is what is stored, or newer than that. */
	private isLoaded = false;
	/** How often events could not be read, by id. */
	private readonly unreadable = new Map<string, number>();

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
		this.moments = positionStore(exchange, { ...place, name: `${positionName} moments` });
	}

	async *changes(signal: AbortSignal): AsyncGenerator<CalendarChange, Keep> {
		const { positions } = this;
		if (positions && !this.isLoaded) {
			this.position = await positions.read(signal);
			this.unconfirmed = await positions.unconfirmed(signal);
			this.isLoaded = true;
		}
		const { mailbox, position, unconfirmed } = this;
		const isFirst = position === undefined && unconfirmed.length === 0;
		const { expand, pastDays, futureDays, privacy } = this.options;
		const { calendar, includeBody, timeZone, extendedProperties } = this.options;
		const changes = getChanges(this.exchange, {
			mailbox,
			calendar,
			position,
			unconfirmed,
			expand,
			pastDays,
			futureDays,
			privacy,
			includeBody,
			timeZone,
			extendedProperties,
			signal,
		});
		let next = await changes.next();
		for (; !next.done; next = await changes.next()) if (!isFirst) yield next.value;
		const reached = next.value.position;
		return async () => {
			this.position = reached;
			this.unconfirmed = [];
			await positions?.write(reached).catch((error: unknown) => {
				// Somebody else uses the name: their position counts, and is read anew.
				if (error instanceof PositionConflict) this.isLoaded = false;
				throw error;
			});
		};
	}

	async times(
		start: number,
		end: number,
		signal: AbortSignal,
	): Promise<{ events: EventTime[]; until: number }> {
		const reads = this.reads(signal);
		const events: EventTime[] = [];
		let from = start;
		for (let page = 0; page < mostPages; page++) {
			const { items, isComplete } = await reads.view({ start: from, end });
			const found = items.flatMap((item) => timesOf(item) ?? []);
			events.push(...found);
			if (isComplete) return { events, until: end };
			const last = Math.max(from, ...found.map((event) => event.start));
			if (last === from) break;
			from = last;
		}
		return { events, until: from };
	}

	async events(ids: readonly string[], signal: AbortSignal): Promise<Map<string, EventNow>> {
		const { mailbox, options } = this;
		const { privacy = 'maskPrivate', includeBody = false, timeZone } = options;
		const zones = timeZones();
		const outputZone = await chooseZone(this.exchange, { timeZone, mailbox, signal }, zones);
		const results = await this.reads(signal).items(ids.map((id) => ({ id })));
		const found = new Map<string, EventNow>();
		let failure: ItemFailure | undefined;
		for (const [place, result] of results.entries()) {
			if (!result.ok) {
				if (this.isWorthWaitingFor(ids[place], result.failure)) failure ??= result.failure;
				continue;
			}
			this.unreadable.delete(ids[place]);
			const { item } = result;
			const times = timesOf(item);
			if (!times) continue;
			const key = keyOf(item);
			const head = { mailbox, key, uid: eventUid(mailbox, key), masked: false };
			const format = { outputZone, zones, includeBody: includeBody !== false };
			const { event, masked } = applyPrivacy(toEvent(item, format, head), privacy);
			found.set(ids[place], { ...times, event: { ...head, ...event, masked } });
		}
		if (failure) throw this.errorOf(failure);
		return found;
	}

	async readUntil(signal: AbortSignal): Promise<number | undefined> {
		const stored = await this.moments?.read(signal);
		const time = Date.parse(stored ?? '');
		return Number.isNaN(time) ? undefined : time;
	}

	async writeUntil(time: number): Promise<void> {
		await this.moments?.write(new Date(time).toISOString());
	}

	/** An event that is there, and can't be read, is waited for, but it does not hold the others up for good. */
	private isWorthWaitingFor(id: string, failure: ItemFailure): boolean {
		const attempts = (this.unreadable.get(id) ?? 0) + 1;
		const isWaitedFor = !isGone(failure) && attempts <= mostAttempts;
		if (isWaitedFor) this.unreadable.set(id, attempts);
		else this.unreadable.delete(id);
		return isWaitedFor;
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
	return { id: item.itemId.id, start, end };
}

function keyOf(item: CalendarItemRecord): string {
	const { uid, calendarItemType, itemId } = item;
	const isOccurrence = calendarItemType === 'Occurrence' || calendarItemType === 'Exception';
	const original = originalStart(item) ?? (isOccurrence ? item.start : undefined);
	return eventKey(uid, original, uid ? '' : itemDigestText(itemDigest(itemId.id)));
}
