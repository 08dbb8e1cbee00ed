import type * as operations from '../../../../exchange/ews/operations/meetingActions';
import type { AnswersOf } from './answers';
import type { RequestsOf } from './requests';

const item = { id: 'AAMkAD', changeKey: 'DwAAAB' };

export const meetingAction: RequestsOf<typeof operations.meetingAction> = {
	accepting: { action: 'accept', item, isSent: false },
	'tentatively, with a message': {
		action: 'tentative',
		item,
		isSent: true,
		text: 'Late by <5> minutes & more',
	},
	declining: { action: 'decline', item, isSent: true },
	'cancelling, with a message': { action: 'cancel', item, isSent: true, text: 'Next week' },
	'cancelling without a change key': { action: 'cancel', item: { id: 'AAMkAD' }, isSent: true },
};

const answered = (items: string) =>
	`<m:CreateItemResponse xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><m:ResponseMessages><m:CreateItemResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Items>${items}</m:Items></m:CreateItemResponseMessage></m:ResponseMessages></m:CreateItemResponse>`;

export const answers: AnswersOf<typeof operations> = {
	meetingAction: {
		'the item under its new id': {
			xml: answered('<t:CalendarItem><t:ItemId Id="AAMkNew" ChangeKey="DwAAAC"/></t:CalendarItem>'),
			result: { item: { id: 'AAMkNew', changeKey: 'DwAAAC' } },
		},
		'the answer that was sent, before the item': {
			xml: answered(
				'<t:MeetingResponse><t:ItemId Id="AAMkMail" ChangeKey="CgAA"/></t:MeetingResponse><t:CalendarItem><t:ItemId Id="AAMkNew" ChangeKey="DwAAAC"/></t:CalendarItem>',
			),
			result: {
				item: { id: 'AAMkNew', changeKey: 'DwAAAC' },
				message: { id: 'AAMkMail', changeKey: 'CgAA' },
			},
		},
		nothing: { xml: answered(''), result: {} },
	},
};
