import { toEvent } from '../../calendar/event';
import { times } from '../../calendar/itemTimes';
import { propertiesReadBy, type Read } from '../../calendar/propertyUses';
import { timeZones, type TimeZones } from '../../calendar/timeZone';
import { isPrivateItem } from '../../changes/privacy';
import type { Exchange } from '../../connection';
import { each, EventLoopTurns, inTurns } from '../../eventLoop';
import {
	fieldUris,
	type CalendarItemRecord,
	type ExtendedPropertyUri,
} from '../../ews/calendarItem';
import type { ExchangeError } from '../../errors';
import { responseError } from '../../ews/errors';
import type { ItemShape } from '../../ews/itemShape';
import { readItemBatches } from '../../ews/readItemBatches';
import { isGone } from '../../ews/responseCodes';
import { schemaFor } from '../../ews/versions';
import {
	externalIdProperty,
	externalKeyProperty,
	externalStateProperty,
	isCopy,
	isMarkedId,
	ownerOf,
	readLinkState,
	type ItemOwner,
} from '../plan/link';
import type { CalendarItemView, Days } from '../plan/plan';
import { utcZone } from '../../calendar/zone';
import { withheld } from './withheld';
import { exceptionsOfItem } from '../plan/versions';
import { itemFingerprint, type FieldName } from '../plan/fields';
import { propertyField, propertyOfField } from '../plan/propertyFields';
import { rememberedOccurrenceFields } from '../plan/comparable';

export interface ItemOptions {
	mailbox: string;
	source: string;
	extendedProperties: readonly ExtendedPropertyUri[];
	zones: TimeZones;
	signal?: AbortSignal;
	/** Told of each item that can't be read; without it the first one is thrown. */
	onFailure?(id: string, error: ExchangeError): void;
}

/** Reads items whole, in batches; what is gone is missing from the result. */
export async function readItems(
	exchange: Exchange,
	ids: readonly string[],
	options: ItemOptions,
): Promise<Map<string, CalendarItemView>> {
	const found = await records(exchange, ids, options, {
		base: 'IdOnly',
		// As it was stored: Exchange's own conversions change more than is forgiven.
		bodyType: 'Best',
		properties: propertiesFor(exchange, 'push'),
		extendedProperties: [...linkProperties, ...options.extendedProperties],
	});
	const { mailbox, onFailure } = options;
	const items = found.filter((item) => {
		const error = withheld(exchange, mailbox, item);
		if (error && !onFailure) throw error;
		if (error) onFailure?.(item.itemId.id, error);
		return !error;
	});
	await readRememberedProperties(exchange, items, options);
	const { exceptions, unreadable } = await readExceptions(exchange, items, options);
	const { turns = new EventLoopTurns() } = exchange;
	const views = new Map<string, CalendarItemView>();
	const work = each(
		items,
		(item) => {
			if (unreadable.has(item.itemId.id)) return;
			views.set(item.itemId.id, itemView(item, options.source, exceptions, options.zones));
		},
		32,
	);
	await inTurns(work, turns);
	return views;
}

/**
 * Adds the extended properties that items remember as the source's, though this run's inputs don't name
 * them: a deletion names none, and what was not read would look like changed.
 */
async function readRememberedProperties(
	exchange: Exchange,
	items: readonly CalendarItemRecord[],
	options: ItemOptions,
): Promise<void> {
	const read = new Set(options.extendedProperties.map(propertyField));
	const open = new Map<string, ExtendedPropertyUri>();
	const due = items.filter((item) => {
		const fields = Object.keys(readLinkState(property(item, stateField))?.fields ?? {});
		const missing = fields.filter((field) => field.startsWith('x:') && !read.has(field));
		for (const field of missing) {
			const uri = propertyOfField(field);
			if (uri) open.set(field, uri);
		}
		return missing.length > 0;
	});
	if (open.size === 0) return;
	const shape: ItemShape = { base: 'IdOnly', extendedProperties: [...open.values()] };
	const ids = due.map(({ itemId }) => itemId.id);
	const found = await readAll(exchange, ids, options, shape);
	for (const [index, item] of due.entries()) {
		item.extendedProperties = [
			...(item.extendedProperties ?? []),
			...(found[index]?.extendedProperties ?? []),
		];
	}
}

interface ReadExceptions {
	/** By id. */
	exceptions: Map<string, CalendarItemRecord>;
	/** Ids of series of which one can't be read: what that says of its own would look like taken away. */
	unreadable: Set<string>;
}

/** A series lists its modified occurrences with their times alone. */
async function readExceptions(
	exchange: Exchange,
	items: readonly CalendarItemRecord[],
	options: ItemOptions,
): Promise<ReadExceptions> {
	const seriesOf = new Map(
		items.flatMap(({ itemId, modifiedOccurrences = [] }) =>
			modifiedOccurrences.map(({ id }) => [id, itemId.id]),
		),
	);
	const ids = [...seriesOf.keys()];
	const properties = propertiesFor(exchange, 'pushExceptions');
	const shape: ItemShape = { base: 'IdOnly', bodyType: 'Best', properties };
	const { onFailure } = options;
	const unreadable = new Set<string>();
	const ofSeries = (id: string, error: ExchangeError) => {
		const series = seriesOf.get(id) ?? id;
		unreadable.add(series);
		onFailure?.(series, error);
	};
	const found = await readAll(
		exchange,
		ids,
		{ ...options, onFailure: onFailure && ofSeries },
		shape,
	);
	const exceptions = new Map(
		ids.flatMap((id, place) => (found[place] ? [[id, found[place]]] : [])),
	);
	return { exceptions, unreadable };
}

function propertiesFor(exchange: Exchange, read: Read): string[] {
	return fieldUris(propertiesReadBy(read), schemaFor(exchange.settings.version));
}

/** An item's change key, and its folder where the server names one. */
export interface ItemPlace {
	changeKey: string;
	folderId?: string;
}

/** By id; what is gone is missing. */
export async function readPlaces(
	exchange: Exchange,
	ids: readonly string[],
	options: Pick<ItemOptions, 'mailbox' | 'signal'>,
): Promise<Map<string, ItemPlace>> {
	const shape: ItemShape = { base: 'IdOnly', properties: ['item:ParentFolderId'] };
	const items = await records(exchange, ids, options, shape);
	return new Map(
		items.map(({ itemId: { id, changeKey }, parentFolderId }) => [
			id,
			{ changeKey, folderId: parentFolderId?.id },
		]),
	);
}

async function records(
	exchange: Exchange,
	ids: readonly string[],
	options: Pick<ItemOptions, 'mailbox' | 'signal' | 'onFailure'>,
	shape: ItemShape,
): Promise<CalendarItemRecord[]> {
	const found = await readAll(exchange, ids, options, shape);
	return found.filter((item) => item !== undefined);
}

/** In the order of the ids; undefined for what is gone. */
async function readAll(
	exchange: Exchange,
	ids: readonly string[],
	{ mailbox, signal, onFailure }: Pick<ItemOptions, 'mailbox' | 'signal' | 'onFailure'>,
	shape: ItemShape,
): Promise<Array<CalendarItemRecord | undefined>> {
	const targets = ids.map((id) => ({ id }));
	const results = await readItemBatches(exchange, targets, shape, { mailbox, signal });
	return results.map((result, index) => {
		if (result.ok) return result.item;
		if (isGone(result.failure)) return undefined;
		const error = responseError(result.failure, { operation: 'GetItem', mailbox });
		if (!onFailure || error.code === 'throttled') throw error;
		onFailure(ids[index], error);
		return undefined;
	});
}

const linkProperties = [externalKeyProperty, externalIdProperty, externalStateProperty];
const keyField = propertyField(externalKeyProperty);
const idField = propertyField(externalIdProperty);
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
	const written = readLinkState(property(item, stateField));
	const { id } = item.itemId;
	const isOfOther = isCopy(written, { id, iCalUId: item.uid });
	const ofAttendee = written?.ofAttendee === true;
	// Whatever the server says of its organizer: an invitation has another id.
	const isMade = isMarkedId(written, id) && !ofAttendee;
	// What came with an invitation is the link of the organizer's item.
	const isInvitation = cameByInvitation(item) && !ofAttendee && !isOfOther && !isMade;
	const isOwn = !isOfOther && !isInvitation;
	const state = isOwn ? written : undefined;
	const owner = ownerOfItem(item, source);
	const isOwnInvitation = isInvitation && owner.externalId !== undefined;
	const series = {
		item,
		exceptions,
		zones,
		occurrenceFields: rememberedOccurrenceFields(state),
	};
	return {
		...item.itemId,
		...(isOwn && owner),
		...(isOwnInvitation && { isOwnInvitation }),
		state,
		...(item.uid !== undefined && { iCalUId: item.uid }),
		subject: item.subject ?? '',
		...(item.dateTimeCreated !== undefined && { created: Date.parse(item.dateTimeCreated) }),
		start,
		end: endOfItem(item),
		...daysOfItem(item, zones),
		isSeries,
		...(item.lastModifiedTime !== undefined && {
			lastModified: Date.parse(item.lastModifiedTime),
		}),
		isAttendeeCopy: isAttendeeCopy(item) && !isMade,
		hasAttachments: item.hasAttachments === true,
		hasAttendees: hasAttendees(item),
		isPrivate: isPrivateItem(item),
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
			// Sent back as it is, it would ask for attachments to be written.
			delete event.hasAttachments;
			return isSeries ? { ...event, exceptions: exceptionsOfItem(series) } : event;
		},
	};
}

/**
 * Tells whose an item is. Servers leave the past of a series as a cancelled one with the same properties,
 * where another program gives the series a new pattern: that one belongs to no source.
 * @see https://github.com/OfficeDev/ews-managed-api/issues/168
 */
export function ownerOfItem(item: CalendarItemRecord, source: string): ItemOwner {
	const isLeftBehind = item.recurrence && item.isCancelled === true && !isAttendeeCopy(item);
	if (isLeftBehind) return {};
	return ownerOf(source, property(item, keyField), property(item, idField));
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

function daysOfItem(item: CalendarItemRecord, zones: TimeZones): { days?: Days } {
	if (item.isAllDayEvent !== true) return {};
	const { start, end } = times(item, { outputZone: utcZone, zones });
	return start && end
		? { days: { start: start.dateTime.slice(0, 10), end: end.dateTime.slice(0, 10) } }
		: {};
}

export function hasAttendees(item: CalendarItemRecord): boolean {
	const { requiredAttendees = [], optionalAttendees = [], resources = [] } = item;
	return requiredAttendees.length + optionalAttendees.length + resources.length > 0;
}

/**
 * True for what an invitation left in a calendar. It has the extended properties of the organizer's item.
 * @see https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/519
 */
export function cameByInvitation(
	item: Pick<CalendarItemRecord, 'isMeeting' | 'myResponseType'>,
): boolean {
	return isAttendeeCopy(item) && item.myResponseType !== 'Unknown';
}

export function isAttendeeCopy({
	isMeeting,
	myResponseType,
}: Pick<CalendarItemRecord, 'isMeeting' | 'myResponseType'>): boolean {
	return isMeeting === true && myResponseType !== undefined && myResponseType !== 'Organizer';
}
