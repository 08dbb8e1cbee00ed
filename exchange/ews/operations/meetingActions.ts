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

/** Of what an action left behind what the server names. */
interface MeetingActionResult {
	/** The calendar item: an accepted one may have a new id. */
	item?: ItemReference;
	/** The message to the organizer: a draft where it was not sent. */
	message?: ItemReference;
}

interface Answer {
	items?: MeetingActionResult;
}

const anyItem = record<{ id?: ItemReference }>({
	't:ItemId': fieldsOf<{ id: ItemReference }>()('id', reference),
});

const messages = responseMessages<Answer>('CreateItem', {
	'm:Items': fieldsOf<Answer>()(
		'items',
		record<MeetingActionResult>({
			't:CalendarItem': into(anyItem, (read: MeetingActionResult, { id }) => {
				read.item ??= id;
			}),
			't:MeetingResponse': into(anyItem, (read: MeetingActionResult, { id }) => {
				read.message ??= id;
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
 * Answers an invitation, or cancels a meeting. Not repeatable: each one is mailed once more. An answer that is not
 * sent is left in Drafts.
 * @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-respond-to-meeting-requests-by-using-ews-in-exchange
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/cancelcalendaritem
 */
export const meetingAction: EwsOperation<MeetingActionRequest, MeetingActionResult> = {
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
			(found, context) => onlyMessage(found, context).items ?? {},
		),
};
