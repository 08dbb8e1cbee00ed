import type { INodeProperties } from 'n8n-workflow';
import type {
	ReplyText,
	SetOutOfOfficeOptions,
} from '../../../exchange/calendars/outOfOffice/outOfOffice';
import type { ItemParameters } from '../../shared/itemParameters';
import { itemOf, writeEachItem, type OperationRun } from '../operation';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { optionsOf } from '../../shared/collections';
import { timeZoneParameter, windowParameters } from '../parameters/time';
import { writingNotice } from '../../shared/writingParameters';

export const option = {
	name: 'Set',
	value: 'set',
	action: 'Set the automatic replies of a mailbox',
	description:
		'Switch automatic replies on for a time, on until further notice, or off; texts that are not given stay',
};

const unlessOff = { show: { status: ['scheduled', 'alwaysEnabled'] } };

const replyParameters: INodeProperties[] = [
	{
		displayName: 'Internal Reply',
		name: 'internalReply',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. I am away until 14 December.',
		description: 'Text for people of the organization. When empty, the text that is there stays.',
		displayOptions: unlessOff,
	},
	{
		displayName: 'External Reply',
		name: 'externalReply',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. I am away until 14 December.',
		description: 'Text for everybody else. When empty, the text that is there stays.',
		displayOptions: unlessOff,
	},
];

export const parameters: INodeProperties[] = [
	writingNotice,
	mailboxParameter,
	{
		displayName: 'Status',
		name: 'status',
		type: 'options',
		options: [
			{ name: 'Off', value: 'disabled', description: 'The texts stay for the next time' },
			{ name: 'On', value: 'alwaysEnabled', description: 'Until it is switched off' },
			{ name: 'On for a Time', value: 'scheduled', description: 'From Start to End' },
		],
		default: 'scheduled',
		description: 'When replies are sent: scheduled (from Start to End), alwaysEnabled or disabled',
	},
	...windowParameters.map((parameter) => ({
		...parameter,
		default: '',
		displayOptions: { show: { status: ['scheduled'] } },
	})),
	...replyParameters,
	optionsOf(
		{
			displayName: 'External Audience',
			name: 'externalAudience',
			type: 'options',
			options: [
				{ name: 'Contacts Only', value: 'contactsOnly' },
				{ name: 'Everybody', value: 'all' },
				{ name: 'Nobody', value: 'none' },
			],
			default: 'all',
			description: 'Who outside the organization gets the external reply',
		},
		{
			displayName: 'Reply Type',
			name: 'replyType',
			type: 'options',
			options: [
				{ name: 'HTML', value: 'html' },
				{ name: 'Text', value: 'text' },
			],
			default: 'text',
			description: 'The format of the replies',
		},
		timeZoneParameter,
	),
];

export async function execute(run: OperationRun): Promise<void> {
	const { exchange, results } = run;
	const { setOutOfOffice } = await import('../../../exchange/calendars/outOfOffice/setOutOfOffice');
	await writeEachItem(run, {
		read: (parameters) => readOptions(parameters, exchange.settings.emailDns),
		work: async (options, add, tell) => {
			const now = await setOutOfOffice(exchange, { ...options, signal: results.signal });
			if (options.externalReply && now.status !== 'disabled' && now.externalAudience === 'none') {
				tell(unheard);
			}
			add(itemOf(now));
		},
	});
}

const unheard =
	'Nobody gets the external reply: External Audience is Nobody. Choose another one in Options.';

function readOptions(parameters: ItemParameters, emailDns: string): SetOutOfOfficeOptions {
	const status = parameters.requiredChoice('status', ['disabled', 'alwaysEnabled', 'scheduled']);
	const contentType = parameters.choice('replyType', ['html', 'text']) ?? 'text';
	const reply = (name: string): ReplyText | undefined => {
		const content = status === 'disabled' ? undefined : parameters.text(name);
		return content === undefined ? undefined : { contentType, content };
	};
	return {
		mailbox: parameters.mailbox(emailDns),
		status,
		...(status === 'scheduled' && {
			start: parameters.moment('start', 'begin'),
			end: parameters.moment('end', 'end'),
		}),
		internalReply: reply('internalReply'),
		externalReply: reply('externalReply'),
		externalAudience: parameters.choice('externalAudience', ['none', 'contactsOnly', 'all']),
		timeZone: parameters.text('timeZone'),
	};
}
