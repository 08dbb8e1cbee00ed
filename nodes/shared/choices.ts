import type { INodePropertyOptions } from 'n8n-workflow';

/** Places that deleted appointments go to. */
export const deleteTypes: INodePropertyOptions[] = [
	{ name: 'Deleted Items', value: 'toDeletedItems' },
	{
		name: 'Nowhere (Hard Delete)',
		value: 'hard',
		description: 'Cannot be undone by the owner',
	},
	{ name: 'Recoverable Items', value: 'soft' },
];

/** Places in Exchange that keep positions. */
export const storesInExchange: INodePropertyOptions[] = [
	{
		name: 'Mailbox',
		value: 'mailbox',
		description: 'A hidden configuration item beside the calendar; needs the right to write there',
	},
	{
		name: 'Service Mailbox',
		value: 'serviceMailbox',
		description:
			"A hidden configuration item in the service account's own mailbox, for calendars that it may only read",
	},
];
