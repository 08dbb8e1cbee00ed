import type { INodeProperties } from 'n8n-workflow';
import { mailboxParameter as sharedParameter } from '../../shared/mailboxParameter';

/** The owner of the calendar. */
export const mailboxParameter: INodeProperties = {
	...sharedParameter,
	default: { mode: 'list', value: '' },
	description: 'Email address of the person, room or shared mailbox whose calendar it is',
	modes: sharedParameter.modes?.map((mode) =>
		mode.name === 'address' ? { ...mode, displayName: 'By Email' } : mode,
	),
};

/** In Options: the mailbox whose rights count where no mailbox is opened. */
export const askAsParameter: INodeProperties = {
	displayName: 'Ask As',
	name: 'onBehalfOf',
	type: 'string',
	default: '',
	placeholder: 'e.g. alice@enyoi.com',
	description:
		'Email address of the person whose rights decide how much is told. When empty, the service account asks for itself.',
};
