import { fieldsOf, into, record } from '../../xml/shapes';
import { assertFilled, element, type Xml } from '../../xml/writer';
import type { ItemReference } from '../itemParts';
import type { EwsOperation } from '../operation';
import { onlyMessage, responseMessages, SoapReader } from '../soapResponse';
import { reference } from './itemPartsReader';

interface MeetingActionRequest {
	action: 'accept' | 'tentative' | 'decline' | 'cancel';
	/** The meeting, or one occurrence of it, in the calendar of who acts. */
	item: Pick<ItemReference, 'id'> & { changeKey?: string };
	/** Those who take part hear of it. */
	isSent: boolean;
	/** Plain text of the message. */
	text?: string;
}

interface Answer {
	items?: { item?: ItemReference };
}

const calendarItem = record<{ id?: ItemReference }>({
	't:ItemId': fieldsOf<{ id: ItemReference }>()('id', reference),
});

const messages = responseMessages<Answer>('CreateItem', {
	'm:Items': fieldsOf<Answer>()(
		'items',
		record<{ item?: ItemReference }>({
			't:CalendarItem': into(calendarItem, (read: { item?: ItemReference }, { id }) => {
				read.item ??= id;
			}),
		}),
	),
});

const elements = {
	accept: 't:AcceptItem',
	tentative: 't:TentativelyAcceptItem',
	decline: 't:DeclineItem',
	cancel: 't:CancelCalendarItem',
} as const;

/**
 * Answers an invitation, or cancels a meeting. Not repeatable: each one is mailed once more.
 * @returns what became of the calendar item, where the server says so: an accepted one may have a new id
 * @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-respond-to-meeting-requests-by-using-ews-in-exchange
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/cancelcalendaritem
 */
export const meetingAction: EwsOperation<MeetingActionRequest, ItemReference | undefined> = {
	name: 'CreateItem',
	repeatable: false,

	request({ action, item, isSent, text }) {
		assertFilled('id', item.id);
		const reference = element('t:ReferenceItemId', undefined, {
			Id: item.id,
			ChangeKey: item.changeKey,
		});
		const body = (name: 't:Body' | 't:NewBodyContent'): Xml | undefined =>
			text ? element(name, text, { BodyType: 'Text' }) : undefined;
		return element(
			'm:CreateItem',
			element(
				'm:Items',
				element(
					elements[action],
					action === 'cancel' ? [reference, body('t:NewBodyContent')] : [body('t:Body'), reference],
				),
			),
			{ MessageDisposition: isSent ? 'SendAndSaveCopy' : 'SaveOnly' },
		);
	},

	response: () =>
		new SoapReader(
			'CreateItem',
			messages,
			(found, context) => onlyMessage(found, context).items?.item,
		),
};
