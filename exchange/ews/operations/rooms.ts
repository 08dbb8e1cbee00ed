import { fieldsOf, list, mapped, record } from '../../xml/shapes';
import { assertFilled, element } from '../../xml/writer';
import type { MailboxRecord } from '../itemParts';
import type { EwsOperation } from '../operation';
import { onlyMessage, singleMessage, SoapReader } from '../soapResponse';
import { mailbox } from './itemPartsReader';

interface ListsAnswer {
	lists?: MailboxRecord[];
}

const lists = singleMessage<ListsAnswer>({
	'm:RoomLists': fieldsOf<ListsAnswer>()('lists', list({ 't:Address': mailbox })),
});

/**
 * Lists the room lists of the organization: distribution groups made with `-RoomList`.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getroomlists-operation
 */
export const getRoomLists: EwsOperation<Record<string, never>, MailboxRecord[]> = {
	name: 'GetRoomLists',
	repeatable: true,
	request: () => element('m:GetRoomLists'),
	response: () =>
		new SoapReader(
			'GetRoomLists',
			lists,
			(found, context) => onlyMessage(found, context).lists ?? [],
		),
};

interface GetRoomsRequest {
	/** Address of a room list. */
	list: string;
}

interface RoomsAnswer {
	rooms?: Array<MailboxRecord | undefined>;
}

const room = mapped(
	record<{ id?: MailboxRecord }>({
		't:Id': fieldsOf<{ id: MailboxRecord }>()('id', mailbox),
	}),
	({ id }) => id,
);

const rooms = singleMessage<RoomsAnswer>({
	'm:Rooms': fieldsOf<RoomsAnswer>()('rooms', list({ 't:Room': room })),
});

/**
 * Lists the rooms of a room list. The server says neither how large they are nor where.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getrooms-operation
 */
export const getRooms: EwsOperation<GetRoomsRequest, MailboxRecord[]> = {
	name: 'GetRooms',
	repeatable: true,
	request({ list: address }) {
		assertFilled('list', address);
		return element('m:GetRooms', [element('m:RoomList', element('t:EmailAddress', address))]);
	},
	response: () =>
		new SoapReader('GetRooms', rooms, (found, context) =>
			(onlyMessage(found, context).rooms ?? []).filter((one) => one !== undefined),
		),
};
