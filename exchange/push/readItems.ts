import type { TimeZones } from '../calendar/timeZone';
import type { Exchange } from '../connection';
import { call } from '../ews/call';
import type { CalendarItemRecord, ExtendedPropertyUri } from '../ews/calendarItem';
import { responseError } from '../ews/errors';
import type { ItemShape } from '../ews/itemShape';
import { getItem } from '../ews/operations/getItem';
import { externalKeyProperty, externalStateProperty } from '../sync/push/externalKey';
import type { CalendarItemView } from '../sync/push/links';
import { itemView } from './itemView';

export interface ItemReading {
	mailbox: string;
	source: string;
	extendedProperties: readonly ExtendedPropertyUri[];
	zones: TimeZones;
	signal?: AbortSignal;
}

const batchSize = 100;
const mostBatchesUnderWay = 4;

const properties = [
	'item:Subject',
	'item:Body',
	'item:Sensitivity',
	'item:DateTimeCreated',
	'item:LastModifiedTime',
	'item:Categories',
	'item:Importance',
	'item:ReminderIsSet',
	'item:ReminderMinutesBeforeStart',
	'calendar:UID',
	'calendar:Start',
	'calendar:End',
	'calendar:IsAllDayEvent',
	'calendar:LegacyFreeBusyStatus',
	'calendar:Location',
	'calendar:IsMeeting',
	'calendar:IsCancelled',
	'calendar:CalendarItemType',
	'calendar:MyResponseType',
	'calendar:Organizer',
	'calendar:RequiredAttendees',
	'calendar:OptionalAttendees',
	'calendar:Resources',
	'calendar:Recurrence',
	'calendar:LastOccurrence',
	'calendar:ModifiedOccurrences',
	'calendar:DeletedOccurrences',
	'calendar:StartTimeZone',
	'calendar:EndTimeZone',
];

/** Reads items whole, in batches; what is gone is missing from the result. */
export async function readItems(
	exchange: Exchange,
	ids: readonly string[],
	reading: ItemReading,
): Promise<Map<string, CalendarItemView>> {
	const items = await records(exchange, ids, reading, {
		base: 'IdOnly',
		// As it was stored: Exchange's own conversions change more than is forgiven.
		bodyType: 'Best',
		properties,
		extendedProperties: [externalKeyProperty, externalStateProperty, ...reading.extendedProperties],
	});
	return new Map(
		items.map((item) => [item.itemId.id, itemView(item, reading.source, reading.zones)]),
	);
}

/** Change keys by id; what is gone is missing. */
export async function readChangeKeys(
	exchange: Exchange,
	ids: readonly string[],
	reading: Pick<ItemReading, 'mailbox' | 'signal'>,
): Promise<Map<string, string>> {
	const items = await records(exchange, ids, reading, { base: 'IdOnly' });
	return new Map(items.map(({ itemId }) => [itemId.id, itemId.changeKey]));
}

async function records(
	exchange: Exchange,
	ids: readonly string[],
	{ mailbox, signal }: Pick<ItemReading, 'mailbox' | 'signal'>,
	shape: ItemShape,
): Promise<CalendarItemRecord[]> {
	const batches = Array.from({ length: Math.ceil(ids.length / batchSize) }, (_, index) =>
		ids.slice(index * batchSize, (index + 1) * batchSize),
	);
	const found: CalendarItemRecord[][] = batches.map(() => []);
	let next = 0;
	const worker = async () => {
		while (next < batches.length) {
			const index = next++;
			const batch = batches[index].map((id) => ({ id }));
			const results = await call(exchange, getItem, { ids: batch, shape }, { mailbox, signal });
			for (const result of results) {
				if (result.ok) found[index].push(result.item);
				else if (!isGone(result.failure.responseCode)) {
					throw responseError(result.failure, { operation: 'GetItem', mailbox });
				}
			}
		}
	};
	const workers = Math.min(mostBatchesUnderWay, exchange.settings.maxConnections, batches.length);
	await Promise.all(Array.from({ length: workers }, worker));
	return found.flat();
}

function isGone(responseCode: string): boolean {
	return /^Error(ItemNotFound|InvalidId.*|ObjectTypeChanged|CalendarOccurrence.*)$/.test(
		responseCode,
	);
}
