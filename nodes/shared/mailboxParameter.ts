import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { Exchange } from '../../exchange/connection';
import { InvalidInput } from '../../exchange/errors';
import { addressFault } from '../../exchange/mailboxes/address';
import { readRequiredText } from './parameters';

/** The owner of the calendar; `readMailbox` reads it. */
export const mailboxParameter: INodeProperties = {
	displayName: 'Mailbox',
	name: 'mailbox',
	type: 'resourceLocator',
	default: { mode: 'address', value: '={{ $json.emailAddress }}' },
	required: true,
	description:
		'Email address of the mailbox. The expression takes it from the output of Resolve Mailbox.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			hint: 'Type the beginning of a name or address; the address list of Exchange is searched',
			typeOptions: {
				searchListMethod: 'searchMailboxes',
				searchable: true,
				searchFilterRequired: true,
			},
		},
		{
			displayName: 'By Address',
			name: 'address',
			type: 'string',
			placeholder: 'e.g. alice@enyoi.com',
			hint: 'One address; several mailboxes come as several input items',
		},
	],
};

/**
 * The address of the mailbox.
 * @throws InvalidInput when there is none, or it can't be an address
 */
export function readMailbox(
	context: IExecuteFunctions,
	{ settings }: Exchange,
	item: number,
): string {
	const mailbox = readRequiredText(context, 'mailbox', item);
	const fault = addressFault(mailbox, settings.emailDns);
	if (fault === undefined) return mailbox;
	throw new InvalidInput('mailbox', `The mailbox "${mailbox}" is not an email address: ${fault}`, {
		remedy: 'Give the whole address. Resolve Mailbox makes it from an account name.',
	});
}
