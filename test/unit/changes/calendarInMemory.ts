import { DateTime } from 'luxon';
import { ExchangeError } from '../../../exchange/errors';
import type {
	CalendarItemRecord,
	ItemChange,
	RecurrencePatternRecord,
	RecurrenceRangeRecord,
	SyncPage,
} from '../../../exchange/ews/calendarItem';
import type { CalendarReads, ItemAddress, ItemResult } from '../../../exchange/changes/ports';

/** What an appointment or an exception says; times are UTC milliseconds. */
export interface Said {
	subject: string;
	start: number;
	end: number;
	sensitivity?: string;
}

export interface StoredSeries {
	pattern: RecurrencePatternRecord;
	/** IANA name; the server writes it as the zone's id. */
	zone: string;
	/** `2026-11-23`, and clock time in minutes. */
	startDate: string;
	minuteOfDay: number;
	lengthMinutes: number;
	endDate?: string;
	count?: number;
	exceptions: Map<number, Said & { number: number }>;
	deleted: Set<number>;
}

export interface StoredItem {
	number: number;
	uid: string;
	version: number;
	said: Said;
	series?: StoredSeries;
}

const text = (utc: number) => new Date(utc).toISOString().replace('.000Z', 'Z');

/**
 * A calendar as Exchange keeps it, for tests of long histories: a change log, masters, exceptions.
 * It expands its series day by day with luxon, so that it shares no arithmetic with what is tested.
 */
export class CalendarInMemory implements CalendarReads {
	readonly stored = new Map<number, StoredItem>();
	requests = { changedItems: 0, items: 0, view: 0 };
	pageSize = 20;
	viewSize = 100;
	/** Zones that the server names in a way that nobody else can evaluate. */
	hideZones = false;
	/** False where a view has each series once, at the time of its master, as some servers do it. */
	expands = true;
	private sequence = 0;
	private epoch = 1;
	private mailbox = 1;
	private nextNumber = 1;
	private readonly log = new Map<number, { created: number; last: number; deleted: boolean }>();
	private readonly expanded = new Map<string, number[]>();

	create(said: Said, series?: StoredSeries, uid?: string): StoredItem {
		const number = this.nextNumber++;
		const item: StoredItem = { number, uid: uid ?? `uid-${number}`, version: 1, said, series };
		this.stored.set(number, item);
		this.sequence++;
		this.log.set(number, { created: this.sequence, last: this.sequence, deleted: false });
		return item;
	}

	touch(item: StoredItem): void {
		item.version++;
		this.log.get(item.number)!.last = ++this.sequence;
	}

	delete(item: StoredItem): void {
		this.stored.delete(item.number);
		Object.assign(this.log.get(item.number)!, { last: ++this.sequence, deleted: true });
	}

	/** The next sync state that somebody brings is refused. */
	loseSyncStates(): void {
		this.epoch++;
	}

	/** As after a migration: same items, other ids, no state valid. */
	moveMailbox(): void {
		this.mailbox++;
		this.loseSyncStates();
	}

	nextException(): number {
		return this.nextNumber++;
	}

	async changedItems(syncState: string | undefined): Promise<SyncPage> {
		this.requests.changedItems++;
		const [epoch, from] =
			syncState === undefined ? [this.epoch, 0] : syncState.split(' ').map(Number);
		if (epoch !== this.epoch) throw new ExchangeError('syncState', 'ErrorInvalidSyncStateData');
		const open = [...this.log]
			.filter(([, entry]) => entry.last > from && !(entry.deleted && entry.created > from))
			.sort(([, a], [, b]) => a.last - b.last);
		const page = open.slice(0, this.pageSize);
		const isLast = page.length === open.length;
		const changes = page.map(([number, entry]): ItemChange => {
			const kind = entry.deleted ? 'delete' : entry.created > from ? 'create' : 'update';
			const itemId = { id: this.id(number), changeKey: '' };
			return entry.deleted ? { kind, itemId } : { kind, itemId, element: 'CalendarItem' };
		});
		const next = isLast ? this.sequence : page[page.length - 1][1].last;
		return { changes, syncState: `${this.epoch} ${next}`, includesLastItemInRange: isLast };
	}

	async items(addresses: readonly ItemAddress[]): Promise<ItemResult[]> {
		this.requests.items++;
		return addresses.map((address) => {
			const item = this.find(
				'id' in address ? address.id : address.masterOf,
				'masterOf' in address,
			);
			if (item) return { ok: true, item };
			return { ok: false, failure: { responseCode: 'ErrorItemNotFound' } };
		});
	}

	async view({ start, end }: { start: number; end: number }) {
		this.requests.view++;
		const all = this.expands ? this.events(start, end) : this.rows(start, end);
		return { items: all.slice(0, this.viewSize), isComplete: all.length <= this.viewSize };
	}

	/** All that a client sees between two instants, by start. */
	events(start: number, end: number): CalendarItemRecord[] {
		const all: CalendarItemRecord[] = [];
		for (const item of this.stored.values()) {
			if (!item.series) all.push(this.single(item));
			else all.push(...this.occurrences(item, start, end));
		}
		return touching(all, start, end);
	}

	private rows(start: number, end: number): CalendarItemRecord[] {
		const all = [...this.stored.values()];
		const records = all.map((item) => (item.series ? this.master(item) : this.single(item)));
		return touching(records, start, end);
	}

	/** Original starts of a series, deleted and modified ones included. */
	pattern(item: StoredItem): number[] {
		const name = JSON.stringify({ ...item.series!, exceptions: undefined, deleted: undefined });
		let starts = this.expanded.get(name);
		if (starts === undefined) {
			starts = expand(item.series!);
			this.expanded.set(name, starts);
		}
		return starts;
	}

	private occurrences(item: StoredItem, start: number, end: number): CalendarItemRecord[] {
		const series = item.series!;
		const list: CalendarItemRecord[] = [];
		for (const originalStart of this.pattern(item)) {
			if (series.deleted.has(originalStart) || series.exceptions.has(originalStart)) continue;
			// Cheaper than its end: no clock is ever changed by a day.
			const latestEnd = originalStart + series.lengthMinutes * 60_000 + 86_400_000;
			if (originalStart >= end || latestEnd < start) continue;
			const endOf = endOfOccurrence(series, originalStart);
			if (endOf < start) continue;
			list.push({
				...this.base(item, { ...item.said, start: originalStart, end: endOf }),
				itemId: {
					id: `${this.id(item.number)}/o${originalStart}`,
					changeKey: String(item.version),
				},
				calendarItemType: 'Occurrence',
				originalStart: text(originalStart),
			});
		}
		for (const originalStart of series.exceptions.keys())
			list.push(this.exception(item, originalStart));
		return list;
	}

	private exception(item: StoredItem, originalStart: number): CalendarItemRecord {
		const said = item.series!.exceptions.get(originalStart)!;
		return {
			...this.base(item, said),
			itemId: { id: `${this.id(item.number)}/e${said.number}`, changeKey: String(item.version) },
			calendarItemType: 'Exception',
			originalStart: text(originalStart),
		};
	}

	private single(item: StoredItem): CalendarItemRecord {
		return { ...this.base(item, item.said), calendarItemType: 'Single' };
	}

	private master(item: StoredItem): CalendarItemRecord {
		const series = item.series!;
		const starts = this.pattern(item);
		const start = starts[0];
		const end = endOfOccurrence(series, start);
		const modified = [...series.exceptions].map(([originalStart, said]) => ({
			id: `${this.id(item.number)}/e${said.number}`,
			start: text(said.start),
			end: text(said.end),
			originalStart: text(originalStart),
		}));
		const last = starts[starts.length - 1];
		return {
			...this.base(item, { ...item.said, start, end }),
			calendarItemType: 'RecurringMaster',
			recurrence: { pattern: series.pattern, range: rangeOf(series) },
			lastOccurrence: {
				id: '',
				start: text(last),
				end: text(endOfOccurrence(series, last)),
				originalStart: text(last),
			},
			...(modified.length > 0 && { modifiedOccurrences: modified }),
			...(series.deleted.size > 0 && {
				deletedOccurrences: [...series.deleted].map((utc) => ({ start: text(utc) })),
			}),
		};
	}

	private base(item: StoredItem, said: Said): CalendarItemRecord {
		const zone = this.hideZones ? 'Customized Time Zone' : (item.series?.zone ?? 'UTC');
		return {
			itemId: { id: this.id(item.number), changeKey: String(item.version) },
			uid: item.uid,
			subject: said.subject,
			start: text(said.start),
			end: text(said.end),
			sensitivity: said.sensitivity ?? 'Normal',
			startTimeZone: { id: zone },
		};
	}

	private find(id: string, masterOf: boolean): CalendarItemRecord | undefined {
		const [head, part] = id.split('/');
		const item = [...this.stored.values()].find(({ number }) => this.id(number) === head);
		if (item === undefined) return undefined;
		if (part === undefined || masterOf) return item.series ? this.master(item) : this.single(item);
		const number = Number(part.slice(1));
		for (const [originalStart, said] of item.series?.exceptions ?? []) {
			if (part.startsWith('e') && said.number === number)
				return this.exception(item, originalStart);
		}
		return undefined;
	}

	private id(number: number): string {
		return `mailbox${this.mailbox}-item${number}`;
	}
}

/** What a view of that time has, by start. */
function touching(
	items: readonly CalendarItemRecord[],
	start: number,
	end: number,
): CalendarItemRecord[] {
	return items
		.filter(
			(item) =>
				Date.parse(item.start!) < end &&
				(Date.parse(item.end!) > start ||
					(item.start === item.end && Date.parse(item.start!) === start)),
		)
		.sort((a, b) => Date.parse(a.start!) - Date.parse(b.start!));
}

function rangeOf({ startDate, endDate, count }: StoredSeries): RecurrenceRangeRecord {
	if (count !== undefined) return { kind: 'numbered', startDate, numberOfOccurrences: count };
	return endDate === undefined
		? { kind: 'noEnd', startDate }
		: { kind: 'endDate', startDate, endDate };
}

const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Day by day, as far as the tests look. */
function expand(series: StoredSeries): number[] {
	const { pattern, zone, startDate, minuteOfDay, endDate, count = Infinity } = series;
	const first = DateTime.fromISO(startDate, { zone: 'utc' });
	const starts: number[] = [];
	for (let n = 0; n < 1500 && starts.length < count; n++) {
		const day = first.plus({ days: n });
		if (endDate !== undefined && day > DateTime.fromISO(endDate, { zone: 'utc' })) break;
		if (!isOn(pattern, day, first)) continue;
		const { year, month, day: dayOfMonth } = day;
		const clock = { hour: Math.floor(minuteOfDay / 60), minute: minuteOfDay % 60 };
		starts.push(
			DateTime.fromObject({ year, month, day: dayOfMonth, ...clock }, { zone }).toMillis(),
		);
	}
	return starts;
}

/** Occurrences end by the clock, also in a night in which it is changed. */
function endOfOccurrence({ zone, lengthMinutes }: StoredSeries, start: number): number {
	const { year, month, day, hour, minute } = DateTime.fromMillis(start, { zone })
		.setZone('utc', { keepLocalTime: true })
		.plus({ minutes: lengthMinutes });
	const end = DateTime.fromObject({ year, month, day, hour, minute }, { zone });
	return Math.max(start, end.toMillis());
}

function isOn(pattern: RecurrencePatternRecord, day: DateTime, first: DateTime): boolean {
	const months = (day.year - first.year) * 12 + day.month - first.month;
	switch (pattern.kind) {
		case 'daily':
			return day.diff(first, 'days').days % pattern.interval === 0;
		case 'weekly': {
			const weeks = day.startOf('week').diff(first.startOf('week'), 'weeks').weeks;
			return (
				Math.round(weeks) % pattern.interval === 0 &&
				pattern.daysOfWeek.includes(dayNames[day.weekday - 1])
			);
		}
		case 'absoluteMonthly':
			return (
				months % pattern.interval === 0 &&
				day.day === Math.min(pattern.dayOfMonth, day.daysInMonth ?? 31)
			);
		case 'relativeMonthly':
			return (
				months % pattern.interval === 0 &&
				dayNames[day.weekday - 1] === pattern.daysOfWeek &&
				(pattern.index === 'Last'
					? day.plus({ weeks: 1 }).month !== day.month
					: Math.ceil(day.day / 7) ===
						['First', 'Second', 'Third', 'Fourth'].indexOf(pattern.index) + 1)
			);
		default:
			throw new Error(`not generated: ${pattern.kind}`);
	}
}
