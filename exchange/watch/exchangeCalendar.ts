import { eventKey, toEvent, type CalendarChange } from '../calendar/event';
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
import type { CalendarItemRecord } from '../ews/calendarItem';
import type { WatchOptions } from './options';
import type { EventNow, Keep, WatchedCalendar } from './ports';
import type { EventTime } from './timetable';

/** The calendar of a mailbox in Exchange, with what a watch remembers of it there. */
export class ExchangeCalendar implements WatchedCalendar {
	private readonly positions?: PositionStore;
	private readonly moments?: PositionStore;
	private position?: string;
	private unconfirmed: readonly string[] = [];
	/** The position is what is stored, or newer than that. */
	private isLoaded = false;

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
		const { items, isComplete } = await this.reads(signal).view({ start, end });
		const events = items.flatMap((item) => timesOf(item) ?? []);
		const last = Math.max(start, ...events.map((event) => event.start));
		return { events, until: isComplete ? end : last };
	}

	async events(ids: readonly string[], signal: AbortSignal): Promise<Map<string, EventNow>> {
		const { mailbox, options } = this;
		const { privacy = 'maskPrivate', includeBody = false, timeZone } = options;
		const zones = timeZones();
		const outputZone = await chooseZone(this.exchange, { timeZone, mailbox, signal }, zones);
		const results = await this.reads(signal).items(ids.map((id) => ({ id })));
		const found = new Map<string, EventNow>();
		for (const [place, result] of results.entries()) {
			const times = result.ok ? timesOf(result.item) : undefined;
			if (!result.ok || !times) continue;
			const { item } = result;
			const head = { mailbox, key: keyOf(item), masked: false };
			const format = { outputZone, zones, includeBody: includeBody !== false };
			const { event, masked } = applyPrivacy(toEvent(item, format, head), privacy);
			found.set(ids[place], { ...times, event: { ...head, ...event, masked } });
		}
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
