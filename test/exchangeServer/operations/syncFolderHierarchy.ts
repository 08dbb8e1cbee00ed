import type { Call } from '../context';
import type { Folder, Mailbox, Operation, XmlNode } from '../contracts';
import { FolderShape } from '../folders/folderShape';
import { decodeSyncState, encodeSyncState } from '../model/changeLog';
import { ResponseError } from '../responseErrors';
import { failure, response, success } from '../responseMessages';
import { element, type XmlContent } from '../xml/element';
import { child, textOf } from '../xml/node';

const EVERYTHING = 100_000;

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/syncfolderhierarchy-operation */
export const syncFolderHierarchy: Operation = {
	name: 'SyncFolderHierarchy',
	since: 'Exchange2007',
	handle(request, context) {
		try {
			const content = changesOf(request, context as Call);
			return response('SyncFolderHierarchy', success('SyncFolderHierarchy', content));
		} catch (error) {
			const nothing = [
				element('m:SyncState'),
				element('m:IncludesLastFolderInRange', true),
				element('m:Changes'),
			];
			return response('SyncFolderHierarchy', failure('SyncFolderHierarchy', error, nothing));
		}
	},
};

function changesOf(request: XmlNode, call: Call): XmlContent {
	const rootNode = child(request, 'SyncFolderId')?.children[0];
	const root = rootNode ? call.resolveFolder(rootNode) : topOf(call.actor);
	const { mailbox } = root;
	const log = call.company.store.hierarchyLog(mailbox);
	const folderId = `hierarchy ${root.id}`;
	const state = (textOf(request, 'SyncState') ?? '').trim();
	const position = state === '' ? { folderId, from: 0 } : decodeSyncState(state);
	if (!position || position.folderId !== folderId || position.from > log.latest) {
		throw new ResponseError(
			'ErrorInvalidSyncStateData',
			'Synchronization state data is corrupt or otherwise invalid.',
		);
	}
	const shape = new FolderShape(child(request, 'FolderShape') as XmlNode, call);
	const { changes, next } = log.page(position, EVERYTHING, new Set());
	const rendered = changes.reverse().map(({ kind, itemId }) => {
		if (kind === 'delete') {
			return element(
				't:Delete',
				element('t:FolderId', undefined, { Id: itemId, ChangeKey: 'AQAAAA==' }),
			);
		}
		const folder = mailbox.folders.get(itemId);
		if (!folder || !isBelow(folder, root) || !call.rights(folder).visible) return undefined;
		return element(kind === 'create' ? 't:Create' : 't:Update', shape.render(folder));
	});
	return [
		element('m:SyncState', encodeSyncState(next)),
		element('m:IncludesLastFolderInRange', true),
		element('m:Changes', rendered),
	];
}

function topOf(mailbox: Mailbox | undefined): Folder {
	const top = mailbox?.distinguished.get('msgfolderroot');
	if (!top)
		throw new ResponseError('ErrorMissingEmailAddress', 'The account does not have a mailbox.');
	return top;
}

function isBelow(folder: Folder, root: Folder): boolean {
	for (let parent = folder.parent; parent; parent = parent.parent) if (parent === root) return true;
	return false;
}
