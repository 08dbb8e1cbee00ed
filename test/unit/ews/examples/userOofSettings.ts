import type * as operations from '../../../../exchange/ews/operations/userOofSettings';
import type { AnswersOf } from './answers';
import type { RequestsOf } from './requests';

const mailbox = 'alice@enyoi.example';

export const getUserOofSettings: RequestsOf<typeof operations.getUserOofSettings> = {
	'of a mailbox': { mailbox },
};

export const setUserOofSettings: RequestsOf<typeof operations.setUserOofSettings> = {
	'a window': {
		mailbox,
		state: 'Scheduled',
		externalAudience: 'Known',
		start: Date.parse('2026-12-24T11:00:00Z'),
		end: Date.parse('2027-01-04T07:00:00Z'),
		internalReply: { message: '<p>Away &amp; out</p>', language: 'en-US' },
		externalReply: { message: '' },
	},
	'off, without a window': {
		mailbox,
		state: 'Disabled',
		externalAudience: 'None',
		internalReply: { message: 'kept' },
		externalReply: { message: 'kept' },
	},
};

const namespaces =
	'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"';
const success =
	'<m:ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode></m:ResponseMessage>';

/** These operations have one message beside what they are about. */
const answered = (operation: string, content = '', message = success) =>
	`<m:${operation}Response ${namespaces}>${message}${content}</m:${operation}Response>`;

export const answers: AnswersOf<typeof operations> = {
	getUserOofSettings: {
		'times without an offset, as in the example of the documentation': {
			xml: answered(
				'GetUserOofSettings',
				'<t:OofSettings><t:OofState>Enabled</t:OofState><t:ExternalAudience>All</t:ExternalAudience><t:Duration><t:StartTime>2006-11-03T23:00:00</t:StartTime><t:EndTime>2006-11-04T23:00:00</t:EndTime></t:Duration><t:InternalReply xml:lang="en-US"><t:Message>I am out of office.  This is my internal reply.</t:Message></t:InternalReply><t:ExternalReply xml:lang="en-US"><t:Message>I am out of office. This is my external reply.</t:Message></t:ExternalReply></t:OofSettings><m:AllowExternalOof>All</m:AllowExternalOof>',
			),
			result: {
				state: 'Enabled',
				externalAudience: 'All',
				start: Date.parse('2006-11-03T23:00:00Z'),
				end: Date.parse('2006-11-04T23:00:00Z'),
				internalReply: {
					message: 'I am out of office.  This is my internal reply.',
					language: 'en-US',
				},
				externalReply: {
					message: 'I am out of office. This is my external reply.',
					language: 'en-US',
				},
				allowedAudience: 'All',
			},
		},
		'nothing that the schema lets out': {
			xml: answered(
				'GetUserOofSettings',
				'<t:OofSettings><t:OofState>Scheduled</t:OofState><t:ExternalAudience>Known</t:ExternalAudience><t:InternalReply/></t:OofSettings>',
			),
			result: {
				state: 'Scheduled',
				externalAudience: 'Known',
				internalReply: { message: '' },
				externalReply: { message: '' },
			},
		},
	},
	setUserOofSettings: {
		'a success': { xml: answered('SetUserOofSettings'), result: undefined },
		'no message, as the schema allows': {
			xml: answered('SetUserOofSettings', '', ''),
			result: undefined,
		},
	},
};
