import { instantOf } from '../../calendar/civil';
import { occurrenceStarts } from '../../calendar/occurrences';
import { timeZones } from '../../calendar/timeZone';
import { readSeries } from '../../changes/seriesOccurrences';
import type { Exchange } from '../../connection';
import { fieldUris, type CalendarItemRecord } from '../../ews/calendarItem';
import type { ItemShape } from '../../ews/itemShape';
import { readItemBatches } from '../../ews/readItemBatches';
import { schemaFor } from '../../ews/versions';

/** The series of the first occurrence of a UID. */
interface FoundSeries {
	/** Undefined where the server does not tell it. */
	id?: string;
	/** True for a start that it gives an occurrence. */
	has(originalStart: number | undefined): boolean;
}

const unknown: FoundSeries = { has: () => true };

/**
 * Ids of series, which no view and no occurrence has. Each series is asked for once. Several can share a UID,
 * such as copies: an occurrence that need not be of the series that was found is asked for by itself.
 */
export class SeriesIds {
	private readonly found = new Map<string, Promise<FoundSeries>>();
	/** Occurrences by UID and original start. */
	private readonly places = new Map<string, string>();
	/** UIDs of which two occurrences are at one start. */
	private readonly shared = new Set<string>();
	private readonly zones = timeZones();

	constructor(
		private readonly exchange: Exchange,
		private readonly target: { mailbox: string; signal: AbortSignal },
	) {}

	/** By the ids of the occurrences; those that can't be found are missing. */
	async of(occurrences: readonly CalendarItemRecord[]): Promise<Map<string, string>> {
		for (const one of occurrences) this.place(one);
		this.askForNew(occurrences);
		const ids = new Map<string, string>();
		const unclear: string[] = [];
		for (const one of occurrences) {
			const { uid, itemId } = one;
			const series = uid ? await this.found.get(uid) : undefined;
			if (!series || this.shared.has(uid!) || !series.has(originalStartOf(one))) {
				unclear.push(itemId.id);
			} else if (series.id !== undefined) {
				ids.set(itemId.id, series.id);
			}
		}
		const masters = await this.read(unclear, { base: 'IdOnly' });
		for (const [index, master] of masters.entries()) {
			if (master) ids.set(unclear[index], master.itemId.id);
		}
		return ids;
	}

	private place(occurrence: CalendarItemRecord): void {
		const { uid, itemId } = occurrence;
		if (!uid) return;
		const place = `${uid} ${originalStartOf(occurrence)}`;
		const before = this.places.get(place) ?? itemId.id;
		this.places.set(place, before);
		if (before !== itemId.id) this.shared.add(uid);
	}

	private askForNew(occurrences: readonly CalendarItemRecord[]): void {
		const firsts = new Map<string, string>();
		for (const { uid, itemId } of occurrences) {
			if (uid && !this.found.has(uid) && !firsts.has(uid)) firsts.set(uid, itemId.id);
		}
		const masters = this.read([...firsts.values()], {
			base: 'IdOnly',
			properties: fieldUris(ruleProperties, schemaFor(this.exchange.settings.version)),
		});
		for (const [index, uid] of [...firsts.keys()].entries()) {
			const series = masters.then((all) => this.seriesOf(all[index]));
			// Its error is met where it is waited for.
			series.catch(() => undefined);
			this.found.set(uid, series);
		}
	}

	private seriesOf(master: CalendarItemRecord | undefined): FoundSeries {
		if (!master) return unknown;
		const { rule, deleted, modified } = readSeries(master, this.zones) ?? {};
		return {
			id: master.itemId.id,
			has(start) {
				if (!rule || start === undefined || deleted?.has(start)) return false;
				return modified?.has(start) || !occurrenceStarts(rule, start, start + 1).next().done;
			},
		};
	}

	/** The series of occurrences; undefined for those that can't be read. */
	private async read(
		occurrences: readonly string[],
		shape: ItemShape,
	): Promise<Array<CalendarItemRecord | undefined>> {
		if (occurrences.length === 0) return [];
		const targets = occurrences.map((occurrenceId) => ({ occurrenceId }));
		const results = await readItemBatches(this.exchange, targets, shape, this.target);
		return results.map((result) => (result.ok ? result.item : undefined));
	}
}

const ruleProperties = [
	'start',
	'end',
	'startTimeZone',
	'recurrence',
	'lastOccurrence',
	'modifiedOccurrences',
	'deletedOccurrences',
] as const;

function originalStartOf({
	originalStart,
	recurrenceId,
	start,
}: CalendarItemRecord): number | undefined {
	return instantOf(originalStart ?? recurrenceId ?? start);
}
