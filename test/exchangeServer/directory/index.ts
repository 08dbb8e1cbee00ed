import { element, path, ResponseError } from '../contracts';
import type { CompanyDirectory, Group, Operation, RequestContext, XmlElement } from '../contracts';
import { failure, response, success } from '../responseMessages';
import { entryAt, findInDirectory } from './addressBook';
import { addressElement, strangerElement } from './elements';
import { resolveNames } from './resolveNames';
import { getSearchableMailboxes } from './searchableMailboxes';

/**
 * Members of a distribution list, one level deep: a list within the list is one member.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/expanddl-operation
 */
const expandDl: Operation = {
	name: 'ExpandDL',
	since: 'Exchange2007',
	handle(request, context) {
		const { company } = context;
		const name = 'ExpandDL';
		try {
			if (!mayAsk(context)) throw noMailbox();
			const address =
				path(request, 'Mailbox', 'EmailAddress')?.text ?? path(request, 'Mailbox', 'Name')?.text;
			const found = findInDirectory(company, `=${address ?? ''}`);
			const entry = entryAt(company, address ?? '') ?? found[0];
			if (entry?.kind !== 'group') throw noResults();
			return response(name, success(name, expansion(company, entry.group)));
		} catch (error) {
			return response(name, failure(name, error));
		}
	},
};

function expansion(company: CompanyDirectory, { members }: Group): XmlElement {
	return element(
		'm:DLExpansion',
		members.map((member) => memberElement('t:Mailbox', company, member)),
		{ TotalItemsInView: members.length, IncludesLastItemInRange: true },
	);
}

function memberElement(name: string, company: CompanyDirectory, address: string): XmlElement {
	const entry = entryAt(company, address);
	return entry ? addressElement(name, entry) : strangerElement(name, address);
}

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getroomlists-operation */
const getRoomLists: Operation = {
	name: 'GetRoomLists',
	since: 'Exchange2010',
	handle(_request, context) {
		if (!mayAsk(context)) return ungrouped('GetRoomLists', noMailbox());
		const { company } = context;
		const lists = company.groups.filter(({ roomList }) => roomList);
		const addresses = lists.map((group) => addressElement('t:Address', { kind: 'group', group }));
		return ungrouped('GetRoomLists', element('m:RoomLists', addresses));
	},
};

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getrooms-operation */
const getRooms: Operation = {
	name: 'GetRooms',
	since: 'Exchange2010',
	handle(request, context) {
		if (!mayAsk(context)) return ungrouped('GetRooms', noMailbox());
		const { company } = context;
		const address = path(request, 'RoomList', 'EmailAddress')?.text ?? '';
		const list = company.groups.find(
			({ smtpAddress, roomList }) =>
				roomList && smtpAddress.toLowerCase() === address.trim().toLowerCase(),
		);
		if (!list) return ungrouped('GetRooms', noResults());
		const most = company.behaviours.roomListLength === 'all' ? Infinity : 100;
		const rooms = list.members
			.slice(0, most)
			.map((member) => element('t:Room', memberElement('t:Id', company, member)));
		return ungrouped('GetRooms', element('m:Rooms', rooms));
	},
};

function mayAsk({ actor, company }: RequestContext): boolean {
	return actor !== undefined || company.behaviours.directoryAskers === 'everybody';
}

function noMailbox(): ResponseError {
	return new ResponseError(
		'ErrorNameResolutionNoMailbox',
		'The caller has no mailbox, which name resolution needs.',
	);
}

function noResults(): ResponseError {
	return new ResponseError('ErrorNameResolutionNoResults', 'No results were found.');
}

/** These two answers are their own response message. */
function ungrouped(operation: string, content: XmlElement | ResponseError): XmlElement {
	const name = `m:${operation}Response`;
	if (content instanceof ResponseError) {
		return element(
			name,
			[
				element('m:MessageText', content.message),
				element('m:ResponseCode', content.code),
				element('m:DescriptiveLinkKey', 0),
			],
			{ ResponseClass: 'Error' },
		);
	}
	return element(name, [element('m:ResponseCode', 'NoError'), content], {
		ResponseClass: 'Success',
	});
}

export const operations: Operation[] = [
	resolveNames,
	expandDl,
	getRoomLists,
	getRooms,
	getSearchableMailboxes,
];
