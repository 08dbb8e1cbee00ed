import { inServersOrder } from '../behaviours/changeOrder';
import type { Call } from '../context';
import type { Folder, Operation, XmlNode } from '../contracts';
import { Shape } from '../calendarItems/shape';
import { decodeSyncState, encodeSyncState, type SyncPosition } from '../model/changeLog';
import { instanceOf } from '../model/series';
import { logOf } from '../model/store';
import { ResponseError } from '../responseErrors';
import { failure, response, success } from '../responseMessages';
import { element, type XmlContent } from '../xml/element';
import { child, textOf } from '../xml/node';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/syncfolderitems-operation */
export const syncFolderItems: Operation = {
	name: 'SyncFolderItems',
	since: 'Exchange2007',
	handle(request, context) {
		try {
			return response(
				'SyncFolderItems',
				success('SyncFolderItems', page(request, context as Call)),
			);
		} catch (error) {
			const nothing = [
				element('m:SyncState'),
				element('m:IncludesLastItemInRange', true),
				element('m:Changes'),
			];
			return response('SyncFolderItems', failure('SyncFolderItems', error, nothing));
		}
	},
};

function page(request: XmlNode, call: Call): XmlContent {
	const folderNode = child(request, 'SyncFolderId')?.children[0] as XmlNode;
	const folder = call.resolveFolder(folderNode);
	if (call.rights(folder).read !== 'full') {
		throw new ResponseError(
			'ErrorAccessDenied',
			'Access is denied. Check credentials and try again.',
		);
	}
	const shape = new Shape(child(request, 'ItemShape') as XmlNode, call, 'sync');
	const position = positionOf(textOf(request, 'SyncState') ?? '', folder);
	const ignored = new Set(
		child(request, 'Ignore')?.children.map(({ attributes }) => attributes.Id),
	);
	const limit = Number(textOf(request, 'MaxChangesReturned'));
	if (!(limit >= 1 && limit <= 512)) {
		throw new ResponseError(
			'ErrorInvalidPagingMaxRows',
			'MaxChangesReturned must be between 1 and 512.',
		);
	}
	const { changes, next, complete } = logOf(folder).page(position, limit, ignored);
	return [
		element('m:SyncState', encodeSyncState(next)),
		element('m:IncludesLastItemInRange', complete && call.behaviours.syncEnd === 'lastMarked'),
		element(
			'm:Changes',
			inServersOrder(changes, call.behaviours.changeOrder).map(({ kind, itemId }) => {
				const item = folder.items.get(itemId);
				if (kind === 'delete' || (kind === 'update' && item && call.omits(item, 'changes'))) {
					return element(
						't:Delete',
						element('t:ItemId', undefined, { Id: itemId, ChangeKey: 'DwAAAA==' }),
					);
				}
				if (!item || call.omits(item, 'changes')) return undefined;
				if (kind === 'read' && item.element !== 'CalendarItem') {
					return element('t:ReadFlagChange', [
						element('t:ItemId', undefined, { Id: itemId, ChangeKey: item.changeKey }),
						element('t:IsRead', item.isRead),
					]);
				}
				const rendered =
					item.element === 'CalendarItem'
						? shape.render(instanceOf(item))
						: shape.renderOther(item);
				return element(kind === 'create' ? 't:Create' : 't:Update', rendered);
			}),
		),
	];
}

function positionOf(state: string, folder: Folder): SyncPosition {
	if (state.trim() === '') return { folderId: folder.id, from: 0 };
	const position = decodeSyncState(state.trim());
	const latest = folder.changes.latest;
	if (!position || position.folderId !== folder.id || position.from > latest) {
		throw new ResponseError(
			'ErrorInvalidSyncStateData',
			'Synchronization state data is corrupt or otherwise invalid.',
		);
	}
	return position;
}
