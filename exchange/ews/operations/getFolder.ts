import { MalformedResponse, WrongAnswer } from '../errors';
import type { ItemFailure } from '../itemParts';
import { folderId, type FolderTarget } from '../folderId';
import type { EwsOperation } from '../operation';
import { batchEntries, responseMessages, SoapReader } from '../soapResponse';
import { throwIfStopped } from '../stoppedBatch';
import { fieldsOf, into, record } from '../../xml/shapes';
import { assertFilled, element } from '../../xml/writer';
import { folder, folderShape, type FolderProperties, type FolderRecord } from './folderReader';

export type { EffectiveRights, FolderRecord } from './folderReader';

interface GetFolderRequest extends FolderProperties {
	folders: readonly FolderTarget[];
}

type GetFolderResult = { ok: true; folder: FolderRecord } | { ok: false; failure: ItemFailure };

interface Answer {
	folder?: FolderRecord;
}

const messages = responseMessages<Answer>('GetFolder', {
	'm:Folders': into(
		record<Answer>({}, { others: fieldsOf<Answer>()('folder', folder) }),
		(answer: Answer, { folder: found }) => {
			if (found) answer.folder = found;
		},
	),
});

/**
 * Looks folders up, in the order of the request. One that fails does not affect the others.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getfolder-operation
 */
export const getFolder: EwsOperation<GetFolderRequest, GetFolderResult[]> = {
	name: 'GetFolder',
	repeatable: true,

	request({ folders, ...properties }) {
		assertFilled('folders', folders);
		return element('m:GetFolder', [
			folderShape(properties),
			element('m:FolderIds', folders.map(folderId)),
		]);
	},

	response: (request) =>
		new SoapReader('GetFolder', messages, (found, context) => {
			const { folders } = request;
			const entry = ({ folder }: Answer, index: number): GetFolderResult => {
				if (!folder) throw new MalformedResponse('a response message without its folder');
				const target = folders[index];
				if ('id' in target && folder.id !== target.id) {
					throw new WrongAnswer('a folder with another id than the one asked for');
				}
				return { ok: true, folder };
			};
			const entries = batchEntries(found, folders.length, context, entry);
			throwIfStopped(entries, request, context);
			return entries;
		}),
};
