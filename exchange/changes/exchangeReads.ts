import type { Exchange } from '../connection';
import { InvalidInput } from '../errors';
import { call, type CallTarget } from '../ews/request';
import { propertiesReadBy } from '../calendar/propertyUses';
import { fieldUris, type CalendarItemRecord, type ExtendedPropertyUri } from '../ews/calendarItem';
import { responseError } from '../ews/errors';
import { folderOf, type FolderTarget } from '../ews/folderId';
import type { ItemShape } from '../ews/itemShape';
import { fewerEntries, findItem } from '../ews/operations/findItem';
import { getFolder } from '../ews/operations/getFolder';
import { readBatch, readItemBatches } from '../ews/readItemBatches';
import { syncFolderItems } from '../ews/operations/syncFolderItems';
import { schemaFor, type SchemaVersion } from '../ews/versions';
import type { CalendarReads } from './ports';

interface CalendarTarget {
	mailbox: string;
	calendar?: { id: string };
	includeBody: false | 'html' | 'text';
	extendedProperties?: ExtendedPropertyUri[];
	signal?: AbortSignal;
}

/** Exchange's own limit for a page of SyncFolderItems, and its usual one for what a view returns. */
const pageSize = 512;
const usualViewSize = 1000;

/** A calendar of a mailbox, read over EWS. */
export function ewsCalendarReads(exchange: Exchange, target: CalendarTarget): CalendarReads {
	const { mailbox, signal } = target;
	const where = { mailbox, signal };
	const folder: FolderTarget = target.calendar ?? folderOf(exchange.settings, mailbox);
	const schema = schemaFor(exchange.settings.version);
	const shape = itemShape(schema, target);
	const entryShape = viewShape(schema);
	/** An administrator's policy may allow fewer. */
	let viewSize = usualViewSize;
	return {
		changedItems: async (syncState) =>
			await call(
				exchange,
				syncFolderItems,
				{ folder, syncState, pageSize, shape: { base: 'IdOnly' } },
				where,
			),
		items: async (addresses) => {
			const ids = addresses.map((address) =>
				'id' in address ? address : { occurrenceId: address.masterOf },
			);
			return await readBatch(exchange, ids, shape, where);
		},
		view: async ({ start, end }) => {
			const ask = async () => {
				const view = { folder, start: new Date(start), end: new Date(end), shape: entryShape };
				return await call(exchange, findItem, { ...view, maxEntries: viewSize }, where);
			};
			const { items, includesLastItemInRange } = await ask().catch(async (error: unknown) => {
				const fewer = fewerEntries(error, viewSize);
				if (fewer === undefined) throw error;
				viewSize = fewer;
				return await ask();
			});
			const isFull = includesLastItemInRange && items.length >= viewSize;
			const unnamed = items.filter(isUnnamed).map(({ itemId }) => itemId.id);
			const named = await itemsById(exchange, unnamed, entryShape, where);
			return {
				items: items.map((item) => named.get(item.itemId.id) ?? item),
				isComplete: includesLastItemInRange && !isFull,
				isFull,
			};
		},
	};
}

/** Views hold back what not every server keeps in its index; without it an entry belongs to no series. */
function isUnnamed({ calendarItemType, uid }: CalendarItemRecord): boolean {
	return calendarItemType === undefined || (calendarItemType !== 'Single' && !uid);
}

async function itemsById(
	exchange: Exchange,
	ids: string[],
	shape: ItemShape,
	where: CallTarget,
): Promise<Map<string, CalendarItemRecord>> {
	const targets = ids.map((id) => ({ id }));
	const results = await readItemBatches(exchange, targets, shape, where);
	return new Map(
		results.flatMap((result, place) => (result.ok ? [[ids[place], result.item]] : [])),
	);
}

/**
 * Makes sure that a folder id stands for a calendar.
 * @throws InvalidInput naming `calendar` when it is another kind of folder
 * @throws ObjectNotFound, AccessDenied … as the server answers
 */
export async function assertCalendar(
	exchange: Exchange,
	mailbox: string,
	{ id }: { id: string },
	signal?: AbortSignal,
): Promise<void> {
	const [found] = await call(
		exchange,
		getFolder,
		{ folders: [{ id }], properties: ['folder:DisplayName', 'folder:FolderClass'] },
		{ mailbox, signal },
	);
	if (!found.ok) {
		throw responseError(found.failure, {
			operation: 'GetFolder',
			mailbox,
			serviceAccount: exchange.settings.user,
			mailboxAccess: exchange.settings.mailboxAccess,
		});
	}
	const { element, displayName } = found.folder;
	if (element === 'CalendarFolder') return;
	throw new InvalidInput(
		'calendar',
		`The folder "${displayName}" of ${mailbox} is not a calendar`,
		{
			remedy: 'Choose a calendar from the list, which has the default calendar, too.',
		},
	);
}

function viewShape(schema: SchemaVersion): ItemShape {
	return { base: 'IdOnly', properties: fieldUris(propertiesReadBy('view'), schema) };
}

function itemShape(
	schema: SchemaVersion,
	{ includeBody, extendedProperties }: CalendarTarget,
): ItemShape {
	const names = includeBody ? propertiesReadBy('changes', 'body') : propertiesReadBy('changes');
	return {
		base: 'IdOnly',
		...(includeBody && { bodyType: includeBody === 'text' ? 'Text' : 'HTML' }),
		properties: fieldUris(names, schema),
		...(extendedProperties?.length && { extendedProperties }),
	};
}
