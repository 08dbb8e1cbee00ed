import { timeZones } from '../../../exchange/calendar/timeZone';
import { ExchangeError } from '../../../exchange/errors';
import type {
	CalendarItemRecord,
	ExtendedPropertyRecord,
} from '../../../exchange/ews/calendarItem';
import type {
	CalendarAccess,
	CopyStep,
	CreateStep,
	ItemLink,
	MemoryStep,
	SeriesStep,
	StepResult,
	UpdateStep,
} from '../../../exchange/push/ports';
import { itemView } from '../../../exchange/push/carryOut/items';
import {
	externalKeyProperty,
	externalStateProperty,
	writeLinkState,
	type LinkState,
} from '../../../exchange/push/plan/link';
import { recurrenceRecord } from '../../../exchange/calendar/recurrence';
import type { WritableEvent } from '../../../exchange/push/input/writableEvent';

export const zones = timeZones();

type OwnContent = Pick<WritableEvent, 'subject' | 'location'>;

/** The process ended: nothing after it happens. */
export class Crash extends Error {}

/** A calendar in memory that behaves as Exchange does towards pushing, and fails on demand. */
export class MemoryCalendar implements CalendarAccess {
	readonly batchSize = 3;
	readonly memoryBatchSize = 3;
	readonly items = new Map<string, CalendarItemRecord>();
	/** What modified occurrences have of their own, by their id. */
	private readonly own = new Map<string, OwnContent>();
	/** Writes of single items left until something happens. */
	trouble: { kind: 'crash' | 'lostAnswer'; after: number } | undefined;
	writes = 0;
	private next = 1;
	clock = Date.parse('2026-11-23T10:00:00Z');

	constructor(readonly source: string) {}

	linkedTo = async (ids: readonly string[]) =>
		await Promise.resolve(
			this.links().filter(({ externalId }) => externalId !== undefined && ids.includes(externalId)),
		);
	all = async () => await Promise.resolve(this.links());
	strangers = async () => await Promise.resolve(new Map<string, never>());
	hiddenItems = async () => await Promise.resolve(undefined);
	waitForLostRequest = async () => await Promise.resolve();

	async read(ids: readonly string[]) {
		const found = ids.flatMap((id) => {
			return this.items.has(id) ? [[id, this.view(id)] as const] : [];
		});
		return await Promise.resolve(new Map(found));
	}

	async create(steps: readonly CreateStep[]): Promise<StepResult[]> {
		return await this.each(steps, ({ link, event, state }) => {
			const id = `item-${this.next++}`;
			const item: CalendarItemRecord = {
				itemId: { id, changeKey: '' },
				uid: `uid-${id}`,
				isMeeting: false,
				calendarItemType: 'Single',
				dateTimeCreated: new Date(this.clock).toISOString(),
			};
			this.items.set(id, item);
			this.write(item, event, state, link.key);
			return { ok: true, ...item.itemId };
		});
	}

	async update(steps: readonly UpdateStep[]): Promise<StepResult[]> {
		return await this.each(steps, ({ item: { id, changeKey }, event, state, link }) => {
			const item = this.items.get(id);
			if (!item || item.itemId.changeKey !== changeKey) return staleResult();
			this.write(item, event, state, link?.key);
			return { ok: true, ...item.itemId };
		});
	}

	async delete(items: ReadonlyArray<{ id: string; changeKey: string }>): Promise<StepResult[]> {
		return await this.each(items, ({ id, changeKey }) => {
			if (this.items.get(id)?.itemId.changeKey !== changeKey) return staleResult();
			this.items.delete(id);
			return { ok: true, id };
		});
	}

	async removeCopies(copies: readonly CopyStep[]): Promise<StepResult[]> {
		return await this.each(copies, ({ id, changeKey, keptId }) => {
			if (this.items.get(id)?.itemId.changeKey !== changeKey) return staleResult();
			if (!this.items.has(keptId)) return staleResult();
			this.items.delete(id);
			return { ok: true, id };
		});
	}

	async finishSeries(steps: readonly SeriesStep[]): Promise<StepResult[]> {
		return await this.each(steps, ({ item: { id }, times, state }) => {
			const item = this.items.get(id);
			if (!item) return staleResult();
			item.deletedOccurrences = (times.cancelled ?? []).map((start) => ({ start }));
			for (const { originalStart, start, end, ...content } of times.exceptions ?? []) {
				this.modify(item, { originalStart, start, end }, content);
			}
			this.write(item, {}, state);
			return { ok: true, ...item.itemId };
		});
	}

	async remember(steps: readonly MemoryStep[]): Promise<StepResult[]> {
		return await this.update(steps.map((step) => ({ ...step, event: {} })));
	}

	/** What people do with an item, or with a new one. */
	edit(id: string | undefined, event: WritableEvent): string {
		const item: CalendarItemRecord = (id !== undefined && this.items.get(id)) || {
			itemId: { id: `item-${this.next++}`, changeKey: '' },
			uid: `uid-own-${this.next}`,
			isMeeting: false,
		};
		this.items.set(item.itemId.id, item);
		this.write(item, event);
		if (event.times?.cancelled) {
			item.deletedOccurrences = event.times.cancelled.map((start) => ({ start }));
		}
		for (const { originalStart, start, end, ...content } of event.times?.exceptions ?? []) {
			this.modify(item, { originalStart, start, end }, content);
		}
		return item.itemId.id;
	}

	/** What people do with the first occurrence of a series. */
	editFirst(id: string, content: OwnContent): void {
		const item = this.items.get(id)!;
		const { start = '', end = '' } = item;
		this.modify(item, { originalStart: start, start, end }, content);
		this.write(item, {});
	}

	private modify(
		item: CalendarItemRecord,
		times: { originalStart: string; start: string; end: string },
		content: OwnContent,
	): void {
		const id = `${item.itemId.id}@${times.originalStart}`;
		const others = (item.modifiedOccurrences ?? []).filter((one) => one.id !== id);
		item.modifiedOccurrences = [...others, { id, ...times }];
		this.own.set(id, { ...this.own.get(id), ...content });
	}

	/** Somebody copies an item with all its properties. */
	copy(id: string): void {
		const item = structuredClone(this.items.get(id)!);
		item.itemId.id = `item-${this.next++}`;
		this.items.set(item.itemId.id, item);
	}

	view(id: string) {
		const item = structuredClone(this.items.get(id)!);
		// What an occurrence has not of its own, it has from its series.
		const exceptions = (item.modifiedOccurrences ?? []).map((one): [string, CalendarItemRecord] => [
			one.id,
			{ ...item, ...this.own.get(one.id) },
		]);
		return itemView(item, this.source, new Map(exceptions), zones);
	}

	idOf(externalId: string): string | undefined {
		return this.links().find((link) => link.externalId === externalId)?.id;
	}

	links(): ItemLink[] {
		return [...this.items.values()].map((item) => {
			const { externalId } = itemView(item, this.source);
			return { ...item.itemId, ...(externalId !== undefined && { externalId }) };
		});
	}

	private write(
		item: CalendarItemRecord,
		event: WritableEvent,
		state?: LinkState,
		key?: string,
	): void {
		item.itemId = { ...item.itemId, changeKey: `key-${this.next++}` };
		item.lastModifiedTime = new Date((this.clock += 1000)).toISOString();
		if (event.subject !== undefined) item.subject = event.subject;
		if (event.location !== undefined) item.location = event.location;
		if (event.body) {
			const type = event.body.contentType === 'html' ? 'HTML' : 'Text';
			item.body = { type, text: `${event.body.content}\r\n` };
		}
		if (event.times) {
			const { start, end, isAllDay, timeZone, recurrence } = event.times;
			Object.assign(item, { start, end, isAllDayEvent: isAllDay, startTimeZone: { id: timeZone } });
			delete item.recurrence;
			delete item.deletedOccurrences;
			for (const { id } of item.modifiedOccurrences ?? []) this.own.delete(id);
			delete item.modifiedOccurrences;
			if (recurrence) item.recurrence = recurrenceRecord(recurrence);
		}
		const properties: ExtendedPropertyRecord[] = [];
		if (key !== undefined) properties.push({ uri: externalKeyProperty, value: key });
		if (state) properties.push({ uri: externalStateProperty, value: writeLinkState(state) });
		const names = new Set(properties.map(({ uri }) => uri.name));
		item.extendedProperties = [
			...(item.extendedProperties ?? []).filter(({ uri }) => !names.has(uri.name)),
			...properties,
		];
	}

	private async each<T>(
		steps: readonly T[],
		write: (step: T) => StepResult,
	): Promise<StepResult[]> {
		await Promise.resolve();
		const results: StepResult[] = [];
		for (const step of steps) {
			if (this.trouble && this.trouble.after-- <= 0) {
				const { kind } = this.trouble;
				this.trouble = undefined;
				if (kind === 'crash') throw new Crash();
				throw new ExchangeError('unreachable', 'The connection was reset');
			}
			this.writes++;
			results.push(write(step));
		}
		return results;
	}
}

function staleResult(): StepResult {
	return { ok: false, stale: true, error: new ExchangeError('conflict', 'changed') };
}
