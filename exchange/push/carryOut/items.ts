import { propertiesReadBy, toEvent, type Read } from '../../calendar/event';
import { timeZones, type TimeZones } from '../../calendar/timeZone';
import type { Exchange } from '../../connection';
import {
	fieldUris,
	type CalendarItemRecord,
	type ExtendedPropertyUri,
} from '../../ews/calendarItem';
import { responseError } from '../../ews/errors';
import type { ItemShape } from '../../ews/itemShape';
import { readItemBatches } from '../../ews/readItemBatches';
import { isGone } from '../../ews/responseCodes';
import { schemaFor } from '../../ews/versions';
import {
	externalIdOf,
	externalKeyProperty,
	externalStateProperty,
	readLinkState,
} from '../plan/link';
import type { CalendarItemView } from '../plan/plan';
import { utcZone } from '../../calendar/zone';
import { exceptionsOfItem } from '../plan/versions';
import { itemFingerprint, propertyField, type FieldName } from '../plan/fields';
import { rememberedOccurrenceFields } from '../plan/comparable';

export interface ItemOptions {
	mailbox: string;
	source: string;
	extendedProperties: readonly ExtendedPropertyUri[];
	zones: TimeZones;
	signal?: AbortSignal;
}

/** Reads items whole, in batches; what is gone is missing from the result. */
export async function readItems(
	exchange: Exchange,
	ids: readonly string[],
	options: ItemOptions,
): Promise<Map<string, CalendarItemView>> {
	const items = await records(exchange, ids, options, {
		base: 'IdOnly',
		// As it was stored: Exchange's own conversions change more than is forgiven.
		bodyType: 'Best',
		properties: propertiesFor(exchange, 'push'),
		extendedProperties: [externalKeyProperty, externalStateProperty, ...options.extendedProperties],
	});
	const exceptions = await readExceptions(exchange, items, options);
	return new Map(
		items.map((item) => [
			item.itemId.id,
			itemView(item, options.source, exceptions, options.zones),
		]),
	);
}

/** A series lists its modified occurrences with their times alone. */
async function readExceptions(
	exchange: Exchange,
	items: readonly CalendarItemRecord[],
	options: ItemOptions,
): Promise<Map<string, CalendarItemRecord>> {
	const ids = items.flatMap(({ modifiedOccurrences = [] }) =>
		modifiedOccurrences.map(({ id }) => id),
	);
	const properties = propertiesFor(exchange, 'pushExceptions');
	const shape: ItemShape = { base: 'IdOnly', bodyType: 'Best', properties };
	const found = await readAll(exchange, ids, options, shape);
	return new Map(ids.flatMap((id, place) => (found[place] ? [[id, found[place]]] : [])));
}

function propertiesFor(exchange: Exchange, read: Read): string[] {
	return fieldUris(propertiesReadBy(read), schemaFor(exchange.settings.version));
}

/** Change keys by id; what is gone is missing. */
export async function readChangeKeys(
	exchange: Exchange,
	ids: readonly string[],
	options: Pick<ItemOptions, 'mailbox' | 'signal'>,
): Promise<Map<string, string>> {
	const items = await records(exchange, ids, options, { base: 'IdOnly' });
	return new Map(items.map(({ itemId }) => [itemId.id, itemId.changeKey]));
}

async function records(
	exchange: Exchange,
	ids: readonly string[],
	options: Pick<ItemOptions, 'mailbox' | 'signal'>,
	shape: ItemShape,
): Promise<CalendarItemRecord[]> {
	const found = await readAll(exchange, ids, options, shape);
	return found.filter((item) => item !== undefined);
}

/** In the order of the ids; undefined for what is gone. */
async function readAll(
	exchange: Exchange,
	ids: readonly string[],
	{ mailbox, signal }: Pick<ItemOptions, 'mailbox' | 'signal'>,
	shape: ItemShape,
): Promise<Array<CalendarItemRecord | undefined>> {
	const targets = ids.map((id) => ({ id }));
	const results = await readItemBatches(exchange, targets, shape, { mailbox, signal });
	return results.map((result) => {
		if (result.ok) return result.item;
		if (isGone(result.failure)) return undefined;
		throw responseError(result.failure, { operation: 'GetItem', mailbox });
	});
}

const keyField = propertyField(externalKeyProperty);
const stateField = propertyField(externalStateProperty);

/**
 * An item as planning sees it.
 * @param exceptions what the modified occurrences of a series hold, by id
 */
export function itemView(
	item: CalendarItemRecord,
	source: string,
	exceptions: ReadonlyMap<string, CalendarItemRecord> = new Map(),
	zones: TimeZones = timeZones(),
): CalendarItemView {
	const start = Date.parse(item.start ?? '');
	const isSeries = item.recurrence !== undefined;
	const fingerprints = new Map<FieldName, string>();
	const state = readLinkState(property(item, stateField));
	const series = {
		item,
		exceptions,
		zones,
		occurrenceFields: rememberedOccurrenceFields(state),
	};
	return {
		...item.itemId,
		externalId: externalIdOf(source, property(item, keyField)),
		state,
		...(item.uid !== undefined && { iCalUId: item.uid }),
		subject: item.subject ?? '',
		start,
		end: endOfItem(item),
		isSeries,
		...(item.lastModifiedTime !== undefined && {
			lastModified: Date.parse(item.lastModifiedTime),
		}),
		isAttendeeCopy: isAttendeeCopy(item),
		isPrivate: item.sensitivity === 'Private' || item.sensitivity === 'Confidential',
		fingerprint(field) {
			let found = fingerprints.get(field);
			if (found === undefined) {
				found = itemFingerprint(series, field);
				fingerprints.set(field, found);
			}
			return found;
		},
		event() {
			const event = toEvent(item, { outputZone: utcZone, zones, includeBody: true });
			delete event.extendedProperties;
			return isSeries ? { ...event, exceptions: exceptionsOfItem(series) } : event;
		},
	};
}

function property({ extendedProperties }: CalendarItemRecord, field: FieldName) {
	return extendedProperties?.find(({ uri }) => propertyField(uri) === field)?.value;
}

/** UTC milliseconds; of a series the end of its last occurrence, Infinity when it has none. */
export function endOfItem(item: CalendarItemRecord): number {
	if (item.recurrence === undefined) return Date.parse(item.end ?? '');
	if (item.recurrence.range.kind === 'noEnd') return Infinity;
	return Date.parse(item.lastOccurrence?.end ?? item.end ?? '');
}

function isAttendeeCopy({ isMeeting, myResponseType }: CalendarItemRecord): boolean {
	return isMeeting === true && myResponseType !== undefined && myResponseType !== 'Organizer';
}
