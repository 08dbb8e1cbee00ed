import { MalformedResponse } from '../errors';
import { calendarItem, type ItemChange, type SyncPage } from '../calendarItem';
import { folderId, type FolderTarget } from '../folderId';
import { itemShape, type ItemShape } from '../itemShape';
import type { EwsOperation } from '../operation';
import { onlyMessage, responseMessages, SoapReader } from '../soapResponse';
import { boolean, fieldsOf, into, list, mapped, record, text } from '../../xml/shapes';
import { assertRange, element } from '../../xml/writer';
import { reference } from './itemPartsReader';

interface SyncFolderItemsRequest {
	folder: FolderTarget;
	/** From the page before; without it everything is reported as created. */
	syncState?: string;
	/** Most changes in a page, 1 to 512. Default 512. */
	pageSize?: number;
	/** Default: ids only, since each further property costs the server a call. */
	shape?: ItemShape;
}

interface Answer {
	syncState?: string;
	includesLastItemInRange?: boolean;
	changes?: ItemChange[];
}

type ChangeDraft = Partial<ItemChange>;

const kinds: Record<string, ItemChange['kind']> = {
	't:Create': 'create',
	't:Update': 'update',
	't:Delete': 'delete',
	't:ReadFlagChange': 'readFlag',
};

const change = mapped(
	record<ChangeDraft>(
		{
			't:ItemId': fieldsOf<ChangeDraft>()('itemId', reference),
			't:IsRead': into(boolean, () => undefined),
		},
		{
			others: into(calendarItem, (draft: ChangeDraft, item, name) => {
				draft.element = name.slice(2);
				draft.item = item;
				draft.itemId = item.itemId;
			}),
		},
	),
	(draft, kindName): ItemChange => {
		if (!draft.itemId) throw new MalformedResponse('a change without item id');
		draft.kind = kinds[kindName];
		return draft as ItemChange;
	},
);

const field = fieldsOf<Answer>();

const messages = responseMessages<Answer>('SyncFolderItems', {
	'm:SyncState': field('syncState', text),
	'm:IncludesLastItemInRange': field('includesLastItemInRange', boolean),
	'm:Changes': field(
		'changes',
		list<ItemChange>(Object.fromEntries(Object.keys(kinds).map((name) => [name, change]))),
	),
});

/**
 * Lists what changed in a folder since a sync state.
 * Singles and series masters only: no occurrences, no bodies, no date window.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/syncfolderitems-operation
 */
export const syncFolderItems: EwsOperation<SyncFolderItemsRequest, SyncPage> = {
	name: 'SyncFolderItems',
	repeatable: true,

	request({ folder, syncState, pageSize = 512, shape = { base: 'IdOnly' } }) {
		assertRange('pageSize', pageSize, 1, 512);
		return element('m:SyncFolderItems', [
			itemShape(shape),
			element('m:SyncFolderId', folderId(folder)),
			syncState && element('m:SyncState', syncState),
			element('m:MaxChangesReturned', pageSize),
			element('m:SyncScope', 'NormalItems'),
		]);
	},

	response: () =>
		new SoapReader('SyncFolderItems', messages, (found, context) => {
			const { syncState, includesLastItemInRange, changes = [] } = onlyMessage(found, context);
			if (!syncState) throw new MalformedResponse('a page of changes without sync state');
			// Only the state is certain to come; who is not told that there is more asks until nothing comes.
			return {
				changes,
				syncState,
				includesLastItemInRange: includesLastItemInRange ?? changes.length === 0,
			};
		}),
};
