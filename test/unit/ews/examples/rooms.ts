import type * as operations from '../../../../exchange/ews/operations/rooms';
import type { AnswersOf } from './answers';
import type { RequestsOf } from './requests';

export const getRoomLists: RequestsOf<typeof operations.getRoomLists> = { all: {} };

export const getRooms: RequestsOf<typeof operations.getRooms> = {
	'of a list': { list: 'rooms-noord@enyoi.example' },
};

const namespaces =
	'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"';

/** The answers of the operations are messages themselves. */
const answered = (operation: string, content = '') =>
	`<m:${operation}Response ResponseClass="Success" ${namespaces}><m:ResponseCode>NoError</m:ResponseCode>${content}</m:${operation}Response>`;

const address = (name: string, type: string) =>
	`<t:Name>${name}</t:Name><t:EmailAddress>${name.toLowerCase()}@enyoi.example</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType><t:MailboxType>${type}</t:MailboxType>`;

const addressRecord = (name: string, mailboxType: string) => ({
	name,
	emailAddress: `${name.toLowerCase()}@enyoi.example`,
	routingType: 'SMTP',
	mailboxType,
});

export const answers: AnswersOf<typeof operations> = {
	getRoomLists: {
		'two lists': {
			xml: answered(
				'GetRoomLists',
				`<m:RoomLists><t:Address>${address('Noord', 'PublicDL')}</t:Address><t:Address>${address('Zuid', 'PublicDL')}</t:Address></m:RoomLists>`,
			),
			result: [addressRecord('Noord', 'PublicDL'), addressRecord('Zuid', 'PublicDL')],
		},
		'no list': { xml: answered('GetRoomLists'), result: [] },
	},
	getRooms: {
		'a room, and one without an id': {
			xml: answered(
				'GetRooms',
				`<m:Rooms><t:Room><t:Id>${address('Atrium', 'Mailbox')}</t:Id></t:Room><t:Room/></m:Rooms>`,
			),
			result: [addressRecord('Atrium', 'Mailbox')],
		},
		'an empty list': { xml: answered('GetRooms', '<m:Rooms/>'), result: [] },
	},
};
