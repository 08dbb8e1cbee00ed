import type { INodeProperties } from 'n8n-workflow';

/** In Options: the mailbox whose rights count where no mailbox is opened. */
export const askAsParameter: INodeProperties = {
	displayName: 'Ask As',
	name: 'onBehalfOf',
	type: 'string',
	default: '',
	placeholder: 'e.g. alice@enyoi.com',
	description:
		'Email address of the person whose rights decide how much is told. When empty, or with delegate access, the service account asks for itself.',
};
